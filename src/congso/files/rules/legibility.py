"""Whether a picture of a paper can be read: measures of its pixels, and bounds that are configuration.

Source: TT 32/2017/TT-BTTTT art. 7 clause 3 (scans must be legible); no law gives figures for it. They ask what an
officer asks who returns a photograph: is there anything on it, is it light enough, sharp enough, large enough, and do
the lines lie as one reads? Only what nobody could read is a defect; what might still do is a doubt, which may
be overruled.
"""

from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter

from .findings import Finding
from .thresholds import Thresholds

LOOKED_AT = 1_400
"""Length of the longer side, in points, at which a picture is measured; a letter of 12 points is then 20 high."""

ENOUGH_LINES = 0.01
"""Share of drawn points below which nothing is said about how lines lie."""

_DRAWN, _FAINT = 0.1, 0.034
"""Difference to its surroundings, in shares of the paper's brightness, from which a point is (faintly) drawn."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of a picture; see `Thresholds` for the scales."""

    width: int
    height: int
    brightness: float
    drawn: float
    faint: float
    steepness: float
    turned: float


def measured(image: Image.Image) -> Measures:
    """Measure a picture that stands the right way up as its camera says. The picture is not changed."""
    width, height = image.size
    grey = image if image.mode == "L" else image.convert("RGB").convert("L")
    longest = max(width, height)
    if longest > LOOKED_AT:
        size = (max(1, width * LOOKED_AT // longest), max(1, height * LOOKED_AT // longest))
        grey = grey.resize(size, Image.Resampling.BOX)
    levels = grey.histogram()
    # The grain of a camera in poor light is no ink: it is gone when neighbours are put together.
    smooth = grey.filter(ImageFilter.GaussianBlur(2))
    apart = ImageChops.difference(smooth, smooth.filter(ImageFilter.GaussianBlur(12)))
    points = grey.width * grey.height
    brightness = _level(levels, points * 0.9)
    step, faint_step = max(5, round(brightness * _DRAWN)), max(3, round(brightness * _FAINT))
    drawn = apart.point([0] * step + [255] * (256 - step))
    return Measures(
        width=width,
        height=height,
        brightness=brightness,
        drawn=drawn.histogram()[255] / points,
        faint=sum(apart.histogram()[faint_step:]) / points,
        steepness=_steepness(grey) / max(brightness, 20),
        turned=_changes(drawn, across=True) / max(_changes(drawn, across=False), 1e-6),
    )


def judged(measures: Measures, bounds: Thresholds) -> list[Finding]:
    """Return what is wrong or doubtful about a measured picture, the worst first; of a blank one nothing else."""
    shorter = min(measures.width, measures.height)
    if measures.brightness < bounds.dark:
        return [Finding("too_dark")]
    if shorter < bounds.smallest_side:
        return [Finding("too_small")]
    if measures.drawn < bounds.blank:
        return [Finding("blank" if measures.faint < bounds.faint else "too_blurred")]
    found = []
    if shorter < bounds.small_side:
        found.append(Finding("small"))
    if measures.steepness < bounds.smeared:
        found.append(Finding("too_blurred"))
    elif measures.steepness < bounds.blurred:
        found.append(Finding("blurred"))
    if measures.brightness < bounds.dim:
        found.append(Finding("dim"))
    if measures.turned > bounds.sideways and measures.drawn > ENOUGH_LINES:
        found.append(Finding("sideways"))
    return found


def _level(levels: list[int], wanted: float) -> float:
    """Return the brightness below which `wanted` points lie."""
    seen = 0
    for brightness, number in enumerate(levels[:256]):
        seen += number
        if seen >= wanted:
            return brightness
    return 255


def _steepness(grey: Image.Image) -> float:
    """Return how far brightness jumps within one point at the steepest edges (those of some letters)."""
    right = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0))
    below = ImageChops.difference(grey, ImageChops.offset(grey, 0, 1))
    steep = ImageChops.lighter(right, below)
    if grey.width > 4 and grey.height > 4:  # at the border the offset wraps around
        steep = steep.crop((2, 2, grey.width - 2, grey.height - 2))
    return _level(steep.histogram(), steep.width * steep.height * 0.9995)


def _changes(drawn: Image.Image, *, across: bool) -> float:
    """Return how much the share of drawn points changes from line to line, or from column to column (`across`)."""
    size = (drawn.width, 1) if across else (1, drawn.height)
    profile = list(drawn.resize(size, Image.Resampling.BOX).tobytes())
    steps = sum(abs(after - before) for before, after in pairwise(profile))
    return steps / max(len(profile), 1)
