"""Setting paper with typst: tagged, archivable PDF in Tinos and nothing else. What every context that prints shares.

Content reaches a template only as JSON in `sys.inputs`, never as part of its source: whatever a person typed is shown
as text, even if it looks like markup. Fonts come from one folder; no font of the machine is ever used, so a paper
looks the same everywhere.
"""

import json
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import segno
import typst

Standard = Literal["a-2a", "a-2b", "ua-1"]

FONTS = Path(__file__).parent / "typst_fonts"
STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")
"""Archivable and for everybody: PDF/A-2a, PDF/UA-1."""

# A word longer than this may be broken anywhere, so that no line leaves the page.
_LONGEST_WORD = 28
_LONG_WORD = re.compile(rf"[^\s]{{{_LONGEST_WORD + 1},}}")
_MISSING = "□"
# One call at a time into a compiler: it is shared by the threads of a process.
_one_at_a_time = Lock()


class FontsMissingError(RuntimeError):
    """The fonts of printed papers are not in their folder: the front-end build has not been run."""


def typeset(
    templates: Path,
    template: str,
    inputs: Mapping[str, str],
    *,
    standards: Sequence[Standard] = STANDARDS,
    tagged: bool = True,
) -> bytes:
    """Return a PDF from a template of a folder. Raises FontsMissingError before the front-end build."""
    with _one_at_a_time:
        pdf = _compiler(templates, template).compile(
            format="pdf", sys_inputs=dict(inputs), pdf_standards=[*standards], pdf_tags=tagged
        )
    assert isinstance(pdf, bytes)
    return pdf


def places_in(templates: Path, template: str, inputs: Mapping[str, str], selector: str) -> list[dict[str, Any]]:
    """Return what a template says of itself where `selector` stands (`#metadata`), once it is set."""
    found = typst.query(
        templates / template, selector, field="value", root=templates, font_paths=fonts(), sys_inputs=dict(inputs)
    )
    listed = json.loads(found)
    assert isinstance(listed, list)
    return listed


def forget(templates: Path, blank: str) -> None:
    """Let the typesetter drop what it remembers of the last papers: it forgets what ten compilations did not use.

    `blank` is a template of the folder that draws nothing.
    """
    with _one_at_a_time:
        for _ in range(11):
            _compiler(templates, blank).compile(format="pdf")


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
def _compiler(templates: Path, template: str) -> typst.Compiler:
    return typst.Compiler(input=templates / template, root=templates, font_paths=fonts())


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
