"""Signing with a key on the signer's own machine: the hash goes to their browser, the signature comes back.

A command that meets such a key stops by raising `HashWanted`, and its transaction leaves nothing. What was made ready
is kept for ten minutes; the same command, run again with the signature, takes it up where it stopped, if what is
signed is still the same.
"""

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.conf import settings
from django.db import transaction

from congso.kernel.refusals import NotPossibleNow

from ..making import keys
from ..making.interrupted import Prepared, finished, interrupted
from ..making.signing import Intent
from ..models import PreparedSignature, SigningCredential

GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody sits there with their device and can be asked for a signature."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The signature that their device made, for what was prepared."""

    prepared_id: UUID
    signature: bytes = field(repr=False)


Device = Asking | Answered


class HashWanted(Exception):  # noqa: N818 - a question
    """The signer's device must sign a hash before this can be done. To be kept by `keep_prepared`."""

    def __init__(self, credential_id: UUID, about: str, content: dict[str, Any]) -> None:
        """Take what `PreparedSignature` keeps."""
        super().__init__(about)
        self.credential_id, self.about, self.content = credential_id, about, content


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that was prepared before, now signed."""

    content: bytes
    code: str
    before_sha256: str


def ask(row: SigningCredential, device: Device | None, pdf: bytes, intent: Intent, about: str, code: str) -> NoReturn:
    """Make a document ready and ask for its signature. Raises HashWanted; NotPossibleNow where nobody can be asked."""
    if not settings.SIGNING_DEVICE_URL:
        raise NotPossibleNow(
            "Hệ thống chưa cấu hình chương trình ký trên máy của cán bộ nên chưa ký được.", code="no_signing_device",
            remedy="Báo quản trị hệ thống.",
        )  # fmt: skip
    if not isinstance(device, Asking):
        raise NotPossibleNow(
            "Khóa này ở thiết bị ký trên máy của người ký nên không ký được theo cách này.", code="key_is_elsewhere",
            remedy="Mở từng hồ sơ, bấm nút ký và làm theo hướng dẫn trên màn hình.",
        )  # fmt: skip
    made = interrupted(pdf, keys.chain_of(row.chain), intent)
    raise HashWanted(
        row.id,
        about,
        {
            "document": b64encode(made.document).decode(),
            "start": made.start,
            "end": made.end,
            "attributes": b64encode(made.attributes).decode(),
            "code": code,
            "before_sha256": hashlib.sha256(pdf).hexdigest(),
        },
    )


@transaction.atomic
def keep_prepared(wanted: HashWanted, *, officer_id: int, request: dict[str, str], now: datetime) -> UUID:
    """Keep for ten minutes what waits for a signature, with what the officer had asked for (`request`)."""
    clear_prepared(now=now)
    kept = PreparedSignature.objects.create(
        officer_id=officer_id,
        credential_id=wanted.credential_id,
        about=wanted.about[:300],
        content={**wanted.content, "request": request},
        expires_at=now + GOOD_FOR,
    )
    return kept.id


def clear_prepared(*, now: datetime) -> None:
    """Forget what nobody signed in time."""
    PreparedSignature.objects.filter(expires_at__lte=now).delete()


def take_up(row: SigningCredential, device: Answered, *, officer_id: int, about: str, now: datetime) -> Taken:
    """Return the document that was prepared, with the signature that came, and forget it: it serves once.

    Raises NotPossibleNow, and keeps it, for a signature that is not the key's or for anything else than was prepared.
    """
    kept = PreparedSignature.objects.select_for_update().filter(id=device.prepared_id, officer_id=officer_id).first()
    if kept is None or kept.expires_at <= now:
        raise NotPossibleNow(
            "Lần ký này đã quá 10 phút hoặc đã dùng rồi; chưa có gì được ký thêm.", code="prepared_gone",
            remedy="Mở lại hồ sơ và ký lại.",
        )  # fmt: skip
    if kept.credential_id != row.id or kept.about != about:
        raise NotPossibleNow(
            "Nội dung, số văn bản hoặc chứng thư đã khác lúc bắt đầu ký; chưa có gì được ký.", code="prepared_changed",
            remedy="Mở lại hồ sơ, xem nội dung đang có rồi ký lại.",
        )  # fmt: skip
    chain, content = keys.chain_of(row.chain), kept.content
    prepared = Prepared(
        b64decode(content["document"]), content["start"], content["end"], b64decode(content["attributes"])
    )
    keys.check_signature(chain, prepared.digest, device.signature)
    signed = finished(prepared, chain, device.signature)
    kept.delete()
    return Taken(signed, content["code"], content["before_sha256"])
