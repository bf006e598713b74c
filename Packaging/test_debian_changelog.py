import unittest
from datetime import datetime, timezone

from debian_changelog import debian, entries

NOW = datetime(2026, 11, 29, 12, tzinfo=timezone.utc)
TEXT = """# Changelog

## Unreleased

### Added

- A change that is described
  on two lines.

## 1.0.0 - 2026-11-01

- The first release.
"""


class ChangelogTests(unittest.TestCase):
    def test_unreleased_changes_are_those_of_the_version(self):
        newest, oldest = entries(TEXT, "1.1.0", NOW)
        self.assertEqual(newest, ("1.1.0", NOW, ["A change that is described on two lines."]))
        self.assertEqual(oldest, ("1.0.0", datetime(2026, 11, 1, tzinfo=timezone.utc), ["The first release."]))

    def test_a_heading_without_changes_is_no_release(self):
        text = TEXT.replace("- A change that is described\n  on two lines.\n", "")
        self.assertEqual([version for version, _, _ in entries(text, "1.1.0", NOW)], ["1.0.0"])

    def test_a_heading_of_another_kind_is_an_error(self):
        with self.assertRaises(ValueError):
            entries("## Version 2\n", "1.1.0", NOW)

    def test_it_is_in_the_form_of_debian(self):
        self.assertEqual(
            debian(entries(TEXT, "1.1.0", NOW)[:1], "A <a@example.org>"),
            "maintenance (1.1.0) unstable; urgency=medium\n\n  * A change that is described on two lines.\n\n"
            " -- A <a@example.org>  Sun, 29 Nov 2026 12:00:00 +0000\n",
        )


if __name__ == "__main__":
    unittest.main()
