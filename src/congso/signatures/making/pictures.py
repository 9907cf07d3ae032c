"""Pictures for the demo, drawn from a name: a blue signature and a red seal, both on nothing (PNG).

The seal says that it is a demo: nothing here looks like the seal of a state body.
"""

import io
import math
import random
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from congso.ui.typesetting import FONTS

FONT = FONTS / "Tinos-Bold.ttf"
BLUE, RED = (22, 48, 168, 255), (206, 24, 30, 255)
_FINER = 2
Point = tuple[float, float]


def handwriting(name: str) -> bytes:
    """Return a signature for a name, the same one each time: 40 by 20 millimetres at 300 points an inch."""
    width, height = 472, 236
    image, draw = _ground(width, height)
    chance = random.Random(name)  # noqa: S311 - a drawing, no secret
    at = 0.1 * width
    knots: list[Point] = [(at, 0.6 * height)]
    for step in range(len(name.split()) * 2 + 2):
        at += 0.8 * width / (len(name.split()) * 2 + 3)
        high = 0.15 if step % 2 == 0 else 0.55
        knots.append((at + chance.uniform(-12, 12), (high + chance.uniform(0, 0.3)) * height))
    knots.append((0.95 * width, chance.uniform(0.35, 0.7) * height))
    _stroke(draw, knots, width=5)
    under = chance.uniform(0.78, 0.9) * height
    _stroke(draw, [(0.2 * width, under), (0.5 * width, under - 12), (0.85 * width, under - 26)], width=4)
    return _png(image, width, height)


def seal(name: str) -> bytes:
    """Return a round seal with a name along its rim: 36 millimetres at 300 points an inch."""
    side = 426
    image, draw = _ground(side, side)
    for inset, thick in ((6, 7), (92, 3)):
        draw.ellipse(_times(inset, inset, side - inset, side - inset), outline=RED, width=thick * _FINER)
    _along_the_rim(image, name.upper(), side / 2, radius=side / 2 - 50)
    _in_the_middle(draw, ["CON DẤU", "TRÌNH DIỄN"], side / 2)
    return _png(image, side, side)


def _ground(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (width * _FINER, height * _FINER), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def _times(*numbers: float) -> tuple[float, ...]:
    return tuple(one * _FINER for one in numbers)


def _stroke(draw: ImageDraw.ImageDraw, knots: list[Point], *, width: int) -> None:
    reach = width * _FINER / 2
    for x, y in _curve(knots):
        draw.ellipse((x * _FINER - reach, y * _FINER - reach, x * _FINER + reach, y * _FINER + reach), fill=BLUE)


def _curve(knots: list[Point]) -> Iterator[Point]:
    """Yield points of a smooth line through the knots (Catmull–Rom)."""
    padded = [knots[0], *knots, knots[-1]]
    for before, begin, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(160):
            t = step / 160
            x, y = (
                0.5
                * (
                    2 * begin[i]
                    + (end[i] - before[i]) * t
                    + (2 * before[i] - 5 * begin[i] + 4 * end[i] - after[i]) * t**2
                    + (3 * begin[i] - before[i] - 3 * end[i] + after[i]) * t**3
                )
                for i in (0, 1)
            )
            yield (x, y)


def _along_the_rim(image: Image.Image, words: str, centre: float, *, radius: float) -> None:
    size = 46
    while _span(words, size) > 1.85 * math.pi * radius and size > 14:
        size -= 1
    font = _font(size)
    turned = -_span(words, size) / radius / 2
    for letter in words:
        wide = font.getlength(letter) / _FINER
        turned += wide / radius / 2
        tile = Image.new("RGBA", (2 * size * _FINER, 2 * size * _FINER), (0, 0, 0, 0))
        middle = size * _FINER
        ImageDraw.Draw(tile).text((middle, middle), letter, font=font, fill=RED, anchor="mm")
        tile = tile.rotate(-math.degrees(turned), resample=Image.Resampling.BICUBIC)
        x = (centre + radius * math.sin(turned)) * _FINER - middle
        y = (centre - radius * math.cos(turned)) * _FINER - middle
        image.alpha_composite(tile, (max(0, round(x)), max(0, round(y))))
        turned += wide / radius / 2


def _span(words: str, size: int) -> float:
    return _font(size).getlength(words) / _FINER


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size * _FINER)


def _in_the_middle(draw: ImageDraw.ImageDraw, lines: list[str], centre: float) -> None:
    font = _font(32)
    for number, words in enumerate(lines):
        y = centre + (number - (len(lines) - 1) / 2) * 42
        draw.text((centre * _FINER, y * _FINER), words, font=font, fill=RED, anchor="mm")


def _png(image: Image.Image, width: int, height: int) -> bytes:
    out = io.BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
