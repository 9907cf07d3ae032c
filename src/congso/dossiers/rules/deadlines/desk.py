"""The desk's own times: to answer what was handed in, and to pass the paper on."""

from datetime import datetime, time

from congso.organisation.rules.calendar import WorkingCalendar

from .counting import due_instant
from .terms import DEFAULT_POLICY, ONLINE_INTAKE, DeadlinePolicy, DeadlineRule, DeadlineUnit


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
