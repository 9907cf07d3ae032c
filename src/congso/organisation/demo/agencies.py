"""Which agencies the demo province has in each regime, before anything is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from congso.kernel.normalise import fold
from congso.organisation.commands.places import TWO_TIERS_SINCE
from congso.organisation.models import (
    AdministrativeUnit,
    Organisation,
    Unit,
)
from congso.organisation.rules.roles import Role

from .departments import DEPARTMENTS_2021, DEPARTMENTS_2026, department
from .places import FORMER_DISTRICTS, PROVINCE, former_communes
from .shape import (
    Office,
    Post,
    commune_of_2021,
    commune_of_today,
    district_of_2021,
    office_of_the_committee,
    provincial_centre,
)

Kind = Organisation.Kind


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


def agencies_2026() -> list[Agency]:
    """Return the agencies of today's two tiers."""
    agencies = _provincial(DEPARTMENTS_2026)
    communes = AdministrativeUnit.objects.filter(
        tier="commune", province_code=PROVINCE, valid_from=TWO_TIERS_SINCE, valid_to__isnull=True
    ).order_by("code")
    for number, commune in enumerate(communes, start=31):
        agencies.append(
            Agency(
                Kind.COMMUNE_COMMITTEE,
                f"Ủy ban nhân dân {lowered(commune.full_name)}",
                "commune",
                ("commune", commune.code),
                _slug_of(commune.name),
                commune_of_today(commune.kind),
                number=f"{number:02}",
                parent=agencies[0].key,
                address=f"{commune.full_name}, tỉnh Cà Mau",
            )
        )
    return agencies


def agencies_2021() -> list[Agency]:
    """Return the agencies of the three tiers of 2021."""
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
            _slug_of(f"{kind} {name}"),
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
                    _slug_of(one.full_name if is_ambiguous else one.name),
                    commune_of_2021(one.kind),
                    number=f"{number:02}.{below:02}",
                    parent=district.key,
                    address=f"{one.full_name}, {kind.lower()} {name}, tỉnh Cà Mau",
                )
            )
    return agencies


def lowered(full_name: str) -> str:
    """Return a place with its kind in lower case, as it stands inside a sentence."""
    return full_name[0].lower() + full_name[1:]


def _slug_of(text: str) -> str:
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


def offices_of(agencies: Iterable[Agency]) -> Iterable[tuple[Organisation, Office]]:
    """Yield every office with the stored agency it belongs to."""
    for agency in agencies:
        for office in agency.offices:
            assert agency.stored is not None
            yield agency.stored, office
