"""How often and when a message is tried again, and when a hand-over counts as abandoned."""

from datetime import timedelta

MOST_ATTEMPTS = 8
LEASE = timedelta(seconds=90)
"""A hand-over may take this long (the connectors give up well before); afterwards somebody else may take it over."""

_PAUSES = (10, 30, 60, 300, 900, 3600, 4 * 3600)


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after the `attempts`-th failed attempt; None when it was the last."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return timedelta(seconds=_PAUSES[min(max(attempts, 1), len(_PAUSES)) - 1])
