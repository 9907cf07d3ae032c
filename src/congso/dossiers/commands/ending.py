"""What ends a case without a result, and what the person says afterwards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.dossiers import permissions
from congso.dossiers.events import DossierRated, DossierStopped, DossierWithdrawn, WithdrawalAsked
from congso.dossiers.models import DossierPause, Rating, StopNotice, SupplementRequest
from congso.dossiers.permissions import SYSTEM, Actor
from congso.dossiers.rules.states import Action, DossierState
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow

from . import clock, numbers
from .case import NOT_FOUND, Case, lock, needed_text, officer_needed, take_up, visible
from .secrets import no_secrets

QUESTIONS = ("ease", "response_time", "punctuality", "attitude")
"""What a rating may say something about (TT 32/2017/TT-BTTTT Điều 12)."""


def _notice(case: Case, officer_id: int, ground: str, papers: Sequence[str], now: datetime, *, withdrawn: bool) -> None:
    """Write the stop notice (Mẫu số 05) in the name of who decides."""
    organisation_id = case.dossier.processing_organisation_id if case.received else (
        case.dossier.receiving_organisation_id
    )  # fmt: skip
    number, year = numbers.slip_number("TBD", organisation_id, now)
    StopNotice.objects.create(
        dossier=case.dossier,
        number=number,
        year=year,
        organisation_id=organisation_id,
        ground=ground,
        withdrawn=withdrawn,
        papers_returned=[one.strip()[:600] for one in papers if one.strip()][:100],
        issued_at=now,
        issued_by_id=officer_id,
    )


def _end_pause(case: Case, now: datetime) -> None:
    DossierPause.objects.filter(dossier=case.dossier, to_at__isnull=True).update(to_at=now)


@no_secrets
@transaction.atomic
def stop(
    *,
    dossier_id: UUID,
    reason: str,
    by: Actor,
    now: datetime,
    papers_returned: Sequence[str] = (),
    expected_event_count: int | None = None,
) -> None:
    """Stop the case by decision of the agency's head, with the ground (Mẫu số 05). Final."""
    case = take_up(dossier_id, Action.STOP, by, expected_event_count=expected_event_count)
    why = needed_text(reason, "căn cứ dừng giải quyết", "reason")
    _notice(case, officer_needed(by).id, why, papers_returned, now, withdrawn=False)
    case.close()
    sequence = case.append(Action.STOP, by=by, now=now, reason=why)
    publish(DossierStopped(str(case.dossier.id), sequence, expired=False))


@no_secrets
@transaction.atomic
def ask_withdrawal(*, dossier_id: UUID, by: Actor, now: datetime, reason: str = "") -> None:
    """Ask to withdraw. Before reception that is enough and the dossier is withdrawn; later the desk confirms."""
    case = _for_withdrawal(dossier_id, by)
    dossier, why = case.dossier, reason.strip()[:2_000]
    if DossierState(dossier.state) is DossierState.SUBMITTED:
        case.check(Action.WITHDRAW, by)
        case.close()
        sequence = case.append(Action.WITHDRAW, by=by, now=now, reason=why)
        publish(DossierWithdrawn(str(dossier.id), sequence))
        return
    case.check(Action.WITHDRAW_REQUEST, by)
    dossier.withdrawal_asked_at = now
    sequence = case.append(Action.WITHDRAW_REQUEST, by=by, now=now, reason=why)
    publish(WithdrawalAsked(str(dossier.id), sequence))


def _for_withdrawal(dossier_id: UUID, by: Actor) -> Case:
    """Lock the dossier for whichever of the two acts its state asks for."""
    dossier = lock([dossier_id]).get(dossier_id)
    if dossier is None or not visible(dossier, by):
        raise NotFound(NOT_FOUND)
    return Case(dossier)


@no_secrets
@transaction.atomic
def confirm_withdrawal(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    reason: str = "",
    papers_returned: Sequence[str] = (),
    expected_event_count: int | None = None,
) -> None:
    """Confirm at the desk a withdrawal that the applicant asked for: papers go back, the case ends (Mẫu số 05)."""
    case = take_up(dossier_id, Action.WITHDRAW, by, expected_event_count=expected_event_count)
    why = reason.strip()[:2_000] or "Rút hồ sơ theo đề nghị của người nộp."
    _notice(case, officer_needed(by).id, why, papers_returned, now, withdrawn=True)
    _end_pause(case, now)
    case.close()
    sequence = case.append(Action.WITHDRAW, by=by, now=now, reason=why)
    publish(DossierWithdrawn(str(case.dossier.id), sequence))


def expire_supplements(*, now: datetime, at_most: int = 500) -> int:
    """Stop the dossiers whose supplement never came (job); each in its own transaction. Returns how many."""
    overdue = list(
        SupplementRequest.objects.filter(answered_at__isnull=True, confirmed_at__isnull=True, answer_until__lt=now)
        # A request whose dossier was withdrawn stays open for ever: in time they would fill every page of this list.
        .filter(dossier__state=DossierState.SUPPLEMENT_REQUESTED)
        .order_by("answer_until")
        .values_list("dossier_id", flat=True)[:at_most]
    )
    stopped = 0
    for dossier_id in overdue:
        try:
            expire_supplement(dossier_id=dossier_id, by=SYSTEM, now=now)
            stopped += 1
        except NotPossibleNow:
            # Answered, or withdrawn, between the list and the lock: nothing to expire any more.
            continue
    return stopped


@transaction.atomic
def expire_supplement(*, dossier_id: UUID, by: Actor, now: datetime) -> None:
    """Stop one dossier because the time to complete it has passed (Mẫu số 05)."""
    case = take_up(dossier_id, Action.EXPIRE_SUPPLEMENT, by)
    dossier = case.dossier
    request = SupplementRequest.objects.filter(dossier=dossier, confirmed_at__isnull=True).order_by("-round").first()
    if request is None or request.answered_at is not None or request.answer_until > now:
        raise NotPossibleNow("Chưa hết thời hạn bổ sung hồ sơ.")
    officer = permissions.officer_of(by)
    ground = f"Hết thời hạn bổ sung ngày {clock.day_of(request.answer_until):%d/%m/%Y} mà hồ sơ không được bổ sung."
    # The system issues it in the name of the officer who asked for the supplement.
    _notice(case, officer.id if officer else request.asked_by_id, ground, (), now, withdrawn=False)
    _end_pause(case, now)
    case.close()
    sequence = case.append(Action.EXPIRE_SUPPLEMENT, by=by, now=now, reason=ground)
    publish(DossierStopped(str(dossier.id), sequence, expired=True))


@no_secrets
@transaction.atomic
def rate(
    *,
    dossier_id: UUID,
    overall: int,
    by: Actor,
    now: datetime,
    details: Mapping[str, int] | None = None,
    comment: str = "",
) -> None:
    """Say what the service was like, on three levels, once per dossier."""
    case = take_up(dossier_id, Action.RATE, by)
    if overall not in Rating.Level.values:
        raise Incorrect("Chọn mức độ hài lòng.", fields={"overall": ["Chọn mức độ hài lòng."]})
    kept = {key: level for key, level in (details or {}).items() if key in QUESTIONS and level in Rating.Level.values}
    if Rating.objects.filter(dossier=case.dossier).exists():
        raise NotPossibleNow("Bạn đã đánh giá hồ sơ này.", code="rated_already")
    Rating.objects.create(
        dossier=case.dossier, overall=overall, details=kept, comment=comment.strip()[:2_000], rated_at=now
    )
    sequence = case.append(Action.RATE, by=by, now=now, overall=overall)
    publish(DossierRated(str(case.dossier.id), sequence, overall))
