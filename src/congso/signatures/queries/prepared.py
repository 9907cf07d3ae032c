"""What waits for a signature from an officer's own machine, as their page shows it."""

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ..models import PreparedSignature


@dataclass(frozen=True, slots=True)
class PreparedView:
    """A hash that waits for its signature: which (SHA-256, base64), by which certificate, until when.

    `request` is what the officer had asked for when it was prepared.
    """

    id: UUID
    digest: str
    fingerprint: str
    subject: str
    expires_at: datetime
    request: dict[str, Any]


def prepared(prepared_id: UUID, *, officer_id: int, now: datetime) -> PreparedView | None:
    """Return what an officer prepared, while it waits."""
    row = (
        PreparedSignature.objects.filter(id=prepared_id, officer_id=officer_id, expires_at__gt=now)
        .select_related("credential")
        .first()
    )
    if row is None:
        return None
    digest = hashlib.sha256(b64decode(row.content["attributes"])).digest()
    return PreparedView(
        row.id,
        b64encode(digest).decode(),
        row.credential.fingerprint,
        row.credential.subject,
        row.expires_at,
        row.content["request"],
    )
