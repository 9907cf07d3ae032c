"""Keys and certificates: registering one, giving it a picture, ending it."""

import base64
import io
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from PIL import Image, UnidentifiedImageError

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow

from ..events import KeyLost
from ..making import keys
from ..models import SigningCredential
from ..rules.keys import ENDINGS, Medium, check_usable

LARGEST_PICTURE = 1024 * 1024
MOST_PIXELS = 2_000
PICTURE_MM = (15.0, 60.0)
"""How wide the picture of a signature or a seal may be."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose key it is: a person's, or an agency's; exactly one of them."""

    person_id: UUID | None = None
    organisation_id: int | None = None


def _incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})


@transaction.atomic
def register(
    *,
    holder: Holder,
    medium: Medium,
    chain: str,
    now: datetime,
    key: str = "",
    reference: str = "",
    officer_id: int | None = None,
) -> UUID:
    """Keep a certificate (PEM, then those it hangs on) and where its key is; one that was in use ends as renewed.

    `key` (PKCS#8, PEM) belongs to a software key and to no other. Raises Incorrect with the field that is wrong.
    """
    try:
        found = keys.chain_of(chain)
        own = found.own
        valid_from, valid_to = own.not_valid_before, own.not_valid_after
    except (ValueError, TypeError):
        raise _incorrect("certificate", "Không đọc được chứng thư: chọn tệp .pem, .cer hoặc .p12 nguyên vẹn.") from None
    if own.ca:
        raise _incorrect("certificate", "Đây là chứng thư của nơi cấp, không phải của người ký.")
    if own.public_key.algorithm not in {"rsa", "ec"}:
        raise _incorrect("certificate", "Chỉ dùng được chứng thư có khóa RSA hoặc ECDSA.")
    if medium is Medium.SOFTWARE and not keys.holds(found, key):
        raise _incorrect("certificate", "Khóa không phải là khóa của chứng thư này.")
    if medium in (Medium.TOKEN, Medium.REMOTE) and not reference.strip():
        raise _incorrect("reference", "Ghi mã khóa trên thiết bị hoặc dịch vụ.")
    try:
        check_usable(valid_from, valid_to, None, now)
    except NotPossibleNow as refusal:
        raise _incorrect("certificate", refusal.message) from None
    if SigningCredential.objects.filter(fingerprint=own.sha256.hex()).exists():
        raise _incorrect("certificate", "Chứng thư này đã được đăng ký.")
    before = _in_use(holder).select_for_update().first()
    if before is not None:
        before.ended_at, before.ended_by_id, before.ending, before.key = now, officer_id, "renewed", ""
        before.save(update_fields=["ended_at", "ended_by", "ending", "key"])
    try:
        with transaction.atomic():
            row = SigningCredential.objects.create(
                person_id=holder.person_id,
                organisation_id=holder.organisation_id,
                medium=medium,
                chain=keys.as_pem([own, *found.others]),
                subject=_common_name(own),
                issuer=own.issuer.native.get("common_name") or own.issuer.human_friendly[:300],
                serial=str(own.serial_number),
                fingerprint=own.sha256.hex(),
                valid_from=valid_from,
                valid_to=valid_to,
                key=key if medium is Medium.SOFTWARE else "",
                reference=reference.strip()[:200],
                picture=before.picture if before is not None else "",
                picture_mm=before.picture_mm if before is not None else None,
                registered_at=now,
                registered_by_id=officer_id,
            )
    except IntegrityError:
        raise NotPossibleNow(
            "Vừa có người đăng ký chứng thư khác cho người này.", code="changed_meanwhile",
            remedy="Tải lại trang rồi thử lại.",
        ) from None  # fmt: skip
    _note("signatures.register_key", row, now, officer_id)
    return row.id


def _in_use(holder: Holder) -> QuerySet[SigningCredential]:
    in_use = SigningCredential.objects.filter(ended_at=None)
    if holder.person_id is not None:
        return in_use.filter(person_id=holder.person_id)
    assert holder.organisation_id is not None
    return in_use.filter(organisation_id=holder.organisation_id)


def _common_name(own: x509.Certificate) -> str:
    name = own.subject.native.get("common_name") or own.subject.human_friendly
    return str(name)[:300]


