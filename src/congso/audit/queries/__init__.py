"""Reading the trail. Who may read it is decided by the caller (inspectors; a person about their own data)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from congso.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class EntryView:
    """One line of the trail."""

    id: UUID
    at: datetime
    kind: str
    action: str
    purpose: str
    account_id: int | None
    officer_id: int | None
    unit_id: int | None
    on_behalf_of_officer_id: int | None
    delegation_id: str | None
    mandate_id: str | None
    client_id: int | None
    person_id: UUID | None
    subject_ids: tuple[UUID, ...]
    object_kind: str
    object_id: str
    address: str | None
    session: str
    agent: str
    request: str
    detail: dict[str, Any]


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
    WHERE era >= coalesce((SELECT (told->>'era')::smallint FROM last), 0::smallint)
      AND txid >= coalesce((SELECT (told->'to'->>0)::text::xid8 FROM last), '0'::xid8)
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
