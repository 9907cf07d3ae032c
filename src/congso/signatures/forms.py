"""What people give to have signatures checked."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Tệp PDF đã ký"),
        allow_empty_file=True,
        error_messages={"required": _("Chọn tệp PDF cần kiểm tra.")},
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf", "class": "input"}),
    )
