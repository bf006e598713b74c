"""The machine of the measurements, without anything that identifies it."""

import os
import platform
import resource
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cores:
    """The load has one core, and the measured server the other."""

    load: frozenset[int]
    server: frozenset[int]

    @staticmethod
    def of_this_machine():
        available = sorted(os.sched_getaffinity(0))
        if len(available) < 2:
            raise SystemExit("script/bench: two cores are needed, one for the load and one for the server")
        return Cores(load=frozenset(available[:1]), server=frozenset(available[-1:]))


@contextmanager
def pinned(cores):
    """Processes that are started in this context run on these cores, from their first instruction."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def allow_descriptors(count):
    """Returns whether that many descriptors can be open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= count:
        return True
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, max(count, hard)))
    except (ValueError, PermissionError):
        return False
    return True


def description():
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "kernel": platform.release().split("-")[0],
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
    }


def _processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
