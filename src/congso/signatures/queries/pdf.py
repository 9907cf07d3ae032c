"""Reading the signatures of a PDF with pyHanko, without a network: what the file itself holds and our anchors."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import (
    extract_tst_data_iter,
    message_imprint_checker,
    validate_sig_integrity,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
)

from ..rules.facts import CertificateFacts, Change, Coverage, Kind, Revocation, SignatureFacts, Trust
from ..rules.reports import ENCRYPTED
from .changes import visible_changes

MOST_SIGNATURES = 50

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # its warnings are our findings


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file. `trouble` says why it is no PDF that can be read; then there are no signatures."""

    signatures: tuple[SignatureFacts, ...]
    revisions: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What certificates are judged by: our anchors, what the file brings along, and the present."""

    anchors: Sequence[x509.Certificate]
    others: Sequence[x509.Certificate]
    answers: dict[str, Any]
    now: datetime


def read_pdf(stream: BinaryIO, *, anchors: Sequence[x509.Certificate], now: datetime) -> Read:
    """Return the signatures of a PDF, in the order in which they were made."""
    try:
        reader = PdfFileReader(stream, strict=False)
        if reader.encrypted:
            return Read((), trouble=ENCRYPTED)
        embedded = reader.embedded_signatures[:MOST_SIGNATURES]
        known = _known(reader, anchors, now)
        revisions = reader.xrefs.total_revisions
    except Exception as error:  # pyHanko raises many kinds on hostile input
        return Read((), trouble=_words(error))
    return Read(tuple(_one(reader, index, one, known) for index, one in enumerate(embedded)), revisions)


def _known(reader: PdfFileReader, anchors: Sequence[x509.Certificate], now: datetime) -> _Known:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except Exception:  # without it, or with one nobody can read
        return _Known(anchors, (), {"ocsps": [], "crls": []}, now)
    return _Known(anchors, list(store.load_certs()), {"ocsps": _loaded(store.ocsps), "crls": _loaded(store.crls)}, now)


def _loaded(references: Any) -> list[bytes]:
    return [one.get_object().data for one in references or ()]


def _one(reader: PdfFileReader, index: int, signature: EmbeddedPdfSignature, known: _Known) -> SignatureFacts:
    kind = Kind.TIMESTAMP if signature.sig_object_type == "/DocTimeStamp" else Kind.SIGNATURE
    facts = SignatureFacts(index, str(signature.field_name or ""), kind)
    try:
        facts = _described(facts, signature)
        facts = _sound(facts, signature)
        facts = _placed(facts, reader, signature)
        facts = _timed(facts, signature, known)
        return _trusted(facts, signature, known)
    except Exception as error:  # as above
        return replace(facts, trouble=_words(error))


def _described(facts: SignatureFacts, signature: EmbeddedPdfSignature) -> SignatureFacts:
    value = signature.sig_object
    certificate = signature.signer_cert
    return replace(
        facts,
        format=str(value.get("/SubFilter", ""))[1:],
        digest=str(signature.md_algorithm),
        certificate=_certificate(certificate) if certificate is not None else None,
        claimed_at=signature.self_reported_timestamp,
    )


def _certificate(one: x509.Certificate) -> CertificateFacts:
    subject = one.subject.native
    return CertificateFacts(
        name=_text(subject.get("common_name")),
        organisation=_text(subject.get("organization_name")),
        issuer=_text(one.issuer.native.get("common_name")) or one.issuer.human_friendly[:200],
        serial=str(one.serial_number),
        valid_from=one.not_valid_before,
        valid_to=one.not_valid_after,
        fingerprint=one.sha256.hex(),
    )


def _text(value: Any) -> str:
    return ", ".join(map(str, value))[:300] if isinstance(value, list) else str(value or "")[:300]


def _sound(facts: SignatureFacts, signature: EmbeddedPdfSignature) -> SignatureFacts:
    if facts.kind is Kind.TIMESTAMP:
        told = signature.signed_data["encap_content_info"]["content"].parsed
        digest = signature.compute_digest()
        about = bytes(told["message_imprint"]["hashed_message"].native)
        intact, valid = validate_sig_integrity(
            signature.signer_info, cert=signature.signer_cert, expected_content_type="tst_info",
            actual_digest=_digest_of(signature.signed_data),
        )  # fmt: skip
        return replace(facts, intact=intact and about == digest, valid=valid, claimed_at=told["gen_time"].native)
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        cert=signature.signer_cert,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    return replace(facts, intact=intact, valid=valid)


def _digest_of(signed: cms.SignedData) -> bytes:
    algorithm = signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native
    return hashlib.new(algorithm, bytes(signed["encap_content_info"]["content"])).digest()


def _placed(facts: SignatureFacts, reader: PdfFileReader, signature: EmbeddedPdfSignature) -> SignatureFacts:
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    coverage = Coverage(signature.coverage.name) if signature.coverage is not None else Coverage.UNCLEAR
    level = getattr(signature.summarise_integrity_info().get("diff_result"), "modification_level", None)
    if level is not None:
        change = Change(level.name)
    else:
        change = Change.NONE if coverage is Coverage.ENTIRE_FILE else Change.OTHER
    if coverage is Coverage.ENTIRE_FILE:
        return replace(facts, coverage=coverage, change=change)
    revision, may_fill = signature.signed_revision, change is Change.FORM_FILLING and _lets_fill(reader, signature)
    found = visible_changes(reader, revision, strictly=change is Change.OTHER, may_fill=may_fill)
    return replace(facts, coverage=coverage, change=change, changes=found.said, filled=found.filled)


def _lets_fill(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> bool:
    """Tell whether a signature declares that boxes may still be filled in, and somebody signed the file afterwards."""
    allowed = signature.docmdp_level
    return allowed in {MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE} and any(
        one.sig_object_type == "/Sig" and one.signed_revision > signature.signed_revision
        for one in reader.embedded_signatures
    )


def _timed(facts: SignatureFacts, signature: EmbeddedPdfSignature, known: _Known) -> SignatureFacts:
    """Add when it was signed at the latest, by a token of an authority that hangs on our anchors."""
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        at = token["encap_content_info"]["content"].parsed["gen_time"].native
        judging = validate_tst_signed_data(token, _context(known, at), message_imprint_checker(signature.signer_info))
        status = TimestampSignatureStatus(**_apart(judging))
        if status.intact and status.valid and status.trusted:
            return replace(facts, proven_at=at, proven_by=_common_name(status.signing_cert))
    return facts


def _common_name(certificate: x509.Certificate | None) -> str:
    return _text(certificate.subject.native.get("common_name")) if certificate is not None else ""


def _trusted(facts: SignatureFacts, signature: EmbeddedPdfSignature, known: _Known) -> SignatureFacts:
    certificate = signature.signer_cert
    if certificate is None:
        return facts
    others = [*signature.other_embedded_certs, *known.others]
    moment = facts.claimed_at if facts.kind is Kind.TIMESTAMP else facts.proven_at
    claimed = facts.claimed_at or certificate.not_valid_before
    # Out of date by today's clock: was there a path while it was valid?
    while_valid = min(max(claimed, certificate.not_valid_before), certificate.not_valid_after)
    trust, revocation, at = _apart(_judged(certificate, others, known, moment or known.now, while_valid))
    return replace(facts, trust=trust, revocation=revocation, revoked_at=at)


async def _judged(
    certificate: x509.Certificate, others: Sequence[Any], known: _Known, moment: datetime, while_valid: datetime
) -> tuple[Trust, Revocation, datetime | None]:
    trust = await _path(certificate, others, known, moment)
    if trust is Trust.OUT_OF_DATE:
        trust = await _path(certificate, others, known, while_valid)
    if trust is not Trust.TRUSTED:
        return trust, Revocation.UNKNOWN, None
    try:
        await _validate(certificate, others, _context(known, moment, "require"))
    except RevokedError as revoked:
        return trust, Revocation.REVOKED, getattr(revoked, "revocation_dt", None)
    except PathValidationError:
        return trust, Revocation.UNKNOWN, None
    return trust, Revocation.GOOD, None


async def _path(certificate: x509.Certificate, others: Sequence[Any], known: _Known, moment: datetime) -> Trust:
    try:
        await _validate(certificate, others, _context(known, moment))
    except (ExpiredError, NotYetValidError):
        return Trust.OUT_OF_DATE
    except PathBuildingError:
        return Trust.NO_PATH
    except RevokedError:
        return Trust.TRUSTED
    except PathValidationError:
        return Trust.REFUSED
    return Trust.TRUSTED


async def _validate(certificate: x509.Certificate, others: Sequence[Any], context: ValidationContext) -> None:
    validator = CertificateValidator(certificate, intermediate_certs=list(others), validation_context=context)
    await validator.async_validate_path()


def _context(known: _Known, moment: datetime, revocation: str = "soft-fail") -> ValidationContext:
    return ValidationContext(
        trust_roots=list(known.anchors),
        other_certs=list(known.others),
        moment=moment,
        allow_fetching=False,
        revocation_mode=revocation,
        **known.answers,
    )


def _apart(work: Any) -> Any:
    with ThreadPoolExecutor(1) as apart:  # whatever loop the caller's own thread may be running
        return apart.submit(asyncio.run, work).result()


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:160]}".replace("\n", " ")
