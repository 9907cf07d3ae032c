"""Changing the organisation keeps the past."""

from datetime import date, timedelta

import pytest

from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation import commands, queries
from congso.organisation.models import Unit
from congso.organisation.rules.calendar import WorkingCalendar
from congso.organisation.rules.roles import Role

from .factories import (
    NOW,
    SINCE,
    TODAY,
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
MERGER = date(2026, 11, 1)
BEFORE = MERGER - timedelta(days=1)


class TestOfficers:
    def test_appointing_makes_an_officer_from_that_day_on(self) -> None:
        position, person = make_position(), make_person()
        officer_id = commands.appoint(person_id=person.id, position_id=position.pk, on=TODAY, now=NOW)
        assert queries.acting_officer(officer_id, TODAY) is not None
        assert queries.acting_officer(officer_id, TODAY - timedelta(days=1)) is None

    def test_appointing_twice_is_refused(self) -> None:
        position, person = make_position(), make_person()
        commands.appoint(person_id=person.id, position_id=position.pk, on=SINCE, now=NOW)
        with pytest.raises(NotPossibleNow, match="đang giữ vị trí"):
            commands.appoint(person_id=person.id, position_id=position.pk, on=TODAY, now=NOW)

    def test_a_closed_or_unknown_position_cannot_be_filled(self) -> None:
        closing = make_position(until=TODAY)
        with pytest.raises(NotPossibleNow, match="chỉ còn đến trước"):
            commands.appoint(person_id=make_person().id, position_id=closing.pk, on=SINCE, now=NOW)
        with pytest.raises(NotPossibleNow, match="chưa có vào ngày"):
            commands.appoint(
                person_id=make_person().id, position_id=make_position().pk, on=SINCE - timedelta(days=1), now=NOW
            )
        with pytest.raises(NotFound):
            commands.appoint(person_id=make_person().id, position_id=0, on=SINCE, now=NOW)

    def test_ending_keeps_the_days_before(self) -> None:
        officer = make_officer()
        assert officer is not None
        commands.end_appointment(officer_id=officer.id, on=TODAY, now=NOW)
        commands.end_appointment(officer_id=officer.id, on=TODAY, now=NOW)
        assert queries.acting_officer(officer.id, TODAY) is None
        assert queries.acting_officer(officer.id, TODAY - timedelta(days=1)) is not None
        with pytest.raises(NotPossibleNow, match="đã kết thúc"):
            commands.end_appointment(officer_id=officer.id, on=TODAY + timedelta(days=5), now=NOW)

    def test_an_appointment_cannot_end_before_it_begins(self) -> None:
        officer = make_officer(since=TODAY)
        assert officer is not None
        with pytest.raises(NotPossibleNow, match="bắt đầu từ ngày"):
            commands.end_appointment(officer_id=officer.id, on=SINCE, now=NOW)


class TestUnits:
    def test_closing_a_unit_ends_what_is_in_it(self) -> None:
        unit = make_unit()
        officer = make_officer(unit=unit)
        coming = make_officer(unit=unit, since=TODAY + timedelta(days=9), on=TODAY + timedelta(days=9))
        assert officer is not None
        assert coming is not None
        commands.close_unit(unit_id=unit.pk, on=TODAY)
        commands.close_unit(unit_id=unit.pk, on=TODAY)
        assert queries.units(unit.organisation_id, TODAY) == []
        assert queries.acting_officer(officer.id, TODAY) is None
        assert queries.acting_officer(officer.id, TODAY - timedelta(days=1)) is not None
        assert queries.acting_officer(coming.id, TODAY + timedelta(days=9)) is None

    def test_a_unit_with_units_inside_stays_open(self) -> None:
        outer = make_unit()
        commands.open_unit(
            organisation_id=outer.organisation_id, kind="clerks", name="Văn thư", on=TODAY, parent_id=outer.pk
        )
        with pytest.raises(NotPossibleNow, match="đơn vị trực thuộc"):
            commands.close_unit(unit_id=outer.pk, on=TODAY)

    def test_a_new_unit_with_a_post_can_be_worked_in(self) -> None:
        agency = make_organisation()
        unit_id = commands.open_unit(
            organisation_id=agency.pk, kind="division", name="Phòng mới", on=TODAY, fields_of_work=["Hộ tịch"]
        )
        position_id = commands.open_position(unit_id=unit_id, title="Chuyên viên", roles=[Role.SPECIALIST], on=TODAY)
        commands.appoint(person_id=make_person().id, position_id=position_id, on=TODAY, now=NOW)
        assert [one.title for one in queries.officers(unit_id, TODAY)] == ["Chuyên viên"]


class TestSuccession:
    def test_a_merger_moves_the_running_units_and_keeps_the_past(self) -> None:
        office = make_commune_office("UBND xã cũ", identifier="H12.58")
        new = make_organisation("UBND xã mới", since=MERGER)
        commands.merge(organisation_ids=[office.organisation.pk], into_id=new.pk, on=MERGER, basis="NQ 1")

        assert not queries.organisation(office.organisation.pk).was_there(MERGER)
        assert {one.id for one in queries.units(new.pk, TODAY)} == {
            office.desk.pk,
            office.division.pk,
            office.leadership.pk,
            office.clerks.pk,
        }
        assert queries.units(office.organisation.pk, MERGER) == []
        acting = queries.acting_officer(office.counter.id, TODAY)
        assert acting is not None
        assert acting.organisation_id == new.pk
        before = queries.positions(office.organisation.pk, BEFORE)
        assert {holder.name for one in before for holder in one.holders} == {
            office.counter.name,
            office.head.name,
            office.specialist.name,
            office.leader.name,
            office.clerk.name,
        }
        assert queries.units(new.pk, BEFORE) == []
        assert queries.identifier(office.organisation.pk, "new", BEFORE) == "H12.58"
        assert queries.identifier(office.organisation.pk, "new", MERGER) is None
        assert [(step.after.id, step.kind, step.basis) for step in queries.successors_of(office.organisation.pk)] == [
            (new.pk, "merge", "NQ 1")
        ]

    def test_a_split_closes_what_nobody_takes(self) -> None:
        old = make_commune_office()
        one, two = make_organisation("A"), make_organisation("B")
        commands.split(
            organisation_id=old.organisation.pk,
            into_ids=[one.pk, two.pk],
            on=MERGER,
            units={old.desk.pk: one.pk, old.division.pk: two.pk},
        )
        assert [unit.id for unit in queries.units(one.pk, TODAY)] == [old.desk.pk]
        assert [unit.id for unit in queries.units(two.pk, TODAY)] == [old.division.pk]
        assert queries.acting_officer(old.leader.id, TODAY) is None
        assert {step.after.id for step in queries.successors_of(old.organisation.pk)} == {one.pk, two.pk}

    def test_a_renamed_agency_keeps_its_people_and_its_identifier(self) -> None:
        office = make_commune_office("UBND xã Lộc Ninh")
        new_id = commands.rename(organisation_id=office.organisation.pk, name="UBND phường Lộc Ninh", on=MERGER)
        acting = queries.acting_officer(office.specialist.id, TODAY)
        assert acting is not None
        assert acting.organisation_name == "UBND phường Lộc Ninh"
        assert queries.identifier(new_id, "new", TODAY) == "H12.58"

    def test_an_abolished_agency_passes_its_tasks_on(self) -> None:
        office = make_commune_office()
        heir = make_organisation("Sở Nội vụ")
        commands.abolish(organisation_id=office.organisation.pk, tasks_to_id=heir.pk, on=MERGER)
        assert queries.units(heir.pk, TODAY) == []
        assert Unit.objects.filter(valid_to__isnull=True, organisation=office.organisation).count() == 0

    def test_impossible_successions_are_refused_and_change_nothing(self) -> None:
        office = make_commune_office()
        old, gone = office.organisation.pk, make_organisation(until=MERGER - timedelta(days=9)).pk
        heir = make_organisation().pk
        with pytest.raises(Incorrect):
            commands.succeed(organisation_id=old, successor_ids=[], on=MERGER, kind="merge")
        with pytest.raises(Incorrect):
            commands.succeed(organisation_id=old, successor_ids=[old], on=MERGER, kind="merge")
        with pytest.raises(NotPossibleNow):
            commands.succeed(organisation_id=old, successor_ids=[gone], on=MERGER, kind="merge")
        with pytest.raises(NotFound):
            commands.succeed(organisation_id=0, successor_ids=[heir], on=MERGER, kind="merge")
        with pytest.raises(Incorrect):
            commands.split(organisation_id=old, into_ids=[heir], on=MERGER, units={office.desk.pk: gone})
        assert len(queries.units(old, TODAY)) == 4
        commands.merge(organisation_ids=[old], into_id=heir, on=MERGER)
        with pytest.raises(NotPossibleNow, match="đã kết thúc hoạt động"):
            commands.merge(organisation_ids=[old], into_id=heir, on=MERGER)


class TestFounding:
    def test_an_agency_is_founded_with_its_identifiers(self) -> None:
        make_place(code="32025")
        found = commands.found(
            kind="commune_committee",
            name="UBND phường Tân Thành",
            tier="commune",
            place_code="32025",
            on=TODAY,
            identifiers=[("new", "H12.58")],
        )
        responsible = queries.responsible_organisation("32025", TODAY)
        assert responsible is not None
        assert responsible.id == found
        assert queries.identifier(found, "new", TODAY) == "H12.58"

    def test_there_must_be_a_place(self) -> None:
        with pytest.raises(NotFound, match="99999"):
            commands.found(kind="commune_committee", name="A", tier="commune", place_code="99999", on=TODAY)

    def test_a_new_identifier_ends_the_one_before(self) -> None:
        agency = make_organisation(identifier="H12.01")
        commands.identify(organisation_id=agency.pk, scheme="new", value="H96.01", on=TODAY)
        commands.identify(organisation_id=agency.pk, scheme="new", value="H96.01", on=TODAY)
        assert queries.identifier(agency.pk, "new", TODAY - timedelta(days=1)) == "H12.01"
        assert queries.identifier(agency.pk, "new", TODAY) == "H96.01"


class TestCalendar:
    def test_each_change_is_a_new_edition_and_the_old_ones_stay(self) -> None:
        make_calendar(off={"2026-09-02": "Quốc khánh"})
        agency = make_organisation()
        commands.add_off_day(day=date(2026, 12, 24), reason="Bão số 9", now=NOW)
        third = commands.add_extra_work_day(day=date(2026, 12, 26), reason="Làm bù cho ngày 24/12/2026", now=NOW)
        fourth = commands.remove_special_day(day=date(2026, 12, 24), now=NOW)
        at_third = queries.calendar_for(agency.pk, TODAY, edition_id=third)
        assert not at_third.is_worked(date(2026, 12, 24))
        assert at_third.is_worked(date(2026, 12, 26))
        assert queries.current_edition_id(TODAY) == fourth
        assert queries.calendar_for(agency.pk, TODAY).is_worked(date(2026, 12, 24))
        assert [one.number for one in queries.editions()] == [4, 3, 2, 1]

    def test_a_day_that_was_off_can_become_a_day_worked(self) -> None:
        make_calendar(off={"2026-12-26": "Nghỉ"})
        commands.add_extra_work_day(day=date(2026, 12, 26), reason="Làm bù", now=NOW)
        assert queries.editions()[0].off == {}

    def test_days_without_reason_and_days_both_off_and_worked_are_refused(self) -> None:
        day = date(2026, 12, 24)
        with pytest.raises(Incorrect, match="chưa ghi lý do"):
            commands.publish_calendar_edition(off={day: " "}, extra_work={}, now=NOW)
        with pytest.raises(Incorrect, match="vừa là ngày nghỉ vừa là ngày làm bù"):
            commands.publish_calendar_edition(off={day: "a"}, extra_work={day: "b"}, now=NOW)
        make_calendar()
        with pytest.raises(NotFound):
            commands.remove_special_day(day=day, now=NOW)

    def test_office_hours_hold_from_a_day_on_and_bring_a_new_edition(self) -> None:
        make_calendar()
        agency = make_organisation()
        hours = WorkingCalendar("").to_json()["hours"]
        shorter = {**hours, "week": {"1": [["08:00", "11:00"]]}}
        commands.set_office_hours(organisation_id=agency.pk, hours=shorter, valid_from=TODAY, now=NOW)
        assert not queries.calendar_for(agency.pk, TODAY).is_worked(date(2026, 11, 24))
        assert queries.calendar_for(agency.pk, TODAY - timedelta(days=1)).is_worked(date(2026, 11, 24))
        assert len(queries.editions()) == 2
        with pytest.raises(NotPossibleNow):
            commands.set_office_hours(organisation_id=agency.pk, hours=hours, valid_from=TODAY, now=NOW)
        with pytest.raises(NotPossibleNow):
            commands.set_office_hours(organisation_id=agency.pk, hours=hours, valid_from=SINCE, now=NOW)

    @pytest.mark.parametrize("hours", [{}, {"week": {}}, {"week": {"1": [["11:00", "08:00"]]}}, {"week": None}])
    def test_hours_that_cannot_be_are_refused(self, hours: dict) -> None:
        with pytest.raises(Incorrect):
            commands.set_office_hours(organisation_id=None, hours=hours, valid_from=TODAY, now=NOW)
