"""What officers type about the organisation."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.organisation.rules.calendar import WEEKDAYS
from congso.ui.fields import ChoiceCards, DayField

LENGTH_OF_CODE = (2, 3, 5)


class BrowseForm(forms.Form):
    """The day to look at, and what to look for."""

    ngay = DayField(label=_("Vào ngày"), required=False)
    tim = forms.CharField(label=_("Tên hoặc mã địa bàn"), required=False, max_length=120)

    def day(self, today: date) -> date:
        """Return the day asked for, else today."""
        chosen = self.cleaned_data.get("ngay") if self.is_valid() else None
        return chosen or today

    def text(self) -> str:
        """Return what is looked for, "" for nothing."""
        return str(self.cleaned_data.get("tim", "")) if self.is_valid() else ""


class SpecialDayForm(forms.Form):
    """A day that differs from its weekday."""

    OFF, WORK = "off", "work"

    kind = forms.ChoiceField(
        label=_("Loại ngày"),
        choices=[(OFF, _("Ngày nghỉ")), (WORK, _("Ngày làm bù"))],
        initial=OFF,
        widget=ChoiceCards(in_row=True),
    )
    day = DayField(label=_("Ngày"))
    reason = forms.CharField(
        label=_("Lý do"), max_length=120, help_text=_("Người dân đọc được lý do này khi xem ngày hẹn trả kết quả.")
    )


class RemoveDayForm(forms.Form):
    """A special day to take back."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])


class HourField(forms.TimeField):
    """An hour of the day, as 07:30 or 7h30."""

    default_error_messages = {"invalid": _("Giờ chưa đúng. Nhập theo mẫu 07:30.")}

    def __init__(self, label: str) -> None:
        widget = forms.TimeInput(
            attrs={"inputmode": "numeric", "maxlength": "5", "autocomplete": "off"}, format="%H:%M"
        )
        super().__init__(label=label, required=False, input_formats=["%H:%M", "%Hh%M", "%H.%M"], widget=widget)


PARTS = (("m1", _("Sáng từ")), ("m2", _("Sáng đến")), ("a1", _("Chiều từ")), ("a2", _("Chiều đến")))


class OfficeHoursForm(forms.Form):
    """The week of an agency: work hours by weekday, and days on which the counter only receives."""

    valid_from = DayField(label=_("Áp dụng từ ngày"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=160, help_text=_("Số, ngày và cơ quan ban hành quyết định."))

    def __init__(self, *args: Any, hours: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seasons = list(hours.get("seasons", ()))
        for weekday, name in enumerate(WEEKDAYS, start=1):
            for part, label in PARTS:
                self.fields[f"d{weekday}_{part}"] = HourField(f"{name}: {label}")
            spoken = _("%(day)s: chỉ tiếp nhận") % {"day": name}
            self.fields[f"d{weekday}_reception"] = forms.BooleanField(
                label=_("Chỉ tiếp nhận"), required=False, widget=forms.CheckboxInput(attrs={"aria-label": spoken})
            )
            for key, spans in (("week", hours.get("week", {})), ("reception", hours.get("reception", {}))):
                self._show(weekday, spans.get(str(weekday), ()), is_reception=key == "reception")

    def _show(self, weekday: int, spans: Any, *, is_reception: bool) -> None:
        if not spans or (is_reception and f"d{weekday}_m1" in self.initial):
            return
        self.initial[f"d{weekday}_reception"] = is_reception
        for start, end in spans[:2]:
            is_morning = time.fromisoformat(start) < time(12)
            first, last = ("m1", "m2") if is_morning else ("a1", "a2")
            self.initial[f"d{weekday}_{first}"] = time.fromisoformat(start)
            self.initial[f"d{weekday}_{last}"] = time.fromisoformat(end)

    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField]], forms.BoundField]]:
        """Return (weekday, the four hours with their short labels, reception only) for the page."""
        return [
            (name, [(str(label), self[f"d{weekday}_{part}"]) for part, label in PARTS], self[f"d{weekday}_reception"])
            for weekday, name in enumerate(WEEKDAYS, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        week: dict[str, list[list[str]]] = {}
        reception: dict[str, list[list[str]]] = {}
        for weekday in range(1, 8):
            spans = [span for span in (self._span(weekday, "m"), self._span(weekday, "a")) if span]
            if len(spans) == 2 and spans[0][1] > spans[1][0]:
                self.add_error(f"d{weekday}_a1", _("Buổi chiều phải bắt đầu sau khi buổi sáng kết thúc."))
            elif spans:
                into = reception if found.get(f"d{weekday}_reception") else week
                into[str(weekday)] = [[start.isoformat("minutes"), end.isoformat("minutes")] for start, end in spans]
        if not week:
            self.add_error(None, _("Mỗi tuần phải có ít nhất một ngày làm việc."))
        found["hours"] = {"week": week, "seasons": self.seasons, "days": {}, "reception": reception}
        return found

    def _span(self, weekday: int, half: str) -> tuple[time, time] | None:
        start = self.cleaned_data.get(f"d{weekday}_{half}1")
        end = self.cleaned_data.get(f"d{weekday}_{half}2")
        if start is None and end is None:
            return None
        if start is None or end is None:
            if not self.errors.keys() & {f"d{weekday}_{half}1", f"d{weekday}_{half}2"}:
                self.add_error(
                    f"d{weekday}_{half}{1 if start is None else 2}", _("Nhập cả giờ bắt đầu và giờ kết thúc.")
                )
            return None
        if start >= end:
            self.add_error(f"d{weekday}_{half}2", _("Giờ kết thúc phải sau giờ bắt đầu."))
            return None
        return start, end
