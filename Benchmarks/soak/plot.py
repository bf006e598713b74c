"""The soak as an SVG: traffic, memory, descriptors and threads, one above the other, over the same time."""

from html import escape

from bench.plot import STYLE
from soak.deployment import RESTARTED, STEADY

WIDTH, LEFT, RIGHT = 900, 64, 130
PANEL, GAP, TOP = 130, 52, 40

COLOURS = """
.line { fill: none; stroke-width: 1.5 }
.steady, .maintenance { stroke: #c2410c } .restarted, .application { stroke: #64748b } .failed { stroke: #b91c1c }
.flood { fill: #cbd5e1; opacity: 0.6 } .axis { stroke: #94a3b8 }
@media (prefers-color-scheme: dark) {
  .steady, .maintenance { stroke: #fb923c } .restarted, .application { stroke: #94a3b8 } .failed { stroke: #f87171 }
  .flood { fill: #475569 }
}
"""


def drawn(samples, traffic, floods, seconds):
    """`floods` are the times at which each began and ended."""
    panels = [("Requests per second", _rates(traffic), 1)]
    for title, figure, unit in (("Memory, MiB", "memory", 1 << 20), ("Descriptors", "descriptors", 1), ("Threads", "threads", 1)):
        panels.append((title, _figures(samples, figure), unit))
    height = TOP + len(panels) * (PANEL + GAP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>What the server used during the soak</title>",
        f"<style>{STYLE}{COLOURS}</style>",
        '<rect class="back" width="100%" height="100%"/>',
        '<text class="title" x="12" y="22">One server lived through it all, the other one was restarted. Grey bands are floods.</text>',
    ]
    for row, (title, series, unit) in enumerate(panels):
        lines += _panel(title, series, unit, floods, seconds, TOP + row * (PANEL + GAP))
    return "\n".join([*lines, "</svg>", ""])


def _rates(traffic):
    kinds = traffic[0].rates if traffic else ()
    return {kind: [[(entry.at, entry.rates[kind]) for entry in traffic]] for kind in kinds}


def _figures(samples, figure):
    """A line for each process, by role."""
    series = {}
    for role in (STEADY, RESTARTED):
        processes = {}
        for sample in samples:
            if sample.role == role:
                processes.setdefault(sample.generation, []).append((sample.at, getattr(sample, figure)))
        series[role] = list(processes.values())
    return series


def _panel(title, series, unit, floods, seconds, top):
    values = [value / unit for lines in series.values() for line in lines for _, value in line]
    most = max(values, default=0) or 1
    x = lambda at: LEFT + (WIDTH - LEFT - RIGHT) * min(at / seconds, 1)
    y = lambda value: 20 + (PANEL - 20) * (1 - value / most)
    lines = [f'<g transform="translate(0 {top})">', f'<text class="title" x="{LEFT}" y="12">{escape(title)}</text>']
    for began, ended in floods:
        lines.append(f'<rect class="flood" x="{x(began):.1f}" y="20" width="{max(1, x(ended) - x(began)):.1f}" height="{PANEL - 20}"/>')
    lines += [
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{PANEL}" y2="{PANEL}"/>',
        f'<text x="{LEFT - 8}" y="{PANEL + 4}" text-anchor="end">0</text>',
        f'<text x="{LEFT - 8}" y="26" text-anchor="end">{most:.{1 if most < 10 else 0}f}</text>',
    ]
    for quarter in range(5):
        at = seconds * quarter / 4
        lines.append(f'<text x="{x(at):.1f}" y="{PANEL + 18}" text-anchor="middle">{at / 60:.3g} min</text>')
    for row, (name, processes) in enumerate(series.items()):
        for process in processes:
            points = " ".join(f"{x(at):.1f},{y(value / unit):.1f}" for at, value in process)
            lines.append(f'<polyline class="line {name}" points="{points}"/>')
        key = 30 + row * 18
        lines.append(f'<line class="line {name}" x1="{WIDTH - RIGHT + 12}" x2="{WIDTH - RIGHT + 30}" y1="{key}" y2="{key}"/>')
        lines.append(f'<text x="{WIDTH - RIGHT + 36}" y="{key + 4}">{escape(name)}</text>')
    return [*lines, "</g>"]
