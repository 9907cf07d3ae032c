"""Agencies, their units, their identifiers, and what became of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from congso.kernel.normalise import fold, search_words
from congso.kernel.refusals import NotFound
from congso.organisation.models import Organisation, OrganisationIdentifier, Succession, Unit

from .places import TIER_OF_LENGTH, place
from .remembered import remembered

COMMITTEE_OF_TIER = {
    "province": Organisation.Kind.PROVINCIAL_COMMITTEE,
    "district": Organisation.Kind.DISTRICT_COMMITTEE,
    "commune": Organisation.Kind.COMMUNE_COMMITTEE,
}


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An agency for as long as it lived. `place_code` is the code its place had then."""

    id: int
    name: str
    kind: str
    tier: str
    place_id: int
    place_code: str
    place_name: str
    parent_id: int | None
    address: str
    phone: str
    search_name: str
    valid_from: date
    valid_to: date | None

    def was_there(self, on: date) -> bool:
        """Tell whether the agency existed on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit of an agency. `fields_of_work` are the fields of procedures (lĩnh vực) it works on, as published."""

    id: int
    name: str
    kind: str
    organisation_id: int
    fields_of_work: tuple[str, ...]
    valid_from: date
    valid_to: date | None

    def was_there(self, on: date) -> bool:
        """Tell whether the unit existed on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def works_on(self, field: str) -> bool:
        """Tell whether a field is this unit's work; case and marks do not matter."""
        return fold(field) in map(fold, self.fields_of_work)


@dataclass(frozen=True, slots=True)
class Became:
    """What one agency became, or came from, on a day."""

    before: OrganisationView
    after: OrganisationView
    on: date
    kind: str
    basis: str


@remembered(at_most=1)
def _all() -> dict[int, OrganisationView]:
    rows = Organisation.objects.order_by("sort_key", "id").values_list(
        "id",
        "name",
        "kind",
        "tier",
        "place_id",
        "place__code",
        "place__full_name",
        "parent_id",
        "address",
        "phone",
        "search_name",
        "valid_from",
        "valid_to",
    )
    return {row[0]: OrganisationView(*row) for row in rows}


@remembered(at_most=1)
def _committees() -> dict[tuple[str, str], tuple[OrganisationView, ...]]:
    by_place: defaultdict[tuple[str, str], list[OrganisationView]] = defaultdict(list)
    for one in _all().values():
        if one.kind == COMMITTEE_OF_TIER[one.tier]:
            by_place[one.tier, one.place_code].append(one)
    return {key: tuple(committees) for key, committees in by_place.items()}


@remembered(at_most=1)
def _units() -> dict[int, UnitView]:
    rows = Unit.objects.order_by("sort_key", "id").values_list(
        "id", "name", "kind", "organisation_id", "fields_of_work", "valid_from", "valid_to"
    )
    return {
        id_: UnitView(id_, name, kind, of, tuple(fields), since, until)
        for id_, name, kind, of, fields, since, until in rows
    }


@remembered(at_most=1)
def _units_of() -> dict[int, tuple[UnitView, ...]]:
    by_organisation: defaultdict[int, list[UnitView]] = defaultdict(list)
    for one in _units().values():
        by_organisation[one.organisation_id].append(one)
    return {key: tuple(found) for key, found in by_organisation.items()}


@remembered(at_most=1)
def _identifiers() -> dict[tuple[int, str], tuple[tuple[str, date, date | None], ...]]:
    found: defaultdict[tuple[int, str], list[tuple[str, date, date | None]]] = defaultdict(list)
    for of, scheme, value, since, until in OrganisationIdentifier.objects.values_list(
        "organisation_id", "scheme", "value", "valid_from", "valid_to"
    ):
        found[of, scheme].append((value, since, until))
    return {key: tuple(values) for key, values in found.items()}


def organisation(organisation_id: int) -> OrganisationView:
    """Return an agency, living or gone. Raises NotFound."""
    try:
        return _all()[organisation_id]
    except KeyError:
        raise NotFound("Không có cơ quan này.") from None


def organisations(
    *, kinds: Collection[str] | None = None, tiers: Collection[str] | None = None, on: date
) -> list[OrganisationView]:
    """Return the agencies that existed on a day, in alphabetical order."""
    return [
        one
        for one in _all().values()
        if one.was_there(on) and (kinds is None or one.kind in kinds) and (tiers is None or one.tier in tiers)
    ]


