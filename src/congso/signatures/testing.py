"""Help for tests: an authority of our own with officers, and PDFs they sign."""

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
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

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
) -> Authority:
    """Return a root of its own; what a root must not be can be asked for."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    root = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(root, key)


def _issued(
    key: ec.EllipticCurvePublicKey, name: str, issuer: Authority, valid_from: datetime, valid_to: datetime
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name, "Ủy ban nhân dân phường Thử"))
        .issuer_name(issuer.root.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .sign(issuer.key, hashes.SHA256())
    )


def signer(
    name: str = "Trần Thị Ký",
    *,
    of: Authority | None = None,
    valid_from: datetime = NOW - timedelta(days=365),
    valid_to: datetime = NOW + timedelta(days=365),
) -> signers.SimpleSigner:
    """Return somebody who signs, with a certificate of an authority (the tests' own unless named)."""
    issuer = of or authority()
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _issued(key.public_key(), name, issuer, valid_from, valid_to)
    held = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signers.SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(DER)),
        asn1_keys.PrivateKeyInfo.load(held),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def signed_pdf(by: Any = None, *, content: bytes = b"", field: str = "KySo") -> bytes:
    """Return a PDF with one more signature (PAdES B-B)."""
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content or text_pdf("Quyet dinh so 1")))
    with ThreadPoolExecutor(1) as apart:  # a test in a browser leaves a loop running in this thread
        out: Any = apart.submit(signers.sign_pdf, writer, meta, signer=by or signer()).result()
    return bytes(out.getvalue())


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
