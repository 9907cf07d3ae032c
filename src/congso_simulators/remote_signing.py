"""Remote signing as the Cloud Signature Consortium describes it (API v2.0): hashes come, signatures go.

One client signs for many users (`oauth2client`); a credential is opened by its holder's PIN, for exactly the hashes
that were named then (SCAL 2). The words of errors are the specification's.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from . import configuration
from .authority import chain_of
from .calls import Refused, bearer, body, told, words
from .credentials import (
    KEY_BITS,
    MOST_HASHES,
    Locked,
    WrongPin,
    create,
    digest_of,
    is_locked,
    open_with,
    sign,
    unlock,
)
from .credentials import told as told_of
from .faults import troubled
from .issuing import state_of
from .models import Authorisation, Credential

RSA, RSA_SHA256, SHA256 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11", "2.16.840.1.101.3.4.2.1"
TOKEN_SECONDS, ACTIVATION_SECONDS = 3600, 300
LOGO = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""One point of colour: the specification wants a picture."""

_signer = TimestampSigner(salt="csc")


def _refused(description: str, *, code: str = "invalid_request", status: int = 400) -> Refused:
    return Refused(code, description, status=status)


def _service(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """One of the API's methods: a POST that the faults of the service strike and that answers in its form."""
    return csrf_exempt(require_POST(told(troubled("csc")(view))))


def _for_clients(view: Callable[[dict[str, Any]], JsonResponse]) -> Callable[..., HttpResponse]:
    """One of the methods that need an access token; it gets the request's JSON."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            _signer.unsign(bearer(request), max_age=TOKEN_SECONDS)
        except BadSignature:
            raise _refused("Invalid access token", code="invalid_token", status=401) from None
        return view(body(request))

    return _service(answer)


@_service
def info(request: HttpRequest) -> JsonResponse:
    """What the service is and can."""
    return JsonResponse(
        {
            "specs": "2.0.0.2",
            "name": "Dịch vụ ký số từ xa mô phỏng",
            "logo": LOGO,
            "region": "VN",
            "lang": "vi",
            "description": "Mô phỏng trên máy này: chữ ký không có giá trị pháp lý.",
            "authType": ["oauth2client"],
            "oauth2": f"{configuration.URL}/csc/v2",
            "methods": ["credentials/list", "credentials/info", "credentials/authorize", "signatures/signHash"],
            "signAlgorithms": {"algos": [RSA, RSA_SHA256]},
        }
    )


@_service
def token(request: HttpRequest) -> JsonResponse:
    """Give an access token for the client's credentials (RFC 6749, 4.4), in the form or as HTTP Basic."""
    if request.POST.get("grant_type") != "client_credentials":
        raise _refused("Invalid parameter grant_type", code="unsupported_grant_type")
    given = _client(request)
    known = f"{configuration.CSC_CLIENT_ID}:{configuration.CSC_CLIENT_SECRET}"
    if not hmac.compare_digest(given.encode(), known.encode()):
        raise _refused("Client authentication failed", code="invalid_client", status=401)
    access = _signer.sign(secrets.token_hex(16))
    return JsonResponse({"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS})


def _client(request: HttpRequest) -> str:
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return f"{request.POST.get('client_id', '')}:{request.POST.get('client_secret', '')}"
    try:
        return b64decode(value, validate=True).decode()
    except ValueError:
        return ""


@_for_clients
def credentials(asked: dict[str, Any]) -> JsonResponse:
    """The credentials of one user; with `credentialInfo` what `credentials/info` says of each."""
    found = Credential.objects.filter(place=Credential.Place.REMOTE, user=_text(asked, "userID")).order_by("id")
    only_valid = asked.get("onlyValid") is True
    kept = [one for one in found if not only_valid or (state_of(one.certificate) == "valid" and not is_locked(one))]
    answer: dict[str, object] = {"credentialIDs": [one.identifier for one in kept]}
    if only_valid:
        answer["onlyValid"] = True
    if asked.get("credentialInfo") is True:
        answer["credentialInfos"] = [{"credentialID": one.identifier, **_described(one, asked)} for one in kept]
    return JsonResponse(answer)


@_for_clients
def credential(asked: dict[str, Any]) -> JsonResponse:
    """A credential's key, certificate, and how it is opened."""
    return JsonResponse(_described(_credential(asked), asked))


def _described(one: Credential, asked: dict[str, Any]) -> dict[str, object]:
    which = asked.get("certificates", "single")
    if which not in ("none", "single", "chain"):
        raise _refused("Invalid parameter certificates")
    usable = state_of(one.certificate) == "valid" and not is_locked(one)
    said: dict[str, object] = {
        "description": f"{one.certificate.name}, {one.certificate.organisation}",
        "key": {"status": "enabled" if usable else "disabled", "algo": [RSA, RSA_SHA256], "len": KEY_BITS},
        "cert": _certificate(one, which, told=asked.get("certInfo") is True),
        "SCAL": "2",
        "multisign": MOST_HASHES,
        "lang": "vi",
    }
    if asked.get("authInfo") is True:
        said["auth"] = {
            "mode": "explicit",
            "expression": "PIN",
            "objects": [{"type": "Password", "id": "PIN", "format": "N", "label": "Mã PIN"}],
        }
    return said


def _certificate(one: Credential, which: str, *, told: bool) -> dict[str, object]:
    own = x509.load_pem_x509_certificate(one.certificate.pem.encode())
    said: dict[str, object] = {"status": state_of(one.certificate)}
    if which != "none":
        above = chain_of(one.certificate.ca) if which == "chain" else []
        chain = [own, *(x509.load_pem_x509_certificate(pem.encode()) for pem in above)]
        said["certificates"] = [b64encode(each.public_bytes(Encoding.DER)).decode() for each in chain]
    if told:
        said["issuerDN"], said["subjectDN"] = own.issuer.rfc4514_string(), own.subject.rfc4514_string()
        said["serialNumber"] = format(own.serial_number, "X")
        said["validFrom"], said["validTo"] = (
            f"{at:%Y%m%d%H%M%S}Z" for at in (own.not_valid_before_utc, own.not_valid_after_utc)
        )
    return said


@_for_clients
def authorise(asked: dict[str, Any]) -> JsonResponse:
    """Open a credential by its PIN for these hashes, once, for five minutes."""
    one = _credential(asked)
    hashes = _hashes(asked)
    _check_number(asked.get("numSignatures"), hashes)
    _check_usable(one)
    if asked.get("hashAlgorithmOID") != SHA256:
        raise _refused("Invalid parameter hashAlgorithmOID")
    try:
        open_with(one, _pin(asked.get("authData")))
    except WrongPin:
        sentence = "The authentication data is invalid"
        raise _refused(sentence, code="invalid_authentication_data") from None
    except Locked:
        raise _refused("Credential locked") from None
    activation = secrets.token_urlsafe(32)
    Authorisation.objects.create(
        digest=_known_as(activation),
        credential=one,
        hashes=sorted(hashes),
        expires_at=datetime.now(UTC) + timedelta(seconds=ACTIVATION_SECONDS),
    )
    return JsonResponse({"SAD": activation, "expiresIn": ACTIVATION_SECONDS})


def _check_number(number: object, hashes: list[str]) -> None:
    if isinstance(number, bool) or not isinstance(number, int):
        raise _refused("Missing (or invalid type) integer parameter numSignatures")
    if number > MOST_HASHES:
        raise _refused("Numbers of signatures is too high")
    if number != len(hashes):  # the service binds to hashes, so what is not named now is never signed
        raise _refused("Invalid value for parameter numSignatures")


def _check_usable(one: Credential) -> None:
    if is_locked(one):
        raise _refused("Credential locked")
    if state_of(one.certificate) != "valid":
        raise _refused("The credential identified by credentialID is disabled")


def _pin(given: object) -> str:
    objects = given if isinstance(given, list) else []
    pins = [each.get("value") for each in objects if isinstance(each, dict) and each.get("id") == "PIN"]
    if len(pins) != 1 or not isinstance(pins[0], str):
        raise _refused("Missing (or invalid type) parameter authData")
    return pins[0]


@_for_clients
def sign_hashes(asked: dict[str, Any]) -> JsonResponse:
    """Sign the hashes that were authorised, all of them, and never again under the same SAD."""
    one = _credential(asked)
    activation, hashes, algorithm = _text(asked, "SAD"), _hashes(asked), _text(asked, "signAlgo")
    if algorithm not in (RSA, RSA_SHA256):
        raise _refused("Invalid parameter signAlgo")
    if asked.get("hashAlgorithmOID", SHA256 if algorithm == RSA_SHA256 else None) != SHA256:
        raise _refused("Invalid parameter hashAlgorithmOID")
    if asked.get("operationMode", "S") != "S":
        raise _refused("Invalid parameter operationMode")
    _check_usable(one)
    with transaction.atomic():
        allowed = Authorisation.objects.filter(digest=_known_as(activation), credential=one).first()
        if allowed is None:
            raise _refused("Invalid parameter SAD")
        if allowed.expires_at < datetime.now(UTC):
            raise _refused("SAD expired")
        if allowed.hashes != sorted(hashes):
            raise _refused("Hash is not authorized by the SAD")
        allowed.delete()
    return JsonResponse({"signatures": sign(one, [digest for text in hashes if (digest := digest_of(text))])})


def _known_as(activation: str) -> str:
    return sha256(activation.encode()).hexdigest()


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value:
        raise _refused(f"Missing (or invalid type) string parameter {name}")
    return value


def _hashes(asked: dict[str, Any]) -> list[str]:
    hashes = asked.get("hashes")
    if not isinstance(hashes, list):
        raise _refused("Missing (or invalid type) array parameter hashes")
    if not hashes:
        raise _refused("Empty hashes array")
    if any(digest_of(text) is None for text in hashes):
        raise _refused("Invalid Base64 hashes string parameter")
    return hashes


def _credential(asked: dict[str, Any]) -> Credential:
    identifier = _text(asked, "credentialID")
    one = Credential.objects.filter(place=Credential.Place.REMOTE, identifier=identifier).first()
    if one is None:
        raise _refused("Invalid parameter credentialID")
    return one


@csrf_exempt
@require_http_methods(["GET", "POST"])
@told
def api(request: HttpRequest) -> JsonResponse:
    """`POST {"user", "name", "organisation", "ca", "pin"}` makes a credential, `GET` tells them."""
    if request.method == "POST":
        return JsonResponse(told_of(create(Credential.Place.REMOTE, body(request))), status=201)
    found = Credential.objects.filter(place=Credential.Place.REMOTE).order_by("id")
    return JsonResponse({"credentials": [told_of(one) for one in found]})


@csrf_exempt
@require_POST
@told
def api_unlock(request: HttpRequest) -> JsonResponse:
    """`{"credentialID"}`: wrong PINs are forgotten; of a remote credential and of one in a token."""
    one = Credential.objects.filter(identifier=words(body(request), "credentialID")).first()
    if one is None:
        raise Refused("unknown_credential", "Không có chữ ký số nào mang mã này.", status=404)
    unlock(one)
    return JsonResponse(told_of(one))
