"""Changing who may act for whom. Who asks is a person; an officer enters a mandate only with a paper at the counter."""

from .bodies import choose_body, ensure_body, sign_in_for_body
from .holding import hold
from .mandates import Paper, confirm, declare_ward, enter_at_counter, give, register, revoke
from .members import authorise, end_membership

__all__ = [
    "Paper",
    "authorise",
    "choose_body",
    "confirm",
    "declare_ward",
    "end_membership",
    "ensure_body",
    "enter_at_counter",
    "give",
    "hold",
    "register",
    "revoke",
    "sign_in_for_body",
]
