"""A signature drawn with a finger or a mouse (chữ ký vẽ tay), kept as lines, never as a picture.

Written "12,40 13,42;50,10 51,12": lines apart by ";", points by " ", whole numbers on a field of 600 × 200. Whoever
cannot draw types their name. Neither is a digital signature of the Law on Electronic Transactions 20/2023/QH15, which
asks for a certificate; it shows who filled in the form, beside the sign-in and the trail.
"""

import re
from collections.abc import Mapping
from typing import Any

from .answers import WrongAnswerError, one_line
from .fields import Field

WIDTH, HEIGHT = 600, 200
MAX_STROKES = 60
MAX_POINTS = 2_000
MAX_LENGTH = 16_000
LEAST_POINTS = 2
MAX_NAME = 120

_DRAWN = re.compile(r"\d{1,3},\d{1,3}(?:[ ;]\d{1,3},\d{1,3})*", re.ASCII)

Stroke = tuple[tuple[int, int], ...]


def strokes(drawn: Any) -> tuple[Stroke, ...] | None:
    """Return the lines of a drawing, None for what is none: another form, too long, or outside the field."""
    if not isinstance(drawn, str) or len(drawn) > MAX_LENGTH or not _DRAWN.fullmatch(drawn):
        return None
    lines = tuple(
        tuple((int(x), int(y)) for x, _comma, y in (point.partition(",") for point in line.split(" ")))
        for line in drawn.split(";")
    )
    points = [point for line in lines for point in line]
    if len(lines) > MAX_STROKES or not LEAST_POINTS <= len(points) <= MAX_POINTS:
        return None
    return lines if all(x <= WIDTH and y <= HEIGHT for x, y in points) else None


def path_of(drawn: Any) -> str:
    """Return a drawing as the path of an SVG ("M12 40L13 42"), from checked numbers only; "" for none."""
    return "".join(
        f"M{line[0][0]} {line[0][1]}" + ("".join(f"L{x} {y}" for x, y in line[1:]) or "h1")
        for line in strokes(drawn) or ()
    )


def read_signature(field: Field, given: Any) -> dict[str, str] | None:
    """Return {"typed": name} or {"drawn": lines}, None for neither. A typed name takes the place of a drawing."""
    parts = given if isinstance(given, Mapping) else {"typed": given}
    name = one_line(parts.get("typed"))
    if name:
        if len(name) > MAX_NAME or sum(letter.isalpha() for letter in name) < 2:
            raise WrongAnswerError(f"“{field.label}”: gõ đủ họ tên, nhiều nhất {MAX_NAME} ký tự.")
        return {"typed": name}
    drawn = parts.get("drawn")
    if drawn in (None, ""):
        return None
    if strokes(drawn) is None:
        raise WrongAnswerError(f"“{field.label}”: nét vẽ không đọc được. Hãy xóa và ký lại, hoặc gõ họ tên.")
    return {"drawn": drawn}
