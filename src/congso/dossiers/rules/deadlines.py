"""When a result is due, and why: every date comes with the lines that a citizen can follow.

Sources: Civil Code 2015 (Bộ luật Dân sự), articles 146–148: the first day is not counted, a last day off moves to the
next working day; Decree 61/2018/NĐ-CP, article 19: supplements restart the deadline, one new appointment at most;
Decree 45/2020/NĐ-CP: 8 working hours to answer an online dossier. What a province or a procedure may choose is in
`DeadlinePolicy`. Days and working days are never merged, and a procedure without a unit has no deadline rule.

All instants are aware; they are read on a Vietnamese clock. Nothing here knows what time it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from congso.catalogue.rules.content import Unit
from congso.catalogue.rules.workflow_language import HOURS_PER_WORKING_DAY as HOURS_PER_WORKING_DAY
from congso.kernel.refusals import NotPossibleNow
from congso.organisation.rules.calendar import TIME_ZONE, WorkingCalendar, dated, in_vietnam, weekday_name

FORMAT_VERSION = 1
COMPACT_ABOVE = 15
"""With more counted days than this, neighbouring days share a line."""

CIVIL_CODE_START = "Bộ luật Dân sự 2015, Điều 147"
CIVIL_CODE_END = "Bộ luật Dân sự 2015, Điều 148"
ONLINE_INTAKE = "Nghị định 45/2020/NĐ-CP; Nghị định 61/2018/NĐ-CP, Điều 17 khoản 2"
SUPPLEMENT = "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4"
SCORING = "Quyết định 766/QĐ-TTg (trừ thời gian chờ bổ sung)"
PAUSED = "Quy định của thủ tục: thời gian chờ bổ sung không tính vào thời hạn"
APOLOGY = "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 9"
APOLOGY_LATE = "Văn bản xin lỗi gửi chậm: phải gửi trước ngày hẹn trả ít nhất 01 ngày"
SAME_DAY = "Luật Hộ tịch 2014, Điều 5 khoản 3; Nghị định 23/2015/NĐ-CP, Điều 7"
PAYMENT = "Thời gian thực hiện nghĩa vụ tài chính không tính vào thời hạn giải quyết"
LOCAL_RULE = "Quy định của đơn vị về tiếp nhận ngoài giờ"


class DeadlineRefused(NotPossibleNow):
    """A new date, or a new request, that the law or the policy does not allow."""

    code = "deadline_refused"


DeadlineUnit = Unit
"""What a deadline is counted in (đơn vị tính thời hạn): the unit in which the catalogue publishes it."""

_ELAPSED_MINUTES = {DeadlineUnit.HOUR: 60, DeadlineUnit.MINUTE: 1}


class AfterHours(StrEnum):
    """What a reception outside office hours counts as: the next opening, or still that day."""

    SHIFT = "shift"
    SAME_DAY = "same_day"


class SupplementPolicy(StrEnum):
    """What an answered supplement does: restart the deadline from zero, or add the time waited."""

    RESET = "reset"
    PAUSE = "pause"


class LineKind(StrEnum):
    """What a line of a derivation says."""

    RECEIVED = "received"
    SHIFTED = "shifted"
    RULE = "rule"
    MODIFIER = "modifier"
    CUTOFF = "cutoff"
    COUNTED = "counted"
    SKIPPED = "skipped"
    ROLLED = "rolled"
    WAITED = "waited"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    WARNING = "warning"
    DUE = "due"


def _quantity(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A published deadline: value, unit, and where it is written. A value of 0, or SAME_DAY, means the same day."""

    value: Decimal | int
    unit: DeadlineUnit
    source: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("Thời hạn không được âm.")

    def __str__(self) -> str:
        if self.unit is DeadlineUnit.SAME_DAY or not self.value:
            return DeadlineUnit.SAME_DAY.label
        return f"{_quantity(Decimal(self.value))} {self.unit.label}"

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {"value": str(self.value), "unit": self.unit.value, "source": self.source}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "DeadlineRule":
        """Read what `to_json` wrote."""
        return cls(Decimal(stored["value"]), DeadlineUnit(stored["unit"]), stored["source"])


