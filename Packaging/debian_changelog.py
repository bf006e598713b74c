"""python3 -m debian_changelog VERSION < CHANGELOG.md: writes Debian's changelog to standard output.

Changes that are not released yet are those of VERSION, at the time of SOURCE_DATE_EPOCH. `control` names the maintainer.
"""

import os
import re
import sys
from datetime import datetime, timezone
from email.utils import format_datetime
from pathlib import Path
from textwrap import TextWrapper

CONTROL = Path(__file__).parent / "debian" / "control"
HEADING = re.compile(r"^## (?:(?P<version>\d+\.\d+\.\d+) - (?P<date>\d{4}-\d{2}-\d{2})|Unreleased)$")


def entries(text: str, version: str, now: datetime) -> list[tuple[str, datetime, list[str]]]:
    """The version, the time and the changes of each release, newest first. A heading without changes is no release."""
    found: list[tuple[str, datetime, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("## "):
            heading = HEADING.match(line)
            if not heading:
                raise ValueError(f"neither '## Unreleased' nor '## VERSION - DATE': {line}")
            day = heading["date"]
            time = datetime.fromisoformat(day).replace(tzinfo=timezone.utc) if day else now
            found.append((heading["version"] or version, time, []))
        elif found and line.startswith("- "):
            found[-1][2].append(line.removeprefix("- "))
        elif found and line.startswith("  ") and found[-1][2]:
            found[-1][2][-1] += " " + line.strip()
    return [entry for entry in found if entry[2]]


def debian(entries: list[tuple[str, datetime, list[str]]], maintainer: str) -> str:
    bullet = TextWrapper(
        width=79, initial_indent="  * ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(
        f"maintenance ({version}) unstable; urgency=medium\n\n"
        + "".join(bullet.fill(change) + "\n" for change in changes)
        + f"\n -- {maintainer}  {format_datetime(time)}\n"
        for version, time, changes in entries
    )


def main() -> None:
    now = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    maintainer = re.search(r"^Maintainer: (.*)$", CONTROL.read_text(), re.MULTILINE)
    assert maintainer, CONTROL
    print(debian(entries(sys.stdin.read(), sys.argv[1], now), maintainer[1]), end="")


if __name__ == "__main__":
    main()
