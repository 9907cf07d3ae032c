"""The fields of a draft: texts that browsers bring back as they were, lists a line each, units and amounts."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from congso.ui.fields import CheckCards

from ..rules.content import (
    UNIT_LABELS,
    Unit,
)

LONGEST_TEXT = 60_000


def plain(text: str) -> str:
    """Return a text as a browser sends it back: one kind of line end, composed letters, no space around."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


class PlainField(forms.CharField):
    """A text, its line ends made one kind."""

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


def one_line(label: str, longest: int = 600, help: str = "", **attrs: str) -> PlainField:
    """Return a field of one line that may stay empty."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return PlainField(label=label, required=False, max_length=longest, help_text=help, widget=widget)


def paragraph(label: str, help: str = "", rows: int = 4) -> PlainField:
    """Return a field of many lines that may stay empty."""
    widget = forms.Textarea(attrs={"rows": str(rows)})
    return PlainField(label=label, required=False, max_length=LONGEST_TEXT, help_text=help, widget=widget)


class LinesField(PlainField):
    """A list, one thing a line."""

    def __init__(self, label: str, help: str = "Mỗi dòng một mục.", rows: int = 3) -> None:
        widget = forms.Textarea(attrs={"rows": str(rows)})
        super().__init__(label=label, required=False, max_length=LONGEST_TEXT, help_text=help, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = (one.strip() for one in str(super().clean(value)).split("\n"))
        return tuple(dict.fromkeys(one for one in lines if one))


def chosen(label: str, choices: Mapping[str, str], empty: str = "–") -> forms.ChoiceField:
    """Return a list to choose from that may stay unchosen."""
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices.items()])


def several(label: str, choices: Mapping[str, str], help: str = "") -> forms.MultipleChoiceField:
    """Return boxes of which some may be ticked."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(choices.items()), help_text=help, widget=CheckCards(in_row=True)
    )


class UnitOfTime(forms.ChoiceField):
    """The unit of a deadline; `cleaned_data` holds a Unit or None."""

    def __init__(self) -> None:
        choices = [("", "Chưa ghi"), *((unit.value, words) for unit, words in UNIT_LABELS.items())]
        super().__init__(label="Đơn vị", required=False, choices=choices)

    def clean(self, value: Any) -> Unit | None:
        stated = super().clean(value)
        return Unit(stated) if stated else None


class Amount(forms.DecimalField):
    """A number of days or hours; `cleaned_data` holds an int where it is whole, a float otherwise, or None."""

    def __init__(self, label: str = "Thời hạn") -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=False, min_value=0, max_value=9_999, widget=widget)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if isinstance(found, Decimal):
            return int(found) if found == int(found) else float(found)
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{Decimal(str(value)).normalize():f}".replace(".", ",") if isinstance(value, int | float) else value
