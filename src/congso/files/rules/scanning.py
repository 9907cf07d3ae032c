"""When a file is scanned again: after trouble, later and later; after new signatures, while it is young."""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts that brought no verdict: 1, 2, 4 … minutes, 6 hours at most."""
    doublings = min(max(attempts, 1) - 1, 12)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
