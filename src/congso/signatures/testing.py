"""Help for tests: an authority of our own with officers, and PDFs they sign."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from lxml import etree
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore
from signxml.algorithms import SignatureConstructionMethod
from signxml.signer import XMLSigner
from signxml.xades.xades import XAdESSigner

from congso.files.testing import text_pdf

DER = serialization.Encoding.DER
NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Authority:
    """A root that signs certificates, and the list of those it took back (CRL, DER)."""

    root: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The root as a file."""
        return self.root.public_bytes(serialization.Encoding.PEM)

    @property
    def anchor(self) -> asn1_x509.Certificate:
        """The root, as it is trusted."""
        return asn1_x509.Certificate.load(self.root.public_bytes(DER))


def _name(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def _usage(**yes: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: yes.get(name, False) for name in names})


@cache
def authority(name: str = "CA thử nghiệm") -> Authority:
    """Return a root of the tests, the same for the same name."""
    return new_authority(name)


def new_authority(
    name: str,
    *,
    key: Any = None,
    valid_from: datetime = NOW - timedelta(days=3650),
    valid_to: datetime = NOW + timedelta(days=3650),
    is_authority: bool = True,
    below: Authority | None = None,
    asks_at: str = "",
) -> Authority:
    """Return an authority of its own, a root or `below` another; what a root must not be can be asked for."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    length = None if not is_authority else 0 if below else 1
    draft = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(below.root.subject if below else _name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=length), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    for extension in _places(asks_at):
        draft = draft.add_extension(extension, critical=False)
    root = draft.sign(below.key if below else key, hashes.SHA256())
    return Authority(root, key)


def _issued(
    key: Any,
    name: str,
    issuer: Authority,
    valid_from: datetime,
    valid_to: datetime,
    asks_at: str = "",
) -> x509.Certificate:
    draft = (
        x509.CertificateBuilder()
        .subject_name(_name(name, "Ủy ban nhân dân phường Thử"))
        .issuer_name(issuer.root.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    )
    for extension in _places(asks_at):
        draft = draft.add_extension(extension, critical=False)
    return draft.sign(issuer.key, hashes.SHA256())


def signer(
    name: str = "Trần Thị Ký",
    *,
    of: Authority | None = None,
    valid_from: datetime = NOW - timedelta(days=365),
    valid_to: datetime = NOW + timedelta(days=365),
    asks_at: str = "",
) -> signers.SimpleSigner:
    """Return somebody who signs, with a certificate of an authority (the tests' own unless named).

    `asks_at` is the address that the certificate names for questions: OCSP at `/ocsp`, the list at `/crl`.
    """
    issuer = of or authority()
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _issued(key.public_key(), name, issuer, valid_from, valid_to, asks_at)
    held = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    along = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    along.register(issuer.anchor)
    return signers.SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(DER)), asn1_keys.PrivateKeyInfo.load(held), along
    )


def _places(url: str) -> list[x509.ExtensionType]:
    if not url:
        return []
    ocsp_at = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{url}/ocsp"))
    crl_at = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{url}/crl")], None, None, None)
    return [x509.AuthorityInformationAccess([ocsp_at]), x509.CRLDistributionPoints([crl_at])]


def revocation_list(
    of: Authority, *revoked: tuple[int, datetime], at: datetime, until: datetime | None = None
) -> bytes:
    """Return the list (DER) of an authority: serial numbers with when they were taken back."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(of.root.subject)
        .last_update(at)
        .next_update(until or at + timedelta(days=7))
    )
    for serial, when in revoked:
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        builder = builder.add_revoked_certificate(one)
    return builder.sign(of.key, hashes.SHA256()).public_bytes(DER)


def ocsp_answer(
    of: Authority,
    certificate: Any,
    *,
    at: datetime,
    revoked_at: datetime | None = None,
    until: datetime | None = None,
    by: Authority | None = None,
) -> bytes:
    """Return what an authority says about a certificate; signed by another one when `by` names it."""
    about = x509.load_der_x509_certificate(certificate.dump())
    answering = by or of
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about,
        issuer=of.root,
        algorithm=hashes.SHA1(),  # noqa: S303 - it names the certificate
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD,
        this_update=at,
        next_update=until or at + timedelta(days=1),
        revocation_time=revoked_at,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, answering.root)
    if by is not None:
        builder = builder.certificates([by.root])
    return builder.sign(answering.key, hashes.SHA256()).public_bytes(DER)


