"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562); PostgreSQL 15 cannot make them."""

import os
import threading
import time
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """Return a new UUIDv7; within one process each is greater than the one before."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits of the fraction below, as one number that must grow.
        stamp = time.time_ns() * 4096 // 1_000_000
        _last = stamp = max(stamp, _last + 1)
    return uuid7_at_stamp(stamp, os.urandom(8))


def uuid7_floor(at: datetime) -> UUID:
    """Return the smallest UUIDv7 of an instant: what was made before has smaller ones."""
    return uuid7_at_stamp(int(at.timestamp() * 1000) * 4096, bytes(8))


def uuid7_at_stamp(stamp: int, tail: bytes) -> UUID:
    """Return the UUIDv7 of `stamp` (milliseconds × 4096 since 1970) with 8 bytes of `tail` as its random part."""
    milliseconds, fraction = divmod(stamp, 4096)
    rest = int.from_bytes(tail, "big") & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (7 << 76) | (fraction << 64) | (2 << 62) | rest)
