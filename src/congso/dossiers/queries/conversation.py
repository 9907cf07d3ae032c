"""The conversation about a dossier, for whoever may see the dossier; how many answers are new; its files."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery

from congso.dossiers import permissions
from congso.dossiers.models import CaseMessage, CaseMessageFile, ConversationReading, Dossier, DossierEvent
from congso.dossiers.rules.conversation import closes_at
from congso.dossiers.rules.states import Action, DossierState
from congso.files import queries as files
from congso.identity import queries as identity
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from .shapes import DossierView


@dataclass(frozen=True, slots=True)
class MessageFileView:
    """A file that goes with a message."""

    file_id: UUID
    name: str
    size_bytes: int
    scan: str


@dataclass(frozen=True, slots=True)
class CaseMessageView:
    """One message. `who` is a person's name or an officer's post, `officer_name` for those who work on the case."""

    id: UUID
    text: str
    written_at: datetime
    by_person: bool
    person_id: UUID | None
    who: str
    officer_name: str
    place: str
    stands_in: str
    files: tuple[MessageFileView, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation in its order. `closes_at`: until when one may still write, once the dossier has ended."""

    messages: tuple[CaseMessageView, ...]
    waits_since: datetime | None
    closes_at: datetime | None
    is_open: bool


def conversation(view: DossierView, *, now: datetime) -> ConversationView:
    """Return the conversation about a dossier that the asker was shown: a constant number of queries."""
    found = list(CaseMessage.objects.filter(dossier=view.id).order_by("id"))
    attached: dict[UUID, list[UUID]] = {}
    for message_id, file_id in (
        CaseMessageFile.objects.filter(message__dossier=view.id).order_by("id").values_list("message_id", "file_id")
    ):
        attached.setdefault(message_id, []).append(file_id)
    stored = files.views([one for of_message in attached.values() for one in of_message])
    labels = organisation.officer_labels(
        {one for row in found for one in (row.officer_id, row.on_behalf_of_id) if one is not None}
    )
    people = identity.persons([row.person_id for row in found if row.person_id is not None])
    marks: dict[UUID | None, datetime] = dict(
        ConversationReading.objects.filter(dossier=view.id).values_list("person_id", "read_at")
    )
    unit_read, people_read = marks.pop(None, None), max(marks.values(), default=None)
    until = closes_at(ended_at(view), settings.CONVERSATION)
    messages = []
    for row in found:
        label = labels.get(row.officer_id or 0)
        other = labels.get(row.on_behalf_of_id or 0)
        read_at = unit_read if row.person_id is not None else people_read
        messages.append(
            CaseMessageView(
                id=row.id,
                text=row.text,
                written_at=row.written_at,
                by_person=row.person_id is not None,
                person_id=row.person_id,
                who=label.title if label else people[row.person_id].full_name if row.person_id in people else "",
                officer_name=label.name if label else "",
                place=f"{label.unit_name}, {label.organisation_name}" if label else "",
                stands_in=f"{other.title}, {other.unit_name}" if other else "",
                files=tuple(
                    MessageFileView(kept.id, kept.name, kept.size_bytes, kept.scan)
                    for file_id in attached.get(row.id, ())
                    if (kept := stored.get(file_id)) is not None
                ),
                seen=read_at is not None and read_at >= row.written_at,
            )
        )
    return ConversationView(tuple(messages), view.row.question_at, until, until is None or now <= until)


def ended_at(view: DossierView) -> datetime | None:
    """Return when a dossier that was shown ended; None while it runs."""
    if not view.row.state.is_final:
        return None
    ended = [one.at for one in view.events if one.action is not Action.RATE]
    return view.row.returned_at or (ended[-1] if ended else view.row.submitted_at)


def ended_at_of(dossier: Dossier, now: datetime) -> datetime | None:
    """Return the same of a row."""
    if not DossierState(dossier.state).is_final:
        return None
    if dossier.returned_at is not None:
        return dossier.returned_at
    last = DossierEvent.objects.filter(
        dossier=dossier, at__gte=dossier.submitted_at, at__lt=now + timedelta(days=1)
    ).exclude(action=Action.RATE)
    return last.order_by("-sequence").values_list("at", flat=True).first() or dossier.submitted_at


def new_answers(person_id: UUID, dossier_ids: Collection[UUID]) -> Counter[UUID]:
    """Return how many answers in each of some dossiers (of a list already scoped) a person has not seen; one query."""
    seen = ConversationReading.objects.filter(dossier=OuterRef("dossier"), person=person_id).values("read_at")[:1]
    found = (
        CaseMessage.objects.filter(dossier__in=dossier_ids, officer__isnull=False)
        .annotate(read=Subquery(seen))
        .filter(Q(read__isnull=True) | Q(written_at__gt=F("read")))
    )
    return Counter(found.values_list("dossier_id", flat=True))


def dossiers_with_message_file(file_id: UUID) -> set[UUID]:
    """Return the dossiers in whose conversation a file was sent."""
    return set(CaseMessageFile.objects.filter(file=file_id).values_list("message__dossier_id", flat=True))


def may_answer(officer: ActingOfficer, dossier_id: UUID) -> bool:
    """Tell whether an officer may answer in the conversation of a dossier they were shown."""
    dossier = Dossier.objects.filter(id=dossier_id).first()
    return dossier is not None and permissions.may_answer(officer, dossier)
