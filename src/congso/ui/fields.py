"""Form fields and widgets whose strings are written as people write them: days, money; and choices as cards.

Plain `django.forms`: contexts use these in their `forms.py`; `{% field form.name %}` renders every one of them.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .components import words
from .components.icons import icon

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


class NumberInput(forms.TextInput):
    """A number as Vietnamese writes it (1.234,5), with its unit beside it; scripts read it as the server does."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, unit: str = "") -> None:
        self.unit = unit
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "data-number": "", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, float):
            return f"{Decimal(str(value)):f}".replace(".", ",")
        shown: str | None = super().format_value(value)
        return shown


class ComputedOutput(forms.Widget):
    """A value that is worked out, never typed: `shown` as it reads, `attrs` for the script that keeps it up to date.

    What a browser sends under its name is not looked at.
    """

    needs_multipart_form = False
    shown = ""

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return None

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = {**self.build_attrs(self.attrs, attrs), "class": "output"}
        given.pop("aria-invalid", None)  # nothing can be entered here; the error stands beside it
        return format_html("<output{}>{}</output>", flatatt(given), self.shown or "–")


class PointInput(forms.TextInput):
    """Latitude and longitude, typed or taken from where one stands (a button that scripts bring to life)."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "maxlength": "100", "spellcheck": "false", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        words = {
            "waiting": gettext("Đang tìm vị trí…"),
            "done": gettext("Đã ghi vị trí hiện tại, sai số khoảng {m} m."),
            "denied": gettext("Trình duyệt không cho lấy vị trí. Hãy cho phép, hoặc gõ vĩ độ, kinh độ."),
            "failed": gettext("Chưa lấy được vị trí. Hãy thử lại ngoài trời, hoặc gõ vĩ độ, kinh độ."),
        }
        return format_html(
            '<div class="locate" data-locate>{}<button type="button" class="button button--secondary" hidden>{}<span>{}'
            '</span></button><p class="field__help" role="status"{}></p></div>',
            super().render(name, value, attrs, renderer),
            icon("place"),
            gettext("Lấy vị trí hiện tại"),
            flatatt({f"data-{key}": said for key, said in words.items()}),
        )


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
