"""What must hold for every due date, whatever the case."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from congso.dossiers.rules.deadlines import (
    AfterHours,
    DeadlinePolicy,
    DeadlineRule,
    DeadlineUnit,
    Derivation,
    LineKind,
    Modifier,
    SupplementPolicy,
    after_payment,
    after_supplement,
    due,
    due_instant,
)
from congso.organisation.rules.calendar import (
    MORNING,
    STANDARD_WEEK,
    TIME_ZONE,
    OfficeHours,
    WorkingCalendar,
)
from congso.organisation.seed_calendar import seed_calendar

VIETNAM = seed_calendar("Việt Nam", range(2015, 2036))
HALF_SATURDAYS = seed_calendar("nửa Thứ Bảy", range(2015, 2036), OfficeHours(week={**STANDARD_WEEK, 6: (MORNING,)}))
COUNTER_SATURDAYS = seed_calendar("trực Thứ Bảy", range(2015, 2036), OfficeHours(reception={6: (MORNING,)}))
U = DeadlineUnit

calendars = st.sampled_from([VIETNAM, HALF_SATURDAYS, COUNTER_SATURDAYS])
instants = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 (hypothesis wants naive bounds)
    max_value=datetime(2027, 10, 1),  # noqa: DTZ001
    timezones=st.just(TIME_ZONE),
).map(lambda instant: instant.replace(second=0, microsecond=0))
policies = st.builds(
    DeadlinePolicy,
    after_hours=st.sampled_from(AfterHours),
    hour_exact=st.booleans(),
    supplement=st.sampled_from(SupplementPolicy),
)
by_days = st.sampled_from([U.WORKING_DAY, U.DAY, U.MONTH])
units = st.sampled_from(DeadlineUnit)
waits = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))

always = settings(deadline=None, max_examples=150)


def values(unit: DeadlineUnit) -> st.SearchStrategy[int]:
    return st.integers(0, 6 if unit is U.MONTH else 60)


rules = units.flatmap(lambda unit: st.builds(DeadlineRule, values(unit), st.just(unit)))


@always
@given(calendar=calendars, received=instants, rule=rules, policy=policies)
def test_a_due_instant_lies_in_work_hours_and_never_before_reception(
    calendar: WorkingCalendar, received: datetime, rule: DeadlineRule, policy: DeadlinePolicy
) -> None:
    found = due(received, rule, (), policy, calendar=calendar)
    assert calendar.is_working(found.due_at)
    assert found.due_at >= received
    assert found.due_at == due_instant(received, rule, (), policy, calendar=calendar)
    assert found.lines[-1].kind is LineKind.DUE


@always
@given(calendar=calendars, one=instants, other=instants, rule=rules, policy=policies)
def test_who_comes_earlier_is_never_served_later(
    calendar: WorkingCalendar, one: datetime, other: datetime, rule: DeadlineRule, policy: DeadlinePolicy
) -> None:
    first, second = sorted((one, other))
    assert due_instant(first, rule, (), policy, calendar=calendar) <= due_instant(
        second, rule, (), policy, calendar=calendar
    )


@always
@given(calendar=calendars, received=instants, unit=units, policy=policies, data=st.data())
def test_more_time_is_never_due_earlier(
    calendar: WorkingCalendar, received: datetime, unit: DeadlineUnit, policy: DeadlinePolicy, data: st.DataObject
) -> None:
    small = data.draw(st.integers(1, 30 if unit is not U.MONTH else 5))
    large = small + data.draw(st.integers(0, 30 if unit is not U.MONTH else 5))
    assert due_instant(received, DeadlineRule(small, unit), (), policy, calendar=calendar) <= due_instant(
        received, DeadlineRule(large, unit), (), policy, calendar=calendar
    )


@always
@given(calendar=calendars, received=instants, unit=by_days, data=st.data())
def test_the_counted_lines_add_up_to_the_deadline(
    calendar: WorkingCalendar, received: datetime, unit: DeadlineUnit, data: st.DataObject
) -> None:
    value = data.draw(st.integers(1, 60 if unit is not U.MONTH else 6))
    found = due(received, DeadlineRule(value, unit), calendar=calendar)
    assert found.counted == value
    counted_days = [line.day for line in found.lines if line.kind is LineKind.COUNTED and line.day]
    assert counted_days == sorted(counted_days)
    if unit is U.WORKING_DAY:
        assert counted_days[-1] == found.due_on
        assert all(calendar.is_worked(day) for day in counted_days)
        skipped = [line.day for line in found.lines if line.kind is LineKind.SKIPPED and line.day]
        assert not any(calendar.is_worked(day) for day in skipped)


@always
@given(calendar=calendars, received=instants, hours=st.integers(1, 100))
def test_the_counted_minutes_add_up_to_the_hours(calendar: WorkingCalendar, received: datetime, hours: int) -> None:
    found = due(received, DeadlineRule(hours, U.WORKING_HOUR), calendar=calendar)
    assert found.counted == hours * 60


@always
@given(
    calendar=calendars,
    received=instants,
    unit=by_days,
    first=st.integers(1, 5),
    second=st.integers(1, 5),
    policy=policies,
)
def test_time_added_under_a_condition_is_time_of_the_deadline(
    calendar: WorkingCalendar, received: datetime, unit: DeadlineUnit, first: int, second: int, policy: DeadlinePolicy
) -> None:
    added = Modifier(second, unit, "điều kiện")
    together = due_instant(received, DeadlineRule(first, unit), (added,), policy, calendar=calendar)
    assert together == due_instant(received, DeadlineRule(first + second, unit), (), policy, calendar=calendar)


@always
@given(calendar=calendars, received=instants, value=st.integers(1, 60))
def test_a_working_day_is_never_sooner_than_a_day(calendar: WorkingCalendar, received: datetime, value: int) -> None:
    days = due_instant(received, DeadlineRule(value, U.DAY), calendar=calendar)
    working_days = due_instant(received, DeadlineRule(value, U.WORKING_DAY), calendar=calendar)
    assert working_days >= days


@always
@given(
    calendar=calendars,
    received=instants,
    unit=st.sampled_from([U.WORKING_DAY, U.DAY, U.WORKING_HOUR, U.HOUR]),
    value=st.integers(1, 40),
    policy=policies,
    until_asked=waits,
    until_answered=waits,
)
def test_starting_again_is_never_sooner_than_pausing(
    calendar: WorkingCalendar,
    received: datetime,
    unit: DeadlineUnit,
    value: int,
    policy: DeadlinePolicy,
    until_asked: timedelta,
    until_answered: timedelta,
) -> None:
    rule = DeadlineRule(value, unit)
    current = due(received, rule, (), policy, calendar=calendar)
    asked = received + until_asked
    answered = asked + until_answered

    def counted_as(way: SupplementPolicy) -> Derivation:
        return after_supplement(current, asked, answered, rule, (), policy, calendar=calendar, counted_as=way)

    reset, paused = counted_as(SupplementPolicy.RESET), counted_as(SupplementPolicy.PAUSE)
    assert reset.due_at >= paused.due_at
    assert paused.due_at >= current.due_at
    assert calendar.is_worked(paused.due_on)


@always
@given(
    calendar=calendars,
    received=instants,
    unit=st.sampled_from([U.WORKING_DAY, U.DAY, U.WORKING_HOUR, U.HOUR]),
    value=st.integers(1, 40),
    until_asked=waits,
    first=waits,
    second=waits,
)
def test_waiting_in_two_parts_adds_what_waiting_once_does(
    calendar: WorkingCalendar,
    received: datetime,
    unit: DeadlineUnit,
    value: int,
    until_asked: timedelta,
    first: timedelta,
    second: timedelta,
) -> None:
    rule = DeadlineRule(value, unit)
    asked = received + until_asked
    # Nights and holidays add nothing, so the payment in the middle may be moved to the next moment of work.
    middle = calendar.next_work_instant(asked + first)
    paid = middle + second
    current = due(received, rule, calendar=calendar)
    once = after_payment(current, asked, paid, rule, calendar=calendar)
    halfway = after_payment(current, asked, middle, rule, calendar=calendar)
    twice = after_payment(halfway, middle, paid, rule, calendar=calendar)
    assert once.due_at == twice.due_at


@always
@given(calendar=calendars, received=instants, rule=rules, policy=policies)
def test_a_derivation_is_the_same_after_storage(
    calendar: WorkingCalendar, received: datetime, rule: DeadlineRule, policy: DeadlinePolicy
) -> None:
    found = due(received, rule, (), policy, calendar=calendar)
    assert Derivation.from_json(found.to_json()) == found


@always
@given(received=instants, value=st.integers(1, 40))
def test_a_holiday_added_to_the_calendar_never_brings_a_date_forward(received: datetime, value: int) -> None:
    rule = DeadlineRule(value, U.WORKING_DAY)
    before = due_instant(received, rule, calendar=VIETNAM)
    extra = next(day for day in (before.date() - timedelta(days=n) for n in range(30)) if VIETNAM.is_worked(day))
    more_off = WorkingCalendar(
        "thêm ngày nghỉ",
        off={**VIETNAM.off, extra: "Ngày nghỉ thêm"},
        extra_work={day: why for day, why in VIETNAM.extra_work.items() if day != extra},
    )
    assert due_instant(received, rule, calendar=more_off) >= before
    assert more_off.why_not_worked(extra) == "Ngày nghỉ thêm"
    assert isinstance(extra, date)
