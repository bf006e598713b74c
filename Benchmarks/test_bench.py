"""Tests of the figures, without a server: python3 -m unittest in this folder."""

import gzip
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from bench import load, plot, processes, sites, table, targets
from bench.figures import ratio, spread, summary
from bench.servers import SERVERS, Running
from bench.targets import outcomes
from bench.works import WORKS


def figure(*cpu):
    other = {name: summary([1000]) for name in ("throughput", "p50", "p99", "p999")} | {"others": summary([0.01])}
    return {"cpu": summary(cpu), "user": cpu[0] / 4, "system": cpu[0] * 3 / 4, "busy": summary([0.99]), **other}


def results(**works):
    return {
        "machine": {"processor": "Example", "cores": 2, "kernel": "6.1.0", "system": "Debian"}, "versions": {"nginx": "1.22.1"},
        "titles": {server.name: server.title for server in SERVERS}, "kinds": {server.name: server.kind for server in SERVERS},
        "rounds": 3, "seconds": 1, "works": works, "memory": {}, "first_answer": {}, "edits": {}, "image": None,
    }


class Figures(unittest.TestCase):
    def test_a_round_that_is_slow_for_both_changes_no_ratio(self):
        self.assertEqual(ratio(summary([10, 20, 10]), summary([20, 40, 20])), 0.5)

    def test_a_ratio_is_of_rounds_and_not_of_medians(self):
        self.assertEqual(ratio(summary([1, 2, 9]), summary([2, 1, 3])), 2)

    def test_rounds_that_are_missing_are_an_error(self):
        self.assertRaises(ValueError, ratio, summary([1, 2]), summary([1]))

    def test_the_spread_is_half_of_the_range(self):
        self.assertAlmostEqual(spread(summary([9, 10, 12])), 0.15)


class Targets(unittest.TestCase):
    def test_a_ratio_above_its_target_is_a_miss(self):
        page = {"maintenance": figure(9), "nginx": figure(10), "epoll": figure(8)}
        found = {outcome.what: outcome.holds for outcome in outcomes(results(page=page))}
        self.assertEqual(found, {"CPU, page: maintenance / nginx": False, "CPU, page: maintenance / epoll": True})

    def test_a_variant_of_the_page_is_compared_with_the_page(self):
        works = {"page": {"maintenance": figure(10)}, "post": {"maintenance": figure(16)}, "options": {"maintenance": figure(14)}}
        found = {outcome.what: outcome.holds for outcome in outcomes(results(**works))}
        self.assertEqual(found, {"CPU, options / page": True, "CPU, post / page": False})

    def test_each_target_names_a_work_and_a_server_of_it(self):
        works = {work.name: work for work in WORKS}
        servers = {server.name: server for server in SERVERS}
        for work, peer, _ in targets.CPU:
            self.assertTrue(works[work].includes(servers[peer]), (work, peer))
        for work, plain in targets.VARIANTS:
            self.assertEqual(works[work].group, works[plain].group, "their turns are in the same rounds")

    def test_more_requests_on_two_cores_are_better(self):
        for requests, holds in ((1690, False), (1710, True)):
            works = {"one-core": {"maintenance": figure(9), "nginx": figure(9)},
                     "two-cores": {"maintenance": figure(9) | {"throughput": summary([requests])},
                                   "nginx": figure(9) | {"throughput": summary([2000])}}}
            self.assertEqual([outcome.holds for outcome in outcomes(results(**works))], [holds])

    def test_the_first_answer_is_compared_with_the_one_of_nginx(self):
        for ours, holds in ((4, True), (5, False)):
            measured = results() | {"first_answer": {"maintenance": summary([ours, 9]), "nginx": summary([8, 18])}}
            self.assertEqual([outcome.holds for outcome in outcomes(measured)], [holds])

    def test_cores_that_others_used_tell_nothing_of_two_workers(self):
        disturbed = figure(9) | {"throughput": summary([2000]), "others": summary([0.5])}
        works = {"one-core": {"maintenance": figure(9), "nginx": figure(9)},
                 "two-cores": {"maintenance": disturbed, "nginx": figure(9)}}
        outcome, = outcomes(results(**works))
        self.assertTrue(outcome.disturbed)
        self.assertFalse(outcome.holds)


