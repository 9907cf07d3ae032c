"""A dossier whole, as its reader sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from congso.audit.rules.purposes import Purpose
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.rules.timeliness import Timeliness
from congso.kernel.clock import VIETNAM

from .lists import DossierRow
from .parts import (
    ApplicantView,
    BehalfView,
    BranchView,
    CoApplicantView,
    ComponentView,
    DeadlineView,
    EventView,
    FeeView,
    PaperView,
    PauseView,
    RatingView,
    ResultView,
    SlipView,
    StepView,
    SupplementView,
)


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
