"""The pages of the organisation, whole, for whom they are and for whom they are not."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.organisation import queries
from congso.organisation.models import Officer, Succession
from congso.organisation.rules.roles import Role

from .factories import (
    SINCE,
    make_calendar,
    make_commune_office,
    make_officer,
    make_organisation,
    make_position,
    make_unit,
)

pytestmark = pytest.mark.django_db
PAGES = ("structure", "calendar", "office_hours", "my_positions")


def signed_in(officer: queries.ActingOfficer) -> Client:
    client = Client()
    sign_in(client, officer.account_id)
    return client


@pytest.fixture
def administrator() -> Client:
    office = make_organisation("Văn phòng Ủy ban nhân dân tỉnh", kind="department", tier="province")
    return signed_in(make_officer(Role.ADMINISTRATOR, unit=make_unit(office), on=clock.today()))


@pytest.fixture
def counter() -> Client:
    return signed_in(make_officer(Role.COUNTER, on=clock.today()))


class TestWhoMayLook:
    @pytest.mark.parametrize("page", PAGES)
    def test_a_stranger_is_sent_to_sign_in(self, client: Client, page: str) -> None:
        response = client.get(reverse(f"organisation:{page}"))
        assert response.status_code == 302
        assert "/dang-nhap/" in response["Location"]

    @pytest.mark.parametrize("page", PAGES)
    def test_an_officer_may_look(self, counter: Client, page: str) -> None:
        make_calendar()
        assert counter.get(reverse(f"organisation:{page}")).status_code == 200

    @pytest.mark.parametrize("page", PAGES)
    def test_whoever_holds_no_position_any_more_is_refused_with_a_reason(self, page: str) -> None:
        yesterday = clock.today() - timedelta(days=1)
        client = signed_in(make_officer(Role.ADMINISTRATOR, on=yesterday, until=clock.today()))
        response = client.get(reverse(f"organisation:{page}"))
        assert response.status_code == 403
        assert "đang giữ một vị trí công tác" in response.content.decode()

    @pytest.mark.parametrize("page", ["add_special_day", "remove_special_day", "office_hours"])
    def test_the_administrator_of_a_commune_changes_nothing_of_the_province(self, page: str) -> None:
        make_calendar()
        client = signed_in(make_officer(Role.ADMINISTRATOR, on=clock.today()))
        assert client.post(reverse(f"organisation:{page}")).status_code == 403

    def test_an_administrator_decides_the_hours_of_their_own_agency_only(self) -> None:
        make_calendar()
        officer = make_officer(Role.ADMINISTRATOR, on=clock.today())
        client, other = signed_in(officer), make_organisation("Ủy ban nhân dân phường An Xuyên")
        for organisation_id, status in ((officer.organisation_id, 422), (other.pk, 403)):
            page = reverse("organisation:office_hours_of", args=[organisation_id])
            assert client.post(page).status_code == status

    @pytest.mark.parametrize("page", ["add_special_day", "remove_special_day"])
    def test_only_an_administrator_changes_the_calendar(self, counter: Client, page: str) -> None:
        make_calendar()
        response = counter.post(reverse(f"organisation:{page}"), {"day": "2026-12-24", "reason": "x", "kind": "off"})
        assert response.status_code == 403
        assert "Quản trị hệ thống" in response.content.decode()
        assert len(queries.editions()) == 1

    def test_only_an_administrator_changes_office_hours(self, counter: Client) -> None:
        assert counter.post(reverse("organisation:office_hours"), {}).status_code == 403
        assert "Quyết định giờ làm việc mới" not in counter.get(reverse("organisation:office_hours")).content.decode()

    @pytest.mark.parametrize("page", ["add_special_day", "remove_special_day", "switch_position"])
    def test_changes_are_posted(self, administrator: Client, page: str) -> None:
        assert administrator.get(reverse(f"organisation:{page}")).status_code == 405


class TestBrowsing:
    def test_the_agencies_of_the_chosen_day_are_listed(self, counter: Client) -> None:
        make_organisation("UBND xã đã hết", until=date(2026, 1, 1))
        url = reverse("organisation:structure")
        assert "UBND xã đã hết" not in counter.get(url).content.decode()
        assert "UBND xã đã hết" in counter.get(url, {"ngay": "31/12/2025"}).content.decode()

    def test_an_agency_is_found_by_words_without_marks_and_by_the_code_of_its_place(self, counter: Client) -> None:
        agency = make_organisation("UBND phường Lý Văn Lâm")
        url = reverse("organisation:structure")
        for text in ("ly van lam", agency.place.code):
            assert "UBND phường Lý Văn Lâm" in counter.get(url, {"tim": text}).content.decode()
        assert "Không có cơ quan nào" in counter.get(url, {"tim": "không đâu có"}).content.decode()

    @pytest.mark.parametrize("day", ["hôm qua", "31/02/2026", "1/1/1", ""])
    def test_a_day_that_cannot_be_read_is_today(self, counter: Client, day: str) -> None:
        assert counter.get(reverse("organisation:structure"), {"ngay": day}).status_code == 200

    def test_an_agency_shows_its_people_and_what_became_of_it(self, counter: Client) -> None:
        office = make_commune_office("UBND xã A")
        later = make_organisation("UBND xã B")
        Succession.objects.create(
            from_organisation=office.organisation, to_organisation=later, on=clock.today(), kind="merge"
        )
        shown = counter.get(reverse("organisation:agency", args=[office.organisation.pk])).content.decode()
        for words in (office.counter.name, office.leader.title, "H12.58", "UBND xã B", "Cán bộ tiếp nhận"):
            assert words in shown
        assert "UBND xã A" in counter.get(reverse("organisation:agency", args=[later.pk])).content.decode()

    def test_an_unknown_agency_is_not_found(self, counter: Client) -> None:
        assert counter.get(reverse("organisation:agency", args=[987_654])).status_code == 404


class TestKeepingTheCalendar:
    def test_adding_and_removing_a_day_publishes_editions(self, administrator: Client) -> None:
        make_calendar()
        url = reverse("organisation:add_special_day")
        answer = administrator.post(url, {"kind": "off", "day": "24/12/2026", "reason": "Bão số 9"}, follow=True)
        assert "Bão số 9" in answer.content.decode()
        assert queries.editions()[0].off == {"2026-12-24": "Bão số 9"}
        administrator.post(url, {"kind": "work", "day": "26/12/2026", "reason": "Làm bù"})
        administrator.post(reverse("organisation:remove_special_day"), {"day": "2026-12-24"})
        newest = queries.editions()[0]
        assert (newest.number, newest.off, newest.extra_work) == (4, {}, {"2026-12-26": "Làm bù"})
        old = administrator.get(reverse("organisation:calendar"), {"so": "2", "nam": "2026"}).content.decode()
        assert "Bão số 9" in old
        assert "Đã được thay" in old

    @pytest.mark.parametrize("wrong", [{"day": "ngày mai"}, {"reason": ""}, {"kind": "party"}])
    def test_what_cannot_be_a_special_day_comes_back_with_the_reason(self, administrator: Client, wrong: dict) -> None:
        make_calendar()
        typed = {"kind": "off", "day": "24/12/2026", "reason": "Bão số 9", **wrong}
        assert administrator.post(reverse("organisation:add_special_day"), typed).status_code == 422
        assert len(queries.editions()) == 1

    def test_removing_a_day_that_is_not_special_is_refused(self, administrator: Client) -> None:
        make_calendar()
        url = reverse("organisation:remove_special_day")
        assert administrator.post(url, {"day": "2026-12-24"}).status_code == 404
        assert administrator.post(url, {"day": "x"}).status_code == 422


class TestOfficeHours:
    def hours(self, **changed: str) -> dict[str, str]:
        week = {"valid_from": f"{clock.today() + timedelta(days=7):%d/%m/%Y}", "basis": "QĐ 1"}
        for weekday in range(1, 6):
            for part, hour in (("m1", "07:30"), ("m2", "11:30"), ("a1", "13:00"), ("a2", "16:30")):
                week[f"d{weekday}_{part}"] = hour
        return {**week, **changed}

    def test_new_hours_hold_from_their_day_on(self, administrator: Client) -> None:
        make_calendar()
        agency = make_organisation()
        url = reverse("organisation:office_hours_of", args=[agency.pk])
        typed = self.hours(d6_m1="7h30", d6_m2="11:00", d6_reception="on")
        assert administrator.post(url, typed).status_code == 302
        in_a_week = clock.today() + timedelta(days=7)
        plan = queries.hours_plan(agency.pk, in_a_week)
        assert plan is not None
        assert plan.hours["week"]["1"] == [["07:30", "11:30"], ["13:00", "16:30"]]
        assert plan.hours["reception"] == {"6": [["07:30", "11:00"]]}
        assert queries.hours_plan(agency.pk, clock.today()) is None
        assert len(queries.editions()) == 2
        assert "QĐ 1" in administrator.get(url).content.decode()

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"d1_m1": "12:00"}, "Giờ kết thúc phải sau giờ bắt đầu"),
            ({"d1_m2": ""}, "Nhập cả giờ bắt đầu và giờ kết thúc"),
            ({"d1_a1": "11:00"}, "Buổi chiều phải bắt đầu sau"),
            ({"d1_a1": "sáng"}, "Giờ chưa đúng"),
            ({"basis": ""}, "basis"),
            ({f"d{n}_{part}": "" for n in range(1, 6) for part in ("m1", "m2", "a1", "a2")}, "ít nhất một ngày"),
        ],
    )
    def test_hours_that_cannot_be_come_back_with_the_reason(
        self, administrator: Client, wrong: dict[str, str], told: str
    ) -> None:
        make_calendar()
        response = administrator.post(reverse("organisation:office_hours"), self.hours(**wrong))
        assert response.status_code == 422
        assert told in response.content.decode()
        assert len(queries.editions()) == 1

    def test_a_second_decision_for_the_same_day_is_refused_in_the_form(self, administrator: Client) -> None:
        make_calendar()
        url = reverse("organisation:office_hours")
        assert administrator.post(url, self.hours()).status_code == 302
        response = administrator.post(url, self.hours())
        assert response.status_code == 422
        assert "đã được công bố" in response.content.decode()


class TestActingAs:
    def test_the_oldest_position_is_active_until_another_is_chosen(self) -> None:
        first = make_officer(Role.SPECIALIST, title="Chuyên viên", on=clock.today())
        office = make_organisation("Văn phòng Ủy ban nhân dân tỉnh", kind="department", tier="province")
        second = Officer.objects.create(
            person_id=first.person_id,
            position=make_position(make_unit(office), title="Quản trị", roles=[Role.ADMINISTRATOR]),
            valid_from=SINCE + timedelta(days=1),
        )
        client = signed_in(first)
        assert client.get(reverse("organisation:my_positions")).context["active_id"] == first.id
        assert client.post(reverse("organisation:add_special_day"), {}).status_code == 403
        client.post(reverse("organisation:switch_position"), {"officer": second.pk})
        assert client.session["active_officer_id"] == second.pk
        assert client.get(reverse("organisation:my_positions")).context["active_id"] == second.pk
        make_calendar()
        assert client.post(reverse("organisation:add_special_day"), {}).status_code == 422

    @pytest.mark.parametrize("which", ["a stranger's", "an ended one", "nonsense"])
    def test_nobody_acts_as_somebody_else(self, which: str) -> None:
        mine = make_officer(Role.SPECIALIST, on=clock.today())
        ended = Officer.objects.create(
            person_id=mine.person_id, position=make_position(), valid_from=SINCE, valid_to=clock.today()
        )
        other = make_officer(Role.ADMINISTRATOR, on=clock.today())
        value = {"a stranger's": other.id, "an ended one": ended.pk, "nonsense": "x'1"}[which]
        client = signed_in(mine)
        assert client.post(reverse("organisation:switch_position"), {"officer": value}).status_code == 403
        assert "active_officer_id" not in client.session

    def test_a_chosen_position_that_ended_gives_way_to_the_other(self) -> None:
        first = make_officer(Role.SPECIALIST, on=clock.today())
        second = Officer.objects.create(
            person_id=first.person_id, position=make_position(roles=[Role.ADMINISTRATOR]), valid_from=SINCE
        )
        client = signed_in(first)
        client.post(reverse("organisation:switch_position"), {"officer": second.pk})
        Officer.objects.filter(pk=second.pk).update(valid_to=clock.today())
        assert client.get(reverse("organisation:my_positions")).context["active_id"] == first.id