def organisations_named(text: str, on: date, *, limit: int = 20) -> list[OrganisationView]:
    """Return the agencies of a day whose name holds every word of `text`, with or without marks."""
    words = search_words(text)
    found = (one for one in _all().values() if one.was_there(on) and all(w in one.search_name for w in words))
    return [one for one, _ in zip(found, range(limit), strict=False)] if words else []


def identifier(organisation_id: int, scheme: str, on: date) -> str | None:
    """Return the identifier an agency had on a day: scheme `new` (H12.01) or `old` (000.00.01.H12)."""
    for value, since, until in _identifiers().get((organisation_id, scheme), ()):
        if since <= on and (until is None or on < until):
            return value
    return None


def unit(unit_id: int) -> UnitView:
    """Return a unit, living or gone. Raises NotFound."""
    try:
        return _units()[unit_id]
    except KeyError:
        raise NotFound("Không có đơn vị này.") from None


def units(organisation_id: int, on: date) -> list[UnitView]:
    """Return the units an agency had on a day, in alphabetical order."""
    return [one for one in _units_of().get(organisation_id, ()) if one.was_there(on)]


def all_units(organisation_id: int) -> list[int]:
    """Return the ids of every unit an agency has or ever had."""
    return [one.id for one in _units_of().get(organisation_id, ())]


def unit_for(organisation_id: int, kind: str, on: date, field: str | None = None) -> UnitView:
    """Return the unit of `kind` that works on `field`, else the first of that kind. Raises NotFound without any."""
    of_kind = [one for one in units(organisation_id, on) if one.kind == kind]
    if not of_kind:
        what = Unit.Kind(kind).label
        raise NotFound(f"{organisation(organisation_id).name} không có đơn vị loại “{what}” vào ngày {on:%d/%m/%Y}.")
    return next((one for one in of_kind if field is not None and one.works_on(field)), of_kind[0])


def department_for(field: str, on: date) -> OrganisationView | None:
    """Return the provincial department one of whose divisions works on `field` on a day, or None."""
    for one in organisations(kinds=[Organisation.Kind.DEPARTMENT], on=on):
        if any(division.works_on(field) for division in units(one.id, on)):
            return one
    return None


def committee_of(tier: str, place_code: str, on: date) -> OrganisationView | None:
    """Return the People's Committee of the place that had this code on a day, or None."""
    return next((one for one in _committees().get((tier, place_code), ()) if one.was_there(on)), None)


def responsible_organisation(place_code: str, on: date) -> OrganisationView | None:
    """Return the People's Committee responsible for a place on a day: "who was it on 1 June 2025?".

    The tier follows from the length of the code (2 province, 3 district, 5 commune). A code that did not exist on that
    day has nobody; a code given again later means the place that had it then.
    """
    tier = TIER_OF_LENGTH.get(len(place_code))
    if tier is None or place(tier, place_code, on) is None:
        return None
    return committee_of(tier, place_code, on)


def successors_of(organisation_id: int) -> list[Became]:
    """Return every step from an agency to those of today, earliest first; empty when it never ended."""
    return _follow(organisation_id, forwards=True)


def predecessors_of(organisation_id: int) -> list[Became]:
    """Return every step that led to an agency, latest first."""
    return _follow(organisation_id, forwards=False)


def _follow(organisation_id: int, *, forwards: bool) -> list[Became]:
    near, far = ("from_organisation", "to_organisation") if forwards else ("to_organisation", "from_organisation")
    every = _all()
    seen, wave, steps = {organisation_id}, [organisation_id], []
    while wave:
        links = list(
            Succession.objects.filter(**{f"{near}__in": wave})
            .order_by("on" if forwards else "-on", f"{far}__sort_key")
            .values_list(f"{near}_id", f"{far}_id", "on", "kind", "basis")
        )
        wave = [there for _, there, *_ in links if there not in seen]
        seen.update(wave)
        for here, there, day, kind, basis in links:
            before, after = (here, there) if forwards else (there, here)
            steps.append(Became(every[before], every[after], day, kind, basis))
    return steps
