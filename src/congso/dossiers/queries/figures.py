"""What the figures are made of: the days of each dossier as a relation, what is open now as groups, lists behind both.

These reads have no officer for a scope. The dashboards above give a `Part` of the province that they have checked;
whether a single dossier may be opened is still asked with `visible_among`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet

from congso.dossiers.models import Dossier
from congso.dossiers.rules.states import DossierState
from congso.kernel import statistics
from congso.kernel.clock import VIETNAM
from congso.organisation.queries import ActingOfficer

from . import cursors, rows
from .lists import visible_to
from .shapes import DossierRow, Page


def _day(column: str) -> str:
    return f"({column} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


_FINISHED = _day("coalesce(d.finished_at, d.returned_at)")
# An apology after the day had passed names a new one, but the dossier stays late.
_DUE = _day("coalesce(d.missed_due_at, d.due_at)")
_ENDED_BY = "'withdraw', 'stop', 'expire_supplement'"

# Official comparison is by date at the end of processing: state 9, else 10 (rules.timeliness says the same in Python).
# The end of a dossier that was withdrawn or stopped is the notice; without one (before reception), the event.
FACTS = f"""
SELECT d.id AS dossier_id,
       d.receiving_organisation_id AS receiving_id,
       d.processing_organisation_id AS processing_id,
       coalesce(
           (SELECT u FROM unnest(d.unit_ids) WITH ORDINALITY AS had (u, n) WHERE u = ANY (%(divisions)s) ORDER BY n
            LIMIT 1), 0) AS unit_id,
       d.procedure_code,
       d.channel,
       {_day("d.received_at")} AS received_on,
       {_DUE} AS due_on,
       {_FINISHED} AS finished_on,
       CASE WHEN {_FINISHED} IS NULL THEN '' WHEN d.due_at IS NULL THEN 'undated'
            WHEN {_FINISHED} < {_DUE} THEN 'early' WHEN {_FINISHED} = {_DUE} THEN 'on_time'
            ELSE 'overdue' END AS timeliness,
       {_FINISHED} - {_day("d.received_at")} AS days,
       CASE WHEN d.state = 'not_received' THEN
           (SELECT {_day("r.refused_at")} FROM dossiers_refusalnotice r
             WHERE r.dossier_id = d.id AND r.voided_at IS NULL) END AS refused_on,
       CASE WHEN d.received_at IS NULL THEN ended.day END AS dropped_on,
       CASE WHEN d.received_at IS NOT NULL AND d.state = 'withdrawn' THEN ended.day END AS withdrawn_on,
       CASE WHEN d.received_at IS NOT NULL AND d.state = 'stopped' THEN ended.day END AS stopped_on,
       CASE WHEN d.received_at IS NOT NULL THEN coalesce(ended.day, {_FINISHED}) END AS ended_on,
       CASE WHEN d.supplement_count > 0 THEN coalesce(
           (SELECT array_agg({_day("s.asked_at")} ORDER BY s.round) FROM dossiers_supplementrequest s
            WHERE s.dossier_id = d.id), '{{}}') ELSE '{{}}' END AS supplemented_on,
       CASE WHEN d.extension_count > 0 THEN
           (SELECT {_day("e.issued_at")} FROM dossiers_extension e WHERE e.dossier_id = d.id) END AS extended_on,
       {_day("d.returned_at")} AS returned_on,
       {_day("rating.rated_at")} AS rated_on,
       rating.overall AS rating
  FROM dossiers_dossier d
  LEFT JOIN dossiers_rating rating ON rating.dossier_id = d.id
  LEFT JOIN dossiers_stopnotice notice ON notice.dossier_id = d.id
  CROSS JOIN LATERAL (
       SELECT CASE WHEN d.state IN ('withdrawn', 'stopped') THEN coalesce(
           {_day("notice.issued_at")},
           (SELECT {_day("max(e.at)")} FROM dossiers_dossierevent e
             WHERE e.dossier_id = d.id AND e.at >= d.submitted_at AND e.action IN ({_ENDED_BY}))) END AS day
       OFFSET 0  -- found once per dossier, not once per column that uses it
  ) AS ended
