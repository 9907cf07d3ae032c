"""What editors and people type on the portal's own pages."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from congso.kernel.clock import VIETNAM
from congso.ui.fields import DayField

from .rules.feedback import LONGEST_ANSWER, LONGEST_PLACE, LONGEST_WORDS, FeedbackKind
from .rules.interruptions import LONGEST_REASON, LONGEST_WHAT
from .rules.texts import LONGEST_NOTE, LONGEST_TEXT


class TextForm(forms.Form):
    """A page's text."""

    text = forms.CharField(
        label="Nội dung",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        error_messages={"required": "Nội dung còn trống."},
    )
    note = forms.CharField(
        label="Sửa gì",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="Một câu cho người xem lại sau này, ví dụ: thêm câu hỏi về lệ phí.",
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class InterruptionForm(forms.Form):
    """An interruption: what, from when to when, why."""

    what = forms.CharField(
        label="Phần nào ngừng",
        max_length=LONGEST_WHAT,
        help_text="Ví dụ: toàn bộ cổng; nộp hồ sơ trực tuyến; thanh toán.",
    )
    starts_on = DayField(label="Bắt đầu, ngày")
    starts_time = forms.TimeField(
        label="Bắt đầu, giờ", input_formats=["%H:%M"], widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends_on = DayField(label="Dự kiến hoạt động trở lại, ngày")
    ends_time = forms.TimeField(
        label="Dự kiến hoạt động trở lại, giờ",
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    reason = forms.CharField(label="Lý do", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))
    urgent_reason = forms.CharField(
        label="Khắc phục sự cố: vì sao không thể chờ",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Chỉ ghi khi phải ngừng gấp để khắc phục sự cố. Bỏ trống nếu là tạm ngừng có kế hoạch.",
    )

    def arguments(self) -> dict[str, Any]:
        """Return what `commands.announce` takes."""
        given = self.cleaned_data
        return {
            "what": given["what"],
            "reason": given["reason"],
            "urgent_reason": given["urgent_reason"],
            "starts_at": _instant(given["starts_on"], given["starts_time"]),
            "ends_at": _instant(given["ends_on"], given["ends_time"]),
        }


class FeedbackForm(forms.Form):
    """What somebody says about the portal."""

    kind = forms.ChoiceField(
        label="Bạn muốn nói về", choices=FeedbackKind.choices, initial=FeedbackKind.FAULT, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="Góp ý",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Bạn đã làm gì, thấy gì, mong gì. Đừng ghi số định danh hay nội dung hồ sơ.",
        error_messages={"required": "Ghi góp ý của bạn."},
    )
    email = forms.CharField(
        label="Thư điện tử",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Chỉ khi bạn muốn nhận trả lời.",
    )
    place = forms.CharField(
        label="Trang bạn góp ý",
        max_length=LONGEST_PLACE,
        required=False,
        help_text="Phần sau tên miền, ví dụ: /thu-tuc/. Bỏ trống nếu nói về cả cổng.",
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The answer to a piece of feedback."""

    answer = forms.CharField(
        label="Trả lời",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Ghi câu trả lời."},
    )


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=VIETNAM)
