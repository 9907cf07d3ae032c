"""Reading the organisation on a day, from memory where nothing changed."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.organisation import queries
from congso.organisation.models import OfficeHoursPlan, Officer, Organisation, PlaceSuccession, Succession
from congso.organisation.rules.calendar import STANDARD_HOURS, WorkingCalendar
from congso.organisation.rules.roles import Role

from .factories import (
    SINCE,
    TODAY,
    make_account,
    make_calendar,
    make_commune_office,
    make_officer,
    make_organisation,
    make_person,
    make_place,
    make_position,
    make_unit,
)

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


class TestWhoActs:
    def test_a_position_gives_its_roles_and_says_where(self) -> None:
        unit = make_unit(name="Phòng Kinh tế")
        officer = make_officer(Role.SPECIALIST, Role.UNIT_HEAD, unit=unit, name="Trần Thị Mai", title="Trưởng phòng")
        assert officer is not None
        assert (officer.name, officer.title, officer.unit_name) == ("Trần Thị Mai", "Trưởng phòng", "Phòng Kinh tế")
        assert officer.roles == {Role.SPECIALIST, Role.UNIT_HEAD}
        assert officer.has(Role.LEADER, Role.UNIT_HEAD)
        assert not officer.has(Role.LEADER)
        assert queries.acting_officers(officer.account_id, TODAY) == [officer]

    def test_an_appointment_that_ended_yesterday_gives_nothing(self) -> None:
        officer = make_officer(until=TODAY, on=YESTERDAY)
        assert officer is not None
        assert queries.acting_officers(officer.account_id, YESTERDAY) == [officer]
        assert queries.acting_officers(officer.account_id, TODAY) == []
        assert queries.acting_officer(officer.id, TODAY) is None

    def test_an_appointment_that_begins_tomorrow_gives_nothing_yet(self) -> None:
        officer = make_officer(since=TOMORROW, on=TOMORROW)
        assert officer is not None
        assert queries.acting_officers(officer.account_id, TODAY) == []

    @pytest.mark.parametrize("what", ["position", "unit", "organisation"])
    def test_an_appointment_ends_with_its_position_its_unit_and_its_agency(self, what: str) -> None:
        organisation = make_organisation(until=TODAY if what == "organisation" else None)
        unit = make_unit(organisation, until=TODAY if what == "unit" else None)
        position = make_position(unit, until=TODAY if what == "position" else None)
        person = make_person()
        account = make_account(person)
        Officer.objects.create(person_id=person.id, position=position, valid_from=SINCE)
        assert len(queries.acting_officers(account.pk, YESTERDAY)) == 1
        assert queries.acting_officers(account.pk, TODAY) == []

    def test_a_closed_account_acts_no_more(self) -> None:
        person = make_person()
        account = make_account(person)
        Officer.objects.create(person_id=person.id, position=make_position(), valid_from=SINCE)
        assert queries.acting_officers(account.pk, TODAY)
        account.is_active = False
        account.save()
        assert queries.acting_officers(account.pk, TODAY) == []

    def test_a_corrected_name_shows_at_once(self) -> None:
        person = make_person("Trần Thị Mia")
        account = make_account(person)
        officer = Officer.objects.create(person_id=person.id, position=make_position(), valid_from=SINCE)
        assert queries.acting_officers(account.pk, TODAY)[0].name == "Trần Thị Mia"
        type(account.person).objects.filter(pk=person.id).update(full_name="Trần Thị Mai")
        assert queries.acting_officers(account.pk, TODAY)[0].name == "Trần Thị Mai"
        assert queries.officer_name(officer.pk) == "Trần Thị Mai"

    def test_the_label_of_an_old_act_outlives_the_appointment(self) -> None:
        officer = make_officer(until=TODAY, on=YESTERDAY, name="Trần Thị Mai", title="Chuyên viên")
        assert officer is not None
        label = queries.officer_labels([officer.id, 0])[officer.id]
        assert str(label) == "Trần Thị Mai, Chuyên viên, Phòng Kinh tế"
        assert queries.officer_name(officer.id) == "Trần Thị Mai"
        assert queries.officer_name(0) == ""

    def test_officers_of_a_unit_stand_by_given_name(self) -> None:
        unit = make_unit()
        for name in ("Trần Thị Đào", "Lê Văn Dũng", "Nguyễn Văn An"):
            make_officer(unit=unit, name=name)
        assert [one.name for one in queries.officers(unit.pk, TODAY)] == [
            "Nguyễn Văn An",
            "Lê Văn Dũng",
            "Trần Thị Đào",
        ]


class TestAgencies:
    def test_the_division_of_a_field_is_found_whatever_the_case(self) -> None:
        agency = make_organisation()
        first = make_unit(agency, name="A", fields=["Đất đai"])
        second = make_unit(agency, name="B", fields=["Hộ tịch"])
        assert queries.unit_for(agency.pk, "division", TODAY, "hộ tịch").id == second.pk
        assert queries.unit_for(agency.pk, "division", TODAY, "Hàng không").id == first.pk
        assert queries.unit_for(agency.pk, "division", TODAY).id == first.pk
        with pytest.raises(NotFound, match="Bộ phận Một cửa"):
            queries.unit_for(agency.pk, "one_stop_desk", TODAY)

    def test_only_agencies_of_the_day_are_listed_in_alphabetical_order(self) -> None:
        make_organisation("Sở Y tế", kind="department", until=TODAY)
        make_organisation("Sở Đất", kind="department")
        make_organisation("Sở Dân tộc", kind="department")
        make_organisation("Ủy ban nhân dân xã An")
        found = queries.organisations(kinds=["department"], on=TODAY)
        assert [one.name for one in found] == ["Sở Dân tộc", "Sở Đất"]
        assert len(queries.organisations(kinds=["department"], on=YESTERDAY)) == 3

    def test_an_agency_is_found_by_name_without_marks(self) -> None:
        make_organisation("Ủy ban nhân dân phường Lý Văn Lâm")
        assert [one.name for one in queries.organisations_named("ly van lam", TODAY)] == [
            "Ủy ban nhân dân phường Lý Văn Lâm"
        ]
        assert queries.organisations_named("  ,", TODAY) == []

    def test_a_department_is_found_by_the_field_of_one_of_its_divisions(self) -> None:
        department = make_organisation("Sở Tư pháp", kind="department")
        make_unit(department, fields=["Công chứng"])
        found = queries.department_for("Công chứng", TODAY)
        assert found is not None
        assert found.id == department.pk
        assert queries.department_for("Hàng không", TODAY) is None

    def test_an_unknown_agency_and_unit_are_refused(self) -> None:
        with pytest.raises(NotFound):
            queries.organisation(0)
        with pytest.raises(NotFound):
            queries.unit(0)

    def test_an_agency_without_an_identifier_on_the_day_has_none(self) -> None:
        agency = make_organisation(identifier="H12.01")
        assert queries.identifier(agency.pk, "new", TODAY) == "H12.01"
        assert queries.identifier(agency.pk, "new", SINCE - timedelta(days=1)) is None
        assert queries.identifier(agency.pk, "old", TODAY) is None


class TestResponsibility:
    def test_who_was_responsible_on_1_june_2025(self) -> None:
        change = date(2025, 7, 1)
        province = make_place("province", "96", "Cà Mau", "Tỉnh", since=date(2025, 1, 1))
        old_place = make_place(code="32025", parent=province, since=date(2025, 1, 1), until=change)
        new_place = make_place(code="32025", parent=province, since=change)
        other = make_place(code="32008", name="5", parent=province, since=date(2025, 1, 1), until=change)
        for place in (old_place, other):
            PlaceSuccession.objects.create(from_place=place, to_place=new_place, on=change, kind="whole")
        old = make_organisation("UBND phường Tân Thành cũ", old_place, since=date(2025, 1, 1), until=change)
        five = make_organisation("UBND phường 5", other, since=date(2025, 1, 1), until=change)
        new = make_organisation("UBND phường Tân Thành", new_place, since=change)
        for agency in (old, five):
            Succession.objects.create(from_organisation=agency, to_organisation=new, on=change, kind="merge")

        def responsible(code: str, on: date) -> int | None:
            found = queries.responsible_organisation(code, on)
            return found.id if found else None

        assert responsible("32025", date(2025, 6, 1)) == old.pk
        assert responsible("32008", date(2025, 6, 1)) == five.pk
        assert responsible("32025", date(2025, 6, 30)) == old.pk
        assert responsible("32025", change) == new.pk
        assert responsible("32008", change) is None
        assert responsible("32025", date(2024, 12, 31)) is None
        assert responsible("not a code", change) is None
        assert [step.after.id for step in queries.successors_of(five.pk)] == [new.pk]
        assert {step.before.id for step in queries.predecessors_of(new.pk)} == {old.pk, five.pk}
        assert [step.after.full_name for step in queries.what_became_of("commune", "32008", date(2025, 6, 1))] == [
            "Phường Tân Thành"
        ]
        assert queries.what_became_of("commune", "32008", TODAY) == []
        assert len(queries.what_it_came_from("commune", "32025", TODAY)) == 2

    def test_places_stand_in_the_order_of_the_alphabet(self) -> None:
        province = make_place("province", "96", "Cà Mau", "Tỉnh")
        for code, name in (("32167", "Tân Thuận"), ("32152", "Đầm Dơi"), ("32128", "Cái Nước"), ("32002", "An Xuyên")):
            make_place(code=code, name=name, kind="Xã", parent=province)
        assert [one.name for one in queries.places("commune", "96", TODAY)] == [
            "An Xuyên",
            "Cái Nước",
            "Đầm Dơi",
            "Tân Thuận",
        ]


class TestCalendars:
    def test_without_any_edition_no_day_is_promised(self) -> None:
        agency = make_organisation()
        with pytest.raises(NotPossibleNow, match="Chưa công bố lịch"):
            queries.calendar_for(agency.pk, TODAY)

    def test_the_last_edition_published_by_the_day_holds(self) -> None:
        first = make_calendar()
        second = make_calendar(off={"2026-11-24": "Nghỉ"}, published_at=first.published_at.replace(year=2026, month=11))
        agency = make_organisation()
        assert queries.current_edition_id(date(2026, 6, 1)) == first.pk
        assert queries.current_edition_id(TODAY) == second.pk
        assert queries.current_edition_id(date(2020, 1, 1)) == first.pk
        assert not queries.calendar_for(agency.pk, TODAY).is_worked(date(2026, 11, 24))
        assert queries.calendar_for(agency.pk, TODAY, edition_id=first.pk).is_worked(date(2026, 11, 24))

    def test_an_agency_works_its_own_hours_else_those_of_all(self) -> None:
        make_calendar()
        own, other = make_organisation(), make_organisation()
        hours = WorkingCalendar("", hours=STANDARD_HOURS).to_json()["hours"]
        saturday = {**hours, "week": {**hours["week"], "6": [["07:00", "11:30"]]}}
        OfficeHoursPlan.objects.create(organisation=own, hours=saturday, valid_from=SINCE, valid_to=TODAY)
        OfficeHoursPlan.objects.create(organisation=None, hours=hours, valid_from=SINCE)
        a_saturday = date(2026, 11, 14)
        assert queries.calendar_for(own.pk, YESTERDAY).is_worked(a_saturday)
        assert not queries.calendar_for(own.pk, TODAY).is_worked(a_saturday)
        assert not queries.calendar_for(other.pk, YESTERDAY).is_worked(a_saturday)

    def test_the_same_calendar_object_is_shared(self) -> None:
        make_calendar()
        agency = make_organisation()
        assert queries.calendar_for(agency.pk, TODAY) is queries.calendar_for(agency.pk, TODAY)


class TestMemory:
    def test_an_unchanged_organisation_costs_one_small_read(self, django_assert_num_queries) -> None:
        office = make_commune_office()
        queries.organisation(office.organisation.pk)
        with django_assert_num_queries(1):
            queries.organisation(office.organisation.pk)

    def test_within_a_request_even_that_is_read_once(self, django_assert_num_queries) -> None:
        office = make_commune_office()
        with django_assert_num_queries(4), queries.one_revision():
            for _ in range(5):
                queries.organisation(office.organisation.pk)
                queries.calendar_for(office.organisation.pk, TODAY)

    def test_a_change_is_seen_at_once_whoever_makes_it(self) -> None:
        agency = make_organisation("Tên cũ")
        assert queries.organisation(agency.pk).name == "Tên cũ"
        Organisation.objects.filter(pk=agency.pk).update(name="Tên mới")
        assert queries.organisation(agency.pk).name == "Tên mới"

    def test_what_was_rolled_back_is_not_remembered(self) -> None:
        agency = make_organisation("Tên cũ")
        with transaction.atomic():
            Organisation.objects.filter(pk=agency.pk).update(name="Tên mới")
            assert queries.organisation(agency.pk).name == "Tên mới"
            transaction.set_rollback(True)
        assert queries.organisation(agency.pk).name == "Tên cũ"

    def test_the_way_to_an_acting_officer_is_short_the_second_time(self) -> None:
        officer = make_officer()
        from django.db import connection

        queries.acting_officers(officer.account_id, TODAY)
        with CaptureQueriesContext(
            connection,
        ) as reads:
            queries.acting_officers(officer.account_id, TODAY)
        assert len(reads) == 3
