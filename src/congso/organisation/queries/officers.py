"""Who holds which position, and may therefore act."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet

from congso.identity import queries as identity
from congso.kernel import rights
from congso.kernel.rights import Right
from congso.organisation.models import Officer, Position
from congso.organisation.rules.roles import Role

from .places import valid
from .remembered import remembered


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """In whose place somebody acts, by which delegation, and how far it goes (ủy quyền, giao điều hành).

    `fields_of_work` and `unit_id` narrow it to some procedures and to what one unit has or has had; empty, None: all.
    """

    delegation_id: int
    officer_id: int
    name: str
    title: str
    form: str
    rights: frozenset[str]
    on: date
    fields_of_work: tuple[str, ...] = ()
    unit_id: int | None = None
    document: str = ""

    @property
    def limited(self) -> bool:
        """Tell whether it covers only some procedures, or one unit."""
        return bool(self.fields_of_work) or self.unit_id is not None

    @property
    def said(self) -> str:
        """Return in whose place: "thay mặt Nguyễn Văn An, Chủ tịch (TUQ., số 12/QĐ-UBND)"."""
        how = ", ".join(part for part in (self.form, self.document) if part)
        return f"thay mặt {self.name}, {self.title}" + (f" ({how})" if how else "")


@dataclass(frozen=True, slots=True)
class ActingOfficer:
    """A person acting in a position on a day (cán bộ, công chức).

    Roles and place are those of the position; whoever acts on behalf of somebody has that one's roles and place, as
    far as the delegation goes, while `id`, account and name stay their own.
    """

    id: int
    account_id: int | None
    person_id: UUID
    name: str
    title: str
    unit_id: int
    unit_name: str
    unit_kind: str
    organisation_id: int
    organisation_name: str
    organisation_kind: str
    tier: str
    roles: frozenset[Role]
    on_behalf: OnBehalf | None = None

    def has(self, *roles: Role) -> bool:
        """Tell whether the position gives one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def rights(self) -> frozenset[Right]:
        """Return every right that the position brings; on behalf of somebody, those of theirs that were passed on."""
        held = rights.rights_of(self.roles)
        if self.on_behalf is None:
            return held
        return frozenset(right for right in held if right.value in self.on_behalf.rights and right.delegable)

    def may(self, *wanted: Right) -> bool:
        """Tell whether one of these rights is there."""
        return not self.rights.isdisjoint(wanted)

    @property
    def seat_id(self) -> int:
        """The appointment whose work this is: one's own, or that of the one on whose behalf one acts."""
        return self.on_behalf.officer_id if self.on_behalf else self.id


@dataclass(frozen=True, slots=True)
class OfficerLabel:
    """How an act of an officer is signed, today and years later: "Trần Thị Mai, Chuyên viên, Phòng Kinh tế"."""

    id: int
    name: str
    title: str
    unit_name: str
    organisation_name: str

    def __str__(self) -> str:
        return f"{self.name}, {self.title}, {self.unit_name}"


