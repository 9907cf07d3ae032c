"""Writing entries. There is no command that changes or removes one, and the table refuses it too."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.kernel.context import origin
from congso.kernel.ids import uuid7
from congso.kernel.partitions import ensure_months

TABLE = "audit_auditentry"
MOST_SUBJECTS = 500
"""People one entry can be about; a longer list is written as several entries by its reader."""

_INSERT = (
    "INSERT INTO audit_auditentry (id, at, kind, action, purpose, account_id, officer_id, unit_id, "
    "on_behalf_of_officer_id, delegation_id, mandate_id, client_id, person_id, subject_ids, object_kind, object_id, "
    "address, session, agent, request, detail) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, "
    "%s::uuid[], %s, %s, %s::inet, %s, %s, %s, %s::jsonb)"
)


def record(
    *,
    action: str,
    at: datetime,
    kind: Kind = Kind.CHANGE,
    purpose: Purpose | None = None,
    account_id: int | None = None,
    officer_id: int | None = None,
    unit_id: int | None = None,
    on_behalf_of_officer_id: int | None = None,
    delegation_id: object = None,
    mandate_id: object = None,
    client_id: int | None = None,
    person_id: UUID | str | None = None,
    subjects: Iterable[UUID | None] = (),
    object_kind: str = "",
    object_id: object = "",
    **detail: object,
) -> UUID:
    """Write one entry in the caller's transaction, and return its id.

    `action` is a code such as `dossiers.receive`; `person_id` is the person who acts for themselves; `subjects` are
    those whose data is read or changed; `detail` holds codes and ids, never personal data. For whom somebody acts is
    said by the officer they stand in for and the paper that says so (`delegation_id`), or by a citizen's mandate.
    Address, session, browser and request are those of the present request.

    Without a `purpose`, one who acts for themselves acts for their own sake, an officer in a case, a system in an
    exchange.
    """
    entry_id, whence = uuid7(), origin()
    about = sorted({str(one) for one in subjects if one is not None})[:MOST_SUBJECTS]
    if purpose is None:
        purpose = _purpose(officer_id, client_id, person_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                entry_id,
                at,
                kind.value,
                action,
                purpose.value if purpose else "",
                account_id,
                officer_id,
                unit_id,
                on_behalf_of_officer_id,
                None if delegation_id is None else str(delegation_id),
                None if mandate_id is None else str(mandate_id),
                client_id if client_id is not None else whence.client_id,
                str(person_id) if person_id else None,
                about,
                object_kind,
                str(object_id),
                whence.address,
                whence.session,
                whence.agent,
                whence.request,
                json.dumps(detail, cls=DjangoJSONEncoder, ensure_ascii=False) if detail else "{}",
            ],
        )
    return entry_id


def _purpose(officer_id: int | None, client_id: int | None, person_id: UUID | str | None) -> Purpose | None:
    if officer_id is not None:
        return Purpose.CASE
    if client_id is not None:
        return Purpose.EXCHANGE
    return Purpose.OWN if person_id is not None else None


@transaction.atomic
def ensure_partitions(first: date, last: date) -> list[str]:
    """Make the partitions of the months `first`..`last` that are missing, guarded like the others."""
    return ensure_months(TABLE, first, last)
