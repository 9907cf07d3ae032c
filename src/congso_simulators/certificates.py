"""The authorities' desk: certificates are asked for, fetched, listed and revoked here."""

from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import configuration
from .authority import AUTHORITIES, LABELS, certificate_of, chain_of
from .calls import Refused, body, check_token, told, words
from .faults import troubled
from .issuing import REASONS, Listed, Subject, issue, key_of_request, listed, revoke

LONGEST_REQUEST = 16 * 1024


@csrf_exempt
@require_POST
@told
@troubled("ca")
def ask(request: HttpRequest) -> HttpResponse:
    """`{"csr", "ca", "name", "organisation", "title", "days"}` with the token → the certificate and its chain."""
    check_token(request, configuration.CA_TOKEN)
    asked = body(request)
    key = key_of_request(words(asked, "csr", longest=LONGEST_REQUEST))
    ca = words(asked, "ca")
    one = issue(key, subject_of(asked), ca=ca, days=days_of(asked))
    return JsonResponse({"certificate": one.pem, "chain": chain_of(ca), "serial": one.serial}, status=201)


def subject_of(asked: dict[str, Any]) -> Subject:
    """Return whom a request names. Raises Refused."""
    return Subject(words(asked, "name"), words(asked, "organisation"), words(asked, "title", needed=False))


def days_of(asked: dict[str, Any]) -> int:
    """Return how many days a request wants a certificate to be valid; a year, if it does not say. Raises Refused."""
    value = asked.get("days", 365)
    if value == "expired":
        return -1
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("invalid_days", "Số ngày hiệu lực phải là số nguyên, hoặc “expired”: đã hết hạn.")
    return value


@require_safe
def authority(request: HttpRequest, ca: str) -> HttpResponse:
    """The certificate of an authority (DER), as certificates below it point to it."""
    if ca not in AUTHORITIES:
        raise Http404
    content = certificate_of(ca).public_bytes(Encoding.DER)
    return HttpResponse(content, content_type="application/pkix-cert")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Every certificate with its state; a button revokes it."""
    wrong = ""
    if request.method == "POST":
        try:
            revoke(request.POST.get("serial", ""), reason=request.POST.get("reason", ""), at=datetime.now(UTC))
            return HttpResponseRedirect(request.path)
        except Refused as refusal:
            wrong = refusal.sentence
    authorities = [(ca, LABELS[name]) for ca, name in AUTHORITIES.items()]
    shown = {"certificates": listed(), "authorities": authorities, "reasons": REASONS.items(), "wrong": wrong}
    return render(request, "sim/certificates.html", shown, status=422 if wrong else 200)


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """Every certificate that can be revoked, with its state."""
    return JsonResponse({"certificates": [_told(one) for one in listed()]})


def _told(one: Listed) -> dict[str, object]:
    return {**vars(one), "state": one.state}


@csrf_exempt
@require_POST
@told
def api_revoke(request: HttpRequest) -> HttpResponse:
    """`{"serial", "reason", "at"}`: revoked since then, or since now."""
    asked = body(request)
    reason = words(asked, "reason", needed=False) or "unspecified"
    one = revoke(words(asked, "serial"), reason=reason, at=_moment(words(asked, "at", needed=False)))
    return JsonResponse({"serial": one.serial, "at": one.at, "reason": one.reason})


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Refused("invalid_time", "Thời điểm phải viết theo ISO 8601, có múi giờ: 2026-07-01T08:00:00+07:00.")
    return at
