"""Who may do what to a dossier. Rights come from an officer's role and unit, and from being the person concerned.

Two questions are kept apart: who may *see* a dossier (`may_see`, also the scope of every list), and who may *act* on
it now (`may`). Both look only at the columns of the row and at the officer's position.

Sources: Decree 61/2018/NĐ-CP art. 9–12 and 17–21 (who does what at the one-stop desk); art. 5 (supplements are asked
through the desk only); TT 01/2018/TT-VPCP art. 16 (what others may see).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from congso.audit.rules.purposes import Purpose
from congso.catalogue import queries as catalogue
from congso.files.queries import Owner
from congso.kernel.refusals import NotAllowed, NotPossibleNow
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role
from congso.representation.rules.standing import NOBODY, Capacity, Standing

from .rules import states
from .rules.rights import OF_ACTION
from .rules.rights import DossierRight as R
from .rules.states import Action, Doer, DossierState
from .rules.workflow import Step, StepKind


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person acting for themselves or for another; `standing` says for whom they may, today."""

    account_id: int
    person_id: UUID
    assurance: str = ""
    standing: Standing = NOBODY


@dataclass(frozen=True, slots=True)
class Client:
    """Another system acting with its token, for an agency and, if it has one, as an officer of that agency."""

    client_id: int
    organisation_id: int | None = None
    officer: ActingOfficer | None = None


@dataclass(frozen=True, slots=True)
class System:
    """The system itself, in a job: the end of a supplement period, a payment that was reported."""


SYSTEM = System()
Actor = ActingOfficer | Applicant | Client | System


class Placed(Protocol):
    """What of a dossier decides who may see it and act on it."""

    state: str
    received_at: datetime | None
    is_open: bool
    receiving_organisation_id: int
    processing_organisation_id: int
    waiting_unit_id: int | None
    waiting_officer_id: int | None
    unit_ids: list[int]
    co_applicant_ids: list[UUID]
    procedure_version_id: int
    applicant_id: UUID
    submitter_id: UUID | None
    body_id: UUID | None
    mandate_id: UUID | None
    procedure_code: str
    withdrawal_asked_at: datetime | None
    extension_count: int


SEEING = (R.SEE_AGENCY, R.SEE_RECEIVED, R.SEE_UNIT, R.SEE_FINISHED)
"""Rights that let somebody see any dossier at all; which ones, `why_seen` says."""

_FINISHED = frozenset({DossierState.FINISHED, DossierState.RETURNED})


def officer_of(actor: Actor) -> ActingOfficer | None:
    """Return the officer who acts, directly or through another system."""
    if isinstance(actor, Client):
        return actor.officer
    return actor if isinstance(actor, ActingOfficer) else None


def file_owner(actor: Actor) -> Owner:
    """Return whose uploads an actor may attach. A client system's are its own, also when it acts as an officer."""
    if isinstance(actor, Client):
        return Owner(client_id=actor.client_id)
    return Owner(account_id=None if isinstance(actor, System) else actor.account_id)


def why_seen(officer: ActingOfficer, dossier: Placed) -> R | None:
    """Return the right by which an officer may know that this dossier exists, the widest first; None: they may not.

    The lists of `queries` follow the same lines.
    """
    received_here = dossier.receiving_organisation_id == officer.organisation_id
    processed_here = dossier.processing_organisation_id == officer.organisation_id
    reached = (
        (R.SEE_AGENCY, received_here or processed_here),
        (R.SEE_RECEIVED, received_here),
        (R.SEE_UNIT, officer.unit_id in dossier.unit_ids),
        (R.SEE_FINISHED, processed_here and dossier.state in _FINISHED),
    )
    held = officer.rights
    found = next((right for right, reaches in reached if reaches and right in held), None)
    return found if found is not None and _within_delegation(officer, dossier) else None


def _within_delegation(officer: ActingOfficer, dossier: Placed) -> bool:
    """Tell whether a dossier lies in the fields of work and the unit that a delegation is limited to, if any."""
    limits = officer.on_behalf
    if limits is None:
        return True
    if limits.unit_id is not None and limits.unit_id not in dossier.unit_ids:
        return False
    if not limits.fields_of_work:
        return True
    version = catalogue.version(dossier.procedure_version_id)
    return (version.policy.department_field or version.field) in limits.fields_of_work


def may_see(officer: ActingOfficer, dossier: Placed) -> bool:
    """Tell whether an officer may know that this dossier exists."""
    return why_seen(officer, dossier) is not None


def may_read_register(officer: ActingOfficer) -> bool:
    """Tell whether an officer may read and print the agency's register. It cannot be narrowed to a field of work, so a
    narrowed delegation does not open it."""
    return officer.may(R.SEE_REGISTER) and not (officer.on_behalf and officer.on_behalf.limited)


