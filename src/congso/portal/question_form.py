"""The form of writing to the unit that has one's dossier."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class QuestionForm(forms.Form):
    """What one asks. `key` makes a second click the same message; files come beside it."""

    text = forms.CharField(
        label=_("Nội dung"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Ghi nội dung cần hỏi."),
            "max_length": _("Nội dung dài quá %(limit_value)d chữ; hãy viết gọn lại hoặc chia thành nhiều tin."),
        },
    )
    key = forms.CharField(max_length=36, widget=forms.HiddenInput())

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.auto_id = "id_cau-hoi-%s"
        self.initial.setdefault("key", str(uuid4()))
