"""Places under their codes. A code means nothing without a day: many were given again on 1 July 2025."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from congso.organisation.models import AdministrativeUnit, PlaceSuccession

from .remembered import remembered

TIER_OF_LENGTH = {2: "province", 3: "district", 5: "commune"}
"""The tier that a code of the Statistics Office belongs to, by its length."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place as it was under one code for one time."""

    id: int
    tier: str
    code: str
    kind: str
    name: str
    full_name: str
    parent_code: str
    province_code: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One step of what became of a place; `kind` and `note` are the official wording, `quality` our doubt about it."""

    before: PlaceView
    after: PlaceView
    on: date
    kind: str
    note: str
    quality: str


FIELDS = (
    "id",
    "tier",
    "code",
    "kind",
    "name",
    "full_name",
    "parent__code",
    "province_code",
    "valid_from",
    "valid_to",
)


def valid(on: date, path: str = "") -> Q:
    """Rows in force on a day; `path` leads to the row that carries the two days, with a trailing `__`."""
    return Q(**{f"{path}valid_from__lte": on}) & (
        Q(**{f"{path}valid_to__isnull": True}) | Q(**{f"{path}valid_to__gt": on})
    )


def _view(row: tuple[object, ...]) -> PlaceView:
    values = list(row)
    values[6] = values[6] or ""
    return PlaceView(*values)  # type: ignore[arg-type]


@remembered(at_most=2_000)
def _places(tier: str, parent_code: str | None, on: date) -> tuple[PlaceView, ...]:
    rows = AdministrativeUnit.objects.filter(valid(on), tier=tier)
    if parent_code is not None and tier == "commune" and TIER_OF_LENGTH.get(len(parent_code)) == "province":
        rows = rows.filter(province_code=parent_code)
    elif parent_code is not None:
        rows = rows.filter(parent__code=parent_code)
    return tuple(_view(row) for row in rows.order_by("sort_key", "code").values_list(*FIELDS))


def places(tier: str, parent_code: str | None, on: date) -> list[PlaceView]:
    """Return the places of `tier` inside the place with `parent_code` (None: all) on a day, in alphabetical order.

    The communes of a province are asked for by its code in either regime, whether districts stand between or not.
    """
    return list(_places(tier, parent_code, on))


@remembered(at_most=5_000)
def place(tier: str, code: str, on: date) -> PlaceView | None:
    """Return the place that had this code on that day, or None."""
    row = AdministrativeUnit.objects.filter(valid(on), tier=tier, code=code).values_list(*FIELDS).first()
    return _view(row) if row else None


def what_became_of(tier: str, code: str, on: date) -> list[PlaceChange]:
    """Return every step from the place that had this code on that day to the places of today, earliest first.

    Empty when nothing happened to it, or when there was no such place. An old place may have several new ones.
    """
    return _follow(tier, code, on, forwards=True)


def what_it_came_from(tier: str, code: str, on: date) -> list[PlaceChange]:
    """Return every step that led to the place that had this code on that day, latest first."""
    return _follow(tier, code, on, forwards=False)


def _follow(tier: str, code: str, on: date, *, forwards: bool) -> list[PlaceChange]:
    start = place(tier, code, on)
    if start is None:
        return []
    near, far = ("from_place", "to_place") if forwards else ("to_place", "from_place")
    seen, wave, steps = {start.id: start}, [start.id], []
    while wave:
        links = list(
            PlaceSuccession.objects.filter(**{f"{near}__in": wave})
            .order_by("on", f"{far}__sort_key")
            .values_list(f"{near}_id", f"{far}_id", "on", "kind", "note", "quality")
        )
        wave = [there for _, there, *_ in links if there not in seen]
        for row in AdministrativeUnit.objects.filter(pk__in=wave).values_list(*FIELDS):
            view = _view(row)
            seen[view.id] = view
        for here, there, day, kind, note, quality in links:
            before, after = (here, there) if forwards else (there, here)
            steps.append(PlaceChange(seen[before], seen[after], day, kind, note, quality))
    return steps
