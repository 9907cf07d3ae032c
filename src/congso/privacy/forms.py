"""What officers for personal data type."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.kernel.clock import VIETNAM
from congso.ui.fields import ChoiceCards, DayField

from .rules.breaches import BreachState
from .rules.requests import RefusalGround


class AnswerForm(forms.Form):
    """What a person is told when their request is done."""

    answer = forms.CharField(
        label=_("Trả lời người yêu cầu"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RefusalForm(AnswerForm):
    """Why a request is refused: the ground of the law, and words."""

    ground = forms.ChoiceField(label=_("Căn cứ từ chối"), choices=RefusalGround.choices, widget=ChoiceCards())
    field_order = ["ground", "answer"]


class ContactForm(forms.Form):
    """How a person is reached; an empty line leaves what is there."""

    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            self.add_error(None, _("Ghi ít nhất một mục cần sửa; mục để trống giữ nguyên."))
        return cleaned


class BreachForm(forms.Form):
    """A breach that was found; its clocks run from the hour it was found."""

    what = forms.CharField(label=_("Diễn biến"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 5}))
    found_on = DayField(label=_("Ngày phát hiện"))
    found_time = forms.TimeField(
        label=_("Giờ phát hiện"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Ghi giờ dạng 14:30.")},
    )
    people_at_most = forms.IntegerField(
        label=_("Số người bị ảnh hưởng, nhiều nhất"), min_value=0, max_value=2_000_000_000, initial=0
    )
    is_serious = forms.BooleanField(
        label=_("Là sự cố an ninh mạng nghiêm trọng"),
        required=False,
        help_text=_("Thêm hạn báo 24 giờ (NĐ 331/2026/NĐ-CP Điều 31 khoản 2 điểm d)."),
    )

    def found_at(self) -> datetime:
        """Return when it was found."""
        at: time = self.cleaned_data["found_time"]
        return datetime.combine(self.cleaned_data["found_on"], at, tzinfo=VIETNAM)


class BreachStepForm(forms.Form):
    """How far a breach is, and what was found out or done."""

    to = forms.ChoiceField(label=_("Ghi mốc"), widget=ChoiceCards())
    note = forms.CharField(
        label=_("Nội dung"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Đánh giá: dữ liệu nào, của ai, hậu quả. Các mốc khác: đã làm gì, gửi ai, số văn bản."),
    )

    def __init__(self, *args: Any, states: tuple[BreachState, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(one.value, one.label) for one in states]
        to.initial = states[0].value if states else None


class HoldForm(forms.Form):
    """Whose data must stay as they are, and by which paper."""

    identity_number = forms.RegexField(
        r"^[0-9]{12}$",
        label=_("Số định danh của người có dữ liệu"),
        error_messages={"invalid": _("Số định danh cá nhân gồm đúng 12 chữ số.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    document_number = forms.CharField(label=_("Số văn bản yêu cầu giữ"), max_length=60)
