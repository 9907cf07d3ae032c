"""Builds the demo province in few statements; running it again adds only what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db import transaction

from congso.identity.demonstration import keep_demo_factors
from congso.kernel import statistics
from congso.kernel.clock import now
from congso.kernel.normalise import fold, sort_key
from congso.organisation.commands import PlaceLink, PlaceRow, keep_place_links, keep_places, load_places_2025
from congso.organisation.commands.places import LISTED_SINCE, TWO_TIERS_SINCE
from congso.organisation.models import (
    AdministrativeUnit,
    CalendarEdition,
    OfficeHoursPlan,
    Officer,
    Organisation,
    OrganisationIdentifier,
    Position,
    Succession,
    Unit,
)
from congso.organisation.queries import forget
from congso.organisation.rules.calendar import MORNING, STANDARD_WEEK, OfficeHours, WorkingCalendar
from congso.organisation.rules.roles import Role
from congso.organisation.seed_calendar import seed_calendar

from .accounts import keep_people_with_accounts
from .names import somebody
from .places import FORMER_DISTRICTS, PROVINCE, former_communes, former_provinces, links_of_communes
from .shape import (
    DEPARTMENTS_2021,
    DEPARTMENTS_2026,
    Office,
    Post,
    commune_of_2021,
    commune_of_today,
    department,
    district_of_2021,
    office_of_the_committee,
    provincial_centre,
)

DEMO_PASSWORD = "congso-trinh-dien"  # noqa: S105 - printed at every start of the demo
DEMO_CITIZEN = ("Nguyễn Văn An", "096085000101", "123456")
"""Name, number and passcode of one of the people the stand-in of VNeID knows; signing in makes them known here."""
SINCE = {"2026": TWO_TIERS_SINCE, "2021": date(2021, 1, 1)}
CALENDAR_YEARS = range(2020, 2028)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SHOWN_COMMUNE = {"2026": "32025", "2021": "32025"}
"""The commune whose sign-ins are printed: phường Tân Thành."""
SHOWN_DISTRICT = "964"
SHOWN_FIELD = "Hộ tịch"

Kind = Organisation.Kind


class SignIn(NamedTuple):
    """One line of the table that `congso up` prints."""

    role: str
    name: str
    username: str
    password: str
    where: str


@dataclass(slots=True)
class Agency:
    """An agency of the demo before it is stored. `slug` ends the user names of its officers."""

    kind: Kind
    name: str
    tier: str
    place: tuple[str, str]
    slug: str
    offices: tuple[Office, ...]
    number: str = ""
    parent: tuple[str, str] | None = None
    address: str = ""
    phone: str = ""
    stored: Organisation | None = field(default=None, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        return self.kind.value, self.name


LOADED = (
    "identity_person",
    "identity_account",
    "organisation_administrativeunit",
    "organisation_organisation",
    "organisation_organisationidentifier",
    "organisation_unit",
    "organisation_position",
    "organisation_officer",
)


def load(regime: str) -> None:
    """Store the demo province of a regime, `2026` or `2021`: about a thousand officers with their accounts."""
    if not settings.DEMO:
        raise RuntimeError(
            "Tỉnh trình diễn chỉ được nạp khi CONGSO_DEMO=1: tài khoản của nó dùng mật khẩu ai cũng biết."
        )
    with transaction.atomic():
        if regime == "2026":
            load_places_2025()
            _keep_former_places()
            agencies = _agencies_2026()
        else:
            _keep_places_2021()
            agencies = _agencies_2021()
        _keep_agencies(agencies, SINCE[regime], regime)
        if regime == "2026":
            _keep_former_agencies(agencies)
        _keep_calendar(regime)
        _keep_people(agencies, SINCE[regime])
    statistics.refresh(*LOADED)
    forget()


# Places


def _keep_former_places() -> None:
    provinces = [
        PlaceRow("province", code, kind, name, f"{kind} {name}", "", code) for code, kind, name in former_provinces()
    ]
    rows = [*provinces, *_districts(), *_communes()]
    keep_places(rows, valid_from=LISTED_SINCE, valid_to=TWO_TIERS_SINCE, overwrite=False)
    links = [PlaceLink("commune", old, new, kind, quality="ok") for old, new, kind in links_of_communes()]
    links += [PlaceLink("province", old, PROVINCE, "whole", quality="ok") for old in ("95", PROVINCE)]
    keep_place_links(links, on=TWO_TIERS_SINCE)


def _keep_places_2021() -> None:
    provinces = [
        PlaceRow("province", code, kind, name, f"{kind} {name}", "", code)
        for code, kind, name in former_provinces(of_2021=True)
    ]
    districts = [one for one in _districts() if one.province_code == PROVINCE]
    keep_places(
        [*provinces, *districts, *_communes(of_2021=True)], valid_from=SINCE["2021"], valid_to=None, overwrite=False
    )


def _districts() -> list[PlaceRow]:
    return [
        PlaceRow("district", code, kind, name, f"{kind} {name}", province, province)
        for code, (province, kind, name) in FORMER_DISTRICTS.items()
    ]


def _communes(of_2021: bool = False) -> list[PlaceRow]:
    return [
        PlaceRow("commune", one.code, one.kind, one.name, one.full_name, one.district_code, one.province_code)
        for one in former_communes(of_2021)
    ]


# Agencies


def _provincial(departments: Sequence[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]]]) -> list[Agency]:
    where = ("province", PROVINCE)
    committee = Agency(
        Kind.PROVINCIAL_COMMITTEE,
        "Ủy ban nhân dân tỉnh Cà Mau",
        "province",
        where,
        "tinh",
        (_committee_leaders(),),
        number="00",
        address="Phường Tân Thành, tỉnh Cà Mau",
    )
    office = Agency(
        Kind.DEPARTMENT,
        "Văn phòng Ủy ban nhân dân tỉnh Cà Mau",
        "province",
        where,
        "vpubnd",
        office_of_the_committee(),
        number="01",
        parent=committee.key,
    )
    centre = Agency(
        Kind.PROVINCIAL_CENTRE,
        "Trung tâm Phục vụ hành chính công tỉnh Cà Mau",
        "province",
        where,
        "trungtam",
        provincial_centre(),
        number="02",
        parent=office.key,
        address="Phường Tân Thành, tỉnh Cà Mau",
        phone="1022",
    )
    return [
        committee,
        office,
        centre,
        *(
            Agency(
                Kind.DEPARTMENT,
                name if name.endswith("tỉnh") else f"{name} tỉnh Cà Mau",
                "province",
                where,
                slug,
                department(name, divisions),
                number=f"{number:02}",
                parent=committee.key,
            )
            for number, (name, slug, divisions) in enumerate(departments, start=3)
        ),
    ]


def _committee_leaders() -> Office:
    return Office(
        Unit.Kind.LEADERSHIP,
        "Lãnh đạo Ủy ban nhân dân tỉnh",
        (
            Post("Chủ tịch", (Role.LEADER,), "lanhdao"),
            Post("Phó Chủ tịch", (Role.LEADER,), "pholanhdao", 2),
        ),
    )


def _agencies_2026() -> list[Agency]:
    agencies = _provincial(DEPARTMENTS_2026)
    communes = AdministrativeUnit.objects.filter(
        tier="commune", province_code=PROVINCE, valid_from=TWO_TIERS_SINCE, valid_to__isnull=True
    ).order_by("code")
    for number, commune in enumerate(communes, start=31):
        agencies.append(
            Agency(
                Kind.COMMUNE_COMMITTEE,
                f"Ủy ban nhân dân {_lower(commune.full_name)}",
                "commune",
                ("commune", commune.code),
                _slug(commune.name),
                commune_of_today(commune.kind),
                number=f"{number:02}",
                parent=agencies[0].key,
                address=f"{commune.full_name}, tỉnh Cà Mau",
            )
        )
    return agencies


def _agencies_2021() -> list[Agency]:
    agencies = _provincial(DEPARTMENTS_2021)
    communes = former_communes(of_2021=True)
    names = [one.name for one in communes]
    for number, (code, (province, kind, name)) in enumerate(FORMER_DISTRICTS.items(), start=31 - 7):
        if province != PROVINCE:
            continue
        district = Agency(
            Kind.DISTRICT_COMMITTEE,
            f"Ủy ban nhân dân {kind.lower()} {name}",
            "district",
            ("district", code),
            _slug(f"{kind} {name}"),
            district_of_2021(kind),
            number=f"{number:02}",
            parent=agencies[0].key,
            address=f"{kind} {name}, tỉnh Cà Mau",
        )
        agencies.append(district)
        inside = [one for one in communes if one.district_code == code]
        for below, one in enumerate(inside, start=31):
            is_ambiguous = names.count(one.name) > 1 or one.name.isdigit()
            agencies.append(
                Agency(
                    Kind.COMMUNE_COMMITTEE,
                    f"Ủy ban nhân dân {one.kind.lower()} {one.name}",
                    "commune",
                    ("commune", one.code),
                    _slug(one.full_name if is_ambiguous else one.name),
                    commune_of_2021(one.kind),
                    number=f"{number:02}.{below:02}",
                    parent=district.key,
                    address=f"{one.full_name}, {kind.lower()} {name}, tỉnh Cà Mau",
                )
            )
    return agencies


def _lower(full_name: str) -> str:
    return full_name[0].lower() + full_name[1:]


def _slug(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def identifiers(number: str, regime: str) -> list[tuple[str, str]]:
    """Return (scheme, value) for an agency's number: `31` a province's, `31.05` a commune's below a district."""
    province = settings.PROVINCE_IDENTIFIER
    above, _, below = number.partition(".")
    old = f"000.{below or '00'}.{above}.{province}"
    if regime == "2021":
        return [("old", old)]
    new = province if number == "00" else f"{province}.{number}"
    return [("new", new), ("old", old)]


