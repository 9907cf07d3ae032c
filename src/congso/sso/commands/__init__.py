"""Changing what is connected, who is signed in there, and with which keys we sign."""

from .keys import ensure_key, rotate_keys
from .logout import end_overdue, tell
from .sessions import agree, end_session, forget_old, open_session, touch, withdraw
from .systems import Registration, change_system, disable_system, enable_system, register_system, renew_secret

__all__ = [
    "Registration",
    "agree",
    "change_system",
    "disable_system",
    "enable_system",
    "end_overdue",
    "end_session",
    "ensure_key",
    "forget_old",
    "open_session",
    "register_system",
    "renew_secret",
    "rotate_keys",
    "tell",
    "touch",
    "withdraw",
]
