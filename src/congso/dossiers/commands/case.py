"""A dossier taken in hand: locked, seen, checked; and the one place that writes what was done.

Every command begins with `take_up` and ends with `Case.append`. Nothing else writes an event or changes the state.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from congso.audit.commands import record
from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.models import Dossier, DossierEvent
from congso.dossiers.permissions import Actor, Applicant, Client
from congso.dossiers.queries import people_of, routes
from congso.dossiers.rules import states
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.rules.workflow import Step, Workflow
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation import queries as organisation
from congso.organisation.commands import hold
from congso.organisation.queries import ActingOfficer
from congso.representation import commands as representation
from congso.representation.rules.standing import Capacity

from . import clock

NOT_FOUND = "Không tìm thấy hồ sơ này, hoặc hồ sơ không thuộc phạm vi của bạn."
REASON_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, as the history writes it down."""

    account_id: int | None = None
    officer_id: int | None = None
    unit_id: int | None = None
    person_id: UUID | None = None
    client_id: int | None = None
    on_behalf_of_officer_id: int | None = None
    delegation_id: int | None = None
    form: str = ""

    @property
    def payload(self) -> dict[str, Any]:
        """Return what an event says of the paper by which somebody acted for another; empty for one's own acts."""
        return {"acting": {"delegation": self.delegation_id, "form": self.form}} if self.delegation_id else {}


def who(actor: Actor) -> Who:
    """Return how an actor is written down."""
    officer = permissions.officer_of(actor)
    client_id = actor.client_id if isinstance(actor, Client) else None
    if officer is not None:
        stands_in = officer.on_behalf
        return Who(
            officer.account_id,
            officer.id,
            officer.unit_id,
            None,
            client_id,
            stands_in.officer_id if stands_in else None,
            stands_in.delegation_id if stands_in else None,
            stands_in.form if stands_in else "",
        )
    if isinstance(actor, Applicant):
        return Who(actor.account_id, None, None, actor.person_id)
    return Who(client_id=client_id)


def capacity_of(actor: Actor, dossier: Dossier) -> Capacity:
    """Return in whose place an actor acts on a dossier; officers and systems act in their own."""
    return permissions.capacity(actor.person_id, dossier) if isinstance(actor, Applicant) else Capacity()


def officer_needed(actor: Actor) -> ActingOfficer:
    """Return the officer who acts. For acts that a paper must bear an officer's name on."""
    officer = permissions.officer_of(actor)
    if officer is None:
        raise NotAllowed("Việc này phải do cán bộ thực hiện.")
    return officer


def needed_text(text: str, what: str, field: str) -> str:
    """Return a reason or a text tidied, or refuse when it is missing or far too long."""
    kept = "\n".join(tidy(line) for line in text.strip().splitlines())
    if not kept:
        raise Incorrect(f"Chưa ghi {what}.", fields={field: [f"Ghi {what}."]})
    if len(kept) > REASON_MAX:
        raise Incorrect(f"Phần {what} dài quá {REASON_MAX} ký tự.", fields={field: [f"Tối đa {REASON_MAX} ký tự."]})
    return kept