@dataclass(frozen=True, slots=True)
class Modifier:
    """Time added under a condition, e.g. 10 days for a difficult area (vùng khó khăn)."""

    value: Decimal | int
    unit: DeadlineUnit
    reason: str
    source: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("Thời gian cộng thêm không được âm.")

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {"value": str(self.value), "unit": self.unit.value, "reason": self.reason, "source": self.source}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Modifier":
        """Read what `to_json` wrote."""
        return cls(Decimal(stored["value"]), DeadlineUnit(stored["unit"]), stored["reason"], stored["source"])


@dataclass(frozen=True, slots=True)
class DeadlinePolicy:
    """What a procedure or a unit may choose about counting.

    `same_day_cutoff`: a same-day procedure received at or after it is due the next working day; None for no cut-off.
    `hour_exact`: a working day is 8 working hours from the very minute instead of a whole day. `max_supplements`
    counts requests after acceptance, None for no limit. `ask_supplement_within` is in working days from reception,
    None for no limit. `max_extension_working_days` caps the length of an extension, None while the law gives no cap.
    """

    after_hours: AfterHours = AfterHours.SHIFT
    same_day_cutoff: time | None = time(15)
    hour_exact: bool = False
    supplement: SupplementPolicy = SupplementPolicy.RESET
    max_extensions: int = 1
    max_supplements: int | None = 1
    intake_working_hours: int = 8
    ask_supplement_within: int | None = 3
    max_extension_working_days: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {
            "after_hours": self.after_hours.value,
            "same_day_cutoff": self.same_day_cutoff and self.same_day_cutoff.isoformat("minutes"),
            "hour_exact": self.hour_exact,
            "supplement": self.supplement.value,
            "max_extensions": self.max_extensions,
            "max_supplements": self.max_supplements,
            "intake_working_hours": self.intake_working_hours,
            "ask_supplement_within": self.ask_supplement_within,
            "max_extension_working_days": self.max_extension_working_days,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "DeadlinePolicy":
        """Read what `to_json` wrote; a choice that is missing takes its default."""
        choices = dict(stored)
        if "after_hours" in choices:
            choices["after_hours"] = AfterHours(choices["after_hours"])
        if "supplement" in choices:
            choices["supplement"] = SupplementPolicy(choices["supplement"])
        if choices.get("same_day_cutoff"):
            choices["same_day_cutoff"] = time.fromisoformat(choices["same_day_cutoff"])
        return cls(**choices)


DEFAULT_POLICY = DeadlinePolicy()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a derivation, in Vietnamese.

    `counted` is how much of the deadline the line uses up: days or months, or minutes for deadlines in hours.
    """

    kind: LineKind
    day: date | None
    text: str
    source: str = ""
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """A due instant and how it was found. `nominal_at` is the end before it moved off a day that is not worked."""

    due_at: datetime
    nominal_at: datetime
    lines: tuple[Line, ...] = ()

    @property
    def due_on(self) -> date:
        """Return the day of the appointment, in Vietnam."""
        return in_vietnam(self.due_at).date()

    @property
    def counted(self) -> int:
        """Return how much the lines count together (days, months, or minutes for deadlines in hours)."""
        return sum(line.counted for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {
            "format": FORMAT_VERSION,
            "due_at": self.due_at.isoformat(),
            "due_on": self.due_on.isoformat(),
            "nominal_at": self.nominal_at.isoformat(),
            "lines": [
                {
                    "kind": line.kind.value,
                    "day": line.day and line.day.isoformat(),
                    "text": line.text,
                    "source": line.source,
                    "counted": line.counted,
                }
                for line in self.lines
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Derivation":
        """Read what `to_json` wrote. Raises ValueError for a format this version does not know."""
        if stored.get("format") != FORMAT_VERSION:
            raise ValueError(f"Không đọc được định dạng thời hạn {stored.get('format')!r}.")
        return cls(
            due_at=datetime.fromisoformat(stored["due_at"]).astimezone(TIME_ZONE),
            nominal_at=datetime.fromisoformat(stored["nominal_at"]).astimezone(TIME_ZONE),
            lines=tuple(
                Line(
                    LineKind(line["kind"]),
                    date.fromisoformat(line["day"]) if line["day"] else None,
                    line["text"],
                    line["source"],
                    line["counted"],
                )
                for line in stored["lines"]
            ),
        )


# The date


Amounts = Sequence[tuple[DeadlineUnit, Decimal]]


@dataclass(frozen=True, slots=True)
class _Reached:
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
    return _reach(received_at, _amounts(rule, modifiers), policy, calendar).due_at


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
    amounts = _amounts(rule, modifiers)
    reached = _reach(received_at, amounts, policy, calendar)
    received = in_vietnam(received_at)
    lines = [_at(LineKind.RECEIVED, received, "Tiếp nhận hồ sơ")]
    lines.append(Line(LineKind.RULE, None, f"Thời hạn giải quyết: {rule}", rule.source))
    lines.extend(
        Line(
            LineKind.MODIFIER,
            None,
            f"Cộng thêm {_quantity(Decimal(one.value))} {one.unit.label}: {one.reason}",
            one.source,
        )
        for one in modifiers
    )
    lines.extend(_explain(received, reached, amounts, policy, calendar))
    lines.append(_due_line(reached.due_at))
    return Derivation(reached.due_at, reached.nominal_at, tuple(lines))


def _amounts(rule: DeadlineRule, modifiers: Iterable[Modifier]) -> Amounts:
    """Add up what is counted in the same unit, in the order the units appear."""
    totals: dict[DeadlineUnit, Decimal] = {}
    parts: tuple[DeadlineRule | Modifier, ...] = (rule, *modifiers)
    for part in parts:
        if part.unit is not DeadlineUnit.SAME_DAY and part.value:
            totals[part.unit] = totals.get(part.unit, Decimal(0)) + Decimal(part.value)
    return tuple(totals.items())


def _by_the_clock(amounts: Amounts, policy: DeadlinePolicy) -> bool:
    """Tell whether hours and minutes matter; refuse what cannot be counted at all."""
    clock = {DeadlineUnit.WORKING_HOUR, *_ELAPSED_MINUTES}
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


def _start(instant: datetime, policy: DeadlinePolicy, calendar: WorkingCalendar) -> datetime:
    """Return from when time runs for something that happened at `instant`."""
    return calendar.effective_start(instant) if policy.after_hours is AfterHours.SHIFT else in_vietnam(instant)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TIME_ZONE)


def _reach(received_at: datetime, amounts: Amounts, policy: DeadlinePolicy, calendar: WorkingCalendar) -> _Reached:
    start = _start(received_at, policy, calendar)
    if not amounts:
        day = _same_day(start, policy, calendar)
        return _Reached(start, _midnight(day), calendar.closing(day))
    if not _by_the_clock(amounts, policy):
        day = start.date()
        for unit, value in amounts:
            day = _ADD[unit](day, int(value), calendar)
        return _Reached(start, _midnight(day), calendar.closing(calendar.this_or_next_worked(day)))
    nominal = start
    for unit, value in amounts:
        if unit in _ELAPSED_MINUTES:
            nominal += timedelta(minutes=int(value) * _ELAPSED_MINUTES[unit] + _minutes_of(value % 1, unit))
        else:
            nominal = calendar.add_working_minutes(nominal, _working_minutes(unit, value))
    return _Reached(start, nominal, calendar.next_work_instant(nominal))


def _minutes_of(fraction: Decimal, unit: DeadlineUnit) -> int:
    return int(fraction * _ELAPSED_MINUTES[unit])


def _working_minutes(unit: DeadlineUnit, value: Decimal) -> int:
    return int(value * 60 * (HOURS_PER_WORKING_DAY if unit is DeadlineUnit.WORKING_DAY else 1))


def _same_day(start: datetime, policy: DeadlinePolicy, calendar: WorkingCalendar) -> date:
    day = start.date()
    if not calendar.is_worked(day) or start > calendar.closing(day) or _past_cutoff(start, policy):
        return calendar.next_worked(day)
    return day


def _past_cutoff(start: datetime, policy: DeadlinePolicy) -> bool:
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


# The explanation


def _moment(instant: datetime) -> str:
    local = in_vietnam(instant)
    return f"{local:%H:%M} {dated(local.date())}"


def _at(kind: LineKind, instant: datetime, what: str, source: str = "") -> Line:
    return Line(kind, in_vietnam(instant).date(), f"{what}: {_moment(instant)}", source)


def _due_line(due_at: datetime) -> Line:
    return _at(LineKind.DUE, due_at, "Hẹn trả kết quả", CIVIL_CODE_END)


def _explain(
    received: datetime, reached: _Reached, amounts: Amounts, policy: DeadlinePolicy, calendar: WorkingCalendar
) -> Iterator[Line]:
    start = reached.start
    clock = bool(amounts) and _by_the_clock(amounts, policy)
    if start.date() != received.date() or (clock and start != received):
        yield _at(LineKind.SHIFTED, start, "Tiếp nhận ngoài giờ làm việc, tính từ giờ mở cửa tiếp theo", LOCAL_RULE)
    if not amounts:
        yield from _explain_same_day(start, reached, policy, calendar)
    elif clock:
        yield from _explain_hours(reached, amounts, calendar)
    else:
        yield from _explain_days(start.date(), amounts, calendar)
        yield from _explain_roll(reached.nominal_at.date(), calendar)


def _explain_same_day(
    start: datetime, reached: _Reached, policy: DeadlinePolicy, calendar: WorkingCalendar
) -> Iterator[Line]:
    day, due_on = start.date(), reached.due_at.date()
    if due_on == day:
        return
    reason = calendar.why_not_worked(day)
    if reason is not None:
        text = f"{dated(day)}: không phải ngày làm việc ({reason}), trả trong ngày làm việc tiếp theo"
        yield Line(LineKind.CUTOFF, day, text, CIVIL_CODE_END)
    else:
        limit = policy.same_day_cutoff if _past_cutoff(start, policy) else calendar.closing(day).time()
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


def _explain_roll(nominal_on: date, calendar: WorkingCalendar) -> Iterator[Line]:
    reason = calendar.why_not_worked(nominal_on)
    if reason is not None:
        text = f"{dated(nominal_on)}: ngày cuối cùng là ngày nghỉ ({reason}), chuyển sang ngày làm việc tiếp theo"
        yield Line(LineKind.ROLLED, nominal_on, text, f"{CIVIL_CODE_END} khoản 5")


def _explain_hours(reached: _Reached, amounts: Amounts, calendar: WorkingCalendar) -> Iterator[Line]:
    if any(unit in _ELAPSED_MINUTES for unit, _ in amounts):
        minutes = int((reached.nominal_at - reached.start).total_seconds() // 60)
        text = f"Từ {_moment(reached.start)} đến {_moment(reached.nominal_at)}: {_duration(minutes)}"
        yield Line(LineKind.COUNTED, reached.nominal_at.date(), text, f"{CIVIL_CODE_START} khoản 1", counted=minutes)
        if reached.due_at != reached.nominal_at:
            text = f"Thời điểm cuối cùng nằm ngoài giờ làm việc, chuyển sang {_moment(reached.due_at)}"
            yield Line(LineKind.ROLLED, reached.nominal_at.date(), text, f"{CIVIL_CODE_END} khoản 5")
        return
    day, moment, end = reached.start.date(), reached.start, reached.due_at
    while day <= end.date():
        reason = calendar.why_not_worked(day)
        tomorrow = _midnight(day + timedelta(days=1))
        minutes = calendar.working_minutes_between(moment, min(end, tomorrow))
        if reason is not None:
            text = f"{dated(day)}: không tính ({reason})"
            yield Line(LineKind.SKIPPED, day, text, f"Lịch làm việc {calendar.edition}")
        elif minutes:
            text = f"{dated(day)}: tính {_duration(minutes)} làm việc"
            yield Line(LineKind.COUNTED, day, text, f"{CIVIL_CODE_START} khoản 1", counted=minutes)
        day, moment = tomorrow.date(), tomorrow


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "") if part)


# What moves a date afterwards


def after_supplement(
    current: Derivation,
    requested_at: datetime,
    answered_at: datetime,
    rule: DeadlineRule,
    modifiers: Iterable[Modifier] = (),
    policy: DeadlinePolicy = DEFAULT_POLICY,
    *,
    calendar: WorkingCalendar,
    counted_as: SupplementPolicy | None = None,
) -> Derivation:
    """Return the new due date once a supplement asked after acceptance is complete.

    RESET counts the whole deadline again from `answered_at`; PAUSE adds the time waited to `current`. `counted_as`
    overrides the policy's choice: national scoring only deducts the time waited (PAUSE).
    """
    _check_wait(requested_at, answered_at)
    if (counted_as or policy.supplement) is SupplementPolicy.PAUSE:
        reason = "chờ bổ sung hồ sơ"
        source = PAUSED if policy.supplement is SupplementPolicy.PAUSE else SCORING
        return _resume(current, requested_at, answered_at, rule, modifiers, policy, calendar, reason, source)
    again = due(answered_at, rule, modifiers, policy, calendar=calendar)
    restarted = _at(LineKind.RESTARTED, answered_at, "Đã bổ sung đủ, thời hạn tính lại từ đầu", SUPPLEMENT)
    return replace(again, lines=(restarted, *again.lines[1:]))


def after_payment(
    current: Derivation,
    requested_at: datetime,
    paid_at: datetime,
    rule: DeadlineRule,
    modifiers: Iterable[Modifier] = (),
    policy: DeadlinePolicy = DEFAULT_POLICY,
    *,
    calendar: WorkingCalendar,
) -> Derivation:
    """Return the new due date once a financial obligation is met: the time waited is added, whatever the policy."""
    _check_wait(requested_at, paid_at)
    reason = "chờ thực hiện nghĩa vụ tài chính"
    return _resume(current, requested_at, paid_at, rule, modifiers, policy, calendar, reason, PAYMENT)


def _check_wait(since: datetime, until: datetime) -> None:
    if until < since:
        raise ValueError("Thời điểm hoàn thành không được trước thời điểm yêu cầu.")


def _resume(
    current: Derivation,
    since: datetime,
    until: datetime,
    rule: DeadlineRule,
    modifiers: Iterable[Modifier],
    policy: DeadlinePolicy,
    calendar: WorkingCalendar,
    reason: str,
    source: str,
) -> Derivation:
    """Add the time waited to `current`, measured in the unit the deadline is counted in."""
    amounts = _amounts(rule, modifiers)
    stopped, resumed = _start(since, policy, calendar), _start(until, policy, calendar)
    roll: Iterator[Line] = iter(())
    if amounts and _by_the_clock(amounts, policy):
        if rule.unit in _ELAPSED_MINUTES:
            nominal = in_vietnam(current.nominal_at) + (resumed - stopped)
            waited = _duration(int((resumed - stopped).total_seconds() // 60))
        else:
            minutes = calendar.working_minutes_between(stopped, resumed)
            nominal = calendar.add_working_minutes(current.nominal_at, minutes)
            waited = f"{_duration(minutes) or '0 phút'} làm việc"
        due_at = calendar.next_work_instant(nominal)
    else:
        if rule.unit in (DeadlineUnit.DAY, DeadlineUnit.MONTH):
            days = (resumed.date() - stopped.date()).days
            day, waited = in_vietnam(current.nominal_at).date() + timedelta(days=days), f"{days} ngày"
        else:
            days = calendar.working_days_between(stopped.date(), resumed.date())
            day = calendar.add_working_days(in_vietnam(current.nominal_at).date(), days)
            waited = f"{days} ngày làm việc"
        nominal, roll = _midnight(day), _explain_roll(day, calendar)
        due_at = calendar.closing(calendar.this_or_next_worked(day))
    text = f"Từ {_moment(since)} đến {_moment(until)}: {reason}, cộng thêm {waited}"
    lines = (
        _at(LineKind.RULE, current.due_at, "Ngày hẹn trước đó"),
        Line(LineKind.WAITED, in_vietnam(until).date(), text, source),
        *roll,
        _due_line(due_at),
    )
    return Derivation(due_at, nominal, lines)


def extend(
    current: Derivation,
    new_due_on: date,
    reason: str,
    decided_at: datetime,
    policy: DeadlinePolicy = DEFAULT_POLICY,
    *,
    extensions_before: int,
    calendar: WorkingCalendar,
) -> Derivation:
    """Return the new appointment of an apology (form 04). The original due date must be kept beside it.

    Late apologies are allowed, because the person must be told, but carry a warning: an extension never makes an
    overdue dossier on time. Raises DeadlineRefused when it is one too many, too long, or not a later working day.
    """
    if extensions_before >= policy.max_extensions:
        raise DeadlineRefused(f"Hồ sơ đã hẹn lại {extensions_before} lần, không được hẹn lại nữa ({APOLOGY}).")
    if new_due_on <= current.due_on:
        raise DeadlineRefused(f"Ngày hẹn mới phải sau ngày hẹn cũ ({current.due_on:%d/%m/%Y}).")
    if new_due_on < in_vietnam(decided_at).date():
        raise DeadlineRefused(f"Ngày hẹn mới {new_due_on:%d/%m/%Y} đã qua; chọn ngày từ hôm nay trở đi.")
    if not calendar.is_worked(new_due_on):
        raise DeadlineRefused(f"{dated(new_due_on)} không phải ngày làm việc ({calendar.why_not_worked(new_due_on)}).")
    longest = policy.max_extension_working_days
    if longest is not None and calendar.working_days_between(current.due_on, new_due_on) > longest:
        raise DeadlineRefused(f"Chỉ được hẹn lại thêm tối đa {longest} ngày làm việc.")
    due_at = calendar.closing(new_due_on)
    lines = [
        _at(LineKind.RULE, current.due_at, "Ngày hẹn trước đó"),
        Line(LineKind.EXTENDED, new_due_on, f"Xin lỗi và hẹn lại: {reason}", APOLOGY),
    ]
    if in_vietnam(decided_at).date() > latest_apology_on(current.due_on):
        lines.append(Line(LineKind.WARNING, in_vietnam(decided_at).date(), APOLOGY_LATE, APOLOGY))
    return Derivation(due_at, _midnight(new_due_on), (*lines, _due_line(due_at)))


def latest_apology_on(due_on: date) -> date:
    """Return the last day on which an apology is in time: the day before the appointment."""
    return due_on - timedelta(days=1)


def check_supplement_request(
    received_at: datetime,
    requested_at: datetime,
    policy: DeadlinePolicy = DEFAULT_POLICY,
    *,
    requests_before: int,
    calendar: WorkingCalendar,
) -> None:
    """Refuse, with DeadlineRefused, a supplement request after acceptance that comes too late or once too often."""
    if policy.max_supplements is not None and requests_before >= policy.max_supplements:
        raise DeadlineRefused(f"Chỉ được yêu cầu bổ sung {policy.max_supplements} lần ({SUPPLEMENT}).")
    within = policy.ask_supplement_within
    if within is None:
        return
    received_on = _start(received_at, policy, calendar).date()
    if calendar.working_days_between(received_on, in_vietnam(requested_at).date()) > within:
        raise DeadlineRefused(f"Chỉ được yêu cầu bổ sung trong {within} ngày làm việc từ khi tiếp nhận ({SUPPLEMENT}).")


def intake_due(
    submitted_at: datetime, policy: DeadlinePolicy = DEFAULT_POLICY, *, calendar: WorkingCalendar
) -> datetime:
    """Return until when the desk must answer a dossier that was handed in without being received at once."""
    rule = DeadlineRule(policy.intake_working_hours, DeadlineUnit.WORKING_HOUR, ONLINE_INTAKE)
    return due_instant(submitted_at, rule, (), policy, calendar=calendar)


PAPER_CUTOFF = time(15)


def paper_forward_due(received_at: datetime, *, calendar: WorkingCalendar) -> datetime:
    """Return until when the paper of a received dossier must be with who processes it; its data go at once.

    The same working day, or the opening of the next one when received after 15:00 (Decree 61/2018/NĐ-CP, article 18).
    This moves paper only: it never changes the deadline of the result.
    """
    start = calendar.effective_start(received_at)
    day = start.date()
    if calendar.is_worked(day) and start.time() <= PAPER_CUTOFF and start <= calendar.closing(day):
        return calendar.closing(day)
    return calendar.opening(calendar.next_worked(day))
