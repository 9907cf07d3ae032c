"""How many wrong passwords are borne, and for whom. A limit on guessing must not become a way to lock others out.

Failures are counted per *device and name*. A browser that signed in before carries a signed mark and is counted for
itself; any other is counted by its network address. So whoever guesses somebody's password elsewhere closes only his
own way, never that of the owner (the idea is OWASP's “device cookies”).
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Bucket:
    """What failures are counted in: `key` is a digest, `limit` the number borne within the window."""

    key: str
    limit: int


def buckets_of(*, username: str, address: str, device: str | None) -> list[Bucket]:
    """Return where an attempt is counted. `device` is the mark of a browser that `username` signed in from before."""
    if device:
        return [Bucket(_digest("device", device, username), limit=10)]
    return [
        Bucket(_digest("address", address, username), limit=5),
        Bucket(_digest("address", address), limit=100),
    ]


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
