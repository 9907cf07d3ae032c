"""The last seal of each day, and the time-stamps it has."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from congso.audit.rules.chain import Header
from congso.kernel import timestamps

STAMPS_FILE = "dau-thoi-gian.jsonl"
LATEST = 62
"""Days the job and the page look back."""

# By steps over the index on (day, number): a day has thousands of seals.
_CHECKPOINTS = """
WITH RECURSIVE days(day, left_over) AS (
    SELECT (SELECT max(day) FROM audit_seal WHERE day < %(before)s), %(most)s
    UNION ALL
    SELECT (SELECT max(day) FROM audit_seal s WHERE s.day < days.day), left_over - 1
    FROM days WHERE days.day IS NOT NULL AND left_over > 1
)
SELECT last.number, days.day, last.header, last.head
FROM days CROSS JOIN LATERAL (
    SELECT number, header, head FROM audit_seal s WHERE s.day = days.day ORDER BY number DESC LIMIT 1
) last
ORDER BY days.day DESC
"""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last seal of a day that is over, which stands for the whole day. `stamped_at` None: no stamp that holds."""

    seal: int
    day: date
    sealed_at: datetime
    head: bytes
    stamped_at: datetime | None = None
    authority: str = ""


def checkpoints(*, before: date, trusted: Sequence[Any], most: int = LATEST) -> list[Checkpoint]:
    """Return the checkpoints of the `most` newest days before a day, newest first. Each stamp is judged again."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECKPOINTS, {"before": before, "most": most})
        found = [
            Checkpoint(number, day, Header.read(header).sealed_at, bytes(head))
            for number, day, header, head in cursor.fetchall()
        ]
        cursor.execute(
            "SELECT seal, token FROM audit_stamp WHERE seal = ANY(%s) ORDER BY stamped_at, id",
            [[one.seal for one in found]],
        )
        tokens: dict[int, list[bytes]] = {}
        for seal, token in cursor.fetchall():
            tokens.setdefault(seal, []).append(bytes(token))
    return [_stamped(one, tokens.get(one.seal, ()), trusted) for one in found]


def _stamped(one: Checkpoint, tokens: Sequence[bytes], trusted: Sequence[Any]) -> Checkpoint:
    for token in tokens:
        examined = timestamps.examine(token, one.head, trusted)
        if examined.holds:
            return Checkpoint(one.seal, one.day, one.sealed_at, one.head, examined.at, examined.authority)
    return one


def tokens_of(seal: int) -> list[bytes]:
    """Return the tokens kept for a seal, oldest first, unjudged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM audit_stamp WHERE seal = %s ORDER BY stamped_at, id", [seal])
        return [bytes(row[0]) for row in cursor.fetchall()]


def read_stamps(path: Path) -> Iterator[tuple[int, date, bytes]]:
    """Yield seal, day and token of each whole line of the file of stamps; nothing without the file."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as stream:
        for text in stream:
            try:
                line = json.loads(text)
                yield int(line["seal"]), date.fromisoformat(line["day"]), base64.b64decode(line["token"])
            except (ValueError, KeyError, TypeError):
                continue  # torn while it was written; written again whole below
