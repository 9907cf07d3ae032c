"""Where signatures, seals, number and day stand on a document: in points from the top left corner of a page.

Source: NĐ 30/2020/NĐ-CP Phụ lục I, on the picture of a personal signature (blue, between position and name), of the
seal of an agency (red, its true size, over the left third of that picture) and on copies and annexes (no picture, text
of size 10 at the upper right of the first page).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

MM = 72 / 25.4
"""Points in a millimetre."""

LEADER, AGENCY, NUMBER, DAY = "ky_nguoi_co_tham_quyen", "dau_co_quan", "so_van_ban", "ngay_van_ban"
"""Names of the fields of a document of ours: the competent person's, the agency's, and those filled in at issue."""

SIGNATURE_SIZE = (40.0, 20.0)
"""Width and height of the picture of a signature, in millimetres."""
SEAL_MM = 36.0
"""Diameter of a seal where neither its agency nor a setting says it (IMPL)."""
OVERLAP = 1 / 3
"""How much of the signature's width the seal covers, from its left."""
TEXT_SIZE = 10.0
"""Size of the lines on copies and annexes, in points."""


@dataclass(frozen=True, slots=True)
class Place:
    """A box on a page (counted from 0). `kind`: "signature" for a field to sign, "text" for one to fill in."""

    name: str
    page: int
    left: float
    top: float
    width: float
    height: float
    kind: str = "signature"

    def on(self, page_height: float) -> tuple[float, float, float, float]:
        """Return the box as PDF counts: left, bottom, right, top from the bottom left corner."""
        bottom = page_height - self.top - self.height
        return (self.left, bottom, self.left + self.width, bottom + self.height)


def seal_over(signature: Place, diameter_mm: float = SEAL_MM) -> Place:
    """Return where the seal goes: a square as large as the seal, over the left third of a signature's picture."""
    side = diameter_mm * MM
    left = max(0.0, signature.left + signature.width * OVERLAP - side)
    top = max(0.0, signature.top + (signature.height - side) / 2)
    return Place(AGENCY, signature.page, left, top, side, side)


def upper_right(page_width: float, *, width: float = 75 * MM, height: float = 16 * MM, edge: float = 10 * MM) -> Place:
    """Return where the lines of a copy or an annex stand: the upper right corner of the first page."""
    return Place(AGENCY, 0, page_width - width - edge, edge, width, height)


def lower_right(page: int, page_width: float, page_height: float, *, edge: float = 22 * MM) -> Place:
    """Return where somebody signs a page that says nothing about it: below, at the right."""
    width, height = (one * MM for one in SIGNATURE_SIZE)
    return Place(LEADER, page, page_width - width - edge, page_height - height - 1.4 * edge, width, height)


def within(place: Place, page_width: float, page_height: float) -> Place:
    """Return the place moved so that it lies on its page, as large as it fits."""
    width, height = min(place.width, page_width), min(place.height, page_height)
    return replace(
        place,
        width=width,
        height=height,
        left=min(max(0.0, place.left), page_width - width),
        top=min(max(0.0, place.top), page_height - height),
    )


def named(places: Iterable[Place], name: str) -> Place | None:
    """Return the place of a name."""
    return next((one for one in places if one.name == name), None)