def answerer(of: Authority) -> Authority:
    """Return who answers by OCSP in an authority's place, with a certificate for that alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name("Máy trả lời OCSP"))
        .issuer_name(of.root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3000))
        .not_valid_after(NOW + timedelta(days=3000))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
        .sign(of.key, hashes.SHA256())
    )
    return Authority(certificate, key)


def signed_pdf(by: Any = None, *, content: bytes = b"", field: str = "KySo", timestamper: Any = None) -> bytes:
    """Return a PDF with one more signature (PAdES B-B)."""
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content or text_pdf("Quyet dinh so 1")))
    with ThreadPoolExecutor(1) as apart:  # a test in a browser leaves a loop running in this thread
        out: Any = apart.submit(signers.sign_pdf, writer, meta, signer=by or signer(), timestamper=timestamper).result()
    return bytes(out.getvalue())


def time_stamper(at: datetime = NOW) -> Any:
    """Return an authority in this process, below the root of the tests, that says of all that it was there `at`."""
    key = rsa.generate_private_key(65537, 2048)  # pyHanko's stand-in signs with nothing else
    issuer = authority()
    stamping = (
        x509.CertificateBuilder()
        .subject_name(_name("Dịch vụ dấu thời gian thử nghiệm"))
        .issuer_name(issuer.root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3000))
        .not_valid_after(NOW + timedelta(days=3000))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(issuer.key, hashes.SHA256())
    )
    held = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return timestamps.DummyTimeStamper(
        asn1_x509.Certificate.load(stamping.public_bytes(DER)), asn1_keys.PrivateKeyInfo.load(held), fixed_dt=at
    )


def stamped_pdf(by: Any, *, at: datetime) -> bytes:
    """Return a PDF whose signature was time-stamped at a moment."""
    return signed_pdf(by, timestamper=time_stamper(at))


def certified(key: Any, name: str, of: Authority | None = None) -> str:
    """Return a certificate for a public key, and that of its issuer, as PEM."""
    issuer = of or authority()
    own = _issued(key, name, issuer, NOW - timedelta(days=365), NOW + timedelta(days=365))
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in (own, issuer.root))


def credential(
    *, person_id: Any = None, organisation_id: int | None = None, name: str = "Trần Thị Ký",
    of: Authority | None = None, valid_to: datetime = NOW + timedelta(days=365), now: datetime = NOW,
) -> Any:  # fmt: skip
    """Register a software key of somebody or of an agency, with a picture, and return its id."""
    from congso.signatures import commands
    from congso.signatures.rules.keys import Medium

    issuer = of or authority()
    key = ec.generate_private_key(ec.SECP256R1())
    own = _issued(key.public_key(), name, issuer, NOW - timedelta(days=365), valid_to)
    chain = "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in (own, issuer.root))
    held = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    holder = commands.Holder(person_id=person_id, organisation_id=organisation_id)
    kept = commands.register(holder=holder, medium=Medium.SOFTWARE, chain=chain, key=held, now=now)
    drawn = seal_png() if organisation_id is not None else handwriting_png()
    commands.set_picture(
        credential_id=kept, png=drawn, width_mm=36.0 if organisation_id is not None else 40.0, now=now, officer_id=None
    )
    return kept


def p12_file(name: str = "Trần Thị Ký", *, of: Authority | None = None) -> bytes:
    """Return a key with its certificate and the root above, as the file (PKCS#12) that an authority hands out.

    Its password is "mat khau".
    """
    issuer = of or authority()
    key = ec.generate_private_key(ec.SECP256R1())
    own = _issued(key.public_key(), name, issuer, NOW - timedelta(days=365), NOW + timedelta(days=365))
    lock = serialization.BestAvailableEncryption(b"mat khau")
    return pkcs12.serialize_key_and_certificates(b"khoa", key, own, [issuer.root], lock)


def certificate_file(name: str = "Trần Thị Ký", *, key: Any = None, of: Authority | None = None) -> bytes:
    """Return a certificate (PEM), and the root above it, for a public key that is elsewhere (a new one without)."""
    issuer = of or authority()
    public = key or ec.generate_private_key(ec.SECP256R1()).public_key()
    own = _issued(public, name, issuer, NOW - timedelta(days=365), NOW + timedelta(days=365))
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (own, issuer.root))


def handwriting_png() -> bytes:
    """Return the picture of a signature: blue, on nothing."""
    return _drawn(
        (400, 200), lambda on: on.line((20, 160, 120, 30, 200, 150, 380, 60), fill=(20, 40, 200, 255), width=9)
    )


def seal_png() -> bytes:
    """Return the picture of a seal: red, on nothing."""
    return _drawn((420, 420), lambda on: on.ellipse((8, 8, 412, 412), outline=(200, 20, 20, 255), width=12))


def _drawn(size: tuple[int, int], draw: Any) -> bytes:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw(ImageDraw.Draw(image))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def signed_cms(content: bytes, by: Any = None, *, detached: bool = False, timestamper: Any = None) -> bytes:
    """Return a CMS file (CAdES B-B, or B-T with a stamper) with the content inside or beside it."""
    who: Any = by or signer()
    making = who.async_sign_general_data(content, "sha256", detached=detached, timestamper=timestamper, use_cades=True)
    with ThreadPoolExecutor(1) as apart:
        return bytes(apart.submit(asyncio.run, making).result().dump())


def signed_xml(content: bytes, by: Any = None, *, xades: bool = True, method: str = "enveloped", **more: Any) -> bytes:
    """Return an XML file with a signature; `reference_uri` among `more` names the parts that it is about."""
    who: Any = by or signer()
    key: Any = serialization.load_der_private_key(who.signing_key.dump(), None)
    kind = XAdESSigner if xades else XMLSigner
    making = kind(
        method=SignatureConstructionMethod[method], signature_algorithm="ecdsa-sha256", digest_algorithm="sha256"
    )
    certificate = x509.load_der_x509_certificate(who.signing_cert.dump())
    made = making.sign(etree.fromstring(content), key=key, cert=[certificate], **more)
    return bytes(etree.tostring(made, xml_declaration=True, encoding="UTF-8"))
