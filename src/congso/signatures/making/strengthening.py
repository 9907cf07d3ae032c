"""What is added to a signed PDF afterwards: a time-stamp over all of it, chains, answers on revocation. Only added."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from .signing import RESERVED, apart

Asking = Callable[[bytes], bytes]
"""Takes a SHA-256 and returns the token (DER) of a time-stamp authority."""


class Stamper(TimeStamper):
    """Asks for time-stamps by the way out that everything of ours takes."""

    def __init__(self, ask: Asking) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        if md_algorithm != "sha256":
            raise ValueError(f"a hash of {md_algorithm} is not stamped")
        return cms.ContentInfo.load(self._ask(message_digest))

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        """Return something as large as a token may be: there is room for any, nobody has to be asked."""
        return cms.ContentInfo({"content_type": "data", "content": bytes(RESERVED // 2)})


@dataclass(frozen=True, slots=True)
class Link:
    """A certificate of a chain and who issued it."""

    certificate: x509.Certificate
    issuer: x509.Certificate


def stamped(pdf: bytes, ask: Asking) -> bytes:
    """Return the PDF with a time-stamp over all that it holds."""
    putting = PdfTimeStamper(Stamper(ask))
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    out: Any = apart(
        lambda: putting.async_timestamp_pdf(writer, "sha256", bytes_reserved=RESERVED, output=io.BytesIO())
    )
    return bytes(out.getvalue())


def with_evidence(
    pdf: bytes, certificates: Iterable[x509.Certificate], ocsps: Sequence[bytes], crls: Sequence[bytes]
) -> bytes:
    """Return the PDF with chains and answers on revocation in its store (DSS)."""
    out = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        out,
        None,
        certs=list(certificates),
        ocsps=[ocsp.OCSPResponse.load(one) for one in ocsps],
        crls=[crl.CertificateList.load(one) for one in crls],
    )
    return out.getvalue()


def links(pdf: bytes, known: Iterable[x509.Certificate], ours: set[str] | None) -> list[Link]:
    """Return the certificates that signatures in fields of `ours` and all time-stamps hang on, each with its issuer;
    without `ours` those of the last time-stamp alone. Roots are left out.

    `known` are roots and others we have. A chain that leads nowhere ends where it ends.
    """
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    signers: list[x509.Certificate] = []
    pool = {one.sha256: one for one in known}
    stamps = reader.embedded_timestamp_signatures
    wanted = stamps[-1:] if ours is None else [*stamps, *_named(reader, ours)]
    for signature in wanted:
        _gather(signature.signed_data, signers, pool)
        for token in extract_tst_data_iter(signature.signer_info, signed=False):
            _gather(token, signers, pool)
    found: dict[bytes, Link] = {}
    for one in signers:
        _follow(one, pool, found)
    return list(found.values())


def _named(reader: PdfFileReader, names: set[str]) -> list[Any]:
    return [one for one in reader.embedded_regular_signatures if one.field_name in names]


def _gather(signed: Any, signers: list[x509.Certificate], pool: dict[bytes, x509.Certificate]) -> None:
    carried = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    pool.update((one.sha256, one) for one in carried)
    sid = signed["signer_infos"][0]["sid"].chosen
    for one in carried:
        by_number = isinstance(sid, cms.IssuerAndSerialNumber)
        if one.issuer_serial == _issuer_serial(sid) if by_number else one.key_identifier == sid.native:
            signers.append(one)


def _issuer_serial(sid: Any) -> bytes:
    named: bytes = sid["issuer"].sha256 + b":" + str(sid["serial_number"].native).encode()
    return named


def _follow(one: x509.Certificate, pool: dict[bytes, x509.Certificate], found: dict[bytes, Link]) -> None:
    while one.sha256 not in found and one.self_signed == "no":
        issuer = next((other for other in pool.values() if _issued(other, one)), None)
        if issuer is None:
            return
        found[one.sha256] = Link(one, issuer)
        one = issuer


def _issued(issuer: x509.Certificate, one: x509.Certificate) -> bool:
    if issuer.subject != one.issuer:
        return False
    named = one.authority_key_identifier
    return named is None or issuer.key_identifier is None or named == issuer.key_identifier


def stamp_ends(pdf: bytes) -> datetime | None:
    """Return until when the certificate of the last time-stamp over the whole PDF is valid; None without one."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    stamps = reader.embedded_timestamp_signatures
    certificate = stamps[-1].signer_cert if stamps else None
    ends: datetime | None = certificate.not_valid_after if certificate is not None else None
    return ends
