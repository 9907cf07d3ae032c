"""Signing with the device on one's own machine: the page hands a hash to it, and its signature completes the act.

The PIN is typed into this page and goes to the program on the officer's machine, never to us: its box has no name.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from congso.dossiers import queries as dossiers
from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.refusals import NotAllowed, NotFound, NotPossibleNow, Refusal
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.signatures import commands as signatures
from congso.signatures import queries as signed
from congso.signatures.commands import Answered, HashWanted
from congso.signatures.queries import PreparedView
from congso.ui.htmx import is_partial

from .acts import Act, Asked, act

LARGEST_SIGNATURE = 2_048
NOT_KEPT = ("csrfmiddlewaretoken", "khung")


def ask_device(request: HttpRequest, asked: Asked, chosen: Act, wanted: HashWanted) -> HttpResponse:
    """Keep what waits for the signature of the officer's device, and lead to the page that asks for it."""
    sent = request.POST.copy()
    for name in list(sent):
        if name in NOT_KEPT or name.endswith("pin"):
            del sent[name]
    prepared_id = signatures.keep_prepared(
        wanted,
        officer_id=asked.officer.id,
        request={"dossier": str(asked.dossier.id), "act": chosen.slug, "sent": sent.urlencode()},
        now=asked.now,
    )
    place = reverse("workspace:sign_on_device", args=[prepared_id])
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)


@officer_required()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_on_device(request: OfficerRequest, prepared_id: UUID) -> HttpResponse:
    """Show what waits for one's device; with its signature, do what was asked for."""
    now = clock.now()
    view = signed.prepared(prepared_id, officer_id=request.officer.id, now=now)
    if view is None:
        raise NotFound(_("Lần ký này đã quá 10 phút hoặc đã dùng rồi. Mở lại hồ sơ và ký lại."))
    chosen, asked = _asked(request, view)
    if again := asked_again(request, "sign"):
        return again
    if request.method != "POST":
        return _page(request, view, chosen, asked)
    try:
        _complete(chosen, asked, view)
    except Refusal as refusal:
        return _page(request, view, chosen, asked, refusal)
    messages.success(request, str(chosen.done))
    return HttpResponseRedirect(reverse("workspace:dossier", args=[asked.dossier.id]))


def _asked(request: OfficerRequest, view: PreparedView) -> tuple[Act, Asked]:
    now, sent = clock.now(), QueryDict(view.request["sent"])
    expected = sent.get("expected", "")
    dossier = dossiers.dossier_for_officer(request.officer, UUID(view.request["dossier"]), now=now)
    device = Answered(view.id, _signature(request.POST.get("signature", "")))
    seen = int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 9 else None
    return act(view.request["act"]), Asked(dossier, request.officer, now, seen, device)


def _signature(told: str) -> bytes:
    try:
        return b64decode(told[:LARGEST_SIGNATURE], validate=True)
    except (Base64Error, ValueError):
        return b""


def _complete(chosen: Act, asked: Asked, view: PreparedView) -> None:
    if chosen.action not in asked.dossier.actions:
        raise NotAllowed(_("Bạn không thể “%s” với hồ sơ này lúc này.") % chosen.label)
    form = chosen.form(asked, QueryDict(view.request["sent"]))
    if not form.is_valid():
        raise NotPossibleNow(_("Thông tin đã nhập không còn đúng. Mở lại hồ sơ và ký lại."), code="prepared_changed")
    chosen.run(asked, form)


def _page(
    request: OfficerRequest, view: PreparedView, chosen: Act, asked: Asked, refusal: Refusal | None = None
) -> HttpResponse:
    back = reverse("workspace:dossier", args=[asked.dossier.id])
    context: dict[str, Any] = {
        "prepared": view,
        "act": chosen,
        "row": asked.dossier.row,
        "result": asked.dossier.result,
        "device": settings.SIGNING_DEVICE_URL,
        "trouble": refusal.message if refusal else "",
        "remedy": getattr(refusal, "remedy", ""),
        "back": f"{back}?{urlencode({'viec': chosen.slug})}",
        "title": _("Ký bằng thiết bị trên máy của bạn"),
    }
    response = render(request, "workspace/sign_on_device.html", context, status=refusal.status if refusal else 200)
    if settings.SIGNING_DEVICE_URL:
        # Only this page may speak to the program on the officer's machine.
        response._csp_update = {"connect-src": [settings.SIGNING_DEVICE_ORIGIN]}  # type: ignore[attr-defined]
    return response
