"""Measures this server beside its peers. `script/bench` builds the server, and starts this.

1. Make the sites, in each size that a test needs.
2. For each test start every server, check its answer, and measure rounds in turns.
3. Measure memory, and the time to the first answer, of each server with the default page.
4. Measure edits of sites of several sizes.
5. Write the figures, the table and the plot, and name the missed targets.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import image, memory, plot, reloading, rounds, sites, starting, table
from bench.machine import Cores, allow_descriptors, description
from bench.servers import SERVERS
from bench.targets import outcomes
from bench.works import WORKS, groups

EXTRA = ("memory", "start", "edit")
QUICK = ["page", "close", "proxy-v2", "log", "proxied", "image", "304", "file", "start"]


@dataclass
class Context:
    places: dict
    cores: Cores
    folder: Path
    static: Path
    rounds: int
    seconds: int
    starts: int
    _made: dict = field(default_factory=dict)

    def site(self, size):
        if size not in self._made:
            self._made[size] = sites.make(self.folder / str(size), size)
        return self._made[size]

    @property
    def default_site(self):
        if "default" not in self._made:
            self._made["default"] = sites.copy_of_default(self.static, self.folder / "default")
        return self._made["default"]

    def progress(self, work, server, figure):
        print(f"{work.name:12} {server.name:12} {figure['cpu']:9.2f} us {figure['throughput']:9.0f} /s", file=sys.stderr)


def main():
    options = _options()
    servers = [server for server in SERVERS if server.name in options.servers]
    began = time.monotonic()
    allow_descriptors(memory.DESCRIPTORS)
    places = {name: getattr(options, name).resolve() for name in ("binary", "debian", "limits")}
    places["wrk"] = places["debian"] / "usr/bin/wrk"
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.chmod(folder, 0o755)
        context = Context(
            places, Cores.of_this_machine(), Path(folder), options.static.resolve(), options.rounds, options.seconds,
            options.starts,
        )
        results = {
            "machine": description(),
            "versions": dict(line.split() for line in (places["debian"] / "versions").read_text().splitlines()),
            "titles": {server.name: server.title for server in servers},
            "kinds": {server.name: server.kind for server in servers},
            "rounds": options.rounds, "seconds": options.seconds,
            "works": {}, "memory": {}, "first_answer": {}, "edits": {},
            "image": image.gzipped_size(places["binary"]),
        }
        for works in groups(options.only):
            if any(work.includes(server) for work in works for server in servers):
                results["works"] |= rounds.measured(works, servers, context)
        if "memory" in options.only:
            results["memory"] = {server.name: memory.measured(server, context) for server in servers}
        if "start" in options.only:
            results["first_answer"] = starting.measured(servers, context)
        if "edit" in options.only:
            results["edits"] = reloading.measured(context)
    results["minutes"] = round((time.monotonic() - began) / 60, 1)

    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (options.output / "results.md").write_text(table.written(results))
    (options.output / "results.svg").write_text(plot.drawn(results))
    misses = [outcome for outcome in outcomes(results) if not outcome.holds]
    for miss in misses:
        print(f"script/bench: {miss.what}: {miss.measured:.2f}{miss.unit}, target {miss.target:.2f}{miss.unit}", file=sys.stderr)
    return 1 if options.check and misses else 0


def _options():
    works = [work.name for work in WORKS] + list(EXTRA)
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures this server beside its peers.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each server has its turn at each work (5)")
    parser.add_argument("--seconds", type=int, default=2, help="how long each turn lasts (2)")
    parser.add_argument("--starts", type=int, default=starting.STARTS, help="how often each server is started (20)")
    parser.add_argument("--only", type=_some(works), metavar="WORK,...", help=", ".join(works))
    names = [server.name for server in SERVERS]
    parser.add_argument("--servers", type=_some(names), default=names, metavar="NAME,...", help=", ".join(names))
    parser.add_argument("--quick", action="store_true", help=f"one round of a second, of {', '.join(QUICK)}")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--output", type=Path, required=True, metavar="DIRECTORY", help="where results.* go")
    for place in ("binary", "debian", "limits", "static"):
        parser.add_argument(f"--{place}", type=Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.starts = 1, 1, 3
    options.only = options.only or (QUICK if options.quick else works)
    return options


def _some(known):
    def read(text):
        names = text.split(",")
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"there is no {name}; there are {', '.join(known)}")
        return names

    return read


if __name__ == "__main__":
    sys.exit(main())