def purposes_to_reveal(officer: ActingOfficer, dossier: Placed) -> tuple[Purpose, ...]:
    """Return what an officer who may see a dossier can want its masked values for, the likeliest first.

    Whoever has it in hand processes it and needs no choice (Luật 91/2025/QH15 Điều 19: a State body's task by law).
    """
    if officer.roles and officer.roles <= {Role.INSPECTOR}:
        return (Purpose.INSPECTION,)
    if dossier.is_open and dossier.waiting_unit_id == officer.unit_id:
        return (Purpose.CASE,)
    others = (
        (Purpose.CASE, True),
        (Purpose.SUPERVISION, officer.may(R.SEE_AGENCY, R.SEE_LOAD)),
        (Purpose.INSPECTION, Role.INSPECTOR in officer.roles),
    )
    return tuple(purpose for purpose, has in others if has)


def is_person_of(person_id: UUID, dossier: Placed, standing: Standing = NOBODY) -> bool:
    """Tell whether a dossier is a person's: as applicant, as who handed it in, or through what they may do for others.

    An organisation's is that of whoever acts for it now, not of whoever once handed it in. What was handed in under a
    mandate is the proxy's only as long as the mandate gives something.
    """
    if dossier.body_id is not None:
        return standing.acts_for_body(dossier.body_id, dossier.procedure_code)
    if person_id == dossier.applicant_id:
        return True
    if person_id != dossier.submitter_id:
        return False
    return dossier.mandate_id is None or dossier.mandate_id in standing.mandates


def may_follow(person_id: UUID, dossier: Placed, standing: Standing = NOBODY) -> bool:
    """Tell whether a person may read a dossier: it is theirs, or they apply together with whose it is.

    A co-applicant reads and is told, and does not act: what each of them agreed to is not one's to take back or to
    change for all, so whoever handed it in withdraws, completes and rates (ADR 0035).
    """
    return is_person_of(person_id, dossier, standing) or person_id in dossier.co_applicant_ids


def may_answer(officer: ActingOfficer, dossier: Placed) -> bool:
    """Tell whether an officer may answer what people ask: one of the unit that has the dossier, then of its desk."""
    if not officer.may(R.ANSWER_QUESTION) or not may_see(officer, dossier):
        return False
    if dossier.is_open:
        return dossier.waiting_unit_id == officer.unit_id
    return Role.COUNTER in officer.roles and dossier.receiving_organisation_id == officer.organisation_id


def capacity(person_id: UUID, dossier: Placed) -> Capacity:
    """Return in whose place a person of this dossier acts on it."""
    if dossier.body_id is not None:
        return Capacity(body_id=dossier.body_id)
    return Capacity(mandate_id=dossier.mandate_id if person_id != dossier.applicant_id else None)


def doers(actor: Actor, dossier: Placed, action: Action) -> frozenset[Doer]:
    """Return in which parts of the play `actor` stands before this dossier, for this action."""
    if isinstance(actor, System):
        return frozenset({Doer.SYSTEM})
    if isinstance(actor, Applicant):
        own = is_person_of(actor.person_id, dossier, actor.standing)
        return frozenset({Doer.APPLICANT}) if own else frozenset()
    officer = officer_of(actor)
    if officer is None or not may_see(officer, dossier):
        return frozenset()
    found = set()
    if Role.COUNTER in officer.roles and (
        dossier.receiving_organisation_id == officer.organisation_id or dossier.waiting_unit_id == officer.unit_id
    ):
        found.add(Doer.COUNTER)
    if (
        action is Action.WAIVE_FEES
        and {Role.UNIT_HEAD, Role.COUNTER} <= set(officer.roles)
        and dossier.receiving_organisation_id == officer.organisation_id
    ):
        # The desk that takes the money decides about it wherever the dossier is by then.
        found.add(Doer.UNIT_HEAD)
    if Role.LEADER in officer.roles and dossier.processing_organisation_id == officer.organisation_id:
        found.add(Doer.LEADER)
    if dossier.waiting_unit_id == officer.unit_id:
        found.update(
            doer
            for role, doer in (
                (Role.UNIT_HEAD, Doer.UNIT_HEAD),
                (Role.SPECIALIST, Doer.SPECIALIST),
                (Role.CLERK, Doer.CLERK),
                (Role.LEADER, Doer.LEADER),
            )
            if role in officer.roles and _in_hand(officer, role, dossier, action)
        )
    return frozenset(found)


def _in_hand(officer: ActingOfficer, role: Role, dossier: Placed, action: Action) -> bool:
    """A dossier assigned to a colleague is the colleague's; heads may step in, and anybody in the unit may take it
    over only while nobody has it."""
    if role in (Role.UNIT_HEAD, Role.LEADER):
        return True
    return dossier.waiting_officer_id in (None, officer.seat_id)


