"""Telling people things, once each.

What "once" means, honestly. Two systems that talk over a network cannot agree with certainty on whether the last word
arrived. We therefore hand a message over *at least* once and make a repetition recognisable:

1. `notify` writes one row per channel under a unique key, in the caller's transaction: asking twice writes once.
2. `send` works in two phases. It first claims the row (waiting → sending, committed), then hands over outside of any
   transaction, then writes sent with the evidence, if the claim is still its own. Killed before the hand-over: nothing
   went out, the row is claimed again. Killed after it and before the last write: it is handed over again *with the
   same key*.
3. The other side recognises the key: an SMS gateway by `Idempotency-Key` (it must; that is the contract with it), a
   mailbox by `Message-ID` (most mail stores drop or fold a repeated one; SMTP itself does not promise it).

A message is thus never lost, and doubled in effect only by a mail store that does not look at Message-ID, in the
seconds between its answer and our commit, when the worker dies exactly then.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from congso.audit.commands import record
from congso.identity import queries as identity
from congso.kernel.ids import uuid7, uuid7_floor
from congso.kernel.refusals import Incorrect, NotFound

from . import attachments
from .connectors import Connector, Outgoing, TryAgain, Undeliverable
from .connectors.email import EmailConnector
from .connectors.sms import SmsConnector
from .models import Choice, Message
from .queries import inbox_of, stop_token, stopped_by, wanted
from .rules.attempts import LEASE, pause_after
from .rules.choices import BY_TEMPLATE, OUTSIDE, Kind, is_allowed, kinds, ways_out
from .rules.templates import EMAIL, IN_APP, SMS, TEMPLATES, words

log = structlog.get_logger(__name__)

SEND = "notifications.send_message"
CONNECTORS: dict[str, Callable[[], Connector]] = {EMAIL: EmailConnector, SMS: SmsConnector}


@transaction.atomic
def notify(
    *,
    key: str,
    person_id: UUID | str,
    template: str,
    context: dict[str, Any],
    link: str = "",
    now: datetime,
    channels: Collection[str] | None = None,
    email: str | None = None,
    phone: str | None = None,
    attachment: str = "",
) -> list[UUID]:
    """Tell a person something on each channel they can be reached on and want; return the ids of what was written now.

    In the application everything is told; outside of it their choices decide (see rules.choices), and what is required
    goes out all the same.

    `key` names the occasion for ever (`dossier:<id>:<sequence>`): repeated, nothing more is written. `channels` narrows
    those of the template. `email` and `phone` take the place of the person's own (as given in an application). `link`
    is a path on this site. `attachment` (`<kind>:<id>`) goes along by e-mail. Sending is queued in the same
    transaction.
    """
    person = identity.person(person_id)
    if person is None:
        raise NotFound("Không tìm thấy người nhận.")
    pattern = TEMPLATES[template]
    addresses = {
        IN_APP: "",
        EMAIL: person.email if email is None else email,
        SMS: (person.phone if phone is None else phone) if pattern.sms else "",
    }
    possible = [
        channel
        for channel in OUTSIDE
        if channel in pattern.channels and addresses[channel] and (channels is None or channel in channels)
    ]
    kind = BY_TEMPLATE[template]
    out = ways_out(kind, wanted(person.id, kind.key), possible)
    told = {"name": person.full_name, "address": f"{settings.SITE_URL}{link}"} | context
    messages = []
    for channel in pattern.channels:
        if channel not in out and (channel != IN_APP or (channels is not None and IN_APP not in channels)):
            continue
        text = words(pattern, channel, told, sms_with_marks=settings.SMS_WITH_MARKS)
        at_once = channel == IN_APP
        messages.append(
            Message(
                id=uuid7(),
                key=f"{key}:{channel}"[:160],
                channel=channel,
                template=template,
                person_id=person.id,
                address=addresses[channel],
                subject=text.subject,
                body=text.body,
                link=link[:200],
                attachment=attachment if channel == EMAIL else "",
                state=Message.State.SENT if at_once else Message.State.WAITING,
                created_at=now,
                sent_at=now if at_once else None,
                due_at=None if at_once else now,
            )
        )
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    rows = Message.objects.filter(id__in=[message.id for message in messages]).values_list("id", "state")
    written = dict(rows)
    queue([message_id for message_id, state in written.items() if state == Message.State.WAITING])
    return list(written)


@transaction.atomic
def write_to(*, key: str, address: str, template: str, context: dict[str, Any], now: datetime) -> list[UUID]:
    """Write a letter to an address that belongs to no account here; `key` as in `notify`."""
    text = words(TEMPLATES[template], EMAIL, {"address": settings.SITE_URL} | context)
    message = Message(
        id=uuid7(),
        key=f"{key}:{EMAIL}"[:160],
        channel=EMAIL,
        template=template,
        address=address,
        subject=text.subject,
        body=text.body,
        created_at=now,
        due_at=now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    written = list(Message.objects.filter(id=message.id).values_list("id", flat=True))
    queue(written)
    return written


def queue(message_ids: Collection[UUID], *, at: datetime | None = None) -> None:
    """Queue sending of each message, within the caller's transaction; more jobs than messages do no harm."""
    if message_ids:
        job = app.configure_task(SEND, allow_unknown=False, schedule_at=at)  # by name: the job stands above us
        jobs: list[JSONDict] = [{"message_id": str(message_id)} for message_id in message_ids]
        job.batch_defer(*jobs)


