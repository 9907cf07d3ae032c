"""What a person asks about their data, from lodging to the answer, and what a granted request does."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.identity import commands as identity
from congso.kernel.clock import VIETNAM
from congso.kernel.events import publish
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation.queries import ActingOfficer
from congso.privacy.events import DataDeletionGranted, DataRequestLodged, DataRequestMoved
from congso.privacy.models import Consent, Restriction, SubjectRequest
from congso.privacy.permissions import needs
from congso.privacy.queries import RequestView, is_held, request_view
from congso.privacy.rules import requests
from congso.privacy.rules.requests import IsWorked, RefusalGround, RequestKind, RequestState, Step
from congso.privacy.rules.rights import PrivacyRight


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
        publish(DataRequestLodged(str(kept.id)))
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
    """Say that what was asked is done, and do what it means: a restriction or an objection restricts from now on, a
    deletion removes what no law keeps (ways of contact here, drafts by the reaction of their context), a withdrawal
    ends every consent in force. Deleting waits while a legal hold is in force.

    Raises NotAllowed, NotFound, NotPossibleNow, Incorrect.
    """
    row = _moved(request_id, Step.FINISH, officer)
    told = _ended(row, Step.FINISH, officer, answer, now)
    match RequestKind(row.kind):
        case RequestKind.DELETE:
            if is_held(row.person_id):
                raise NotPossibleNow(
                    _("Dữ liệu của người này đang được giữ theo văn bản của cơ quan có thẩm quyền; chưa được xóa."),
                    code="legal_hold",
                )
            identity.forget_contact(person_id=row.person_id, officer_id=officer.id, now=now)
            publish(DataDeletionGranted(str(row.id), str(row.person_id)))
        case RequestKind.RESTRICT | RequestKind.OBJECT:
            Restriction.objects.get_or_create(
                person_id=row.person_id,
                lifted_at=None,
                defaults={"request": row, "placed_at": now, "placed_by_id": officer.id},
            )
        case RequestKind.WITHDRAW:
            Consent.objects.filter(person_id=row.person_id, withdrawn_at=None).update(withdrawn_at=now)
        case _:
            pass
    return told


@transaction.atomic
def refuse(
    *, request_id: UUID, officer: ActingOfficer, ground: RefusalGround, answer: str, now: datetime
) -> RequestView:
    """Refuse on a ground of the law, with words. Raises NotAllowed, NotFound, NotPossibleNow, Incorrect."""
    row = _moved(request_id, Step.REFUSE, officer)
    row.refusal_ground = ground
    return _ended(row, Step.REFUSE, officer, answer, now)


@transaction.atomic
def correct_contact(
    *, request_id: UUID, officer: ActingOfficer, phone: str, email: str, address: str, now: datetime
) -> None:
    """Correct how a person is reached, as their request in hand asks. Name, birthday and number are corrected by the
    national database alone, at the next sign-in. Raises NotAllowed, NotFound, NotPossibleNow.
    """
    needs(officer, PrivacyRight.ANSWER)
    row = SubjectRequest.objects.select_for_update().filter(id=request_id, kind=RequestKind.CORRECT).first()
    if row is None:
        raise NotFound(_("Không tìm thấy yêu cầu này."))
    if row.state != RequestState.IN_HAND:
        raise NotPossibleNow(_("Xác nhận đã nhận yêu cầu trước khi sửa dữ liệu."))
    identity.correct_contact(
        person_id=row.person_id, phone=phone, email=email, address=address, officer_id=officer.id, now=now
    )


@transaction.atomic
def lift_restriction(*, person_id: UUID, officer: ActingOfficer, now: datetime) -> None:
    """End the restriction of a person's data. Raises NotAllowed, NotFound."""
    needs(officer, PrivacyRight.ANSWER)
    if not Restriction.objects.filter(person_id=person_id, lifted_at=None).update(lifted_at=now):
        raise NotFound(_("Dữ liệu của người này không bị hạn chế xử lý."))
    record(
        action="privacy.lift_restriction", at=now, purpose=Purpose.SUBJECT_REQUEST, account_id=officer.account_id,
        officer_id=officer.id, unit_id=officer.unit_id, subjects=[person_id],
    )  # fmt: skip


def _moved(request_id: UUID, step: Step, officer: ActingOfficer) -> SubjectRequest:
    needs(officer, PrivacyRight.ANSWER)
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
    publish(DataRequestMoved(str(row.id), step.value))
    return request_view(row)
