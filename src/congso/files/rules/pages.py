"""What the pages of a PDF show, as far as it can be told without a person: nothing, a readable scan, text that lies."""

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PageObject, PdfReader

from . import findings, legibility, pictures
from .findings import Finding
from .signatures import signature_findings
from .thresholds import Thresholds
from .validity import valid_until

LARGEST_CONTENT = 2_000_000
MOST_POINTS = 150_000_000
"""Points of scans looked at in one file; the pages after that are left to the officer."""

_PAINTS = re.compile(rb"(?<![\w/])(?:Do|sh|EI|Tj|TJ|['\"]|[fFbBSs]\*?)(?![\w*])")


def looked_at(path: Path, bounds: Thresholds, formats: Sequence[str]) -> tuple[list[Finding], date | None]:
    """Return what is found in a PDF that was let in, and until when it says it is valid. Never raises."""
    try:
        with path.open("rb") as stream:
            found, text = _pages(PdfReader(stream), bounds)
    except Exception:  # a page that only our reader cannot follow is for a person to judge
        found, text = [], ""
    return [*signature_findings(path, formats), *found], valid_until(text)


def readable(path: Path, most: int) -> Iterator[tuple[int, str | Image.Image]]:
    """Yield the first `most` pages of a PDF that was let in: its own text, else the scan it shows; others not at all.

    Never raises: a page that cannot be followed ends it.
    """
    points = 0
    try:
        with path.open("rb") as stream:
            for number, page in enumerate(PdfReader(stream).pages[:most], start=1):
                text, _angle = _text(page) if _content(page) is not None else ("", 0)
                if text.strip():
                    yield number, text
                elif (scan := _largest_scan(page, MOST_POINTS - points)) is not None:
                    points += scan.width * scan.height
                    yield number, scan
    except Exception:  # as above
        return


def of_picture(image: Image.Image, bounds: Thresholds) -> list[Finding]:
    """Return what is found in a picture that stands upright."""
    return legibility.judged(legibility.measured(image), bounds)


def _pages(reader: PdfReader, bounds: Thresholds) -> tuple[list[Finding], str]:
    by_page: dict[int, list[Finding]] = {}
    texts: list[str] = []
    points = 0
    looked = reader.pages[: int(bounds.pages)]
    for number, page in enumerate(looked, start=1):
        content = _content(page)
        if content is None:
            continue
        text, angle = _text(page)
        if text.strip():
            texts.append(text)
            by_page[number] = [Finding("turned")] if angle else []
            continue
        scan = _largest_scan(page, MOST_POINTS - points)
        if scan is not None:
            points += scan.width * scan.height
            by_page[number] = of_picture(scan, bounds)
        elif not _PAINTS.search(content):
            by_page[number] = [Finding("blank")]
    return findings.over_pages(by_page, len(reader.pages)), "\n".join(texts)


def _content(page: PageObject) -> bytes | None:
    """Return what a page draws; None when that is too much to look at."""
    contents = page.get_contents()
    content = b"" if contents is None else contents.get_data()
    return content if len(content) <= LARGEST_CONTENT else None


def _text(page: PageObject) -> tuple[str, int]:
    """Return the words of a page, and by how many right angles most of them are turned as the page is shown."""
    turned: dict[int, int] = {}

    def seen(words: str, around: list[float], own: list[float], _font: Any, _size: Any) -> None:
        letters = len(words.strip())
        if letters:
            x = own[0] * around[0] + own[1] * around[2]
            y = own[0] * around[1] + own[1] * around[3]
            quarter = round(math.degrees(math.atan2(y, x)) / 90) % 4
            turned[quarter] = turned.get(quarter, 0) + letters

    text = page.extract_text(visitor_text=seen)
    most = max(turned, key=lambda one: turned[one]) if turned else 0
    return text, (most - round((page.rotation or 0) / 90)) % 4


def _largest_scan(page: PageObject, points_left: int) -> Image.Image | None:
    """Return the largest picture of a page as it is shown, if there is one that may be opened."""
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    sizes: dict[str, int] = {}
    for name, one in (drawn.get_object() if drawn is not None else {}).items():
        found = one.get_object()
        if found.get("/Subtype") == "/Image":
            sizes[name] = int(found.get("/Width", 0)) * int(found.get("/Height", 0))
    name = max(sizes, key=lambda one: sizes[one], default="")
    if not name or not 0 < sizes[name] <= min(points_left, pictures.LARGEST_PIXELS):
        return None
    image = page.images[name].image
    if image is None:
        return None
    return image.rotate(-(page.rotation or 0), expand=True) if (page.rotation or 0) % 360 else image
