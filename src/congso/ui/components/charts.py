"""Charts drawn on the server as SVG: no script, no inline style, colours by class, numbers also as a table.

Each function returns the drawing only; `ui/components/chart.html` adds the title, the legend and the table.
"""

from collections.abc import Sequence
from math import ceil, cos, log10, pi, sin

from django.utils.html import escape

from .words import number

WIDTH = 640
SERIES = ["series-1", "series-2", "series-3", "series-4", "series-5"]


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, words: str, *, anchor: str = "start", css: str = "") -> str:
    about = f' class="{css}"' if css else ""
    return f'<text x="{_px(x)}" y="{_px(y)}" text-anchor="{anchor}"{about}>{escape(words)}</text>'


def _rect(x: float, y: float, width: float, height: float, css: str, *, round_: float = 3) -> str:
    return (
        f'<rect x="{_px(x)}" y="{_px(y)}" width="{_px(max(width, 0))}" height="{_px(max(height, 0))}"'
        f' rx="{_px(round_)}" class="{css}"/>'
    )


def _svg(width: float, height: float, body: str, label: str, css: str = "") -> str:
    about = f' class="{css}"' if css else ""
    size = f'viewBox="0 0 {_px(width)} {_px(height)}" width="{_px(width)}" height="{_px(height)}"'
    return f'<svg{about} {size} role="img" aria-label="{escape(label)}">{body}</svg>'


def nice_top(highest: float) -> float:
    """The smallest 1, 2, 2.5 or 5 × 10ⁿ (at least 4 steps of whole numbers) not below `highest`."""
    if highest <= 4:
        return 4
    power: float = 10 ** int(log10(highest))
    for factor in (1, 2, 2.5, 4, 5, 8, 10):
        if factor * power >= highest:
            return factor * power
    return 10 * power


def bars(rows: Sequence[tuple[str, float]], label: str, *, tone: str = "") -> str:
    """Horizontal bars, one row each: the label above, the bar and its number below. Reads well on a phone."""
    highest = max([value for _, value in rows], default=0) or 1
    each, top = 46, 4
    parts = []
    for index, (name, value) in enumerate(rows):
        y = top + index * each
        parts.append(_text(0, y + 13, name))
        parts.append(_rect(0, y + 20, WIDTH - 76, 14, "chart__track"))
        if value:
            parts.append(_rect(0, y + 20, max((WIDTH - 76) * value / highest, 3), 14, tone or "series-1"))
        parts.append(_text(WIDTH, y + 32, number(value), anchor="end", css="chart__value"))
    return _svg(WIDTH, top + each * len(rows), "".join(parts), label)


def stacked_columns(labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], label: str, css: Sequence[str]) -> str:
    """One column per label (a month), the series on top of each other, a grid of four lines."""
    left, right, bottom, top, height = 48, 4, 26, 10, 260
    totals = [sum(values[index] for _, values in series) for index in range(len(labels))]
    highest = nice_top(max(totals, default=0))
    scale = (height - top - bottom) / highest
    step = (WIDTH - left - right) / max(len(labels), 1)
    wide = min(step * 0.62, 44)
    parts = [_grid(highest, left, right, top, bottom, height)]
    every = ceil(len(labels) / 12)
    for index, name in enumerate(labels):
        x = left + step * index + (step - wide) / 2
        base = float(height - bottom)
        for (_, values), colour in zip(series, css, strict=False):
            tall = values[index] * scale
            if tall > 0:
                parts.append(_rect(x, base - tall, wide, max(tall - 1, 1), colour, round_=2))
            base -= tall
        if index % every == 0:
            parts.append(_text(x + wide / 2, height - 6, name, anchor="middle"))
    return _svg(WIDTH, height, "".join(parts), label)


def _grid(highest: float, left: float, right: float, top: float, bottom: float, height: float) -> str:
    parts = []
    for quarter in range(5):
        y = height - bottom - (height - top - bottom) * quarter / 4
        css = "chart__axis" if quarter == 0 else "chart__grid"
        parts.append(f'<line x1="{_px(left)}" x2="{_px(WIDTH - right)}" y1="{_px(y)}" y2="{_px(y)}" class="{css}"/>')
        parts.append(_text(left - 8, y + 4, number(highest * quarter / 4), anchor="end"))
    return "".join(parts)


def line(points: Sequence[tuple[str, float]], label: str) -> str:
    """A line with its area over time; first, last and every few labels are written."""
    left, right, bottom, top, height = 48, 12, 26, 12, 220
    highest = nice_top(max([value for _, value in points], default=0))
    step = (WIDTH - left - right) / max(len(points) - 1, 1)
    places = [
        (left + step * index, height - bottom - (height - top - bottom) * value / highest)
        for index, (_, value) in enumerate(points)
    ]
    path = " ".join(f"{'L' if index else 'M'}{_px(x)} {_px(y)}" for index, (x, y) in enumerate(places))
    parts = [_grid(highest, left, right, top, bottom, height)]
    if places:
        base = _px(height - bottom)
        parts.append(f'<path d="{path} L{_px(places[-1][0])} {base} L{_px(left)} {base} Z" class="chart__area"/>')
        parts.append(f'<path d="{path}" class="chart__line"/>')
        parts.append(f'<circle cx="{_px(places[-1][0])}" cy="{_px(places[-1][1])}" r="4.5" class="chart__dot"/>')
    every = ceil(len(points) / 8)
    for index, (name, _value) in enumerate(points):
        if index % every == 0:
            parts.append(_text(places[index][0], height - 6, name, anchor="start" if index == 0 else "middle"))
    return _svg(WIDTH, height, "".join(parts), label)


def sparkline(values: Sequence[float], label: str) -> str:
    """A word-sized line: 120 × 32."""
    low, high = min(values, default=0), max(values, default=0)
    span = (high - low) or 1
    step = 112 / max(len(values) - 1, 1)
    places = [(4 + step * index, 27 - 22 * (value - low) / span) for index, value in enumerate(values)]
    path = " ".join(f"{'L' if index else 'M'}{_px(x)} {_px(y)}" for index, (x, y) in enumerate(places))
    dot = f'<circle cx="{_px(places[-1][0])}" cy="{_px(places[-1][1])}" r="3" class="chart__dot"/>' if places else ""
    return _svg(120, 32, f'<path d="{path}" class="chart__line"/>{dot}', label, css="sparkline")


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
            f'<path class="{colour}" stroke="#fff" stroke-width="2" d="M{_px(x1)} {_px(y1)}'
            f" A{outer} {outer} 0 {large} 1 {_px(x2)} {_px(y2)} L{_px(x3)} {_px(y3)}"
            f' A{inner} {inner} 0 {large} 0 {_px(x4)} {_px(y4)} Z"/>'
        )
        angle = end
    if not total:
        drawn.append(_ring(centre, outer, inner, "chart__track"))
    drawn.append(_text(centre, centre + 9, middle or number(total), anchor="middle", css="chart__big"))
    return _svg(size, size, "".join(drawn), label)


def _ring(centre: float, outer: int, inner: int, css: str) -> str:
    def circle(radius: int, sweep: int) -> str:
        return (
            f"M{_px(centre - radius)} {_px(centre)} A{radius} {radius} 0 1 {sweep} {_px(centre + radius)} {_px(centre)}"
            f" A{radius} {radius} 0 1 {sweep} {_px(centre - radius)} {_px(centre)} Z"
        )

    return f'<path class="{css}" fill-rule="evenodd" d="{circle(outer, 1)} {circle(inner, 0)}"/>'
