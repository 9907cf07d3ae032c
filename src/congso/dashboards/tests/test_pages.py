"""The pages of figures: for whom they are, for whom not, that numbers and lists agree, and what they cost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congso.dashboards import commands as figures
from congso.dashboards import permissions, queries
from congso.dashboards.permissions import Reach, Scope, Side
from congso.dashboards.rules import periods
from congso.dossiers import commands, testing
from congso.dossiers.testing import NOW, TODAY, Province
from congso.identity.testing import sign_in
from congso.kernel.refusals import NotAllowed, NotFound
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role
from congso.pages import queries as pages

from .stories import folded

pytestmark = pytest.mark.django_db
HOME, LIST = "/can-bo/so-lieu/", "/can-bo/so-lieu/danh-sach/"
MONTH = "?ky=2026-08"


@pytest.fixture
def province() -> Province:
    return testing.plain_province()


@pytest.fixture
def clear_cache() -> Iterator[None]:
    """What a process keeps is forgotten before and after."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def told(province: Province) -> Province:
    """A province with one dossier of each kind."""
    testing.submitted(province)
    testing.received(province)
    testing.in_progress(province)
    testing.finished(province)
    late = testing.approved(province)
    testing.issued_late(province, late, now=NOW + timedelta(days=9))
    rated = testing.returned(province)
    commands.rate(dossier_id=rated, overall=2, by=province.citizen, now=NOW)
    stopped = testing.in_progress(province)
    commands.stop(dossier_id=stopped, reason="Theo quy định.", by=province.commune.leader, now=NOW)
    asked = testing.in_progress(province)
    commands.ask_supplement(
        dossier_id=asked, items=[testing.supplement_item()], reason="Thiếu.", by=province.commune.specialist, now=NOW
    )
    folded()
    return province


def signed_in(officer: ActingOfficer) -> Client:
    client = Client()
    sign_in(client, officer.account_id)
    return client


def of_province(*roles: Role, kind: str = "provincial_committee") -> ActingOfficer:
    """Somebody at an agency of the province."""
    place = apps.get_model("organisation", "AdministrativeUnit").objects.get(tier="province")
    since = {"valid_from": place.valid_from}
    agency = apps.get_model("organisation", "Organisation").objects.create(
        kind=kind, name="Cơ quan tỉnh", sort_key="co quan", search_name="co quan", tier="province", place=place, **since
    )
    unit = apps.get_model("organisation", "Unit").objects.create(
        organisation=agency, kind="leadership", name="Lãnh đạo", sort_key="lanh dao", **since
    )
    return testing.officer(unit, "Lãnh đạo", *roles)


class TestWhoMayLook:
    def test_a_stranger_is_sent_to_sign_in(self, client: Client) -> None:
        for path in (HOME, f"{LIST}?muc=tiep-nhan"):
            assert client.get(path).status_code == 302

    @pytest.mark.parametrize("role", ["counter", "specialist", "clerk"])
    def test_a_role_without_figures_is_refused(self, province: Province, role: str) -> None:
        client = signed_in(getattr(province.commune, role))
        for path in (HOME, f"{LIST}?muc=tiep-nhan"):
            assert client.get(path).status_code == 403

    def test_a_citizen_is_refused(self, province: Province) -> None:
        client = Client()
        sign_in(client, province.citizen.account_id)
        assert client.get(HOME).status_code == 403

    @pytest.mark.parametrize(
        ("who", "reach"),
        [
            ("unit_head", Reach.UNIT),
            ("leader", Reach.ORGANISATION),
            ("inspector", Reach.ORGANISATION),
            ("administrator", Reach.ORGANISATION),
        ],
    )
    def test_a_commune_looks_as_far_as_its_role(self, province: Province, who: str, reach: Reach) -> None:
        assert permissions.reach_of(getattr(province.commune, who)) is reach
        assert signed_in(getattr(province.commune, who)).get(HOME + MONTH).status_code == 200

    def test_the_province_is_for_its_leaders_inspectors_and_administrators(self, province: Province) -> None:
        assert permissions.reach_of(of_province(Role.LEADER)) is Reach.PROVINCE
        assert permissions.reach_of(of_province(Role.INSPECTOR, kind="department")) is Reach.PROVINCE
        assert permissions.reach_of(of_province(Role.ADMINISTRATOR, kind="department")) is Reach.PROVINCE
        assert permissions.reach_of(of_province(Role.LEADER, kind="department")) is Reach.ORGANISATION
        with pytest.raises(NotAllowed):
            permissions.reach_of(of_province(Role.CLERK))

    @pytest.mark.parametrize("who", ["unit_head", "leader", "inspector", "administrator"])
    def test_nobody_of_a_commune_opens_another(self, told: Province, who: str) -> None:
        client = signed_in(getattr(told.other_commune, who))
        for path in (HOME, LIST):
            for part in (f"co-quan={told.commune.id}", f"don-vi={told.commune.division}"):
                response = client.get(f"{path}?muc=tiep-nhan&ky=2026-08&{part}")
                assert response.status_code == 404

    def test_a_head_does_not_open_the_neighbours_or_the_whole(self, told: Province) -> None:
        for unit_id in (told.commune.other_division, told.commune.desk):
            with pytest.raises(NotFound):
                permissions.scope(told.commune.unit_head, unit_id=unit_id)
        assert permissions.scope(told.commune.unit_head, organisation_id=told.commune.id).unit_id == (
            told.commune.division
        )

    def test_the_figures_of_another_commune_hold_nothing_of_ours(self, told: Province) -> None:
        for officer in (told.other_commune.unit_head, told.other_commune.leader):
            found = queries.overview(permissions.scope(officer), periods.month(TODAY), today=TODAY)
            assert found.sums == queries.Totals()
            assert found.stock.held == 0
            assert found.unfetched == 0

    def test_an_address_that_no_page_gave_is_refused(self, told: Province) -> None:
        client = signed_in(told.commune.leader)
        for query in ("", "?muc=gi-do", "?muc=tiep-nhan&co-quan=x", "?muc=qua-han&can-bo=-1", "?muc=tiep-nhan&sau=%00"):
            assert client.get(LIST + query).status_code == 422

    def test_names_are_for_those_who_may_open_the_dossier(self, told: Province) -> None:
        address = f"{LIST}?muc=tiep-nhan&ky=2026-08"
        own = signed_in(told.commune.leader).get(address).content.decode()
        assert "Nguyễn Văn Bảo" in own
        above = signed_in(of_province(Role.INSPECTOR)).get(address).content.decode()
        assert "Nguyễn Văn Bảo" not in above
        assert "Đăng ký thành lập hộ kinh doanh" in above


