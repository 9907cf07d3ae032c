"""Who handles a procedure where somebody lives: by today's name of the place, and by its name before 1 July 2025."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from congso.catalogue.queries.handling import REORGANISED_ON, handled
from congso.kernel import normalise

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
LONG_AGO = date(2004, 1, 1)


def model(name: str) -> Any:
    return apps.get_model("organisation", name)


def place(code: str, name: str, kind: str = "Xã", *, since: date = REORGANISED_ON, until: date | None = None) -> Any:
    full = f"{kind} {name}"
    tier = "province" if kind == "Tỉnh" else "commune"
    return model("AdministrativeUnit").objects.create(
        tier=tier, code=code, kind=kind, name=name, full_name=full, sort_key=normalise.sort_key(name),
        search_name=normalise.fold(full), province_code="96", valid_from=since, valid_to=until,
    )  # fmt: skip


def committee(of: Any) -> Any:
    name = f"Ủy ban nhân dân {of.full_name.lower()}"
    return model("Organisation").objects.create(
        kind="commune_committee", name=name, sort_key=normalise.sort_key(name), search_name=normalise.fold(name),
        tier="commune", place=of, valid_from=of.valid_from,
    )  # fmt: skip


@pytest.fixture
def reorganised(settings: Any) -> None:
    """An old commune that went into one, an old one that was divided among two, and one that kept its name."""
    settings.PROVINCE_NAME = "Cà Mau"
    place("96", "Cà Mau", "Tỉnh")
    big, other = place("32025", "Tân Thành", "Phường"), place("32026", "Hồ Thị Kỷ")
    for one in (big, other):
        committee(one)
    lost = place("31501", "Tắc Vân", since=LONG_AGO, until=REORGANISED_ON)
    divided = place("31502", "Định Bình", since=LONG_AGO, until=REORGANISED_ON)
    same = place("31503", "Tân Thành", "Phường", since=LONG_AGO, until=REORGANISED_ON)
    for before, after in ((lost, big), (divided, big), (divided, other), (same, big)):
        model("PlaceSuccession").objects.create(from_place=before, to_place=after, on=REORGANISED_ON, kind="whole")


def answers(text: str, tiers: tuple[str, ...] = ("commune",), on: date = TODAY) -> list[tuple[str, str, list[str]]]:
    return [
        (one.place.full_name, one.before.full_name if one.before else "", [agency.name for agency in one.agencies])
        for one in handled(tiers, text, on)
    ]


BIG, OTHER = "Ủy ban nhân dân phường tân thành", "Ủy ban nhân dân xã hồ thị kỷ"


@pytest.mark.usefixtures("reorganised")
class TestByName:
    @pytest.mark.parametrize("typed", ["Hồ Thị Kỷ", "ho thi ky", "xã Hồ Thị Kỷ", "  HO THI KY "])
    def test_a_name_of_today_with_or_without_marks(self, typed: str) -> None:
        assert answers(typed) == [("Xã Hồ Thị Kỷ", "", [OTHER])]

    @pytest.mark.parametrize("typed", ["Tắc Vân", "xã tac van"])
    def test_an_old_name_leads_to_what_it_became(self, typed: str) -> None:
        assert answers(typed) == [("Phường Tân Thành", "Xã Tắc Vân", [BIG])]

    def test_an_old_place_that_was_divided_has_every_answer(self) -> None:
        assert sorted(answers("Định Bình")) == [
            ("Phường Tân Thành", "Xã Định Bình", [BIG]),
            ("Xã Hồ Thị Kỷ", "Xã Định Bình", [OTHER]),
        ]

    def test_a_name_of_both_times_shows_todays_first(self) -> None:
        assert answers("Tân Thành") == [
            ("Phường Tân Thành", "", [BIG]),
            ("Phường Tân Thành", "Phường Tân Thành", [BIG]),
        ]

    def test_before_the_reorganisation_the_old_places_are_those_of_today(self) -> None:
        assert answers("Tắc Vân", on=date(2025, 6, 1)) == [("Xã Tắc Vân", "", [])]
        assert answers("Hồ Thị Kỷ", on=date(2025, 6, 1)) == []

    @pytest.mark.parametrize("typed", ["", "x", "Khánh An", "%", "'; DROP", "\x00", "a" * 5_000])
    def test_what_no_place_is_called_has_no_answer(self, typed: str) -> None:
        assert answers(typed) == []

    def test_a_procedure_of_the_province_is_not_the_communes(self) -> None:
        assert answers("Hồ Thị Kỷ", ("province",)) == [("Xã Hồ Thị Kỷ", "", [])]
