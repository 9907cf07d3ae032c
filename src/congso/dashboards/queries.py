"""Every read of figures. All of them take a `Scope` that `permissions.scope` has made for the asker."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_noop as _

from congso.audit.rules.purposes import Purpose
from congso.dossiers.queries import figures
from congso.dossiers.queries.figures import Part, Stock
from congso.dossiers.queries.noting import note_rows
from congso.dossiers.queries.shapes import DossierRow
from congso.kernel.normalise import sort_key
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from .models import MEASURES, CountedDossier, CountedProcedure, DurationFigure
from .permissions import Reach, Scope, Side
from .rules import periods
from .rules.periods import Period
from .rules.shares import percent, quantile


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


def _unfetched(scope: Scope) -> Q:
    return _counted_in(scope) & Q(finished_on__isnull=False, returned_on__isnull=True)


def held_on(scope: Scope, day: date) -> int:
    """Return how many received dossiers had not ended after a past day, counted dossier by dossier; one query."""
    return CountedDossier.objects.filter(
        _counted_in(scope), Q(ended_on__gt=day) | Q(ended_on__isnull=True), received_on__lte=day
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


# The page of a head, a leader, a province


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the comparison: an officer, a unit, or an agency. `key` is its number, 0 for nobody."""

    key: int
    name: str
    note: str
    stock: Stock
    sums: Totals
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything one page of figures shows."""

    scope: Scope
    period: Period
    sums: Totals
    week: Totals
    month: Totals
    trend: Sequence[tuple[Period, Totals]]
    procedures: Sequence[tuple[str, str, Totals]]
    channels: Mapping[str, Totals]
    duration: Duration
    stock: Stock
    unfetched: int
    groups: Sequence[Group]
    balance: Balance | None


def overview(scope: Scope, period: Period, *, today: date) -> Overview:
    """Return the whole page; the number of queries does not depend on what is in it."""
    groups_now = stock(scope, today=today)
    all_now = sum(groups_now.values(), Stock())
    sums = totals(scope, period)
    return Overview(
        scope=scope,
        period=period,
        sums=sums,
        week=totals(scope, periods.week(today)),
        month=totals(scope, periods.month(today)),
        trend=by_month(scope, periods.last_months(today, 6)),
        procedures=by_procedure(scope, period),
        channels=by_channel(scope, period),
        duration=duration(scope, period),
        stock=all_now,
        unfetched=unfetched(scope),
        groups=_groups(scope, period, groups_now, today),
        balance=balance(scope, period, sums, all_now, today=today) if scope.unit_id is None else None,
    )


def _groups(scope: Scope, period: Period, now_open: Mapping[int | None, Stock], today: date) -> list[Group]:
    if scope.unit_id is not None:
        return _officers(scope.unit_id, now_open, today)
    if scope.reach is Reach.PROVINCE:
        return _ranking(by_organisation(scope, period), now_open)
    done = by_unit(scope, period)
    keys = {one for one in (*done, *now_open) if one}
    if scope.organisation_id is not None and scope.side is Side.PROCESSING:
        keys = {one for one in keys if organisation.unit(one).organisation_id == scope.organisation_id}
    named = sorted(((organisation.unit(one).name, one) for one in keys), key=lambda pair: sort_key(pair[0]))
    lines = [Group(one, name, "", now_open.get(one, Stock()), done.get(one, Totals())) for name, one in named]
    rest, rest_open = done.get(0, Totals()), now_open.get(None, Stock())
    for one in set(done) - keys - {0}:
        rest += done[one]
    for waiting in set(now_open) - keys - {None}:
        rest_open += now_open[waiting]
    if rest != Totals() or rest_open != Stock():
        lines.append(Group(0, "Chưa chuyển phòng chuyên môn hoặc ở cơ quan khác", "", rest_open, rest))
    return lines


def _officers(unit_id: int, now_open: Mapping[int | None, Stock], today: date) -> list[Group]:
    here = {one.id: one for one in organisation.officers(unit_id, today)}
    gone = [one for one in now_open if one is not None and one not in here]
    labels = organisation.officer_labels(gone) if gone else {}
    lines = [Group(one.id, one.name, one.title, now_open.get(one.id, Stock()), Totals()) for one in here.values()]
    lines += [
        Group(one, labels[one].name if one in labels else "", "Không còn ở đơn vị", now_open[one], Totals())
        for one in gone
    ]
    lines.sort(key=lambda line: (-line.stock.held, sort_key(line.name)))
    if None in now_open:
        lines.insert(0, Group(0, "Chưa phân công", "", now_open[None], Totals()))
    return lines


def _ranking(done: Mapping[int, Totals], now_open: Mapping[int | None, Stock]) -> list[Group]:
    """Order agencies by % đúng hạn, equal ones by fewer overdue; those without anything settled come last, unranked."""
    keys = {one for one in (*done, *now_open) if one}
    lines = [Group(one, _name_of(one), "", now_open.get(one, Stock()), done.get(one, Totals())) for one in keys]
    ranked = [line for line in lines if line.sums.in_time_percent is not None]
    ranked.sort(key=lambda line: (-(line.sums.in_time_percent or 0), line.stock.overdue, sort_key(line.name)))
    places: list[Group] = []
    for index, line in enumerate(ranked):
        before = places[-1] if places else None
        same = before is not None and before.sums.in_time_percent == line.sums.in_time_percent
        tied = before is not None and same and before.stock.overdue == line.stock.overdue
        place = before.rank if tied and before is not None and before.rank is not None else index + 1
        places.append(replace(line, rank=place))
    rest = [line for line in lines if line.sums.in_time_percent is None]
    return [*places, *sorted(rest, key=lambda line: sort_key(line.name))]


# The lists behind the numbers


@dataclass(frozen=True, slots=True)
class Listing:
    """A number that can be opened: its title, and the column that says on which day it was counted ("" for now)."""

    title: str
    day: str = ""
    kind: str = ""
    only: str = ""


LISTINGS: Mapping[str, Listing] = {
    "tiep-nhan": Listing(_("Hồ sơ đã tiếp nhận"), "received_on"),
    "da-giai-quyet": Listing(_("Hồ sơ đã giải quyết"), "finished_on"),
    "truoc-han": Listing(_("Hồ sơ giải quyết trước hạn"), "finished_on", only="early"),
    "dung-han": Listing(_("Hồ sơ giải quyết đúng hạn"), "finished_on", only="on_time"),
    "qua-han-da-xong": Listing(_("Hồ sơ giải quyết quá hạn"), "finished_on", only="overdue"),
    "khong-tiep-nhan": Listing(_("Hồ sơ không được tiếp nhận"), "refused_on"),
    "rut": Listing(_("Hồ sơ người nộp rút"), "withdrawn_on"),
    "dung": Listing(_("Hồ sơ dừng giải quyết"), "stopped_on"),
    "tra-lai": Listing(_("Hồ sơ rút hoặc dừng giải quyết"), "ended_on", only="given_back"),
    "bo-sung": Listing(_("Hồ sơ có yêu cầu bổ sung"), "supplemented_on"),
    "hen-lai": Listing(_("Hồ sơ đã xin lỗi, hẹn lại"), "extended_on"),
    "da-tra": Listing(_("Hồ sơ đã trả kết quả"), "returned_on"),
    "danh-gia": Listing(_("Hồ sơ được đánh giá"), "rated_on"),
    "dang-mo": Listing(_("Hồ sơ đang ở đơn vị"), kind="waiting"),
    "dang-giu": Listing(_("Hồ sơ đã tiếp nhận, chưa giải quyết xong"), kind="held"),
    "dang-giai-quyet": Listing(_("Hồ sơ đang giải quyết"), kind="working"),
    "qua-han": Listing(_("Hồ sơ đang giải quyết đã quá hạn"), kind="overdue"),
    "sap-den-han": Listing(_("Hồ sơ sắp đến hạn"), kind="due_soon"),
    "chua-xin-loi": Listing(_("Hồ sơ quá hạn chưa xin lỗi, hẹn lại"), kind="unapologised"),
    "tam-dung": Listing(_("Hồ sơ chờ người nộp bổ sung hoặc nộp tiền"), kind="paused"),
    "cho-tiep-nhan": Listing(_("Hồ sơ chờ tiếp nhận"), kind="at_the_door"),
    "cho-tra": Listing(_("Kết quả chờ người dân đến nhận"), kind="unfetched"),
    "dang-giu-cuoi-ky": Listing(_("Hồ sơ chưa giải quyết xong vào cuối kỳ"), kind="held_on"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in a list. Whose it is is shown to those who may open it."""

    row: DossierRow
    day: date | None
    due_on: date | None
    finished_on: date | None
    timeliness: str
    may_open: bool
    organisation_name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A page of a list."""

    lines: Sequence[Line]
    next_cursor: str | None


def _counted_in(scope: Scope) -> Q:
    if scope.unit_id is not None:
        return Q(unit_id=scope.unit_id, processing_id=scope.organisation_id)
    if scope.organisation_id is not None:
        return Q(**{"receiving_id" if scope.side is Side.RECEIVING else "processing_id": scope.organisation_id})
    return Q()


LIMIT = 50


def opened(
    officer: ActingOfficer,
    scope: Scope,
    listing: Listing,
    period: Period,
    *,
    now: datetime,
    after: str | None = None,
    procedure_code: str = "",
    channel: str = "",
    officer_id: int | None = None,
    age: int | None = None,
    limit: int = LIMIT,
) -> Opened:
    """Return a page of the dossiers behind a number; four queries, whatever the length."""
    if listing.kind and listing.kind != "held_on" and not (listing.kind == "unfetched" and scope.unit_id is not None):
        part = part_of(scope, officer_id=officer_id, procedure_code=procedure_code)
        page = figures.open_list(part, listing.kind, now=now, after=after, limit=limit, age=age)
        seen = figures.visible_among(officer, [row.id for row in page.rows])
        note_rows(officer, page.rows, "figures.list", now=now, purpose=Purpose.SUPERVISION, listing=listing.kind)
        return Opened([_line(row, None, seen) for row in page.rows], page.next_cursor)
    found, column = _counted(scope, listing, period), listing.day or "received_on"
    if procedure_code:
        found = found.filter(procedure_code=procedure_code)
    if channel:
        found = found.filter(channel=channel)
    # A supplement may be asked before reception and more than once: such a list runs by dossier, newest first.
    order = "dossier_id" if column == "supplemented_on" else column
    found = _beyond(found, order, after)
    facts = list(found.order_by(f"-{order}", "-dossier_id")[: limit + 1])
    more = None
    if len(facts) > limit:
        facts = facts[:limit]
        last = facts[-1]
        more = _cursor(BEGINNING if order == "dossier_id" else getattr(last, order), last.dossier_id)
    ids = [one.dossier_id for one in facts]
    rows = {row.id: row for row in figures.rows_in_order(ids, now=now)}
    seen = figures.visible_among(officer, ids)
    note_rows(
        officer,
        list(rows.values()),
        "figures.list",
        now=now,
        purpose=Purpose.SUPERVISION,
        listing=listing.kind or listing.day,
    )
    return Opened([_line(rows[one.dossier_id], one, seen, column) for one in facts if one.dossier_id in rows], more)


def _counted(scope: Scope, listing: Listing, period: Period) -> QuerySet[CountedDossier]:
    found = CountedDossier.objects.filter(_counted_in(scope))
    if listing.kind == "held_on":
        return found.filter(Q(ended_on__gt=period.last) | Q(ended_on__isnull=True), received_on__lte=period.last)
    if listing.kind == "unfetched":
        return found.filter(finished_on__isnull=False, returned_on__isnull=True)
    if listing.day == "supplemented_on":
        days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
        return found.filter(supplemented_on__overlap=days)
    found = found.filter(**{f"{listing.day}__range": (period.first, period.last)})
    if listing.only == "given_back":
        return found.filter(finished_on__isnull=True)
    return found.filter(timeliness=listing.only) if listing.only else found


def _line(row: DossierRow, fact: CountedDossier | None, seen: set[UUID], column: str = "") -> Line:
    return Line(
        row=row,
        day=getattr(fact, column) if fact is not None and column != "supplemented_on" else None,
        due_on=fact.due_on if fact is not None else None,
        finished_on=fact.finished_on if fact is not None else None,
        timeliness=str(CountedDossier.Timeliness(fact.timeliness).label)
        if fact is not None and fact.timeliness
        else "",
        may_open=row.id in seen,
        organisation_name=_name_of(row.processing_organisation_id),
    )


def _name_of(organisation_id: int) -> str:
    try:
        return organisation.organisation(organisation_id).name
    except NotFound:
        return ""


def _cursor(day: date, dossier_id: UUID) -> str:
    raw = f"{day.isoformat()} {dossier_id}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _beyond(found: QuerySet[CountedDossier], column: str, after: str | None) -> QuerySet[CountedDossier]:
    if not after:
        return found
    try:
        text = base64.urlsafe_b64decode(after[:200].encode() + b"=" * (-len(after) % 4)).decode()
        day, _, id_ = text.partition(" ")
        place = date.fromisoformat(day), UUID(id_)
    except (ValueError, binascii.Error):
        message = "Liên kết sang trang tiếp theo không đúng; hãy mở lại danh sách từ đầu."
        raise Incorrect(message, code="cursor_refused") from None
    if column == "dossier_id":
        return found.filter(dossier_id__lt=place[1])
    earlier = Q(**{f"{column}__lt": place[0]})
    return found.filter(Q(**{f"{column}__lte": place[0]}), earlier | Q(dossier_id__lt=place[1]))


def procedure_name(code: str) -> str:
    """Return the name under which the figures show a procedure, or its code."""
    return CountedProcedure.objects.filter(code=code).values_list("name", flat=True).first() or code
