"""One's own account: factors, recovery codes, password, and the sessions that are open."""

import re
from typing import Any, cast
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity import commands, guessing, passkeys, queries, sessions
from congso.identity.doors import before_second_factor
from congso.identity.forms import ChangePasswordForm, FirstCodeForm, PasskeyForm
from congso.identity.rules import recovery, totp
from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotAllowed, Refusal

from .signing_in import safe_next

NEW_SECRET = "new_totp_secret"  # noqa: S105 - a session key, no secret
FRAMES = {"officer": "ui/base_workspace.html", "citizen": "ui/base_public.html"}


@never_cache
@before_second_factor
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in: factors, codes left, password."""
    account = _officer_account(request)
    factors = queries.factors(account.id)
    context = {
        "factors": [one for one in factors if one.kind != "recovery_codes"],
        "codes": next((one for one in factors if one.kind == "recovery_codes"), None),
        "has_totp": any(one.kind == "totp" for one in factors),
        "needed": _is_needed(request),
        "passkeys": passkeys.are_possible(request),
        "demo": settings.DEMO,
        "next": safe_next(request),
        "frame": _frame(request),
    }
    return render(request, "identity/security.html", context)


@never_cache
@before_second_factor
@step_up_required("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def add_totp(request: HttpRequest) -> HttpResponse:
    """Couple an authenticator application: scan, then type its first code."""
    account = _officer_account(request)
    form = FirstCodeForm(request.POST or None)
    secret = request.session.get(NEW_SECRET) if request.method == "POST" else None
    if secret is None:
        secret = request.session[NEW_SECRET] = commands.new_totp_secret()
    elif form.is_valid():
        now = clock.now()
        try:
            commands.add_totp(account_id=account.id, secret=secret, code=form.cleaned_data["code"], now=now)
        except Incorrect as refusal:
            form.add_error("code", refusal.message)
        else:
            del request.session[NEW_SECRET]
            return _after_adding(request, "otp", _("Đã gắn ứng dụng xác thực."))
    address = totp.address_of(secret, account=account.username, issuer=f"Công số {settings.PROVINCE_NAME}")
    context = {
        "form": form,
        "qr": segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        "secret": re.sub(r"(.{4})(?=.)", r"\1 ", secret),
        "address": address,
        "next": safe_next(request),
        "frame": _frame(request),
    }
    return render(request, "identity/add_totp.html", context, status=422 if form.errors else 200)


@never_cache
@before_second_factor
@step_up_required("administer")
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser needs to make a passkey."""
    account = _officer_account(request)
    person = queries.person_of_account(account.id)
    name = person.full_name if person else account.username
    return JsonResponse(
        passkeys.ask_to_register(request, account_id=account.id, username=account.username, full_name=name)
    )


