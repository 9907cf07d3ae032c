"""How many wrong passwords and codes are borne, and for whom; a limit on guessing must lock nobody else out.

Failures are counted per *device and name*. A browser that signed in before carries a signed mark and is counted for
itself; any other is counted by its network address. So whoever guesses somebody's password elsewhere closes only his
own way, never that of the owner (the idea is OWASP's “device cookies”). After the fifth failure (TCVN 14423:2026, level
3) each further one is answered after a longer wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

WINDOW = timedelta(hours=24)
"""How long a failure is remembered."""

FREE = 5
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)
CROWD, CROWD_WINDOW = 100, timedelta(minutes=15)
"""Failures of one address, whoever they are about: an office behind one address may err now and then."""

CODES_OF_STRANGERS = 20
"""Wrong second factors for one name from all browsers that never signed in to it: six digits must not be guessed from a
thousand addresses. A browser of the owner's is counted apart and stays open."""


@dataclass(frozen=True)
class Bucket:
    """What failures are counted in. `key` is a digest; `borne` failures cost nothing, each further one a wait."""

    key: str
    borne: int
    is_crowd: bool = False


def buckets_of(*, username: str, address: str, device: str | None) -> list[Bucket]:
    """Return where a password is counted. `device` is the mark of a browser that `username` signed in from before."""
    if device:
        return [Bucket(_digest("device", device, username), FREE)]
    return [Bucket(_digest("address", address, username), FREE), Bucket(_digest("address", address), CROWD, True)]


def code_buckets_of(*, username: str, address: str, device: str | None) -> list[Bucket]:
    """Return where a second factor is counted; whoever comes so far knows the password."""
    if device:
        return [Bucket(_digest("code-device", device, username), FREE)]
    return [
        Bucket(_digest("code-address", address, username), FREE),
        Bucket(_digest("code-strangers", username), CODES_OF_STRANGERS),
    ]


def open_from(bucket: Bucket, failures: Sequence[datetime]) -> datetime | None:
    """Return when the next attempt is heard, given the instants of the failures; None when it is heard at once."""
    if not failures:
        return None
    if bucket.is_crowd:
        recent = sorted(at for at in failures if at > max(failures) - CROWD_WINDOW)
        return recent[-bucket.borne] + CROWD_WINDOW if len(recent) >= bucket.borne else None
    over = len(failures) - bucket.borne
    if over < 0:
        return None
    wait: timedelta = min(SHORTEST * 2 ** min(over, 10), LONGEST)
    return max(failures) + wait


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
