"""What is given to register a certificate, to give it a picture, and to end it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.ui.fields import ChoiceCards

from ..commands.credentials import LARGEST_PICTURE, PICTURE_MM
from ..rules.keys import ENDINGS, Medium

AGENCY = "co-quan"
LARGEST_BYTES = 256 * 1024
WHERE: Any = {
    Medium.SOFTWARE: _("Chọn tệp .p12 và nhập mật khẩu của tệp. Khóa được mã hóa trước khi lưu."),
    Medium.TOKEN: _("Mã khóa: nhãn thiết bị/nhãn khóa, ví dụ “CongSo/UBND phuong”."),
    Medium.REMOTE: _("Mã khóa: mã chữ ký (credentialID) do dịch vụ cấp. Người ký nhập PIN mỗi lần ký."),
    Medium.CLIENT: _("Thiết bị USB của người ký. Không cần mã khóa: hệ thống nhận ra theo chứng thư."),
}
"""What is to be known of each place where a key can be."""


class RegisterForm(forms.Form):
    """A certificate, whose it is, and where its key is."""

    holder = forms.ChoiceField(
        label=_("Người hoặc cơ quan đứng tên"), error_messages={"required": _("Chọn ai đứng tên chứng thư.")}
    )
    medium = forms.ChoiceField(
        label=_("Khóa bí mật ở đâu"),
        choices=Medium.choices,
        error_messages={"required": _("Chọn nơi giữ khóa bí mật.")},
        widget=ChoiceCards(help_texts=WHERE),
    )
    file = forms.FileField(
        label=_("Tệp chứng thư"),
        allow_empty_file=True,
        help_text=_("Khóa trong hệ thống: tệp .p12, .pfx. Nơi khác: tệp chứng thư .pem, .cer, .crt."),
        error_messages={"required": _("Chọn tệp chứng thư.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".p12,.pfx,.pem,.cer,.crt,.der", "class": "input"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu của tệp .p12"),
        required=False,
        max_length=128,
        strip=False,
        help_text=_("Chỉ dùng để mở tệp, không lưu lại."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    reference = forms.CharField(
        label=_("Mã khóa trên thiết bị hoặc dịch vụ"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, holders: Sequence[tuple[str, str]], **options: Any) -> None:
        """`holders` are those one may choose from: `AGENCY` or a person's id, with their names."""
        super().__init__(*args, **options)
        choice = self.fields["holder"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Chọn người hoặc cơ quan")), *holders]

    def content(self) -> bytes:
        """Return the file, cut after what is too much. To be called once the form is valid."""
        return bytes(self.cleaned_data["file"].read(LARGEST_BYTES + 1))


class PictureForm(forms.Form):
    """The picture of a signature or a seal, and how wide it is in truth."""

    picture = forms.FileField(
        label=_("Hình chữ ký hoặc con dấu (PNG)"),
        allow_empty_file=True,
        help_text=_("Nền trong suốt, cắt sát nét, không quá 1 MB."),
        error_messages={"required": _("Chọn tệp hình PNG.")},
        widget=forms.ClearableFileInput(attrs={"accept": "image/png", "class": "input"}),
    )
    width_mm = forms.FloatField(
        label=_("Bề rộng thật, mm"),
        min_value=PICTURE_MM[0],
        max_value=PICTURE_MM[1],
        localize=True,
        help_text=_("Đo trên giấy. Dấu tròn của cơ quan thường rộng 36 mm."),
        error_messages={
            "required": _("Ghi bề rộng thật của hình, mm."),
            "min_value": _("Bề rộng từ 15 đến 60 mm."),
            "max_value": _("Bề rộng từ 15 đến 60 mm."),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def content(self) -> bytes:
        """Return the picture, cut after what is too much. To be called once the form is valid."""
        return bytes(self.cleaned_data["picture"].read(LARGEST_PICTURE + 1))


class EndForm(forms.Form):
    """Why a certificate is used no longer."""

    ending = forms.ChoiceField(
        label=_("Lý do ngừng dùng"),
        choices=list(ENDINGS.items()),
        widget=ChoiceCards(),
        error_messages={"required": _("Chọn lý do ngừng dùng.")},
    )
