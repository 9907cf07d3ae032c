"""Rows put back are the rows that were built, and stand in the way of nobody's numbers."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from congso.kernel.models import Housework, Register, UsedKey
from congso.kernel.registers import draw_number
from congso.kernel.testing_rows import Kept

NOW = datetime(2026, 11, 21, tzinfo=UTC)

built: list[list[int]] = []


def build() -> list[int]:
    key = UsedKey.objects.create(scope="kho", key="một", fingerprint="x", answer={"số": [1, None]}, used_at=NOW)
    Housework.objects.create(name="dọn kho", ran_at=NOW, removed=3)
    built.append([key.pk, draw_number("kho", period="2026")])
    return list(built[-1])


kept = Kept(build)


def rows() -> list[tuple[object, ...]]:
    return [row for model in (UsedKey, Housework, Register) for row in model.objects.order_by("pk").values_list()]


def take_away() -> None:
    for model in (UsedKey, Housework, Register):
        model.objects.all().delete()


@pytest.fixture
def first(db: None) -> list[tuple[object, ...]]:
    """The rows as they were built, and taken away again."""
    built.clear()
    kept.kept.clear()
    kept.attempts = 0
    kept()
    found = rows()
    take_away()
    return found


def test_the_same_rows_come_back_without_being_built(first: list[tuple[object, ...]]) -> None:
    assert kept() == built[0]
    assert rows() == first
    assert len(built) == 1


def test_whoever_changes_the_answer_changes_it_for_nobody_else(first: list[tuple[object, ...]]) -> None:
    kept().append(99)
    take_away()
    assert kept() == built[0]


def test_numbers_drawn_afterwards_are_new(first: list[tuple[object, ...]]) -> None:
    id_, _ = kept()
    later = UsedKey.objects.create(scope="kho", key="hai", fingerprint="x", used_at=NOW)
    assert later.pk > id_
    assert draw_number("kho", period="2026") == 2


def test_rows_in_the_way_lead_to_building_anew(first: list[tuple[object, ...]]) -> None:
    UsedKey.objects.create(scope="kho", key="khác", fingerprint="x", used_at=NOW)
    kept()
    assert len(built) == 2


def test_rows_that_were_there_before_are_not_kept(db: None) -> None:
    mixed = Kept(build)
    UsedKey.objects.create(scope="kho", key="khác", fingerprint="x", used_at=NOW)
    mixed()
    assert mixed.kept == {}


def test_numbers_set_back_lead_to_building_anew(first: list[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('kernel_usedkey', 'id'), 1)")
    kept()
    assert len(built) == 2


def test_something_else_that_rows_follow_from_leads_to_building_anew(db: None) -> None:
    built.clear()
    season = ["mưa"]
    seasonal = Kept(build, depends=lambda: season[0])
    seasonal()
    take_away()
    season[0] = "khô"
    seasonal()
    assert len(built) == 2
    take_away()
    season[0] = "mưa"
    assert seasonal() == built[0]
    assert len(built) == 2


def test_the_application_which_may_not_put_rows_back_builds_them(first: list[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE congso_app")
        try:
            kept()
        finally:
            cursor.execute("RESET ROLE")
    assert len(built) == 2


def test_what_guards_the_tables_is_awake_again_afterwards(first: list[tuple[object, ...]]) -> None:
    kept()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_rows_that_stand_aside_may_change_meanwhile(db: None) -> None:
    Housework.objects.create(name="có từ trước", ran_at=NOW, removed=0)

    def change() -> int:
        Housework.objects.update(removed=9)
        return UsedKey.objects.create(scope="kho", key="hai", fingerprint="x", used_at=NOW).pk

    renewed: list[int] = []
    aside = Kept(change, aside=["kernel_housework"], afterwards=lambda: renewed.append(1))
    made = aside()
    UsedKey.objects.all().delete()
    Housework.objects.update(removed=1)
    assert aside() == made
    assert (renewed, Housework.objects.get().removed) == ([1], 1), "put back, and what stands aside left to the caller"
    UsedKey.objects.all().delete()
    assert Kept(change)() != made
