"""What administrators give to have a root trusted, and say to take it back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.ui.fields import ChoiceCards

from ..rules.certificates import KINDS, LARGEST_BYTES


class AnchorForm(forms.Form):
    """Certificates that somebody offers as roots, by file or pasted."""

    file = forms.FileField(
        label=_("Tệp chứng thư gốc"),
        required=False,
        allow_empty_file=True,
        help_text=_("PEM hoặc DER (.cer, .crt, .pem), một hay nhiều chứng thư."),
        widget=forms.ClearableFileInput(attrs={"accept": ".cer,.crt,.pem,.der", "class": "input"}),
    )
    pasted = forms.CharField(
        label=_("Hoặc dán nội dung PEM"),
        required=False,
        max_length=LARGEST_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none"}),
    )
    kind = forms.ChoiceField(
        label=_("Dùng cho chữ ký"), choices=[(one.value, words) for one, words in KINDS.items()], widget=ChoiceCards()
    )
    source = forms.CharField(
        label=_("Bản công bố để so dấu vân tay"),
        max_length=300,
        help_text=_("Số, ngày của văn bản hoặc trang chính thức của cơ quan chứng thực có in dấu vân tay."),
        error_messages={"required": _("Ghi đã so dấu vân tay với bản công bố nào.")},
    )

    def content(self) -> bytes:
        """Return what was offered, b"" for nothing. To be called once the form is valid."""
        upload = self.cleaned_data.get("file")
        if upload:
            return bytes(upload.read(LARGEST_BYTES + 1))
        return str(self.cleaned_data.get("pasted") or "").encode()


class ConfirmForm(forms.Form):
    """The same certificates once their fingerprints were compared."""

    certificates = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST_BYTES * 2)
    kind = forms.ChoiceField(choices=[(one.value, words) for one, words in KINDS.items()], widget=forms.HiddenInput)
    source = forms.CharField(widget=forms.HiddenInput, max_length=300)
    compared = forms.BooleanField(
        label=_("Tôi đã so từng dấu vân tay với bản công bố, và chúng khớp."),
        error_messages={"required": _("So dấu vân tay rồi đánh dấu vào đây.")},
    )


class RemoveForm(forms.Form):
    """Why a root is trusted no longer."""

    why = forms.CharField(
        label=_("Vì sao bỏ"), max_length=300, error_messages={"required": _("Ghi vì sao không tin cậy gốc này nữa.")}
    )
