"""A breach of personal data: opened, assessed, told to the authority, repaired, reported, closed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation.queries import ActingOfficer
from congso.privacy.models import Breach
from congso.privacy.permissions import needs
from congso.privacy.queries import BreachView, breach_view
from congso.privacy.rules import breaches
from congso.privacy.rules.breaches import BreachState
from congso.privacy.rules.rights import PrivacyRight


@transaction.atomic
def open_breach(
    *, officer: ActingOfficer, what: str, is_serious: bool, people_at_most: int, found_at: datetime, now: datetime
) -> BreachView:
    """Open a breach; its clocks run from the hour it was found, not from the hour it was written down."""
    needs(officer, PrivacyRight.KEEP_BREACHES)
    said = tidy(what)
    if not said or found_at > now:
        raise Incorrect(_("Ghi diễn biến, và giờ phát hiện không ở tương lai."))
    row = Breach.objects.create(
        what=said,
        is_serious=is_serious,
        people_at_most=people_at_most,
        found_at=found_at,
        opened_by_id=officer.id,
    )
    _note_breach(row, "privacy.open_breach", officer, now)
    return breach_view(row)


@transaction.atomic
def move_breach(
    *, breach_id: UUID, officer: ActingOfficer, to: BreachState, now: datetime, note: str = ""
) -> BreachView:
    """Say how far a breach is, and what was done. Raises NotAllowed, NotFound, NotPossibleNow, Incorrect.

    An assessment says what it found: whose data, of which kind, what harm may come.
    """
    row = _locked(breach_id, officer)
    said = tidy(note)[:4_000]
    if to is BreachState.ASSESSED and not said:
        raise Incorrect(
            _("Ghi kết quả đánh giá: dữ liệu nào, của ai, hậu quả có thể có."), fields={"note": [_("Bắt buộc.")]}
        )
    row.state = breaches.next_state(BreachState(row.state), to)
    if to is BreachState.NOTIFIED:
        row.notified_at = now
        row.incident_told_at = row.incident_told_at or now
    elif to is BreachState.REPORTED:
        row.reported_at = now
    elif to is BreachState.CLOSED:
        row.closed_at = now
    row.course = [*row.course, {"at": now.isoformat(), "state": to.value, "by": officer.id, "note": said}]
    row.save()
    _note_breach(row, "privacy.move_breach", officer, now)
    return breach_view(row)


@transaction.atomic
def tell_incident(*, breach_id: UUID, officer: ActingOfficer, now: datetime) -> BreachView:
    """Say that the cyber incident was reported: its clock of 24 hours is apart from that of personal data.

    Raises NotAllowed, NotFound, NotPossibleNow.
    """
    row = _locked(breach_id, officer)
    if row.incident_told_at is not None:
        raise NotPossibleNow(_("Sự cố an ninh mạng này đã được báo."))
    row.incident_told_at = now
    row.save(update_fields=["incident_told_at"])
    _note_breach(row, "privacy.tell_incident", officer, now)
    return breach_view(row)


@transaction.atomic
def note_reminded(*, breach_id: UUID, clock: str, late: bool) -> bool:
    """Keep that the responsible were reminded of a clock, before or after its end; False when they had been."""
    row = Breach.objects.select_for_update().filter(id=breach_id, closed_at=None).first()
    mark = f"{clock}:{'late' if late else 'near'}"
    if row is None or mark in row.reminded:
        return False
    row.reminded = [*row.reminded, mark]
    row.save(update_fields=["reminded"])
    return True


def _locked(breach_id: UUID, officer: ActingOfficer) -> Breach:
    needs(officer, PrivacyRight.KEEP_BREACHES)
    row = Breach.objects.select_for_update().filter(id=breach_id).first()
    if row is None:
        raise NotFound(_("Không tìm thấy sự cố này."))
    return row


def _note_breach(row: Breach, action: str, officer: ActingOfficer, now: datetime) -> None:
    told: dict[str, Any] = {"state": row.state}
    record(
        action=action,
        at=now,
        purpose=Purpose.SECURITY,
        account_id=officer.account_id,
        officer_id=officer.id,
        object_kind="breach",
        object_id=row.id,
        **told,
    )
