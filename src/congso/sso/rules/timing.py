"""How long things are good for."""

from datetime import timedelta

CODE = timedelta(seconds=60)
ACCESS_TOKEN = timedelta(minutes=10)
IDENTITY_TOKEN = timedelta(minutes=10)

KEY_LEAD = timedelta(hours=2)
"""A new key is published this long before it signs; clients keep our keys for an hour at most."""
KEY_TAIL = timedelta(hours=24)
"""An old key stays published this long after the new one signs: identity tokens come back as hints at sign-out."""
KEY_LIFE = timedelta(days=90)

_WAITS = (2, 5, 15, 60, 300, 900, 3600)


def next_try(attempts: int) -> timedelta | None:
    """Return how long to wait after `attempts` failures to tell a system of a sign-out; None to give up."""
    return timedelta(seconds=_WAITS[attempts - 1]) if 0 < attempts <= len(_WAITS) else None
