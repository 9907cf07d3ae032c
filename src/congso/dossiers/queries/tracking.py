"""What anybody with the code may see: the code and how far it is (TT 01/2018/TT-VPCP Điều 16 khoản 2 điểm d)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congso.dossiers.models import Dossier
from congso.dossiers.rules.states import DossierState
from congso.dossiers.rules.workflow import main_path
from congso.kernel.refusals import NotFound

from . import routes
from .finding import same_code
from .shapes import PublicTrack, TrackStep

NAMES = ("Nộp hồ sơ", "Tiếp nhận", "Giải quyết", "Có kết quả", "Trả kết quả")
ENDED = "Đã kết thúc"
_REACHED = {
    DossierState.SUBMITTED: 0,
    DossierState.SUPPLEMENT_REQUESTED: 0,
    DossierState.PAYMENT_REQUESTED: 0,
    DossierState.RECEIVED: 1,
    DossierState.IN_PROGRESS: 2,
    DossierState.FINISHED: 3,
    DossierState.RETURNED: 4,
}


def track(code: str) -> PublicTrack:
    """Return how far the dossier with this code or registration code is; no names, no dates, one query.

    Raises NotFound with the same sentence for a code that is wrong and one that does not exist.
    """
    dossier = same_code(code)
    if dossier is None:
        raise NotFound("Không tìm thấy hồ sơ với mã này. Kiểm tra lại mã trên giấy tiếp nhận hoặc tin nhắn.")
    state = DossierState(dossier.state)
    if state in (DossierState.NOT_RECEIVED, DossierState.WITHDRAWN, DossierState.STOPPED):
        return PublicTrack(str(dossier), ENDED, 100, True, tuple(TrackStep(name, "ahead") for name in NAMES))
    reached = _REACHED[state]
    if dossier.received_at is not None:
        reached = max(reached, 2 if state is not DossierState.RECEIVED else 1)
    all_done = state is DossierState.RETURNED
    steps = tuple(
        TrackStep(name, "done" if all_done or n < reached else "current" if n == reached else "ahead")
        for n, name in enumerate(NAMES)
    )
    return PublicTrack(str(dossier), NAMES[reached], _percent(dossier, state, reached), False, steps)


def _percent(dossier: Dossier, state: DossierState, reached: int) -> int:
    """Return the degree of completion: within the work, by the steps of the workflow already done."""
    if state is DossierState.RETURNED:
        return 100
    if state is DossierState.FINISHED:
        return 95
    if reached == 0:
        return 5
    path = [step.key for step in main_path(routes.pinned(dossier.procedure_version_id).workflow)]
    done = path.index(dossier.step_key) if dossier.step_key in path else 1
    return 10 + 80 * done // max(1, len(path))


@dataclass(frozen=True, slots=True)
class Registration:
    """What whoever has just handed in, or acted, is told in return."""

    registration_code: str
    code: str | None
    state: DossierState
    submitted_at: datetime
    event_count: int


def registration(dossier_id: UUID) -> Registration:
    """Return the codes and the state of a dossier. No scope: call it only after a command on it has succeeded."""
    row = (
        Dossier.objects.filter(id=dossier_id)
        .values_list("registration_code", "code", "state", "submitted_at", "event_count")
        .get()
    )
    return Registration(row[0], row[1], DossierState(row[2]), row[3], row[4])
