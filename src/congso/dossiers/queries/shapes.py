"""What the queries answer with: frozen values, ready to be shown. Instants are aware; labels are Vietnamese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from congso.audit.rules.purposes import Purpose
from congso.dossiers.rules.result_print import fingerprint
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.rules.timeliness import Timeliness
from congso.files.queries import FileView
from congso.files.rules.findings import Remark
from congso.kernel.clock import VIETNAM

T = TypeVar("T")

BOUND = 1_001
"""Counts stop here: a list that is longer says "hơn 1.000"."""


class Urgency(StrEnum):
    """How a dossier stands against its promise, compared by day (public practice: by date, not by hour)."""

    NONE = "none"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class QueueView(StrEnum):
    """The lists of the officers' workspace."""

    MINE = "mine"
    UNIT = "unit"
    INTAKE = "intake"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING_RETURN = "waiting_return"
    QUESTIONS = "questions"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a list; `next_cursor` continues it, None at its end."""

    rows: Sequence[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier as one line of a list. `shown_code` is the dossier code, or the registration code before reception."""

    id: UUID
    shown_code: str
    code: str | None
    registration_code: str
    procedure_code: str
    procedure_name: str
    state: DossierState
    outcome: str
    channel: str
    channel_label: str
    applicant_id: UUID
    applicant_name: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    waits_until: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    step_key: str
    step_name: str
    waiting_unit_id: int | None
    waiting_unit_name: str
    waiting_officer_id: int | None
    waiting_officer_name: str
    receiving_organisation_id: int
    processing_organisation_id: int
    is_open: bool
    withdrawal_asked: bool
    supplement_answered: bool
    supplement_count: int
    extension_count: int
    event_count: int
    urgency: Urgency
    question_at: datetime | None = None

    @property
    def state_label(self) -> str:
        """The official name of the state."""
        return str(self.state.label)


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper in a dossier; `file_id` is None when only the paper itself was handed over."""

    id: UUID
    component_key: str
    name: str
    kind: str
    kind_label: str
    quantity: int
    file_id: UUID | None
    file_name: str
    media_type: str
    size_bytes: int | None
    scan: str
    remarks: tuple[Remark, ...]
    round: int
    verdict: str
    verdict_label: str
    remark: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ComponentView:
    """A component of the published list with the papers handed in for it."""

    key: str
    name: str
    required: str
    originals: int
    copies: int
    papers: tuple[PaperView, ...] = ()


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the dossier's history."""

    sequence: int
    at: datetime
    action: Action
    label: str
    from_state: DossierState | None
    to_state: DossierState
    from_step: str
    to_step: str
    from_step_name: str
    to_step_name: str
    by_label: str
    by_officer_id: int | None
    by_unit_name: str
    to_unit_name: str
    to_officer_name: str
    reason: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A due date as promised on `computed_at`, and the lines that answer "why this date?"."""

    sequence: int
    cause: str
    cause_label: str
    due_at: datetime
    computed_at: datetime
    derivation: Mapping[str, Any]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PauseView:
    """A time during which the clock stood still."""

    cause: str
    cause_label: str
    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class SlipView:
    """An official paper with a number: acceptance slip, refusal, extension or stop notice."""

    kind: str
    number: int
    year: int
    shown_number: str
    issued_at: datetime
    issued_by: str
    reason: str = ""
    due_at: datetime | None = None
    old_due_at: datetime | None = None
    papers_returned: tuple[str, ...] = ()
    withdrawn: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class SupplementItem:
    """One thing the applicant is asked for: a component of the published list, what is wanted, and why."""

    component_key: str
    name: str
    wanted: str
    why: str


@dataclass(frozen=True, slots=True)
class ShortfallView:
    """That an answer was not enough: what was still missing, told by whom, and until when the rest may come."""

    items: tuple[SupplementItem, ...]
    told_at: datetime
    told_by: str
    answer_until: datetime


@dataclass(frozen=True, slots=True)
class SupplementView:
    """A request to complete the dossier (Mẫu số 02)."""

    round: int
    number: int
    year: int
    shown_number: str
    at_intake: bool
    items: tuple[SupplementItem, ...]
    reason: str
    asked_at: datetime
    asked_by: str
    answer_until: datetime
    answered_at: datetime | None
    confirmed_at: datetime | None
    shortfalls: tuple[ShortfallView, ...] = ()

    @property
    def wanted(self) -> tuple[SupplementItem, ...]:
        """What is wanted now: all that was asked for, or what was found missing last."""
        return self.shortfalls[-1].items if self.shortfalls else self.items


@dataclass(frozen=True, slots=True)
class FeeView:
    """A fee or charge of the dossier, whole đồng."""

    id: int
    name: str
    amount_vnd: int
    basis: str
    state: str
    state_label: str
    method: str
    receipt_number: str
    requested_at: datetime
    settled_at: datetime | None
    waiver_basis: str = ""
    waiver_evidence: str = ""

    @property
    def is_due(self) -> bool:
        """Tell whether it has still to be paid."""
        return self.state == "due"


@dataclass(frozen=True, slots=True)
class ResultView:
    """The result: draft, approved, issued or recalled; and its way into the person's hands."""

    id: int
    round: int
    declined: bool
    result_code: str
    title: str
    body: str
    file_id: UUID | None
    file_name: str
    state: str
    state_label: str
    number: int | None
    reference_number: str
    drafted_at: datetime
    drafted_by: str
    approved_at: datetime | None
    approved_by: str
    issued_at: datetime | None
    issued_by: str
    recall_reason: str
    handed_at: datetime | None = None
    handed_channel: str = ""
    receiver_name: str = ""
    receiver_paper: str = ""
    on_behalf: bool = False
    file_sha256: str = ""
    file_type: str = ""
    file_pages: int | None = None
    file_scan: str = ""

    @property
    def fingerprint(self) -> str:
        """What the result says, as one number; an approval names it (see `commands.approve`)."""
        return fingerprint(
            title=self.title,
            body=self.body,
            declined=self.declined,
            result_code=self.result_code,
            file_sha256=self.file_sha256,
        )


