"""Requests about personal data: both sides are told, a granted deletion is carried out, hours are watched.

Source: Nghị định 356/2025/NĐ-CP Điều 5 (days of requests); Luật 91/2025/QH15 Điều 23, Nghị định 331/2026/NĐ-CP Điều 31
(hours of a breach); see docs/law.md.
"""

from datetime import datetime, timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers.commands import discard_drafts_of
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.kernel.events import reacts_to
from congso.notifications.commands import notify
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.privacy import queries as privacy
from congso.privacy.commands import note_reminded
from congso.privacy.events import DataDeletionGranted, DataRequestLodged, DataRequestMoved
from congso.privacy.permissions import may
from congso.privacy.queries import RequestView
from congso.privacy.rules.rights import PrivacyRight

from . import words

REMIND_DAYS = 2
"""Calendar days before an answer is due, on which the responsible are reminded."""


@reacts_to(DataRequestLodged, DataRequestMoved)
@app.task(
    name="processes.tell_about_data_request", queue="processes", retry=RetryStrategy(max_attempts=6, exponential_wait=5)
)
def tell_about_data_request(*, request_id: str, step: str = "lodged", **_later_fields: object) -> None:
    """Tell the person what became of their request; of a new one, those who answer it too. Once each."""
    told, now = privacy.request(request_id), clock.now()
    if told is None:
        return
    notify(
        key=f"data_request:{told.id}:{step}",
        person_id=told.person_id,
        template=f"data_request_{step}",
        context=_facts(told),
        link=f"/cua-toi/du-lieu/yeu-cau/{told.id}/",
        now=now,
    )
    if step == "lodged":
        _tell_keepers(f"data_request:{told.id}:keeper", "work_data_request", told, _facts(told), now)


@reacts_to(DataDeletionGranted)
@app.task(
    name="processes.delete_personal_data", queue="processes", retry=RetryStrategy(max_attempts=6, exponential_wait=5)
)
def delete_personal_data(*, person_id: str, **_later_fields: object) -> None:
    """Remove the drafts of somebody whose request to delete was granted; their files go with the orphans."""
    discard_drafts_of(person_id=UUID(person_id), now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="processes.watch_personal_data", queue="house", queueing_lock="processes.watch_personal_data")
def watch_personal_data(timestamp: int = 0, **_later_fields: object) -> None:
    """Remind the responsible of hours and days that come near or have passed, once each."""
    now = clock.now()
    _watch_breaches(now)
    _watch_requests(now)


def _watch_breaches(now: datetime) -> None:
    for breach in privacy.open_breaches():
        for one in breach.clocks:
            late = one.is_late(now)
            if not one.wants_reminding(now) or not note_reminded(breach_id=breach.id, clock=one.key, late=late):
                continue
            word = "late" if late else "near"
            for officer in keepers(PrivacyRight.KEEP_BREACHES):
                notify(
                    key=f"breach:{breach.id}:{one.key}:{word}:{officer.person_id}",
                    person_id=officer.person_id,
                    template=f"work_breach_{word}",
                    context={"clock": one.label, "until": words.hour(one.until)},
                    link=f"/can-bo/du-lieu-ca-nhan/su-co/{breach.id}/",
                    now=now,
                )


def _watch_requests(now: datetime) -> None:
    today = now.astimezone(VIETNAM).date()
    for told in privacy.open_requests():
        if told.acknowledged_at is None and told.acknowledge_by <= today:
            facts = {"kind": told.kind_label, "wanted": "được xác nhận", "until": f"{told.acknowledge_by:%d/%m/%Y}"}
            key = f"data_request:{told.id}:acknowledge_due"
        elif told.answer_by <= today + timedelta(days=REMIND_DAYS):
            facts = {"kind": told.kind_label, "wanted": "được trả lời", "until": f"{told.answer_by:%d/%m/%Y}"}
            key = f"data_request:{told.id}:{told.answer_by:%Y%m%d}:answer_due"
        else:
            continue
        _tell_keepers(key, "work_data_request_due", told, facts, now)


def _tell_keepers(key: str, template: str, told: RequestView, facts: dict[str, str], now: datetime) -> None:
    for officer in keepers(PrivacyRight.ANSWER):
        notify(
            key=f"{key}:{officer.person_id}",
            person_id=officer.person_id,
            template=template,
            context=facts,
            link=f"/can-bo/du-lieu-ca-nhan/yeu-cau/{told.id}/",
            now=now,
        )


def keepers(right: PrivacyRight) -> list[ActingOfficer]:
    """Return the officers of the province who hold a right over personal data today, each once."""
    today = clock.today()
    holders = [
        holder
        for agency in organisation.organisations(tiers=["province"], on=today)
        for position in organisation.positions(agency.id, today)
        for holder in position.holders
    ]
    return list({one.person_id: one for one in holders if may(one, right)}.values())


def _facts(told: RequestView) -> dict[str, str]:
    return {
        "kind": told.kind_label,
        "acknowledge_by": f"{told.acknowledge_by:%d/%m/%Y}",
        "answer_by": f"{told.answer_by:%d/%m/%Y}",
    }
