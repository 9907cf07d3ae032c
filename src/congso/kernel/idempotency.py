"""The same key gets the same answer, once. Used by surfaces whose callers repeat what they are unsure of."""

from datetime import datetime
from typing import Any

from django.db import connection

from .models import UsedKey
from .refusals import NotPossibleNow


def claim(scope: str, key: str, fingerprint: str, *, now: datetime) -> dict[str, Any] | None:
    """Take a key for the running transaction; return the answer it got before, or None when it is new.

    A second caller with the same key waits until the first transaction ends. Raises NotPossibleNow
    `idempotency_key_reused` when the key stands for something else.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("claim must run inside the transaction that does the work")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_usedkey (scope, key, fingerprint, answer, used_at) VALUES (%s, %s, %s, '{}', %s) "
            "ON CONFLICT (scope, key) DO NOTHING",
            [scope, key[:120], fingerprint[:64], now],
        )
        if cursor.rowcount:
            return None
    used = UsedKey.objects.get(scope=scope, key=key[:120])
    if used.fingerprint != fingerprint[:64]:
        raise NotPossibleNow("Khóa chống gửi trùng này đã dùng cho việc khác.", code="idempotency_key_reused")
    return dict(used.answer)


def forget(*, before: datetime, limit: int = 1_000) -> int:
    """Forget the keys used before an instant, among the `limit` oldest; return how many."""
    # Keys are numbered as they come: the oldest stand first, and no index on the instant is needed.
    oldest = UsedKey.objects.order_by("id").values_list("id", "used_at")[:limit]
    return UsedKey.objects.filter(id__in=[number for number, used_at in oldest if used_at < before]).delete()[0]


def answer(scope: str, key: str, given: dict[str, Any]) -> None:
    """Remember the answer of a key taken in this transaction."""
    UsedKey.objects.filter(scope=scope, key=key[:120]).update(answer=given)
