"""Tests of the count of instructions, and of reading allocations from a profile: python3 -m unittest in this folder."""

import tempfile
import unittest
from pathlib import Path

from instructions.__main__ import rises
from instructions.callgrind import _allocations

BASELINE = {"the page": {"instructions": 10_000.0, "allocations": 1.0}}
PROFILE = """\
fn=(1) answer
calls=3 1
cfn=(2) malloc
calls=2 10
cfn=(3) free
calls=2 10
fn=(4) other
cfn=(2)
calls=5 10
cfn=(5) calloc'2
calls=1 10
"""


class Rises(unittest.TestCase):
    def faults(self, instructions, allocations):
        return list(rises({"the page": {"instructions": instructions, "allocations": allocations}}, BASELINE))

    def test_a_twentieth_is_let_through(self):
        self.assertEqual(self.faults(10_499.0, 1.0), [])
        self.assertEqual(self.faults(5_000.0, 0.0), [])

    def test_more_is_named(self):
        self.assertEqual(len(self.faults(10_600.0, 1.0)), 1)
        self.assertIn("6% more", self.faults(10_600.0, 1.0)[0])
        self.assertIn("allocations", self.faults(10_000.0, 2.0)[0])

    def test_a_figure_without_a_baseline_is_named(self):
        found = {"the page": {"instructions": 1.0, "seconds": 1.0}}
        self.assertEqual(len(list(rises(found, BASELINE))), 1)

    def test_a_case_without_a_baseline_is_named(self):
        self.assertEqual(len(list(rises({"new": {"instructions": 1.0}}, BASELINE))), 1)


class Allocations(unittest.TestCase):
    def test_only_calls_of_allocators_count(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "profile"
            path.write_text(PROFILE)
            self.assertEqual(_allocations(path), 8)
