"""Rounds of signing: what is still to be looked at, what was decided, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congso.dossiers.models import ApprovalRound, Dossier, Result, RoundItem
from congso.dossiers.rules.result_print import fingerprint
from congso.dossiers.rules.workflow import StepKind
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from . import routes
from .desk import rows_seen
from .lists import MOST
from .shapes import DossierRow


@dataclass(frozen=True, slots=True)
class ItemView:
    """One result of a round. `changed`: what was decided on is no longer what is there."""

    dossier_id: UUID
    place: int
    row: DossierRow | None
    title: str
    decision: str
    outcome: str
    outcome_label: str
    why: str
    changed: bool


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as its leader sees it."""

    id: UUID
    begun_at: datetime
    authorised_at: datetime | None
    finished_at: datetime | None
    items: tuple[ItemView, ...]

    @property
    def undecided(self) -> tuple[ItemView, ...]:
        """What was not looked at yet, or was changed since."""
        return tuple(one for one in self.items if not one.decision or (one.changed and not self.authorised_at))

    @property
    def to_sign(self) -> tuple[ItemView, ...]:
        """What is signed with the one act."""
        return tuple(one for one in self.items if one.decision == "sign")

    @property
    def left(self) -> tuple[ItemView, ...]:
        """What was left for another time."""
        return tuple(one for one in self.items if one.decision == "skip")

    @property
    def done(self) -> int:
        """How many were carried out, one way or the other."""
        return sum(1 for one in self.items if one.outcome)

    def next_after(self, dossier_id: UUID | None) -> ItemView | None:
        """Return what is to be looked at next, going on after a dossier and round to the first."""
        place = next((one.place for one in self.items if one.dossier_id == dossier_id), 0)
        waiting = self.undecided
        return next((one for one in waiting if one.place > place), waiting[0] if waiting else None)


def round_of(officer: ActingOfficer, round_id: UUID, *, now: datetime) -> RoundView:
    """Return a round of an officer's own. Raises NotFound."""
    row = ApprovalRound.objects.filter(id=round_id, officer_id=officer.id).first()
    if row is None:
        raise NotFound("Không tìm thấy lượt ký này.")
    items = list(row.items.select_related("dossier"))
    rows = _rows(officer, [one.dossier_id for one in items], now)
    results = _results([one.dossier_id for one in items])
    return RoundView(
        row.id,
        row.begun_at,
        row.authorised_at,
        row.finished_at,
        tuple(_item(one, rows.get(one.dossier_id), results.get(one.dossier_id)) for one in items),
    )


def _item(one: RoundItem, row: DossierRow | None, result: Result | None) -> ItemView:
    now_is = _fingerprint(result) if result is not None else ""
    return ItemView(
        dossier_id=one.dossier_id,
        place=one.place,
        row=row,
        title=result.title if result is not None else "",
        decision=one.decision,
        outcome=one.outcome,
        outcome_label=str(RoundItem.Outcome(one.outcome).label) if one.outcome else "",
        why=one.why,
        changed=not one.outcome and one.decision == "sign" and one.seen != now_is,
    )


def _results(dossier_ids: Sequence[UUID]) -> dict[UUID, Result]:
    found = Result.objects.filter(dossier_id__in=dossier_ids).exclude(state=Result.State.RECALLED)
    return {one.dossier_id: one for one in found.select_related("file").order_by("round")}


def _fingerprint(result: Result) -> str:
    return fingerprint(
        title=result.title,
        body=result.body,
        declined=result.declined,
        result_code=result.result_code,
        file_sha256=result.file.sha256 if result.file else "",
    )


def current_fingerprint(dossier_id: UUID) -> str:
    """Return what the result of a dossier says now; "" while there is none."""
    return current_fingerprints([dossier_id]).get(dossier_id, "")


def current_fingerprints(dossier_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what the results of dossiers say now, in one query; those without a result are left out."""
    return {dossier_id: _fingerprint(result) for dossier_id, result in _results(dossier_ids).items()}


def usable_dossiers(dossier_ids: Sequence[UUID], officer: ActingOfficer, *, now: datetime) -> list[UUID]:
    """Return those of the dossiers that wait for the officer's approval, in the order asked for."""
    seen = _rows(officer, dossier_ids, now)
    waiting = Dossier.objects.filter(
        id__in=seen, results__state=Result.State.DRAFT, waiting_unit_id=officer.unit_id, is_open=True
    )
    usable = {one.id for one in waiting if _is_to_approve(one)}
    return [one for one in dict.fromkeys(dossier_ids) if one in usable]


def _rows(officer: ActingOfficer, dossier_ids: Sequence[UUID], now: datetime) -> dict[UUID, DossierRow]:
    """Return those that the officer may see, however many: the list gives a hundred at a time."""
    found = {}
    for begin in range(0, len(dossier_ids), MOST):
        found.update({one.id: one for one in rows_seen(officer, dossier_ids[begin : begin + MOST], now=now)})
    return found


def _is_to_approve(dossier: Dossier) -> bool:
    step = routes.pinned(dossier.procedure_version_id).workflow.step(dossier.step_key)
    return step.kind is StepKind.APPROVE


def acting_in(row: ApprovalRound, now: datetime) -> ActingOfficer | None:
    """Return the leader of a round as they may act now; None when the post or the paper is no more."""
    on = now.astimezone(VIETNAM).date()
    own = organisation.acting_officer(row.officer_id, on)
    if own is None or row.delegation_id is None:
        return own
    return organisation.stand_in([own], row.delegation_id, on)
