"""How signing stands in an agency, or in the whole province: for administrators."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from ..models import SignedPaper
from ..rules.levels import WORDS, Level
from ..rules.troubles import trouble_words


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list: no title, which may name people. `trouble` in words; `next_try` while a job goes on trying."""

    id: UUID
    organisation_id: int
    reference_number: str
    state: str
    state_label: str
    level: str
    prepared_at: datetime
    completed_at: datetime | None
    trouble: str
    tries: int
    next_try: datetime | None


def levels(organisation_id: int | None = None) -> list[tuple[str, str, int]]:
    """Return each level, in words, and how many issued papers stand there, the lowest first. None: of all agencies."""
    issued = _of(organisation_id).filter(state=SignedPaper.State.COMPLETE)
    counted = Counter(issued.values_list("level", flat=True))
    return [(one.value, WORDS[one], counted[one.value]) for one in Level]


def lacking(organisation_id: int | None = None, *, limit: int = 50) -> list[PaperLine]:
    """Return issued papers that wait for proof, those in trouble first, then the oldest."""
    waiting = _of(organisation_id).filter(state=SignedPaper.State.COMPLETE, strengthen_at__isnull=False)
    return [_line(row) for row in waiting.order_by("-strengthen_tries", "completed_at")[:limit]]


def signed_since(since: datetime, organisation_id: int | None = None, *, limit: int = 50) -> list[PaperLine]:
    """Return the papers signed since a moment, the latest first."""
    found = _of(organisation_id).filter(prepared_at__gte=since)
    return [_line(row) for row in found.order_by("-prepared_at", "-id")[:limit]]


def signed_number(since: datetime, organisation_id: int | None = None) -> int:
    """Return how many papers were signed since a moment."""
    return _of(organisation_id).filter(prepared_at__gte=since).count()


def _of(organisation_id: int | None) -> QuerySet[SignedPaper]:
    found = SignedPaper.objects.all()
    return found if organisation_id is None else found.filter(organisation_id=organisation_id)


def _line(row: SignedPaper) -> PaperLine:
    return PaperLine(
        id=row.id,
        organisation_id=row.organisation_id,
        reference_number=row.reference_number,
        state=row.state,
        state_label=SignedPaper.State(row.state).label,
        level=row.level,
        prepared_at=row.prepared_at,
        completed_at=row.completed_at,
        trouble=trouble_words(row.strengthen_trouble),
        tries=row.strengthen_tries,
        next_try=row.strengthen_at,
    )
