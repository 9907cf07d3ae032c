"""Form fields and widgets whose strings are written as people write them: days, money; and choices as cards.

Plain `django.forms`: contexts use these in their `forms.py`; `{% field form.name %}` renders every one of them.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .components import words

DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d"]


class DayInput(forms.DateInput):
    """A text input for `21/11/2026`; a native picker is slow for a date of birth and speaks the phone's language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "10", "data-day": "", **(attrs or {})}
        super().__init__(given, format="%d/%m/%Y")


class DayField(forms.DateField):
    """A day as `21/11/2026` (also `21-11-2026`, `21112026`). `cleaned_data` holds a date."""

    widget = DayInput
    input_formats = DAY_FORMATS
    default_error_messages = {"invalid": _("Ngày chưa đúng. Nhập theo mẫu ngày/tháng/năm, ví dụ 21/11/2026.")}


class MoneyInput(forms.TextInput):
    """Whole đồng, grouped by dots as one types; `{% field %}` shows the unit beside it."""

    unit = "đồng"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "data-money": "", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return words.grouped(value) if isinstance(value, int) else super().format_value(value)


class MoneyField(forms.IntegerField):
    """Whole đồng: `20.000`, `20 000 đ`. `cleaned_data` holds an int. Not negative, at most 10^15."""

    widget = MoneyInput
    default_error_messages = {"invalid": _("Số tiền chưa đúng. Chỉ nhập chữ số, ví dụ 20.000.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": 10**15, "localize": False, **options})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = re.sub(r"[\s.]|đồng|đ|₫", "", value.strip().lower())
            if value and not value.isdecimal():
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # min/max belong to number inputs, ours is text


class ChoiceCards(forms.RadioSelect):
    """One of a few, as large cards. `help_texts` maps a value to a line shown below its label."""

    def __init__(self, *, help_texts: dict[str, str] | None = None, in_row: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.help_texts = help_texts or {}
        self.in_row = in_row


class CheckCards(forms.CheckboxSelectMultiple):
    """Some of a few, as large cards. `help_texts` as in `ChoiceCards`."""

    def __init__(self, *, help_texts: dict[str, str] | None = None, in_row: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.help_texts = help_texts or {}
        self.in_row = in_row


class RatingField(forms.TypedChoiceField):
    """One to five, each with its word. `cleaned_data` holds an int."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        to_int: Callable[[Any], int] = int
        super().__init__(**{"choices": RATING_WORDS, "coerce": to_int, "empty_value": None, **options})


RATING_WORDS = [
    ("1", _("Rất không hài lòng")),
    ("2", _("Không hài lòng")),
    ("3", _("Bình thường")),
    ("4", _("Hài lòng")),
    ("5", _("Rất hài lòng")),
]
