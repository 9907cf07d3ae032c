"""Which backups are kept: the newest of each of the last days, weeks and months."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Keeping:
    """How many days, weeks (Monday to Sunday) and months keep a backup; days without one are not counted."""

    daily: int
    weekly: int
    monthly: int


def kept(made: Iterable[datetime], keeping: Keeping) -> set[datetime]:
    """Return those of `made` that stay. The newest of all always does."""
    newest_first = sorted(made, reverse=True)
    stay = set(newest_first[:1])
    spans: list[tuple[int, Callable[[datetime], object]]] = [
        (keeping.daily, lambda at: at.date()),
        (keeping.weekly, lambda at: at.isocalendar()[:2]),
        (keeping.monthly, lambda at: (at.year, at.month)),
    ]
    for wanted, span in spans:
        seen: set[object] = set()
        for at in newest_first:
            if len(seen) == wanted:
                break
            if span(at) not in seen:
                seen.add(span(at))
                stay.add(at)
    return stay
