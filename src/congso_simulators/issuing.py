"""What the authorities do at run time: issue certificates for signing, revoke them, know their state at a moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from .authority import FOR_SUBSCRIBERS, LABELS, ORGANISATION, built, certificate_of, key_of, revocable, status_urls
from .calls import Refused
from .models import Certificate, Revocation

LONGEST_DAYS = 1825
SMALLEST_RSA_BITS, SMALLEST_CURVE_BITS = 2048, 256
LIFE_OF_EXPIRED = timedelta(days=30)
"""How long a certificate that is issued as expired had been valid."""

REASONS = {
    "unspecified": "Không nêu lý do",
    "key_compromise": "Lộ khóa bí mật hoặc mất thiết bị",
    "affiliation_changed": "Chuyển công tác, đổi chức vụ",
    "superseded": "Đã cấp chứng thư khác thay thế",
    "cessation_of_operation": "Nghỉ việc, cơ quan giải thể",
    "privilege_withdrawn": "Bị rút quyền sử dụng",
    "ca_compromise": "Lộ khóa của cơ quan chứng thực",
}

Key = RSAPublicKey | EllipticCurvePublicKey


@dataclass(frozen=True)
class Subject:
    """Whose certificate it is to be."""

    name: str
    organisation: str
    title: str = ""


@dataclass(frozen=True)
class Listed:
    """A certificate with its state, as lists show it."""

    serial: str
    ca: str
    name: str
    organisation: str
    title: str
    valid_from: datetime
    valid_to: datetime
    pem: str
    revoked_at: datetime | None
    reason: str

    @property
    def state(self) -> str:
        """`revoked`, `expired` or `valid`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.valid_to < datetime.now(UTC) else "valid"

    @property
    def reason_label(self) -> str:
        return REASONS.get(self.reason, "")


def key_of_request(csr: str) -> Key:
    """Return the key that a certificate is asked for, once its owner has proven to hold it. Raises Refused."""
    try:
        request = x509.load_pem_x509_csr(csr.encode())
        proven = request.is_signature_valid
        key = request.public_key()
    except Exception:  # what is malformed, or of an algorithm nobody knows, is told in many ways
        raise Refused("invalid_csr", "Yêu cầu cấp chứng thư (PKCS#10, PEM) không đọc được.") from None
    if not proven:
        raise Refused("invalid_csr", "Chữ ký của yêu cầu không đúng: người xin không chứng minh được là giữ khóa.")
    if isinstance(key, RSAPublicKey):
        strong = key.key_size >= SMALLEST_RSA_BITS
    else:
        strong = isinstance(key, EllipticCurvePublicKey) and key.curve.name in ("secp256r1", "secp384r1", "secp521r1")
    if not strong:
        sentence = "Khóa phải là RSA từ 2048 bit hoặc đường cong P-256, P-384, P-521: hãy tạo khóa khác rồi xin lại."
        raise Refused("weak_key", sentence)
    assert isinstance(key, RSAPublicKey | EllipticCurvePublicKey)
    return key


def issue(key: Key, subject: Subject, *, ca: str, days: int) -> Certificate:
    """Issue a certificate for signing; negative `days` make one that ended so long ago. Raises Refused."""
    if ca not in FOR_SUBSCRIBERS:
        raise Refused("invalid_ca", "Chỉ “can-bo” và “co-quan” cấp chứng thư cho người ký.")
    if not 1 <= abs(days) <= LONGEST_DAYS:
        raise Refused("invalid_days", f"Số ngày hiệu lực phải từ 1 đến {LONGEST_DAYS}; số âm: đã hết hạn.")
    since, until = _validity(days)
    made = _build(key, subject, ca=ca, since=since, until=until)
    return Certificate.objects.create(
        serial=str(made.serial_number),
        ca=ca,
        name=subject.name,
        organisation=subject.organisation,
        title=subject.title,
        valid_from=since,
        valid_to=until,
        pem=made.public_bytes(Encoding.PEM).decode(),
        fingerprint=made.fingerprint(SHA256()).hex(),
    )


