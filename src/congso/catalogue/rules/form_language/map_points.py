"""A point on the map (vị trí): latitude and longitude (WGS 84) as people copy them, within Viet Nam."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .answers import WrongAnswerError, one_line
from .fields import Field

DECIMALS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Box:
    """The degrees between which a point must lie."""

    south: Decimal
    north: Decimal
    west: Decimal
    east: Decimal

    def holds(self, lat: Decimal, lng: Decimal) -> bool:
        """Tell whether a point lies within."""
        return self.south <= lat <= self.north and self.west <= lng <= self.east


VIETNAM = Box(south=Decimal(6), north=Decimal("23.5"), west=Decimal(102), east=Decimal(118))
"""The whole country with its islands, Hoàng Sa and Trường Sa among them: it notices a slip, and draws no border."""

_PAIR = re.compile(r"([+-]?[0-9]{1,3}(?:[.,][0-9]{1,15})?)°?\s*(?:[,;]\s*|\s+)([+-]?[0-9]{1,3}(?:[.,][0-9]{1,15})?)°?")
_HALF = re.compile(
    r"""([0-9]{1,3}) \s*°\s*                                            # degrees
        (?: ([0-9]{1,2}(?:[.,][0-9]{1,8})?) \s*['’′](?!['’′])\s* )?     # minutes
        (?: ([0-9]{1,2}(?:[.,][0-9]{1,8})?) \s*(?:["”″]|''|’’|′′)\s* )?  # seconds
        ([NSBEWĐ]?) \s*""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"[,;]?\s*")


def read_map_point(field: Field, given: Any) -> dict[str, float] | None:
    """Return {"lat", "lng"} with six decimals: "9.1769, 105.1524", "9,1769; 105,1524" and 9°10'36"N 105°09'08"E."""
    if isinstance(given, Mapping):
        given = f"{given.get('lat')}, {given.get('lng')}"
    text = one_line(given)
    if not text:
        return None
    found = _pair(text[:100])
    if found is None:
        raise WrongAnswerError(f"“{field.label}” phải là vĩ độ, kinh độ, ví dụ {field.example or '9.1769, 105.1524'}.")
    lat, lng = found
    if not VIETNAM.holds(lat, lng):
        hint = " Hãy ghi vĩ độ trước, kinh độ sau." if VIETNAM.holds(lng, lat) else ""
        raise WrongAnswerError(f"“{field.label}” nằm ngoài lãnh thổ Việt Nam.{hint}")
    return {"lat": _rounded(lat), "lng": _rounded(lng)}


def shown_map_point(answer: Mapping[str, Any]) -> str:
    """Return a point as it is typed back: "9.176900, 105.152400"; "" for what is none."""
    numbers = [answer.get(part) for part in ("lat", "lng")]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and abs(one) <= 180 for one in numbers):
        return ""
    return ", ".join(f"{one:.6f}" for one in numbers)


def _pair(text: str) -> tuple[Decimal, Decimal] | None:
    plain = _PAIR.fullmatch(text)
    if plain:
        lat, lng = (Decimal(one.replace(",", ".")) for one in plain.groups())
        return lat, lng
    written = text.upper()
    north = _HALF.match(written)
    between = _BETWEEN.match(written, north.end()) if north else None
    east = _HALF.fullmatch(written, between.end()) if between else None
    if north is None or east is None or north[4] not in {"", "N", "S", "B"} or east[4] not in {"", "E", "W", "Đ"}:
        return None
    first, second = _degrees(north), _degrees(east)
    if first is None or second is None:
        return None
    return (-first if north[4] == "S" else first), (-second if east[4] == "W" else second)


def _degrees(half: re.Match[str]) -> Decimal | None:
    whole, minutes, seconds = (Decimal((part or "0").replace(",", ".")) for part in half.groups()[:3])
    if minutes >= 60 or seconds >= 60:
        return None
    return whole + minutes / 60 + seconds / 3600


def _rounded(degrees: Decimal) -> float:
    return float(degrees.quantize(DECIMALS, ROUND_HALF_UP))
