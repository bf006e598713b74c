"""The targets of this server, all in one run."""

from dataclasses import dataclass

from bench.figures import ratio
from bench.servers import OURS

# CPU time for a request, as a ratio to that of the peer.
CPU = (
    ("page", "nginx", 0.75),
    ("page", "lighttpd", 0.80),
    ("page", "haproxy", 0.95),
    ("page", "caddy", 0.25),
    ("page", "evhttp", 0.75),
    ("page", "epoll", 1.25),
    ("close", "nginx", 0.85),
    ("close", "nginx-tuned", 0.85),
    ("close", "haproxy", 0.85),
    ("close", "h2o", 0.90),
    ("proxy-v2", "nginx", 1.00),
    ("proxy-v2", "nginx-tuned", 1.00),
    ("log", "nginx-tuned", 0.80),
    ("log", "lighttpd", 1.00),
    ("image", "nginx", 0.80),
    ("image", "nginx-tuned", 0.95),
    ("photo", "nginx-tuned", 1.00),
    # nginx sends the pages of the file, and this server a copy, because a file may change before the client has read it. On some
    # machines the copy takes no longer, within the difference between two equal runs, and on others half as long again.
    ("file", "nginx", 1.05),
    ("304", "nginx", 0.75),
)
# A request of the first kind, as a ratio to a similar one of the second.
VARIANT = 1.5
VARIANTS = (
    ("forwarded", "page"),
    ("x-forwarded-for", "page"),
    ("options", "page"),
    ("http10-kept", "page"),
    ("post", "page"),
    ("http10", "close"),
)
# Not slower, within the difference between two equal runs.
LARGE_SITE = 1.05
# Of nginx's gain in the same run. The gain itself depends on the machine: between two cores the kernel needs 1 to 3 µs more for a
# request, which weighs more where a request takes less.
TWO_CORES = 0.85
# The share of the cores that other programs may use if all cores are measured.
QUIET = 0.05
# The page in 25 languages and its gzip copies are 0.9 MB of it.
IDLE = 2e6
CONNECTION = 0.5e3
# A ratio to nginx's in the same run, because machines differ: 4 ms, for example, if nginx takes 7.6 ms.
FIRST_ANSWER = 0.53
# In milliseconds, also with 20,000 files and one of 1 GiB: from exec, from an edit, and of CPU for a second at rest, with half
# a poll.
LARGE_FIRST_ANSWER = 1_000
EDIT = 1_000
REST = 10
IMAGE = 6.5e6


@dataclass(frozen=True)
class Outcome:
    what: str
    measured: float
    target: float
    unit: str = ""
    at_least: bool = False
    # Other programs used so much of the machine that the figure means nothing.
    disturbed: bool = False

    @property
    def holds(self):
        if self.disturbed:
            return False
        return self.measured >= self.target if self.at_least else self.measured <= self.target


def outcomes(results):
    """The targets of the measurements: a run of some works has only some."""
    return [*_ratios(results["works"]), *_sizes(results)]


def _ratios(works):
    for work, peer, target in CPU:
        figures = works.get(work, {})
        if OURS in figures and peer in figures:
            yield Outcome(f"CPU, {work}: {OURS} / {peer}", ratio(figures[OURS]["cpu"], figures[peer]["cpu"]), target)
    for work, plain in VARIANTS:
        figure, plain_figure = (works.get(name, {}).get(OURS) for name in (work, plain))
        if figure and plain_figure:
            yield Outcome(f"CPU, {work} / {plain}", ratio(figure["cpu"], plain_figure["cpu"]), VARIANT)
    small, large = (works.get(name, {}).get(OURS) for name in ("site-10", "site-100000"))
    if small and large:
        yield Outcome("CPU, a site of 100,000 files / of 10", ratio(large["cpu"], small["cpu"]), LARGE_SITE)
    cores = [works.get(name, {}) for name in ("one-core", "two-cores")]
    if all(OURS in figures and "nginx" in figures for figures in cores):
        one, two = cores
        gain = {name: ratio(two[name]["throughput"], one[name]["throughput"]) for name in (OURS, "nginx")}
        yield Outcome(f"gain of requests/s by a second worker and core: {OURS} / nginx", gain[OURS] / gain["nginx"], TWO_CORES,
                      at_least=True, disturbed=max(figures[OURS]["others"]["median"] for figures in cores) > QUIET)


def _sizes(results):
    memory = results.get("memory", {}).get(OURS, {})
    if memory:
        yield Outcome("anonymous memory at idle", memory["idle"] / 1e6, IDLE / 1e6, " MB")
    for name, value in memory.items():
        if name.startswith("connection_"):
            count = int(name.removeprefix("connection_"))
            yield Outcome(f"memory of an idle connection, of {count:,}", value / 1e3, CONNECTION / 1e3, " kB")
    first = results.get("first_answer", {})
    if OURS in first and "nginx" in first:
        yield Outcome(f"exec to first answer: {OURS} / nginx", ratio(first[OURS], first["nginx"]), FIRST_ANSWER)
    for name, figure in results.get("edits", {}).items():
        yield Outcome(f"exec to first answer, {name}", figure["first"], LARGE_FIRST_ANSWER, " ms")
        yield Outcome(f"latest edit, {name}", max(figure["edits"]), EDIT, " ms")
        yield Outcome(f"CPU at rest, {name}", figure["rest"], REST, " ms/s")
    if results.get("image"):
        yield Outcome("image, gzipped", results["image"] / 1e6, IMAGE / 1e6, " MB")
