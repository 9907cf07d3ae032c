"""Fills the province: deals the dossiers out to agencies and months, plays them, and has them written down.

The order of months is the order of time, so pages of the tables hold neighbours in time as they would in life. Codes
and register numbers are drawn per agency in the order of reception and are gap-free; the registers are moved on, so
that the next real dossier gets the next number.
"""

import gc
import multiprocessing
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from congso.catalogue import queries as catalogue
from congso.dossiers.rules import codes
from congso.identity.queries import identity_numbers
from congso.kernel import statistics
from congso.organisation import queries as organisation

from .copying import Sheets, or_null, settle
from .offers import Offer, offers_of
from .people import IdentityNumbers, names
from .play import Teller
from .timetable import Timetable
from .worktime import DAY, WorkTime, minutes_of
from .writer import Desk, Told, Writer

# Share of the year's dossiers per month: quiet around Tết, busy before school and before the year ends.
SEASON = (0.85, 0.55, 1.1, 1.0, 1.0, 1.1, 1.1, 1.25, 1.1, 1.0, 1.0, 0.95)
ROUGH_ONLINE = 0.62
EVENTS_AT_ONCE = 30_000
"""With about so many events, and all rows that belong to them, one transaction ends."""


def _months(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield (first, end) ordinals month by month."""
    day = date.fromordinal(first)
    while day.toordinal() <= last:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        yield day.toordinal(), min(after.toordinal(), last + 1)
        day = after


def _share(total: int, weights: Sequence[float], chance: random.Random) -> list[int]:
    """Split `total` by weight; what rounding leaves goes to random places."""
    whole = sum(weights) or 1
    parts = [int(total * weight / whole) for weight in weights]
    for _ in range(total - sum(parts)):
        parts[chance.randrange(len(parts))] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Task:
    """What one process plays: some agencies and how many dossiers each."""

    worker: int
    workers: int
    seed: int
    offers: tuple[tuple[Offer, ...], ...]
    dossiers: tuple[int, ...]
    first_day: date
    now: datetime
    tables: Path | None
    names: int
    taken: dict[str, int]


def play(task: Task, tell: Callable[[int], None]) -> int:
    """Play and write one task; `tell` hears how many dossiers each batch had. Returns how many there were."""
    today = task.now.date()
    with organisation.one_revision():
        return _play(task, today, tell)


def _play(task: Task, today: date, tell: Callable[[int], None]) -> int:
    desks = [_desk(offers, task, today) for offers in task.offers]
    pool = names(task.names, seed=task.seed, tables=task.tables)
    numbers = IdentityNumbers(task.taken, place=task.worker, makers=task.workers)
    writer = Writer(task.seed, task.worker, pool, numbers)
    edition = organisation.current_edition_id(today)
    writer.edition = or_null(edition)
    chance = random.Random(f"plan:{task.seed}:{task.worker}")
    first, last, now = task.first_day.toordinal(), today.toordinal(), minutes_of(task.now)
    months = list(_months(first, last))
    weights = [SEASON[date.fromordinal(a).month - 1] * (b - a) / 30 for a, b in months]
    plan = [
        _share(count, weights, chance) if desk.offers else [0] * len(months)
        for desk, count in zip(desks, task.dossiers, strict=True)
    ]
    tables: dict[int, Timetable] = {}
    times = {}
    for desk in desks:
        calendar = organisation.calendar_for(desk.view.id, today, edition)
        times[desk.view.id] = tables.setdefault(id(calendar), Timetable(calendar))
    for month, (begin, end) in enumerate(months):
        for desk, counts in zip(desks, plan, strict=True):
            timetable = times[desk.view.id]
            before = writer.count
            _tell_month(desk, counts[month], begin, end, now, timetable, chance)
            _hand_in(desk, end * DAY, writer, timetable, final=end > last)
            if writer.count - before:
                if len(writer.sheets.rows["dossiers_dossierevent"]) > EVENTS_AT_ONCE:
                    writer.hand_over(desks)
                tell(writer.count - before)
    writer.hand_over(desks)
    return writer.count


def _desk(offers: tuple[Offer, ...], task: Task, today: date) -> Desk:
    view = offers[0].receiving
    organisation_id = view.id
    calendar = organisation.calendar_for(organisation_id, today)
    axis = WorkTime(calendar, task.first_day, today + timedelta(days=200))
    new = organisation.identifier(organisation_id, "new", today)
    old = organisation.identifier(organisation_id, "old", today)
    agency = codes.AgencyCode.from_new(new) if new else codes.AgencyCode.from_old(old or "000.00.00.H00")
    if new and old:
        agency = codes.AgencyCode(old, new)
    desk = Desk(view, list(offers), axis, agency)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, period, last_number FROM kernel_register WHERE split_part(name, ':', 2) = %s",
            [str(organisation_id)],
        )
        for name, period, last in cursor.fetchall():
            kind = name.split(":")[0]
            kind += str(organisation_id) if kind == "KQ" else ""
            if kind == "dossiers":
                desk.day_serial[date(int(period[:4]), int(period[4:6]), int(period[6:])).toordinal()] = last
            else:
                desk.numbers[kind, int(period)] = last
    return desk


def _tell_month(
    desk: Desk, count: int, begin: int, end: int, now: int, times: Timetable, chance: random.Random
) -> None:
    if not count:
        return
    worked_days = [day for day in desk.axis.days() if begin <= day < end] or [begin]
    offers = chance.choices(desk.offers, [offer.weight for offer in desk.offers], k=count)
    for offer in offers:
        online = chance.random() < ROUGH_ONLINE
        if online:
            minute = 360 + int(chance.betavariate(2, 2.2) * 1_000)
            at = (begin + int(chance.random() * (end - begin))) * DAY + minute
        else:
            day = worked_days[int(chance.random() * len(worked_days))]
            at = desk.axis.at(desk.axis.of(day * DAY) + int(chance.betavariate(1.7, 2) * 475))
        if at > now:
            at = now - 1 - int(chance.random() * 600)
        teller = Teller(chance, desk.axis, offer.stages, lambda t, offer=offer: times.due(offer, t)[0], now)  # type: ignore[misc]
        desk.waiting.append(Told(offer, teller.tell(at, online=online), 0))


def _hand_in(desk: Desk, until: int, writer: Writer, times: Timetable, *, final: bool) -> None:
    """Number and write the dossiers received before `until`, in the order of reception; the others wait."""
    ready: list[Told] = []
    later: list[Told] = []
    for told in desk.waiting:
        received = told.story.received
        (ready if final or received is None or received < until else later).append(told)
    desk.waiting = later
    ready.sort(key=lambda told: told.story.received or told.story.events[0].at)
    for told in ready:
        writer.dossier(desk, told, times)


def fill(
    *,
    scale: int,
    seed: int,
    now: datetime,
    months: int,
    processes: int,
    tables: Path | None,
    tell: Callable[[int], None],
    busier: Mapping[int, float] | None = None,
) -> int:
    """Fill the province with `scale` dossiers of the last `months` months. Returns how many were written.

    `busier` makes agencies (by id) get that many times the dossiers of others.
    Agencies are dealt out to `processes`; each writes its own, because codes and registers belong to an agency.
    """
    today = now.date()
    receiving = []
    with organisation.one_revision():
        adopted = [catalogue.current(code, today) for code in catalogue.adopted_codes(today)]
        staff = organisation.officers_by_unit(today)
        for one in organisation.organisations(
            kinds=["commune_committee", "provincial_centre", "district_committee"], on=today
        ):
            if offers := tuple(offers_of(one, adopted, today, staff)):
                receiving.append(offers)
    if not receiving or not scale:
        return 0
    chance = random.Random(f"province:{seed}")
    factors = {offers[0].receiving.id: 4.0 for offers in receiving if offers[0].receiving.kind == "provincial_centre"}
    factors.update(busier or {})
    sizes = [chance.lognormvariate(0, 0.5) * factors.get(offers[0].receiving.id, 1) for offers in receiving]
    counts = _share(scale, sizes, chance)
    month = today.month - 1 - months
    first_day = date(today.year + month // 12, month % 12 + 1, 1)
    taken: dict[str, int] = {}
    for number in identity_numbers():
        taken[number[:6]] = max(taken.get(number[:6], 0), int(number[6:]))
    shares: list[list[int]] = [[] for _ in range(processes)]
    loads = [0] * processes
    for index in sorted(range(len(receiving)), key=lambda i: -counts[i]):
        lightest = loads.index(min(loads))
        shares[lightest].append(index)
        loads[lightest] += counts[index]
    tasks = [
        Task(
            worker=worker,
            workers=processes,
            seed=seed,
            offers=tuple(receiving[i] for i in share),
            dossiers=tuple(counts[i] for i in share),
            first_day=first_day,
            now=now,
            tables=tables,
            names=min(60_000, max(1_500, scale // 4)),
            taken=taken,
        )
        for worker, share in enumerate(shares)
        if share
    ]
    written = play(tasks[0], tell) if len(tasks) == 1 else _play_apart(tasks, tell)
    settle()
    _count_again(apart=len(tasks) > 1)
    return written


def _count_again(*, apart: bool) -> None:
    """The words of the search take as long to count as all other tables; months of events are counted by the server."""
    words = "dossiers_dossiersearch"
    others = [table for table in Sheets.COLUMNS if table not in (words, "dossiers_dossierevent")]
    if apart:
        statistics.refresh_side_by_side([words], others)
    else:
        statistics.refresh(words, *others)


def _play_apart(tasks: Sequence[Task], tell: Callable[[int], None]) -> int:
    connection.close()
    context = multiprocessing.get_context("fork")
    queue: Any = context.SimpleQueue()
    workers = [context.Process(target=_child, args=(task, queue)) for task in tasks]
    for worker in workers:
        worker.start()
    total, running = 0, len(workers)
    failed = False
    while running:
        kind, number = queue.get()
        if kind == "done":
            running -= 1
            total += max(0, number)
            failed |= number < 0
        else:
            tell(number)
    for worker in workers:
        worker.join()
    if failed:
        raise RuntimeError("a process that fills the demo province failed; its message stands above")
    return total


def _child(task: Task, queue: Any) -> None:
    from django.db import connections

    done = -1
    try:
        for one in connections.all():
            one.close()
            if hasattr(one, "close_pool"):
                one.close_pool()
        # Rows are text and stories hold no rings: looking for rings took a twentieth of the time and found none.
        gc.freeze()
        gc.disable()
        done = play(task, lambda count: queue.put(("more", count)))
    finally:
        queue.put(("done", done))