class Case:
    """A locked dossier with its version and workflow, for the length of one command."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    @property
    def version(self) -> catalogue.VersionView:
        """The version of the procedure that the dossier is pinned to."""
        return routes.pinned(self.dossier.procedure_version_id).version

    @property
    def workflow(self) -> Workflow:
        """The workflow that the dossier is pinned to."""
        return routes.pinned(self.dossier.procedure_version_id).workflow

    @property
    def step(self) -> Step | None:
        """The step the dossier stands in; None before reception."""
        return self.workflow.step(self.dossier.step_key) if self.dossier.step_key else None

    @property
    def here(self) -> Step:
        """The step the dossier stands in. For acts that only exist inside a workflow."""
        assert self.step is not None
        return self.step

    @property
    def agencies(self) -> routes.Agencies:
        """The agencies that receive and process."""
        dossier, version = self.dossier, self.version
        return routes.Agencies(
            dossier.receiving_organisation_id,
            dossier.processing_organisation_id,
            version.policy.department_field or version.field,
        )

    @property
    def received(self) -> bool:
        """Whether the dossier has been accepted once."""
        return self.dossier.received_at is not None

    def unit_of(self, step: Step, now: datetime) -> int:
        """Return the unit that works on a step today."""
        return routes.unit_of_step(step, self.agencies, clock.day_of(now)).id

    def desk(self, now: datetime) -> int:
        """Return the one-stop desk the dossier was handed in to."""
        return routes.desk_of(self.dossier.receiving_organisation_id, clock.day_of(now)).id

    def check(self, action: Action, by: Actor) -> None:
        """Refuse what this actor may not do, or nobody now."""
        permissions.check(by, action, self.dossier, self.step)

    def go_to(self, step: Step, *, now: datetime, unit_id: int | None = None, officer_id: int | None = None) -> None:
        """Place the dossier in a step: who has it, since when, until when."""
        dossier = self.dossier
        dossier.step_key, dossier.step_since = step.key, now
        dossier.waiting_unit_id = unit_id if unit_id is not None else self.unit_of(step, now)
        dossier.waiting_officer_id = officer_id
        dossier.waits_until = clock.waits_until(dossier, step, now)

    def wait_for(self, unit_id: int, until: datetime, officer_id: int | None = None) -> None:
        """Let the dossier wait for a unit without moving in its workflow."""
        self.dossier.waiting_unit_id, self.dossier.waiting_officer_id = unit_id, officer_id
        self.dossier.waits_until = until

    def resume(self, now: datetime, interrupted_by: Action) -> None:
        """Give the dossier back to whoever had it when it was interrupted, with the step's quota anew."""
        held = (
            self.dossier.events.filter(action=interrupted_by.value, at__gte=self.dossier.submitted_at)
            .order_by("-sequence")
            .values_list("payload", flat=True)
            .first()
        ) or {}
        self.go_to(self.here, now=now, unit_id=held.get("held_unit"), officer_id=held.get("held_officer"))

    def close(self, *, unit_id: int | None = None) -> None:
        """Take the dossier out of the queues of those who work; a finished one stays with the desk that returns it."""
        self.dossier.is_open = False
        self.dossier.waiting_unit_id, self.dossier.waiting_officer_id = unit_id, None
        self.dossier.waits_until = None

    def append(
        self,
        action: Action,
        *,
        by: Actor,
        now: datetime,
        from_step: str | None = None,
        reason: str = "",
        words: Sequence[str] = (),
        **payload: Any,
    ) -> int:
        """Write what was done: the next state by the table, the event, the row, the trail. Returns the sequence.

        The caller has set on the dossier whatever else the act changes (who has it, dates, counts). `words` are
        further words that the dossier can be found by.
        """
        dossier, doer, capacity = self.dossier, who(by), capacity_of(by, self.dossier)
        if isinstance(by, Applicant) and by.standing.on is not None:
            representation.hold(by.person_id, capacity, dossier.procedure_code, by.standing.on)
        before = DossierState(dossier.state)
        # Whether it *was* received decides; a command that accepts has set `received_at` already.
        was_received = self.received and action not in (Action.ACCEPT, Action.RECEIVE_AT_COUNTER)
        after = states.next_state(before, action, received=was_received)
        dossier.state = after
        dossier.event_count += 1
        DossierEvent.objects.create(
            dossier=dossier,
            sequence=dossier.event_count,
            at=now,
            action=action.value,
            from_state=before.value,
            to_state=after.value,
            from_step=dossier.step_key if from_step is None else from_step,
            to_step=dossier.step_key,
            account_id=doer.account_id,
            officer_id=doer.officer_id,
            person_id=doer.person_id,
            client_id=doer.client_id,
            on_behalf_of_id=doer.on_behalf_of_officer_id,
            unit_id=doer.unit_id,
            to_unit_id=dossier.waiting_unit_id,
            to_officer_id=dossier.waiting_officer_id,
            reason=reason,
            payload=payload | doer.payload | capacity.kept,
        )
        new_words = list(words)
        unit_id = dossier.waiting_unit_id
        if unit_id is not None and unit_id not in dossier.unit_ids:
            dossier.unit_ids = [*dossier.unit_ids, unit_id]
            new_words.append(f"u{unit_id}")
        dossier.save(update_fields=_CHANGING)
        if new_words:
            add_words(dossier.id, new_words)
        record(
            action=f"dossiers.{action.value}",
            at=now,
            account_id=doer.account_id,
            officer_id=doer.officer_id,
            unit_id=doer.unit_id,
            on_behalf_of_officer_id=doer.on_behalf_of_officer_id,
            delegation_id=doer.delegation_id,
            mandate_id=capacity.mandate_id,
            client_id=doer.client_id,
            person_id=doer.person_id,
            subjects=people_of(dossier),
            object_kind="dossier",
            object_id=dossier.id,
            sequence=dossier.event_count,
            **capacity.kept,
        )
        return dossier.event_count


