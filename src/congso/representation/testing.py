"""Organisations and mandates, for tests of everybody above."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from congso.representation import commands
from congso.representation.commands.mandates import Party
from congso.representation.models import Mandate, Membership
from congso.representation.queries import BodyView
from congso.representation.rules.bodies import BodyFacts, BodyKind, MemberRole
from congso.representation.rules.mandates import Ground, Proof


def body_of(
    person_id: UUID, account_id: int, now: datetime, *, code: str = "9900002020", name: str = "Công ty TNHH Mũi Tôm"
) -> BodyView:
    """An organisation that a person has signed in for as its representative."""
    facts = BodyFacts(code, name, BodyKind.ENTERPRISE, "Khóm 2")
    return commands.sign_in_for_body(facts=facts, person_id=person_id, account_id=account_id, now=now)


def member_of(body: BodyView, person_id: UUID, by: UUID, now: datetime, *, procedures: Any = ()) -> Membership:
    """Somebody whom a representative has authorised."""
    return Membership.objects.create(
        body_id=body.id,
        person_id=person_id,
        role=MemberRole.AUTHORISED,
        procedures=list(procedures),
        valid_from=now.date(),
        valid_to=now.date() + timedelta(days=60),
        entered_by_id=by,
        entered_at=now,
    )


def mandate_of(
    giver_id: UUID, receiver_id: UUID, now: datetime, *, procedures: Any = (), until: date | None = None
) -> Mandate:
    """An authorisation that its giver has confirmed."""
    return Mandate.objects.create(
        ground=Ground.AUTHORISATION,
        giver_id=giver_id,
        receiver_id=receiver_id,
        procedures=list(procedures),
        proof=Proof.ELECTRONIC,
        valid_from=now.date(),
        valid_to=until or now.date() + timedelta(days=60),
        entered_by_id=giver_id,
        entered_at=now,
        confirmed_at=now,
    )


def party(applicant: Any) -> Party:
    """A signed-in person as the commands want to know them."""
    return Party(applicant.person_id, applicant.account_id, applicant.assurance)
