"""What happened to accounts, that others react to. Identifiers and codes only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountLocked:
    """An account may no longer sign in; its sessions have ended. Tokens issued to it end now."""

    account_id: int
    reason: str


@dataclass(frozen=True)
class SessionsEnded:
    """Sessions of an account ended otherwise than by signing out. `keys` are ids of SignInSession."""

    account_id: int
    session_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class SecurityChanged:
    """Something about how an account signs in changed; its holder is told. `what` is a code (`totp_added`, …)."""

    account_id: int
    what: str
    at: str


@dataclass(frozen=True)
class AccountInvited:
    """Somebody is to choose a first password, or a new one, by a link that is sent to them."""

    invitation_id: str
