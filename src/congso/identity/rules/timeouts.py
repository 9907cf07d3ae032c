"""How long a session lives. Source: TCVN 14423:2026 level 3 (15 minutes idle for users, 5 for administrators); the
figures are the installation's (`SESSION_LIMITS`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limits:
    """After `idle` without a request, and after `whole` in any case, one signs in again."""

    idle: timedelta
    whole: timedelta

    def is_over(self, *, began: datetime, seen: datetime, now: datetime) -> bool:
        """Whether a session that began and was last used then has ended by `now`."""
        return now - seen > self.idle or now - began > self.whole


@dataclass(frozen=True)
class SessionPolicy:
    """Limits of people, of officers, and of officers with one of `strict_roles`."""

    person: Limits
    officer: Limits
    strict: Limits
    strict_roles: frozenset[str]

    def limits_of(self, *, kind: str, roles: Iterable[str]) -> Limits:
        """Return the limits of an account; the strictest of its roles counts."""
        if kind != "officer":
            return self.person
        return self.strict if self.strict_roles & set(roles) else self.officer


@dataclass(frozen=True)
class StepUpPolicy:
    """How long ago one must have proved who one is, with every factor one has, for each kind of act."""

    sign: timedelta
    export: timedelta
    administer: timedelta

    def within(self, act: str) -> timedelta:
        """Return the bound of `sign`, `export` or `administer`."""
        bound: timedelta = getattr(self, act)
        return bound
