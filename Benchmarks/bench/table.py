"""The results as Markdown."""

from statistics import median

from bench.figures import ratio, spread
from bench.servers import OURS
from bench.targets import outcomes
from bench.works import WORKS

# If the server used less of its core, wrk was the limit, or other programs used the core.
BUSY = 0.95


def written(results):
    parts = ["# Results", _machine(results), _plot(), _targets(results)]
    parts += [_work(work, results["works"][work.name], results) for work in WORKS if work.name in results["works"]]
    parts += [_memory(results), _starts(results), _edits(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _machine(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return (
        f"{machine['processor']}, {machine['cores']} cores, Linux {machine['kernel']}, {machine['system']}.\n"
        f"Rounds: {results['rounds']} of {results['seconds']} s, in turns. Medians. [How it is measured](README.md).\n\n"
        f"{versions}.{_others(results)}"
    )


def _others(results):
    shares = [
        share for figures in results["works"].values() for figure in figures.values()
        for share in figure.get("others", {}).get("rounds", [])
    ]
    if not shares:
        return ""
    return f" Other programs used {median(shares):.0%} of the cores in the median turn, and {max(shares):.0%} in the worst."


def _plot():
    return "![CPU time for each request, by work and server](results.svg)"


def _targets(results):
    rows = [
        (outcome.what, f"{outcome.measured:.2f}{outcome.unit}",
         f"{'≥' if outcome.at_least else '≤'} {outcome.target:.2f}{outcome.unit}", _holds(outcome))
        for outcome in outcomes(results)
    ]
    return "## Targets\n\n" + _table(("", "Measured", "Target", "Holds"), rows) if rows else ""


def _holds(outcome):
    if outcome.disturbed:
        return "unknown: other programs used the cores"
    return "yes" if outcome.holds else "**no**"


def _work(work, figures, results):
    unit, scale = ("ms", 1e3) if work.by_size else ("µs", 1)
    header = ("", f"CPU, {unit}", "User", "System", "Spread", f"{OURS} / it", "Requests/s", "Core busy",
              "p50, ms", "p99, ms", "p99.9, ms")
    rows = []
    for name, figure in sorted(figures.items(), key=lambda item: item[1]["cpu"]["median"]):
        title = results["titles"][name]
        rows.append((
            f"**{title}**" if name == OURS else title,
            *(f"{value / scale:.2f}" for value in (figure["cpu"]["median"], figure["user"], figure["system"])),
            f"± {spread(figure['cpu']):.0%}",
            f"{ratio(figures[OURS]['cpu'], figure['cpu']):.2f}" if OURS in figures else "",
            f"{figure['throughput']['median']:,.0f}",
            f"{figure['busy']['median']:.0%}",
            *(f"{figure[part]['median'] / 1e3:.2f}" for part in ("p50", "p99", "p999")),
        ))
    return f"## {work.title}\n\n" + _table(header, rows) + _note(work, figures, results)


def _note(work, figures, results):
    if work.pause or work.shared_threads or work.connections == 1 or work.behind_haproxy:
        return ""
    idle = [results["titles"][name] for name, figure in figures.items() if figure["busy"]["median"] < BUSY]
    return f"\n\nThe core was less than {BUSY:.0%} busy, so the throughput is not the maximum: {', '.join(idle)}." if idle else ""


def _memory(results):
    if not results["memory"]:
        return ""
    kinds = {kind: None for figures in results["memory"].values() for kind in figures}
    titles = {"idle": "Idle, MB", "load": "Under load, MB"} | {
        kind: f"Each of {int(kind.removeprefix('connection_')):,} connections, kB"
        for kind in kinds if kind.startswith("connection_")
    }
    rows = [
        (results["titles"][name], *(_amount(kind, figures.get(kind)) for kind in kinds))
        for name, figures in results["memory"].items()
    ]
    image = f"\n\nThe image is {results['image'] / 1e6:.2f} MB, gzipped."
    return "## Anonymous memory\n\n" + _table(("", *(titles[kind] for kind in kinds)), rows) + image


def _amount(kind, value):
    if value is None:
        return ""
    return f"{value / 1e3:.2f}" if kind.startswith("connection_") else f"{value / 1e6:.2f}"


def _starts(results):
    if not results["first_answer"]:
        return ""
    rows = [
        (results["titles"][name], *(f"{figure[part]:.1f}" for part in ("median", "low", "high")))
        for name, figure in results["first_answer"].items()
    ]
    return "## From exec to the first answer\n\n" + _table(("", "Median, ms", "Least", "Most"), rows)


def _edits(results):
    if not results["edits"]:
        return ""
    rows = [
        (name, f"{figure['first']:.0f}", f"{median(figure['edits']):.0f}", f"{max(figure['edits']):.0f}",
         f"{median(figure['cpu']):.1f}", f"{figure['rest']:.2f}")
        for name, figure in results["edits"].items()
    ]
    header = ("", "First answer, ms", "Edit served, ms", "Latest edit, ms", "CPU of an edit, ms", "CPU at rest, ms/s")
    return "## Edits, by the size of the site\n\n" + _table(header, rows)


def _table(header, rows):
    lines = [header, ["---"] + ["--:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
