"""Whether a certificate is revoked: asked one by one (OCSP, RFC 6960) or read as a list (CRL, RFC 5280)."""

import binascii
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from .authority import AUTHORITIES, architecture, certificate_of, key_of, responder
from .faults import CUT, draw, troubled
from .issuing import issuer_of, revocation_of, revocations
from .models import Revocation

QUERY, REPLY = "application/ocsp-request", "application/ocsp-response"
LARGEST_QUERY = 16 * 1024
NONCE_BYTES = range(1, 33)
"""RFC 8954, 2.1."""

ANSWER_HOLDS, LIST_HOLDS = timedelta(days=1), timedelta(days=7)
OUTDATED_BY = timedelta(days=9)
"""How old an answer of a responder is that goes wrong in time."""


class _Register:
    """What certomancer's responder asks: one authority's certificates."""

    def __init__(self, ca: str) -> None:
        self.ca = ca

    def get_issuer_cert(self) -> Any:
        return architecture().get_cert(AUTHORITIES[self.ca])

    def check_revocation_status(self, cid: Any, at_time: datetime) -> tuple[Any, list[Any]]:
        from asn1crypto import crl, ocsp

        serial = str(cid["serial_number"].native)
        if issuer_of(serial) != self.ca:
            return ocsp.CertStatus(name="unknown"), []
        found = revocation_of(serial, at=at_time)
        if found is None:
            return ocsp.CertStatus(name="good"), []
        told: dict[str, Any] = {"revocation_time": found.at.astimezone(UTC)}
        if found.reason != "unspecified":
            told["revocation_reason"] = crl.CRLReason(found.reason)
        return ocsp.CertStatus(name="revoked", value=ocsp.RevokedInfo(told)), []


@csrf_exempt
@require_http_methods(["GET", "POST"])
def ocsp(request: HttpRequest, ca: str, asked: str = "") -> HttpResponse:
    """Answer an OCSP request, in the body or in the address."""
    if ca not in AUTHORITIES:
        raise Http404
    if request.method == "POST" and request.content_type != QUERY:
        return HttpResponse(status=415)
    mood = draw("ocsp")
    mood.wait()
    if mood.refuse:
        return HttpResponse(status=503)
    at = datetime.now(UTC).replace(microsecond=0) - (OUTDATED_BY if mood.wrong_time else timedelta())
    who = responder(ca, _Register(ca), at=at, validity=ANSWER_HOLDS)
    query = _query(request, asked)
    answer = who.build_error_response("malformed_request") if query is None else who.build_ocsp_response(query)
    response = HttpResponse(answer.dump(), content_type=REPLY)
    if mood.drop:
        response[CUT] = "1"
    return response


def _query(request: HttpRequest, asked: str) -> Any:
    """Return what is asked, or nothing if it is malformed."""
    from asn1crypto import ocsp

    try:
        content = request.body if request.method == "POST" else b64decode(asked, validate=True)
        if len(content) > LARGEST_QUERY:
            return None
        query = ocsp.OCSPRequest.load(content, strict=True)
        query.native  # noqa: B018 - parsed whole here, so that what is malformed is known here
        nonce = query.nonce_value
    except (ValueError, TypeError, KeyError, binascii.Error):
        return None
    return query if nonce is None or len(nonce.native) in NONCE_BYTES else None


@require_safe
@troubled("crl")
def crl(request: HttpRequest, ca: str) -> HttpResponse:
    """The list of what an authority has revoked, made at this moment."""
    if ca not in AUTHORITIES:
        raise Http404
    return HttpResponse(_list(ca, datetime.now(UTC).replace(microsecond=0)), content_type="application/pkix-crl")


def _list(ca: str, now: datetime) -> bytes:
    issuer = certificate_of(ca)
    own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now)
        .next_update(now + LIST_HOLDS)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for one in revocations(ca, at=now):
        builder = builder.add_revoked_certificate(_entry(one))
    return builder.sign(key_of(ca), SHA256()).public_bytes(Encoding.DER)


def _entry(one: Revocation) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(int(one.serial)).revocation_date(one.at)
    if one.reason != "unspecified":
        builder = builder.add_extension(x509.CRLReason(x509.ReasonFlags[one.reason]), critical=False)
    return builder.build()
