"""From the content of a paper to a PDF: tagged, archivable (PDF/A-2a, PDF/UA-1), set in Tinos and nothing else.

Content reaches a template only as JSON in `sys.inputs`, never as part of its source: whatever a person typed is shown
as text, even if it looks like markup. Fonts come from one folder; no font of the machine is ever used, so a paper
looks the same everywhere. Its date is the date of the paper, so the same content gives the same bytes.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pypdf import PdfReader, PdfWriter

from congso.kernel.clock import VIETNAM
from congso.kernel.words import money_in_words
from congso.ui.typesetting import (
    FONTS,
    STANDARDS,
    FontsMissingError,
    Standard,
    fonts,
    forget,
    letters,
    places_in,
    printable,
    qr_code,
    typeset,
)

from . import wording
from .paper import Amount, Paper, RegisterLine, RegisterPaper

__all__ = [
    "FONTS",
    "LINES_PER_PART",
    "STANDARDS",
    "FontsMissingError",
    "Standard",
    "fonts",
    "letters",
    "pdf_of",
    "printable",
    "qr_code",
    "write_book",
]

TEMPLATES = Path(__file__).parent / "templates"
# A register longer than this is set in parts of as many lines: ten thousand at once would take 2 GiB of memory.
# Each part starts a page.
LINES_PER_PART = 500


def pdf_of(paper: Paper) -> bytes:
    """Return `paper` as a PDF. Raises FontsMissingError before the front-end build; typst errors are faults of ours."""
    if isinstance(paper, RegisterPaper) and len(paper.lines) > LINES_PER_PART:
        return _in_parts(paper)
    return _compile(paper, standards=STANDARDS, tagged=True)


def _in_parts(book: RegisterPaper) -> bytes:
    printed = BytesIO()
    write_book(book, (book.lines[n : n + LINES_PER_PART] for n in range(0, len(book.lines), LINES_PER_PART)), printed)
    return printed.getvalue()


def write_book(book: RegisterPaper, parts: Iterable[tuple[RegisterLine, ...]], target: BinaryIO) -> None:
    """Print a register into `target`: a short one whole, a long one in parts set one after the other.

    Each part starts a page, and is untagged (PDF/A-2b) for size. A part is asked for when the one before is set.
    """
    if book.total <= LINES_PER_PART:
        target.write(_compile(replace(book, lines=next(iter(parts), ())), standards=STANDARDS, tagged=True))
        return
    writer = PdfWriter()
    for lines in parts:
        part = replace(book, lines=lines, first_page=len(writer.pages) + 1, whole=False)
        pages = PdfReader(BytesIO(_compile(part, standards=["a-2b"], tagged=False)))
        if part.first_page == 1:
            writer.clone_document_from_reader(pages)
        else:
            writer.append(pages, import_outline=False)
        _forget()
    writer.write(target)


def _compile(paper: Paper, *, standards: Sequence[Standard], tagged: bool) -> bytes:
    return typeset(TEMPLATES, paper.template, _inputs(paper), standards=standards, tagged=tagged)


def _inputs(paper: Paper) -> dict[str, str]:
    inputs = {"paper": json.dumps(_plain(paper), ensure_ascii=False)}
    subject = getattr(paper, "subject", None)
    if subject is not None:
        inputs["qr"] = qr_code(getattr(paper, "check_url", "") or subject.tracking_url)
    return inputs


def spots_of(paper: Paper) -> list[dict[str, Any]]:
    """Return the places of a paper that are signed or filled in later: name, kind, page from 0, and the box in points
    from the top left corner.
    """
    return places_in(TEMPLATES, paper.template, _inputs(paper), "<spot>")


def _forget() -> None:
    forget(TEMPLATES, "blank.typ")


def _plain(value: object) -> object:
    """Return `value` as JSON can carry it: text cleaned, days, instants and amounts in all the words a form needs."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return wording.day(value)
    if isinstance(value, Amount):
        return {"figures": wording.money(value.vnd), "words": money_in_words(value.vnd)}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _field_names(type(value))}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _instant(value: datetime) -> dict[str, object]:
    local = value.astimezone(VIETNAM)
    return {
        "short": wording.moment(local),
        "long": wording.moment_in_full(local),
        "day_long": wording.day_in_full(local),
        "y": local.year,
        "m": local.month,
        "d": local.day,
        "h": local.hour,
        "min": local.minute,
        "s": local.second,
    }
