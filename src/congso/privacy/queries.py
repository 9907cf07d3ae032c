"""Reading the registers of personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from congso.privacy.models import Breach, Consent, LegalHold, SubjectRequest
from congso.privacy.rules.breaches import BreachClock, clocks


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request of a data subject, as its person and the officer for personal data see it."""

    id: UUID
    person_id: UUID
    kind: str
    kind_label: str
    state: str
    state_label: str
    words: str
    answer: str
    refusal_ground: str
    lodged_at: datetime
    acknowledge_by: date
    answer_by: date
    acknowledged_at: datetime | None
    extended_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class BreachView:
    """A breach with its clocks."""

    id: UUID
    state: str
    what: str
    clocks: tuple[BreachClock, ...]


def requests_of(person_id: UUID) -> list[RequestView]:
    """Return a person's own requests, the newest first."""
    return [request_view(row) for row in SubjectRequest.objects.filter(person_id=person_id).order_by("-lodged_at")]


def open_requests() -> list[RequestView]:
    """Return the requests that wait for an answer, the most urgent first."""
    return [request_view(row) for row in SubjectRequest.objects.filter(ended_at=None).order_by("answer_by", "id")]


def consents_of(person_id: UUID) -> list[tuple[str, str, datetime, datetime | None]]:
    """Return (purpose, version of the notice, given, withdrawn) of a person's consents, the newest first."""
    rows = Consent.objects.filter(person_id=person_id).order_by("-given_at")
    return list(rows.values_list("purpose", "notice_version", "given_at", "withdrawn_at"))


def has_consented(person_id: UUID, purpose: str) -> bool:
    """Tell whether a consent to this purpose is in force; silence is none."""
    return Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).exists()


def is_held(person_id: UUID) -> bool:
    """Tell whether the person's data must stay as they are."""
    return LegalHold.objects.filter(person_id=person_id, lifted_at=None).exists()


def open_breaches() -> list[BreachView]:
    """Return the breaches that are not closed, the oldest first."""
    return [breach_view(row) for row in Breach.objects.filter(closed_at=None).order_by("found_at")]


def request_view(row: SubjectRequest) -> RequestView:
    return RequestView(
        id=row.id,
        person_id=row.person_id,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        state=row.state,
        state_label=row.get_state_display(),
        words=row.words,
        answer=row.answer,
        refusal_ground=row.get_refusal_ground_display(),
        lodged_at=row.lodged_at,
        acknowledge_by=row.acknowledge_by,
        answer_by=row.answer_by,
        acknowledged_at=row.acknowledged_at,
        extended_at=row.extended_at,
        ended_at=row.ended_at,
    )


def breach_view(row: Breach) -> BreachView:
    told = clocks(
        row.found_at,
        serious=row.is_serious,
        notified_at=row.notified_at,
        incident_told_at=row.incident_told_at,
        reported_at=row.reported_at,
    )
    return BreachView(row.id, row.state, row.what, tuple(told))
