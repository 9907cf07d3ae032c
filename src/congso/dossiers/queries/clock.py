"""The calendar a dossier was promised with, and the end of a step: reads that printing and commands share."""

from datetime import date, datetime

from congso.dossiers.models import Dossier
from congso.dossiers.rules.workflow import Step
from congso.kernel.clock import VIETNAM
from congso.organisation import queries as organisation
from congso.organisation.rules.calendar import WorkingCalendar


def day_of(instant: datetime) -> date:
    """Return the day of an instant in Vietnam."""
    return instant.astimezone(VIETNAM).date()


def calendar_of(dossier: Dossier, on: date) -> WorkingCalendar:
    """Return the calendar the dossier was promised with, or that of the day while nothing is promised."""
    return organisation.calendar_for(dossier.receiving_organisation_id, on, dossier.calendar_edition_id)


def step_until(calendar: WorkingCalendar, step: Step, due_at: datetime, now: datetime) -> datetime:
    """Return until when a step begun now should be done: its quota in working hours, at the latest the due date."""
    if not step.quota_hours:
        return due_at
    return min(calendar.add_working_minutes(calendar.effective_start(now), int(step.quota_hours * 60)), due_at)
