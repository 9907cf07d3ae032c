"""A verdict on a paper, and one act on several dossiers."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class PaperForm(forms.Form):
    """What an officer thinks of one paper."""

    verdict = forms.ChoiceField(
        choices=[("unchecked", _("Chưa xem")), ("good", _("Đạt")), ("bad", _("Cần thay"))], label=_("Nhận xét")
    )
    remark = forms.CharField(label=_("Ghi chú"), required=False, max_length=500)


class BulkForm(forms.Form):
    """Several dossiers at once: which, and what."""

    MOST = 200

    ho_so = forms.TypedMultipleChoiceField(coerce=UUID)
    viec = forms.ChoiceField(choices=[(one, one) for one in ("accept", "assign", "approve", "take", "issue")])
    officer = forms.IntegerField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["ho_so"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in dict.fromkeys(data.getlist("ho_so")[: self.MOST]) if _is_uuid(one)]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
