"""What the measurements were made on: nothing that tells one machine of a kind from another."""

import os
import platform
import resource
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cores:
    """The load and what drives it have one core, the measured server the other."""

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
    """What is started meanwhile runs on these cores, from its first instruction."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def allow_descriptors(count):
    """Returns whether so many can be open."""
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