@dataclass(frozen=True, slots=True)
class EndedPost:
    """An appointment that is over; `ended_on` is the first day on which it was."""

    officer_id: int
    person_id: UUID
    name: str
    title: str
    unit_name: str
    organisation_id: int
    organisation_name: str
    ended_on: date


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position and those who held it on a day."""

    id: int
    title: str
    unit_id: int
    roles: frozenset[Role]
    holders: tuple[ActingOfficer, ...]


def _acting(on: date) -> QuerySet[Any, Any]:
    return (
        Officer.objects.filter(
            valid(on),
            valid(on, "position__"),
            valid(on, "position__unit__"),
            valid(on, "position__unit__organisation__"),
        )
        .annotate(account=FilteredRelation("person__accounts", condition=Q(person__accounts__kind="officer")))
        .order_by("person__name_sort_key", "id")
        .values(
            "id",
            "account__id",
            "account__is_active",
            "person_id",
            "person__full_name",
            "position_id",
            "position__title",
            "position__roles",
            "position__unit_id",
            "position__unit__name",
            "position__unit__kind",
            "position__unit__organisation_id",
            "position__unit__organisation__name",
            "position__unit__organisation__kind",
            "position__unit__organisation__tier",
        )
    )


def _view(row: dict[str, Any]) -> ActingOfficer:
    return ActingOfficer(
        id=row["id"],
        account_id=row["account__id"] if row["account__is_active"] else None,
        person_id=row["person_id"],
        name=row["person__full_name"],
        title=row["position__title"],
        unit_id=row["position__unit_id"],
        unit_name=row["position__unit__name"],
        unit_kind=row["position__unit__kind"],
        organisation_id=row["position__unit__organisation_id"],
        organisation_name=row["position__unit__organisation__name"],
        organisation_kind=row["position__unit__organisation__kind"],
        tier=row["position__unit__organisation__tier"],
        roles=frozenset(map(Role, row["position__roles"])),
    )


@remembered(at_most=5_000)
def _of_account(account_id: int, on: date) -> tuple[ActingOfficer, ...]:
    rows = _acting(on).filter(account__id=account_id).order_by("valid_from", "id")
    return tuple(_view(row) for row in rows)


@remembered(at_most=5_000)
def _of_appointment(officer_id: int, on: date) -> ActingOfficer | None:
    row = _acting(on).filter(pk=officer_id).first()
    return _view(row) if row else None


def acting_officers(account_id: int, on: date) -> list[ActingOfficer]:
    """Return the positions that the holder of an officer's account has on a day, oldest first.

    Positions are remembered; whether the account is open and how the person is called is asked each time.
    """
    account = identity.account(account_id)
    person = identity.person(account.person_id) if account and account.person_id is not None else None
    return positions_held(account, person, on) if account else []


def positions_held(account: identity.AccountView, person: identity.PersonView | None, on: date) -> list[ActingOfficer]:
    """Return the same for an account and its person that were read just now."""
    if person is None or not account.is_active or account.kind != "officer":
        return []
    mine = [one for one in _of_account(account.id, on) if one.person_id == person.id == account.person_id]
    return [replace(one, account_id=account.id, name=person.full_name) for one in mine]


def acting_officer(officer_id: int, on: date) -> ActingOfficer | None:
    """Return who acts under this appointment on a day; None when it, its position, unit or agency has ended."""
    found = _of_appointment(officer_id, on)
    person = identity.person(found.person_id) if found else None
    return replace(found, name=person.full_name) if found and person else None


def officers(unit_id: int, on: date) -> list[ActingOfficer]:
    """Return who holds a position in a unit on a day, by given name."""
    return [_view(row) for row in _acting(on).filter(position__unit=unit_id)]


def officers_by_unit(on: date) -> dict[int, list[ActingOfficer]]:
    """Return the same for every unit where somebody holds a position, in one read."""
    found: dict[int, list[ActingOfficer]] = {}
    for row in _acting(on):
        found.setdefault(row["position__unit_id"], []).append(_view(row))
    return found


def posts(
    on: date,
    *,
    person_ids: Iterable[UUID] | None = None,
    unit_ids: Iterable[int] | None = None,
    role: Role | None = None,
    organisation_id: int | None = None,
) -> list[ActingOfficer]:
    """Return who holds which position on a day, narrowed by all that is given, by given name."""
    rows = _acting(on)
    if person_ids is not None:
        rows = rows.filter(person_id__in=list(person_ids))
    if unit_ids is not None:
        rows = rows.filter(position__unit_id__in=list(unit_ids))
    if role is not None:
        rows = rows.filter(position__roles__contains=[role.value])
    if organisation_id is not None:
        rows = rows.filter(position__unit__organisation_id=organisation_id)
    return [_view(row) for row in rows]


def ended_posts(on: date, *, person_ids: Iterable[UUID]) -> list[EndedPost]:
    """Return the appointments of some people that had ended by a day, the latest end first."""
    rows = (
        Officer.objects.filter(person_id__in=list(person_ids), valid_to__lte=on)
        .order_by("-valid_to", "id")
        .values_list(
            "id",
            "person_id",
            "person__full_name",
            "position__title",
            "position__unit__name",
            "position__unit__organisation_id",
            "position__unit__organisation__name",
            "valid_to",
        )
    )
    return [EndedPost(*row[:-1], row[-1]) for row in rows if row[-1] is not None]


def holds_a_post(on: date, *, organisation_id: int | None = None) -> Q:
    """Return the condition, over officers' accounts, that its holder has a position on a day."""
    path = "person__posts__"
    held = valid(on, path) & valid(on, f"{path}position__") & valid(on, f"{path}position__unit__")
    if organisation_id is not None:
        held &= Q(**{f"{path}position__unit__organisation_id": organisation_id})
    return held


def positions(organisation_id: int, on: date) -> list[PositionView]:
    """Return the positions of an agency on a day, vacant ones too, with their holders."""
    holders: dict[int, list[ActingOfficer]] = {}
    for row in _acting(on).filter(position__unit__organisation=organisation_id):
        holders.setdefault(row["position_id"], []).append(_view(row))
    return [
        PositionView(one.pk, one.title, one.unit_id, frozenset(map(Role, one.roles)), tuple(holders.get(one.pk, ())))
        for one in Position.objects.filter(valid(on), valid(on, "unit__"), unit__organisation=organisation_id).order_by(
            "pk"
        )
    ]


def position(position_id: int, on: date) -> PositionView | None:
    """Return a position with who holds it on a day; None when there is none then."""
    one = Position.objects.filter(valid(on), valid(on, "unit__"), pk=position_id).first()
    if one is None:
        return None
    holders = tuple(_view(row) for row in _acting(on).filter(position=one))
    return PositionView(one.pk, one.title, one.unit_id, frozenset(map(Role, one.roles)), holders)


def officer_labels(ids: Iterable[int]) -> dict[int, OfficerLabel]:
    """Return how appointments are signed, ended ones too, by id; unknown ids are left out. One read for all of them."""
    rows = Officer.objects.filter(pk__in=set(ids)).values_list(
        "id",
        "person__full_name",
        "position__title",
        "position__unit__name",
        "position__unit__organisation__name",
    )
    return {row[0]: OfficerLabel(*row) for row in rows}


def appointments_of(account_id: int) -> list[int]:
    """Return every appointment that the holder of an officer's account has or ever had, oldest first."""
    rows = Officer.objects.filter(person__accounts=account_id).order_by("valid_from", "id")
    return list(rows.values_list("id", flat=True))


def officer_name(officer_id: int) -> str:
    """Return the name of who acted under an appointment, ended ones too; "" for an unknown one."""
    label = officer_labels([officer_id]).get(officer_id)
    return label.name if label else ""
