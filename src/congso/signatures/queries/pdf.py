"""Reading the signatures of a PDF with pyHanko, without a network: what the file itself holds and our anchors."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..rules.facts import Change, Coverage, Kind, Read, SignatureFacts, Trust
from ..rules.reports import ENCRYPTED
from .changes import signature_print, visible_changes
from .trust import Known, certificate_facts, in_words, with_time, with_trust

MOST_SIGNATURES = 50


def read_pdf(stream: BinaryIO, known: Known) -> Read:
    """Return the signatures of a PDF, in the order in which they were made."""
    try:
        reader = PdfFileReader(stream, strict=False)
        if reader.encrypted:
            return Read((), trouble=ENCRYPTED)
        embedded = reader.embedded_signatures[:MOST_SIGNATURES]
        known = _with_store(reader, known)
        revisions = reader.xrefs.total_revisions
    except Exception as error:  # pyHanko raises many kinds on hostile input
        return Read((), trouble=in_words(error))
    vouchers = tuple(found for one in embedded for found in _vouching(one))
    stamps = {
        index: _one(reader, index, one, known, (), vouchers)
        for index, one in enumerate(embedded)
        if one.sig_object_type == "/DocTimeStamp"
    }
    proofs = tuple(
        _Proof(embedded[index].signed_revision, facts.claimed_at, facts.certificate.name)
        for index, facts in stamps.items()
        if _proves(facts) and facts.claimed_at is not None and facts.certificate is not None
    )
    read = (
        stamps.get(index) or _one(reader, index, one, known, proofs, vouchers) for index, one in enumerate(embedded)
    )
    return Read(tuple(read), revisions)


@dataclass(frozen=True, slots=True)
class _Proof:
    """A time-stamp over the whole file as it stood at a revision: what was signed before was there by then."""

    revision: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class _Voucher:
    """A person's or an agency's signature that holds by itself over the file as it stood at a revision.

    It may show something, and answers for what was filled in before it. Whom it belongs to is judged with it.
    """

    revision: int
    print: bytes


def _vouching(signature: EmbeddedPdfSignature) -> Iterator[_Voucher]:
    if signature.sig_object_type != "/Sig":
        return
    try:
        facts = _sound(SignatureFacts(0, "", Kind.SIGNATURE), signature)
        coverage = Coverage(signature.evaluate_signature_coverage().name)
        if facts.intact and facts.valid and coverage in {Coverage.ENTIRE_FILE, Coverage.ENTIRE_REVISION}:
            yield _Voucher(signature.signed_revision, signature_print(signature.sig_object))
    except Exception:  # as above: what cannot be read vouches for nothing
        return


def _proves(stamp: SignatureFacts) -> bool:
    return stamp.intact and stamp.valid and stamp.trust is Trust.TRUSTED and stamp.coverage is not Coverage.UNCLEAR


def _with_store(reader: PdfFileReader, known: Known) -> Known:
    try:
        store = DocumentSecurityStore.read_dss(reader)
        return replace(known, others=list(store.load_certs()), ocsps=_loaded(store.ocsps), crls=_loaded(store.crls))
    except Exception:  # without it, or with one nobody can read
        return known


def _loaded(references: Any) -> list[bytes]:
    return [one.get_object().data for one in references or ()]


def _one(
    reader: PdfFileReader,
    index: int,
    signature: EmbeddedPdfSignature,
    known: Known,
    proofs: Sequence[_Proof],
    vouchers: Sequence[_Voucher],
) -> SignatureFacts:
    kind = Kind.TIMESTAMP if signature.sig_object_type == "/DocTimeStamp" else Kind.SIGNATURE
    facts = SignatureFacts(index, str(signature.field_name or ""), kind)
    try:
        facts = _described(facts, signature)
        facts = _sound(facts, signature)
        facts = _placed(facts, reader, signature, vouchers)
        facts = with_time(facts, signature.signer_info, known)
        facts = _proven_by_stamps(facts, signature.signed_revision, proofs)
        certificate = signature.signer_cert
        if certificate is None:
            return facts
        return with_trust(facts, certificate, signature.other_embedded_certs, known)
    except Exception as error:  # as above
        return replace(facts, trouble=in_words(error))


def _proven_by_stamps(facts: SignatureFacts, revision: int, proofs: Sequence[_Proof]) -> SignatureFacts:
    """Add the earliest time-stamp over a state of the file in which the signature was there already."""
    later = [one for one in proofs if one.revision > revision]
    if not later or (facts.proven_at is not None and facts.proven_at <= min(one.at for one in later)):
        return facts
    first = min(later, key=lambda one: one.at)
    return replace(facts, proven_at=first.at, proven_by=first.by)


def _described(facts: SignatureFacts, signature: EmbeddedPdfSignature) -> SignatureFacts:
    value = signature.sig_object
    certificate = signature.signer_cert
    return replace(
        facts,
        format=str(value.get("/SubFilter", ""))[1:],
        digest=str(signature.md_algorithm),
        certificate=certificate_facts(certificate) if certificate is not None else None,
        claimed_at=signature.self_reported_timestamp,
    )


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


def _placed(
    facts: SignatureFacts, reader: PdfFileReader, signature: EmbeddedPdfSignature, vouchers: Sequence[_Voucher]
) -> SignatureFacts:
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    coverage = Coverage(signature.coverage.name) if signature.coverage is not None else Coverage.UNCLEAR
    level = getattr(signature.summarise_integrity_info().get("diff_result"), "modification_level", None)
    if level is not None:
        change = Change(level.name)
    else:
        change = Change.NONE if coverage is Coverage.ENTIRE_FILE else Change.OTHER
    if coverage is Coverage.ENTIRE_FILE:
        return replace(facts, coverage=coverage, change=change)
    revision = signature.signed_revision
    later = [one for one in vouchers if one.revision > revision]
    may_fill = change is Change.FORM_FILLING and _lets_fill(reader, signature, later)
    vouched = {one.print for one in later}
    found = visible_changes(
        reader, revision, strictly=change is Change.OTHER, may_fill=may_fill, vouched=vouched - {b""}
    )
    return replace(
        facts,
        coverage=coverage,
        change=change,
        changes=tuple(one.words for one in found.said),
        filled=found.filled,
        changed_pages=tuple(dict.fromkeys(sorted(one.page for one in found.said if one.page))),
        signed_bytes=int(signature.byte_range[2]) + int(signature.byte_range[3]),
    )


def _lets_fill(reader: PdfFileReader, signature: EmbeddedPdfSignature, later: Sequence[_Voucher]) -> bool:
    """Tell whether a signature declares that boxes may be filled in, and somebody signed the file as it is now."""
    if signature.docmdp_level not in {MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE} or not later:
        return False
    last = max(one.revision for one in later)
    # What was filled in after the last of them, nobody vouches for.
    return not visible_changes(reader, last, strictly=True).said
