"""The pages that changed after a signature, as they were signed and as they are now."""

from dataclasses import dataclass
from typing import BinaryIO

from congso.files import drawer

from ..rules.reports import Report

MOST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """One page, twice, as addresses that hold the picture (`data:`); "" where it was not or is not there."""

    page: int
    signed: str
    now: str


def side_by_side(stream: BinaryIO, report: Report) -> tuple[int, list[Pair]]:
    """Return the first signature (its index) after which pages changed, and some of them; nothing without any."""
    for one in report.signatures:
        pages = one.facts.changed_pages[:MOST_PAGES]
        if pages and one.facts.signed_bytes:
            stream.seek(0)
            content = stream.read()
            signed, now = drawer.draw(content, ends=(one.facts.signed_bytes, len(content)), pages=pages)
            pairs = zip(pages, signed, now, strict=True)
            return one.facts.index, [Pair(page, _address(was), _address(is_now)) for page, was, is_now in pairs]
    return -1, []


def _address(picture: str | None) -> str:
    return f"data:image/webp;base64,{picture}" if picture else ""
