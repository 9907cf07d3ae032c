"""The part of Django's password policy that knows our people and our words; see rules/passwords."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .rules.passwords import is_of_our_words, is_of_the_name


class NotTheNameValidator:
    """Refuses one's own name, with or without marks, and passwords made of words everybody here thinks of first."""

    def validate(self, password: str, user: Any = None) -> None:
        full_name = user.get_full_name() if user is not None else ""
        username = user.get_username() if user is not None else ""
        if is_of_the_name(password, full_name=full_name, username=username):
            raise ValidationError(_("Mật khẩu không được là họ tên hay tên đăng nhập."), code="password_of_the_name")
        if is_of_our_words(password):
            raise ValidationError(_("Mật khẩu này ai cũng đoán ra được."), code="password_of_our_words")

    def get_help_text(self) -> str:
        return _("Không dùng họ tên, tên đăng nhập, hay những từ ai cũng nghĩ đến.")