class TestNumbers:
    def test_a_leader_sees_the_month(self, told: Province) -> None:
        found = queries.overview(permissions.scope(told.commune.leader), periods.month(TODAY), today=TODAY)
        assert (found.sums.received, found.sums.finished, found.sums.early, found.sums.late) == (7, 3, 2, 1)
        assert found.sums.in_time_percent == 66.7
        assert (found.stock.working, found.stock.paused, found.stock.at_the_door) == (2, 1, 1)
        assert found.unfetched == 2
        assert (found.sums.supplemented, found.sums.rated, found.sums.satisfied) == (1, 1, 2.0)
        assert (found.duration.median, found.duration.ninth_decile) == (0, 9)
        assert [code for code, _name, _sums in found.procedures] == [testing.PROCEDURE_CODE]

    def test_a_head_sees_who_has_what(self, told: Province) -> None:
        found = queries.overview(permissions.scope(told.commune.unit_head), periods.month(TODAY), today=TODAY)
        loads = {one.key: one.stock.working for one in found.groups}
        assert loads[told.commune.specialist.id] == 1
        assert loads[told.commune.colleague.id] == 0
        assert found.balance is None

    def test_the_head_of_a_desk_looks_at_what_the_agency_receives(self, told: Province) -> None:
        unit = apps.get_model("organisation", "Unit").objects.get(pk=told.commune.desk)
        head = testing.officer(unit, "Trưởng bộ phận", Role.UNIT_HEAD, Role.COUNTER)
        found = queries.overview(permissions.scope(head), periods.month(TODAY), today=TODAY)
        assert found.sums.received == 7
        assert found.stock.at_the_door == 1
        assert signed_in(head).get(HOME + MONTH).status_code == 200

    @pytest.mark.parametrize("side", list(Side))
    @pytest.mark.parametrize("days", [0, 5, 40])
    def test_the_balance_holds(self, told: Province, side: Side, days: int) -> None:
        """Received before and now = settled + in hand + paused + given back (statistics of provinces)."""
        today = TODAY + timedelta(days=days)
        scope = permissions.scope(told.commune.leader, side=side)
        for period in (
            periods.month(TODAY),
            periods.month(today),
            periods.quarter(today),
            periods.Period(TODAY, TODAY),
            periods.Period(TODAY - timedelta(days=9), TODAY - timedelta(days=1)),
        ):
            if period.last < today or not days:
                assert queries.overview(scope, period, today=today).balance is not None
            found = queries.overview(scope, period, today=max(today, TODAY + timedelta(days=9))).balance
            assert found is not None
            assert found.difference == 0, (period, found)

    def test_the_province_ranks_by_what_was_in_time(self, told: Province) -> None:
        scope = permissions.scope(of_province(Role.LEADER))
        found = queries.overview(scope, periods.month(TODAY), today=TODAY + timedelta(days=20))
        assert found.scope.reach is Reach.PROVINCE
        assert [(one.key, one.rank) for one in found.groups] == [(told.commune.id, 1)]
        assert found.balance is not None
        assert found.balance.difference == 0

    def test_months_and_days_add_up_to_the_same(self, told: Province) -> None:
        """A year is read from months, its parts from days."""
        scope = permissions.scope(told.commune.leader)
        whole = queries.totals(scope, periods.year(TODAY))
        first, last = periods.year(TODAY).first, periods.year(TODAY).last
        parts = queries.Totals()
        for one in (
            periods.Period(first, TODAY),
            periods.Period(TODAY + timedelta(days=1), TODAY + timedelta(days=5)),
            periods.Period(TODAY + timedelta(days=6), last),
        ):
            parts += queries.totals(scope, one)
        assert parts == whole

    def test_a_period_that_makes_no_sense_says_why_and_shows_this_month(self, told: Province) -> None:
        response = signed_in(told.commune.leader).get(f"{HOME}?ky=tuy-chon&tu=05/08/2026&den=01/08/2026")
        assert response.status_code == 200
        assert "Ngày cuối phải từ ngày đầu trở đi" in response.content.decode()


