"""Changing persons, accounts, client systems, factors and sessions."""

from .accounts import (
    accept_invitation,
    change_password,
    draw_invitation_token,
    invite_again,
    invite_officer,
    lock_account,
    open_officer_account,
    reset_password,
    unlock_account,
)
from .attempts import begin_attempt, forget_failed_sign_ins, withdraw_attempt
from .clients import TOKEN_PREFIX, client_of_token, issue_client_token, revoke_client, token_digest
from .factors import (
    add_passkey,
    add_totp,
    new_totp_secret,
    prove_by_code,
    prove_by_passkey,
    remove_factor,
    renew_recovery_codes,
    reseal_factors,
    sealed_totp,
    take_all_factors,
)
from .people import change_contact, correct_contact, ensure_person, forget_contact, sign_in_from_vneid
from .sessions import end_sessions, forget_ended_sessions, open_session, touch_session

__all__ = [
    "TOKEN_PREFIX",
    "accept_invitation",
    "add_passkey",
    "add_totp",
    "begin_attempt",
    "change_contact",
    "change_password",
    "client_of_token",
    "correct_contact",
    "draw_invitation_token",
    "end_sessions",
    "ensure_person",
    "forget_contact",
    "forget_ended_sessions",
    "forget_failed_sign_ins",
    "invite_again",
    "invite_officer",
    "issue_client_token",
    "lock_account",
    "new_totp_secret",
    "open_officer_account",
    "open_session",
    "prove_by_code",
    "prove_by_passkey",
    "remove_factor",
    "renew_recovery_codes",
    "reseal_factors",
    "reset_password",
    "revoke_client",
    "sealed_totp",
    "sign_in_from_vneid",
    "take_all_factors",
    "token_digest",
    "touch_session",
    "unlock_account",
    "withdraw_attempt",
]
