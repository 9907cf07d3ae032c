"""Who holds which position, from when, until when."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from congso.audit.commands import record
from congso.identity import commands as identity
from congso.identity.queries import account_of_person as of_person
from congso.kernel.clock import VIETNAM
from congso.kernel.events import publish
from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.organisation.events import PositionEnded
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
def end_appointment(
    *, officer_id: int, on: date, now: datetime, account_id: int | None = None, basis: str = ""
) -> None:
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
    officer.valid_to, officer.end_told_at = on, None
    officer.save(update_fields=["valid_to", "end_told_at"])
    record(
        action="organisation.end_appointment",
        at=now,
        account_id=account_id,
        person_id=officer.person_id,
        object_kind="officer",
        object_id=officer.pk,
        until=on.isoformat(),
        basis=basis,
    )
    if on <= now.astimezone(VIETNAM).date():
        _end_what_came_with(officer, now)


@transaction.atomic
def move(
    *, officer_id: int, position_id: int, on: date, now: datetime, basis: str = "", account_id: int | None = None
) -> int:
    """Let somebody hold another position from `on`, and no longer the present one; return the new appointment's id."""
    officer = Officer.objects.select_for_update().filter(pk=officer_id).first()
    if officer is None:
        raise NotFound("Không có phân công này.")
    fresh = appoint(
        person_id=officer.person_id, position_id=position_id, on=on, now=now, basis=basis, account_id=account_id
    )
    end_appointment(officer_id=officer_id, on=on, now=now, account_id=account_id, basis=basis)
    return fresh


@transaction.atomic
def join(
    *,
    full_name: str,
    identity_number: str,
    username: str,
    email: str,
    position_id: int,
    on: date,
    until: date | None,
    basis: str,
    now: datetime,
    account_id: int | None,
) -> int:
    """Appoint somebody and open their account: an invitation to choose a first password goes to `email`.

    Return the appointment's id. A person known by the number stays who they are. Raises Incorrect, NotPossibleNow.
    """
    person = identity.ensure_person(full_name=full_name, identity_number=identity_number, email=email)
    officer_id = appoint(
        person_id=person.id, position_id=position_id, on=on, until=until, basis=basis, now=now, account_id=account_id
    )
    identity.invite_officer(
        person_id=person.id,
        username=username,
        email=email,
        now=now,
        lasts=timedelta(hours=settings.INVITATION_HOURS),
        by_account_id=account_id,
    )
    return officer_id


def tell_ended_positions(*, today: date, now: datetime, limit: int = 200) -> int:
    """End what came with appointments whose last day has passed and of which nobody was told yet; return how many."""
    waiting = Officer.objects.filter(valid_to__lte=today, end_told_at=None).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    for officer_id in ids:
        with transaction.atomic():
            officer = Officer.objects.select_for_update().get(pk=officer_id)
            if officer.end_told_at is None and officer.valid_to is not None and officer.valid_to <= today:
                _end_what_came_with(officer, now)
    return len(ids)


def _end_what_came_with(officer: Officer, now: datetime) -> None:
    """End sessions; whoever holds no position now or later is locked as well. Others hear of it as an event."""
    officer.end_told_at = now
    officer.save(update_fields=["end_told_at"])
    account = of_person(officer.person_id, kind="officer")
    if account is not None:
        today = now.astimezone(VIETNAM).date()
        holds = Officer.objects.filter(person_id=officer.person_id).exclude(valid_to__lte=today).exists()
        if holds:
            identity.end_sessions(account_id=account.id, reason="position", now=now)
        else:
            identity.lock_account(account_id=account.id, reason="Không còn giữ vị trí công tác nào.", now=now)
    publish(PositionEnded(officer.pk, account.id if account else 0, str(officer.person_id)))
