"""Several applicants of one application (người cùng đề nghị): what each agrees to, and when that still holds.

No instrument prescribes this form of agreement; it is policy (ADR 0035). An agreement is bound to what would be handed
in, so that nobody is made to stand for words they have not read.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices


class Answer(TextChoices):
    """What somebody who was invited has said."""

    WAITING = "waiting", "Chưa trả lời"
    AGREED = "agreed", "Đã đồng ý"
    LAPSED = "lapsed", "Phải đồng ý lại"
    DECLINED = "declined", "Từ chối"
    WITHDRAWN = "withdrawn", "Đã thu hồi"


@dataclass(frozen=True, slots=True)
class InvitationPolicy:
    """What a province decides: how long a link opens, how many people one invites, how often one writes to them."""

    valid_days: int = 14
    at_most: int = 10
    letters_each: int = 5
    letters_a_day: int = 30

    @property
    def lasts(self) -> timedelta:
        """How long a link opens the invitation."""
        return timedelta(days=self.valid_days)


def content_hash(
    *,
    version_id: int,
    answers: Mapping[str, Any],
    unread: Iterable[str],
    papers: Iterable[tuple[str, str]],
    place: Sequence[object],
) -> str:
    """Return what tells one content of an application from another (SHA-256, hexadecimal).

    `unread` are answers that nobody agrees to: the sender's own closing statements. An answer that was cleared and one
    never given are the same. `papers` are component and the hash of its file; `place` is where, how and for whom.
    """
    left_out = set(unread)
    content = [
        version_id,
        {key: value for key, value in answers.items() if key not in left_out and not _says_nothing(value)},
        sorted(papers),
        [None if one is None else str(one) for one in place],
    ]
    said = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def _says_nothing(value: object) -> bool:
    return value is False or value in (None, "", [], {})


def obstacle(full_name: str, answer: Answer) -> str:
    """Return why an application cannot be handed in while somebody invited has answered so; "" when it can."""
    match answer:
        case Answer.WAITING:
            return f"{full_name} chưa đồng ý."
        case Answer.LAPSED:
            return f"{full_name} phải đồng ý lại, vì nội dung đã sửa sau khi đồng ý."
        case Answer.DECLINED:
            return f"{full_name} đã từ chối."
        case _:
            return ""
