"""Reading signatures in CMS (CAdES, ETSI EN 319 122-1): `.p7m` with the content inside, `.p7s` beside it."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from asn1crypto import cms, core, pem, x509
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts, validate_sig_integrity

from ..rules.facts import CONTENT_MISSING, UNSUPPORTED, Coverage, Kind, Read, SignatureFacts
from .trust import Known, certificate_facts, in_words, with_time, with_trust

MOST_SIGNERS = 20


def read_cms(stream: BinaryIO, known: Known, content: BinaryIO | None) -> Read:
    """Return the signatures in a CMS file; `content` is the signed file where that lies beside it."""
    try:
        signed = _signed_data(stream.read())
        signers = list(signed["signer_infos"])[:MOST_SIGNERS]
        certificates = [one.chosen for one in _listed(signed, "certificates") if one.name == "certificate"]
        crls = [one.chosen.dump() for one in _listed(signed, "crls") if one.name == "certificate_list"]
    except Exception as error:  # asn1crypto raises many kinds on hostile input
        return Read((), trouble=in_words(error))
    known = replace(known, others=certificates, crls=crls)
    found = [_one(index, one, signed, certificates, known, content) for index, one in enumerate(signers)]
    return Read(tuple(found), revisions=1)


def _signed_data(held: bytes) -> cms.SignedData:
    if pem.detect(held):
        _kind, _headers, held = pem.unarmor(held)
    whole = cms.ContentInfo.load(held)
    if whole["content_type"].native != "signed_data":
        raise ValueError(f"not signed data but {whole['content_type'].native}")
    signed: cms.SignedData = whole["content"]
    return signed


def _listed(signed: cms.SignedData, name: str) -> Sequence[core.Choice]:
    return () if signed[name].native is None else list(signed[name])


def _one(
    index: int,
    signer: cms.SignerInfo,
    signed: cms.SignedData,
    certificates: Sequence[x509.Certificate],
    known: Known,
    content: BinaryIO | None,
) -> SignatureFacts:
    facts = SignatureFacts(index, "", Kind.SIGNATURE)
    try:
        certificate = _of_signer(signer, certificates)
        algorithm = signer["digest_algorithm"]["algorithm"].native
        facts = replace(
            facts,
            format="CAdES" if _names_its_certificate(signer) else "CMS",
            digest=str(algorithm),
            certificate=certificate_facts(certificate) if certificate is not None else None,
            claimed_at=extract_self_reported_ts(signer),
        )
        if certificate is None:
            return facts
        if algorithm not in hashlib.algorithms_guaranteed:
            return replace(facts, trouble=f"{UNSUPPORTED}{algorithm}")
        given = _digest(signed, algorithm, content)
        if given is None:
            return replace(facts, trouble=CONTENT_MISSING)
        digest, covers, starts = given
        if signer["signed_attrs"].native is None and starts == b"\x31":
            # A set of attributes handed out as content: a signature on something else would seem to be on this.
            raise ValueError("no signed attributes over a content that is a set of attributes")
        intact, valid = validate_sig_integrity(
            signer, certificate, signed["encap_content_info"]["content_type"].native, digest
        )
        facts = replace(facts, intact=intact, valid=valid, coverage=Coverage.ENTIRE_FILE, covers=(covers,))
        facts = with_time(facts, signer, known)
        return with_trust(facts, certificate, (), known)
    except Exception as error:  # as above
        return replace(facts, trouble=in_words(error))


def _of_signer(signer: cms.SignerInfo, certificates: Sequence[x509.Certificate]) -> x509.Certificate | None:
    named = signer["sid"]
    for one in certificates:
        if named.name == "issuer_and_serial_number":
            told = named.chosen
            if one.issuer == told["issuer"] and one.serial_number == told["serial_number"].native:
                return one
        elif one.key_identifier == named.chosen.native:
            return one
    return None


def _names_its_certificate(signer: cms.SignerInfo) -> bool:
    attributes = signer["signed_attrs"]
    told = {one["type"].native for one in attributes} if attributes.native is not None else set()
    return bool(told & {"signing_certificate", "signing_certificate_v2"})


def _digest(signed: cms.SignedData, algorithm: str, content: BinaryIO | None) -> tuple[bytes, str, bytes] | None:
    """Return the hash of the content, how the content is named, and its first byte; None when it is not there."""
    inside = signed["encap_content_info"]["content"]
    if inside.native is not None:
        held = bytes(inside)
        told = f"nội dung bên trong tệp, {_size(len(held))}, SHA-256 {hashlib.sha256(held).hexdigest()}"
        return hashlib.new(algorithm, held).digest(), told, held[:1]
    if content is None:
        return None
    content.seek(0)
    digest, named, size, starts = hashlib.new(algorithm), hashlib.sha256(), 0, b""
    while piece := content.read(256 * 1024):
        digest.update(piece)
        named.update(piece)
        starts, size = starts or piece[:1], size + len(piece)
    return digest.digest(), f"tệp đi kèm, {_size(size)}, SHA-256 {named.hexdigest()}", starts


def _size(number: int) -> str:
    return f"{number:,} byte".replace(",", ".")
