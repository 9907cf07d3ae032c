"""Marks in a PDF made elsewhere that say where it is to be signed: ##KY##, ##DAU##, ##SO##, ##NGAY##.

The template of an agency carries them in white or in size 1; they are words of the page and stay there.
"""

import io
from typing import Any
from uuid import UUID

from pypdf import PdfReader

from congso.files import queries as files
from congso.files.rules import content

from ..rules.places import AGENCY, DAY, LEADER, MM, NUMBER, SEAL_MM, SIGNATURE_SIZE, Place

_MARKS = {
    "##KY##": (LEADER, "signature", SIGNATURE_SIZE[0] * MM, SIGNATURE_SIZE[1] * MM),
    "##DAU##": (AGENCY, "signature", SEAL_MM * MM, SEAL_MM * MM),
    "##SO##": (NUMBER, "text", 45 * MM, 6 * MM),
    "##NGAY##": (DAY, "text", 55 * MM, 6 * MM),
}


def is_pdf(file_id: UUID) -> bool:
    """Tell whether a stored file is a PDF."""
    return files.view(file_id).media_type == content.PDF


def marked_places(data: bytes) -> list[Place]:
    """Return the places that marks name, each with its upper left corner at the mark; none for a PDF without marks.

    A mark counts once, where it stands first, and only as a piece of text of its own.
    """
    found: dict[str, Place] = {}
    try:
        for number, page in enumerate(PdfReader(io.BytesIO(data)).pages):
            _look(page, number, found)
    except Exception:  # pypdf raises many kinds; without marks there are the usual places
        return list(found.values())
    return list(found.values())


def _look(page: Any, number: int, found: dict[str, Place]) -> None:
    height = float(page.mediabox.height)

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
        known = _MARKS.get(text.strip())
        if known is not None and known[0] not in found:
            name, kind, wide, high = known
            left, top = float(matrix[4]), height - float(matrix[5]) - float(size)
            found[name] = Place(name, number, left, top, wide, high, kind)

    page.extract_text(visitor_text=visit)
