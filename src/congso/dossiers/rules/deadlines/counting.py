"""The date: what is counted in which unit, from when, and where it ends. No explanation, so that bulk work is fast."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from congso.catalogue.rules.workflow_language import HOURS_PER_WORKING_DAY
from congso.organisation.rules.calendar import TIME_ZONE, WorkingCalendar, in_vietnam

from .terms import DEFAULT_POLICY, ELAPSED_MINUTES, AfterHours, DeadlinePolicy, DeadlineRule, DeadlineUnit, Modifier

Amounts = Sequence[tuple[DeadlineUnit, Decimal]]


@dataclass(frozen=True, slots=True)
class Reached:
    start: datetime
    nominal_at: datetime
    due_at: datetime


def due_instant(
    received_at: datetime,
    rule: DeadlineRule,
    modifiers: Iterable[Modifier] = (),
    policy: DeadlinePolicy = DEFAULT_POLICY,
    *,
    calendar: WorkingCalendar,
) -> datetime:
    """Return when the result is due, without the explanation: for bulk work. Same instant as `due`."""
    return reach(received_at, added_up(rule, modifiers), policy, calendar).due_at


def added_up(rule: DeadlineRule, modifiers: Iterable[Modifier]) -> Amounts:
    """Add up what is counted in the same unit, in the order the units appear."""
    totals: dict[DeadlineUnit, Decimal] = {}
    parts: tuple[DeadlineRule | Modifier, ...] = (rule, *modifiers)
    for part in parts:
        if part.unit is not DeadlineUnit.SAME_DAY and part.value:
            totals[part.unit] = totals.get(part.unit, Decimal(0)) + Decimal(part.value)
    return tuple(totals.items())


def is_by_the_clock(amounts: Amounts, policy: DeadlinePolicy) -> bool:
    """Tell whether hours and minutes matter; refuse what cannot be counted at all."""
    clock = {DeadlineUnit.WORKING_HOUR, *ELAPSED_MINUTES}
    in_hours = [unit in clock for unit, _ in amounts]
    if any(in_hours) and not all(in_hours):
        raise ValueError("Không cộng được thời hạn tính bằng giờ với thời hạn tính bằng ngày.")
    fraction = {unit for unit, value in amounts if value != value.to_integral_value()}
    if fraction & {DeadlineUnit.DAY, DeadlineUnit.MONTH, DeadlineUnit.MINUTE}:
        raise ValueError("Thời hạn theo ngày, tháng, phút phải là số nguyên.")
    only_working_days = [unit for unit, _ in amounts] == [DeadlineUnit.WORKING_DAY]
    if DeadlineUnit.WORKING_DAY in fraction and not only_working_days:
        raise ValueError("Phần lẻ của ngày làm việc không cộng được với đơn vị khác.")
    return any(in_hours) or (only_working_days and (policy.hour_exact or DeadlineUnit.WORKING_DAY in fraction))


def start_of(instant: datetime, policy: DeadlinePolicy, calendar: WorkingCalendar) -> datetime:
    """Return from when time runs for something that happened at `instant`."""
    return calendar.effective_start(instant) if policy.after_hours is AfterHours.SHIFT else in_vietnam(instant)


def midnight(day: date) -> datetime:
    """Return the beginning of a day, in Vietnam."""
    return datetime.combine(day, time(), TIME_ZONE)


def reach(received_at: datetime, amounts: Amounts, policy: DeadlinePolicy, calendar: WorkingCalendar) -> Reached:
    """Return from when time runs, where the deadline nominally ends, and when the result is due."""
    start = start_of(received_at, policy, calendar)
    if not amounts:
        day = _same_day(start, policy, calendar)
        return Reached(start, midnight(day), calendar.closing(day))
    if not is_by_the_clock(amounts, policy):
        day = start.date()
        for unit, value in amounts:
            day = _ADD[unit](day, int(value), calendar)
        return Reached(start, midnight(day), calendar.closing(calendar.this_or_next_worked(day)))
    nominal = start
    for unit, value in amounts:
        if unit in ELAPSED_MINUTES:
            nominal += timedelta(minutes=int(value) * ELAPSED_MINUTES[unit] + _minutes_of(value % 1, unit))
        else:
            nominal = calendar.add_working_minutes(nominal, _working_minutes(unit, value))
    return Reached(start, nominal, calendar.next_work_instant(nominal))


def _minutes_of(fraction: Decimal, unit: DeadlineUnit) -> int:
    return int(fraction * ELAPSED_MINUTES[unit])


def _working_minutes(unit: DeadlineUnit, value: Decimal) -> int:
    return int(value * 60 * (HOURS_PER_WORKING_DAY if unit is DeadlineUnit.WORKING_DAY else 1))


def _same_day(start: datetime, policy: DeadlinePolicy, calendar: WorkingCalendar) -> date:
    day = start.date()
    if not calendar.is_worked(day) or start > calendar.closing(day) or is_past_cutoff(start, policy):
        return calendar.next_worked(day)
    return day


def is_past_cutoff(start: datetime, policy: DeadlinePolicy) -> bool:
    """Tell whether a same-day procedure was received too late for that day."""
    return policy.same_day_cutoff is not None and start.time() >= policy.same_day_cutoff


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month (Civil Code 2015, art. 148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_after - timedelta(days=1)).day))


_ADD: Mapping[DeadlineUnit, Callable[[date, int, WorkingCalendar], date]] = {
    DeadlineUnit.WORKING_DAY: lambda day, count, calendar: calendar.add_working_days(day, count),
    DeadlineUnit.DAY: lambda day, count, _: day + timedelta(days=count),
    DeadlineUnit.MONTH: lambda day, count, _: add_months(day, count),
}
