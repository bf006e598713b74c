"""The figures of a soak as a page."""


def written(results):
    machine = results["machine"]
    lines = [
        "# A soak",
        "",
        f"{results['hours']:g} h, {results['rate']} requests per second, on {machine['cores']} cores of {machine['processor']}, "
        f"{machine['system']}, Linux {machine['kernel']}; others used {results['others']:.0%} of the cores. {results['haproxy']}. "
        "Written by `script/soak`; [README.md](README.md) says what is played.",
        "",
        "![traffic, memory, descriptors and threads](soak.svg)",
        "",
        "**" + ("It holds." if not results["complaints"] else "It does not hold: " + "; ".join(results["complaints"]) + ".") + "**",
        "",
        *_table(("Growth", "First quarter", "Last quarter"), (
            (f"{growth['figure']}, {growth['role']} server", _figure(growth, "first"), _figure(growth, "last"))
            for growth in results["growth"]
        )),
        *_table(("Answers", ""), ((kind, f"{count:,}") for kind, count in results["answers"].items())),
        *_table(("Failed requests", ""), results["failures"].items() or [("none", "0")]),
        *_table(("Played", ""), ((name, f"{count:,}") for name, count in results["played"].items())),
        *_table(("Latency through HAProxy, floods included", "ms"), results["latency"].items()),
        *_table(("Metrics of the steady server at the end", ""), ((f"`{name}`", f"{value:,.0f}") for name, value in results["metrics"].items())),
    ]
    return "\n".join(lines)


def _figure(growth, quarter):
    value = growth[quarter]
    return f"{value / 2**20:.2f} MiB" if growth["figure"] == "memory" else f"{value:g}"


def _table(head, rows):
    return [
        f"| {' | '.join(head)} |", f"|---|{'--:|' * (len(head) - 1)}",
        *(f"| {' | '.join(map(str, row))} |" for row in rows), "",
    ]
