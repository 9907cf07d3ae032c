"""Reading who may act for whom. Everything is asked for a day and a person; what lies outside is not found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from congso.kernel.refusals import NotFound

from .models import Body, Mandate, Membership
from .rules.bodies import BodyKind, MemberRole
from .rules.mandates import Ground, Proof
from .rules.standing import Standing, covers

NO_BODY = "Không tìm thấy tổ chức này trong các tổ chức bạn đại diện."


@dataclass(frozen=True, slots=True)
class BodyView:
    """An organisation as others see it."""

    id: UUID
    code: str
    name: str
    kind: str
    kind_label: str
    address: str
    vouched_at: datetime | None


@dataclass(frozen=True, slots=True)
class MembershipView:
    """Somebody who acts, or acted, for an organisation; `last_day` is counted in."""

    id: UUID
    body: BodyView
    person_id: UUID
    person_name: str
    role: MemberRole
    procedures: frozenset[str]
    document_number: str
    valid_from: date
    valid_to: date | None
    ended_at: datetime | None

    @property
    def scope(self) -> list[str]:
        """The codes of the procedures it is limited to, in order; empty: all."""
        return sorted(self.procedures)

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def stands(self, on: date) -> bool:
        """Tell whether it gives its holder something on a day."""
        return self.ended_at is None and self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate as its parties and the officer who handles a dossier see it; `last_day` is counted in."""

    id: UUID
    ground: Ground
    proof: Proof
    giver_id: UUID
    giver_name: str
    receiver_id: UUID
    receiver_name: str
    procedures: frozenset[str]
    document_number: str
    document_on: date | None
    document_issuer: str
    paper_id: UUID | None
    valid_from: date
    valid_to: date | None
    entered_at: datetime
    at_counter: bool
    confirmed_at: datetime | None
    revoked_at: datetime | None
    revoked_by_giver: bool

    @property
    def scope(self) -> list[str]:
        """The codes of the procedures it is limited to, in order; empty: all."""
        return sorted(self.procedures)

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    @property
    def waits(self) -> bool:
        """Whether it gives nothing before the giver has confirmed it."""
        return self.proof is Proof.ELECTRONIC and self.confirmed_at is None

    def stands(self, on: date) -> bool:
        """Tell whether it gives its receiver something on a day."""
        began = self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
        return self.revoked_at is None and began and not self.waits

    @property
    def is_authorisation(self) -> bool:
        return self.ground is Ground.AUTHORISATION


def in_force(on: date) -> Q:
    """Return the condition that a period holds on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def giving(on: date) -> Q:
    """Return the condition that a mandate gives something on a day; `MandateView.stands` says the same."""
    unconfirmed = Q(proof=Proof.ELECTRONIC, confirmed_at__isnull=True)
    return in_force(on) & Q(revoked_at__isnull=True) & ~unconfirmed


def standing(person_id: UUID, on: date) -> Standing:
    """Return for whom a person may act on a day."""
    bodies: dict[UUID, frozenset[str]] = {}
    rows = Membership.objects.filter(in_force(on), person=person_id, ended_at=None)
    for body_id, procedures in rows.values_list("body_id", "procedures"):
        # Two grounds for the same organisation (a representative who is authorised, too): the wider one counts.
        known = bodies.get(body_id)
        wide = not procedures or known == frozenset()
        bodies[body_id] = frozenset() if wide else frozenset(procedures) | (known or frozenset())
    return Standing(on, bodies, frozenset(mandates_held(person_id, on)))


def mandates_held(person_id: UUID, on: date) -> QuerySet[Mandate, UUID]:
    """Return the ids of the mandates that give a person something on a day, to be asked within another query."""
    return Mandate.objects.filter(giving(on), receiver=person_id).values_list("id", flat=True)


def body(body_id: UUID) -> BodyView | None:
    """Return an organisation, or None."""
    row = Body.objects.filter(id=body_id).first()
    return body_view(row) if row else None


def bodies(body_ids: Iterable[UUID]) -> dict[UUID, BodyView]:
    """Return several organisations by id, in one query."""
    wanted = list(body_ids)
    return {row.id: body_view(row) for row in Body.objects.filter(id__in=wanted)} if wanted else {}


def memberships_of(person_id: UUID, on: date) -> list[MembershipView]:
    """Return for which organisations a person acts on a day, by name; each once, the widest ground first."""
    rows = Membership.objects.filter(in_force(on), person=person_id, ended_at=None).select_related("body", "person")
    found: dict[UUID, Membership] = {}
    for row in rows.order_by("body__name", "-role"):
        found.setdefault(row.body_id, row)
    return [_membership(row) for row in found.values()]


def member(person_id: UUID, body_id: UUID, on: date) -> MembershipView:
    """Return by what a person acts for an organisation, a representative's ground first. Raises NotFound."""
    rows = Membership.objects.filter(in_force(on), person=person_id, body=body_id, ended_at=None)
    row = rows.select_related("body", "person").order_by("-role").first()
    if row is None:
        raise NotFound(NO_BODY)
    return _membership(row)


