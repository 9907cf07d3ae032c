"""The draft of a result, and giving it into somebody's hands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.ui.fields import ChoiceCards

from .acts import ActForm


class DraftResultForm(ActForm):
    """The draft of the result: a text set by the system, or a file made elsewhere."""

    title = forms.CharField(label=_("Tên kết quả"), max_length=600)
    body = forms.CharField(
        label=_("Nội dung"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    file = forms.FileField(
        label=_("Hoặc tệp kết quả soạn sẵn"), required=False,
        help_text=_("Tệp PDF; khi có tệp, bản in kết quả là tệp này."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip
    declined = forms.BooleanField(
        label=_("Từ chối giải quyết"), required=False,
        help_text=_("Hồ sơ không đủ điều kiện: phần nội dung là lý do từ chối."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("declined") and not cleaned.get("body", "").strip():
            self.add_error("body", str(_("Ghi lý do từ chối giải quyết.")))
        return cleaned


class ReturnForm(ActForm):
    """Who took the result away."""

    channel = forms.ChoiceField(
        label=_("Cách trả"), widget=ChoiceCards(in_row=True),
        choices=[("counter", _("Tại quầy")), ("postal", _("Qua bưu chính")), ("online", _("Bản điện tử"))],
    )  # fmt: skip
    receiver_name = forms.CharField(label=_("Người nhận"), max_length=160)
    on_behalf = forms.BooleanField(label=_("Nhận thay (có giấy ủy quyền)"), required=False)
    receiver_paper = forms.CharField(
        label=_("Giấy ủy quyền, giấy tờ của người nhận thay"), required=False, max_length=60,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == "online" and "receiver_name" in self.errors:
            del self.errors["receiver_name"]
            cleaned["receiver_name"] = ""
        if cleaned.get("on_behalf") and not cleaned.get("receiver_paper"):
            self.add_error("receiver_paper", str(_("Ghi giấy ủy quyền hoặc giấy tờ của người nhận thay.")))
        return cleaned
