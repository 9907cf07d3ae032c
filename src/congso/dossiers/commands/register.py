"""Copies of the register: asked for in a request, printed by a job, let go after some days."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.audit.commands import record
from congso.dossiers import permissions
from congso.dossiers.events import RegisterPrintAsked
from congso.dossiers.models import RegisterPrint
from congso.kernel.events import publish
from congso.kernel.refusals import NotAllowed, NotFound
from congso.organisation.queries import ActingOfficer

from . import clock
from .case import who

FIRST_YEAR = 2018
"""The year in which Decree 61/2018/NĐ-CP brought the register."""


@transaction.atomic
def ask_register_print(*, year: int, by: ActingOfficer, now: datetime) -> UUID:
    """Have the register of the officer's agency printed as it stands this minute. Returns the id of the copy.

    Asking again in the same minute, or while a copy of that year is still being made, gives the same one.
    """
    if not permissions.may_read_register(by):
        raise NotAllowed("Sổ theo dõi hồ sơ dành cho Bộ phận Một cửa, lãnh đạo và cán bộ kiểm tra.")
    if not FIRST_YEAR <= year <= clock.day_of(now).year:
        raise NotFound("Không có sổ của năm này.")
    asked = RegisterPrint.objects.filter(organisation_id=by.organisation_id, year=year)
    making = asked.filter(file=None, failed_at=None).order_by("-asked_at").first()
    if making is not None:
        return making.id
    as_of = now.replace(second=0, microsecond=0)
    found, is_new = asked.get_or_create(
        as_of=as_of,
        defaults={"organisation_id": by.organisation_id, "year": year, "asked_at": now, "asked_by_id": by.id},
    )
    if is_new:
        doer = who(by)
        record(
            action="dossiers.ask_register_print",
            at=now,
            account_id=doer.account_id,
            officer_id=doer.officer_id,
            unit_id=doer.unit_id,
            on_behalf_of_officer_id=doer.on_behalf_of_officer_id,
            delegation_id=doer.delegation_id,
            object_kind="register",
            object_id=f"{by.organisation_id}/{year}",
        )
        publish(RegisterPrintAsked(str(found.id)))
    return found.id


@transaction.atomic
def keep_register_print(*, print_id: UUID, file_id: UUID, lines: int, now: datetime) -> bool:
    """Keep the copy that a job made. Returns False when another run was faster, or the copy was let go meanwhile."""
    made = RegisterPrint.objects.select_for_update().filter(id=print_id, file=None)
    return bool(made.update(file_id=file_id, lines=lines, made_at=now, failed_at=None))


def note_register_print_failed(*, print_id: UUID, now: datetime) -> None:
    """Write down that a run did not succeed, so that who waits is told; the job runs again."""
    RegisterPrint.objects.filter(id=print_id, file=None).update(failed_at=now)


def forget_register_prints(*, before: datetime, limit: int = 500) -> int:
    """Let go of copies asked for before an instant (job); their files go with what nothing refers to."""
    old = RegisterPrint.objects.filter(asked_at__lt=before).order_by("id").values_list("id", flat=True)[:limit]
    return RegisterPrint.objects.filter(id__in=list(old)).delete()[0]
