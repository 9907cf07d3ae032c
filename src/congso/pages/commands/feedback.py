"""Feedback about the portal: sent by anybody, looked into and answered by the province's administrators."""

from datetime import datetime
from hashlib import sha256
from unicodedata import normalize
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.identity.commands import begin_attempt
from congso.kernel import idempotency
from congso.kernel.events import publish
from congso.kernel.ids import uuid7, uuid7_floor
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.pages.events import FeedbackAnswered
from congso.pages.models import Feedback
from congso.pages.permissions import check
from congso.pages.rules import feedback as rules
from congso.pages.rules.feedback import LONGEST_ANSWER, LONGEST_WORDS, FeedbackAct, FeedbackKind, FeedbackState
from congso.pages.rules.rights import PagesRight

from .keeper import Keeper

SCOPE = "pages.feedback"


@transaction.atomic
def send_feedback(
    *, kind: FeedbackKind, words: str, email: str, place: str, key: str, address: str, now: datetime
) -> str:
    """Take a piece of feedback from anybody; return how it is called. Nobody's account is kept with it.

    `key` names this sending: repeated, the first answer comes again. `address` is the network address, counted as a
    digest only. Raises Incorrect, NotPossibleNow (`too_many_attempts`, 429; `idempotency_key_reused`).
    """
    words, email = normalize("NFC", words).strip(), email.strip()
    wrong = {}
    if not words or len(words) > LONGEST_WORDS:
        wrong["words"] = f"Ghi góp ý, tối đa {LONGEST_WORDS:,} ký tự.".replace(",", ".", 1)
    if email and not _is_email(email):
        wrong["email"] = "Địa chỉ thư chưa đúng, ví dụ: ten@example.vn."
    if wrong:
        raise Incorrect(next(iter(wrong.values())), fields={name: [said] for name, said in wrong.items()})
    fingerprint = sha256(f"{kind}\0{words}\0{email}".encode()).hexdigest()
    if (before := idempotency.claim(SCOPE, key, fingerprint, now=now)) is not None:
        return str(before["reference"])
    _ids, until = begin_attempt(buckets=[rules.bucket(address)], now=now)
    if until is not None:
        raise NotPossibleNow(rules.wait_words(until, now), code="too_many_attempts", status=429)
    row = Feedback.objects.create(
        id=uuid7(), kind=kind, words=words, email=email, place=rules.place(place), sent_at=now
    )
    reference = rules.reference(row.id)
    idempotency.answer(SCOPE, key, {"reference": reference})
    return reference


@transaction.atomic
def take_feedback(*, feedback_id: UUID, by: Keeper, now: datetime) -> None:
    """Say that one looks into it. Raises NotAllowed, NotFound, NotPossibleNow."""
    row = _locked(feedback_id, by)
    row.state = rules.next_state(FeedbackState(row.state), FeedbackAct.TAKE)
    row.taken_at, row.taken_by_id = now, by.id
    row.save(update_fields=["state", "taken_at", "taken_by"])
    _record("pages.take_feedback", row.id, by, now)


@transaction.atomic
def answer_feedback(*, feedback_id: UUID, answer: str, by: Keeper, now: datetime) -> bool:
    """Answer a piece of feedback, once; tell whether a letter goes out. Raises NotAllowed, NotFound, Incorrect,
    NotPossibleNow."""
    row = _locked(feedback_id, by)
    answer = normalize("NFC", answer).strip()
    if not answer or len(answer) > LONGEST_ANSWER:
        said = "Ghi câu trả lời, tối đa 3.000 ký tự."
        raise Incorrect(said, fields={"answer": [said]})
    row.state = rules.next_state(FeedbackState(row.state), FeedbackAct.ANSWER)
    row.answer, row.answered_at, row.answered_by_id = answer, now, by.id
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _record("pages.answer_feedback", row.id, by, now)
    if not row.email:
        return False
    publish(FeedbackAnswered(feedback_id=str(row.id)))
    return True


def note_reading(*, feedback_id: UUID, by: Keeper, now: datetime) -> None:
    """Write down that an administrator read what somebody wrote, and the address they left."""
    record(
        action="pages.read_feedback",
        at=now,
        kind=Kind.READ,
        purpose=Purpose.ADMINISTRATION,
        account_id=by.account_id,
        officer_id=by.id,
        object_kind="feedback",
        object_id=feedback_id,
    )


@transaction.atomic
def forget_feedback(*, before: datetime, limit: int = 1_000) -> int:
    """Remove up to `limit` pieces sent before an instant, answered or not; return how many."""
    oldest = Feedback.objects.filter(id__lt=uuid7_floor(before), sent_at__lt=before).order_by("id")
    return Feedback.objects.filter(id__in=list(oldest.values_list("id", flat=True)[:limit])).delete()[0]


def _locked(feedback_id: UUID, by: Keeper) -> Feedback:
    check(by, PagesRight.ANSWER)
    row = Feedback.objects.select_for_update().filter(id=feedback_id).first()
    if row is None:
        raise NotFound("Không có góp ý này.")
    return row


def _record(action: str, feedback_id: UUID, by: Keeper, now: datetime) -> None:
    record(
        action=action,
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        object_kind="feedback",
        object_id=feedback_id,
    )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