"""
"""One line per dossier, every day a day in Vietnam; needs the parameter `divisions` (see `units_had`)."""

FACTS_OF_SOME = f"{FACTS} WHERE d.id = ANY (%(dossiers)s)"
"""The same of the dossiers in the parameter `dossiers`."""

NAMES = "SELECT d.procedure_code AS code, max(d.procedure_name) AS name FROM dossiers_dossier d"
"""How procedures are called; one line per code once it is grouped by it."""


def units_had(dossier_ids: Collection[UUID] | None = None) -> list[int]:
    """Return every unit that has had any of these dossiers (all dossiers without ids)."""
    of_some = "" if dossier_ids is None else " WHERE id = ANY (%(dossiers)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT unnest(unit_ids) FROM dossiers_dossier{of_some}",
            {} if dossier_ids is None else {"dossiers": list(dossier_ids)},
        )
        return [unit_id for (unit_id,) in cursor.fetchall()]


def know_tables() -> None:
    """Let the planner know how large the tables read by `FACTS` are; after a mass load it does not."""
    names = ("dossier", "refusalnotice", "rating", "stopnotice", "supplementrequest", "extension")
    statistics.refresh(*(f"dossiers_{name}" for name in names))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the province. Nothing set: the whole. `officer_id` 0 means what nobody has been given."""

    receiving_id: int | None = None
    processing_id: int | None = None
    unit_id: int | None = None
    officer_id: int | None = None
    procedure_code: str = ""

    def within(self, found: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """Narrow a query to this part; a unit means what waits for it."""
        if self.receiving_id is not None:
            found = found.filter(receiving_organisation_id=self.receiving_id)
        if self.processing_id is not None:
            found = found.filter(processing_organisation_id=self.processing_id)
        if self.unit_id is not None:
            found = found.filter(waiting_unit_id=self.unit_id)
        if self.officer_id is not None:
            found = found.filter(waiting_officer_id=self.officer_id or None)
        if self.procedure_code:
            found = found.filter(procedure_code=self.procedure_code)
        return found


AGES = (3, 7, 15, 30)
"""Bounds in days of the groups by age: up to 3 days, up to 7, … and beyond the last."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What is open now. `working` are received dossiers whose clock runs (states 2, 4), of them `overdue` by date,
    `due_soon` today or within two days, `unapologised` overdue without an apology. `paused` wait for the person
    (states 5, 6), `at_the_door` are not yet received. `ages` group the received ones by days since reception."""

    working: int = 0
    overdue: int = 0
    due_soon: int = 0
    unapologised: int = 0
    paused: int = 0
    at_the_door: int = 0
    ages: tuple[int, ...] = (0,) * (len(AGES) + 1)
    oldest: datetime | None = None

    @property
    def in_time(self) -> int:
        """Being processed and not overdue."""
        return self.working - self.overdue

    @property
    def held(self) -> int:
        """Received and not ended."""
        return self.working + self.paused

    def __add__(self, other: "Stock") -> "Stock":
        oldest = [one for one in (self.oldest, other.oldest) if one is not None]
        return Stock(
            self.working + other.working,
            self.overdue + other.overdue,
            self.due_soon + other.due_soon,
            self.unapologised + other.unapologised,
            self.paused + other.paused,
            self.at_the_door + other.at_the_door,
            tuple(mine + theirs for mine, theirs in zip(self.ages, other.ages, strict=True)),
            min(oldest, default=None),
        )


WORKING = (DossierState.RECEIVED, DossierState.IN_PROGRESS)
PAUSED = (DossierState.SUPPLEMENT_REQUESTED, DossierState.PAYMENT_REQUESTED)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), VIETNAM)


