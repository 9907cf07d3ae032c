"""Asking about a case and being answered (trao đổi về hồ sơ), within the case and beside its acts.

Papers are demanded by the act `ask_supplement` alone, once, with its slip and its clock (Decree 61/2018/NĐ-CP art. 5,
art. 17, art. 19 clause 4; no request outside the desk). A message demands nothing; words that read as if it did are
pointed out to whoever writes them, who decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from congso.kernel.normalise import fold

ASKING_WORDS = (
    "bổ sung", "nộp thêm", "nộp lại", "gửi thêm", "gửi lại", "gửi cho tôi", "cung cấp thêm", "cung cấp giấy",
    "mang theo bản", "mang bản chính", "chụp lại", "quét lại", "scan", "còn thiếu", "thiếu giấy", "hoàn thiện hồ sơ",
    "photo", "công chứng",
)  # fmt: skip
"""Words of asking for papers, to begin with; the province writes its own (`CONGSO_ASKING_WORDS`)."""


@dataclass(frozen=True, slots=True)
class ConversationPolicy:
    """What a province decides: how long one may still ask, how often, how much, and which words ask for papers."""

    days_after_end: int = 30
    messages_an_hour: int = 10
    files_at_most: int = 5
    letters_at_most: int = 4_000
    asking_words: tuple[str, ...] = ASKING_WORDS


def closes_at(ended_at: datetime | None, policy: ConversationPolicy) -> datetime | None:
    """Return until when one may write about a dossier that ended then; None while it has not ended."""
    return ended_at + timedelta(days=policy.days_after_end) if ended_at is not None else None


def asks_for_papers(text: str, words: Iterable[str]) -> list[str]:
    """Return the words of a text that read as asking for papers, as the list has them; whole words, marks aside."""
    said = _words(text)
    return [one for one in words if _words(one).strip() and _words(one) in said]


def _words(text: str) -> str:
    bare = "".join(char if char.isalnum() else " " for char in fold(text))
    return f" {' '.join(bare.split())} "
