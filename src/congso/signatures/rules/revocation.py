"""Answers about certificates being taken back: what to ask, whom, and what an answer is about.

Source: RFC 6960 (OCSP), RFC 5280 sections 4.2.1.13, 4.2.2.1 and 5 (where to ask; CRL). Whether an answer is true is for
the validation of the path to say; here it is only read.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import crl, ocsp, x509

CLOCKS_MAY_DIFFER = timedelta(minutes=10)
_PORTS = {"http": 80, "https": 443}


class AnswerKind(StrEnum):
    """How an authority answers."""

    OCSP = "ocsp"
    CRL = "crl"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate of a path and who issued it: name and public key, as `asn1crypto` has them."""

    certificate: x509.Certificate
    issuer_key: Any

    @property
    def until(self) -> datetime:
        """The last moment of which an answer tells something: authorities forget certificates that ran out."""
        until: datetime = self.certificate.not_valid_after
        return until

    @property
    def about_issuer(self) -> str:
        """What a CRL is kept under."""
        named = hashlib.sha256(self.certificate.issuer.dump() + self.issuer_key.sha256)
        return named.hexdigest()

    @property
    def about(self) -> str:
        """What an OCSP answer is kept under."""
        return f"{self.about_issuer}:{self.certificate.serial_number:x}"[:140]

    def key(self, kind: AnswerKind) -> str:
        """Return what an answer of this kind is kept under."""
        return self.about if kind is AnswerKind.OCSP else self.about_issuer


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came. `next_update`: from when there is a newer one, if the authority says so."""

    kind: AnswerKind
    about: str
    der: bytes
    this_update: datetime
    next_update: datetime | None
    url: str = ""

    @property
    def sha256(self) -> str:
        """What tells it apart from every other."""
        return hashlib.sha256(self.der).hexdigest()


def question(wanted: Wanted) -> bytes:
    """Return the OCSP request for one certificate: without a nonce, so that the answer may come from a cache."""
    return bytes(ocsp.OCSPRequest({"tbs_request": {"request_list": [{"req_cert": _cert_id(wanted)}]}}).dump())


def _cert_id(wanted: Wanted) -> dict[str, Any]:
    return {
        "hash_algorithm": {"algorithm": "sha1"},  # what every responder knows; it names, it proves nothing
        "issuer_name_hash": wanted.certificate.issuer.sha1,
        "issuer_key_hash": wanted.issuer_key.sha1,
        "serial_number": wanted.certificate.serial_number,
    }


def places(wanted: Wanted, kind: AnswerKind) -> list[str]:
    """Return where the certificate says that one may ask."""
    if kind is AnswerKind.OCSP:
        return [str(one) for one in wanted.certificate.ocsp_urls]
    return [str(one.url) for one in wanted.certificate.crl_distribution_points if one.url]


def may_ask(url: str, hosts: Collection[str]) -> bool:
    """Tell whether a place is on the list: entries are hosts, then of the usual ports alone, or `host:port`."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return False
    wanted = {f"{host}:{port}"} | ({host} if port == _PORTS[parts.scheme] else set())
    return bool(host) and not wanted.isdisjoint(one.lower() for one in hosts)


def read_answer(kind: AnswerKind, der: bytes, wanted: Wanted, *, now: datetime, url: str = "") -> Answer | None:
    """Return an answer when it is one, about this certificate, and not from the future; else None."""
    try:
        told = _told_by_ocsp(der, wanted) if kind is AnswerKind.OCSP else _told_by_crl(der, wanted)
    except Exception:  # asn1crypto parses lazily and raises many kinds
        return None
    if told is None or told[0] > now + CLOCKS_MAY_DIFFER:
        return None
    return Answer(kind, wanted.key(kind), der, told[0], told[1], url)


def _told_by_ocsp(der: bytes, wanted: Wanted) -> tuple[datetime, datetime | None] | None:
    answer = ocsp.OCSPResponse.load(der, strict=True)
    if answer["response_status"].native != "successful":
        return None
    (one,) = answer.response_data["responses"]
    named, about = one["cert_id"], _cert_id(wanted)
    if named["serial_number"].native != about["serial_number"]:
        return None
    if (
        named["hash_algorithm"]["algorithm"].native == "sha1"
        and named["issuer_key_hash"].native != (about["issuer_key_hash"])
    ):
        return None
    return one["this_update"].native, one["next_update"].native


def _told_by_crl(der: bytes, wanted: Wanted) -> tuple[datetime, datetime | None] | None:
    listed = crl.CertificateList.load(der, strict=True)["tbs_cert_list"]
    if listed["issuer"] != wanted.certificate.issuer:
        return None
    return listed["this_update"].native, listed["next_update"].native


def moment_of(kind: AnswerKind, der: bytes) -> datetime | None:
    """Return of which moment an answer tells; None when it cannot be read."""
    try:
        if kind is AnswerKind.CRL:
            moment: datetime = crl.CertificateList.load(der)["tbs_cert_list"]["this_update"].native
        else:
            moment = max(one["this_update"].native for one in ocsp.OCSPResponse.load(der).response_data["responses"])
    except Exception:  # as above
        return None
    return moment


def of_kind(answers: Iterable[Answer], kind: AnswerKind) -> list[bytes]:
    """Return the answers of a kind as they came."""
    return [one.der for one in answers if one.kind is kind]


NEXT_TRIES = (
    timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3), timedelta(hours=9), timedelta(days=1),
    timedelta(days=1), timedelta(days=2), timedelta(days=4),
)  # fmt: skip
"""After how long to ask again, one time after the other; then it is left."""


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to ask again after so many tries; None when it was tried often enough."""
    return now + NEXT_TRIES[tries] if tries < len(NEXT_TRIES) else None