@dataclass(frozen=True, slots=True)
class RatingView:
    """What the person thought of the service."""

    overall: int
    overall_label: str
    details: Mapping[str, int]
    comment: str
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the dossier's workflow: `done`, `current` or `ahead`."""

    key: str
    name: str
    role: str
    status: str


@dataclass(frozen=True, slots=True)
class BranchView:
    """A way on from the present step: `branch` is what `advance` takes; `send_back` ways need a reason."""

    branch: str
    label: str
    to_step: str
    to_step_name: str
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class ApplicantView:
    """Whose dossier it is, as told in the application and known to the province."""

    person_id: UUID
    full_name: str
    identity_number: str
    born_on: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class BehalfView:
    """That a dossier was handed in for another: in words, by what paper, and whether that still holds."""

    words: str
    document: str = ""
    paper_id: UUID | None = None
    has_ended: bool = False
    body_id: UUID | None = None
    body_code: str = ""


@dataclass(frozen=True, slots=True)
class CoApplicantView:
    """Somebody who applies together with the applicant: when they agreed, signed in how, and to which content."""

    person_id: UUID
    full_name: str
    agreed_at: datetime
    level: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class DossierView:
    """A dossier whole, for one viewer; `actions` are what this viewer may do now.

    For an officer it is masked (`is_masked`) unless they say what for; `reveal_purposes` are what they can say. A
    co-applicant only follows it (`follows_only`).
    """

    row: DossierRow
    version_id: int
    case_code: str
    case_name: str
    form_version_id: int
    workflow_version_id: int
    calendar_edition_id: int | None
    policy: Mapping[str, Any]
    receiving_organisation_name: str
    processing_organisation_name: str
    applicant: ApplicantView
    submitter_id: UUID | None
    submitter_name: str
    behalf: BehalfView | None
    assurance_level: str
    return_channel: str
    answers: Mapping[str, Any]
    summary: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    components: tuple[ComponentView, ...]
    other_papers: tuple[PaperView, ...]
    events: tuple[EventView, ...]
    deadlines: tuple[DeadlineView, ...]
    pauses: tuple[PauseView, ...]
    original_due_at: datetime | None
    scoring_due_at: datetime | None
    steps: tuple[StepView, ...]
    branches: tuple[BranchView, ...]
    back_branches: tuple[BranchView, ...]
    slip: SlipView | None
    register_number: str
    supplements: tuple[SupplementView, ...]
    refusal: SlipView | None
    extension: SlipView | None
    stop_notice: SlipView | None
    fees: tuple[FeeView, ...]
    results: tuple[ResultView, ...]
    rating: RatingView | None
    actions: frozenset[Action] = field(default_factory=frozenset)
    missed_due_at: datetime | None = None
    scored: Timeliness = Timeliness.UNDATED
    paper_forward_by: datetime | None = None
    is_masked: bool = False
    reveal_purposes: tuple[Purpose, ...] = ()
    co_applicants: tuple[CoApplicantView, ...] = ()
    follows_only: bool = False

    @property
    def id(self) -> UUID:
        """The dossier's id."""
        return self.row.id

    @property
    def result(self) -> ResultView | None:
        """The result in force: the latest that was not recalled."""
        return next((one for one in reversed(self.results) if one.state != "recalled"), None)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the sender was warned about and handed in despite, in words."""
        first = self.events[0].payload.get("doubts", ()) if self.events else ()
        return tuple(str(one.get("words", "")) for one in first)

    @property
    def fee_due_vnd(self) -> int:
        """What has still to be paid, whole đồng. Until then a result is kept from its person."""
        return sum(fee.amount_vnd for fee in self.fees if fee.is_due)

    @property
    def judged_due_at(self) -> datetime | None:
        """The appointment by which lateness is judged once processing has ended: the one missed, if there is."""
        return (self.missed_due_at if self.row.finished_at else None) or self.row.due_at

    def lacks_apology(self, now: datetime) -> bool:
        """Tell whether the day has passed while work goes on and nobody has apologised (Mẫu số 04)."""
        due_at, state = self.row.due_at, self.row.state
        if due_at is None or self.extension is not None or state is not DossierState.IN_PROGRESS:
            return False
        return now.astimezone(VIETNAM).date() > due_at.astimezone(VIETNAM).date()

    @property
    def open_supplement(self) -> SupplementView | None:
        """The request the applicant has still to answer, or the desk to confirm."""
        return next((one for one in reversed(self.supplements) if one.confirmed_at is None), None)

    def may(self, action: Action | str) -> bool:
        """Tell whether the viewer may do `action` now (templates: `{% if dossier.may_accept %}` via `can`)."""
        return Action(action) in self.actions

    @property
    def can(self) -> Mapping[str, bool]:
        """The same for templates: `dossier.can.accept`."""
        return {str(action): action in self.actions for action in Action}


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as one line of "my drafts"."""

    id: UUID
    procedure_code: str
    procedure_name: str
    case_code: str
    step: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ExpiringDraft:
    """A draft that will be thrown away soon, for the job that says so."""

    id: UUID
    account_id: int
    procedure_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DraftPaperView:
    """A paper attached to a draft."""

    file_id: UUID
    component_key: str
    file_name: str
    media_type: str
    size_bytes: int
    pages: int | None
    is_quarantined: bool
    kept: FileView

    def remarks(self, on: date) -> tuple[Remark, ...]:
        """What the checks say about the file on a day, defects first."""
        return tuple(self.kept.remarks(on))


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft whole. `revision` grows with each save; a save with an old one is refused."""

    id: UUID
    account_id: int
    version_id: int
    form_version_id: int
    case_code: str
    receiving_organisation_id: int | None
    return_channel: str
    answers: Mapping[str, Any]
    body_id: UUID | None
    mandate_id: UUID | None
    for_another: bool
    step: str
    revision: int
    papers: tuple[DraftPaperView, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TrackStep:
    """One mark on the way of a dossier as everybody may see it."""

    name: str
    status: str


@dataclass(frozen=True, slots=True)
class PublicTrack:
    """What anybody with the code may know (TT 01/2018/TT-VPCP Điều 16 khoản 2 điểm d): how far it is, no names.

    Whether something was refused, is missing or must be paid is for the applicant alone: of a dossier that ended
    without a result strangers learn only that it has `ended`.
    """

    code: str
    stage: str
    percent: int
    ended: bool
    steps: tuple[TrackStep, ...]


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line of the register of dossiers (Sổ theo dõi hồ sơ, Mẫu số 07)."""

    number: int
    year: int
    dossier_id: UUID
    code: str
    procedure_name: str
    applicant_name: str
    processing_organisation_name: str
    received_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    return_channel: str
    note: str = ""
