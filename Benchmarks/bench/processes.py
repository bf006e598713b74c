"""The kernel's figures of a process and its descendants."""

import contextlib
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class CPUTime:
    """Seconds."""

    total: float
    user: float

    def __sub__(self, earlier):
        return CPUTime(self.total - earlier.total, self.user - earlier.user)


def tree(process):
    """The process and its descendants, whichever thread started them."""
    found = [process]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            # A thread may end meanwhile.
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu_time(process):
    """The total is to the nanosecond, from each process's own clock, with all its threads. The kernel splits it into user
    and system by ticks of 10 ms, so only the split is coarse."""
    total = user = 0.0
    for member in tree(process):
        total += time.clock_gettime(_clock(member))
        user += int(Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()[11]) * TICK
    return CPUTime(total, user)


def busy_time():
    """The busy seconds of all cores, for all processes."""
    user, nice, system, _, _, interrupt, soft, *_ = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(map(int, (user, nice, system, interrupt, soft))) * TICK


def ended_children_time():
    """The CPU seconds of this process's children that it has waited for, such as wrk."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def anonymous_memory(process):
    """In bytes. Memory that processes share, as after a fork, counts once: each has its share (Pss_Anon)."""
    total = 0
    for member in tree(process):
        for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss_Anon:"):
                total += int(line.split()[1]) * 1024
    return total


def _clock(process):
    # clock_getcpuclockid(3), which Python does not have: CPUCLOCK_SCHED is 2.
    return (~process << 3) | 2