class Sites(unittest.TestCase):
    def test_the_page_has_its_size_and_compresses_as_pages_do(self):
        self.assertEqual(len(sites.page()), sites.PAGE_SIZE)
        self.assertGreater(len(gzip.compress(sites.page())), sites.PAGE_SIZE / 5)

    def test_a_site_has_as_many_files_as_it_says_and_those_that_are_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            site = sites.make(Path(folder) / "site", 1_000)
            self.assertEqual(sum(path.is_file() for path in site.rglob("*")), 1_000)
            requests = [request for work in WORKS if work.site == 1_000 for request in work.requests]
            self.assertTrue(all((site / request.file).is_file() for request in requests))
            self.assertFalse(any((site / request.path[1:]).exists() for request in requests if request.status == 503))


class Answers(unittest.TestCase):
    work = next(work for work in WORKS if work.name == "site-1000")
    told = {"requests": 1000, "connect": 0, "read": 0, "write": 0, "timeout": 0}

    def test_each_other_answer_is_a_page(self):
        load._check(self.work, self.told | {"status": 500})

    def test_answers_of_another_status_are_an_error(self):
        self.assertRaises(SystemExit, load._check, self.work, self.told | {"status": 1000})

    def test_requests_that_fail_are_an_error(self):
        self.assertRaises(SystemExit, load._check, self.work, self.told | {"status": 500, "read": 1})


class AccessLogs(unittest.TestCase):
    def running(self, lines):
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "access_log"
        path.write_text("line\n" * lines)
        running = Running.__new__(Running)
        running.server, running._access_log = SERVERS[0], path
        return running

    def test_a_line_is_missed_only_where_it_may_be_in_a_buffer(self):
        self.running(9_700).check_access_log(10_000)
        self.assertRaises(SystemExit, self.running(9_000).check_access_log, 10_000)

    def test_lines_of_nobody_are_an_error(self):
        self.assertRaises(SystemExit, self.running(20_000).check_access_log, 10_000)


class Processes(unittest.TestCase):
    def test_the_time_of_a_child_counts(self):
        # A shell with a child, which uses a tenth of a second and says so.
        spin = "import sys, time\nwhile time.process_time() < 0.1: pass\nprint(flush=True)\nsys.stdin.read()"
        shell = subprocess.Popen(
            ["sh", "-c", '"$0" -c "$1"; :', sys.executable, spin], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        with shell:
            shell.stdout.readline()
            self.assertEqual(len(processes.tree(shell.pid)), 2)
            self.assertGreaterEqual(processes.cpu_time(shell.pid).total, 0.1)

    def test_memory_that_is_touched_counts(self):
        before = processes.anonymous_memory(os.getpid())
        kept = bytearray(os.urandom(1)) * 8_000_000
        self.assertGreater(processes.anonymous_memory(os.getpid()) - before, len(kept) / 2)


class Reports(unittest.TestCase):
    page = {"maintenance": figure(9, 10, 11), "nginx": figure(18, 20, 22)}

    def test_the_table_has_a_row_for_each_server_with_its_ratio(self):
        text = table.written(results(page=self.page))
        self.assertIn("| **maintenance** | 10.00 |", text)
        self.assertRegex(text, r"\| nginx \| 20\.00 .*\| 0\.50 \|")

    def test_every_bar_of_the_plot_lies_within_it(self):
        drawing = ElementTree.fromstring(plot.drawn(results(page=self.page, image=self.page, file=self.page)))
        bars = [bar for bar in drawing.iter() if bar.tag.endswith("}rect") and bar.get("x")]
        self.assertEqual(len(bars), 6)
        for bar in bars:
            self.assertLessEqual(float(bar.get("x")) + float(bar.get("width")), plot.WIDTH - plot.VALUES)


if __name__ == "__main__":
    unittest.main()
