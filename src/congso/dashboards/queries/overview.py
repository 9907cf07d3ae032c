"""The page of a head, a leader, a province: everything it shows, in one read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from congso.dossiers.queries.figures import Stock
from congso.kernel.normalise import sort_key
from congso.organisation import queries as organisation

from ..permissions import Reach, Scope, Side
from ..rules import periods
from ..rules.periods import Period
from .counting import (
    Balance,
    Duration,
    Totals,
    balance,
    by_channel,
    by_month,
    by_organisation,
    by_procedure,
    by_unit,
    duration,
    organisation_name,
    stock,
    totals,
    unfetched,
)


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
    lines = [
        Group(one, organisation_name(one), "", now_open.get(one, Stock()), done.get(one, Totals())) for one in keys
    ]
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
