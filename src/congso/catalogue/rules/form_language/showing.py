"""Showing answers: every value as the person reads it back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from congso.kernel.masking import HIDDEN

from .answers import real_day
from .calculating import is_money, number_of
from .conditions import is_filled
from .definition import FormDefinition, shown_groups
from .fields import Field, FieldType, Places
from .map_points import shown_map_point
from .signatures import path_of


class Shown(str):
    """A value as it reads, with what a page may show for it: lines to draw, an address that opens it."""

    __slots__ = ("drawing", "opens")

    drawing: str
    opens: str

    def __new__(cls, words: str, *, drawing: str = "", opens: str = "") -> "Shown":
        """Return the words; `drawing` is the path of an SVG of 600 × 200, made of checked numbers."""
        made = super().__new__(cls, words)
        made.drawing, made.opens = drawing, opens
        return made


def summary(
    definition: FormDefinition, answers: Mapping[str, Any], *, places: Places | None = None, on: date | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the answers as a person reads them back: heading → (label, shown value), unanswered ones left out."""
    parts = []
    for group, fields in shown_groups(definition, answers):
        lines = [
            line
            for field in fields
            if field.type not in {FieldType.INFORMATION, FieldType.FILE}
            for line in _lines(field, answers.get(field.key), places, on or date.max)
        ]
        if lines:
            parts.append((group.title, lines))
    return parts


def _lines(field: Field, answer: Any, places: Places | None, day: date) -> list[tuple[str, str]]:
    if not is_filled(answer):
        return []
    if field.type is FieldType.REPEATED:
        lines = []
        for number, row in enumerate(answer if isinstance(answer, list | tuple) else (), start=1):
            if isinstance(row, Mapping):
                inner = [line for part in field.fields for line in _lines(part, row.get(part.key), places, day)]
                title = f"{field.row_label or field.label} {number}"
                lines.append((title, "; ".join(f"{label}: {shown}" for label, shown in inner)))
        return lines
    return [(field.label, shown_value(field, answer, places=places, on=day))]


def shown_value(field: Field, answer: Any, *, places: Places | None = None, on: date | None = None) -> str:
    """Return one answer as a person reads it: 05/09/2026, 15.000.000 đ, the names of choices and places.

    A drawn signature and a point on the map come as `Shown`.
    """
    if answer == HIDDEN:
        return HIDDEN
    day = on or date.max
    labels = {choice[0]: choice[1] for choice in field.choices if len(choice) == 2}
    number = number_of(answer)
    match field.type:
        case FieldType.DATE:
            found = real_day(answer) if isinstance(answer, str) else None
            return f"{found:%d/%m/%Y}" if found else str(answer)
        case FieldType.MONEY | FieldType.NUMBER | FieldType.CALCULATED if number is not None:
            whole, _, decimals = f"{number:,f}".partition(".")
            text = whole.replace(",", ".") + (f",{decimals}" if decimals else "")
            return f"{text} {'đ' if is_money(field) else field.unit}".strip()
        case FieldType.CHOICE:
            return labels.get(str(answer), str(answer))
        case FieldType.CHOICES if isinstance(answer, list | tuple):
            return ", ".join(labels.get(str(one), str(one)) for one in answer)
        case FieldType.YES_NO:
            return "Có" if answer else "Không"
        case FieldType.COMMUNE:
            commune = places.commune(str(answer), day) if places else None
            return commune[0] if commune else str(answer)
        case FieldType.SIGNATURE if isinstance(answer, Mapping):
            path = path_of(answer.get("drawn"))
            return Shown("Đã ký bằng nét vẽ", drawing=path) if path else str(answer.get("typed") or "")
        case FieldType.MAP_POINT if isinstance(answer, Mapping):
            point = shown_map_point(answer)
            return Shown(point, opens=f"geo:{point.replace(' ', '')}") if point else ""
        case FieldType.DOSSIER if isinstance(answer, Mapping):
            return str(answer.get("typed") or answer.get("chosen") or "")
        case FieldType.ADDRESS if isinstance(answer, Mapping):
            return _address_text(answer, places, day)
    return str(answer)


def _address_text(answer: Mapping[str, Any], places: Places | None, day: date) -> str:
    commune, province = str(answer.get("commune", "")), str(answer.get("province", ""))
    if places is not None:
        known = places.commune(commune, day)
        commune = known[0] if known else commune
        province = places.province_name(province, day) or province
    return ", ".join(part for part in (str(answer.get("street", "")), commune, province) if part)