def _keep_agencies(agencies: list[Agency], since: date, regime: str) -> None:
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
        OrganisationIdentifier(organisation_id=_pk(agency), scheme=scheme, value=value, valid_from=since)
        for agency in agencies
        for scheme, value in identifiers(agency.number, regime)
        if (_pk(agency), scheme) not in numbered
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
    for agency, office in _offices(agencies):
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
    for agency, office in _offices(agencies):
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
            for agency, office in _offices(agencies)
            for post in office.posts
            if (there[agency.pk, office.name].pk, post.title) not in posts
        ),
        batch_size=1_000,
    )


def _offices(agencies: Iterable[Agency]) -> Iterable[tuple[Organisation, Office]]:
    for agency in agencies:
        for office in agency.offices:
            assert agency.stored is not None
            yield agency.stored, office


def _keep_former_agencies(agencies: list[Agency]) -> None:
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
            f"Ủy ban nhân dân {_lower(place.full_name)}",
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
    former_ids = {one.place[1]: _pk(one) for one in former if one.tier == "province"}
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


# Calendar


def _keep_calendar(regime: str) -> None:
    since = SINCE[regime]
    if not CalendarEdition.objects.exists():
        stored = seed_calendar("1", CALENDAR_YEARS).to_json()
        CalendarEdition.objects.create(
            number=1,
            published_at=datetime.combine(since, time(), VIETNAM),
            note="Lịch nghỉ lễ, tết và làm bù 2020–2026; năm 2027 là dự kiến",
            days={"off": stored["off"], "extra_work": stored["extra_work"]},
        )
    if not OfficeHoursPlan.objects.exists():
        saturday = OfficeHours(STANDARD_WEEK, reception={6: (MORNING,)})
        centre = Organisation.objects.get(kind=Kind.PROVINCIAL_CENTRE, valid_to__isnull=True)
        for of, hours, basis in (
            (None, OfficeHours(), "Quyết định về giờ làm việc của các cơ quan trong tỉnh (trình diễn)"),
            (centre, saturday, "Tiếp nhận hồ sơ sáng Thứ Bảy (Quyết định 14/2010/QĐ-TTg)"),
        ):
            OfficeHoursPlan.objects.create(
                organisation=of,
                hours=WorkingCalendar("", hours=hours).to_json()["hours"],
                basis=basis,
                valid_from=since,
            )