def send(*, message_id: UUID | str, holder: str, clock: Callable[[], datetime]) -> str:
    """Hand a waiting message over, once; return the state it is left in.

    `holder` names the job: the same job, run again after its worker died, may take its own claim over at once; any
    other waits until the lease is over. Must run outside of a transaction.
    """
    message = claim(message_id=message_id, holder=holder, now=clock())
    if message is None:
        return ""
    try:
        along = tuple(attachments.made(message.attachment))
    except Exception:  # the message itself must not wait for a paper that cannot be printed; it names where to find it
        log.exception("notifications.no_attachment", message_id=str(message.id), attachment=message.attachment)
        along = ()
    footer = _footer(message) if message.channel == EMAIL else Footer()
    outgoing = Outgoing(
        id=str(message.id),
        address=message.address,
        subject=message.subject,
        body=message.body + footer.words,
        link=f"{settings.SITE_URL}{message.link}" if message.link else "",
        attachments=along,
        more_links=footer.links,
        unsubscribe=footer.unsubscribe,
    )
    try:
        evidence = CONNECTORS[message.channel]().hand_over(outgoing)
    except TryAgain as trouble:
        return put_back(message_id=message.id, claim_of=message.claim, reason=str(trouble), now=clock())
    except Undeliverable as trouble:
        return give_up(message_id=message.id, claim_of=message.claim, reason=str(trouble), now=clock())
    if along:
        evidence |= {"attachments": ", ".join(one.name for one in along)}
    return mark_sent(message_id=message.id, claim_of=message.claim, evidence=evidence, now=clock())


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands under an e-mail: where one chooses, and how to have no more of an optional kind."""

    words: str = ""
    links: tuple[str, ...] = ()
    unsubscribe: str = ""


def _footer(message: Message) -> Footer:
    kind = BY_TEMPLATE.get(message.template)
    if message.person_id is None or kind is None:
        return Footer()
    place = settings.SITE_URL + reverse("notifications:choices")
    said = f"\n\nChọn cách nhận thông báo: {place}"
    if kind.required:
        return Footer(said, (place,))
    stop = settings.SITE_URL + reverse("notifications:stop", args=[stop_token(message.person_id, kind.key)])
    return Footer(f"{said}\nThôi nhận thư loại này: {stop}", (place, stop), stop)


@transaction.atomic
def claim(*, message_id: UUID | str, holder: str, now: datetime) -> Message | None:
    """Take a message to hand it over; None when there is nothing to do or somebody else is at it."""
    message = Message.objects.select_for_update().filter(id=message_id).first()
    if message is None or message.state in {Message.State.SENT, Message.State.FAILED}:
        return None
    if message.state == Message.State.SENDING:
        abandoned = message.claimed_at is None or message.claimed_at + LEASE <= now
        if not abandoned and message.claim.split("/")[0] != holder:
            return None
    elif message.due_at is not None and message.due_at > now:
        return None
    message.state = Message.State.SENDING
    message.attempts += 1
    message.claim, message.claimed_at = f"{holder}/{message.attempts}"[:40], now
    message.save(update_fields=["state", "attempts", "claim", "claimed_at"])
    return message


@transaction.atomic
def mark_sent(*, message_id: UUID, claim_of: str, evidence: dict[str, str], now: datetime) -> str:
    """Note that the other side took the message. Without effect when somebody else holds the claim by now."""
    return _leave(message_id, claim_of, Message.State.SENT, evidence, sent_at=now)


@transaction.atomic
def put_back(*, message_id: UUID, claim_of: str, reason: str, now: datetime) -> str:
    """Let a message wait for its next attempt, or give up after the last."""
    attempts = Message.objects.values_list("attempts", flat=True).get(id=message_id)
    pause = pause_after(attempts)
    if pause is None:
        return give_up(message_id=message_id, claim_of=claim_of, reason=reason, now=now)
    state = _leave(message_id, claim_of, Message.State.WAITING, {"last_error": reason}, due_at=now + pause)
    if state:
        queue([message_id], at=now + pause)
    return state


@transaction.atomic
def give_up(*, message_id: UUID, claim_of: str, reason: str, now: datetime) -> str:
    """Note that the message cannot be delivered on this channel."""
    state = _leave(message_id, claim_of, Message.State.FAILED, {"last_error": reason, "gave_up_at": now.isoformat()})
    if state:
        log.warning("notifications.undeliverable", message_id=str(message_id), reason=reason)
    return state


@transaction.atomic
def sweep(*, now: datetime, limit: int = 500) -> int:
    """Queue messages that ought to be on their way and may have lost their job; return how many."""
    late = Q(state=Message.State.WAITING) & (Q(due_at__isnull=True) | Q(due_at__lte=now - LEASE))
    abandoned = Q(state=Message.State.SENDING) & (Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - LEASE))
    ids = list(Message.objects.filter(late | abandoned).order_by("created_at").values_list("id", flat=True)[:limit])
    queue(ids)
    return len(ids)


@transaction.atomic
def choose(
    *, person_id: UUID, choices: Mapping[str, Collection[str]], at_work: bool, account_id: int | None, now: datetime
) -> None:
    """Keep on which ways out a person wants each kind of message; a kind not named keeps what it had.

    Raises Incorrect for a required kind that would be left without any, with the sentence beside the kind.
    """
    known = {one.key: one for one in kinds(at_work=at_work)}
    mine = {key: set(ways) for key, ways in choices.items() if key in known}
    wrong = {
        key: [f"“{known[key].label}” phải giữ ít nhất một cách. {known[key].required}"]
        for key, ways in mine.items()
        if not is_allowed(known[key], ways)
    }
    if wrong:
        raise Incorrect("Có loại thông báo phải giữ ít nhất một cách nhận.", fields=wrong)
    for key, ways in mine.items():
        Choice.objects.update_or_create(
            person_id=person_id,
            kind=key,
            defaults={"by_email": EMAIL in ways, "by_sms": SMS in ways, "chosen_at": now},
        )
    _note_choice(person_id, account_id, now)


@transaction.atomic
def stop_emails(*, token: str, now: datetime) -> Kind:
    """Send a person no more e-mails of the optional kind that a signed link names; twice is as good as once.

    Raises NotFound for a link that is not ours or names a kind that stays on.
    """
    person_id, kind = stopped_by(token)
    chosen = wanted(person_id, kind.key)
    others = set(kind.defaults if chosen is None else chosen) - {EMAIL}
    Choice.objects.update_or_create(
        person_id=person_id, kind=kind.key, defaults={"by_email": False, "by_sms": SMS in others, "chosen_at": now}
    )
    _note_choice(person_id, None, now, by_link=True)
    return kind


def _note_choice(person_id: UUID, account_id: int | None, now: datetime, **detail: bool) -> None:
    record(
        action="notifications.choose",
        at=now,
        account_id=account_id,
        person_id=person_id,
        subjects=[person_id],
        object_kind="person",
        object_id=person_id,
        **detail,  # type: ignore[arg-type]  # codes only
    )


def mark_read(*, person_id: UUID, now: datetime, message_id: UUID | None = None, at_work: bool = True) -> int:
    """Note that a person has seen one message, or all of theirs in the application; return how many were new.

    Without `at_work` those about their work as an officer, which they were not shown, stay new.
    """
    mine = inbox_of(person_id, at_work=at_work).filter(read_at__isnull=True)
    if message_id is not None:
        mine = mine.filter(id=message_id)
    return mine.update(read_at=now)


@transaction.atomic
def remove_old(*, before: datetime, limit: int = 1_000, kept: Collection[UUID] = ()) -> int:
    """Remove up to `limit` delivered or given-up messages written before an instant, read or not; return how many.

    The trail keeps what happened. What still waits to go out stays, and so do messages to the people in `kept`.
    """
    ended = Message.objects.filter(state__in=[Message.State.SENT, Message.State.FAILED], created_at__lt=before)
    if kept:
        ended = ended.exclude(person_id__in=kept)
    # Ids grow with time: with this bound the oldest are found in the primary key, without reading the young.
    oldest = ended.filter(id__lt=uuid7_floor(before)).order_by("id").values_list("id", flat=True)[:limit]
    return Message.objects.filter(id__in=list(oldest)).delete()[0]


def _leave(message_id: UUID, claim_of: str, state: str, evidence: dict[str, str], **fields: Any) -> str:
    message = Message.objects.select_for_update().filter(id=message_id, claim=claim_of).first()
    if message is None or message.state != Message.State.SENDING:
        return ""
    message.state = state
    message.evidence = {**message.evidence, **evidence}
    for field, value in fields.items():
        setattr(message, field, value)
    message.save(update_fields=["state", "evidence", *fields])
    return state
