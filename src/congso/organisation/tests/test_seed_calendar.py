"""The seed of the calendar against official schedules."""

import csv
from datetime import date

import pytest

from congso.kernel.testing import shared_data
from congso.organisation.seed_calendar import DayKind, DayStatus, seed_calendar, special_days

CALENDAR = seed_calendar("seed", range(2015, 2036))


@pytest.mark.parametrize(
    ("year", "tet"),
    [(2015, "19/02"), (2024, "10/02"), (2025, "29/01"), (2026, "17/02"), (2027, "06/02"), (2030, "02/02")],
)
def test_tet_is_that_of_vietnam_not_of_china(year: int, tet: str) -> None:
    first = [one.day for one in special_days([year]) if one.name.endswith("mùng Một")]
    assert [f"{day:%d/%m}" for day in first] == [tet]


def test_the_lunar_calendar_knows_the_year_in_which_vietnam_and_china_differed() -> None:
    import holidays

    assert holidays.country_holidays("VN", years=2007, language="vi")[date(2007, 2, 17)] == "Tết Nguyên Đán"


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ("2015-01-02", "2014-12-27"),
        ("2018-12-31", "2019-01-05"),
        ("2019-04-29", "2019-05-04"),
        ("2024-04-29", "2024-05-04"),
        ("2025-05-02", "2025-04-26"),
        ("2026-01-02", "2026-01-10"),
        ("2026-08-31", "2026-08-22"),
    ],
)
def test_swapped_days_are_known_on_both_sides(off: str, worked: str) -> None:
    assert not CALENDAR.is_worked(date.fromisoformat(off))
    assert "làm bù" in (CALENDAR.why_not_worked(date.fromisoformat(off)) or "")
    if worked >= "2015":
        assert CALENDAR.is_worked(date.fromisoformat(worked))
        assert date.fromisoformat(worked).isoweekday() == 6


def test_every_special_day_has_a_basis_and_years_not_yet_decided_are_projected() -> None:
    days = special_days(range(2015, 2036))
    assert all(one.basis and one.name for one in days)
    assert {one.status for one in days if one.day.year <= 2026} == {DayStatus.OFFICIAL}
    assert {one.status for one in days if one.day.year > 2026} == {DayStatus.PROJECTED}


def test_the_extra_day_of_tet_is_not_called_the_29th_where_the_month_is_short() -> None:
    assert CALENDAR.why_not_worked(date(2025, 1, 27)) == "Nghỉ Tết Nguyên đán"


def test_no_name_is_left_as_the_package_writes_it() -> None:
    off = [one for one in special_days(range(2015, 2036)) if one.kind.is_off]
    assert [one.name for one in off if not one.name.startswith(("Nghỉ ", "Ngày nghỉ hoán đổi"))] == []


def test_years_beyond_the_table_are_refused() -> None:
    with pytest.raises(ValueError, match="2036"):
        special_days([2036])


@pytest.mark.shared
def test_the_seed_equals_the_official_schedules_of_2024_to_2027() -> None:
    with shared_data("vn_holidays", "holidays_2024_2027.csv").open(encoding="utf-8") as rows:
        expected = {
            (date.fromisoformat(row["date"]), row["kind"], row["day_status"], row["status"])
            for row in csv.DictReader(rows)
        }
    seeded = {
        (one.day, one.kind.value, "off" if one.kind.is_off else "work", one.status.value)
        for one in special_days(range(2024, 2028))
    }
    assert seeded == expected


@pytest.mark.shared
def test_working_days_per_month_agree() -> None:
    with shared_data("vn_holidays", "working_days_per_month.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            year, month = int(row["year"]), int(row["month"])
            following = date(year + month // 12, month % 12 + 1, 1)
            worked = sum(
                CALENDAR.is_worked(date.fromordinal(day))
                for day in range(date(year, month, 1).toordinal(), following.toordinal())
            )
            assert worked == int(row["working_days"]), f"{month}/{year}"


def test_a_substituted_day_of_work_is_not_off() -> None:
    assert not DayKind.SUBSTITUTED_WORK.is_off
    assert DayKind.COMPENSATORY.is_off