def members_of(body_id: UUID, by: UUID, on: date) -> list[MembershipView]:
    """Return everybody who acts or acted for an organisation, those who do first. For its representatives only."""
    if not represents(by, body_id, on):
        raise NotFound(NO_BODY)
    rows = Membership.objects.filter(body=body_id).select_related("body", "person").order_by("person__name_sort_key")
    views = [_membership(row) for row in rows]
    return sorted(views, key=lambda one: (one.ended_at is not None, one.role != MemberRole.REPRESENTATIVE))


def represents(person_id: UUID, body_id: UUID, on: date) -> bool:
    """Tell whether somebody is a legal representative of an organisation."""
    rows = Membership.objects.filter(in_force(on), person=person_id, body=body_id, ended_at=None)
    return rows.filter(role=MemberRole.REPRESENTATIVE).exists()


def who_acts_for(body_id: UUID, procedure_code: str, on: date) -> list[MembershipView]:
    """Return who acts for an organisation in a procedure on a day, representatives first. For “who sees it”."""
    rows = Membership.objects.filter(in_force(on), body=body_id, ended_at=None).select_related("body", "person")
    views = [_membership(row) for row in rows.order_by("-role", "person__name_sort_key")]
    return [one for one in views if covers(one.procedures, procedure_code)]


def representatives(body_id: UUID, on: date) -> list[UUID]:
    """Return who represents an organisation by law. For jobs that tell them; no request asks it."""
    rows = Membership.objects.filter(in_force(on), body=body_id, ended_at=None, role=MemberRole.REPRESENTATIVE)
    return list(rows.values_list("person_id", flat=True))


def mandates_of(person_id: UUID) -> tuple[list[MandateView], list[MandateView]]:
    """Return the mandates a person gave (or is represented under) and those they received, newest first."""
    rows = Mandate.objects.select_related("giver", "receiver").order_by("-entered_at")
    given = [mandate_view(row) for row in rows.filter(giver=person_id)[:200]]
    return given, [mandate_view(row) for row in rows.filter(receiver=person_id)[:200]]


def usable_mandates(person_id: UUID, procedure_code: str, on: date) -> list[MandateView]:
    """Return the mandates under which somebody may hand in an application of this procedure today."""
    rows = Mandate.objects.filter(giving(on), receiver=person_id).select_related("giver", "receiver")
    views = [mandate_view(row) for row in rows.order_by("giver__name_sort_key")]
    return [one for one in views if not one.procedures or procedure_code in one.procedures]


def mandate_for(person_id: UUID, mandate_id: UUID) -> MandateView:
    """Return a mandate to one of its parties. Raises NotFound for anybody else."""
    row = Mandate.objects.filter(Q(giver=person_id) | Q(receiver=person_id), id=mandate_id)
    found = row.select_related("giver", "receiver").first()
    if found is None:
        raise NotFound("Không tìm thấy ủy quyền này.")
    return mandate_view(found)


def mandate(mandate_id: UUID) -> MandateView | None:
    """Return a mandate for whoever may see a dossier handed in under it; the caller has checked that."""
    row = Mandate.objects.filter(id=mandate_id).select_related("giver", "receiver").first()
    return mandate_view(row) if row else None


def mandates_with_paper(file_id: UUID) -> list[MandateView]:
    """Return the mandates that a stored file proves; the caller checks who asks."""
    return [mandate_view(row) for row in Mandate.objects.filter(paper=file_id).select_related("giver", "receiver")]


def body_view(row: Body) -> BodyView:
    return BodyView(row.id, row.code, row.name, row.kind, str(BodyKind(row.kind).label), row.address, row.vouched_at)


def _membership(row: Membership) -> MembershipView:
    return MembershipView(
        id=row.id,
        body=body_view(row.body),
        person_id=row.person_id,
        person_name=row.person.full_name,
        role=MemberRole(row.role),
        procedures=frozenset(row.procedures),
        document_number=row.document_number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        ended_at=row.ended_at,
    )


def mandate_view(row: Mandate) -> MandateView:
    return MandateView(
        id=row.id,
        ground=Ground(row.ground),
        proof=Proof(row.proof),
        giver_id=row.giver_id,
        giver_name=row.giver.full_name,
        receiver_id=row.receiver_id,
        receiver_name=row.receiver.full_name,
        procedures=frozenset(row.procedures),
        document_number=row.document_number,
        document_on=row.document_on,
        document_issuer=row.document_issuer,
        paper_id=row.paper_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        entered_at=row.entered_at,
        at_counter=row.entered_at_counter_by_id is not None,
        confirmed_at=row.confirmed_at,
        revoked_at=row.revoked_at,
        revoked_by_giver=row.revoked_by_id == row.giver_id,
    )
