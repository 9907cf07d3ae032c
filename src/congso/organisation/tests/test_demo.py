"""The demo province: complete, repeatable, and able to work from the counter to the result."""

from datetime import date

import pytest
from django.contrib.auth import authenticate

from congso.organisation import demo, queries
from congso.organisation.models import (
    Officer,
    Organisation,
    OrganisationIdentifier,
    Position,
    Succession,
    Unit,
)
from congso.organisation.rules.roles import Role

from .factories import TODAY

CHAIN = {Role.COUNTER, Role.UNIT_HEAD, Role.SPECIALIST, Role.LEADER, Role.CLERK}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, request):
    """Load a regime once for the module, in a transaction that is rolled back at its end."""
    from django.conf import settings
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        settings_before, settings.DEMO = settings.DEMO, True
        regime_before, settings.REGIME = settings.REGIME, request.param
        demo.load(request.param)
        yield request.param
        settings.DEMO, settings.REGIME = settings_before, regime_before
        transaction.set_rollback(True)


today = pytest.mark.parametrize("loaded", ["2026"], indirect=True)
in_2021 = pytest.mark.parametrize("loaded", ["2021"], indirect=True)
both = pytest.mark.parametrize("loaded", ["2026", "2021"], indirect=True)


def counts() -> list[int]:
    models = (Organisation, OrganisationIdentifier, Unit, Position, Officer, Succession)
    return [model.objects.count() for model in models]


@pytest.mark.django_db
class TestToday:
    @today
    def test_there_are_64_communes_without_districts_between(self, loaded: str) -> None:
        communes = queries.organisations(kinds=["commune_committee"], on=TODAY)
        assert len(communes) == 64
        assert queries.organisations(tiers=["district"], on=TODAY) == []
        assert {one.place_code for one in communes} == {one.code for one in queries.places("commune", "96", TODAY)}

    @today
    def test_every_commune_can_bring_a_birth_and_a_household_business_to_its_end(self, loaded: str) -> None:
        for commune in queries.organisations(kinds=["commune_committee"], on=TODAY):
            for field in ("Hộ tịch", "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)", "Hoạt động xây dựng"):
                division = queries.unit_for(commune.id, "division", TODAY, field)
                assert division.works_on(field)
                assert {role for one in queries.officers(division.id, TODAY) for role in one.roles} >= {
                    Role.UNIT_HEAD,
                    Role.SPECIALIST,
                }
            for kind, role in (("one_stop_desk", Role.COUNTER), ("leadership", Role.LEADER), ("clerks", Role.CLERK)):
                assert any(
                    one.has(role) for one in queries.officers(queries.unit_for(commune.id, kind, TODAY).id, TODAY)
                )

    @today
    def test_wards_have_another_economic_division_than_communes(self, loaded: str) -> None:
        def named(code: str) -> set[str]:
            agency = queries.responsible_organisation(code, TODAY)
            assert agency is not None
            return {one.name for one in queries.units(agency.id, TODAY)}

        assert "Phòng Kinh tế, Hạ tầng và Đô thị" in named("32025")
        assert "Phòng Kinh tế" in named("32248")

    @today
    def test_the_mandatory_departments_are_there_and_find_their_fields(self, loaded: str) -> None:
        names = {one.name for one in queries.organisations(kinds=["department"], on=TODAY)}
        assert {"Sở Tư pháp tỉnh Cà Mau", "Sở Xây dựng tỉnh Cà Mau", "Thanh tra tỉnh"} <= names
        assert "Văn phòng Ủy ban nhân dân tỉnh Cà Mau" in names
        assert len(names) == 13
        for field, department in (("Công chứng", "Sở Tư pháp"), ("Đất đai", "Sở Nông nghiệp và Môi trường")):
            found = queries.department_for(field, TODAY)
            assert found is not None
            assert found.name.startswith(department)

    @today
    def test_who_was_responsible_on_1_june_2025(self, loaded: str) -> None:
        june = date(2025, 6, 1)
        old = queries.responsible_organisation("32008", june)
        assert old is not None
        assert old.name == "Ủy ban nhân dân phường 5"
        assert [step.after.name for step in queries.successors_of(old.id)] == ["Ủy ban nhân dân phường Tân Thành"]
        district = queries.responsible_organisation("964", june)
        assert district is not None
        assert district.name == "Ủy ban nhân dân thành phố Cà Mau"
        province = queries.responsible_organisation("95", june)
        assert province is not None
        assert [step.after.name for step in queries.successors_of(province.id)] == ["Ủy ban nhân dân tỉnh Cà Mau"]
        assert queries.responsible_organisation("964", TODAY) is None
        assert len(queries.organisations(kinds=["commune_committee"], on=june)) == 164
        assert len(queries.organisations(kinds=["district_committee"], on=june)) == 16

    @today
    def test_identifiers_run_from_left_to_right_and_the_old_ones_still_resolve(self, loaded: str) -> None:
        province = queries.responsible_organisation("96", TODAY)
        commune = queries.responsible_organisation("32025", TODAY)
        assert province is not None
        assert commune is not None
        assert queries.identifier(province.id, "new", TODAY) == "H12"
        new = queries.identifier(commune.id, "new", TODAY)
        assert new is not None
        above, number = new.split(".")
        assert above == "H12"
        assert queries.identifier(commune.id, "old", TODAY) == f"000.00.{number}.H12"
        bac_lieu = queries.responsible_organisation("95", date(2025, 6, 1))
        assert bac_lieu is not None
        assert queries.identifier(bac_lieu.id, "old", date(2025, 6, 1)) == "000.00.00.H04"

    @today
    def test_the_provincial_centre_receives_on_saturday_mornings_without_working(self, loaded: str) -> None:
        [centre] = queries.organisations(kinds=["provincial_centre"], on=TODAY)
        saturday = date(2026, 11, 14)
        calendar = queries.calendar_for(centre.id, TODAY)
        assert calendar.reception_on(saturday)
        assert not calendar.is_worked(saturday)
        commune = queries.responsible_organisation("32025", TODAY)
        assert commune is not None
        assert not queries.calendar_for(commune.id, TODAY).reception_on(saturday)
        assert not calendar.is_worked(date(2026, 9, 2))


