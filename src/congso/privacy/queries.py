"""Reading the registers of personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from congso.privacy.models import Breach, Consent, LegalHold, NoticeShown, Restriction, SubjectRequest
from congso.privacy.rules.breaches import BreachClock, BreachState, clocks, following
from congso.privacy.rules.notices import Notice


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
class BreachStep:
    """One thing that was found out or done about a breach."""

    at: datetime
    state_label: str
    by_id: int
    note: str


@dataclass(frozen=True, slots=True)
class BreachView:
    """A breach with its clocks. `next_states` are where it can go."""

    id: UUID
    state: str
    what: str
    clocks: tuple[BreachClock, ...]
    state_label: str
    is_serious: bool
    people_at_most: int
    found_at: datetime
    opened_by_id: int
    incident_told_at: datetime | None
    closed_at: datetime | None
    course: tuple[BreachStep, ...]
    next_states: tuple[BreachState, ...]
    reminded: frozenset[str]


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent, in force until it is withdrawn."""

    purpose: str
    notice_version: str
    is_sensitive: bool
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldView:
    """A legal hold."""

    id: UUID
    person_id: UUID
    document_number: str
    placed_at: datetime
    placed_by_id: int
    lifted_at: datetime | None


MOST = 200
"""Ended requests, breaches and holds a page shows, the newest first; the trail keeps all."""


def requests_of(person_id: UUID) -> list[RequestView]:
    """Return a person's own requests, the newest first."""
    return [request_view(row) for row in SubjectRequest.objects.filter(person_id=person_id).order_by("-lodged_at")]


def open_requests() -> list[RequestView]:
    """Return the requests that wait for an answer, the most urgent first."""
    return [request_view(row) for row in SubjectRequest.objects.filter(ended_at=None).order_by("answer_by", "id")]


def request(request_id: UUID | str) -> RequestView | None:
    """Return a request, for those who answer it and for jobs."""
    row = SubjectRequest.objects.filter(id=request_id).first()
    return request_view(row) if row else None


def own_request(person_id: UUID, request_id: UUID) -> RequestView | None:
    """Return a person's own request; None for anybody else's."""
    row = SubjectRequest.objects.filter(id=request_id, person_id=person_id).first()
    return request_view(row) if row else None


def ended_requests() -> list[RequestView]:
    """Return the requests that were answered or refused last."""
    return [request_view(row) for row in SubjectRequest.objects.exclude(ended_at=None).order_by("-ended_at")[:MOST]]


def consent_views(person_id: UUID) -> list[ConsentView]:
    """Return a person's consents, the newest first."""
    return [
        ConsentView(row.purpose, row.notice_version, row.is_sensitive, row.channel, row.given_at, row.withdrawn_at)
        for row in Consent.objects.filter(person_id=person_id).order_by("-given_at")
    ]


def has_read(person_id: UUID, notice: Notice) -> bool:
    """Tell whether a person was shown this version of a notice."""
    return NoticeShown.objects.filter(person_id=person_id, notice=notice.key, version=notice.version).exists()


def is_restricted(*person_ids: UUID | None) -> bool:
    """Tell whether the data of one of these people may only be kept."""
    known = [one for one in person_ids if one is not None]
    return Restriction.objects.filter(person_id__in=known, lifted_at=None).exists()


def restricted_since(person_id: UUID) -> datetime | None:
    """Return since when a person's data may only be kept, or None."""
    return Restriction.objects.filter(person_id=person_id, lifted_at=None).values_list("placed_at", flat=True).first()


def held_people() -> list[UUID]:
    """Return whose data must stay as they are."""
    return list(LegalHold.objects.filter(lifted_at=None).values_list("person_id", flat=True).distinct())


def holds(*, in_force: bool) -> list[HoldView]:
    """Return the legal holds in force, or those lifted last."""
    rows = LegalHold.objects.filter(lifted_at__isnull=in_force).order_by("-placed_at")[:MOST]
    return [
        HoldView(row.id, row.person_id, row.document_number, row.placed_at, row.placed_by_id, row.lifted_at)
        for row in rows
    ]


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


def closed_breaches() -> list[BreachView]:
    """Return the breaches closed last."""
    return [breach_view(row) for row in Breach.objects.exclude(closed_at=None).order_by("-closed_at")[:MOST]]


def breach(breach_id: UUID) -> BreachView | None:
    """Return a breach, or None."""
    row = Breach.objects.filter(id=breach_id).first()
    return breach_view(row) if row else None


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
    state = BreachState(row.state)
    return BreachView(
        id=row.id,
        state=row.state,
        what=row.what,
        clocks=tuple(told),
        state_label=str(state.label),
        is_serious=row.is_serious,
        people_at_most=row.people_at_most,
        found_at=row.found_at,
        opened_by_id=row.opened_by_id,
        incident_told_at=row.incident_told_at,
        closed_at=row.closed_at,
        course=tuple(
            BreachStep(datetime.fromisoformat(one["at"]), str(BreachState(one["state"]).label), one["by"], one["note"])
            for one in row.course
        ),
        next_states=following(state),
        reminded=frozenset(row.reminded),
    )
