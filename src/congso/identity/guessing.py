"""Whether an attempt to prove who one is may be heard now: rules/throttling, for the present request."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from math import ceil

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.kernel.context import address
from congso.kernel.refusals import NotPossibleNow

from . import commands
from .queries import AccountView
from .rules.throttling import Bucket, buckets_of, code_buckets_of

DEVICE_SALT = "congso.identity.device"
DEVICE_SECONDS = 365 * 86400


class Attempt:
    """One attempt: `Attempt(...)` is refused when it comes too soon; then say whether it `succeeded` or `failed`."""

    def __init__(self, buckets: Sequence[Bucket], now: datetime) -> None:
        self.buckets, self.now = buckets, now
        self._ids, until = commands.begin_attempt(buckets=buckets, now=now)
        if until is not None:
            minutes = ceil((until - now).total_seconds() / 60)
            raise NotPossibleNow(
                _("Đã nhập sai nhiều lần. Hãy thử lại sau %(minutes)s phút, hoặc hỏi quản trị hệ thống của cơ quan.")
                % {"minutes": minutes},
                code="too_many_attempts",
                status=429,
            )

    def failed(self, action: str, *, about: AccountView | None) -> None:
        """Keep the count, and write the trail. Who tried is not known; `about` is whose account it was."""
        record(
            action=action,
            at=self.now,
            kind=Kind.SIGN_IN,
            purpose=Purpose.SECURITY,
            subjects=[about.person_id] if about else [],
            object_kind="account" if about else "",
            object_id=about.id if about else "",
        )

    def succeeded(self) -> None:
        """Forget the failures of this device and name; of the whole address only this attempt."""
        commands.forget_failed_sign_ins(buckets=[self.buckets[0].key])
        commands.withdraw_attempt(ids=self._ids)


def by_password(request: HttpRequest, username: str, now: datetime) -> Attempt:
    """Begin an attempt with a password."""
    name = username.strip().lower()
    return Attempt(buckets_of(username=name, address=address() or "", device=known_device(request, name)), now)


def by_second_factor(request: HttpRequest, username: str, now: datetime) -> Attempt:
    """Begin an attempt with a second factor; the password is known already."""
    return Attempt(
        code_buckets_of(username=username, address=address() or "", device=known_device(request, username)), now
    )


def known_device(request: HttpRequest, username: str) -> str | None:
    """Return the mark of this browser if `username` signed in from it before."""
    device, names = _mark(request)
    return device if username in names else None


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Mark this browser as one that `username` signed in from."""
    device, names = _mark(request)
    names = [username, *(name for name in names if name != username)][:5]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"device": device or secrets.token_urlsafe(12), "names": names}, salt=DEVICE_SALT),
        max_age=DEVICE_SECONDS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _mark(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        told = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=DEVICE_SALT, max_age=DEVICE_SECONDS
        )
        return str(told["device"]), [str(name) for name in told["names"]]
    except (signing.BadSignature, KeyError, TypeError):
        return "", []