_CHANGING = [
    "code",
    "calendar_edition",
    "state",
    "outcome",
    "is_open",
    "waiting_unit",
    "waiting_officer",
    "waits_until",
    "step_key",
    "step_since",
    "unit_ids",
    "received_at",
    "due_at",
    "original_due_at",
    "missed_due_at",
    "deadline_rule",
    "scoring_due_at",
    "finished_at",
    "returned_at",
    "withdrawal_asked_at",
    "supplement_answered_at",
    "supplement_count",
    "extension_count",
    "event_count",
    "return_channel",
]


def add_words(dossier_id: UUID, words: Iterable[str]) -> None:
    """Let the dossier be found by more words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossiersearch SET words = words || array_to_tsvector(%s::text[]) WHERE dossier_id = %s",
            [sorted(set(words)), dossier_id],
        )


def replace_words(dossier_id: UUID, old: Iterable[str], new: Iterable[str]) -> None:
    """Let the dossier be found by what is told now, no longer by what was told before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossiersearch SET words = ts_delete(words, %s::text[]) || array_to_tsvector(%s::text[])"
            " WHERE dossier_id = %s",
            [sorted(set(old)), sorted(set(new)), dossier_id],
        )


def visible(dossier: Dossier, by: Actor) -> bool:
    """Tell whether an actor may know of a dossier at all."""
    if isinstance(by, permissions.System):
        return True
    if isinstance(by, Applicant):
        return permissions.may_follow(by.person_id, dossier, by.standing)
    officer = permissions.officer_of(by)
    return officer is not None and permissions.may_see(officer, dossier)


def take_up(dossier_id: UUID, action: Action, by: Actor, *, expected_event_count: int | None = None) -> Case:
    """Lock the dossier and check that `by` may do `action` to it now.

    Raises NotFound for a dossier that is not theirs to know of; NotPossibleNow when somebody acted since the page
    was made (`expected_event_count`), or the state forbids it; NotAllowed when it is another's to do.
    """
    return _checked(lock([dossier_id]), dossier_id, action, by, expected_event_count)


def lock(dossier_ids: Iterable[UUID]) -> dict[UUID, Dossier]:
    """Lock rows in primary-key order."""
    rows = Dossier.objects.select_for_update(no_key=True).filter(id__in=list(dossier_ids)).order_by("id")
    return {row.id: row for row in rows}


def _checked(
    found: dict[UUID, Dossier], dossier_id: UUID, action: Action, by: Actor, expected_event_count: int | None
) -> Case:
    dossier = found.get(dossier_id)
    if dossier is None or not visible(dossier, by):
        raise NotFound(NOT_FOUND)
    if expected_event_count is not None and expected_event_count != dossier.event_count:
        raise _somebody_was_faster(dossier)
    case = Case(dossier)
    case.check(action, by)
    hold(permissions.officer_of(by))
    return case


def _somebody_was_faster(dossier: Dossier) -> NotPossibleNow:
    last = (
        DossierEvent.objects.filter(dossier=dossier, sequence=dossier.event_count, at__gte=dossier.submitted_at)
        .order_by("-at")
        .first()
    )
    who_acted, what = "Người khác", "xử lý"
    if last is not None:
        what = Action(last.action).label
        if last.officer_id is not None:
            who_acted = f"Đồng nghiệp {organisation.officer_name(last.officer_id)}"
        elif last.person_id is not None:
            who_acted = "Người nộp"
    return NotPossibleNow(
        f"{who_acted} vừa “{what}” hồ sơ này. Trang bạn đang xem không còn mới.",
        code="changed_meanwhile",
        remedy="Tải lại trang để xem hồ sơ hiện nay rồi làm tiếp.",
    )
