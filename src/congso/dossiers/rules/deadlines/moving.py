"""What moves a date afterwards: a supplement, a payment, an apology; and how often and how late one may ask."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from congso.organisation.rules.calendar import WorkingCalendar, dated, in_vietnam

from .counting import added_up, is_by_the_clock, midnight, start_of
from .explaining import due, due_line, duration, explain_roll, line_at, moment_text
from .terms import (
    APOLOGY,
    APOLOGY_LATE,
    DEFAULT_POLICY,
    ELAPSED_MINUTES,
    PAUSED,
    PAYMENT,
    SCORING,
    SUPPLEMENT,
    DeadlinePolicy,
    DeadlineRefused,
    DeadlineRule,
    DeadlineUnit,
    Derivation,
    Line,
    LineKind,
    Modifier,
    SupplementPolicy,
)


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
    restarted = line_at(LineKind.RESTARTED, answered_at, "Đã bổ sung đủ, thời hạn tính lại từ đầu", SUPPLEMENT)
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
    amounts = added_up(rule, modifiers)
    stopped, resumed = start_of(since, policy, calendar), start_of(until, policy, calendar)
    roll: Iterator[Line] = iter(())
    if amounts and is_by_the_clock(amounts, policy):
        if rule.unit in ELAPSED_MINUTES:
            nominal = in_vietnam(current.nominal_at) + (resumed - stopped)
            waited = duration(int((resumed - stopped).total_seconds() // 60))
        else:
            minutes = calendar.working_minutes_between(stopped, resumed)
            nominal = calendar.add_working_minutes(current.nominal_at, minutes)
            waited = f"{duration(minutes) or '0 phút'} làm việc"
        due_at = calendar.next_work_instant(nominal)
    else:
        if rule.unit in (DeadlineUnit.DAY, DeadlineUnit.MONTH):
            days = (resumed.date() - stopped.date()).days
            day, waited = in_vietnam(current.nominal_at).date() + timedelta(days=days), f"{days} ngày"
        else:
            days = calendar.working_days_between(stopped.date(), resumed.date())
            day = calendar.add_working_days(in_vietnam(current.nominal_at).date(), days)
            waited = f"{days} ngày làm việc"
        nominal, roll = midnight(day), explain_roll(day, calendar)
        due_at = calendar.closing(calendar.this_or_next_worked(day))
    text = f"Từ {moment_text(since)} đến {moment_text(until)}: {reason}, cộng thêm {waited}"
    lines = (
        line_at(LineKind.RULE, current.due_at, "Ngày hẹn trước đó"),
        Line(LineKind.WAITED, in_vietnam(until).date(), text, source),
        *roll,
        due_line(due_at),
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
        line_at(LineKind.RULE, current.due_at, "Ngày hẹn trước đó"),
        Line(LineKind.EXTENDED, new_due_on, f"Xin lỗi và hẹn lại: {reason}", APOLOGY),
    ]
    if in_vietnam(decided_at).date() > latest_apology_on(current.due_on):
        lines.append(Line(LineKind.WARNING, in_vietnam(decided_at).date(), APOLOGY_LATE, APOLOGY))
    return Derivation(due_at, midnight(new_due_on), (*lines, due_line(due_at)))


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
    received_on = start_of(received_at, policy, calendar).date()
    if calendar.working_days_between(received_on, in_vietnam(requested_at).date()) > within:
        raise DeadlineRefused(f"Chỉ được yêu cầu bổ sung trong {within} ngày làm việc từ khi tiếp nhận ({SUPPLEMENT}).")
