"""Storing agencies, their identifiers, units and positions, and those that came before them."""

from collections.abc import Iterable
from datetime import date

from congso.kernel.normalise import fold, sort_key
from congso.organisation.commands.places import LISTED_SINCE, TWO_TIERS_SINCE
from congso.organisation.models import (
    AdministrativeUnit,
    Organisation,
    OrganisationIdentifier,
    Position,
    Succession,
    Unit,
)

from .agencies import Agency, Kind, identifiers, lowered, offices_of
from .people import pk_of
from .places import FORMER_DISTRICTS, PROVINCE, former_communes, links_of_communes


def keep_agencies(agencies: list[Agency], since: date, regime: str) -> None:
    """Store agencies with their identifiers, units and positions; those that are there stay."""
    places = {
        (one.tier, one.code): one
        for one in AdministrativeUnit.objects.filter(valid_from=since, valid_to__isnull=True, province_code=PROVINCE)
    }
    _keep_organisations(agencies, places, since, None)
    stored = {one.key: one.stored for one in agencies}
    orphans = []
    for agency in agencies:
        parent = stored[agency.parent] if agency.parent else None
        if parent is not None and agency.stored is not None and agency.stored.parent_id is None:
            agency.stored.parent = parent
            orphans.append(agency.stored)
    Organisation.objects.bulk_update(orphans, ["parent"], batch_size=500)
    numbered = set(
        OrganisationIdentifier.objects.filter(valid_to__isnull=True).values_list("organisation_id", "scheme")
    )
    OrganisationIdentifier.objects.bulk_create(
        OrganisationIdentifier(organisation_id=pk_of(agency), scheme=scheme, value=value, valid_from=since)
        for agency in agencies
        for scheme, value in identifiers(agency.number, regime)
        if (pk_of(agency), scheme) not in numbered
    )
    _keep_units(agencies, since)


def _keep_organisations(
    agencies: Iterable[Agency],
    places: dict[tuple[str, str], AdministrativeUnit],
    since: date,
    until: date | None,
) -> None:
    there = {(one.kind, one.place_id, one.name): one for one in Organisation.objects.filter(valid_from=since)}
    fresh = []
    for agency in agencies:
        place = places[agency.place]
        agency.stored = there.get((agency.kind.value, place.pk, agency.name))
        if agency.stored is None:
            agency.stored = Organisation(
                kind=agency.kind,
                name=agency.name,
                sort_key=sort_key(agency.name),
                search_name=fold(agency.name),
                tier=agency.tier,
                place=place,
                address=agency.address,
                phone=agency.phone,
                valid_from=since,
                valid_to=until,
            )
            fresh.append(agency.stored)
    Organisation.objects.bulk_create(fresh, batch_size=500)


def _keep_units(agencies: list[Agency], since: date) -> None:
    there = {(one.organisation_id, one.name): one for one in Unit.objects.filter(valid_to__isnull=True)}
    fresh: list[Unit] = []
    for agency, office in offices_of(agencies):
        if (agency.pk, office.name) not in there:
            unit = Unit(
                organisation=agency,
                kind=office.kind,
                name=office.name,
                sort_key=sort_key(office.name),
                fields_of_work=list(office.fields),
                valid_from=since,
            )
            there[agency.pk, office.name] = unit
            fresh.append(unit)
    Unit.objects.bulk_create(fresh, batch_size=1_000)
    inside = []
    for agency, office in offices_of(agencies):
        unit = there[agency.pk, office.name]
        above = there.get((agency.pk, office.inside))
        if above is not None and unit.parent_id is None:
            unit.parent = above
            inside.append(unit)
    Unit.objects.bulk_update(inside, ["parent"], batch_size=500)
    posts = set(Position.objects.filter(valid_to__isnull=True).values_list("unit_id", "title"))
    Position.objects.bulk_create(
        (
            Position(
                unit=there[agency.pk, office.name],
                title=post.title,
                roles=[role.value for role in post.roles],
                valid_from=since,
            )
            for agency, office in offices_of(agencies)
            for post in office.posts
            if (there[agency.pk, office.name].pk, post.title) not in posts
        ),
        batch_size=1_000,
    )


def keep_former_agencies(agencies: list[Agency]) -> None:
    """Store the committees that ended on 1 July 2025, so that the days before have their answer."""
    places = {
        (one.tier, one.code): one
        for one in AdministrativeUnit.objects.filter(
            valid_to=TWO_TIERS_SINCE, province_code__in=["95", PROVINCE], valid_from=LISTED_SINCE
        )
    }
    former = [
        Agency(
            {"province": Kind.PROVINCIAL_COMMITTEE, "district": Kind.DISTRICT_COMMITTEE}.get(
                tier, Kind.COMMUNE_COMMITTEE
            ),
            f"Ủy ban nhân dân {lowered(place.full_name)}",
            tier,
            (tier, code),
            "",
            (),
        )
        for (tier, code), place in places.items()
    ]
    _keep_organisations(former, places, LISTED_SINCE, TWO_TIERS_SINCE)
    old = {one.place: one.stored for one in former}
    new = {one.place: one.stored for one in agencies if one.kind in {Kind.COMMUNE_COMMITTEE, Kind.PROVINCIAL_COMMITTEE}}
    steps = [(("commune", before), ("commune", after), "merge") for before, after, _ in links_of_communes()]
    steps += [(("province", code), ("province", PROVINCE), "merge") for code in ("95", PROVINCE)]
    # The districts ended and their tasks went to the communes in them and, some, to the province.
    district_of = {one.code: one.district_code for one in former_communes()}
    steps += sorted(
        {
            (("district", district_of[before]), ("commune", after), "abolish")
            for before, after, _ in links_of_communes()
            if before in district_of
        }
    )
    steps += [(("district", code), ("province", PROVINCE), "abolish") for code in FORMER_DISTRICTS]
    Succession.objects.bulk_create(
        (
            Succession(
                from_organisation=old[before],
                to_organisation=new[after],
                on=TWO_TIERS_SINCE,
                kind=kind,
                basis="Luật Tổ chức chính quyền địa phương 2025; sắp xếp đơn vị hành chính năm 2025",
            )
            for before, after, kind in steps
        ),
        ignore_conflicts=True,
        batch_size=1_000,
    )
    identified = set(OrganisationIdentifier.objects.filter(valid_to=TWO_TIERS_SINCE).values_list("value", flat=True))
    former_ids = {one.place[1]: pk_of(one) for one in former if one.tier == "province"}
    for code, province in (("95", "H04"), (PROVINCE, "H12")):
        value = f"000.00.00.{province}"
        if value not in identified:
            OrganisationIdentifier.objects.create(
                organisation_id=former_ids[code],
                scheme="old",
                value=value,
                valid_from=LISTED_SINCE,
                valid_to=TWO_TIERS_SINCE,
            )