# Acts that belong to the step the dossier is in, and to the role that the workflow gives it.
STEP_ACTS = frozenset(
    {
        Action.TAKE,
        Action.ADVANCE,
        Action.SEND_BACK,
        Action.DRAFT_RESULT,
        Action.APPROVE,
        Action.ISSUE,
        Action.FORWARD,
        Action.ASK_SUPPLEMENT,
        Action.REQUEST_PAYMENT,
    }
)


def stands_in_step(roles: frozenset[Doer], step: Step) -> bool:
    """Tell whether one of these doers holds the step: its own role, or the head of the one who does."""
    if step.role in roles:
        return True
    return step.role is Doer.SPECIALIST and Doer.UNIT_HEAD in roles


def fits_step(action: Action, step: Step) -> bool:
    """Tell whether an act makes sense in a step of this kind."""
    if action is Action.APPROVE:
        return step.kind is StepKind.APPROVE
    if action is Action.DECLINE:
        return step.kind is StepKind.APPROVE
    if action is Action.ISSUE:
        return step.kind is StepKind.ISSUE
    if action is Action.DRAFT_RESULT:
        return (step.kind is StepKind.PROCESS and step.role is Doer.SPECIALIST) or step.kind is StepKind.REVIEW
    if action is Action.ADVANCE:
        return step.kind in (StepKind.PROCESS, StepKind.REVIEW) and step.role is not Doer.COUNTER
    if action is Action.SEND_BACK:
        return bool(step.may_return_to)
    if action is Action.ASK_SUPPLEMENT:
        return step.kind in (StepKind.PROCESS, StepKind.REVIEW)
    return True


def may(actor: Actor, action: Action, dossier: Placed, step: Step | None) -> bool:
    """Tell whether `actor` may do `action` to `dossier`, which stands in `step` of its workflow, right now."""
    state = DossierState(dossier.state)
    received = dossier.received_at is not None
    if action not in states.allowed_actions(state, received=received):
        return False
    if not _has_right(actor, action):
        return False
    roles = doers(actor, dossier, action)
    line = states.transition(state, action, received=received)
    if not roles & line.roles:
        return False
    if action is Action.WITHDRAW and state is not DossierState.SUBMITTED and dossier.withdrawal_asked_at is None:
        return False
    if action is Action.WITHDRAW_REQUEST and dossier.withdrawal_asked_at is not None:
        return False
    if state is DossierState.IN_PROGRESS and step is not None:
        if not fits_step(action, step):
            return False
        if action in STEP_ACTS and not (dossier.waiting_unit_id == _unit_of(actor) and stands_in_step(roles, step)):
            return False
    return True


def _has_right(actor: Actor, action: Action) -> bool:
    """Tell whether an officer has the right that this act needs; people and the system need none of an officer's."""
    officer = officer_of(actor)
    needed = OF_ACTION.get(action)
    return officer is None or (needed is not None and officer.may(needed))


def _unit_of(actor: Actor) -> int | None:
    officer = officer_of(actor)
    return officer.unit_id if officer else None


def check(actor: Actor, action: Action, dossier: Placed, step: Step | None) -> None:
    """Raise the refusal that fits when `actor` may not do `action` now: not possible for anybody, or not for them."""
    state = DossierState(dossier.state)
    line = states.transition(state, action, received=dossier.received_at is not None)
    if may(actor, action, dossier, step):
        return
    if _has_right(actor, action) and doers(actor, dossier, action) & line.roles:
        if action is Action.WITHDRAW:
            raise states.TransitionRefused("Người nộp chưa đề nghị rút hồ sơ này.")
        if action is Action.WITHDRAW_REQUEST:
            raise states.TransitionRefused("Hồ sơ đã có đề nghị rút, đang chờ Bộ phận Một cửa xác nhận.")
        if state is DossierState.IN_PROGRESS and step is not None and not fits_step(action, step):
            raise states.TransitionRefused(f"Hồ sơ đang ở bước “{step.name}”, không thể “{action.label}” ở bước này.")
    officer = officer_of(actor)
    if officer is not None and action in STEP_ACTS and _with_a_colleague(officer, dossier):
        raise NotPossibleNow(
            "Hồ sơ đang do một đồng nghiệp trong đơn vị thụ lý.",
            code="with_a_colleague",
            remedy="Lãnh đạo phòng có thể phân công lại.",
        )
    raise NotAllowed(f"Bạn không có quyền “{action.label}” với hồ sơ này.")


def _with_a_colleague(officer: ActingOfficer, dossier: Placed) -> bool:
    return dossier.waiting_unit_id == officer.unit_id and dossier.waiting_officer_id not in (None, officer.seat_id)


def allowed_actions(actor: Actor, dossier: Placed, step: Step | None) -> frozenset[Action]:
    """Return everything `actor` may do to `dossier` right now: what its page offers as buttons."""
    state = DossierState(dossier.state)
    possible: Iterable[Action] = states.allowed_actions(state, received=dossier.received_at is not None)
    return frozenset(action for action in possible if may(actor, action, dossier, step))
