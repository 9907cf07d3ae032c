"""Reading messages: a person's inbox, and whether anything waits to go out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import Count, Max, Q, QuerySet

from congso.kernel.ids import uuid7_floor
from congso.kernel.refusals import NotFound

from .models import Choice, Message
from .rules.choices import BY_KEY, Kind, kinds
from .rules.templates import EMAIL, IN_APP, SMS, WORK

STOP = "notifications.stop"


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of a person's inbox."""

    id: UUID
    template: str
    subject: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None

    @property
    def is_new(self) -> bool:
        return self.read_at is None


def messages_of(person_id: UUID | str, *, at_work: bool = True, after: str = "", limit: int = 20) -> list[MessageView]:
    """Return a person's messages in the application, newest first; `after` is the id of the last one seen.

    Without `at_work` those about their work as an officer are left out.
    """
    rows = inbox_of(person_id, at_work=at_work)
    if mark := _uuid(after):
        seen = rows.filter(id=mark).values_list("created_at", "id").first()
        if seen is not None:
            # Ids grow with time, so they order the messages of one instant.
            rows = rows.filter(created_at__lte=seen[0]).exclude(created_at=seen[0], id__gte=seen[1])
    return [_view(row) for row in rows.order_by("-created_at", "-id")[:limit]]


def message_of(person_id: UUID | str, message_id: UUID) -> MessageView | None:
    """Return one message of a person's own, or None."""
    row = Message.objects.filter(person_id=person_id, channel=IN_APP, id=message_id).first()
    return _view(row) if row else None


def unread_count(person_id: UUID | str, *, at_work: bool = True, limit: int = 100) -> int:
    """Return how many messages a person has not seen, counted up to `limit`."""
    new = inbox_of(person_id, at_work=at_work).filter(read_at__isnull=True)
    return new.order_by()[:limit].count()


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """What somebody chose for one kind of message, for the page where they choose."""

    kind: Kind
    by_email: bool
    by_sms: bool


def choices_of(person_id: UUID, *, at_work: bool) -> list[ChoiceView]:
    """Return what somebody chose for each kind, the defaults where they chose nothing."""
    rows = {one.kind: one for one in Choice.objects.filter(person=person_id)}
    found = []
    for kind in kinds(at_work=at_work):
        row = rows.get(kind.key)
        by_email = row.by_email if row else EMAIL in kind.defaults
        by_sms = row.by_sms if row else SMS in kind.defaults
        found.append(ChoiceView(kind, EMAIL in kind.offers and by_email, SMS in kind.offers and by_sms))
    return found


def wanted(person_id: UUID, kind: str) -> tuple[str, ...] | None:
    """Return on which ways out somebody wants a kind of message; None when they chose nothing."""
    row = Choice.objects.filter(person=person_id, kind=kind).first()
    if row is None:
        return None
    return (*((EMAIL,) if row.by_email else ()), *((SMS,) if row.by_sms else ()))


def stop_token(person_id: UUID, kind: str) -> str:
    """Return what a link carries by which a person has no more e-mails of a kind. It opens nothing else, and stays."""
    return signing.dumps([person_id.hex, kind], salt=STOP)


def stopped_by(token: str) -> tuple[UUID, Kind]:
    """Return whose e-mails of which optional kind a link ends. Raises NotFound for any other text."""
    try:
        person, key = signing.loads(token, salt=STOP)
        person_id, kind = UUID(person), BY_KEY[key]
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise NotFound("Đường dẫn này không đúng. Mở lại từ thư, hoặc đăng nhập để chọn cách nhận thông báo.") from None
    if kind.required:
        raise NotFound("Loại thư này không tắt được.")
    return person_id, kind


def lately(channel: str, *, since: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when a channel last took a message, and when it last could not, among those written since an instant.

    An address that takes nothing is no trouble of the channel: only what was, or is to be, tried again counts.
    """
    # Ids grow with time: with this bound only the young are read.
    young = Message.objects.filter(channel=channel, id__gte=uuid7_floor(since))
    tried = Q(state=Message.State.WAITING, attempts__gt=0) | Q(state=Message.State.FAILED, attempts__gt=1)
    return (
        young.filter(state=Message.State.SENT).aggregate(at=Max("sent_at"))["at"],
        young.filter(tried).aggregate(at=Max("claimed_at"))["at"],
    )


def written_keys(keys: list[str]) -> set[str]:
    """Return which of these occasions were told in the application already."""
    stored = Message.objects.filter(key__in=[f"{key}:{IN_APP}" for key in keys]).values_list("key", flat=True)
    return {key.removesuffix(f":{IN_APP}") for key in stored}


def counts_by_state() -> dict[tuple[str, str], int]:
    """Return how many messages not yet delivered there are per (channel, state), for the gauges of operations."""
    open_ones = Message.objects.filter(state__in=[Message.State.WAITING, Message.State.SENDING])
    rows = open_ones.values_list("channel", "state").annotate(number=Count("id")).order_by()
    return {(channel, state): number for channel, state, number in rows}


def inbox_of(person_id: UUID | str, *, at_work: bool) -> QuerySet[Message]:
    """Return a person's messages in the application as rows, for the commands of this context."""
    rows = Message.objects.filter(person_id=person_id, channel=IN_APP)
    return rows if at_work else rows.exclude(template__startswith=WORK)


def _view(row: Message) -> MessageView:
    return MessageView(
        id=row.id,
        template=row.template,
        subject=row.subject,
        body=row.body,
        link=row.link,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
