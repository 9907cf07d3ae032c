"""Every change to the registers of personal data: one function, one transaction, one line in the trail."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.kernel.clock import VIETNAM
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.queries import ActingOfficer
from congso.privacy.models import Breach, Consent, LegalHold, SubjectRequest
from congso.privacy.queries import BreachView, RequestView, breach_view, is_held, request_view
from congso.privacy.rules import breaches, requests
from congso.privacy.rules.breaches import BreachState
from congso.privacy.rules.requests import IsWorked, RefusalGround, RequestKind, RequestState, Step
from congso.privacy.rules.rights import PrivacyRight


@transaction.atomic
def consent(
    *,
    person_id: UUID,
    purpose: str,
    notice_version: str,
    notice: str,
    is_sensitive: bool,
    channel: str,
    proof: str,
    now: datetime,
) -> None:
    """Keep a consent to one purpose, with the hash of the very text that was shown. One in force stays as it is."""
    fresh = Consent(
        person_id=person_id,
        purpose=purpose,
        notice_version=notice_version,
        notice_digest=hashlib.sha256(notice.encode()).hexdigest(),
        is_sensitive=is_sensitive,
        channel=channel,
        proof=proof,
        given_at=now,
    )
    if Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).exists():
        return
    Consent.objects.bulk_create([fresh], ignore_conflicts=True)
    record(action="privacy.consent", at=now, person_id=person_id, subjects=[person_id], about=purpose)


@transaction.atomic
def withdraw_consent(*, person_id: UUID, purpose: str, now: datetime) -> None:
    """End the consent to a purpose. Raises NotFound when there is none in force."""
    ended = Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)
    if not ended:
        raise NotFound(_("Không có sự đồng ý nào đang có hiệu lực cho mục đích này."))
    record(action="privacy.withdraw_consent", at=now, person_id=person_id, subjects=[person_id], about=purpose)


@transaction.atomic
def lodge(
    *, person_id: UUID, kind: RequestKind, words: str, origin: str, now: datetime, is_worked: IsWorked
) -> RequestView:
    """Take a person's request about their own data; `origin` makes asking twice ask once. Raises Incorrect."""
    said = tidy(words)[:4_000]
    if kind is RequestKind.CORRECT and not said:
        raise Incorrect(_("Ghi rõ dữ liệu nào chưa đúng và sửa thành gì."), fields={"words": [_("Bắt buộc.")]})
    today = now.astimezone(VIETNAM).date()
    fresh = SubjectRequest(
        person_id=person_id,
        kind=kind,
        words=said,
        lodged_at=now,
        acknowledge_by=requests.acknowledge_by(today, is_worked),
        answer_by=requests.answer_by(kind, today, is_worked),
        origin=origin[:120],
    )
    SubjectRequest.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = SubjectRequest.objects.get(origin=origin[:120])
    if kept.person_id != person_id:
        raise NotFound(_("Không tìm thấy yêu cầu này."))
    if kept.id == fresh.id:
        record(
            action="privacy.lodge",
            at=now,
            person_id=person_id,
            purpose=Purpose.SUBJECT_REQUEST,
            subjects=[person_id],
            object_kind="subject_request",
            object_id=kept.id,
            about=kind.value,
        )
    return request_view(kept)


@transaction.atomic
def acknowledge(*, request_id: UUID, officer: ActingOfficer, now: datetime) -> RequestView:
    """Tell the person that the request has come. Raises NotAllowed, NotFound, NotPossibleNow."""
    row = _moved(request_id, Step.ACKNOWLEDGE, officer)
    row.acknowledged_at = now
    return _kept(row, Step.ACKNOWLEDGE, officer, now)


@transaction.atomic
def extend(*, request_id: UUID, officer: ActingOfficer, now: datetime, is_worked: IsWorked) -> RequestView:
    """Take the added days of the Decree, once. Raises NotAllowed, NotFound, NotPossibleNow."""
    row = _moved(request_id, Step.EXTEND, officer)
    if row.extended_at is not None:
        raise NotPossibleNow(_("Yêu cầu đã được gia hạn một lần."))
    lodged_on = row.lodged_at.astimezone(VIETNAM).date()
    row.answer_by = requests.answer_by(RequestKind(row.kind), lodged_on, is_worked, extended=True)
    row.extended_at = now
    return _kept(row, Step.EXTEND, officer, now)


@transaction.atomic
def finish(*, request_id: UUID, officer: ActingOfficer, answer: str, now: datetime) -> RequestView:
    """Say that what was asked is done. Deleting waits while a legal hold is in force.

    Raises NotAllowed, NotFound, NotPossibleNow, Incorrect.
    """
    row = _moved(request_id, Step.FINISH, officer)
    if row.kind == RequestKind.DELETE and is_held(row.person_id):
        raise NotPossibleNow(
            _("Dữ liệu của người này đang được giữ theo văn bản của cơ quan có thẩm quyền; chưa được xóa."),
            code="legal_hold",
        )
    return _ended(row, Step.FINISH, officer, answer, now)


