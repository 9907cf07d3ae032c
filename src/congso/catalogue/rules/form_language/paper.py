"""The paper that a form stands for: the prescribed declaration (tờ khai), written as lines with places for answers.

Source: Decree 224/2026/NĐ-CP art. 3 clause 22 (an interactive form holds at least every field of the official one), so
that what was typed prints as the prescribed declaration. What a line may be:

    # Words            a heading within the paper
    Words {key} words  a line; each {key} is the answer of a field, dotted while there is none
    [] key Words       the choices of a field, each with a box; the chosen one is ticked
    | key Words        a table of the rows of a repeated group
    (empty)            some room

Before boxes and above a table stand the words, the label of the field where there are none. A line of which every
answer belongs to a hidden field is left out when it begins with "?", a heading when nothing is left below it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .fields import Field, FieldType

PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.(?:street|commune|province|day|month|year))?)\}")
AGENCY = "agency"
"""The key of the agency that receives, in the addressee."""
MAX_LINES = 400
MAX_LINE = 1_000


class LineKind(StrEnum):
    """What a line of the paper is."""

    HEADING = "heading"
    WORDS = "words"
    BOXES = "boxes"
    TABLE = "table"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A prescribed declaration. `number` is what stands in its corner ("Mẫu số 01"), `issued` what it was issued with.

    `addressee` follows "Kính gửi:"; {agency} in it is the agency that receives the dossier. `signer` is what stands
    above the signature, e.g. "Người yêu cầu". With `has_motto` the paper opens with the name and motto of the State.
    """

    title: str
    body: tuple[str, ...] = ()
    number: str = ""
    issued: str = ""
    addressee: str = "{agency}"
    closing: str = ""
    signer: str = "Người khai"
    has_motto: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: its kind, its words, the field of a table or of boxes (then `text` stands before it)."""

    kind: LineKind
    text: str = ""
    key: str = ""
    may_vanish: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields whose answers stand in it, in order."""
        if self.key:
            return (self.key,)
        return tuple(keys_in(self.text))


def keys_in(text: str) -> list[str]:
    """Return the keys that words name in braces, in order."""
    return [name.partition(".")[0] for name in PLACE.findall(text)]


def lines(body: Iterable[str]) -> Iterator[Line]:
    """Read the lines of a paper; never raises, what is none of the marks is words."""
    for written in body:
        text = written.strip()
        may_vanish = text.startswith("?")
        if may_vanish:
            text = text[1:].lstrip()
        if not text:
            yield Line(LineKind.ROOM)
        elif text.startswith("#"):
            yield Line(LineKind.HEADING, text.lstrip("#").strip(), may_vanish=may_vanish)
        elif text.startswith("[]"):
            yield _of_a_field(LineKind.BOXES, text[2:], may_vanish)
        elif text.startswith("|"):
            yield _of_a_field(LineKind.TABLE, text[1:], may_vanish)
        else:
            yield Line(LineKind.WORDS, text, may_vanish=may_vanish)


def _of_a_field(kind: LineKind, written: str, may_vanish: bool) -> Line:
    key, _, words = written.strip().partition(" ")
    return Line(kind, words.strip(), key, may_vanish)


def mistakes_of_paper(paper: PaperForm, fields: Mapping[str, Field]) -> list[str]:
    """Return what a paper says of fields that the form does not have, as sentences for its author."""
    found = []
    if not paper.title.strip():
        found.append("Tờ khai in ra chưa có tên.")
    if len(paper.body) > MAX_LINES or any(len(line) > MAX_LINE for line in paper.body):
        found.append(f"Tờ khai in ra có nhiều nhất {MAX_LINES} dòng, mỗi dòng {MAX_LINE} ký tự.")
    for place, text in (("nơi gửi", paper.addressee), ("lời cam đoan", paper.closing)):
        unknown = [key for key in keys_in(text) if key != AGENCY and key not in fields]
        found += [f"Tờ khai, {place}: không có trường “{key}”." for key in unknown]
    for number, line in enumerate(lines(paper.body), start=1):
        for key in line.keys:
            if key not in fields:
                found.append(f"Tờ khai, dòng {number}: không có trường “{key}”.")
        if line.kind in {LineKind.BOXES, LineKind.TABLE} and not line.key:
            found.append(f"Tờ khai, dòng {number}: thiếu khóa của trường.")
        kind = fields[line.key].type if line.key in fields else None
        if line.kind is LineKind.BOXES and kind not in {FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, None}:
            found.append(f"Tờ khai, dòng {number}: “{line.key}” không phải trường lựa chọn.")
        if line.kind is LineKind.TABLE and kind not in {FieldType.REPEATED, None}:
            found.append(f"Tờ khai, dòng {number}: “{line.key}” không phải nhóm lặp.")
    return found


def unprinted(paper: PaperForm, fields: Iterable[Field]) -> list[Field]:
    """Return the fields whose answers the paper does not show, in order; what only informs is none of them."""
    shown = {key for line in lines(paper.body) for key in line.keys}
    shown.update(keys_in(paper.addressee), keys_in(paper.closing))
    return [
        field
        for field in fields
        if field.key not in shown and field.type not in {FieldType.INFORMATION, FieldType.FILE}
    ]
