"""What an administrator types about those who hold positions."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from congso.ui.fields import DayField


class AppointForm(forms.Form):
    """Who takes a position, from when, by which decision, and how they will sign in."""

    full_name = forms.CharField(label=_("Họ, chữ đệm và tên"), max_length=120)
    identity_number = forms.CharField(
        label=_("Số định danh cá nhân"),
        max_length=12,
        validators=[RegexValidator(r"^\d{12}$", _("Số định danh cá nhân gồm đúng 12 chữ số."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    on = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến trước ngày"), required=False, help_text=_("Bỏ trống nếu chưa định ngày kết thúc."))
    basis = forms.CharField(label=_("Quyết định"), max_length=120, help_text=_("Số, ngày và cơ quan ban hành."))
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        validators=[RegexValidator(r"^[a-z0-9]+([._-][a-z0-9]+)*$", _("Chỉ dùng chữ thường không dấu, số, dấu chấm."))],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(label=_("Thư điện tử"), help_text=_("Lời mời lập mật khẩu được gửi đến địa chỉ này."))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("until") and found.get("on") and found["until"] <= found["on"]:
            self.add_error("until", _("Ngày kết thúc phải sau ngày bắt đầu."))
        return found


class EndForm(forms.Form):
    """When an appointment ends, and by which decision."""

    on = DayField(label=_("Thôi giữ vị trí từ ngày"))
    basis = forms.CharField(label=_("Quyết định"), max_length=120)


class MoveForm(EndForm):
    """To which position somebody moves."""

    on = DayField(label=_("Giữ vị trí mới từ ngày"))
    position = forms.TypedChoiceField(label=_("Vị trí mới"), coerce=int)

    field_order = ("position", "on", "basis")

    def __init__(self, *args: Any, positions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = positions  # type: ignore[attr-defined]


class LockForm(forms.Form):
    """Why an account is locked."""

    reason = forms.CharField(label=_("Lý do khóa"), max_length=200)
