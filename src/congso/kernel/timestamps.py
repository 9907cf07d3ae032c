"""Time-stamps of RFC 3161: asking an authority for one, and judging one, whoever keeps it and however old it is.

A token says: this hash existed at this time. It is believed when its signature holds, its certificate is there for
time-stamping alone and hangs (at the time the token names) on a root that is trusted, and it is about the right hash.
Revocation is not looked up. The libraries are loaded when first used: most processes never judge a token.
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from . import outgoing

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
IMPRINT_BYTES = 32
LARGEST_REPLY = 64 * 1024

Fault = Literal["malformed", "signature", "imprint", "usage", "untrusted"]
FAULTS: dict[Fault, str] = {
    "malformed": "không đọc được",
    "signature": "chữ ký không đúng",
    "imprint": "đóng cho nội dung khác",
    "usage": "chứng thư không dành riêng cho dấu thời gian",
    "untrusted": "chứng thư không nối tới gốc tin cậy",
}


class NoTimestamp(Exception):  # noqa: N818 - an answer, like a refusal
    """The authority gave no token that is worth keeping; the code says why, the text for the log."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Examined:
    """What a token says (`at`, `authority`), and what is wrong with it; both unknown when it cannot be read."""

    at: datetime | None
    authority: str
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the token is believed."""
        return not self.faults


def anchors(path: Path | None) -> list[Any]:
    """Return the certificates in a file (PEM); none without a file. Raises ValueError for what is no certificate."""
    from asn1crypto import pem, x509

    if path is None or not path.is_file():
        return []
    found = []
    for kind, _headers, content in pem.unarmor(path.read_bytes(), multiple=True):
        if kind == "CERTIFICATE":
            found.append(x509.Certificate.load(content, strict=True))
    return found


def ask(url: str, imprint: bytes, *, session: outgoing.Session) -> bytes:
    """Return the token (DER) an authority gives for a SHA-256. It is about this hash and answers this question.

    Raises NoTimestamp. Whether to believe the token is for `examine` to say.
    """
    from asn1crypto import tsp

    nonce = secrets.randbits(63) | 1 << 62
    query = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
            "cert_req": True,
            "nonce": nonce,
        }
    )
    try:
        answer = session.post(url, data=query.dump(), headers={"Content-Type": QUERY, "Accept": REPLY})
    except outgoing.Trouble as trouble:
        raise NoTimestamp("unreachable", str(trouble)) from trouble
    if answer.status_code != 200:
        raise NoTimestamp("unreachable", f"HTTP {answer.status_code}")
    token = _token_in(answer.content)
    told = _told(token)
    if told is None:
        raise NoTimestamp("malformed")
    if told["nonce"].native != nonce:
        raise NoTimestamp("wrong_nonce")
    if _imprint(told) != imprint:
        raise NoTimestamp("wrong_imprint")
    return token


def _token_in(reply: bytes) -> bytes:
    """Return the token of a reply. The reply is taken apart here: the library cannot read one without a token."""
    from asn1crypto import core, tsp

    try:
        parts = core.SequenceOf.load(reply, spec=core.Any, strict=True)
        status = tsp.PKIStatusInfo.load(parts[0].dump())["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise NoTimestamp("refused", str(status))
        return bytes(parts[1].dump())
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise NoTimestamp("malformed", str(error)) from error


def examine(token: bytes, imprint: bytes, trusted: Sequence[Any]) -> Examined:
    """Judge a token about a SHA-256 by the roots that are trusted, at the time that the token names."""
    told = _told(token)
    if told is None:
        return Examined(None, "", ("malformed",))
    try:
        faults, authority = _judge(token, told, trusted)
    except (ValueError, TypeError, KeyError, AttributeError):  # deep inside, where parsing is lazy
        return Examined(None, "", ("malformed",))
    if _imprint(told) != imprint:
        faults = ["imprint", *faults]
    return Examined(told["gen_time"].native, authority, tuple(faults))


def _told(token: bytes) -> Any:
    """Return what a token says, None when it cannot be read."""
    from asn1crypto import cms, tsp

    try:
        kept = cms.ContentInfo.load(token, strict=True)
        if kept["content_type"].native != "signed_data":
            return None
        told = kept["content"]["encap_content_info"]["content"].parsed
        if not isinstance(told, tsp.TSTInfo) or told["gen_time"].native is None:
            return None
        told["nonce"].native, _imprint(told)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return told


def _imprint(told: Any) -> bytes | None:
    imprint = told["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        return None
    return bytes(imprint["hashed_message"].native)


def _judge(token: bytes, told: Any, trusted: Sequence[Any]) -> tuple[list[Fault], str]:
    """Return what is wrong with signature and certificate, and whose certificate it is."""
    from asn1crypto import cms
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # its warnings are our findings
    context = ValidationContext(
        trust_roots=list(trusted), moment=told["gen_time"].native, allow_fetching=False, revocation_mode="soft-fail"
    )
    signed = cms.ContentInfo.load(token)["content"]
    try:
        judging = validate_tst_signed_data(signed, context, lambda _algorithm: _hashed(told))
        with ThreadPoolExecutor(1) as apart:  # whatever loop the caller's own thread may be running
            judged = apart.submit(asyncio.run, judging).result()
    except SignatureValidationError:
        return ["signature"], ""
    status, certificate = TimestampSignatureStatus(**judged), judged["signing_cert"]
    authority = str(certificate.subject.native.get("common_name", ""))[:200]
    if not status.intact or not status.valid:
        return ["signature"], authority
    if not _is_for_time_stamping_alone(certificate):
        return ["usage"], authority
    return ([] if status.trusted else ["untrusted"]), authority


def _hashed(told: Any) -> bytes:
    """Return the hash a token is about, so that the library finds what it looks for: we compare by ourselves."""
    return bytes(told["message_imprint"]["hashed_message"].native)


def _is_for_time_stamping_alone(certificate: Any) -> bool:
    """Tell whether the one extended use is time-stamping, and is critical (RFC 3161 section 2.3)."""
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].native == "extended_key_usage":
            return bool(extension["critical"].native) and extension["extn_value"].parsed.native == ["time_stamping"]
    return False
