"""Organisations become known: by a sign-in through VNeID, or at a counter."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.kernel.clock import VIETNAM
from congso.kernel.normalise import tidy
from congso.representation.models import Body, Membership
from congso.representation.queries import BodyView, body_view
from congso.representation.rules.bodies import BodyFacts, BodyKind, MemberRole, tidy_code
from congso.representation.rules.mandates import incorrect


@transaction.atomic
def sign_in_for_body(*, facts: BodyFacts, person_id: UUID, account_id: int, now: datetime) -> BodyView:
    """Return the organisation that a person has just signed in for through VNeID; they represent it from now on.

    What VNeID says of name, kind and seat replaces what was known. A representative whom another representative has
    put out comes back when VNeID vouches for them again: it is the register that decides.
    """
    Body.objects.bulk_create(
        [Body(code=facts.code, name=facts.name, kind=facts.kind, address=facts.address, created_at=now)],
        ignore_conflicts=True,
    )
    row = Body.objects.select_for_update(no_key=True).get(code=facts.code)
    row.name, row.kind, row.vouched_at = facts.name, facts.kind.value, now
    row.address = facts.address or row.address
    row.save(update_fields=["name", "kind", "address", "vouched_at"])
    _, made = Membership.objects.get_or_create(
        body=row,
        person_id=person_id,
        role=MemberRole.REPRESENTATIVE,
        ended_at=None,
        defaults={"valid_from": now.astimezone(VIETNAM).date(), "entered_at": now},
    )
    record(
        action="representation.sign_in_for_body",
        at=now,
        purpose=Purpose.SECURITY,
        account_id=account_id,
        person_id=person_id,
        subjects=[person_id],
        object_kind="body",
        object_id=row.id,
        new_representative=made,
    )
    return body_view(row)


def choose_body(*, body_id: UUID | None, person_id: UUID, account_id: int, now: datetime) -> None:
    """Write down for whom somebody works from now on: an organisation, or (None) themselves."""
    record(
        action="representation.work_for",
        at=now,
        account_id=account_id,
        person_id=person_id,
        subjects=[person_id],
        object_kind="body" if body_id else "",
        object_id=body_id or "",
    )


def ensure_body(*, code: str, name: str, kind: str, now: datetime) -> BodyView:
    """Return the organisation with a tax code, made when nobody has named it before; what is known stays.

    For the counter. Raises Incorrect for a code without its check digit, or a missing name.
    """
    number = tidy_code(code)
    known = Body.objects.filter(code=number).first()
    if known is None:
        said = tidy(name)[:300]
        if not said:
            raise incorrect("body_name", "Ghi tên tổ chức.")
        kept = kind if kind in BodyKind.values else BodyKind.OTHER.value
        Body.objects.bulk_create([Body(code=number, name=said, kind=kept, created_at=now)], ignore_conflicts=True)
        known = Body.objects.get(code=number)
    return body_view(known)
