"""The plainest valid things of the organisation, for the tests of every context.

`make_commune_office()` is what most tests need: an agency with a desk, a division, leaders and clerks, one officer in
each post, each with an account, and a calendar to promise days with.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.apps import apps

from congso.identity.commands import ensure_person
from congso.kernel.normalise import fold, sort_key
from congso.organisation import queries
from congso.organisation.models import (
    AdministrativeUnit,
    CalendarEdition,
    Officer,
    Organisation,
    OrganisationIdentifier,
    Position,
    Unit,
)
from congso.organisation.rules.roles import Role

SINCE = date(2025, 7, 1)
TODAY = date(2026, 11, 20)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)

_serial = count(1)


def make_place(tier="commune", code=None, name="Tân Thành", kind="Phường", parent=None, since=SINCE, until=None):
    code = code or f"{next(_serial):05}"
    return AdministrativeUnit.objects.create(
        tier=tier,
        code=code,
        kind=kind,
        name=name,
        full_name=f"{kind} {name}",
        sort_key=sort_key(name),
        search_name=fold(f"{kind} {name}"),
        parent=parent,
        province_code=parent.code if parent else code[:2],
        valid_from=since,
        valid_to=until,
    )


def make_organisation(
    name="Ủy ban nhân dân phường Tân Thành", place=None, since=SINCE, until=None, identifier="", **fields
):
    place = place or make_place()
    one = Organisation.objects.create(
        **{"kind": "commune_committee", "tier": place.tier, **fields},
        name=name,
        sort_key=sort_key(name),
        search_name=fold(name),
        place=place,
        valid_from=since,
        valid_to=until,
    )
    if identifier:
        OrganisationIdentifier.objects.create(
            organisation=one, scheme="new", value=identifier, valid_from=since, valid_to=until
        )
    return one


def make_unit(organisation=None, kind="division", name="Phòng Kinh tế", fields=(), since=SINCE, until=None):
    return Unit.objects.create(
        organisation=organisation or make_organisation(),
        kind=kind,
        name=name,
        sort_key=sort_key(name),
        fields_of_work=list(fields),
        valid_from=since,
        valid_to=until,
    )


def make_position(unit=None, title="Chuyên viên", roles=(Role.SPECIALIST,), since=SINCE, until=None):
    return Position.objects.create(
        unit=unit or make_unit(), title=title, roles=[str(role) for role in roles], valid_from=since, valid_to=until
    )


def make_person(name="Trần Thị Mai"):
    return ensure_person(full_name=name, identity_number=f"0961900{next(_serial):05}")


def make_account(person):
    """Return an officer's account without a usable password: tests sign in with `client.force_login`."""
    account = apps.get_model("identity", "Account")
    return account.objects.create(username=f"can-bo-{next(_serial)}", kind="officer", person_id=person.id, password="!")


def make_officer(*roles, unit=None, name="Trần Thị Mai", title="Chuyên viên", on=TODAY, since=SINCE, until=None):
    """Return an ActingOfficer: a person with an account in a post of `unit` that gives `roles`."""
    person = make_person(name)
    make_account(person)
    position = make_position(unit, title, roles or (Role.SPECIALIST,), since=since)
    officer = Officer.objects.create(person_id=person.id, position=position, valid_from=since, valid_to=until)
    return queries.acting_officer(officer.pk, on)


def make_calendar(off=None, extra_work=None, published_at=datetime(2025, 7, 1, tzinfo=VIETNAM)):
    """Return an edition; without arguments the usual weeks with no day off."""
    return CalendarEdition.objects.create(
        number=CalendarEdition.objects.count() + 1,
        published_at=published_at,
        days={"off": off or {}, "extra_work": extra_work or {}},
    )


@dataclass
class Office:
    """A small agency that can deal with a dossier from the counter to the result."""

    organisation: Organisation
    desk: Unit
    division: Unit
    leadership: Unit
    clerks: Unit
    counter: queries.ActingOfficer
    head: queries.ActingOfficer
    specialist: queries.ActingOfficer
    leader: queries.ActingOfficer
    clerk: queries.ActingOfficer


def make_commune_office(name="Ủy ban nhân dân phường Tân Thành", identifier="H12.58", fields=("Hộ tịch",)) -> Office:
    if not CalendarEdition.objects.exists():
        make_calendar()
    organisation = make_organisation(name, identifier=identifier)
    desk = make_unit(organisation, "one_stop_desk", "Trung tâm Phục vụ hành chính công")
    division = make_unit(organisation, "division", "Văn phòng HĐND và UBND", fields)
    leadership = make_unit(organisation, "leadership", "Lãnh đạo")
    clerks = make_unit(organisation, "clerks", "Văn thư")
    return Office(
        organisation,
        desk,
        division,
        leadership,
        clerks,
        counter=make_officer(Role.COUNTER, unit=desk, name="Lê Thị Hoa", title="Cán bộ tiếp nhận"),
        head=make_officer(Role.UNIT_HEAD, unit=division, name="Phạm Văn Nam", title="Chánh Văn phòng"),
        specialist=make_officer(Role.SPECIALIST, unit=division, name="Võ Minh An", title="Chuyên viên"),
        leader=make_officer(Role.LEADER, unit=leadership, name="Huỳnh Quốc Việt", title="Chủ tịch"),
        clerk=make_officer(Role.CLERK, unit=clerks, name="Đặng Thị Thu", title="Văn thư"),
    )
