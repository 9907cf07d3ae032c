"""When a promise comes near (three working days, one) or has passed, who has the dossier is reminded, once each.

Source: Decree 61/2018/NĐ-CP art. 19(9): at the latest one day before the end of the time limit the agency must
apologise and name a new day; so the reminder of the last working day says it, and reaches the officer by e-mail too.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from procrastinate.contrib.django import app

from congso.dossiers.queries import DueDossier, due_between, parties
from congso.dossiers.rules import timeliness
from congso.kernel import clock
from congso.notifications.commands import notify
from congso.notifications.queries import written_keys
from congso.organisation.queries import calendar_for
from congso.organisation.rules.calendar import WorkingCalendar

from . import words
from .tell_officers import waiting

LOOK_AHEAD = timedelta(days=12)
"""Three working days never reach further, not even over the New Year's holidays (nine days at the longest)."""

LOOK_BACK = timedelta(days=3)
"""How long the worker may have been away and still tell that a promise has passed."""

PAGE = 500


@app.periodic(cron="7 * * * *")
@app.task(name="processes.remind", queue="house", queueing_lock="processes.remind")
def remind(timestamp: int = 0, **_later_fields: object) -> None:
    """Every hour: tell what has come near since the last time. Told once, however often this runs."""
    now = clock.now()
    for page in due_soon(now):
        named = [(dossier, reminder) for dossier in page if (reminder := reminder_of(dossier, now))]
        known = written_keys([key_of(dossier, reminder) for dossier, reminder in named])
        for dossier, reminder in named:
            if key_of(dossier, reminder) not in known:
                tell(dossier, reminder, now)


def due_soon(now: datetime) -> Iterator[list[DueDossier]]:
    """Yield open dossiers whose promise is near or has just passed, a page at a time."""
    after = None
    while page := due_between(now - LOOK_BACK, now + LOOK_AHEAD, after=after, limit=PAGE):
        yield page
        after = page[-1].id


def reminder_of(dossier: DueDossier, now: datetime) -> str:
    """Return the reminder that is due now, or ""."""
    today = now.astimezone(clock.VIETNAM).date()
    calendar = calendar_for(dossier.receiving_organisation_id, today)
    return reminder_due(today, dossier.due_at, calendar)


def reminder_due(today: date, due_at: datetime, calendar: WorkingCalendar) -> str:
    """Return which reminder a promise calls for on a day: the sharpest that has come.

    By date, as lateness is: on the promised day itself nobody is late, at whatever hour.
    """
    last_day = due_at.astimezone(clock.VIETNAM).date()
    if timeliness.still_open(last_day, today) is timeliness.Timeliness.LATE:
        return "work_overdue"
    days = timeliness.reminder_days(last_day, calendar)
    if today >= days[1]:
        return "work_due_in_1_day"
    return "work_due_in_3_days" if today >= days[3] else ""


def key_of(dossier: DueDossier, reminder: str) -> str:
    """One reminder of each kind per promise: a new due date makes new ones."""
    return f"dossier:{dossier.id}:{dossier.due_at:%Y%m%d}:{reminder}"


def tell(dossier: DueDossier, reminder: str, now: datetime) -> None:
    """Tell the holder, or those who distribute the unit's work; the first of them under the key that marks it done."""
    concerned = parties(dossier.id)
    facts = {
        "code": dossier.code,
        "procedure": words.short(concerned.procedure_name) if concerned else "",
        "until": words.hour(dossier.due_at),
    }
    told = waiting(dossier.waiting_unit_id, dossier.waiting_officer_id)
    key = key_of(dossier, reminder)
    for number, officer in reversed(list(enumerate(told))):
        notify(
            key=key if number == 0 else f"{key}:{officer.person_id}",
            person_id=officer.person_id,
            template=reminder,
            context=facts,
            link=words.desk_link(dossier.id),
            now=now,
        )
