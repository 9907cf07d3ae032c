"""Where allauth asks us: who may sign in, who they become, and where they land."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.kernel import clock, outgoing
from congso.kernel.refusals import NotPossibleNow, Refusal

from . import commands, guessing, queries, sessions
from .models import Account
from .rules.assurance import PASSWORD, TWO_FACTORS, amr_of_officer, has_two_factors
from .rules.claims import ClaimNames, SignInFacts, read_claims


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Officers sign in with a password; nobody signs up here."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for every cause: it does not say which names exist.
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
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

    def get_login_stages(self) -> list[str]:
        return ["congso.identity.stages.SecondFactorStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            self._attempt = guessing.by_password(request, credentials.get("username", ""), clock.now())
        except NotPossibleNow as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = queries.account_named(str(credentials.get("username", "")).strip().lower())
        self._attempt.failed("identity.sign_in_failed", about=account)

    def _rollback_login_failed_rl_usage(self) -> None:
        self._attempt.succeeded()

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)  # takes a new session key
        now = clock.now()
        facts: SignInFacts | None = getattr(request, "vneid_facts", None)
        amr = (
            facts.amr
            if facts
            else amr_of_officer(
                getattr(request, "second_factor", ""), passkey_alone=getattr(request, "passkey_alone", False)
            )
        )
        level = facts.assurance if facts else TWO_FACTORS if has_two_factors(amr) else PASSWORD
        sessions.begin(
            request,
            account_id=user.pk,
            level=level,
            acr=facts.acr if facts else "",
            amr=amr,
            authenticated_at=(facts and facts.authenticated_at) or now,
            now=now,
        )
        if facts:
            request.session[sessions.ID_TOKEN] = getattr(request, "vneid_id_token", "")
            for name in settings.AFTER_VNEID_SIGN_IN:
                import_string(name)(
                    request,
                    account_id=user.id,
                    person_id=user.person_id,
                    claims=request.vneid_claims,  # type: ignore[attr-defined]
                )
        record(
            action="identity.sign_in",
            at=now,
            kind=Kind.SIGN_IN,
            purpose=Purpose.SECURITY,
            account_id=user.id,
            person_id=user.person_id,
            assurance=level,
            acr=facts.acr if facts else "",
            amr=list(amr),
        )


class VNeIDAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People come from VNeID: the identity number says who they are, not the address or the name."""

    def get_requests_session(self) -> Any:
        return outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE)

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
        request.vneid_claims = sociallogin.claims  # type: ignore[attr-defined]
        if sociallogin.user.pk is None:
            sociallogin.connect(request, Account.objects.get(id=account.id))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page that says why somebody was not signed in."""
    return render(request, "identity/sign_in_failed.html", {"refusal": refusal}, status=refusal.status)
