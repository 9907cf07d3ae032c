"""What people type to sign in."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class OfficerSignInForm(LoginForm):  # type: ignore[misc]
    """Name and password of an officer. allauth checks them, and later asks for the second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Tên đăng nhập"),
            max_length=80,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        self.fields["password"] = forms.CharField(
            label=_("Mật khẩu"),
            max_length=200,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()
