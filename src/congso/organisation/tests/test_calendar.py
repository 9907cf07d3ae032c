"""The working calendar: which days are worked, and how hours add up."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.organisation.rules.calendar import (
    AFTERNOON,
    MORNING,
    STANDARD_DAY,
    STANDARD_WEEK,
    TIME_ZONE,
    Interval,
    OfficeHours,
    Season,
    WorkingCalendar,
    dated,
)
from congso.organisation.seed_calendar import seed_calendar

PLAIN = WorkingCalendar("plain")
VIETNAM = seed_calendar("seed", range(2015, 2036))
WINTER_DAY = (Interval(time(7, 30), time(11, 30)), Interval(time(13), time(17)))
UNIT = WorkingCalendar(
    "unit",
    off={date(2026, 9, 1): "Nghỉ Quốc khánh", date(2026, 8, 31): "Nghỉ hoán đổi, làm bù 22/08/2026"},
    extra_work={date(2026, 8, 22): "Làm bù cho ngày 31/08/2026"},
    hours=OfficeHours(
        week={**STANDARD_WEEK, 6: (MORNING,)},
        seasons=(Season((10, 16), (4, 15), dict.fromkeys(range(1, 6), WINTER_DAY)),),
        days={date(2026, 12, 31): (MORNING,), date(2026, 12, 30): ()},
        reception={7: (Interval(time(8), time(10)),)},
    ),
)


def at(day: str, clock: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), TIME_ZONE)


# Days


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-08-14", None),
        ("2026-08-15", "Thứ Bảy"),
        ("2026-08-16", "Chủ nhật"),
        ("2026-08-22", None),
        ("2026-08-31", "Ngày nghỉ hoán đổi, làm bù 22/08/2026"),
        ("2026-09-01", "Nghỉ Quốc khánh"),
        ("2026-02-17", "Nghỉ Tết Nguyên đán, mùng Một"),
        ("2026-01-10", None),
        ("2026-01-02", "Ngày nghỉ hoán đổi, làm bù 10/01/2026"),
        ("2026-04-27", "Nghỉ bù Giỗ Tổ Hùng Vương"),
    ],
)
def test_a_day_says_why_it_is_not_worked(day: str, reason: str | None) -> None:
    assert VIETNAM.why_not_worked(date.fromisoformat(day)) == reason
    assert VIETNAM.is_worked(date.fromisoformat(day)) is (reason is None)


def test_a_swapped_saturday_says_why_it_is_worked() -> None:
    assert VIETNAM.why_worked(date(2026, 8, 22)) == "Làm bù cho ngày 31/08/2026"
    assert VIETNAM.why_worked(date(2026, 8, 21)) is None


def test_a_day_closed_by_the_unit_says_so() -> None:
    assert UNIT.why_not_worked(date(2026, 12, 30)) == "Đơn vị nghỉ"


def test_a_day_is_read_with_its_weekday() -> None:
    assert dated(date(2026, 8, 17)) == "Thứ Hai 17/08/2026"
    assert dated(date(2026, 8, 16)) == "Chủ nhật 16/08/2026"


def test_the_next_working_day_jumps_over_tet() -> None:
    assert VIETNAM.next_worked(date(2026, 2, 13)) == date(2026, 2, 23)


def test_working_days_cross_new_year() -> None:
    assert PLAIN.add_working_days(date(2026, 12, 30), 3) == date(2027, 1, 4)
    assert PLAIN.working_days_before(date(2027, 1, 4), 3) == date(2026, 12, 30)
    assert PLAIN.working_days_between(date(2025, 6, 2), date(2027, 6, 2)) == 522


def test_a_half_day_saturday_of_a_unit_is_a_working_day() -> None:
    assert UNIT.is_worked(date(2026, 8, 15))
    assert UNIT.closing(date(2026, 8, 15)) == at("2026-08-15", "11:30")


def test_a_swapped_saturday_is_worked_the_whole_day_even_where_saturdays_are_half() -> None:
    assert UNIT.closing(date(2026, 8, 22)) == at("2026-08-22", "17:00")


def test_reception_hours_do_not_make_a_working_day() -> None:
    sunday = date(2026, 8, 16)
    assert UNIT.is_open(at("2026-08-16", "09:00"))
    assert not UNIT.is_worked(sunday)
    assert not UNIT.is_working(at("2026-08-16", "09:00"))


def test_nobody_receives_on_a_public_holiday() -> None:
    holiday_on_sunday = WorkingCalendar("x", off={date(2026, 8, 16): "Nghỉ lễ"}, hours=UNIT.hours)
    assert not holiday_on_sunday.is_open(at("2026-08-16", "09:00"))


# Hours


@pytest.mark.parametrize(
    ("day", "opening", "closing"),
    [
        ("2026-08-14", "07:00", "17:00"),
        ("2026-10-15", "07:00", "17:00"),
        ("2026-10-16", "07:30", "17:00"),
        ("2027-01-04", "07:30", "17:00"),
        ("2027-04-15", "07:30", "17:00"),
        ("2027-04-16", "07:00", "17:00"),
        ("2026-12-31", "07:00", "11:30"),
    ],
)
def test_hours_follow_season_and_single_days(day: str, opening: str, closing: str) -> None:
    assert UNIT.opening(date.fromisoformat(day)) == at(day, opening)
    assert UNIT.closing(date.fromisoformat(day)) == at(day, closing)


def test_a_day_off_has_no_opening() -> None:
    with pytest.raises(ValueError, match="Nghỉ Quốc khánh"):
        UNIT.opening(date(2026, 9, 1))


@pytest.mark.parametrize(
    ("instant", "start"),
    [
        (("2026-08-14", "06:00"), ("2026-08-14", "07:00")),
        (("2026-08-14", "07:00"), ("2026-08-14", "07:00")),
        (("2026-08-14", "12:00"), ("2026-08-14", "13:30")),
        (("2026-08-14", "17:00"), ("2026-08-14", "17:00")),
        (("2026-08-14", "17:01"), ("2026-08-17", "07:00")),
        (("2026-08-15", "09:00"), ("2026-08-17", "07:00")),
    ],
)
def test_what_arrives_outside_hours_starts_at_the_next_opening(
    instant: tuple[str, str], start: tuple[str, str]
) -> None:
    assert PLAIN.effective_start(at(*instant)) == at(*start)


def test_a_reception_counter_on_sunday_receives_on_sunday() -> None:
    assert UNIT.effective_start(at("2026-08-16", "09:00")) == at("2026-08-16", "09:00")
    assert UNIT.effective_start(at("2026-08-16", "11:00")) == at("2026-08-17", "07:00")
    assert UNIT.effective_start(at("2026-08-15", "12:00")) == at("2026-08-16", "08:00")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (("2026-08-14", "08:00"), 60, ("2026-08-14", "09:00")),
        (("2026-08-14", "11:00"), 30, ("2026-08-14", "11:30")),
        (("2026-08-14", "11:00"), 31, ("2026-08-14", "13:31")),
        (("2026-08-14", "15:40"), 480, ("2026-08-17", "15:40")),
        (("2026-08-15", "09:00"), 240, ("2026-08-17", "11:00")),
        (("2026-08-14", "17:00"), 0, ("2026-08-14", "17:00")),
        (("2026-08-14", "20:00"), 0, ("2026-08-17", "07:00")),
    ],
)
def test_working_minutes_are_walked_along_office_hours(
    start: tuple[str, str], minutes: int, end: tuple[str, str]
) -> None:
    assert PLAIN.add_working_minutes(at(*start), minutes) == at(*end)


def test_an_instant_of_another_zone_is_read_on_a_vietnamese_clock() -> None:
    assert PLAIN.add_working_minutes(datetime(2026, 8, 14, 1, 0, tzinfo=UTC), 60) == at("2026-08-14", "09:00")


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="múi giờ"):
        PLAIN.effective_start(datetime(2026, 8, 14, 8))  # noqa: DTZ001 (that is the point)


# What cannot be


def test_a_day_is_not_both_off_and_worked() -> None:
    with pytest.raises(ValueError, match="14/08/2026"):
        WorkingCalendar("x", off={date(2026, 8, 14): "a"}, extra_work={date(2026, 8, 14): "b"})


def test_a_week_without_work_is_refused() -> None:
    with pytest.raises(ValueError, match="ít nhất một ngày"):
        OfficeHours(week={})


def test_overlapping_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="chồng"):
        OfficeHours(week={1: (AFTERNOON, MORNING)})
    with pytest.raises(ValueError, match="trước giờ đóng"):
        Interval(time(9), time(9))


# Storage


@pytest.mark.parametrize("calendar", [PLAIN, UNIT, VIETNAM], ids=["plain", "unit", "vietnam"])
def test_an_edition_survives_storage(calendar: WorkingCalendar) -> None:
    assert WorkingCalendar.from_json(json.loads(json.dumps(calendar.to_json()))) == calendar


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="định dạng"):
        WorkingCalendar.from_json({"format": 99})


# Properties


instants = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 (hypothesis wants naive bounds)
    max_value=datetime(2027, 12, 1),  # noqa: DTZ001
    timezones=st.just(TIME_ZONE),
).map(lambda instant: instant.replace(second=0, microsecond=0))
days = st.dates(date(2016, 1, 1), date(2033, 12, 31))
calendars = st.sampled_from([PLAIN, UNIT, VIETNAM])


@settings(deadline=None)
@given(calendar=calendars, start=instants, first=st.integers(0, 5000), second=st.integers(0, 5000))
def test_adding_minutes_twice_is_adding_them_once(
    calendar: WorkingCalendar, start: datetime, first: int, second: int
) -> None:
    halfway = calendar.add_working_minutes(start, first)
    assert calendar.add_working_minutes(halfway, second) == calendar.add_working_minutes(start, first + second)
    assert calendar.working_minutes_between(start, halfway) == first
    assert calendar.working_minutes_between(halfway, start) == -first


@settings(deadline=None)
@given(calendar=calendars, day=days, count=st.integers(1, 300))
def test_counting_days_forth_and_back_agree(calendar: WorkingCalendar, day: date, count: int) -> None:
    end = calendar.add_working_days(day, count)
    assert calendar.is_worked(end)
    assert calendar.working_days_between(day, end) == count
    assert calendar.working_days_between(end, day) == -count
    slowly = sum(calendar.is_worked(day + timedelta(days=n)) for n in range(1, (end - day).days + 1))
    assert slowly == count
    if calendar.is_worked(day):
        assert calendar.working_days_before(end, count) == day


@settings(deadline=None)
@given(calendar=calendars, start=instants, wait=st.integers(0, 5000))
def test_an_effective_start_is_open_never_earlier_and_in_order_of_arrival(
    calendar: WorkingCalendar, start: datetime, wait: int
) -> None:
    effective = calendar.effective_start(start)
    assert calendar.effective_start(start + timedelta(minutes=wait)) >= effective
    assert effective >= start
    assert calendar.is_open(effective)
    assert calendar.effective_start(effective) == effective


def test_a_standard_day_has_eight_hours() -> None:
    assert sum(interval.minutes for interval in STANDARD_DAY) == 480
