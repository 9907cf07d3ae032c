"""Counters summed up, stocks, and what must balance: each asked for a `Scope` and a period."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from congso.dossiers.queries import figures
from congso.dossiers.queries.figures import Part, Stock
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation

from ..models import MEASURES, CountedDossier, CountedProcedure, DurationFigure
from ..permissions import Reach, Scope, Side
from ..rules import periods
from ..rules.periods import Period
from ..rules.shares import percent, quantile


@dataclass(frozen=True, slots=True)
class Totals:
    """Counters summed up; see `models.Figure` for what each means."""

    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    undated: int = 0
    refused: int = 0
    dropped: int = 0
    withdrawn: int = 0
    stopped: int = 0
    supplemented: int = 0
    extended: int = 0
    returned: int = 0
    rated: int = 0
    rating_sum: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Totals)))

    @property
    def finished(self) -> int:
        """Settled (đã giải quyết): state 9."""
        return self.early + self.on_time + self.late + self.undated

    @property
    def given_back(self) -> int:
        """Received and ended without a result: withdrawn or stopped."""
        return self.withdrawn + self.stopped

    @property
    def in_time_percent(self) -> float | None:
        """% đúng hạn: (early + on time) of all settled."""
        return percent(self.early + self.on_time, self.finished)

    @property
    def satisfied(self) -> float | None:
        """Mean rating on the scale 1 to 3."""
        return round(self.rating_sum / self.rated, 2) if self.rated else None


assert tuple(one.name for one in fields(Totals)) == MEASURES

_COLUMNS = ", ".join(f"coalesce(sum({name}), 0)::int" for name in MEASURES)


def _where(scope: Scope) -> tuple[str, dict[str, int]]:
    if scope.unit_id is not None:
        return "unit_id = %(unit)s AND processing_id = %(agency)s", {
            "unit": scope.unit_id,
            "agency": scope.organisation_id or 0,
        }
    if scope.organisation_id is not None:
        column = "receiving_id" if scope.side is Side.RECEIVING else "processing_id"
        return f"{column} = %(agency)s", {"agency": scope.organisation_id}
    return "true", {}


def _totals(scope: Scope, period: Period, by: str) -> dict[str | int | date, Totals]:
    """Return totals of a period by a column; whole months are read from the monthly figures."""
    where, given = _where(scope)
    bounds: dict[str, date | int] = {"first": period.first, "last": period.last, **given}
    months = periods.whole_months(period)
    parts = f"SELECT * FROM dashboards_dailyfigure WHERE {where} AND day BETWEEN %(first)s AND %(last)s"
    if months:
        bounds["from_month"], bounds["to_month"] = months
        bounds["after"] = periods.month(months[1]).last + timedelta(days=1)
        parts = (
            f"SELECT * FROM dashboards_monthlyfigure WHERE {where} AND day BETWEEN %(from_month)s AND %(to_month)s "
            f"UNION ALL SELECT * FROM dashboards_dailyfigure WHERE {where} "
            "AND (day >= %(first)s AND day < %(from_month)s OR day >= %(after)s AND day <= %(last)s)"
        )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {by}, {_COLUMNS} FROM ({parts}) AS cells GROUP BY 1", bounds)
        return {row[0]: Totals(*row[1:]) for row in cursor.fetchall()}


def totals(scope: Scope, period: Period) -> Totals:
    """Return the totals of a period; one query."""
    return _totals(scope, period, "''").get("", Totals())


BEGINNING = date(2000, 1, 1)


def held_before(scope: Scope, period: Period) -> int:
    """Return what was received and not ended when the period began (kỳ trước chuyển sang); from figures alone."""
    sums = totals(scope, Period(BEGINNING, period.before))
    return sums.received - sums.finished - sums.given_back


def by_month(scope: Scope, months: Sequence[Period]) -> list[tuple[Period, Totals]]:
    """Return the totals of consecutive months, one query."""
    found = _totals(scope, Period(months[0].first, months[-1].last), "day") if months else {}
    return [(one, found.get(one.first, Totals())) for one in months]


def by_procedure(scope: Scope, period: Period) -> list[tuple[str, str, Totals]]:
    """Return (code, name, totals) by procedure, what was received most first; two queries."""
    found = {str(code): sums for code, sums in _totals(scope, period, "procedure_code").items()}
    names = dict(CountedProcedure.objects.filter(code__in=found).values_list("code", "name"))
    rows = [(code, names.get(code, code), sums) for code, sums in found.items()]
    return sorted(rows, key=lambda row: (-row[2].received, -row[2].finished, row[0]))


def by_channel(scope: Scope, period: Period) -> dict[str, Totals]:
    """Return the totals by channel; one query."""
    return {str(key): sums for key, sums in _totals(scope, period, "channel").items()}


def by_unit(scope: Scope, period: Period) -> dict[int, Totals]:
    """Return the totals by division; 0 for what no division has had; one query."""
    return {int(str(key)): sums for key, sums in _totals(scope, period, "unit_id").items()}


def by_organisation(scope: Scope, period: Period) -> dict[int, Totals]:
    """Return the totals by agency, on the side the scope looks at; one query."""
    column = "receiving_id" if scope.side is Side.RECEIVING else "processing_id"
    return {int(str(key)): sums for key, sums in _totals(scope, period, column).items()}


def _durations(scope: Scope) -> QuerySet[DurationFigure]:
    found = DurationFigure.objects.all()
    if scope.unit_id is not None:
        found = found.filter(unit_id=scope.unit_id, processing_id=scope.organisation_id or 0)
    elif scope.organisation_id is not None:
        side = "receiving_id" if scope.side is Side.RECEIVING else "processing_id"
        found = found.filter(**{side: scope.organisation_id})
    return found


@dataclass(frozen=True, slots=True)
class Duration:
    """How many days it took from reception to the end, days off counted: half of all, nine of ten."""

    median: int | None
    ninth_decile: int | None


def duration(scope: Scope, period: Period) -> Duration:
    """Return how long the dossiers finished in a period took; one query."""
    counts = dict(
        _durations(scope)
        .filter(day__range=(period.first, period.last))
        .order_by()
        .values_list("days")
        .annotate(Sum("count"))
    )
    return Duration(quantile(counts, 0.5), quantile(counts, 0.9))


def part_of(scope: Scope, *, officer_id: int | None = None, procedure_code: str = "") -> Part:
    """Return the scope as the dossiers know it."""
    if scope.unit_id is not None:
        return Part(unit_id=scope.unit_id, officer_id=officer_id, procedure_code=procedure_code)
    if scope.side is Side.RECEIVING:
        return Part(receiving_id=scope.organisation_id, officer_id=officer_id, procedure_code=procedure_code)
    return Part(processing_id=scope.organisation_id, officer_id=officer_id, procedure_code=procedure_code)


def _side_column(scope: Scope) -> str:
    return f"{'receiving' if scope.side is Side.RECEIVING else 'processing'}_organisation_id"


def stock(scope: Scope, *, today: date) -> dict[int | None, Stock]:
    """Return what is open now: of a unit by officer, of an agency by unit, of the province by agency; one query."""
    column = {Reach.UNIT: "waiting_officer_id", Reach.ORGANISATION: "waiting_unit_id"}.get(
        scope.reach, _side_column(scope)
    )
    if scope.reach is Reach.UNIT and scope.unit_id is None:
        column = "waiting_unit_id"
    return figures.stock(part_of(scope), column, today=today)


def unfetched(scope: Scope) -> int:
    """Return how many results of this scope wait to be fetched; one query."""
    if scope.unit_id is not None:
        return CountedDossier.objects.filter(_unfetched(scope)).count()
    column = _side_column(scope)
    return sum(figures.unfetched(part_of(scope), column).values())


def counted_in(scope: Scope) -> Q:
    """Return the condition that a counted dossier stands in a scope."""
    if scope.unit_id is not None:
        return Q(unit_id=scope.unit_id, processing_id=scope.organisation_id)
    if scope.organisation_id is not None:
        return Q(**{"receiving_id" if scope.side is Side.RECEIVING else "processing_id": scope.organisation_id})
    return Q()


def _unfetched(scope: Scope) -> Q:
    return counted_in(scope) & Q(finished_on__isnull=False, returned_on__isnull=True)


def held_on(scope: Scope, day: date) -> int:
    """Return how many received dossiers had not ended after a past day, counted dossier by dossier; one query."""
    return CountedDossier.objects.filter(
        counted_in(scope), Q(ended_on__gt=day) | Q(ended_on__isnull=True), received_on__lte=day
    ).count()


@dataclass(frozen=True, slots=True)
class Balance:
    """kỳ trước + tiếp nhận = đã giải quyết + đang giải quyết + tạm dừng + trả lại, rút, dừng.

    The left side and what ended come from the figures; what is held comes from the dossiers themselves, so the
    `difference` is a real check. For a past period what was held is not split into working and paused.
    """

    before: int
    received: int
    finished: int
    working: int
    paused: int | None
    given_back: int

    @property
    def left(self) -> int:
        """What there was."""
        return self.before + self.received

    @property
    def right(self) -> int:
        """What became of it."""
        return self.finished + self.working + (self.paused or 0) + self.given_back

    @property
    def difference(self) -> int:
        """Left minus right; 0 when the figures are whole."""
        return self.left - self.right


def balance(scope: Scope, period: Period, sums: Totals, now_open: Stock, *, today: date) -> Balance:
    """Return the balance of a period for an agency or the province."""
    before = held_before(scope, period)
    working, paused = now_open.working, now_open.paused if period.last >= today else None
    if paused is None:
        working = held_on(scope, period.last)
    return Balance(before, sums.received, sums.finished, working, paused, sums.given_back)


# Names


def organisation_name(organisation_id: int) -> str:
    """Return the name of an organisation; "" for one that is no more known."""
    try:
        return organisation.organisation(organisation_id).name
    except NotFound:
        return ""


def procedure_name(code: str) -> str:
    """Return the name under which the figures show a procedure, or its code."""
    return CountedProcedure.objects.filter(code=code).values_list("name", flat=True).first() or code