def _validity(days: int) -> tuple[datetime, datetime]:
    now = datetime.now(UTC).replace(microsecond=0)
    until = now + timedelta(days=days)
    return (now - timedelta(minutes=1), until) if days > 0 else (until - LIFE_OF_EXPIRED, until)


def _build(key: Key, subject: Subject, *, ca: str, since: datetime, until: datetime) -> x509.Certificate:
    issuer = certificate_of(ca)
    ocsp, above, crl = (x509.UniformResourceIdentifier(url) for url in status_urls(ca))
    of_issuer = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signing(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(of_issuer), critical=False)
        .add_extension(
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(AuthorityInformationAccessOID.OCSP, ocsp),
                    x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, above),
                ]
            ),
            critical=False,
        )
        .add_extension(
            x509.CRLDistributionPoints([x509.DistributionPoint([crl], None, None, None)]),
            critical=False,
        )
    )
    return builder.sign(key_of(ca), SHA256())


def _for_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(subject: Subject) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, subject.organisation),
        (NameOID.TITLE, subject.title),
        (NameOID.COMMON_NAME, subject.name),
    )
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts if text])


def issuer_of(serial: str) -> str | None:
    """Return the authority that issued this serial number, or nothing."""
    known = Certificate.objects.filter(serial=serial).first()
    return known.ca if known is not None else revocable().get(serial, (None, ""))[0]


def revoke(serial: str, *, reason: str, at: datetime) -> Revocation:
    """Revoke a certificate since `at`. Again: what was said first stays. Raises Refused."""
    if reason not in REASONS:
        raise Refused("invalid_reason", f"Lý do thu hồi phải là một trong: {', '.join(REASONS)}.")
    if at > datetime.now(UTC):
        raise Refused("invalid_time", "Không thu hồi trước được: thời điểm thu hồi còn ở tương lai.")
    if issuer_of(serial) is None:
        raise Refused("unknown_serial", "Không có chứng thư mang số này.", status=404)
    told = {"at": at.replace(microsecond=0), "reason": reason}
    return Revocation.objects.get_or_create(serial=serial, defaults=told)[0]


def revocations(ca: str, *, at: datetime) -> list[Revocation]:
    """Return what `ca` had revoked by `at`."""
    serials = {serial for serial, (issuer, _name) in revocable().items() if issuer == ca}
    serials.update(Certificate.objects.filter(ca=ca).values_list("serial", flat=True))
    return [one for one in Revocation.objects.filter(at__lte=at).order_by("at") if one.serial in serials]


def revocation_of(serial: str, *, at: datetime) -> Revocation | None:
    """Return since when and why this certificate was revoked, as known at `at`."""
    return Revocation.objects.filter(serial=serial, at__lte=at).first()


def state_of(one: Certificate) -> str:
    """Return `revoked`, `expired` or `valid`."""
    return _issued(one, Revocation.objects.filter(serial=one.serial).first()).state


def listed() -> list[Listed]:
    """Return every certificate that can be revoked: the latest first, the authorities' own last."""
    revoked = {one.serial: one for one in Revocation.objects.all()}
    issued = [_issued(one, revoked.get(one.serial)) for one in Certificate.objects.order_by("-id")]
    own = [_own(name, issuer, serial, revoked.get(serial)) for serial, (issuer, name) in sorted(revocable().items())]
    return [*issued, *own]


def _issued(one: Certificate, revocation: Revocation | None) -> Listed:
    return Listed(
        one.serial,
        one.ca,
        one.name,
        one.organisation,
        one.title,
        one.valid_from,
        one.valid_to,
        one.pem,
        *_when(revocation),
    )


def _own(name: str, ca: str, serial: str, revocation: Revocation | None) -> Listed:
    it = built(name)
    pem = it.public_bytes(Encoding.PEM).decode()
    since, until = it.not_valid_before_utc, it.not_valid_after_utc
    return Listed(serial, ca, LABELS[name], ORGANISATION, "", since, until, pem, *_when(revocation))


def _when(revocation: Revocation | None) -> tuple[datetime | None, str]:
    return (None, "") if revocation is None else (revocation.at, revocation.reason)
