"""Who handed the dossier to whom: the lines of the control slip, derived from the history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from congso.dossiers.rules import timeliness
from congso.dossiers.rules.states import Action
from congso.kernel.clock import VIETNAM

# The person has the result: nobody has the dossier in hand any more.
_ENDS = frozenset({Action.RETURN_RESULT, Action.WITHDRAW, Action.STOP, Action.EXPIRE_SUPPLEMENT, Action.REFUSE})
# Acts after which a dossier that stays with the same people is still noted: it came back to them.
_NOTED = frozenset({Action.SEND_BACK, Action.ASK_SUPPLEMENT, Action.RECALL_RESULT, Action.EXTEND})


@dataclass(frozen=True, slots=True)
class Act:
    """What the history says of one act: by whom, in whose hands the dossier is afterwards, until when."""

    at: datetime
    action: Action
    unit_id: int | None
    officer_id: int | None
    to_unit_id: int | None
    to_officer_id: int | None
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handing:
    """A handing over in identifiers: who gave, who received, when it was taken up, passed on, and due."""

    giver_unit_id: int | None
    giver_officer_id: int | None
    given_at: datetime
    unit_id: int
    officer_id: int | None
    received_by_id: int | None = None
    received_at: datetime | None = None
    until: datetime | None = None
    passed_on_at: datetime | None = None
    note: str = ""

    @property
    def outcome(self) -> str:
        """Return "Trước hạn", "Đúng hạn" or "Quá hạn", by date; "" while in hand or without a quota."""
        if self.passed_on_at is None or self.until is None:
            return ""
        due_on, done_on = (moment.astimezone(VIETNAM).date() for moment in (self.until, self.passed_on_at))
        return timeliness.finished(due_on, done_on).label


def handings(acts: Iterable[Act]) -> list[Handing]:
    """Return the handings over in order. The first holder is where the dossier was received.

    A dossier changes hands when an act leaves it with another unit, or with another officer than who acted. Who
    first acts in the receiving unit has taken it up.
    """
    found: list[Handing] = []
    unit_id: int | None = None
    officer_id: int | None = None
    for act in acts:
        _take_up(found, act)
        if found and act.action in _ENDS:
            found[-1] = replace(found[-1], passed_on_at=found[-1].passed_on_at or act.at)
        moved = act.to_unit_id is not None and unit_id is not None and act.to_unit_id != unit_id
        assigned = act.to_officer_id is not None and act.to_officer_id not in (officer_id, act.officer_id)
        if act.to_unit_id is not None and (moved or (assigned and unit_id is not None)):
            if found and found[-1].passed_on_at is None:
                found[-1] = replace(found[-1], passed_on_at=act.at)
            found.append(
                Handing(
                    giver_unit_id=act.unit_id if act.officer_id else unit_id,
                    giver_officer_id=act.officer_id,
                    given_at=act.at,
                    unit_id=act.to_unit_id,
                    officer_id=act.to_officer_id,
                    until=act.until,
                    note=act.reason if act.action in _NOTED else "",
                )
            )
        if act.to_unit_id is not None:
            unit_id, officer_id = act.to_unit_id, act.to_officer_id
    return found


def _take_up(found: list[Handing], act: Act) -> None:
    """Note on the last handing over that an officer of the receiving unit now acts."""
    if not found or act.officer_id is None:
        return
    last = found[-1]
    if last.received_at is None and act.unit_id == last.unit_id and last.officer_id in (None, act.officer_id):
        found[-1] = replace(last, received_by_id=act.officer_id, received_at=act.at)
