"""Reading signatures in XML (XML-DSig, XAdES: ETSI EN 319 132-1): what each is about, and whether it holds.

A signature in XML names what it signs, and may name a part that nobody looks at while other words stand where people
read (signature wrapping). signxml says whether the parts it names are those that were hashed; they are looked up in the
file, and anything left over makes a signature one "of a part". The file is read without entities, document type or
network, bounded in size.
"""

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from asn1crypto import cms, x509
from cryptography import x509 as pyca
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from ..rules.facts import UNSUPPORTED, Coverage, Kind, Read, SignatureFacts
from .trust import Known, certificate_facts, in_words, token_time, with_trust

MOST_BYTES = 10 * 1024 * 1024
MOST_SIGNATURES = 20
MOST_REFERENCES = 20
MOST_CERTIFICATES = 10
MOST_ELEMENTS = 500_000
MOST_WORK = 60 * 1024 * 1024
"""Bytes of the file times parts that are signed: for each part the library goes through the whole file."""

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_CANONICAL = (
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
)  # fmt: skip
_TRANSFORMS = frozenset({_ENVELOPED, *_CANONICAL, *(f"{one}#WithComments" for one in _CANONICAL[:2]),
                         f"{_CANONICAL[2]}WithComments"})  # fmt: skip
_METHODS = {one.value for one in SignatureMethod if "SHA1" not in one.name and "HMAC" not in one.name}
_DIGESTS = {one.value: one.name.lower() for one in DigestAlgorithm if "SHA1" not in one.name}
_OF_SIGNATURES = frozenset(
    {DS[1:-1], "http://www.w3.org/2009/xmldsig11#", XADES[1:-1], "http://uri.etsi.org/01903/v1.4.1#"}
)
_NOT_CONTENT = frozenset({"{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"})


class _NotReadError(ValueError):
    """A signature made in a way that is not read here."""


def read_xml(stream: BinaryIO, known: Known) -> Read:
    """Return the signatures in an XML file, in the order in which they stand there."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return Read((), trouble="too large")
    try:
        root = _parsed(content)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Read((), trouble=in_words(error))
    found = list(root.iter(f"{DS}Signature"))[:MOST_SIGNATURES]
    parts = sum(1 for one in found for _ in one.iter(f"{DS}Reference"))
    if parts * len(content) > MOST_WORK or sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        return Read((), trouble="too large")
    return Read(tuple(_one(root, index, one, known) for index, one in enumerate(found)), revisions=1)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )


def _parsed(content: bytes) -> Any:
    root = etree.fromstring(content, parser=_parser())
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type is not read")
    return root


def _one(root: Any, index: int, signature: Any, known: Known) -> SignatureFacts:
    facts = SignatureFacts(index, str(signature.get("Id") or ""), Kind.SIGNATURE, format="XML-DSig")
    try:
        certificates = _certificates(signature)
        facts = replace(
            facts,
            digest=_algorithms(signature),
            certificate=certificate_facts(certificates[0]) if certificates else None,
        )
        if not certificates:
            return facts
        checked = _checked(root, index, certificates)
        facts = replace(facts, certificate=certificate_facts(checked.certificate), intact=checked.intact)
        facts = replace(facts, valid=checked.valid, **_placed(root, signature))
        facts = _with_properties(facts, checked)
        known = _with_values(signature, known)
        facts = _timed(facts, signature, known)
        return with_trust(facts, checked.certificate, certificates, known)
    except _NotReadError as error:
        return replace(facts, trouble=f"{UNSUPPORTED}{error}")
    except Exception as error:  # signxml, lxml and cryptography raise many kinds on hostile input
        return replace(facts, trouble=in_words(error))


def _algorithms(signature: Any) -> str:
    """Return the weakest hash of a signature's parts. Raises _NotReadError for what is not read here."""
    method = signature.find(f"{DS}SignedInfo/{DS}SignatureMethod").get("Algorithm")
    references = signature.findall(f"{DS}SignedInfo/{DS}Reference")
    if method not in _METHODS:
        raise _NotReadError(str(method)[:100])
    if not 0 < len(references) <= MOST_REFERENCES:
        raise _NotReadError(f"{len(references)} references")
    digests = []
    for one in references:
        digest = one.find(f"{DS}DigestMethod").get("Algorithm")
        if digest not in _DIGESTS:
            raise _NotReadError(str(digest)[:100])
        digests.append(_DIGESTS[digest])
        uri = one.get("URI")
        if uri is None or uri.startswith("#xpointer") or (uri and not uri.startswith("#")):
            raise _NotReadError(f"reference {str(uri)[:100]}")
        for transform in one.iterfind(f"{DS}Transforms/{DS}Transform"):
            if transform.get("Algorithm") not in _TRANSFORMS:
                raise _NotReadError(str(transform.get("Algorithm"))[:100])
    return min(digests, key=lambda name: hashlib.new(name.replace("sha3_", "sha3-").replace("-", "_")).digest_size)


