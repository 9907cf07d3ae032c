"""From the content of a paper to a PDF: tagged, archivable (PDF/A-2a, PDF/UA-1), set in Tinos and nothing else.

Content reaches a template only as JSON in `sys.inputs`, never as part of its source: whatever a person typed is shown
as text, even if it looks like markup. Fonts come from one folder; no font of the machine is ever used, so a paper
looks the same everywhere. Its date is the date of the paper, so the same content gives the same bytes.
"""

import json
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Literal

import segno
import typst
from pypdf import PdfReader, PdfWriter

from congso import ui
from congso.kernel.clock import VIETNAM
from congso.kernel.words import money_in_words

from . import wording
from .paper import Amount, Paper, RegisterLine, RegisterPaper

Standard = Literal["a-2a", "a-2b", "ua-1"]

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(next(iter(ui.__path__))) / "typst_fonts"
STANDARDS: list[Standard] = ["a-2a", "ua-1"]
# A register longer than this is set in parts of as many lines: ten thousand at once would take 2 GiB of memory.
# Each part starts a page.
LINES_PER_PART = 500

# A word longer than this may be broken anywhere, so that no line leaves the page.
_LONGEST_WORD = 28
_LONG_WORD = re.compile(rf"[^\s]{{{_LONGEST_WORD + 1},}}")
_MISSING = "□"
# One call at a time into a compiler: it is shared by the threads of a process.
_one_at_a_time = Lock()


class FontsMissingError(RuntimeError):
    """The fonts of printed papers are not in their folder: the front-end build has not been run."""


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


def _compile(paper: Paper, *, standards: list[Standard], tagged: bool) -> bytes:
    inputs = _inputs(paper)
    with _one_at_a_time:
        pdf = _compiler(paper.template).compile(
            format="pdf", sys_inputs=inputs, pdf_standards=[*standards], pdf_tags=tagged
        )
    assert isinstance(pdf, bytes)
    return pdf


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
    template, told = TEMPLATES / paper.template, _inputs(paper)
    found = typst.query(template, "<spot>", field="value", root=TEMPLATES, font_paths=fonts(), sys_inputs=told)
    listed = json.loads(found)
    assert isinstance(listed, list)
    return listed


def qr_code(text: str) -> str:
    """Return `text` as a QR code in SVG, with its quiet zone, at medium error correction (15 %)."""
    svg = BytesIO()
    segno.make(text, error="m", micro=False).save(svg, kind="svg", border=2, xmldecl=False, svgns=True, nl=False)
    return svg.getvalue().decode()


@cache
def fonts() -> typst.Fonts:
    """Return the fonts papers are set in: the folder of ours, nothing of the machine, nothing built in."""
    if not any(FONTS.glob("*.ttf")):
        raise FontsMissingError(f"Chưa có phông chữ để in trong {FONTS.name}: chạy lại bước dựng giao diện.")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(input=TEMPLATES / template, root=TEMPLATES, font_paths=fonts())


def _forget() -> None:
    """Let the typesetter drop what it remembers of the last papers: it forgets what ten compilations did not use."""
    with _one_at_a_time:
        for _ in range(11):
            _compiler("blank.typ").compile(format="pdf")


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


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return `text` as it can be printed: NFC, without control and direction marks, "□" for what Tinos cannot draw.

    A word that is too long for a line gets invisible places where it may be broken.
    """
    visible = "\n".join(
        "".join(" " if c.isspace() else c for c in line if c.isspace() or unicodedata.category(c)[0] != "C")
        for line in _SELECTORS.sub("", text).replace("\r\n", "\n").split("\n")
    )
    drawn = _undrawable().sub(_MISSING, unicodedata.normalize("NFC", visible))
    return _LONG_WORD.sub(_breakable, drawn)


_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def _breakable(word: re.Match[str]) -> str:
    letters = word.group()
    return "\u200b".join(letters[i : i + _LONGEST_WORD // 2] for i in range(0, len(letters), _LONGEST_WORD // 2))


@cache
def _undrawable() -> re.Pattern[str]:
    drawable = set.intersection(*(set(letters(path)) for path in sorted(FONTS.glob("*.ttf"))))
    runs: list[list[int]] = []
    for code in sorted(drawable | {ord("\n"), ord(" ")}):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return re.compile("[^" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs) + "]")


def letters(font: Path) -> Iterator[int]:
    """Yield the code points a TrueType font can draw (its `cmap` table, formats 4 and 12)."""
    content = font.read_bytes()
    tables = (
        struct.unpack_from(">4sIII", content, 12 + 16 * i) for i in range(struct.unpack_from(">H", content, 4)[0])
    )
    cmap = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    for i in range(struct.unpack_from(">H", content, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">HHI", content, cmap + 4 + 8 * i)[2]
        kind = struct.unpack_from(">H", content, at)[0]
        if kind == 12:
            yield from _groups(content, at)
        elif kind == 4:
            yield from _segments(content, at)


def _groups(content: bytes, at: int) -> Iterable[int]:
    for i in range(struct.unpack_from(">I", content, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", content, at + 16 + 12 * i)
        yield from range(first if glyph else first + 1, last + 1)


def _segments(content: bytes, at: int) -> Iterable[int]:
    size = struct.unpack_from(">H", content, at + 6)[0]
    for i in range(0, size, 2):
        last = struct.unpack_from(">H", content, at + 14 + i)[0]
        first = struct.unpack_from(">H", content, at + 16 + size + i)[0]
        delta = struct.unpack_from(">H", content, at + 16 + 2 * size + i)[0]
        place = at + 16 + 3 * size + i
        offset = struct.unpack_from(">H", content, place)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset == 0:
                glyph = (code + delta) & 0xFFFF
            else:
                glyph = struct.unpack_from(">H", content, place + offset + 2 * (code - first))[0]
            if glyph:
                yield code
