"""What a filled declaration says, line by line: the paper of a form with its answers in it, ready to be typeset.

Source: Decree 224/2026/NĐ-CP art. 3 clause 22. A form for which nobody has laid out a paper prints as its groups,
labels and answers. Nothing that a person sends makes these functions raise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from congso.kernel.masking import HIDDEN

from .answers import real_day
from .conditions import is_filled
from .definition import FormDefinition, shown_groups
from .fields import MAX_ROWS, Field, FieldType, Places
from .paper import AGENCY, PLACE, Line, LineKind, lines
from .plain_paper import led, plain_paper
from .showing import shown_value

BLANK_ROWS = 3
"""Empty rows of a table in a paper that nobody has filled in."""

WIDEST_TABLE = 6
"""Columns of a table at most; a row of more reads as lines of its own."""

_CODE = re.compile(r"\d{1,10}", re.ASCII)
_UNPRINTED = frozenset({FieldType.INFORMATION, FieldType.FILE})
_NO_FIELD = Field("", FieldType.TEXT, "")


class SpanKind(StrEnum):
    """What a piece of a line is: words of the paper, an answer, or dots for the pen (few for days)."""

    WORDS = "words"
    ANSWER = "answer"
    BLANK = "blank"
    SHORT_BLANK = "short_blank"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `drawing` is the path of a signature drawn by hand, on a field of 600 × 200; "" for none."""

    kind: SpanKind
    text: str = ""
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A choice and whether it is ticked."""

    label: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of the declaration. `spans` are its words, stand before its boxes, or above its table."""

    kind: LineKind
    spans: tuple[Span, ...] = ()
    boxes: tuple[Box, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration as it stands on paper. `name` is who declares; a form that was generated is not official."""

    title: str
    lines: tuple[PrintedLine, ...]
    addressee: tuple[Span, ...] = ()
    closing: tuple[Span, ...] = ()
    number: str = ""
    issued: str = ""
    signer: str = ""
    name: str = ""
    has_motto: bool = True
    is_official: bool = True


def declaration(
    definition: FormDefinition,
    answers: Mapping[str, Any],
    *,
    places: Places | None = None,
    on: date | None = None,
    agency: str = "",
) -> Declaration:
    """Return the declaration of a form with these answers, addressed to `agency`; places are named as on the day."""
    given = answers if isinstance(answers, Mapping) else {}
    shown = {field.key for _, fields in shown_groups(definition, given) for field in fields}
    # What is hidden counts as unanswered, as it does for the conditions.
    kept = {key: answer for key, answer in given.items() if key in shown and is_filled(answer)}
    return _Writer(definition, kept, shown, _KnownCodes(places), on or date.max, agency).written()


def blank_declaration(definition: FormDefinition, *, agency: str = "") -> Declaration:
    """Return the declaration of a form with nothing filled in: every line, whichever answers it may depend on."""
    shown = {field.key for field in definition.fields}
    return _Writer(definition, {}, shown, _KnownCodes(None), date.max, agency, is_blank=True).written()


@dataclass(frozen=True, slots=True)
class _KnownCodes:
    """Asks about places for what can be a code only, and not about whatever somebody sent in its stead."""

    places: Places | None

    def province_name(self, code: str, on: date) -> str | None:
        return self.places.province_name(code, on) if self.places and _CODE.fullmatch(code) else None

    def commune(self, code: str, on: date) -> tuple[str, str] | None:
        return self.places.commune(code, on) if self.places and _CODE.fullmatch(code) else None

    def find_commune(self, province_code: str, name: str, on: date) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class _Writer:
    definition: FormDefinition
    answers: Mapping[str, Any]
    shown: set[str]
    places: _KnownCodes
    day: date
    agency: str
    is_blank: bool = False

    def written(self) -> Declaration:
        definition = self.definition
        paper = definition.paper or plain_paper(definition)
        return Declaration(
            title=paper.title,
            lines=tuple(self._lines(paper.body)),
            addressee=self._spans(paper.addressee),
            closing=self._spans(paper.closing),
            number=paper.number,
            issued=paper.issued,
            signer=paper.signer,
            name=self._said(definition.field("applicant_name") or _NO_FIELD, self.answers.get("applicant_name")),
            has_motto=paper.has_motto,
            is_official=definition.origin != "generated",
        )

    # Lines

    def _lines(self, body: Iterable[str]) -> Iterator[PrintedLine]:
        # A heading that may vanish waits for the first line below it.
        waiting: PrintedLine | None = None
        for line in lines(body):
            if line.kind in {LineKind.HEADING, LineKind.ROOM}:
                waiting = None
            if line.kind is LineKind.HEADING and line.may_vanish and not line.keys:
                waiting = PrintedLine(line.kind, self._spans(line.text))
                continue
            if line.may_vanish and line.keys and not self.shown.intersection(line.keys):
                continue
            if waiting is not None:
                yield waiting
                waiting = None
            yield from self._of_line(line)

    def _of_line(self, line: Line) -> Iterator[PrintedLine]:
        field = self.definition.field(line.key) if line.key else None
        if field is not None and line.kind is LineKind.BOXES:
            yield self._boxes(field, line.text)
        elif field is not None and line.kind is LineKind.TABLE:
            yield from self._table(field, line.text or field.label)
        else:
            yield PrintedLine(line.kind, self._spans(line.text))

    # Pieces

    def _spans(self, text: str) -> tuple[Span, ...]:
        """Return words with the answers of the fields they name; a name that is no field's stays as it was written."""
        found: list[Span] = []
        last = 0
        for place in PLACE.finditer(text):
            key, _, part = place[1].partition(".")
            field = self.definition.field(key)
            if field is None and key != AGENCY:
                continue
            found += _words(text[last : place.start()])
            if field is not None:
                found += self._answer(field, part)
            else:
                found.append(Span(SpanKind.ANSWER, self.agency) if self.agency else Span(SpanKind.BLANK))
            last = place.end()
        return (*found, *_words(text[last:]))

    def _answer(self, field: Field, part: str = "") -> tuple[Span, ...]:
        text = self._said(field, self.answers.get(field.key), part)
        if text:
            return (Span(SpanKind.ANSWER, text, getattr(text, "drawing", "")),)
        blank = Span(SpanKind.SHORT_BLANK if part in {"day", "month", "year"} else SpanKind.BLANK)
        unit = () if part or field.type is not FieldType.NUMBER or not field.unit else _words(f" {field.unit}")
        return (blank, *unit)

    def _said(self, field: Field, answer: Any, part: str = "") -> str:
        """Return an answer, or a part of it, as it reads; "" for none."""
        if not is_filled(answer):
            return ""
        try:
            if part:
                return self._part(field, answer, part)
            return shown_value(field, answer, places=self.places, on=self.day)
        except (ValueError, ArithmeticError):  # a number of more digits than can be written out
            return ""

    def _part(self, field: Field, answer: Any, part: str) -> str:
        if answer == HIDDEN:
            return HIDDEN
        if part in {"day", "month", "year"}:
            found = real_day(answer) if isinstance(answer, str) else None
            # A zero before days to 9 and the months 1 and 2: Decree 30/2020/NĐ-CP, appendix I.
            said = {"day": f"{found:%d}", "month": _month(found.month), "year": f"{found.year}"} if found else {}
            return said.get(part, "")
        if field.type is FieldType.COMMUNE:
            code, province = str(answer), ""
        elif isinstance(answer, Mapping):
            code, province = str(answer.get("commune") or ""), str(answer.get("province") or "")
        else:
            return str(answer) if part == "street" else ""
        known = self.places.commune(code, self.day)
        if part == "commune":
            return known[0] if known else code
        if part == "province":
            province = province or (known[1] if known else "")
            return self.places.province_name(province, self.day) or province
        return str(answer.get("street") or "") if isinstance(answer, Mapping) else ""

    def _boxes(self, field: Field, words: str) -> PrintedLine:
        answer = self.answers.get(field.key)
        if answer == HIDDEN:
            return PrintedLine(LineKind.WORDS, (*_words(led(words or field.label)), Span(SpanKind.ANSWER, HIDDEN)))
        if field.type is FieldType.YES_NO:
            return PrintedLine(LineKind.BOXES, boxes=(Box(words or field.label, answer is not None),))
        chosen = [one for one in answer if isinstance(one, str)] if isinstance(answer, list | tuple) else [answer]
        boxes = tuple(Box(choice[1], choice[0] in chosen) for choice in field.choices if len(choice) == 2)
        return PrintedLine(LineKind.BOXES, _words(led(words or field.label)), boxes)

    def _table(self, field: Field, words: str) -> Iterator[PrintedLine]:
        parts = [part for part in field.fields if part.type not in _UNPRINTED]
        answer = self.answers.get(field.key)
        given = answer if isinstance(answer, list | tuple) else ()
        rows: list[Mapping[str, Any]] = [row for row in given if isinstance(row, Mapping)][:MAX_ROWS]
        if len(parts) > WIDEST_TABLE:
            yield from self._as_lines(field, parts, rows or [{}], words)
            return
        cells = tuple(tuple(self._said(part, row.get(part.key)) for part in parts) for row in rows)
        empty = BLANK_ROWS if self.is_blank else 1
        yield PrintedLine(
            LineKind.TABLE,
            _words(words),
            columns=tuple(part.label for part in parts),
            rows=cells or (("",) * len(parts),) * empty,
        )

    def _as_lines(
        self, field: Field, parts: list[Field], rows: list[Mapping[str, Any]], words: str
    ) -> Iterator[PrintedLine]:
        yield PrintedLine(LineKind.WORDS, _words(f"{words}:"))
        for number, row in enumerate(rows, start=1):
            yield PrintedLine(LineKind.WORDS, _words(f"{field.row_label or field.label} {number}:"))
            for part in parts:
                said = self._said(part, row.get(part.key))
                span = Span(SpanKind.ANSWER, said) if said else Span(SpanKind.BLANK)
                yield PrintedLine(LineKind.WORDS, (*_words(f"– {led(part.label)}"), span))


def _words(text: str) -> tuple[Span, ...]:
    return (Span(SpanKind.WORDS, text),) if text else ()


def _month(month: int) -> str:
    return f"{month:02d}" if month < 3 else str(month)
