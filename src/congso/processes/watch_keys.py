"""Certificates that end, are lost, or outlive their holder's post: whoever must act is told. Nothing ends by itself.

Source: NĐ 68/2024/NĐ-CP (renewed before its end; revoked when its holder leaves the post or loses the device).
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.notifications.commands import notify
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role
from congso.signatures import commands as signatures
from congso.signatures import queries as signed
from congso.signatures.events import KeyLost
from congso.signatures.queries import HeldKey

from . import words

log = structlog.get_logger(__name__)


@app.periodic(cron="13 0 * * *")  # 07:13 in Vietnam
@app.task(name="house.watch_keys", queue="house", queueing_lock="house.watch_keys")
def watch_keys(timestamp: int = 0, **_later_fields: object) -> None:
    """Warn of certificates that end within 30 days, again within 7, and of those whose holder has left the post."""
    now, today = clock.now(), clock.today()
    warned = 0
    for key in signed.keys_ending(now):
        if key.must_be_warned_of(now):
            _warn(signed.held_key(key, today), now)
            warned += 1
    for held in signed.keys_of_those_who_left(today):
        _tell_administrators(held, "work_key_left", "left", now)
    signatures.clear_prepared(now=now)
    if warned:
        log.info("signatures.warned", number=warned)


@reacts_to(KeyLost)
@app.task(name="processes.key_lost", queue="processes", retry=5)
def key_lost(*, credential_id: str, **_later_fields: object) -> None:
    """Tell the administrators that a key was reported lost: the authority is to be asked to revoke it."""
    key = signed.key(UUID(credential_id))
    if key is not None:
        _tell_administrators(signed.held_key(key, clock.today()), "work_key_lost", "lost", clock.now())


@transaction.atomic
def _warn(held: HeldKey, now: datetime) -> None:
    key = held.key
    days = max((key.valid_to - now).days, 0)
    which = "7" if key.warned_at is not None or days <= 7 else "30"
    if key.person_id is not None:
        notify(
            key=f"key:{key.id}:ends:{which}:{key.person_id}",
            person_id=key.person_id,
            template="work_key_ends",
            context={"until": words.hour(key.valid_to)},
            link=reverse("signatures:own_key"),
            now=now,
        )
    _tell_administrators(held, "work_key_of_agency_ends", f"ends:{which}", now)
    signatures.note_warned(credential_id=key.id, now=now)


def _tell_administrators(held: HeldKey, template: str, what: str, now: datetime) -> None:
    key = held.key
    context = {
        "holder": ", ".join(part for part in (held.holder, held.post) if part),
        "until": words.hour(key.valid_to),
        "ended_on": f"{held.left.ended_on:%d/%m/%Y}" if held.left else "",
    }
    for officer in _administrators(signed.agencies_of(key, clock.today())):
        notify(
            key=f"key:{key.id}:{what}:administrator:{officer.person_id}",
            person_id=officer.person_id,
            template=template,
            context=context,
            link=reverse("signatures:key", args=[key.id]),
            now=now,
        )


def _administrators(agency_ids: set[int]) -> list[ActingOfficer]:
    """Return the administrators of some agencies; where there is none, those of the province."""
    today = clock.today()
    everybody = organisation.posts(today, role=Role.ADMINISTRATOR)
    found = [one for one in everybody if one.organisation_id in agency_ids]
    chosen = found or [one for one in everybody if one.tier == "province"]
    return list({one.person_id: one for one in chosen}.values())