@transaction.atomic
def refuse(
    *, request_id: UUID, officer: ActingOfficer, ground: RefusalGround, answer: str, now: datetime
) -> RequestView:
    """Refuse on a ground of the law, with words. Raises NotAllowed, NotFound, NotPossibleNow, Incorrect."""
    row = _moved(request_id, Step.REFUSE, officer)
    row.refusal_ground = ground
    return _ended(row, Step.REFUSE, officer, answer, now)


@transaction.atomic
def open_breach(
    *, officer: ActingOfficer, what: str, is_serious: bool, people_at_most: int, found_at: datetime, now: datetime
) -> BreachView:
    """Open a breach; its clocks run from the hour it was found, not from the hour it was written down."""
    _needs(officer, PrivacyRight.KEEP_BREACHES)
    said = tidy(what)
    if not said or found_at > now:
        raise Incorrect(_("Ghi diễn biến, và giờ phát hiện không ở tương lai."))
    row = Breach.objects.create(
        what=said,
        is_serious=is_serious,
        people_at_most=people_at_most,
        found_at=found_at,
        opened_by_id=officer.id,
    )
    _note_breach(row, "privacy.open_breach", officer, now)
    return breach_view(row)


@transaction.atomic
def move_breach(*, breach_id: UUID, officer: ActingOfficer, to: BreachState, now: datetime) -> BreachView:
    """Say how far a breach is. Raises NotAllowed, NotFound, NotPossibleNow."""
    _needs(officer, PrivacyRight.KEEP_BREACHES)
    row = Breach.objects.select_for_update().filter(id=breach_id).first()
    if row is None:
        raise NotFound(_("Không tìm thấy sự cố này."))
    row.state = breaches.next_state(BreachState(row.state), to)
    if to is BreachState.NOTIFIED:
        row.notified_at = now
        row.incident_told_at = row.incident_told_at or now
    elif to is BreachState.REPORTED:
        row.reported_at = now
    elif to is BreachState.CLOSED:
        row.closed_at = now
    row.save()
    _note_breach(row, "privacy.move_breach", officer, now)
    return breach_view(row)


@transaction.atomic
def hold(*, person_id: UUID, document_number: str, officer: ActingOfficer, now: datetime) -> UUID:
    """Keep a person's data as they are, by a paper. Raises NotAllowed, Incorrect."""
    _needs(officer, PrivacyRight.HOLD)
    number = tidy(document_number)[:60]
    if not number:
        raise Incorrect(_("Ghi số văn bản yêu cầu giữ dữ liệu."), fields={"document_number": [_("Bắt buộc.")]})
    row = LegalHold.objects.create(person_id=person_id, document_number=number, placed_at=now, placed_by_id=officer.id)
    record(action="privacy.hold", at=now, officer_id=officer.id, account_id=officer.account_id, subjects=[person_id])
    return row.id


@transaction.atomic
def lift_hold(*, hold_id: UUID, officer: ActingOfficer, now: datetime) -> None:
    """End a hold. Raises NotAllowed, NotFound."""
    _needs(officer, PrivacyRight.HOLD)
    row = LegalHold.objects.select_for_update().filter(id=hold_id, lifted_at=None).first()
    if row is None:
        raise NotFound(_("Không tìm thấy việc giữ dữ liệu đang có hiệu lực này."))
    row.lifted_at = now
    row.save(update_fields=["lifted_at"])
    record(
        action="privacy.lift_hold", at=now, officer_id=officer.id, account_id=officer.account_id,
        subjects=[row.person_id],
    )  # fmt: skip


def _needs(officer: ActingOfficer, right: PrivacyRight) -> None:
    if not officer.may(right):
        raise NotAllowed(_("Việc này do người phụ trách bảo vệ dữ liệu cá nhân làm."))


def _moved(request_id: UUID, step: Step, officer: ActingOfficer) -> SubjectRequest:
    _needs(officer, PrivacyRight.ANSWER)
    row = SubjectRequest.objects.select_for_update().filter(id=request_id).first()
    if row is None:
        raise NotFound(_("Không tìm thấy yêu cầu này."))
    row.state = requests.next_state(RequestState(row.state), step)
    return row


def _ended(row: SubjectRequest, step: Step, officer: ActingOfficer, answer: str, now: datetime) -> RequestView:
    row.answer = tidy(answer)[:4_000]
    if not row.answer:
        raise Incorrect(_("Ghi nội dung trả lời người yêu cầu."), fields={"answer": [_("Bắt buộc.")]})
    row.ended_at = now
    return _kept(row, step, officer, now)


def _kept(row: SubjectRequest, step: Step, officer: ActingOfficer, now: datetime) -> RequestView:
    row.save()
    record(
        action=f"privacy.{step.value}",
        at=now,
        purpose=Purpose.SUBJECT_REQUEST,
        account_id=officer.account_id,
        officer_id=officer.id,
        unit_id=officer.unit_id,
        subjects=[row.person_id],
        object_kind="subject_request",
        object_id=row.id,
    )
    return request_view(row)


def _note_breach(row: Breach, action: str, officer: ActingOfficer, now: datetime) -> None:
    told: dict[str, Any] = {"state": row.state}
    record(
        action=action,
        at=now,
        purpose=Purpose.SECURITY,
        account_id=officer.account_id,
        officer_id=officer.id,
        object_kind="breach",
        object_id=row.id,
        **told,
    )