def _certificates(signature: Any) -> list[x509.Certificate]:
    held = signature.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
    return [x509.Certificate.load(b64decode(one.text or "")) for one, _ in zip(held, range(MOST_CERTIFICATES))]  # noqa: B905


@dataclass(frozen=True, slots=True)
class _Checked:
    """Whose certificate fits the signature, what holds, and what was hashed (the library's own copies)."""

    certificate: x509.Certificate
    intact: bool
    valid: bool
    signed: Sequence[Any]


class _Nth(XMLVerifier):
    """Checks one signature of several; with `believes_key` only whether the parts are those that were hashed."""

    def __init__(self, index: int, *, believes_key: bool = False) -> None:
        super().__init__()
        self.index, self.believes_key = index, believes_key

    def _get_signature(self, root: Any) -> Any:
        return list(root.iter(f"{DS}Signature"))[self.index]

    def _verify_signature_with_pubkey(self, **given: Any) -> Any:
        if self.believes_key:
            return given["signed_info_c14n"], given["signing_certificate"].public_key()
        return super()._verify_signature_with_pubkey(**given)


def _checked(root: Any, index: int, certificates: Sequence[x509.Certificate]) -> _Checked:
    for one in certificates:
        try:
            return _Checked(one, True, True, _verified(_Nth(index), root, one))
        except InvalidDigest:
            return _Checked(one, False, True, ())
        except InvalidSignature:
            continue
    signer = certificates[0]
    try:
        return _Checked(signer, True, False, _verified(_Nth(index, believes_key=True), root, signer))
    except InvalidSignature:
        return _Checked(signer, False, False, ())


def _verified(verifier: XMLVerifier, root: Any, certificate: x509.Certificate) -> list[Any]:
    """Return what was hashed. Raises what signxml raises. Whether to trust the certificate is not asked here."""
    config = SignatureConfiguration(
        expect_references=True,
        ignore_ambiguous_key_info=True,  # the certificate's key alone is used
        verification_time=certificate.not_valid_before
        + (certificate.not_valid_after - certificate.not_valid_before) / 2,
        signature_methods=frozenset(one for one in SignatureMethod if one.value in _METHODS),
        digest_algorithms=frozenset(one for one in DigestAlgorithm if one.value in _DIGESTS),
    )
    done = verifier.verify(
        etree.tostring(root.getroottree()),
        x509_cert=pyca.load_der_x509_certificate(certificate.dump()),
        parser=_parser(),
        expect_config=config,
    )
    results = done if isinstance(done, list) else [done]
    return [one.signed_xml for one in results if one.signed_xml is not None]


def _placed(root: Any, signature: Any) -> dict[str, Any]:
    """Say which parts of the file a signature is about, and whether anything is left over."""
    targets = []
    for one in signature.iterfind(f"{DS}SignedInfo/{DS}Reference"):
        target = _target(root, one.get("URI"))
        if target is not None and not _is_own_property(target, signature):
            targets.append(target)
    # A signature inside of what it signs is left out when that is hashed, and so is all that somebody puts into it.
    inside = [one for one in targets if any(node is signature for node in one.iterancestors())]
    left = _says_more(root, targets) or _hides_more(signature, inside)
    covers = tuple(dict.fromkeys(_named(one) for one in targets))
    changes: tuple[str, ...] = ()
    if any(one.tag is etree.ProcessingInstruction and one.target == "xml-stylesheet" for one in _beside(root)):
        changes = ("Tệp có lệnh trình bày (xml-stylesheet) không ai ký: nó có thể đổi cách tệp hiện ra.",)
    return {
        "coverage": Coverage.PART if left or not targets else Coverage.ENTIRE_FILE,
        "covers": covers,
        "changes": changes,
    }


def _target(root: Any, uri: str) -> Any:
    if not uri:
        return root
    for name in XMLVerifier.id_attributes:
        found = root.xpath("//*[@*[local-name() = $name] = $id]", name=name, id=uri.lstrip("#"))
        if found:
            return found[0]  # signxml has refused a name that is there twice
    return None


def _is_own_property(target: Any, signature: Any) -> bool:
    """Tell whether a part is about the signature itself: who signed and when, with which certificate."""
    if target.tag not in {f"{XADES}SignedProperties", f"{DS}KeyInfo"}:
        return False
    return any(one is signature for one in target.iterancestors())


