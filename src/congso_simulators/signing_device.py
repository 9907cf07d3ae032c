"""The service that a token's vendor installs on an officer's own machine: a page of the site asks it to sign hashes.

A real one listens on 127.0.0.1 of that machine and speaks to the token in it; here one service plays every officer's,
and one token holds every officer's key. Pages of one site may speak to it, and of no other.
"""

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import configuration
from .authority import chain_of
from .calls import Refused, body, told, words
from .credentials import MOST_HASHES, Locked, WrongPin, create, digest_of, is_locked, open_with, sign, unlock
from .credentials import told as told_of
from .faults import CUT, draw
from .issuing import state_of
from .models import Credential, Fault

View = Callable[[HttpRequest], HttpResponse]
OUT = "Chưa thấy thiết bị ký: hãy cắm thiết bị vào máy rồi thử lại."


def _of_the_site(method: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let programs of this machine and pages of the site call a view, and say so to browsers (Fetch standard, CORS;
    Private Network Access). A page from elsewhere is refused."""

    def wrap(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            origin = request.headers.get("Origin")
            if origin is not None and origin != configuration.SITE_URL:
                response: HttpResponse = JsonResponse({"error": "foreign_origin"}, status=403)
            elif request.method == "OPTIONS":
                response = _preflight(request, method)
            elif request.method != method:
                response = HttpResponseNotAllowed([method, "OPTIONS"])
            else:
                response = view(request)
            if origin == configuration.SITE_URL:
                response["Access-Control-Allow-Origin"] = origin
            response["Vary"] = "Origin"
            return response

        return csrf_exempt(answer)

    return wrap


def _preflight(request: HttpRequest, method: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = method
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Access-Control-Max-Age"] = "600"
    if request.headers.get("Access-Control-Request-Private-Network") == "true":
        response["Access-Control-Allow-Private-Network"] = "true"
    return response


def _with_the_token(view: View) -> View:
    """Let the token be slow, be pulled out (refuse), or work and not answer."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        mood = draw("token")
        mood.wait()
        if mood.refuse:
            raise Refused("no_token", OUT, status=409)
        response = view(request)
        if mood.drop:
            response[CUT] = "1"
        return response

    return answer


@_of_the_site("GET")
@told
@_with_the_token
def certificates(request: HttpRequest) -> HttpResponse:
    """The certificates in the token, with those above each."""
    return JsonResponse({"certificates": [_shown(one) for one in _inside()]})


def _inside() -> list[Credential]:
    return list(Credential.objects.filter(place=Credential.Place.TOKEN).select_related("certificate").order_by("id"))


def _shown(one: Credential) -> dict[str, object]:
    certificate = one.certificate
    return {
        "fingerprint": certificate.fingerprint,
        "certificate": certificate.pem,
        "chain": chain_of(certificate.ca),
        "name": certificate.name,
        "organisation": certificate.organisation,
        "title": certificate.title,
        "valid_from": certificate.valid_from,
        "valid_to": certificate.valid_to,
        "locked": is_locked(one),
    }


@_of_the_site("POST")
@told
@_with_the_token
def sign_hashes(request: HttpRequest) -> HttpResponse:
    """`{"certificate": SHA-256 in hex, "hashes": [SHA-256 in base64], "pin"}` → `{"signatures": [base64]}`.

    A token signs what it is given: whether its certificate has ended or is revoked is not its business.
    """
    if request.content_type != "application/json":
        raise Refused("invalid_request", "Nội dung gửi đến phải là JSON (application/json).", status=415)
    asked = body(request)
    fingerprint, pin = words(asked, "certificate").lower(), words(asked, "pin")
    digests = _digests(asked.get("hashes"))
    one = next((one for one in _inside() if one.certificate.fingerprint == fingerprint), None)
    if one is None:
        raise Refused("unknown_certificate", "Thiết bị ký đang cắm không có chứng thư này.", status=404)
    try:
        open_with(one, pin)
    except WrongPin as wrong:
        sentence = f"Mã PIN không đúng: còn {wrong.tries} lần thử, sau đó thiết bị bị khóa."
        raise Refused("wrong_pin", sentence, status=403) from None
    except Locked:
        sentence = "Thiết bị ký đã bị khóa vì nhập sai mã PIN 3 lần: hãy liên hệ cơ quan cấp chứng thư để mở khóa."
        raise Refused("locked", sentence, status=423) from None
    return JsonResponse({"signatures": sign(one, digests)})


def _digests(hashes: object) -> list[bytes]:
    given = hashes if isinstance(hashes, list) else []
    digests = [digest for text in given if (digest := digest_of(text)) is not None]
    if not 1 <= len(digests) <= MOST_HASHES or len(digests) != len(given):
        raise Refused("invalid_hashes", f"“hashes” phải gồm 1 đến {MOST_HASHES} mã băm SHA-256 viết bằng base64.")
    return digests


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What is in the token; it is pulled out, put in and unlocked here."""
    if request.method == "POST":
        if request.POST.get("do") in ("pull", "insert"):
            _set_out(request.POST["do"] == "pull")
        for one in _inside():
            if one.identifier == request.POST.get("unlock"):
                unlock(one)
        return HttpResponseRedirect(request.path)
    fault = Fault.objects.filter(channel="token").first()
    kept = [(one, one.certificate, state_of(one.certificate), is_locked(one)) for one in _inside()]
    shown = {"kept": kept, "out": fault is not None and fault.refuse != 0, "site": configuration.SITE_URL}
    return render(request, "sim/signing_device.html", shown)


def _set_out(out: bool) -> None:
    with transaction.atomic():
        fault, _new = Fault.objects.get_or_create(channel="token")
        fault.refuse = -1 if out else 0
        fault.save(update_fields=["refuse"])


@csrf_exempt
@require_http_methods(["GET", "POST"])
@told
def api(request: HttpRequest) -> JsonResponse:
    """`POST {"user", "name", "organisation", "ca", "pin"}` puts a key into the token, `GET` tells them."""
    if request.method == "POST":
        return JsonResponse(told_of(create(Credential.Place.TOKEN, body(request))), status=201)
    return JsonResponse({"credentials": [told_of(one) for one in _inside()]})