def numbers_with_lists(html: str) -> list[tuple[str, int]]:
    """Every whole number of a page that is a link to a list."""
    from html.parser import HTMLParser

    found: list[tuple[str, int]] = []

    class Reader(HTMLParser):
        href = ""
        text: list[str] = []

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            if tag == "a":
                self.href, self.text = dict(attrs).get("href") or "", []

        def handle_data(self, data: str) -> None:
            self.text.append(data.strip())

        def handle_endtag(self, tag: str) -> None:
            if tag == "a" and LIST in self.href:
                first = next((one for one in self.text if one), "")
                if first.replace(".", "").isdigit():
                    found.append((self.href, int(first.replace(".", ""))))
            if tag == "a":
                self.href = ""

    Reader().feed(html)
    return found


@pytest.mark.parametrize("who", ["unit_head", "leader"])
def test_every_number_opens_a_list_as_long_as_it_says(told: Province, who: str) -> None:
    client = signed_in(getattr(told.commune, who))
    page = client.get(HOME + MONTH).content.decode()
    numbers = numbers_with_lists(page)
    assert len(numbers) > 20
    for href, number in dict(numbers).items():
        response = client.get(href)
        assert response.status_code == 200, href
        listed = response.content.decode().count('<tr role="row">') - 1
        assert max(listed, 0) == number, parse_qs(urlsplit(href).query)


def test_a_long_list_goes_on_where_it_ended(told: Province) -> None:
    scope = permissions.scope(told.commune.leader)
    for slug in ("tiep-nhan", "da-giai-quyet", "dang-giai-quyet", "bo-sung"):
        seen, after = [], None
        while True:
            page = queries.opened(
                told.commune.leader, scope, queries.LISTINGS[slug], periods.month(TODAY), now=NOW, after=after, limit=1
            )
            seen += [line.row.id for line in page.lines]
            after = page.next_cursor
            if after is None:
                break
        whole = queries.opened(
            told.commune.leader, scope, queries.LISTINGS[slug], periods.month(TODAY), now=NOW, limit=50
        )
        assert seen == [line.row.id for line in whole.lines]
        assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("who", ["unit_head", "leader", "inspector_above"])
def test_a_page_costs_the_same_whatever_it_shows(
    told: Province, who: str, monkeypatch: pytest.MonkeyPatch, clear_cache: None
) -> None:
    monkeypatch.setattr(pages, "ANNOUNCED_SECONDS", None)  # what is announced is not asked again in the middle
    officer = of_province(Role.INSPECTOR) if who == "inspector_above" else getattr(told.commune, who)
    client = signed_in(officer)
    addresses = (HOME + MONTH, f"{LIST}?muc=tiep-nhan&ky=2026-08")

    def costs() -> list[int]:
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            found.append(len(seen))
        return found

    before = costs()
    for _ in range(3):
        testing.in_progress(told)
        testing.finished(told)
    folded()
    assert costs() == before
    assert max(before) <= 24


def test_the_page_stands_in_the_navigation_of_those_who_may_open_it(province: Province) -> None:
    assert f'href="{reverse("dashboards:home")}"' in signed_in(province.commune.leader).get(HOME).content.decode()


def test_nothing_of_the_page_needs_inline_style_or_script(told: Province) -> None:
    page = signed_in(told.commune.leader).get(HOME + MONTH).content.decode()
    assert " style=" not in page
    assert "onclick" not in page


def test_the_job_folds_what_waits(province: Province) -> None:
    from congso.dashboards.tasks import fold

    testing.received(province)
    assert figures.waiting() > 0
    fold(timestamp=0)
    assert figures.waiting() == 0
    scope = Scope(Reach.ORGANISATION, province.commune.id)
    assert queries.totals(scope, periods.month(TODAY)).received == 1