def _says_more(one: Any, targets: Sequence[Any]) -> bool:
    """Tell whether an element says something that is in no signed part. One that only holds others says nothing."""
    if any(one is target for target in targets):
        return False
    if one.tag == f"{DS}Signature":
        return _hides_more(one, targets)
    inside = list(one.iterchildren(etree.Element))
    if _has_words(one) or any(name not in _NOT_CONTENT for name in one.attrib) or not inside:
        return True
    return any(_says_more(child, targets) for child in inside)


def _hides_more(one: Any, targets: Sequence[Any]) -> bool:
    """Tell whether a signature holds something that is no part of a signature, and is not signed."""
    if any(one is target for target in targets):
        return False
    if etree.QName(one).namespace not in _OF_SIGNATURES:
        return _says_more(one, targets)
    if one.tag == f"{DS}Object" and _has_words(one):
        return True
    return any(_hides_more(child, targets) for child in one.iterchildren(etree.Element))


def _has_words(one: Any) -> bool:
    return any(words and words.strip() for words in (one.text, *(child.tail for child in one)))


def _beside(root: Any) -> Iterator[Any]:
    yield from root.itersiblings(preceding=True)
    yield from root.itersiblings()


def _named(one: Any) -> str:
    """Return where a part stands, as people can find it: "/HoSo/ToKhai (“to-khai-1”)"."""
    steps = [etree.QName(node).localname for node in reversed([one, *one.iterancestors()])]
    name = next((one.get(key) for key in XMLVerifier.id_attributes if ":" not in key and one.get(key)), "")
    return f"/{'/'.join(steps)[:200]}" + (f" (“{name[:60]}”)" if name else "")


def _with_properties(facts: SignatureFacts, checked: _Checked) -> SignatureFacts:
    """Add what the signer said about the signing (XAdES): when, and with which certificate, if it is signed too."""
    for one in checked.signed:
        properties = one if one.tag == f"{XADES}SignedProperties" else None
        if properties is None:
            continue
        facts = replace(facts, format="XAdES", claimed_at=_moment(properties.findtext(f".//{XADES}SigningTime")))
        named = properties.find(f".//{XADES}Cert/{XADES}CertDigest")
        if named is not None and not _names(named, checked.certificate):
            facts = replace(facts, valid=False)
    return facts


def _moment(text: str | None) -> datetime | None:
    try:
        told = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC) - timedelta(hours=7)


def _names(digest: Any, certificate: x509.Certificate) -> bool:
    algorithm = (digest.find(f"{DS}DigestMethod").get("Algorithm") or "").rpartition("#")[2].replace("-", "_")
    if algorithm not in hashlib.algorithms_guaranteed:
        return False
    told = b64decode(digest.findtext(f"{DS}DigestValue") or "")
    return hashlib.new(algorithm, certificate.dump()).digest() == told


def _with_values(signature: Any, known: Known) -> Known:
    """Add what the file brings along to judge the certificate by (XAdES-LT); what cannot be read is left out."""
    others = [x509.Certificate.load(der) for der in _ders(signature, "EncapsulatedX509Certificate")]
    ocsps, crls = _ders(signature, "EncapsulatedOCSPValue"), _ders(signature, "EncapsulatedCRLValue")
    return replace(known, others=others, ocsps=ocsps, crls=crls)


def _ders(signature: Any, name: str) -> list[bytes]:
    found = []
    for one in signature.iter(f"{XADES}{name}"):
        try:
            found.append(b64decode(one.text or "", validate=False))
        except binascii.Error:
            continue
    return found


def _timed(facts: SignatureFacts, signature: Any, known: Known) -> SignatureFacts:
    """Add when it was signed at the latest, by a token about the signature's value."""
    for holder in signature.iter(f"{XADES}SignatureTimeStamp"):
        method = holder.find(f"{DS}CanonicalizationMethod")
        algorithm = method.get("Algorithm") if method is not None else _CANONICAL[0]
        if algorithm not in _CANONICAL:
            continue
        value = etree.tostring(
            signature.find(f"{DS}SignatureValue"),
            method="c14n", exclusive=algorithm == _CANONICAL[2], with_comments=False, with_tail=False,
        )  # fmt: skip
        for der in _ders(holder, "EncapsulatedTimeStamp"):
            token = cms.ContentInfo.load(der)["content"]
            stamped = token_time(token, lambda name, value=value: hashlib.new(name, value).digest(), known)
            if stamped is not None:
                return replace(facts, proven_at=stamped[0], proven_by=stamped[1])
    return facts
