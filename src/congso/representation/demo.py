"""Organisations and mandates of the demo province, among the people whom the simulated VNeID signs in.

Numbers and tax codes are those of the simulator, repeated here because neither package knows the other. A mandate is
left as its parties left it when the demo is loaded again.
"""

from datetime import date, timedelta
from uuid import UUID

from congso.identity.commands import ensure_person
from congso.kernel import clock

from .commands import ensure_body
from .models import Body, Mandate, Membership
from .rules.bodies import BodyKind, MemberRole
from .rules.mandates import Ground, MandatePolicy, Proof, term

PEOPLE = {
    "096085000101": "Nguyễn Văn An",
    "096192000202": "Trần Thị Bích Ngọc",
    "096078000303": "Lê Hoàng Phúc",
    "096201000505": "Huỳnh Quốc Khánh",
    "096069000707": "Đặng Minh Triết",
    "096155000808": "Phạm Thị Út",
}

BODIES = (
    ("9900002020", "Công ty TNHH Thủy sản Mũi Tôm", BodyKind.ENTERPRISE, "096078000303", ("096085000101",)),
    ("9900003031", "Hợp tác xã Tôm – lúa Năm Căn", BodyKind.COOPERATIVE, "096069000707", ("096201000505",)),
    ("9900004042", "Hộ kinh doanh Bích Ngọc", BodyKind.HOUSEHOLD, "096192000202", ()),
)
"""Tax code, name, kind, who represents it, whom they have authorised."""

CHILD = ("Nguyễn Gia Hân", "096319000909", date(2019, 5, 20))
"""Nguyễn Văn An's daughter."""


def load(regime: str) -> None:
    """Store the demo's organisations, members and mandates; again changes nothing. Both regimes have the same."""
    now, today = clock.now(), clock.today()
    people = {number: ensure_person(full_name=name, identity_number=number).id for number, name in PEOPLE.items()}
    for code, name, kind, representative, members in BODIES:
        body = ensure_body(code=code, name=name, kind=kind.value, now=now)
        Body.objects.filter(id=body.id, vouched_at=None).update(vouched_at=now)
        chief = people[representative]
        if not Membership.objects.filter(body=body.id, person=chief, role=MemberRole.REPRESENTATIVE).exists():
            Membership.objects.create(
                body_id=body.id, person_id=chief, role=MemberRole.REPRESENTATIVE, valid_from=today, entered_at=now
            )
        for number in members:
            if not Membership.objects.filter(body=body.id, person=people[number]).exists():
                Membership.objects.create(
                    body_id=body.id,
                    person_id=people[number],
                    role=MemberRole.AUTHORISED,
                    document_number="02/GUQ-2026",
                    valid_from=today,
                    valid_to=today + timedelta(days=365),
                    entered_by_id=chief,
                    entered_at=now,
                )
    child = ensure_person(full_name=CHILD[0], identity_number=CHILD[1], born_on=CHILD[2])
    _mandate(people["096155000808"], people["096192000202"], Proof.PRIVATE, "không số", today)
    _mandate(people["096078000303"], people["096085000101"], Proof.ELECTRONIC, "", today)
    _mandate(child.id, people["096085000101"], Proof.CIVIL_STATUS, "27/2019", today, born_on=CHILD[2])


def _mandate(
    giver: UUID, receiver: UUID, proof: Proof, number: str, today: date, *, born_on: date | None = None
) -> None:
    if Mandate.objects.filter(giver=giver, receiver=receiver).exists():
        return
    now = clock.now()
    ground = Ground.PARENT if proof is Proof.CIVIL_STATUS else Ground.AUTHORISATION
    end = term(ground, first=today, until=None, born_on=born_on, today=today, policy=MandatePolicy())
    electronic = proof is Proof.ELECTRONIC
    Mandate.objects.create(
        ground=ground,
        giver_id=giver,
        receiver_id=receiver,
        proof=proof,
        document_number=number,
        document_on=None if electronic else today,
        valid_from=today,
        valid_to=end,
        entered_by_id=giver if electronic else receiver,
        entered_at=now,
        confirmed_at=now if electronic else None,
    )
