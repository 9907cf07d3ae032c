"""Changing accounts on behalf of a system, and counting its calls."""

from .accounts import NewUser, change_user, let_go, open_user
from .calls import count_call, hold

__all__ = ["NewUser", "change_user", "count_call", "hold", "let_go", "open_user"]
