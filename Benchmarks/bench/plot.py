"""The CPU time of each work and server as an SVG: a panel with a separate scale for each work."""

from html import escape

from bench.works import WORKS

COLUMNS = 2
WIDTH = 450
BAR = 18
HEAD = 44
NAMES = 118
VALUES = 76

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.back { fill: #ffffff }
.ours { fill: #c2410c }
.peer { fill: #64748b }
.limit { fill: #cbd5e1 }
.spread { stroke: #24292f; stroke-width: 1 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .back { fill: #0d1117 }
  .ours { fill: #fb923c }
  .peer { fill: #7d8da3 }
  .limit { fill: #475569 }
  .spread { stroke: #e6edf3 }
}
"""


def drawn(results):
    works = [work for work in WORKS if work.name in results["works"]]
    panels, bottoms = [], [HEAD] * COLUMNS
    for work in works:
        # The shorter column gets the next panel.
        column = bottoms.index(min(bottoms))
        figures = results["works"][work.name]
        panels.append(_panel(work, figures, results, column * WIDTH, bottoms[column]))
        bottoms[column] += HEAD + BAR * len(figures)
    size = f'width="{COLUMNS * WIDTH}" height="{max(bottoms)}" viewBox="0 0 {COLUMNS * WIDTH} {max(bottoms)}"'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "<title>CPU time for each request, by work and server</title>",
        f"<style>{STYLE}</style>",
        '<rect class="back" width="100%" height="100%"/>',
        '<text class="title" x="12" y="22">CPU time for each request: less is better. Lines show the least and the most of '
        "all rounds.</text>",
        *panels,
        "</svg>",
        "",
    ])


def _panel(work, figures, results, left, top):
    unit, scale = ("ms", 1e3) if work.by_size else ("µs", 1)
    most = max(figure["cpu"]["high"] for figure in figures.values())
    room = (WIDTH - NAMES - VALUES) / most
    lines = [f'<g transform="translate({left} {top})">', f'<text class="title" x="12" y="16">{escape(work.title)}</text>']
    for row, (name, figure) in enumerate(sorted(figures.items(), key=lambda item: item[1]["cpu"]["median"])):
        cpu = figure["cpu"]
        y = 24 + row * BAR
        middle = y + BAR / 2 - 1
        value = f"{cpu['median'] / scale:.1f} {unit}"
        lines += [
            f'<text x="{NAMES - 8}" y="{y + 12}" text-anchor="end">{escape(results["titles"][name])}</text>',
            f'<rect class="{results["kinds"][name]}" x="{NAMES}" y="{y}" width="{cpu["median"] * room:.1f}" height="{BAR - 3}"/>',
            f'<line class="spread" x1="{NAMES + cpu["low"] * room:.1f}" x2="{NAMES + cpu["high"] * room:.1f}" y1="{middle}" '
            f'y2="{middle}"/>',
            f'<text x="{NAMES + cpu["high"] * room + 6:.1f}" y="{y + 12}">{value}</text>',
        ]
    return "\n".join([*lines, "</g>"])
