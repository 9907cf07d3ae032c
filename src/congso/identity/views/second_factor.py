"""Showing a second factor: while signing in, in place of a password, or once more before something weighty."""

from typing import Any, cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows import login as login_flow
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.identity import commands, guessing, passkeys, queries, sessions, step_up
from congso.identity.demonstration import shown_code
from congso.identity.doors import before_second_factor
from congso.identity.forms import CodeForm, PasskeyForm, PasswordAgainForm
from congso.identity.stages import SecondFactorStage
from congso.kernel import clock
from congso.kernel.refusals import Refusal

from .signing_in import safe_next

FAILED = "identity.second_factor_failed"


@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
@login_stage_required(SecondFactorStage.key, "account_login")  # type: ignore[untyped-decorator]
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step of signing in, after the password."""
    stage = cast(Any, request)._login_stage
    user = stage.login.user
    form = CodeForm(request.POST if "code" in request.POST else None)
    trouble = ""
    if request.method == "POST":
        method, trouble = _shown(request, queries.account_view(user), form)
        if method:
            cast(Any, request).second_factor = method
            response: HttpResponse = stage.exit()
            guessing.remember_device(request, response, user.username)
            return response
    return render(
        request, "identity/second_factor.html", _context(request, user.pk, form, trouble), status=_status(trouble)
    )


@login_not_required
@never_cache
@require_POST
@before_second_factor
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser needs to use a passkey: of who is signing in or signed in, else of anybody."""
    account_id = request.user.pk
    if account_id is None:
        stage = get_pending_stage(request)
        account_id = stage.login.user.pk if stage is not None and stage.key == SecondFactorStage.key else None
    return JsonResponse(passkeys.ask_to_prove(request, account_id))


@login_not_required
@never_cache
@require_POST
@sensitive_post_parameters("credential")
def sign_in_with_passkey(request: HttpRequest) -> HttpResponseBase:
    """Sign in by a passkey alone: the device is one factor, the finger or PIN it asked for another."""
    form = PasskeyForm(request.POST)
    now = clock.now()
    try:
        if not form.is_valid():
            return HttpResponseRedirect(reverse("account_login"))
        account_id = passkeys.prove(request, account_id=None, answer=form.cleaned_data["credential"], now=now)
    except Refusal as refusal:
        record(action=FAILED, at=now, kind=Kind.SIGN_IN, purpose=Purpose.SECURITY)
        return render(request, "identity/sign_in_failed.html", {"refusal": refusal}, status=refusal.status)
    user = queries.user_of(account_id)
    if user is None or not user.is_active or user.kind != "officer":
        return HttpResponseRedirect(reverse("account_inactive"))
    cast(Any, request).passkey_alone = True
    place = safe_next(request) or None
    response: HttpResponse = login_flow.perform_login(request, Login(user=user, redirect_url=place))
    guessing.remember_device(request, response, user.username)
    return response


@never_cache
@before_second_factor
@sensitive_post_parameters("code", "password", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def prove_again(request: HttpRequest) -> HttpResponseBase:
    """Prove once more who one is, then go on with what was asked for."""
    place = safe_next(request) or reverse("identity:after_sign_in")
    account = queries.account(request.user.pk or 0)
    assert account is not None
    if account.kind != "officer":
        return render(request, "identity/step_up_vneid.html", {"next": place})
    has_factor = queries.has_second_factor(account.id)
    form: CodeForm | PasswordAgainForm = CodeForm() if has_factor else PasswordAgainForm()
    trouble = ""
    if request.method == "POST":
        form = CodeForm(request.POST) if has_factor else PasswordAgainForm(request.POST)
        if has_factor:
            method, trouble = _shown(request, account, cast(CodeForm, form))
        else:
            method, trouble = _password(request, account, cast(PasswordAgainForm, form))
        if method:
            now = clock.now()
            sessions.prove_again(request, method=method, now=now)
            record(
                action="identity.step_up",
                at=now,
                kind=Kind.SIGN_IN,
                purpose=Purpose.SECURITY,
                account_id=account.id,
                person_id=account.person_id,
                method=method,
            )
            return step_up.go_on(request, place)
    context = {**_context(request, account.id, form, trouble), "next": place, "has_factor": has_factor}
    return render(request, "identity/step_up.html", context, status=_status(trouble))


def _shown(request: HttpRequest, account: queries.AccountView, form: CodeForm) -> tuple[str, str]:
    """Return (method, "") of the second factor that was sent, or ("", what is wrong with it)."""
    now = clock.now()
    answer = request.POST.get("credential", "")
    try:
        attempt = guessing.by_second_factor(request, account.username, now)
        if answer:
            passkeys.prove(request, account_id=account.id, answer=answer[:20_000], now=now)
            method = "hwk"
        elif form.is_valid():
            method = commands.prove_by_code(account_id=account.id, code=form.cleaned_data["code"], now=now)
        else:
            attempt.succeeded()
            return "", _("Chưa nhập mã.")
    except Refusal as refusal:
        return "", refusal.message
    if not method:
        attempt.failed(FAILED, about=account)
        return "", _("Mã chưa đúng hoặc đã dùng rồi. Hãy chờ ứng dụng hiện mã mới rồi nhập lại.")
    attempt.succeeded()
    return method, ""


def _password(request: HttpRequest, account: queries.AccountView, form: PasswordAgainForm) -> tuple[str, str]:
    try:
        attempt = guessing.by_password(request, account.username, clock.now())
    except Refusal as refusal:
        return "", refusal.message
    user: Any = request.user
    if form.is_valid() and user.check_password(form.cleaned_data["password"]):
        attempt.succeeded()
        return "pwd", ""
    attempt.failed("identity.sign_in_failed", about=account)
    return "", _("Mật khẩu chưa đúng.")


def _context(request: HttpRequest, account_id: int, form: Any, trouble: str) -> dict[str, Any]:
    kinds = {factor.kind for factor in queries.factors(account_id)}
    return {
        "form": form,
        "trouble": trouble,
        "has_totp": "totp" in kinds,
        "passkeys": "webauthn" in kinds and passkeys.are_possible(request),
        "demo_code": shown_code(account_id, clock.now()),
    }


def _status(trouble: str) -> int:
    return 422 if trouble else 200
