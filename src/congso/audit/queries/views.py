"""An entry as it is read, and places in a list of entries."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


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


def cursor_of(at: datetime, number: int) -> str:
    """Return the cursor that stands for the place of an entry."""
    return f"{(at - EPOCH) // _MICROSECOND}.{number}"


def place_of(after: str | None) -> tuple[datetime, int] | None:
    """Return the place a cursor stands for; None for none, and for what is no cursor."""
    at, dot, number = (after or "").partition(".")
    if not dot or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in (at, number)):
        return None
    return EPOCH + timedelta(microseconds=int(at)), int(number)
