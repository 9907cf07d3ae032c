"""The life of a piece of feedback about the portal (góp ý về cổng), and how often one place may send some."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import TextChoices

from congso.identity.rules.throttling import Bucket
from congso.kernel.refusals import NotPossibleNow

LONGEST_WORDS, LONGEST_ANSWER, LONGEST_PLACE = 3_000, 3_000, 200

BORNE_FROM_ONE_ADDRESS = 10
"""Pieces within a day that one network address may send without waiting; many people may sit behind one."""


class FeedbackKind(TextChoices):
    """What somebody says."""

    FAULT = "fault", "Lỗi, không dùng được"
    UNCLEAR = "unclear", "Khó hiểu, thiếu thông tin"
    WISH = "wish", "Đề xuất cải tiến"
    OTHER = "other", "Ý kiến khác"


class FeedbackState(TextChoices):
    """How far it has come."""

    NEW = "new", "Mới"
    LOOKED_INTO = "looked_into", "Đang xem"
    ANSWERED = "answered", "Đã trả lời"


class FeedbackAct(TextChoices):
    """What an administrator does with it."""

    TAKE = "take", "Nhận xem"
    ANSWER = "answer", "Trả lời"


TRANSITIONS = {
    (FeedbackState.NEW, FeedbackAct.TAKE): FeedbackState.LOOKED_INTO,
    (FeedbackState.NEW, FeedbackAct.ANSWER): FeedbackState.ANSWERED,
    (FeedbackState.LOOKED_INTO, FeedbackAct.ANSWER): FeedbackState.ANSWERED,
}


def next_state(state: FeedbackState, act: FeedbackAct) -> FeedbackState:
    """Return the state an act leads to. Raises NotPossibleNow."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise NotPossibleNow(f"Góp ý này đang ở trạng thái “{state.label}”.") from None


def reference(feedback_id: Any) -> str:
    """Return how a piece is called in a letter: short, and no other's."""
    return f"GY-{str(feedback_id).replace('-', '')[-10:].upper()}"


def place(typed: str) -> str:
    """Return the page it is about as a path of this site, without questions and marks; "" for anything else."""
    path = typed.strip().partition("?")[0].partition("#")[0]
    if not path.startswith("/") or path.startswith("//") or not path.isprintable():
        return ""
    return path[:LONGEST_PLACE]


def bucket(address: str) -> Bucket:
    """Return where the pieces of one network address are counted."""
    return Bucket(sha256(f"feedback\0{address}".encode()).hexdigest(), BORNE_FROM_ONE_ADDRESS)


def wait_words(until: datetime, now: datetime) -> str:
    """Say that somebody has to wait."""
    minutes = max(1, -int((now - until).total_seconds() // 60))
    return f"Từ mạng này đã gửi nhiều góp ý. Hãy gửi lại sau {minutes} phút."
