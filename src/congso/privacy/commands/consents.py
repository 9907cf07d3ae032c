"""What a person agreed to and took back, and which notice they were shown."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.kernel.refusals import NotFound
from congso.privacy.models import Consent, NoticeShown
from congso.privacy.rules.notices import Notice


@transaction.atomic
def consent(
    *,
    person_id: UUID,
    purpose: str,
    notice_version: str,
    notice: str,
    is_sensitive: bool,
    channel: str,
    proof: str,
    now: datetime,
) -> None:
    """Keep a consent to one purpose, with the hash of the very text that was shown. One in force stays as it is."""
    fresh = Consent(
        person_id=person_id,
        purpose=purpose,
        notice_version=notice_version,
        notice_digest=hashlib.sha256(notice.encode()).hexdigest(),
        is_sensitive=is_sensitive,
        channel=channel,
        proof=proof,
        given_at=now,
    )
    if Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).exists():
        return
    Consent.objects.bulk_create([fresh], ignore_conflicts=True)
    record(action="privacy.consent", at=now, person_id=person_id, subjects=[person_id], about=purpose)


@transaction.atomic
def withdraw_consent(*, person_id: UUID, purpose: str, now: datetime) -> None:
    """End the consent to a purpose. Raises NotFound when there is none in force."""
    ended = Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)
    if not ended:
        raise NotFound(_("Không có sự đồng ý nào đang có hiệu lực cho mục đích này."))
    record(action="privacy.withdraw_consent", at=now, person_id=person_id, subjects=[person_id], about=purpose)


@transaction.atomic
def note_notice(*, person_id: UUID, notice: Notice, now: datetime) -> None:
    """Keep that a person read a version of a notice; once is enough. It is no consent: nothing hangs on it."""
    fresh = NoticeShown(person_id=person_id, notice=notice.key, version=notice.version, shown_at=now)
    NoticeShown.objects.bulk_create([fresh], ignore_conflicts=True)
    if NoticeShown.objects.filter(id=fresh.id).exists():
        record(
            action="privacy.notice", at=now, person_id=person_id, subjects=[person_id],
            about=f"{notice.key} {notice.version}",
        )  # fmt: skip
