"""What was cleared away, and when: written by the jobs that do it, read by operations."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from .models import Housework


@dataclass(frozen=True, slots=True)
class ChoreView:
    """One chore: when it was last done, what it removed then and in all."""

    name: str
    ran_at: datetime
    removed: int
    removed_in_all: int


def note(name: str, removed: int, *, now: datetime) -> None:
    """Write down that a chore was done and removed so many things."""
    Housework.objects.get_or_create(name=name, defaults={"ran_at": now})
    Housework.objects.filter(name=name).update(
        ran_at=now, removed=removed, removed_in_all=F("removed_in_all") + removed
    )


def noted() -> list[ChoreView]:
    """Return every chore that was ever done, by name."""
    return [
        ChoreView(row.name, row.ran_at, row.removed, row.removed_in_all) for row in Housework.objects.order_by("name")
    ]
