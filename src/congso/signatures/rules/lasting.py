"""How long evidence lasts, and when to try again for what is missing.

Source: ETSI EN 319 142-1 clause 5.5 (an archive time-stamp is renewed before the one before it loses its value); the
intervals are ours (IMPL).
"""

from datetime import timedelta

BEFORE_THE_END = timedelta(days=90)
"""How long before the certificate of the last time-stamp ends a new one is set over it."""

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)


def again_in(tries: int) -> timedelta:
    """Return after how long to try again once it failed so many times: a minute at first, six hours at most."""
    doubled: timedelta = FIRST * (1 << min(max(tries - 1, 0), 20))
    return min(doubled, LONGEST)
