"""Where allauth asks us: who may sign in, who they become, and where they land."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.kernel import clock
from congso.kernel.context import address, go_on_in
from congso.kernel.middleware import mark
from congso.kernel.refusals import NotPossibleNow, Refusal

from . import commands, queries
from .models import Account
from .rules.assurance import PASSWORD
from .rules.claims import ClaimNames, SignInFacts, read_claims
from .rules.throttling import WINDOW, Bucket, buckets_of

DEVICE_COOKIE = "congso_device"
DEVICE_SALT = "congso.identity.device"
DEVICE_SECONDS = 365 * 86400

ASSURANCE, ACR, AMR, AUTHENTICATED_AT, ID_TOKEN = "assurance", "acr", "amr", "authenticated_at", "vneid_id_token"
"""Session keys: how the person signed in, as every dossier they submit will say."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Officers sign in with a password; nobody signs up here."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for every cause: it does not say which names exist.
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "too_many_login_attempts": _(
            "Đã nhập sai nhiều lần từ máy này. Hãy chờ 15 phút rồi thử lại, hoặc liên hệ quản trị hệ thống của cơ quan."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the name in the frame says who signed in."""

    def is_safe_url(self, url: str | None) -> bool:
        """Only places on this very site; other hosts of ours are still other places."""
        request = self.request
        return request is not None and url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._buckets = buckets_for(request, credentials.get("username", ""))
        counted = queries.failures_since([bucket.key for bucket in self._buckets], clock.now() - WINDOW)
        if any(counted[bucket.key] >= bucket.limit for bucket in self._buckets):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        now = clock.now()
        commands.note_failed_sign_in(buckets=[bucket.key for bucket in self._buckets], now=now)
        account = queries.account_named(str(credentials.get("username", "")).strip().lower())
        record(
            action="identity.sign_in_failed",
            at=now,
            kind=Kind.SIGN_IN,
            purpose=Purpose.SECURITY,
            subjects=[account.person_id] if account else [],
            object_kind="account" if account else "",
            object_id=account.id if account else "",
        )

    def _rollback_login_failed_rl_usage(self) -> None:
        """A success forgets the failures of this device and name (the count of the whole address stays)."""
        commands.forget_failed_sign_ins(buckets=[self._buckets[0].key])

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)  # takes a new session key
        now = clock.now()
        facts: SignInFacts | None = getattr(request, "vneid_facts", None)
        session = request.session
        session[ASSURANCE] = facts.assurance if facts else PASSWORD
        session[ACR] = facts.acr if facts else ""
        session[AMR] = list(facts.amr) if facts else ["pwd"]
        session[AUTHENTICATED_AT] = int(((facts and facts.authenticated_at) or now).timestamp())
        if facts:
            session[ID_TOKEN] = getattr(request, "vneid_id_token", "")
        go_on_in(mark(session.session_key or ""))
        record(
            action="identity.sign_in",
            at=now,
            kind=Kind.SIGN_IN,
            purpose=Purpose.SECURITY,
            account_id=user.id,
            person_id=user.person_id,
            assurance=session[ASSURANCE],
            acr=session[ACR],
            amr=session[AMR],
        )


class VNeIDAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People come from VNeID: the identity number says who they are, not the address or the name."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Turn the claims into a person and an account before allauth decides anything."""
        try:
            facts = read_claims(
                sociallogin.claims, names=ClaimNames(**settings.VNEID_CLAIMS), levels=settings.VNEID_ACR_LEVELS
            )
            account = commands.sign_in_from_vneid(facts=facts, now=clock.now())
            if sociallogin.user.pk is not None and sociallogin.user.pk != account.id:
                # The provider now gives this subject to another person. Nobody is signed in by guessing.
                raise NotPossibleNow(
                    str(_("Tài khoản VNeID này đã gắn với một người khác trên cổng.")), code="subject_moved"
                )
        except Refusal as refusal:
            record(
                action="identity.sign_in_refused",
                at=clock.now(),
                kind=Kind.SIGN_IN,
                purpose=Purpose.SECURITY,
                reason=refusal.code,
            )
            raise ImmediateHttpResponse(refused(request, refusal)) from None
        request.vneid_facts = facts  # type: ignore[attr-defined]
        if sociallogin.user.pk is None:
            sociallogin.connect(request, Account.objects.get(id=account.id))


def buckets_for(request: HttpRequest, username: str) -> list[Bucket]:
    """Return where this request's attempt to sign in as `username` is counted."""
    name = username.strip().lower()
    return buckets_of(username=name, address=address() or "", device=known_device(request, name))


def known_device(request: HttpRequest, username: str) -> str | None:
    """Return the mark of this browser if `username` signed in from it before."""
    try:
        told = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_SECONDS)
        return str(told["device"]) if username in told["names"] else None
    except (signing.BadSignature, KeyError, TypeError):
        return None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page that says why somebody was not signed in."""
    return render(request, "identity/sign_in_failed.html", {"refusal": refusal}, status=refusal.status)
