"""Reading the trail. Who may read it is decided by the caller (inspectors; a person about their own data)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from congso.audit.models import AuditEntry
from congso.audit.rules.kinds import Kind

from .views import EntryView, cursor_of, place_of

__all__ = [
    "EntryView",
    "SealState",
    "about_person",
    "entries_about",
    "entries_of_account",
    "seal_state",
]


@dataclass(frozen=True, slots=True)
class SealState:
    """How the sealing stands: when it last happened, and what waits (counted up to `BOUND`)."""

    last_number: int
    last_sealed_at: datetime | None
    unsealed: int
    oldest_unsealed_at: datetime | None


BOUND = 100_000

_STATE = """
WITH last AS (
    SELECT number, header::jsonb AS told FROM audit_seal ORDER BY number DESC LIMIT 1
), waiting AS (
    SELECT recorded_at FROM audit_auditentry
    WHERE (era, txid) >= (
        coalesce((SELECT (told->>'era')::smallint FROM last), 0::smallint),
        coalesce((SELECT (told->'to'->>0)::text::xid8 FROM last), '0'::xid8)
    )
    ORDER BY era, txid, number LIMIT %s
)
SELECT coalesce((SELECT number FROM last), 0), (SELECT (told->>'sealed_at')::timestamptz FROM last),
    (SELECT count(*) FROM waiting), (SELECT min(recorded_at) FROM waiting)
"""


def seal_state() -> SealState:
    """Return how the sealing stands."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [BOUND])
        return SealState(*cursor.fetchone())


def entries_about(object_kind: str, object_id: object, *, limit: int = 100) -> list[EntryView]:
    """Return the newest `limit` entries about one object, newest first."""
    rows = AuditEntry.objects.filter(object_kind=object_kind, object_id=str(object_id))
    return [_view(row) for row in rows.order_by("-at", "-id")[:limit]]


def entries_of_account(account_id: int, *, limit: int = 100) -> list[EntryView]:
    """Return the newest `limit` entries of what an account did, newest first."""
    return [_view(row) for row in AuditEntry.objects.filter(account_id=account_id).order_by("-at", "-id")[:limit]]


def about_person(
    person_id: UUID, *, own: bool, after: str | None = None, limit: int = 60
) -> tuple[list[EntryView], str | None]:
    """Return a page of what was read, changed or exported of a person, newest first, and where to go on.

    Without `own`, what the person did themselves is left out. Sign-ins have a page of their own.
    """
    rows = AuditEntry.objects.filter(subject_ids__contains=[person_id]).exclude(kind=Kind.SIGN_IN)
    if not own:
        rows = rows.exclude(person_id=person_id)
    return _page(rows, after, limit)


def _page(rows: QuerySet[AuditEntry], after: str | None, limit: int) -> tuple[list[EntryView], str | None]:
    place = place_of(after)
    if place is not None:
        # Both say the same; the first lets PostgreSQL leave out the months after.
        rows = rows.filter(at__lte=place[0]).exclude(at=place[0], number__gte=place[1])
    found = list(rows.order_by("-at", "-number")[: limit + 1])
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        more = cursor_of(last.at, last.number)
    return [_view(row) for row in found[:limit]], more


def _view(row: AuditEntry) -> EntryView:
    return EntryView(
        id=row.id,
        at=row.at,
        kind=row.kind,
        action=row.action,
        purpose=row.purpose,
        account_id=row.account_id,
        officer_id=row.officer_id,
        unit_id=row.unit_id,
        on_behalf_of_officer_id=row.on_behalf_of_officer_id,
        delegation_id=row.delegation_id,
        mandate_id=row.mandate_id,
        client_id=row.client_id,
        person_id=row.person_id,
        subject_ids=tuple(row.subject_ids),
        object_kind=row.object_kind,
        object_id=row.object_id,
        address=row.address,
        session=row.session,
        agent=row.agent,
        request=row.request,
        detail=row.detail,
    )
