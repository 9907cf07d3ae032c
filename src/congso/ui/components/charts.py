"""Charts drawn on the server as SVG: no script, no inline style, colours by class, numbers also as a table.

Each function returns the drawing only; `ui/components/chart.html` adds the title, the legend and the table.
"""

from collections.abc import Sequence
from math import ceil, cos, pi, sin

from django.utils.html import escape

from .words import number

SERIES = ["series-1", "series-2", "series-3", "series-4", "series-5"]
AXIS = 11.0
"""Percent of the width kept for the numbers of the vertical axis."""


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(x: str, y: float, words: str, *, anchor: str = "start", css: str = "") -> str:
    about = f' class="{css}"' if css else ""
    return f'<text x="{x}" y="{_n(y)}" text-anchor="{anchor}"{about}>{escape(words)}</text>'


def nice_top(highest: float) -> int:
    """The smallest round number not below `highest` whose quarters are whole: 4, 8, 12, 20, 40, 100, 120, 200 …"""
    power = 1
    while True:
        for factor in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8):
            top = round(factor * power)
            if top >= highest and top % 4 == 0:
                return top
        power *= 10


def bars(rows: Sequence[tuple[str, float]], *, css: str = "series-1") -> str:
    """Horizontal bars as a list: name and number are text of the page, so they keep its size on a phone."""
    highest = max([value for _, value in rows], default=0) or 1
    parts = []
    for name, value in rows:
        wide = max(100 * value / highest, 0.8) if value else 0
        parts.append(
            f"<li><span>{escape(name)}</span><strong>{number(value)}</strong>"
            '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            f'<rect width="100" height="1" class="chart__track"/>'
            f'<rect width="{_n(wide)}" height="1" class="{css}"/></svg></li>'
        )
    return f'<ul class="bars">{"".join(parts)}</ul>'


def _grid(highest: int, top: float, base: float) -> str:
    parts = []
    for quarter in range(5):
        y = base - (base - top) * quarter / 4
        css = "chart__axis" if quarter == 0 else "chart__grid"
        parts.append(f'<line x1="{_n(AXIS)}%" x2="100%" y1="{_n(y)}" y2="{_n(y)}" class="{css}"/>')
        parts.append(_text("0", y + 4, number(highest * quarter / 4)))
    return "".join(parts)


def _drawing(height: int, body: str, label: str) -> str:
    return f'<svg width="100%" height="{height}" role="img" aria-label="{escape(label)}">{body}</svg>'


def stacked_columns(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], label: str, css: Sequence[str]
) -> str:
    """One column per label (a month), the series on top of each other. Widths in percent, so letters never shrink."""
    height, top, base = 240, 10.0, 214.0
    totals = [sum(values[index] for _, values in series) for index in range(len(labels))]
    highest = nice_top(max(totals, default=0))
    step = (100 - AXIS) / max(len(labels), 1)
    wide = step * 0.6
    parts = [_grid(highest, top, base)]
    every = ceil(len(labels) / 7)
    for index, name in enumerate(labels):
        x = AXIS + step * index + (step - wide) / 2
        level = base
        for (_, values), colour in zip(series, css, strict=False):
            tall = values[index] * (base - top) / highest
            if tall > 0:
                place = f'x="{_n(x)}%" y="{_n(level - tall)}" width="{_n(wide)}%" height="{_n(max(tall - 1, 1))}"'
                parts.append(f'<rect {place} rx="2" class="{colour}"/>')
            level -= tall
        if index % every == 0:
            parts.append(_text(f"{_n(x + wide / 2)}%", height - 8, name, anchor="middle"))
    return _drawing(height, "".join(parts), label)


