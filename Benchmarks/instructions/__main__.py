"""Counts the instructions, and the allocations, that the server takes for each request: script/instructions.

Unlike seconds, these are the same on every run, even on a busy machine."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from bench import sites

from .callgrind import count
from .cases import CASES

TOLERANCE = 1.05
# What the server does once a second, such as rendering answers again, counts more on a slow machine.
FIGURES = {"instructions": 0, "allocations": 0.2}


def measure(binary, title, site):
    """The figures of each request: the difference between many and few requests, so that the start and the end do not count."""
    few, many = 500, 3500
    totals = [count(binary, site, CASES[title], requests) for requests in (few, many)]
    return {name: round((totals[1][name] - totals[0][name]) / (many - few), 1) for name in FIGURES}


def rises(found, baseline):
    """Descriptions of the figures that are more than a twentieth and their slack above the baseline, or have no baseline."""
    for title, figures in found.items():
        for name, value in figures.items():
            allowed = baseline.get(title, {}).get(name)
            if allowed is None:
                yield f"{title}: the baseline has no {name}; script/instructions --update"
            elif value > allowed * TOLERANCE + FIGURES[name]:
                yield f"{title}: {value:,.1f} {name} a request, {value / allowed - 1:.0%} more than {allowed:,.1f}"


def main():
    options = argparse.ArgumentParser(prog="script/instructions", description=__doc__.splitlines()[0])
    options.add_argument("--binary", type=Path, required=True, help=argparse.SUPPRESS)
    options.add_argument("--baseline", type=Path, required=True, help=argparse.SUPPRESS)
    options.add_argument("--update", action="store_true", help="take what is counted for the baseline")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = sites.make(Path(folder) / "site", 10)
        # The server reads files that were less than two seconds old again, which would count only in the first case.
        time.sleep(3)
        found = {title: measure(options.binary, title, site) for title in CASES}
    baseline = json.loads(options.baseline.read_text())
    for title, figures in found.items():
        print(f"{title:44} {figures['instructions']:10,.0f} instructions {figures['allocations']:6.1f} allocations")
    if options.update:
        options.baseline.write_text(json.dumps(found, indent=2) + "\n")
        return
    faults = list(rises(found, baseline))
    for fault in faults:
        print(f"script/instructions: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
