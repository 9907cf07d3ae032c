"""Changing persons, accounts, client systems, factors and sessions."""

from .accounts import open_officer_account, reset_password
from .attempts import forget_failed_sign_ins, note_failed_sign_in
from .clients import TOKEN_PREFIX, client_of_token, issue_client_token, revoke_client, token_digest
from .people import change_contact, ensure_person, sign_in_from_vneid

__all__ = [
    "TOKEN_PREFIX",
    "change_contact",
    "client_of_token",
    "ensure_person",
    "forget_failed_sign_ins",
    "issue_client_token",
    "note_failed_sign_in",
    "open_officer_account",
    "reset_password",
    "revoke_client",
    "sign_in_from_vneid",
    "token_digest",
]
