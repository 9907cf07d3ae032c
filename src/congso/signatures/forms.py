"""What people give to have signatures checked."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """One file, and the signed one where the signature lies beside it."""

    file = forms.FileField(
        label=_("Tệp đã ký"),
        allow_empty_file=True,
        help_text=_("PDF, XML, .p7m hoặc .p7s."),
        error_messages={"required": _("Chọn tệp cần kiểm tra.")},
        widget=forms.ClearableFileInput(
            attrs={"accept": ".pdf,.xml,.p7s,.p7m,application/pdf,text/xml,application/xml", "class": "input"}
        ),
    )
    content = forms.FileField(
        label=_("Tệp gốc, nếu chữ ký để riêng (.p7s)"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"class": "input"}),
    )