def _kinds(today: date) -> dict[str, Q]:
    received = Q(is_open=True, received_at__isnull=False)
    working = received & Q(state__in=WORKING)
    overdue = working & (Q(due_at__lt=_start_of(today)) | Q(missed_due_at__isnull=False))
    soon = _start_of(today + timedelta(days=rows.DUE_SOON_DAYS + 1))
    return {
        "held": received,
        "working": working,
        "overdue": overdue,
        "due_soon": working & Q(due_at__gte=_start_of(today), due_at__lt=soon, missed_due_at__isnull=True),
        "unapologised": overdue & Q(extension_count=0),
        "paused": received & Q(state__in=PAUSED),
        "at_the_door": Q(is_open=True, received_at__isnull=True),
        "waiting": Q(is_open=True),
        "unfetched": Q(state=DossierState.FINISHED),
    }


def stock(part: Part, by: str, *, today: date) -> dict[int | None, Stock]:
    """Return what is open now by a column of the dossier (`waiting_officer_id`, `processing_organisation_id`, …)."""
    kinds = _kinds(today)
    counted = {
        name: Count("id", filter=kinds[name])
        for name in ("working", "overdue", "due_soon", "unapologised", "paused", "at_the_door")
    }
    young, bounds = Q(), (*AGES, None)
    for index, bound in enumerate(bounds):
        since = None if bound is None else _start_of(today - timedelta(days=bound))
        here = kinds["held"] & young & (Q() if since is None else Q(received_at__gte=since))
        counted[f"age_{index}"] = Count("id", filter=here)
        young = Q() if since is None else Q(received_at__lt=since)
    found = (
        part.within(Dossier.objects.filter(is_open=True))
        .order_by()
        .values(by)
        .annotate(oldest=Min("received_at"), **counted)
    )
    return {
        row[by]: Stock(
            row["working"],
            row["overdue"],
            row["due_soon"],
            row["unapologised"],
            row["paused"],
            row["at_the_door"],
            tuple(row[f"age_{index}"] for index in range(len(bounds))),
            row["oldest"],
        )
        for row in found
    }


def unfetched(part: Part, by: str) -> dict[int, int]:
    """Return how many results wait for the people they are for, by a column of the dossier."""
    found = part.within(Dossier.objects.filter(state=DossierState.FINISHED)).order_by().values_list(by)
    return dict(found.annotate(Count("id")))


def open_list(
    part: Part, kind: str, *, now: datetime, after: str | None = None, limit: int = 20, age: int | None = None
) -> Page[DossierRow]:
    """Return a page of what a number of `stock` (by its name), or `unfetched`, counts; the most pressing first."""
    today = now.astimezone(VIETNAM).date()
    column = "finished_at" if kind == "unfetched" else "waits_until"
    found = part.within(Dossier.objects.filter(_kinds(today)[kind]))
    if age is not None:
        if age < len(AGES):
            found = found.filter(received_at__gte=_start_of(today - timedelta(days=AGES[age])))
        if age > 0:
            found = found.filter(received_at__lt=_start_of(today - timedelta(days=AGES[age - 1])))
    place = cursors.read(after)
    if place is not None:
        found = found.filter(cursors.beyond(column, place[0], place[1]))
    listed = rows.read(found.order_by(column, "id")[: limit + 1], now)
    more = None
    if len(listed) > limit:
        last = listed[limit - 1]
        at = last.finished_at if column == "finished_at" else last.waits_until
        assert at is not None
        more = cursors.write(at, last.id)
    return Page(listed[:limit], more)


def rows_in_order(dossier_ids: Sequence[UUID], *, now: datetime) -> list[DossierRow]:
    """Return the lines of these dossiers, in the order asked for."""
    found = {row.id: row for row in rows.read(Dossier.objects.filter(id__in=dossier_ids), now)}
    return [found[one] for one in dossier_ids if one in found]


def visible_among(officer: ActingOfficer, dossier_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these dossiers the officer may open."""
    return set(visible_to(officer).filter(id__in=list(dossier_ids)).values_list("id", flat=True))
