"""Certificates that somebody offers as a root to trust: reading them, and what speaks against one.

Source: RFC 5280 sections 4.2.1.3 and 4.2.1.9 (who may sign certificates); Luật Giao dịch điện tử 20/2023/QH15 Điều 22
(official duty and public signatures hang on different roots); TT 15/2025/TT-BKHCN (RSA from 2048 bit, ECDSA from
256) †.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

MOST_AT_ONCE = 20
LARGEST_BYTES = 256 * 1024
LEAST_BITS = {"rsa": 2048, "ec": 256}


class AnchorKind(StrEnum):
    """What the signatures are for that hang on a root."""

    OFFICIAL = "official"
    PUBLIC = "public"
    TIMESTAMP = "timestamp"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self]


KINDS = {
    AnchorKind.OFFICIAL: "Chuyên dùng công vụ",
    AnchorKind.PUBLIC: "Công cộng",
    AnchorKind.TIMESTAMP: "Dấu thời gian",
    AnchorKind.OTHER: "Khác",
}


class NoCertificate(ValueError):  # noqa: N818 - an answer, like a refusal
    """What was offered holds no certificate that can be read. The text says so to people."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A certificate as people compare it. `key` is like "RSA 4096 bit"; `sha256` hexadecimal without spaces."""

    der: bytes
    name: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    key: str
    key_kind: str
    key_bits: int
    sha256: str
    signs_certificates: bool
    is_root: bool

    @property
    def fingerprint(self) -> str:
        """The SHA-256 in groups of four digits, to be compared by eye."""
        return grouped(self.sha256)


def grouped(digest: str) -> str:
    """Return a fingerprint in groups of four upper-case digits."""
    return " ".join(digest[n : n + 4] for n in range(0, len(digest), 4)).upper()


def read_certificates(content: bytes) -> list[Offered]:
    """Return the certificates in a file, PEM (one or several) or DER, each once. Raises NoCertificate."""
    found = {one.sha256: one for one in map(_offered, _parts(content))}
    if not found:
        raise NoCertificate("Không thấy chứng thư nào: cần tệp PEM (có dòng BEGIN CERTIFICATE) hoặc DER.")
    if len(found) > MOST_AT_ONCE:
        raise NoCertificate(f"Có {len(found)} chứng thư; mỗi lần thêm tối đa {MOST_AT_ONCE}.")
    return list(found.values())


def _parts(content: bytes) -> list[bytes]:
    from asn1crypto import pem

    if len(content) > LARGEST_BYTES:
        raise NoCertificate("Tệp lớn hơn 256 KB nên không phải là tệp chứng thư.")
    if content.startswith(b"\x30"):
        return [content]  # as it is: the last byte of a signature may look like a space
    content = content.strip()
    if b"PRIVATE KEY-----" in content:
        raise NoCertificate("Tệp có khóa bí mật. Chỉ gửi chứng thư; khóa bí mật không được rời nơi giữ nó.")
    if not pem.detect(content):
        return []
    try:
        return [der for kind, _headers, der in pem.unarmor(content, multiple=True) if kind == "CERTIFICATE"]
    except ValueError:
        raise NoCertificate("Tệp PEM bị hỏng. Hãy tải lại từ trang của cơ quan chứng thực.") from None


def _offered(der: bytes) -> Offered:
    from asn1crypto import x509

    try:
        one = x509.Certificate.load(der, strict=True)
        usage = one.key_usage_value.native if one.key_usage_value is not None else {"key_cert_sign"}
        key = one.public_key
        return Offered(
            der=der,
            name=_name(one.subject.native)[:200] or one.subject.human_friendly[:200],
            subject=one.subject.human_friendly[:500],
            issuer=one.issuer.human_friendly[:500],
            serial=str(one.serial_number),
            valid_from=one.not_valid_before,
            valid_to=one.not_valid_after,
            key=f"{_KEYS.get(key.algorithm, key.algorithm)} {key.bit_size} bit",
            key_kind=key.algorithm,
            key_bits=key.bit_size,
            sha256=one.sha256.hex(),
            signs_certificates=bool(one.ca) and "key_cert_sign" in usage,
            is_root=one.subject == one.issuer,
        )
    except Exception as error:  # asn1crypto parses lazily and raises many kinds
        raise NoCertificate("Có phần không đọc được là chứng thư X.509. Hãy tải lại tệp gốc.") from error


_KEYS = {"rsa": "RSA", "ec": "ECDSA", "dsa": "DSA", "ed25519": "Ed25519", "ed448": "Ed448"}


def _name(subject: dict[str, Any]) -> str:
    told = subject.get("common_name") or subject.get("organization_name") or ""
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told)


def trouble_with(one: Offered, *, now: datetime, known: bool) -> str:
    """Return why a certificate cannot become a root, "" when nothing speaks against it. `known`: it is trusted now."""
    if known:
        return "Chứng thư này đã có trong danh sách tin cậy."
    if not one.signs_certificates:
        return (
            "Đây không phải chứng thư của cơ quan chứng thực (không được phép cấp chứng thư khác). "
            "Hãy lấy chứng thư gốc, không lấy chứng thư của người ký."
        )
    if now > one.valid_to:
        return "Chứng thư đã hết hiệu lực. Hãy lấy chứng thư gốc đang dùng."
    if now < one.valid_from:
        return "Chứng thư chưa đến ngày có hiệu lực."
    if one.key_bits < LEAST_BITS.get(one.key_kind, 0):
        return f"Khóa {one.key} quá yếu để làm gốc tin cậy."
    return ""
