"""Writing the trail. There is no command that changes or removes an entry, and the table refuses it too."""

import json
from datetime import date, datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from congso.kernel.context import address
from congso.kernel.ids import uuid7
from congso.kernel.partitions import ensure_months

TABLE = "audit_auditentry"

_INSERT = (
    "INSERT INTO audit_auditentry (id, at, action, account_id, officer_id, client_id, person_id, object_kind, "
    "object_id, address, detail) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::inet, %s::jsonb)"
)


def record(
    *,
    action: str,
    at: datetime,
    account_id: int | None = None,
    officer_id: int | None = None,
    client_id: int | None = None,
    person_id: UUID | str | None = None,
    object_kind: str = "",
    object_id: object = "",
    **detail: object,
) -> UUID:
    """Write one entry in the caller's transaction, and return its id.

    `action` is a code such as `dossiers.receive`; `detail` holds codes and ids, never personal data. The network
    address is that of the present request.
    """
    entry_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                entry_id,
                at,
                action,
                account_id,
                officer_id,
                client_id,
                str(person_id) if person_id else None,
                object_kind,
                str(object_id),
                address(),
                json.dumps(detail, cls=DjangoJSONEncoder, ensure_ascii=False) if detail else "{}",
            ],
        )
    return entry_id


@transaction.atomic
def ensure_partitions(first: date, last: date) -> list[str]:
    """Make the partitions of the months `first`..`last` that are missing, guarded like the others."""
    created = ensure_months(TABLE, first, last)
    with connection.cursor() as cursor:
        for partition in created:
            cursor.execute("SELECT audit_guard_partition(%s::regclass)", [partition])
    return created
