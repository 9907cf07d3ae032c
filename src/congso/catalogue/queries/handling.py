"""Who handles a procedure where somebody lives, by the name of the place now or before 1 July 2025; and how it goes."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from congso.kernel import normalise
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import OrganisationView, PlaceView

from ..models import PublicFigure
from ..rules.public_figures import Shown, Sums, shown

REORGANISED_ON = date(2025, 7, 1)
"""The day on which places became those of two tiers (Resolution 202/2025/QH15, Law 72/2025/QH15)."""
BEFORE = date(2025, 6, 30)
MOST_PLACES = 8
MOST_AGENCIES = 12


@dataclass(frozen=True, slots=True)
class Handled:
    """Who receives a procedure for a place: `before` is the old place whose name was given, if it was an old one."""

    place: PlaceView
    agencies: tuple[OrganisationView, ...]
    before: PlaceView | None = None


def handled(tiers: tuple[str, ...], text: str, on: date) -> list[Handled]:
    """Return who receives a procedure of these tiers for each place of the province called `text`.

    Names of today come first, then old ones with what became of them; a place that was divided has several answers.
    """
    wanted = normalise.fold(text[:80])
    if len(wanted) < 2:
        return []
    province = home_province(on)
    found = [
        Handled(place, _agencies(tiers, place, on))
        for place in organisation.places("commune", province or None, on)
        if _is_called(place, wanted)
    ]
    seen = {one.place.id for one in found}
    for old in organisation.places("commune", None, BEFORE) if on >= REORGANISED_ON else []:
        if old.id in seen or not _is_called(old, wanted):
            continue
        for place in _of_today(old, on):
            if not province or place.province_code == province:
                found.append(Handled(place, _agencies(tiers, place, on), None if place.id == old.id else old))
    return sorted(found, key=lambda one: normalise.fold(one.place.name) != wanted and one.before is None)[:MOST_PLACES]


def home_province(on: date) -> str:
    """Return the code of the province of this installation, or "" when there is none of that name."""
    for place in organisation.places("province", None, on):
        if place.name == settings.PROVINCE_NAME:
            return place.code
    return ""


def _is_called(place: PlaceView, wanted: str) -> bool:
    return wanted in {normalise.fold(place.name), normalise.fold(place.full_name)}


def _of_today(old: PlaceView, on: date) -> list[PlaceView]:
    steps = organisation.what_became_of("commune", old.code, BEFORE)
    ends = {step.after.id: step.after for step in steps if step.after.valid_to is None or step.after.valid_to > on}
    return list(ends.values())


def _agencies(tiers: tuple[str, ...], place: PlaceView, on: date) -> tuple[OrganisationView, ...]:
    found = []
    committee = organisation.committee_of("commune", place.code, on)
    if committee is not None and (not tiers or "commune" in tiers):
        found.append(committee)
    if not tiers or "province" in tiers:
        found += organisation.organisations(kinds=["provincial_centre"], on=on)
    return tuple(found)


# How it really goes


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """What may be shown of one agency, or of the province (`name` empty)."""

    name: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """How a procedure went: the province first, then the agencies that finished most."""

    since: date
    until: date
    at_least: int
    province: Shown
    agencies: tuple[AgencyFigures, ...]


def public_figures(code: str) -> PublicFigures | None:
    """Return how a procedure really goes, as the last run of the job found it; None before its first run."""
    at_least = settings.PUBLIC_FIGURES_AT_LEAST
    rows = list(PublicFigure.objects.filter(procedure_code=code).order_by("organisation_id", "id"))
    if not rows or rows[0].organisation_id:
        return None
    agencies = []
    for row in sorted(rows[1:], key=lambda one: (-one.finished, one.organisation_id))[:MOST_AGENCIES]:
        try:
            name = organisation.organisation(row.organisation_id).name
        except NotFound:
            continue
        figures = AgencyFigures(name, shown(_sums(row), at_least=at_least))
        if not figures.shown.is_empty:
            agencies.append(figures)
    first = rows[0]
    return PublicFigures(first.since, first.until, at_least, shown(_sums(first), at_least=at_least), tuple(agencies))


def _sums(row: PublicFigure) -> Sums:
    return Sums(
        row.received_this_year,
        row.received_online,
        row.finished,
        row.timed,
        row.in_time,
        row.median_days,
        row.ninth_days,
        row.rated,
        row.rating_sum,
    )
