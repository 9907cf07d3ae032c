"""The explanation: the date with the lines that lead to it, each with its source."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from congso.organisation.rules.calendar import WorkingCalendar, dated, in_vietnam, weekday_name

from .counting import Amounts, Reached, add_months, added_up, is_by_the_clock, is_past_cutoff, midnight, reach
from .terms import (
    CIVIL_CODE_END,
    CIVIL_CODE_START,
    COMPACT_ABOVE,
    DEFAULT_POLICY,
    ELAPSED_MINUTES,
    LOCAL_RULE,
    SAME_DAY,
    DeadlinePolicy,
    DeadlineRule,
    DeadlineUnit,
    Derivation,
    Line,
    LineKind,
    Modifier,
    quantity,
)


def due(
    received_at: datetime,
    rule: DeadlineRule,
    modifiers: Iterable[Modifier] = (),
    policy: DeadlinePolicy = DEFAULT_POLICY,
    *,
    calendar: WorkingCalendar,
) -> Derivation:
    """Return when the result of a dossier received at `received_at` is due, and why.

    Deadlines in days end at closing time of the due day. Raises ValueError for a deadline that cannot be counted
    (a fraction of a day, hours added to days).
    """
    modifiers = tuple(modifiers)
    amounts = added_up(rule, modifiers)
    reached = reach(received_at, amounts, policy, calendar)
    received = in_vietnam(received_at)
    lines = [line_at(LineKind.RECEIVED, received, "Tiếp nhận hồ sơ")]
    lines.append(Line(LineKind.RULE, None, f"Thời hạn giải quyết: {rule}", rule.source))
    lines.extend(
        Line(
            LineKind.MODIFIER,
            None,
            f"Cộng thêm {quantity(Decimal(one.value))} {one.unit.label}: {one.reason}",
            one.source,
        )
        for one in modifiers
    )
    lines.extend(_explain(received, reached, amounts, policy, calendar))
    lines.append(due_line(reached.due_at))
    return Derivation(reached.due_at, reached.nominal_at, tuple(lines))


def moment_text(instant: datetime) -> str:
    """Return an instant in words."""
    local = in_vietnam(instant)
    return f"{local:%H:%M} {dated(local.date())}"


def line_at(kind: LineKind, instant: datetime, what: str, source: str = "") -> Line:
    """Return a line about something that happened, or happens, at an instant."""
    return Line(kind, in_vietnam(instant).date(), f"{what}: {moment_text(instant)}", source)


def due_line(due_at: datetime) -> Line:
    """Return the last line: when the result is due."""
    return line_at(LineKind.DUE, due_at, "Hẹn trả kết quả", CIVIL_CODE_END)


def _explain(
    received: datetime, reached: Reached, amounts: Amounts, policy: DeadlinePolicy, calendar: WorkingCalendar
) -> Iterator[Line]:
    start = reached.start
    clock = bool(amounts) and is_by_the_clock(amounts, policy)
    if start.date() != received.date() or (clock and start != received):
        yield line_at(LineKind.SHIFTED, start, "Tiếp nhận ngoài giờ làm việc, tính từ giờ mở cửa tiếp theo", LOCAL_RULE)
    if not amounts:
        yield from _explain_same_day(start, reached, policy, calendar)
    elif clock:
        yield from _explain_hours(reached, amounts, calendar)
    else:
        yield from _explain_days(start.date(), amounts, calendar)
        yield from explain_roll(reached.nominal_at.date(), calendar)


def _explain_same_day(
    start: datetime, reached: Reached, policy: DeadlinePolicy, calendar: WorkingCalendar
) -> Iterator[Line]:
    day, due_on = start.date(), reached.due_at.date()
    if due_on == day:
        return
    reason = calendar.why_not_worked(day)
    if reason is not None:
        text = f"{dated(day)}: không phải ngày làm việc ({reason}), trả trong ngày làm việc tiếp theo"
        yield Line(LineKind.CUTOFF, day, text, CIVIL_CODE_END)
    else:
        limit = policy.same_day_cutoff if is_past_cutoff(start, policy) else calendar.closing(day).time()
        text = f"Tiếp nhận từ {limit:%H:%M} trở đi: trả trong ngày làm việc tiếp theo"
        yield Line(LineKind.CUTOFF, day, text, SAME_DAY)


def _explain_days(day: date, amounts: Amounts, calendar: WorkingCalendar) -> Iterator[Line]:
    total = sum(int(value) for unit, value in amounts if unit is not DeadlineUnit.MONTH)
    for unit, value in amounts:
        count = int(value)
        if unit is DeadlineUnit.MONTH:
            day = add_months(day, count)
            text = f"{dated(day)}: đủ {count} tháng"
            yield Line(LineKind.COUNTED, day, text, CIVIL_CODE_END, counted=count)
            continue
        lines = tuple(_count_days(day, unit, count, calendar))
        day = lines[-1].day or day
        yield from _compacted(lines, unit) if total > COMPACT_ABOVE else lines


def _count_days(day: date, unit: DeadlineUnit, count: int, calendar: WorkingCalendar) -> Iterator[Line]:
    number = 0
    while number < count:
        day += timedelta(days=1)
        reason = calendar.why_not_worked(day) if unit is DeadlineUnit.WORKING_DAY else None
        if reason is not None:
            text = f"{dated(day)}: không tính ({reason})"
            yield Line(LineKind.SKIPPED, day, text, f"Lịch làm việc {calendar.edition}")
            continue
        number += 1
        why = calendar.why_worked(day) if unit is DeadlineUnit.WORKING_DAY else None
        text = f"{dated(day)}: {unit.label} thứ {number}" + (f" ({why})" if why else "")
        yield Line(LineKind.COUNTED, day, text, CIVIL_CODE_START, counted=1)


def _compacted(lines: Iterable[Line], unit: DeadlineUnit) -> Iterator[Line]:
    number = 0
    for kind, together in groupby(lines, key=lambda line: line.kind):
        run = tuple(together)
        first, last = run[0], run[-1]
        if kind is LineKind.COUNTED:
            number += len(run)
            if len(run) > 1 and first.day and last.day:
                span = f"Từ {dated(first.day)} đến {dated(last.day)}"
                text = f"{span}: {unit.label} thứ {number - len(run) + 1} đến thứ {number}"
                yield Line(kind, last.day, text, first.source, counted=len(run))
                continue
        elif len(run) > 1:
            yield Line(kind, last.day, f"Không tính: {'; '.join(_without_weekday(line) for line in run)}", first.source)
            continue
        yield first


def _without_weekday(line: Line) -> str:
    text = line.text.replace(": không tính", "")
    return text.removesuffix(f" ({weekday_name(line.day)})") if line.day else text


def explain_roll(nominal_on: date, calendar: WorkingCalendar) -> Iterator[Line]:
    """Yield the line that moves a last day off to the next working day, when it has to move."""
    reason = calendar.why_not_worked(nominal_on)
    if reason is not None:
        text = f"{dated(nominal_on)}: ngày cuối cùng là ngày nghỉ ({reason}), chuyển sang ngày làm việc tiếp theo"
        yield Line(LineKind.ROLLED, nominal_on, text, f"{CIVIL_CODE_END} khoản 5")


def _explain_hours(reached: Reached, amounts: Amounts, calendar: WorkingCalendar) -> Iterator[Line]:
    if any(unit in ELAPSED_MINUTES for unit, _ in amounts):
        minutes = int((reached.nominal_at - reached.start).total_seconds() // 60)
        text = f"Từ {moment_text(reached.start)} đến {moment_text(reached.nominal_at)}: {duration(minutes)}"
        yield Line(LineKind.COUNTED, reached.nominal_at.date(), text, f"{CIVIL_CODE_START} khoản 1", counted=minutes)
        if reached.due_at != reached.nominal_at:
            text = f"Thời điểm cuối cùng nằm ngoài giờ làm việc, chuyển sang {moment_text(reached.due_at)}"
            yield Line(LineKind.ROLLED, reached.nominal_at.date(), text, f"{CIVIL_CODE_END} khoản 5")
        return
    day, moment, end = reached.start.date(), reached.start, reached.due_at
    while day <= end.date():
        reason = calendar.why_not_worked(day)
        tomorrow = midnight(day + timedelta(days=1))
        minutes = calendar.working_minutes_between(moment, min(end, tomorrow))
        if reason is not None:
            text = f"{dated(day)}: không tính ({reason})"
            yield Line(LineKind.SKIPPED, day, text, f"Lịch làm việc {calendar.edition}")
        elif minutes:
            text = f"{dated(day)}: tính {duration(minutes)} làm việc"
            yield Line(LineKind.COUNTED, day, text, f"{CIVIL_CODE_START} khoản 1", counted=minutes)
        day, moment = tomorrow.date(), tomorrow


def duration(minutes: int) -> str:
    """Return minutes as hours and minutes in words."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "") if part)
