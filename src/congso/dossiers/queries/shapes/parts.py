"""The parts of a dossier: papers, events, deadlines, money, results, people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from congso.dossiers.rules.result_print import fingerprint
from congso.dossiers.rules.states import Action, DossierState
from congso.files.rules.findings import Remark
from congso.signatures.queries import VerdictView


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
    signatures: VerdictView | None = None


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
    signed_paper_id: UUID | None = None
    """The paper with the signatures, which is what people get instead of the drafted text or file."""
    signed_code: str = ""
    """What its page is opened with, once it was issued."""
    signed_words: str = ""
    """What its signatures bring with them: a proven time, evidence."""

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