# People


def _chairs(agencies: Iterable[Agency]) -> Iterable[tuple[Agency, Office, Post, int, str]]:
    """Yield every chair of every post with the user name of who sits on it."""
    for agency in agencies:
        taken: dict[str, int] = {}
        for office in agency.offices:
            for post in office.posts:
                for _ in range(post.holders):
                    taken[post.login] = nth = taken.get(post.login, 0) + 1
                    number = str(nth) if nth > 1 else ""
                    yield agency, office, post, nth, f"{post.login}{number}.{agency.slug}"


def _keep_people(agencies: list[Agency], since: date) -> None:
    positions = {
        (organisation, unit, title): id_
        for id_, organisation, unit, title in Position.objects.filter(valid_to__isnull=True).values_list(
            "id", "unit__organisation_id", "unit__name", "title"
        )
    }
    people = [
        (somebody(username, serial), username, positions[_pk(agency), office.name, post.title])
        for serial, (agency, office, post, _, username) in enumerate(_chairs(agencies))
    ]
    ids = keep_people_with_accounts([(person, username) for person, username, _ in people], DEMO_PASSWORD)
    keep_demo_factors(
        [
            username
            for _agency, _office, post, _nth, username in _chairs(agencies)
            if not settings.SECOND_FACTOR_ROLES.isdisjoint(map(str, post.roles))
        ],
        now(),
    )
    there = set(Officer.objects.filter(valid_to__isnull=True).values_list("person_id", "position_id"))
    Officer.objects.bulk_create(
        (
            Officer(person_id=ids[person.number], position_id=position, valid_from=since, basis="Phân công trình diễn")
            for person, _, position in people
            if (ids[person.number], position) not in there
        ),
        batch_size=1_000,
    )


