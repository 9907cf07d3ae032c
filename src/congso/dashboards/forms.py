"""What figures are asked for: which days, whose, from which side."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.kernel.refusals import Incorrect
from congso.ui.fields import DayField

from .permissions import Side
from .queries import LISTINGS
from .rules import periods
from .rules.periods import Period

FREE = "tuy-chon"
LARGEST = 2**63 - 1


class PeriodForm(forms.Form):
    """A month, quarter or year to pick, or any days."""

    ky = forms.ChoiceField(label=_("Kỳ"))
    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến ngày"), required=False)

    def __init__(self, data: Any, today: date) -> None:
        given = data.copy()
        asked = periods.read(str(given.get("ky", ""))[:20])
        offered = periods.choices(today)
        if asked is not None and asked not in offered:
            offered.append(asked)
        if not given.get("ky"):
            given["ky"] = FREE if given.get("tu") or given.get("den") else offered[0].code
        super().__init__(given)
        self.today = today
        field = self.fields["ky"]
        assert isinstance(field, forms.ChoiceField)
        listed = [(one.code, one.label[0].upper() + one.label[1:]) for one in offered]
        field.choices = [*listed, (FREE, _("Chọn ngày"))]

    def clean(self) -> dict[str, Any]:
        """Days are asked for only with “Chọn ngày”, and then both, in order."""
        found = super().clean() or {}
        if found.get("ky") == FREE and not self.errors:
            first, last = found.get("tu"), found.get("den") or self.today
            if first is None:
                self.add_error("tu", _("Nhập ngày bắt đầu."))
            elif periods.days(first, last) is None:
                self.add_error("den", _("Ngày cuối phải từ ngày đầu trở đi, và kỳ không dài quá mười năm."))
        return found

    def period(self) -> Period:
        """Return what was asked for; this month when that makes no sense (the form then says why)."""
        if self.is_valid():
            if self.cleaned_data["ky"] == FREE:
                found = periods.days(self.cleaned_data["tu"], self.cleaned_data["den"] or self.today)
            else:
                found = periods.read(self.cleaned_data["ky"])
            if found is not None:
                return found
        return periods.month(self.today)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures an address asks for; nothing of it is granted yet."""

    organisation_id: int | None
    unit_id: int | None
    side: Side | None


class ScopeForm(forms.Form):
    """Whose figures."""

    co_quan = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    don_vi = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    vai = forms.ChoiceField(required=False, choices=[(side.value, side.value) for side in Side])

    def __init__(self, data: Any) -> None:
        super().__init__({"co_quan": data.get("co-quan"), "don_vi": data.get("don-vi"), "vai": data.get("vai")})

    def asked(self) -> Asked:
        """Return what was asked for. Raises Incorrect for anything that no page of ours links to."""
        if not self.is_valid():
            raise Incorrect("Địa chỉ này không đúng; hãy mở lại từ bảng theo dõi.")
        found = self.cleaned_data
        return Asked(found["co_quan"], found["don_vi"], Side(found["vai"]) if found["vai"] else None)


class ListForm(forms.Form):
    """Which list behind which number."""

    muc = forms.ChoiceField(choices=[(slug, slug) for slug in LISTINGS])
    thu_tuc = forms.CharField(required=False, max_length=12)
    kenh = forms.ChoiceField(
        required=False, choices=[("online", "online"), ("in_person", "in_person"), ("postal", "postal")]
    )
    can_bo = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)
    tuoi = forms.IntegerField(required=False, min_value=0, max_value=4)

    def __init__(self, data: Any) -> None:
        super().__init__({name: data.get(name.replace("_", "-")) for name in self.base_fields})

    def checked(self) -> dict[str, Any]:
        """Return what was asked for. Raises Incorrect for anything that no page of ours links to."""
        if not self.is_valid():
            raise Incorrect("Địa chỉ này không đúng; hãy mở lại từ bảng theo dõi.")
        return self.cleaned_data
