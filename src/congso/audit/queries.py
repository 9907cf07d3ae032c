"""Reading the trail. Who may read it is decided by the caller (inspectors; a person about their own data)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .models import AuditEntry


@dataclass(frozen=True, slots=True)
class EntryView:
    """One line of the trail."""

    id: UUID
    at: datetime
    action: str
    account_id: int | None
    officer_id: int | None
    client_id: int | None
    person_id: UUID | None
    object_kind: str
    object_id: str
    address: str | None
    detail: dict[str, Any]


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
        action=row.action,
        account_id=row.account_id,
        officer_id=row.officer_id,
        client_id=row.client_id,
        person_id=row.person_id,
        object_kind=row.object_kind,
        object_id=row.object_id,
        address=row.address,
        detail=row.detail,
    )
