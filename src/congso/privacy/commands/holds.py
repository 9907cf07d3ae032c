"""Keeping a person's data as they are, by the paper of a competent authority."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation.queries import ActingOfficer
from congso.privacy.models import LegalHold
from congso.privacy.permissions import needs
from congso.privacy.rules.rights import PrivacyRight


@transaction.atomic
def hold(*, person_id: UUID, document_number: str, officer: ActingOfficer, now: datetime) -> UUID:
    """Keep a person's data as they are, by a paper. Raises NotAllowed, Incorrect."""
    needs(officer, PrivacyRight.HOLD)
    number = tidy(document_number)[:60]
    if not number:
        raise Incorrect(_("Ghi số văn bản yêu cầu giữ dữ liệu."), fields={"document_number": [_("Bắt buộc.")]})
    row = LegalHold.objects.create(person_id=person_id, document_number=number, placed_at=now, placed_by_id=officer.id)
    record(
        action="privacy.hold", at=now, purpose=Purpose.INSPECTION, officer_id=officer.id, unit_id=officer.unit_id,
        account_id=officer.account_id, subjects=[person_id], object_kind="legal_hold", object_id=row.id,
    )  # fmt: skip
    return row.id


@transaction.atomic
def lift_hold(*, hold_id: UUID, officer: ActingOfficer, now: datetime) -> None:
    """End a hold. Raises NotAllowed, NotFound."""
    needs(officer, PrivacyRight.HOLD)
    row = LegalHold.objects.select_for_update().filter(id=hold_id, lifted_at=None).first()
    if row is None:
        raise NotFound(_("Không tìm thấy việc giữ dữ liệu đang có hiệu lực này."))
    row.lifted_at = now
    row.save(update_fields=["lifted_at"])
    record(
        action="privacy.lift_hold", at=now, purpose=Purpose.INSPECTION, officer_id=officer.id, unit_id=officer.unit_id,
        account_id=officer.account_id, subjects=[row.person_id], object_kind="legal_hold", object_id=row.id,
    )  # fmt: skip
