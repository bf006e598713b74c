"""Plays hours of outages, and finds growth and failures. `script/soak` builds the server, and starts this.

1. HAProxy, two applications and two maintenance servers are started.
2. Visitors ask at a steady pace, while operators, stalled clients and floods do what they do.
3. The figures, the page and the plot are written, and what does not hold is named.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from bench.machine import allow_descriptors, description
from bench.processes import busy_time, cpu_time, ended_children_time
from soak import plot, report
from soak.deployment import STEADY, Deployment, Failed, haproxy
from soak.hostile import Flood, Stalled
from soak.operators import Operators, Pace
from soak.samples import Sampler, columns
from soak.site import Site
from soak.verdict import complaints, growths
from soak.visitors import Ledger, Visitor

VISITORS = 40
DESCRIPTORS = 8_000
METRICS = (
    "maintenance_requests_total", "maintenance_refusals_total", "maintenance_deadlines_expired_total", "maintenance_aborted_replies_total",
    "maintenance_connections_accepted_total", "maintenance_reloads_total", "maintenance_site_broken",
    "maintenance_connections_limit_reached_total", "maintenance_access_log_lines_total",
)


class Soak:
    def __init__(self, options, folder):
        self.seconds = options.hours * 3600
        self.rate = options.rate
        self.pace = Pace.of(self.seconds)
        self.deployment = Deployment(options.binary.resolve(), Site(folder / "site"), folder)
        self.ledger = Ledger()
        self.operators = Operators(self.deployment, self.pace)
        self.stalled = Stalled(self.deployment, self.ledger)
        self.flood = Flood(self.deployment, self.ledger)
        self.sampler = Sampler(self.deployment, self.ledger, self.seconds)
        # The start and the end of each flood.
        self.floods = []
        self.metrics = {}
        # The share of the cores that other programs used.
        self.others = 0.0
        # The reason for an early end; "" without one.
        self.fault = ""

    async def play(self):
        busy = busy_time()
        # On SIGTERM too, everything that was started is ended.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
        try:
            await self.deployment.start()
            await self._play_activities()
            steady = self.deployment.newest[STEADY]
            self.metrics = await steady.metrics()
            own = cpu_time(os.getpid()).total + ended_children_time()
            self.others = max(0, busy_time() - busy - own) / self.seconds / len(os.sched_getaffinity(0))
            await self.deployment.stop(steady)
        except* Failed as failures:
            self.fault = "; ".join(map(str, failures.exceptions))
        finally:
            self.deployment.kill()

    async def _play_activities(self):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.seconds), asyncio.TaskGroup() as group:
                for activity in self._activities():
                    group.create_task(activity)

    def _activities(self):
        pause = VISITORS / self.rate
        for number in range(VISITORS):
            yield Visitor(self.deployment.port, number % 2 == 0, self.deployment.site, self.ledger).stay(pause)
        yield from self.operators.tasks()
        yield self.stalled.stay()
        yield self._come_in_floods()
        yield self.sampler.stay()

    async def _come_in_floods(self):
        await asyncio.sleep(self.pace.first_flood)
        while True:
            began = time.monotonic() - self.ledger.began
            await self.flood.come()
            ended = time.monotonic() - self.ledger.began
            self.floods.append((round(began, 1), round(ended, 1)))
            counts = f"{self.ledger.kinds.total():,} answers, {self.ledger.failures.total():,} failures"
            print(f"script/soak: {ended / 60:.0f} min: {counts}", file=sys.stderr, flush=True)
            await asyncio.sleep(self.pace.flood)

    def results(self):
        done = self.operators.done | {
            "floods": len(self.floods), "requests in floods": self.flood.requests,
            "connections in floods": self.flood.connections, "garbage in floods": self.flood.garbage,
            "stalled clients ended": self.stalled.ended,
        }
        # The first flood belongs to the warm-up: queues and buffers grow to their usual size.
        warm_up = self.floods[0][1] if self.floods else 0
        found = growths(self.sampler.samples, warm_up)
        failures = dict(self.ledger.failures)
        return {
            "machine": description(), "haproxy": _version_of_haproxy(), "hours": self.seconds / 3600, "rate": self.rate,
            "visitors": VISITORS, "pace": asdict(self.pace), "others": round(self.others, 3),
            "complaints": ([self.fault] if self.fault else []) + complaints(found, self.ledger.kinds, failures, done),
            "growth": [asdict(growth) for growth in found], "answers": dict(self.ledger.kinds.most_common()),
            "repeated": self.ledger.repeated, "failures": failures, "failed": self.ledger.details, "played": done,
            "latency": _latency(self.ledger.latencies),
            "metrics": {name: value for name, value in self.metrics.items() if value and name.startswith(METRICS)},
            "floods": self.floods, "samples": columns(self.sampler.samples), "traffic": columns(self.sampler.traffic),
        }


def _latency(seconds):
    ordered = sorted(seconds)
    parts = {"median": 0.5, "99 %": 0.99, "99.9 %": 0.999, "longest": 1}
    return {name: round(ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1e3, 1) for name, part in parts.items() if ordered}


def _version_of_haproxy():
    said = subprocess.run([haproxy(), "-v"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:1] + said.split()[2:3])


def main():
    options = _options()
    if not allow_descriptors(DESCRIPTORS):
        raise SystemExit(f"script/soak: {DESCRIPTORS} descriptors are needed: ulimit -n")
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soak = Soak(options, Path(folder))
        try:
            asyncio.run(soak.play())
        except asyncio.CancelledError:
            raise SystemExit("script/soak: stopped") from None
    results = soak.results()
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "soak.json").write_text(json.dumps(results, indent=None, separators=(",", ":")) + "\n")
    (options.output / "soak.md").write_text(report.written(results))
    (options.output / "soak.svg").write_text(plot.drawn(soak.sampler.samples, soak.sampler.traffic, soak.floods, soak.seconds))
    for failed in results["failed"][:20]:
        print(f"script/soak: after {failed['at']} s: {failed['failure']}: {failed['detail']}", file=sys.stderr)
    for complaint in results["complaints"]:
        print(f"script/soak: {complaint}", file=sys.stderr)
    return 1 if results["complaints"] else 0


def _options():
    parser = argparse.ArgumentParser(prog="script/soak", description="Plays outages for hours, and finds what grows or fails.")
    parser.add_argument("hours", type=float, metavar="HOURS", help="how long, such as 1 or 0.05")
    parser.add_argument("--rate", type=int, default=200, help="requests a second (200)")
    parser.add_argument("--binary", type=Path, required=True, metavar="PATH", help="the server (built by script/executable)")
    parser.add_argument("--output", type=Path, required=True, metavar="DIRECTORY", help="where soak.* go (.build/soak)")
    options = parser.parse_args()
    if not 0.05 <= options.hours <= 1000:
        parser.error("HOURS is at least 0.05, so that everything is played, and at most 1000")
    if not 1 <= options.rate <= 1000:
        parser.error("--rate is 1 to 1000: more would measure the visitors, who are one process")
    if not os.access(options.binary, os.X_OK):
        parser.error(f"--binary: {options.binary} cannot be run")
    return options


if __name__ == "__main__":
    sys.exit(main())
