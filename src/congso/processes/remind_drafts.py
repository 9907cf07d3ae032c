"""Before a draft that nobody touches is thrown away, its writer is told: a week and a day before, once each."""

from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from congso.dossiers.commands import KEPT_FOR
from congso.dossiers.queries import ExpiringDraft, drafts_expiring
from congso.identity import queries as identity
from congso.kernel import clock
from congso.notifications.commands import notify
from congso.notifications.queries import written_keys

from . import words

NOTICES = (timedelta(days=7), timedelta(days=1))
"""How long before its end a draft is spoken of, the longest first."""

PAGE = 500


@app.periodic(cron="13 * * * *")
@app.task(name="processes.remind_drafts", queue="house", queueing_lock="processes.remind_drafts")
def remind_drafts(timestamp: int = 0, **_later_fields: object) -> None:
    """Every hour: tell whose draft ends soon. Told once for each notice, however often this runs."""
    now, after = clock.now(), None
    while page := drafts_expiring(now, now + NOTICES[0], after=after, limit=PAGE):
        after = page[-1].id
        known = written_keys([key_of(draft, now) for draft in page])
        for draft in page:
            if key_of(draft, now) not in known:
                tell(draft, now)


def key_of(draft: ExpiringDraft, now: datetime) -> str:
    """One notice of each kind for each end: a draft that was touched again has another end."""
    sharpest = min(notice for notice in NOTICES if draft.expires_at - now <= notice)
    return f"draft:{draft.id}:{draft.expires_at:%Y%m%d}:{sharpest.days}"


def tell(draft: ExpiringDraft, now: datetime) -> None:
    """Tell the person behind the account of a draft."""
    person = identity.person_of_account(draft.account_id)
    if person is None:
        return
    notify(
        key=key_of(draft, now),
        person_id=person.id,
        template="draft_expires",
        context={
            "procedure": words.short(draft.procedure_name),
            "until": words.day(draft.expires_at),
            "days": KEPT_FOR.days,
        },
        link=f"/nop-ho-so/{draft.id}/",
        now=now,
    )
