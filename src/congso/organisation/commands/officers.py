"""Who holds which position, from when, until when."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from congso.audit.commands import record
from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.organisation.models import Officer, Position


@transaction.atomic
def appoint(
    *,
    person_id: UUID,
    position_id: int,
    on: date,
    now: datetime,
    until: date | None = None,
    substitute: bool = False,
    basis: str = "",
    account_id: int | None = None,
) -> int:
    """Give a person a position from `on` (to before `until`); return the appointment's id (the officer's id).

    Raises NotPossibleNow when the position is not there for all of that time, or the person holds it already.
    """
    position = Position.objects.select_for_update().select_related("unit").filter(pk=position_id).first()
    if position is None:
        raise NotFound("Không có vị trí công tác này.")
    for ends in (position.valid_to, position.unit.valid_to):
        if ends is not None and (until is None or until > ends):
            raise NotPossibleNow(f"Vị trí “{position.title}” chỉ còn đến trước ngày {ends:%d/%m/%Y}.")
    if on < max(position.valid_from, position.unit.valid_from):
        raise NotPossibleNow(f"Vị trí “{position.title}” chưa có vào ngày {on:%d/%m/%Y}.")
    try:
        with transaction.atomic():
            officer = Officer.objects.create(
                person_id=person_id,
                position=position,
                substitute=substitute,
                basis=basis,
                valid_from=on,
                valid_to=until,
            )
    except IntegrityError as error:
        if "a_person_holds_a_position_once_at_a_time" not in str(error):
            raise
        raise NotPossibleNow("Người này đang giữ vị trí đó trong thời gian đã chọn.") from None
    record(
        action="organisation.appoint",
        at=now,
        account_id=account_id,
        person_id=person_id,
        object_kind="officer",
        object_id=officer.pk,
        position=position_id,
    )
    return officer.pk


@transaction.atomic
def end_appointment(*, officer_id: int, on: date, now: datetime, account_id: int | None = None) -> None:
    """End an appointment: from `on` the person no longer acts under it. The past stays as it was.

    Ending it twice on the same day does nothing; an appointment that has not begun ends before it began and is refused.
    """
    officer = Officer.objects.select_for_update().filter(pk=officer_id).first()
    if officer is None:
        raise NotFound("Không có phân công này.")
    if officer.valid_to is not None and officer.valid_to <= on:
        if officer.valid_to == on:
            return
        raise NotPossibleNow(f"Phân công này đã kết thúc từ ngày {officer.valid_to:%d/%m/%Y}.")
    if on <= officer.valid_from:
        raise NotPossibleNow(
            f"Phân công này bắt đầu từ ngày {officer.valid_from:%d/%m/%Y} nên không thể kết thúc trước đó."
        )
    officer.valid_to = on
    officer.save(update_fields=["valid_to"])
    record(
        action="organisation.end_appointment",
        at=now,
        account_id=account_id,
        person_id=officer.person_id,
        object_kind="officer",
        object_id=officer.pk,
        until=on.isoformat(),
    )