def _pk(agency: Agency) -> int:
    assert agency.stored is not None
    return agency.stored.pk


# Sign-ins


def sign_ins() -> list[SignIn]:
    """Return one sign-in per role: in a commune (in 2021 a district too), in the province; and a citizen."""
    regime = settings.REGIME
    agencies = _agencies_2026() if regime == "2026" else _agencies_2021()
    shown: list[tuple[tuple[str, str], str]] = [(("commune", SHOWN_COMMUNE[regime]), "")]
    if regime == "2021":
        shown.append((("district", SHOWN_DISTRICT), ""))
    usernames: list[tuple[str, str, str]] = []
    for place, _ in shown:
        agency = next(one for one in agencies if one.place == place)
        usernames += _one_per_role(agency, (Role.COUNTER, Role.UNIT_HEAD, Role.SPECIALIST, Role.LEADER, Role.CLERK))
    at_province = {agency.slug: agency for agency in agencies if agency.tier == "province"}
    usernames += _one_per_role(at_province["trungtam"], (Role.COUNTER,))
    usernames += _one_per_role(at_province["sotuphap"], (Role.UNIT_HEAD, Role.SPECIALIST, Role.LEADER, Role.CLERK))
    usernames += _one_per_role(at_province["thanhtra"], (Role.INSPECTOR,))
    usernames += _one_per_role(at_province["vpubnd"], (Role.CATALOGUE_EDITOR, Role.ADMINISTRATOR))
    account = apps.get_model("identity", "Account")
    names = dict(
        account.objects.filter(username__in=[username for _, username, _ in usernames]).values_list(
            "username", "person__full_name"
        )
    )
    found = [
        SignIn(role, names[username], username, DEMO_PASSWORD, where)
        for role, username, where in usernames
        if username in names
    ]
    return [*found, SignIn("Người dân (VNeID mô phỏng)", *DEMO_CITIZEN, "Đăng nhập bằng VNeID")]


def _one_per_role(agency: Agency, roles: Sequence[Role]) -> list[tuple[str, str, str]]:
    chairs = list(_chairs([agency]))
    found = []
    for role in roles:
        # The plainest holder of the role, where births are registered if there is a choice.
        holders = [chair for chair in chairs if role in chair[2].roles]
        _, office, _, _, username = min(
            holders, key=lambda chair: (SHOWN_FIELD not in chair[1].fields, len(chair[2].roles))
        )
        found.append((str(role.label), username, f"{office.name}, {agency.name}"))
    return found
