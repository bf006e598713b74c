"""The resources of each process, and the outcomes of the visitors, over time."""

import asyncio
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.processes import anonymous_memory

COUNT = 360


@dataclass(frozen=True)
class Sample:
    """The figures of one process, that many seconds after the start."""

    at: float
    role: str
    generation: int
    # Anonymous memory, in bytes.
    memory: int
    descriptors: int
    threads: int


@dataclass(frozen=True)
class Traffic:
    """The requests of each second since the last sample, by their outcome."""

    at: float
    rates: dict[str, float]


def sample_of(process, at):
    proc = Path(f"/proc/{process.id}")
    return Sample(
        at, process.role, process.generation, anonymous_memory(process.id), len(list((proc / "fd").iterdir())),
        len(list((proc / "task").iterdir())),
    )


class Sampler:
    def __init__(self, deployment, ledger, seconds):
        self._deployment, self._ledger = deployment, ledger
        self._interval = max(1, seconds / COUNT)
        self.samples, self.traffic = [], []

    async def stay(self):
        before, last = self._counts(), time.monotonic()
        while True:
            await asyncio.sleep(self._interval)
            self._deployment.check_alive()
            now = time.monotonic()
            at = round(now - self._ledger.began, 1)
            for process in self._deployment.running:
                process.check_log()
                try:
                    self.samples.append(sample_of(process, at))
                except (FileNotFoundError, ProcessLookupError):
                    # The process has ended in the meantime. An end of the steady one is detected above.
                    continue
            counts = self._counts()
            rates = {kind: round((counts[kind] - before[kind]) / (now - last), 1) for kind in counts}
            self.traffic.append(Traffic(at, rates))
            before, last = counts, now

    def _counts(self):
        kinds, failures = self._ledger.kinds, self._ledger.failures
        application = kinds["application"]
        return {"application": application, "maintenance": kinds.total() - application, "failed": failures.total()}


def columns(records):
    """Records of one kind as a table, which takes less room in JSON."""
    rows = [asdict(record) for record in records]
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