@never_cache
@before_second_factor
@step_up_required("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey of this device, or a security key."""
    account = _officer_account(request)
    form = PasskeyForm(request.POST or None)
    trouble = ""
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise Incorrect(_("Trình duyệt chưa tạo được khóa. Hãy thử lại."))
            passkeys.register(
                request,
                account_id=account.id,
                name=form.cleaned_data["name"] or sessions.device_of(request.headers.get("User-Agent", "")),
                answer=form.cleaned_data["credential"],
                now=clock.now(),
            )
        except Refusal as refusal:
            trouble = refusal.message
        else:
            return _after_adding(request, "hwk", _("Đã thêm khóa truy cập."))
    context = {
        "form": form,
        "trouble": trouble,
        "passkeys": passkeys.are_possible(request),
        "next": safe_next(request),
        "frame": _frame(request),
    }
    return render(request, "identity/add_passkey.html", context, status=422 if trouble else 200)


@never_cache
@before_second_factor
@step_up_required("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown once to be printed or saved."""
    account = _officer_account(request)
    if not queries.has_second_factor(account.id):
        return HttpResponseRedirect(reverse("identity:security"))
    codes: list[str] = []
    if request.method == "POST":
        codes = commands.renew_recovery_codes(account_id=account.id, now=clock.now())
    old = next((one for one in queries.factors(account.id) if one.kind == "recovery_codes"), None)
    context = {
        "codes": codes,
        "left": old.left if old else 0,
        "username": account.username,
        "next": safe_next(request),
        "frame": _frame(request),
    }
    return render(request, "identity/recovery_codes.html", context)


@never_cache
@before_second_factor
@require_POST
@sensitive_post_parameters("codes")
def save_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Hand the codes that were just shown back as a file; nothing else is ever put into it."""
    account = _officer_account(request)
    codes = [code for code in request.POST.getlist("codes")[: recovery.COUNT] if recovery.parts_of(code)]
    if not codes:
        return HttpResponseRedirect(reverse("identity:recovery_codes"))
    lines = [_("Mã dự phòng của %(name)s trên Công số") % {"name": account.username}, "", *codes, ""]
    response = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ma-du-phong.txt"'
    return response


@never_cache
@step_up_required("administer")
@require_POST
def remove_factor(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Take one of one's own factors away."""
    account = _officer_account(request)
    now = clock.now()
    commands.remove_factor(account_id=account.id, factor_id=factor_id, now=now, needed=_is_needed(request))
    sessions.end_others(request, reason="factor", now=now)
    messages.success(request, _("Đã bỏ yếu tố xác thực. Các phiên đăng nhập khác đã kết thúc."))
    return HttpResponseRedirect(reverse("identity:security"))


@never_cache
@before_second_factor
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose another password; every other session ends."""
    account = _officer_account(request)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            attempt = guessing.by_password(request, account.username, now)
            if commands.change_password(
                account_id=account.id, old=form.cleaned_data["old"], new=form.cleaned_data["new"], now=now
            ):
                attempt.succeeded()
                update_session_auth_hash(request, cast(Any, queries.user_of(account.id)))
                sessions.prove_again(request, method="pwd", now=now)
                sessions.end_others(request, reason="password", now=now)
                messages.success(request, _("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."))
                return HttpResponseRedirect(reverse("identity:security"))
            attempt.failed("identity.sign_in_failed", about=account)
            form.add_error("old", _("Mật khẩu chưa đúng."))
        except Incorrect as refusal:
            attempt.succeeded()
            for sentence in refusal.fields.get("password", [refusal.message]):
                form.add_error("new", sentence)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    context = {"form": form, "frame": _frame(request)}
    return render(request, "identity/change_password.html", context, status=422 if form.errors else 200)


@never_cache
@before_second_factor
@require_safe
def open_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    context = {
        "sessions": queries.open_sessions(request.user.pk or 0),
        "current": request.session.get(sessions.SESSION_ID, ""),
        "frame": _frame(request),
    }
    return render(request, "identity/sessions.html", context)


@never_cache
@before_second_factor
@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    """Sign one of one's own sessions out, wherever it is."""
    now = clock.now()
    ended = commands.end_sessions(account_id=request.user.pk or 0, only=session_id, reason="remote", now=now)
    if ended:
        messages.success(request, _("Đã đăng xuất phiên đó."))
    return HttpResponseRedirect(reverse("identity:sessions"))


@never_cache
@before_second_factor
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = sessions.end_others(request, reason="remote", now=clock.now())
    messages.success(
        request,
        ngettext("Đã đăng xuất %(number)s phiên khác.", "Đã đăng xuất %(number)s phiên khác.", ended)
        % {"number": ended},
    )
    return HttpResponseRedirect(reverse("identity:sessions"))


def _after_adding(request: HttpRequest, method: str, words: str) -> HttpResponse:
    """Strengthen the session, end those from before, and go on to recovery codes where there are none."""
    now = clock.now()
    sessions.prove_again(request, method=method, now=now)
    sessions.end_others(request, reason="factor", now=now)
    messages.success(request, words)
    has_codes = any(one.kind == "recovery_codes" and one.left for one in queries.factors(request.user.pk or 0))
    place = safe_next(request)
    name = "identity:security" if has_codes else "identity:recovery_codes"
    return HttpResponseRedirect(f"{reverse(name)}{f'?next={place}' if place else ''}")


def _officer_account(request: HttpRequest) -> queries.AccountView:
    account = queries.account(request.user.pk or 0)
    if account is None or account.kind != "officer":
        raise NotAllowed(
            _("Bạn đăng nhập bằng VNeID. Mật khẩu và các yếu tố xác thực do VNeID quản lý."),
            code="signs_in_elsewhere",
            remedy=_("Mở ứng dụng VNeID để thay đổi."),
        )
    return account


def _is_needed(request: HttpRequest) -> bool:
    asks = getattr(request, "needs_second_factor", None)
    return bool(asks and asks())


def _frame(request: HttpRequest) -> str:
    return FRAMES[cast(Any, request.user).kind]
