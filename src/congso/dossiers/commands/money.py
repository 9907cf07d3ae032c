"""Fees: asked for, paid, and what waiting for them does to the clock (NĐ 61/2018/NĐ-CP Điều 22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from congso.audit.commands import record
from congso.dossiers import permissions
from congso.dossiers.events import DossierForwarded, PaymentConfirmed, PaymentRequested
from congso.dossiers.models import DossierPause, FeeCharge
from congso.dossiers.permissions import SYSTEM, Actor
from congso.dossiers.queries import people_of
from congso.dossiers.queries.fees import published_exemptions
from congso.dossiers.rules.rights import DossierRight
from congso.dossiers.rules.states import Action, DossierState
from congso.kernel.events import publish
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.commands import hold
from congso.organisation.queries import ActingOfficer

from . import clock
from .case import NOT_FOUND, Case, lock, needed_text, officer_needed, take_up, who
from .secrets import no_secrets

MAX_AMOUNT = 10**12


@dataclass(frozen=True, slots=True)
class FeeInput:
    """A fee to be paid: its name, whole đồng, and where it is written."""

    name: str
    amount_vnd: int
    basis: str = ""


@no_secrets
@transaction.atomic
def request_payment(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    fees: Sequence[FeeInput] = (),
    note: str = "",
    expected_event_count: int | None = None,
) -> int:
    """Ask the applicant to pay before work goes on; the clock stands still. Returns the sum due, whole đồng."""
    case = take_up(dossier_id, Action.REQUEST_PAYMENT, by, expected_event_count=expected_event_count)
    dossier = case.dossier
    for fee in fees:
        if not 0 < fee.amount_vnd <= MAX_AMOUNT:
            raise Incorrect("Số tiền không đúng.", fields={"amount": ["Nhập số tiền bằng đồng, lớn hơn 0."]})
        FeeCharge.objects.create(
            dossier=dossier,
            name=needed_text(fee.name, "tên khoản thu", "name")[:300],
            amount_vnd=fee.amount_vnd,
            basis=fee.basis.strip()[:300],
            requested_at=now,
        )
    due = FeeCharge.objects.filter(dossier=dossier, state=FeeCharge.State.DUE).aggregate(sum=Sum("amount_vnd"))["sum"]
    if not due:
        raise Incorrect("Chưa có khoản thu nào phải nộp.", fields={"fees": ["Nhập khoản thu và số tiền."]})
    if case.received:
        DossierPause.objects.create(dossier=dossier, cause=DossierPause.Cause.PAYMENT, from_at=now)
    held_unit, held_officer = dossier.waiting_unit_id, dossier.waiting_officer_id
    until = clock.answer_until(dossier, now, case.version.policy.supplement_answer_working_days)
    case.wait_for(case.desk(now), until)
    sequence = case.append(
        Action.REQUEST_PAYMENT,
        by=by,
        now=now,
        reason=note.strip()[:2_000],
        amount_vnd=int(due),
        held_unit=held_unit,
        held_officer=held_officer,
    )
    publish(PaymentRequested(str(dossier.id), sequence, int(due)))
    return int(due)


@no_secrets
@transaction.atomic
def confirm_payment(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    method: str = FeeCharge.Method.CASH,
    receipt_number: str = "",
    expected_event_count: int | None = None,
) -> None:
    """Note that everything due was paid: the dossier goes back to where it was, the time waited is not counted."""
    case = take_up(dossier_id, Action.CONFIRM_PAYMENT, by, expected_event_count=expected_event_count)
    _settle(case.dossier.id, permissions.officer_of(by), method, receipt_number, now)
    _go_on(case, by, now, method=str(method))


def _go_on(case: Case, by: Actor, now: datetime, **payload: Any) -> None:
    """Give a dossier that waited for money back to where it was."""
    dossier = case.dossier
    DossierPause.objects.filter(dossier=dossier, to_at__isnull=True).update(to_at=now)
    if case.received:
        clock.rederive(dossier, now=now, cause="payment")
        case.resume(now, Action.REQUEST_PAYMENT)
    else:
        until = clock.intake_until(dossier.receiving_organisation_id, clock.policy_of(dossier), now)
        case.wait_for(case.desk(now), until)
    sequence = case.append(Action.CONFIRM_PAYMENT, by=by, now=now, **payload)
    publish(PaymentConfirmed(str(dossier.id), sequence))
    if case.received:
        publish(DossierForwarded(str(dossier.id), sequence, dossier.waiting_unit_id or 0, dossier.step_key))


def _settle(dossier_id: UUID, officer: ActingOfficer | None, method: str, receipt_number: str, now: datetime) -> int:
    if method not in FeeCharge.Method.values:
        raise Incorrect("Cách nộp tiền không đúng.", fields={"method": ["Chọn tiền mặt hoặc chuyển khoản."]})
    return FeeCharge.objects.filter(dossier_id=dossier_id, state=FeeCharge.State.DUE).update(
        state=FeeCharge.State.PAID,
        method=method,
        receipt_number=receipt_number.strip()[:30],
        settled_at=now,
        settled_by_id=officer.id if officer else None,
    )


@no_secrets
@transaction.atomic
def collect_fees(
    *, dossier_id: UUID, by: ActingOfficer, now: datetime, method: str = FeeCharge.Method.CASH, receipt_number: str = ""
) -> int:
    """Take the fees of a dossier at the counter while it goes its way (no pause). Returns how many were settled."""
    dossier = lock([dossier_id]).get(dossier_id)
    if dossier is None or not permissions.may_see(by, dossier):
        raise NotFound(NOT_FOUND)
    if not by.may(DossierRight.COLLECT_FEES) or by.organisation_id != dossier.receiving_organisation_id:
        raise NotAllowed("Chỉ Bộ phận Một cửa nơi tiếp nhận được thu tiền.")
    hold(by)
    settled = _settle(dossier_id, by, method, receipt_number, now)
    if not settled:
        raise NotPossibleNow("Hồ sơ không có khoản nào phải nộp.")
    doer = who(by)
    record(
        action="dossiers.collect_fees",
        at=now,
        account_id=doer.account_id,
        officer_id=doer.officer_id,
        unit_id=doer.unit_id,
        on_behalf_of_officer_id=doer.on_behalf_of_officer_id,
        delegation_id=doer.delegation_id,
        subjects=people_of(dossier),
        object_kind="dossier",
        object_id=dossier_id,
        settled=settled,
    )
    publish(PaymentConfirmed(str(dossier_id), dossier.event_count))
    return settled


@no_secrets
@transaction.atomic
def waive_fees(
    *,
    dossier_id: UUID,
    basis: str,
    by: Actor,
    now: datetime,
    evidence: str = "",
    fee_ids: Sequence[int] | None = None,
    expected_event_count: int | None = None,
) -> int:
    """Exempt the person from fees that are due (all, or those named), with the ground. Returns the sum, whole đồng.

    A ground that the published version names stands by itself; any other must be proved by a paper. When nothing is
    due any more, a dossier that waited for money goes on, and a result that waited for it is delivered.
    Source: Luật Phí và lệ phí 97/2015/QH13 Điều 10.
    """
    case = take_up(dossier_id, Action.WAIVE_FEES, by, expected_event_count=expected_event_count)
    dossier, officer = case.dossier, officer_needed(by)
    why, proof = needed_text(basis, "căn cứ miễn", "basis")[:600], tidy(evidence)[:300]
    published = published_exemptions(case.version, dossier.case_code, dossier.channel, clock.day_of(now))
    if not proof and why not in published:
        message = "Ghi giấy tờ chứng minh người nộp được miễn."
        raise Incorrect(message, fields={"evidence": [message]})
    due = FeeCharge.objects.filter(dossier=dossier, state=FeeCharge.State.DUE)
    waived = list(due if fee_ids is None else due.filter(id__in=fee_ids))
    if not waived:
        raise NotPossibleNow("Hồ sơ không có khoản nào phải nộp.", code="nothing_due")
    FeeCharge.objects.filter(id__in=[fee.id for fee in waived]).update(
        state=FeeCharge.State.WAIVED,
        waiver_basis=why,
        waiver_evidence=proof,
        settled_at=now,
        settled_by_id=officer.id,
    )
    amount = sum(fee.amount_vnd for fee in waived)
    sequence = case.append(
        Action.WAIVE_FEES,
        by=by,
        now=now,
        reason=why,
        fees=[fee.id for fee in waived],
        amount_vnd=amount,
        evidence=proof,
    )
    if due.exists():
        return amount
    if DossierState(dossier.state) is DossierState.PAYMENT_REQUESTED:
        _go_on(case, SYSTEM, now, waived=True)
    else:
        publish(PaymentConfirmed(str(dossier.id), sequence))
    return amount