def line(points: Sequence[tuple[str, float]], label: str) -> str:
    """A line with its area over time; every few labels are written, the last point is marked."""
    height, top, base, last = 220, 10.0, 194.0, 97.0
    highest = nice_top(max([value for _, value in points], default=0))
    step = last / max(len(points) - 1, 1)
    places = [(step * index, 100 - 100 * value / highest) for index, (_, value) in enumerate(points)]
    parts = [_grid(highest, top, base)]
    if places:
        path = " ".join(f"{'L' if index else 'M'}{_n(x)} {_n(y)}" for index, (x, y) in enumerate(places))
        frame = f'x="{_n(AXIS)}%" y="{_n(top)}" width="{_n(100 - AXIS)}%" height="{_n(base - top)}"'
        parts.append(
            f'<svg {frame} viewBox="0 0 100 100" preserveAspectRatio="none">'
            f'<path d="{path} L{_n(places[-1][0])} 100 L0 100 Z" class="chart__area"/>'
            f'<path d="{path}" class="chart__line" vector-effect="non-scaling-stroke"/></svg>'
        )
        end_x = AXIS + places[-1][0] * (100 - AXIS) / 100
        end_y = top + places[-1][1] * (base - top) / 100
        parts.append(f'<circle cx="{_n(end_x)}%" cy="{_n(end_y)}" r="4.5" class="chart__dot"/>')
    every = ceil(len(points) / 7)
    for index, (name, _value) in enumerate(points):
        if index % every == 0:
            at = AXIS + places[index][0] * (100 - AXIS) / 100
            anchor = "start" if index == 0 else "end" if index == len(points) - 1 else "middle"
            parts.append(_text(f"{_n(at)}%", height - 8, name, anchor=anchor))
    return _drawing(height, "".join(parts), label)


def sparkline(values: Sequence[float], label: str) -> str:
    """A word-sized line: 120 × 32."""
    low, high = min(values, default=0), max(values, default=0)
    span = (high - low) or 1
    step = 112 / max(len(values) - 1, 1)
    places = [(4 + step * index, 27 - 22 * (value - low) / span) for index, value in enumerate(values)]
    path = " ".join(f"{'L' if index else 'M'}{_n(x)} {_n(y)}" for index, (x, y) in enumerate(places))
    dot = f'<circle cx="{_n(places[-1][0])}" cy="{_n(places[-1][1])}" r="3" class="chart__dot"/>' if places else ""
    return (
        f'<svg class="sparkline" viewBox="0 0 120 32" role="img" aria-label="{escape(label)}">'
        f'<path d="{path}" class="chart__line"/>{dot}</svg>'
    )


def donut(parts_shown: Sequence[tuple[str, float]], label: str, css: Sequence[str], *, middle: str = "") -> str:
    """A ring of shares, clockwise from the top; `middle` is the number in the hole."""
    total = sum(value for _, value in parts_shown)
    size, outer, inner = 220, 100, 66
    centre = size / 2
    drawn = []
    angle = -pi / 2
    for (_, value), colour in zip(parts_shown, css, strict=False):
        if not value:
            continue
        share = value / total
        if share > 0.9999:
            drawn.append(_ring(centre, outer, inner, colour))
            break
        end = angle + share * 2 * pi
        large = 1 if share > 0.5 else 0
        points = [
            (centre + radius * cos(at), centre + radius * sin(at))
            for radius, at in ((outer, angle), (outer, end), (inner, end), (inner, angle))
        ]
        (x1, y1), (x2, y2), (x3, y3), (x4, y4) = points
        drawn.append(
            f'<path class="{colour}" stroke="#fff" stroke-width="2" d="M{_n(x1)} {_n(y1)}'
            f" A{outer} {outer} 0 {large} 1 {_n(x2)} {_n(y2)} L{_n(x3)} {_n(y3)}"
            f' A{inner} {inner} 0 {large} 0 {_n(x4)} {_n(y4)} Z"/>'
        )
        angle = end
    if not total:
        drawn.append(_ring(centre, outer, inner, "chart__track"))
    drawn.append(_text(_n(centre), centre + 10, middle or number(total), anchor="middle", css="chart__big"))
    about = f'class="donut" viewBox="0 0 {size} {size}" role="img" aria-label="{escape(label)}"'
    return f"<svg {about}>{''.join(drawn)}</svg>"


def _ring(centre: float, outer: int, inner: int, css: str) -> str:
    def circle(radius: int, sweep: int) -> str:
        return (
            f"M{_n(centre - radius)} {_n(centre)} A{radius} {radius} 0 1 {sweep} {_n(centre + radius)} {_n(centre)}"
            f" A{radius} {radius} 0 1 {sweep} {_n(centre - radius)} {_n(centre)} Z"
        )

    return f'<path class="{css}" fill-rule="evenodd" d="{circle(outer, 1)} {circle(inner, 0)}"/>'