def _note(action: str, row: SigningCredential, now: datetime, officer_id: int | None, why: str = "") -> None:
    record(
        action=action,
        at=now,
        kind=Kind.CHANGE,
        officer_id=officer_id,
        subjects=[row.person_id] if row.person_id else (),
        object_kind="signing_credential",
        object_id=row.id,
        medium=row.medium,
        serial=row.serial,
        organisation=row.organisation_id,
        why=why,
    )


def opened_p12(content: bytes, password: str) -> tuple[str, str]:
    """Return chain and private key (both PEM) of a PKCS#12 file. Raises Incorrect."""
    try:
        key, own, others = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError:
        raise _incorrect("password", "Không mở được tệp .p12: kiểm tra lại mật khẩu của tệp.") from None
    if key is None or own is None:
        raise _incorrect("file", "Tệp .p12 này không có khóa hoặc không có chứng thư.")
    told = "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in [own, *others])
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return told, plain.decode()


def opened_certificates(content: bytes) -> str:
    """Return the certificates of a file (PEM or DER) as PEM. Raises Incorrect."""
    try:
        return keys.as_pem(keys.certificates(content))
    except (ValueError, TypeError):
        raise _incorrect("certificate", "Không đọc được chứng thư: chọn tệp .pem, .cer hoặc .crt nguyên vẹn.") from None


@transaction.atomic
def end(*, credential_id: UUID, ending: str, now: datetime, officer_id: int | None) -> None:
    """End a key: it signs no more from this moment. Safe to call twice. Raises NotFound, Incorrect."""
    if ending not in ENDINGS:
        raise _incorrect("ending", "Chọn lý do ngừng dùng.")
    row = _row(credential_id)
    if row.ended_at is not None:
        return
    # The private key of a software key is of no more use to anybody.
    row.ended_at, row.ended_by_id, row.ending, row.key = now, officer_id, ending, ""
    row.save(update_fields=["ended_at", "ended_by", "ending", "key"])
    _note("signatures.end_key", row, now, officer_id, why=ending)
    if ending == "lost":
        publish(KeyLost(str(row.id)))


@transaction.atomic
def note_warned(*, credential_id: UUID, now: datetime) -> None:
    """Keep that people were warned of a certificate's end."""
    SigningCredential.objects.filter(id=credential_id).update(expiry_told_at=now)


@transaction.atomic
def set_picture(*, credential_id: UUID, png: bytes, width_mm: float, now: datetime, officer_id: int | None) -> None:
    """Keep the picture that is shown where a key signs: PNG with a transparent ground; its true width in mm."""
    row = _row(credential_id)
    if len(png) > LARGEST_PICTURE:
        raise _incorrect("picture", "Hình lớn hơn 1 MB: thu nhỏ rồi tải lên lại.")
    try:
        image = Image.open(io.BytesIO(png), formats=["PNG"])
        if max(image.size) > MOST_PIXELS:
            raise _incorrect("picture", f"Hình rộng hoặc cao quá {MOST_PIXELS} điểm ảnh: thu nhỏ rồi tải lên lại.")
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise _incorrect("picture", "Không đọc được hình: chọn tệp PNG.") from None
    if image.mode != "RGBA" or image.getchannel("A").getextrema()[0] != 0:
        raise _incorrect("picture", "Hình phải có nền trong suốt (PNG), không phải nền trắng.")
    if not PICTURE_MM[0] <= width_mm <= PICTURE_MM[1]:
        raise _incorrect("width_mm", f"Bề rộng từ {PICTURE_MM[0]:.0f} đến {PICTURE_MM[1]:.0f} mm.")
    clean = io.BytesIO()
    image.save(clean, "PNG")
    row.picture, row.picture_mm = base64.b64encode(clean.getvalue()).decode(), width_mm
    row.save(update_fields=["picture", "picture_mm"])
    _note("signatures.set_picture", row, now, officer_id)


def _row(credential_id: UUID) -> SigningCredential:
    row = SigningCredential.objects.select_for_update().filter(id=credential_id).first()
    if row is None:
        raise NotFound("Không tìm thấy chứng thư số này.")
    return row