@pytest.mark.django_db
class TestOf2021:
    @in_2021
    def test_three_tiers_stand_on_top_of_each_other(self, loaded: str) -> None:
        assert len(queries.organisations(kinds=["district_committee"], on=TODAY)) == 9
        communes = queries.organisations(kinds=["commune_committee"], on=TODAY)
        assert len(communes) == 101
        for commune in communes:
            district = queries.organisation(commune.parent_id or 0)
            assert district.kind == "district_committee"
            assert queries.organisation(district.parent_id or 0).kind == "provincial_committee"

    @in_2021
    def test_districts_register_businesses_and_communes_births(self, loaded: str) -> None:
        city = queries.responsible_organisation("964", TODAY)
        commune = queries.responsible_organisation("32026", TODAY)
        assert city is not None
        assert commune is not None
        business = "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)"
        assert queries.unit_for(city.id, "division", TODAY, business).name == "Phòng Tài chính – Kế hoạch"
        assert queries.unit_for(city.id, "division", TODAY, "Hộ tịch").name == "Phòng Tư pháp"
        assert queries.unit_for(city.id, "division", TODAY, "Hoạt động xây dựng").name == "Phòng Quản lý đô thị"
        assert queries.unit_for(commune.id, "division", TODAY, "Hộ tịch").name == "Tư pháp – Hộ tịch"

    @in_2021
    def test_only_identifiers_of_the_old_scheme_are_used(self, loaded: str) -> None:
        commune = queries.responsible_organisation("32026", TODAY)
        city = queries.responsible_organisation("964", TODAY)
        assert commune is not None
        assert city is not None
        assert queries.identifier(city.id, "old", TODAY) == "000.00.31.H12"
        assert (queries.identifier(commune.id, "old", TODAY) or "").endswith(".31.H12")
        assert queries.identifier(commune.id, "new", TODAY) is None


@pytest.mark.django_db
class TestBoth:
    @both
    def test_loading_again_adds_nothing(self, loaded: str) -> None:
        before = counts()
        demo.load(loaded)
        assert counts() == before

    @both
    def test_every_agency_that_decides_has_the_whole_chain(self, loaded: str) -> None:
        for kind in ("commune_committee", "district_committee"):
            for agency in queries.organisations(kinds=[kind], on=TODAY):
                roles = {role for one in queries.positions(agency.id, TODAY) for role in one.roles}
                assert roles == CHAIN, agency.name
                assert all(one.holders for one in queries.positions(agency.id, TODAY)), agency.name

    @both
    def test_every_sign_in_that_is_printed_works(self, loaded: str) -> None:
        rows = demo.sign_ins()
        assert {row.role for row in rows} >= {str(role.label) for role in Role}
        officers = [row for row in rows if row.password == demo.DEMO_PASSWORD]
        assert len(officers) == len(rows) - 1
        assert len({row.username for row in officers}) == len(officers)
        for row in officers[:2]:
            account = authenticate(None, username=row.username, password=row.password)
            assert account is not None
            [acting] = queries.acting_officers(account.pk, TODAY)
            assert acting.name == row.name

    @both
    def test_nobody_shares_an_account_or_an_identity_number(self, loaded: str) -> None:
        people = Officer.objects.values_list("person_id", flat=True)
        assert len(set(people)) == len(people)


@pytest.mark.django_db
def test_without_the_demo_setting_no_account_with_a_public_password_is_made(settings) -> None:
    settings.DEMO = False
    before = counts()
    with pytest.raises(RuntimeError, match="CONGSO_DEMO"):
        demo.load("2026")
    assert counts() == before
