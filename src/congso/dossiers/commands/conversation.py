"""Writing to each other about a dossier: a person asks, the unit that has it answers. No act: nothing changes state.

Messages are immutable and stay with the case. A question waits (`Dossier.question_at`) until the unit answers it or
says that it needs no answer; the queue counts it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from congso.audit.commands import record
from congso.dossiers import permissions
from congso.dossiers.events import QuestionAnswered, QuestionAsked
from congso.dossiers.models import CaseMessage, CaseMessageFile, ConversationReading, Dossier
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import people_of
from congso.dossiers.queries.conversation import ended_at_of
from congso.dossiers.rules.conversation import closes_at
from congso.files import queries as files
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.commands import hold
from congso.organisation.queries import ActingOfficer

from .case import NOT_FOUND, capacity_of, lock, who
from .secrets import no_secrets


@no_secrets
@transaction.atomic
def ask(*, dossier_id: UUID, text: str, by: Applicant, now: datetime, key: str, file_ids: Sequence[UUID] = ()) -> UUID:
    """Write to the unit that has a dossier; files are the writer's own uploads and become no papers of the dossier.

    `key` makes a second click the same message. Raises NotPossibleNow when too much was written in an hour
    (`too_many_messages`), or the conversation is closed (`conversation_closed`).
    """
    dossier = lock([dossier_id]).get(dossier_id)
    if dossier is None or not permissions.may_follow(by.person_id, dossier, by.standing):
        raise NotFound(NOT_FOUND)
    origin = f"account:{by.account_id}:{dossier_id}:{key}"[:120]
    before = _written(origin)
    if before is not None:
        return before
    policy = settings.CONVERSATION
    words = _checked(text, dossier, now)
    lately = CaseMessage.objects.filter(person=by.person_id, written_at__gt=now - timedelta(hours=1)).count()
    if lately >= policy.messages_an_hour:
        raise NotPossibleNow(
            f"Bạn đã gửi {lately} tin trong một giờ qua.",
            code="too_many_messages",
            remedy="Gộp các câu hỏi vào một tin và gửi sau một giờ, hoặc gọi số điện thoại ở trang Liên hệ.",
        )
    if len(file_ids) > policy.files_at_most:
        sentence = f"Một tin kèm tối đa {policy.files_at_most} tệp."
        raise Incorrect(sentence, fields={"files": [sentence]})
    for file_id in file_ids:
        if not files.view(file_id).is_of(permissions.file_owner(by)):
            raise NotFound("Không tìm thấy tệp.")
    message = CaseMessage.objects.create(
        dossier=dossier, text=words, written_at=now, person_id=by.person_id, origin=origin
    )
    CaseMessageFile.objects.bulk_create(
        CaseMessageFile(message=message, file_id=file_id) for file_id in dict.fromkeys(file_ids)
    )
    if dossier.question_at is None:
        dossier.question_at = now
        dossier.save(update_fields=["question_at"])
    capacity = capacity_of(by, dossier)
    together: dict[str, Any] = {"co_applicant": True} if by.person_id in dossier.co_applicant_ids else {}
    record(
        action="dossiers.ask",
        at=now,
        account_id=by.account_id,
        person_id=by.person_id,
        mandate_id=capacity.mandate_id,
        subjects=people_of(dossier),
        object_kind="dossier",
        object_id=dossier.id,
        message=message.id,
        files=len(file_ids),
        **capacity.kept,
        **together,
    )
    publish(QuestionAsked(str(dossier.id), str(message.id)))
    return message.id


@no_secrets
@transaction.atomic
def answer(*, dossier_id: UUID, text: str, by: ActingOfficer, now: datetime, key: str) -> UUID:
    """Answer in the conversation of a dossier one's unit has. Raises NotAllowed for a unit that has it not."""
    dossier = _in_hand(dossier_id, by)
    origin = f"officer:{by.id}:{dossier_id}:{key}"[:120]
    before = _written(origin)
    if before is not None:
        return before
    words = _checked(text, dossier, now)
    stands_in = by.on_behalf
    message = CaseMessage.objects.create(
        dossier=dossier,
        text=words,
        written_at=now,
        officer_id=by.id,
        on_behalf_of_id=stands_in.officer_id if stands_in else None,
        origin=origin,
    )
    _settle(dossier)
    _note("answer_question", dossier, by, now, message=message.id)
    publish(QuestionAnswered(str(dossier.id), str(message.id)))
    return message.id


@transaction.atomic
def needs_no_answer(*, dossier_id: UUID, by: ActingOfficer, now: datetime) -> None:
    """Say that what was written last needs no answer (“Cảm ơn”); twice is as good as once."""
    dossier = _in_hand(dossier_id, by)
    if dossier.question_at is not None:
        _settle(dossier)
        _note("needs_no_answer", dossier, by, now)


@transaction.atomic
def mark_conversation_read(*, dossier_id: UUID, person_id: UUID | None, now: datetime) -> None:
    """Note that a person, or the unit that has the dossier, was shown the conversation; nothing where there is none."""
    if CaseMessage.objects.filter(dossier=dossier_id).exists():
        reader: dict[str, Any] = {"dossier_id": dossier_id, "person_id": person_id}
        ConversationReading.objects.update_or_create(**reader, defaults={"read_at": now})


def _in_hand(dossier_id: UUID, by: ActingOfficer) -> Dossier:
    dossier = lock([dossier_id]).get(dossier_id)
    if dossier is None or not permissions.may_see(by, dossier):
        raise NotFound(NOT_FOUND)
    if not permissions.may_answer(by, dossier):
        raise NotAllowed("Chỉ đơn vị đang giữ hồ sơ được trả lời người nộp ở đây.")
    hold(by)
    return dossier


def _settle(dossier: Dossier) -> None:
    dossier.question_at = None
    dossier.save(update_fields=["question_at"])


def _checked(text: str, dossier: Dossier, now: datetime) -> str:
    """Return what may be written: something, not too much, while the conversation is open."""
    policy = settings.CONVERSATION
    until = closes_at(ended_at_of(dossier, now), policy)
    if until is not None and now > until:
        raise NotPossibleNow(
            "Hồ sơ đã kết thúc nên không trao đổi ở đây nữa.",
            code="conversation_closed",
            remedy="Cần hỏi thêm thì xem trang Liên hệ.",
        )
    words = text.strip()
    if not words:
        raise Incorrect("Ghi nội dung cần gửi.", fields={"text": ["Ghi nội dung cần gửi."]})
    if len(words) > policy.letters_at_most:
        sentence = f"Nội dung dài quá {policy.letters_at_most} chữ; hãy viết gọn lại hoặc chia thành nhiều tin."
        raise Incorrect(sentence, fields={"text": [sentence]})
    return words


def _written(origin: str) -> UUID | None:
    return CaseMessage.objects.filter(origin=origin).values_list("id", flat=True).first()


def _note(action: str, dossier: Dossier, by: ActingOfficer, now: datetime, **detail: UUID) -> None:
    doer = who(by)
    record(
        action=f"dossiers.{action}",
        at=now,
        account_id=doer.account_id,
        officer_id=doer.officer_id,
        unit_id=doer.unit_id,
        on_behalf_of_officer_id=doer.on_behalf_of_officer_id,
        delegation_id=doer.delegation_id,
        subjects=people_of(dossier),
        object_kind="dossier",
        object_id=dossier.id,
        **{name: str(value) for name, value in detail.items()},  # type: ignore[arg-type]  # codes and ids only
    )
