"""Forms of applying together: whom one invites, and declining."""

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _


class InviteForm(forms.Form):
    """Somebody to invite. Without an address the inviter passes the link on."""

    full_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Ghi họ và tên người được mời.")},
    )
    identity_number = forms.CharField(
        label=_("Số định danh cá nhân"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=20,
        help_text=_("12 chữ số trên thẻ căn cước. Có ghi thì chỉ đúng người đó mở được lời mời."),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Địa chỉ thư điện tử chưa đúng, ví dụ ten@example.vn.")},
    )
    phone = forms.CharField(
        label=_("Số điện thoại"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_(
            "Có thư điện tử thì gửi thư; chỉ có số điện thoại thì gửi tin nhắn. Để trống cả hai thì bạn tự gửi."
        ),
    )

    def clean_identity_number(self) -> str:
        number = "".join(self.cleaned_data["identity_number"].split())
        if number and not (len(number) == 12 and number.isascii() and number.isdigit()):
            raise forms.ValidationError(_("Số định danh gồm 12 chữ số. Không nhớ thì để trống."))
        return number

    def clean_phone(self) -> str:
        given = self.cleaned_data["phone"].strip()
        if not given:
            return ""
        try:
            number = phonenumbers.parse(given, "VN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(_("Số điện thoại chưa đúng, ví dụ 0912 345 678."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class DeclineForm(forms.Form):
    """Why somebody does not apply together."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Người mời đọc được lý do này."),
        error_messages={"required": _("Ghi lý do từ chối để người mời biết phải sửa gì.")},
    )
