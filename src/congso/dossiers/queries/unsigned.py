"""Results that were issued without signatures: for whoever keeps an agency's keys."""

from dataclasses import dataclass
from datetime import datetime

from ..models import Result


@dataclass(frozen=True, slots=True)
class UnsignedResult:
    """A result without signatures, by its number: nothing of what it says, or about whom."""

    reference_number: str
    organisation_id: int
    issued_at: datetime


def unsigned_results(
    since: datetime, organisation_id: int | None = None, *, limit: int = 50
) -> tuple[int, list[UnsignedResult]]:
    """Return how many results were issued unsigned since a moment, and the latest of them. None: by all agencies."""
    found = Result.objects.filter(state=Result.State.ISSUED, signed_paper=None, issued_at__gte=since)
    if organisation_id is not None:
        found = found.filter(dossier__processing_organisation_id=organisation_id)
    rows = found.select_related("dossier").order_by("-issued_at", "-id")[:limit]
    return found.count(), [
        UnsignedResult(row.reference_number, row.dossier.processing_organisation_id, row.issued_at)
        for row in rows
        if row.issued_at is not None
    ]
