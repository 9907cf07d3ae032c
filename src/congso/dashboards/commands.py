"""Folding what happened into figures, a batch at a time, and making all of them anew.

Both ways add up the same lines: what each dossier stands for (`CountedDossier`). Folding takes off what a touched
dossier stood for and adds what it stands for now, so the order of commits does not matter and repeating is harmless.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from congso.catalogue import commands as catalogue
from congso.catalogue.rules.public_figures import Sums
from congso.dossiers.queries import figures
from congso.kernel import statistics
from congso.organisation import queries as organisation

from .models import CELL, MEASURES, CountedDossier, TouchedDossier
from .rules import periods

BATCH = 5_000
_LOCK = 7_221_105
"""Number of the advisory lock that lets one fold, or one recomputation, run at a time."""

_CELL = ", ".join(CELL)
_SUMS = ", ".join(f"sum({name})::int AS {name}" for name in MEASURES)
_COUNTED = ", ".join(str(field.column) for field in CountedDossier._meta.local_fields)
_OF_SOME = " WHERE dossier_id = ANY (%(dossiers)s)"

# What a line of CountedDossier adds, and to which day. Columns in the order of MEASURES.
_ADDS = {
    "received": ("received_on", "1"),
    "early": ("finished_on", "(timeliness = 'early')::int"),
    "on_time": ("finished_on", "(timeliness = 'on_time')::int"),
    "late": ("finished_on", "(timeliness = 'overdue')::int"),
    "undated": ("finished_on", "(timeliness = 'undated')::int"),
    "refused": ("refused_on", "1"),
    "dropped": ("dropped_on", "1"),
    "withdrawn": ("withdrawn_on", "1"),
    "stopped": ("stopped_on", "1"),
    "extended": ("extended_on", "1"),
    "returned": ("returned_on", "1"),
    "rated": ("rated_on", "1"),
    "rating_sum": ("rated_on", "rating"),
}


def _lines() -> str:
    """Return the SQL that tells, for each counted dossier, one line per day on which it adds something."""
    by_day: dict[str, dict[str, str]] = {}
    for measure, (day, amount) in _ADDS.items():
        by_day.setdefault(day, {})[measure] = amount
    values = [f"({day}, {', '.join(added.get(name, '0') for name in MEASURES)})" for day, added in by_day.items()]
    supplement = ", ".join("1" if name == "supplemented" else "0" for name in MEASURES)
    columns = ", ".join(MEASURES)
    return (
        f"SELECT {_CELL}, line.* FROM counted CROSS JOIN LATERAL ("
        f"SELECT * FROM (VALUES {', '.join(values)}) AS one (day, {columns}) WHERE day IS NOT NULL "
        f"UNION ALL SELECT day, {supplement} FROM unnest(supplemented_on) AS asked (day)) AS line"
    )


_DAY = {"dashboards_dailyfigure": "day", "dashboards_monthlyfigure": "date_trunc('month', day)::date"}


def _cells(table: str, of: str) -> str:
    return (
        f"WITH counted AS (SELECT * FROM dashboards_counteddossier{of}) "
        f"SELECT {_DAY[table]} AS day, {_CELL}, {_SUMS} FROM ({_lines()}) AS lines GROUP BY 1, {_CELL}"
    )


def _durations(of: str) -> str:
    unless = " AND " if of else " WHERE "
    return (
        "SELECT finished_on AS day, processing_id, receiving_id, unit_id, greatest(days, 0) AS days, "
        f"count(*)::int AS count FROM dashboards_counteddossier{of}{unless}days IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
    )


_SAME_CELL = " AND ".join(f"kept.{name} = gone.{name}" for name in ("day", *CELL))
_SAME_DURATION = " AND ".join(
    f"kept.{name} = gone.{name}" for name in ("day", "processing_id", "receiving_id", "unit_id", "days")
)
_LESS = ", ".join(f"{name} = kept.{name} - gone.{name}" for name in MEASURES)
_EMPTY = " AND ".join(f"{name} = 0" for name in MEASURES)


def _take_off(run: Callable[[str], Any]) -> None:
    """Take what the touched dossiers stood for off every counter."""
    for table in _DAY:
        run(f"UPDATE {table} AS kept SET {_LESS} FROM ({_cells(table, _OF_SOME)}) AS gone WHERE {_SAME_CELL}")
    run(
        "UPDATE dashboards_durationfigure AS kept SET count = kept.count - gone.count "
        f"FROM ({_durations(_OF_SOME)}) AS gone WHERE {_SAME_DURATION}"
    )


def _sweep(run: Callable[[str], Any]) -> None:
    """Remove counters that have come to nothing, so that folding leaves what a recomputation would make."""
    for table in _DAY:
        run(f"DELETE FROM {table} WHERE {_EMPTY}")
    run("DELETE FROM dashboards_durationfigure WHERE count = 0")


def _add(run: Callable[[str], Any], of: str) -> None:
    for table in _DAY:
        more = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in MEASURES)
        clash = f" ON CONFLICT (processing_id, day, {', '.join(CELL[1:])}) DO UPDATE SET {more}" if of else ""
        run(f"INSERT INTO {table} (day, {_CELL}, {', '.join(MEASURES)}) {_cells(table, of)}{clash}")
    clash = (
        " ON CONFLICT (processing_id, day, receiving_id, unit_id, days) "
        "DO UPDATE SET count = dashboards_durationfigure.count + excluded.count"
    )
    run(
        "INSERT INTO dashboards_durationfigure (day, processing_id, receiving_id, unit_id, days, count) "
        f"{_durations(of)}{clash if of else ''}"
    )


def _divisions(unit_ids: list[int]) -> list[int]:
    """Return which of these units do the work itself: not desks, leaders or clerks."""
    return [one for one in unit_ids if organisation.unit(one).kind == "division"]


def _stand_for(run: Callable[[str], Any], of: str) -> None:
    run(f"INSERT INTO dashboards_counteddossier ({_COUNTED}) SELECT {_COUNTED} FROM ({of}) AS facts")


def _name(run: Callable[[str], Any], of: str) -> None:
    run(
        f"INSERT INTO dashboards_countedprocedure (code, name) {figures.NAMES}{of} GROUP BY 1 ORDER BY 1 "
        "ON CONFLICT (code) DO UPDATE SET name = excluded.name"
    )


def _plainly(cursor: Any) -> None:
    """Spare the compilation of queries: over a hundred partitions it takes longer than a million rows."""
    cursor.execute("SET LOCAL jit = off")


@transaction.atomic
def fold(*, at_most: int = BATCH) -> int:
    """Bring the figures up to date with a batch of what happened. Returns how many dossiers were touched.

    Does nothing while somebody else folds or recomputes. A dossier is read after its line was taken from the list of
    touched ones: whatever commits later has a line of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "DELETE FROM dashboards_toucheddossier WHERE id = ANY (ARRAY("
            "SELECT id FROM dashboards_toucheddossier ORDER BY id LIMIT %s)) RETURNING dossier_id",
            [at_most],
        )
        touched = sorted({dossier_id for (dossier_id,) in cursor.fetchall()})
        if not touched:
            return 0
        _plainly(cursor)
        given = {"dossiers": touched, "divisions": _divisions(figures.units_had(touched))}

        def run(sql: str) -> None:
            cursor.execute(sql, given)

        _take_off(run)
        run(f"DELETE FROM dashboards_counteddossier{_OF_SOME}")
        _stand_for(run, figures.FACTS_OF_SOME)
        _add(run, _OF_SOME)
        _sweep(run)
        _name(run, " WHERE d.id = ANY (%(dossiers)s)")
    return len(touched)


@transaction.atomic
def recompute() -> int:
    """Make every figure anew from the dossiers themselves. Returns how many dossiers there are.

    Quicker than folding after a mass load (`congso demo --scale`), and the proof that folding is right. Pages of
    figures wait while it writes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SET LOCAL work_mem = '256MB'")
        _plainly(cursor)
        cursor.execute("DELETE FROM dashboards_toucheddossier")
        # The loader may have just finished: without fresh numbers the planner takes a full table for an empty one.
        figures.know_tables()
        given = {"divisions": _divisions(figures.units_had())}

        def run(sql: str) -> None:
            cursor.execute(sql, given)

        run("TRUNCATE dashboards_counteddossier, dashboards_dailyfigure, dashboards_monthlyfigure, "
            "dashboards_durationfigure, dashboards_countedprocedure")  # fmt: skip
        _stand_for(run, figures.FACTS)
        _add(run, "")
        _name(run, "")
        cursor.execute("SELECT count(*) FROM dashboards_counteddossier")
        return int(cursor.fetchone()[0])


def tidy_tables() -> None:
    """Let the planner know how large the tables of figures have become (after a recomputation)."""
    statistics.refresh(*_DAY, "dashboards_counteddossier", "dashboards_durationfigure")


# One line per procedure and agency, and one per procedure (agency 0): what ended in twelve months, what came this year.
_PUBLIC = """
SELECT procedure_code, coalesce(processing_id, 0),
       count(*) FILTER (WHERE received_on BETWEEN %(year)s AND %(until)s),
       count(*) FILTER (WHERE received_on BETWEEN %(year)s AND %(until)s AND channel = 'online'),
       count(*) FILTER (WHERE finished),
       count(*) FILTER (WHERE finished AND timeliness IN ('early', 'on_time', 'overdue')),
       count(*) FILTER (WHERE finished AND timeliness IN ('early', 'on_time')),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(days, 0)) FILTER (WHERE finished AND days IS NOT NULL),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY greatest(days, 0)) FILTER (WHERE finished AND days IS NOT NULL),
       count(*) FILTER (WHERE rated_on BETWEEN %(since)s AND %(until)s),
       coalesce(sum(rating) FILTER (WHERE rated_on BETWEEN %(since)s AND %(until)s), 0)
  FROM (SELECT *, finished_on BETWEEN %(since)s AND %(until)s AS finished FROM dashboards_counteddossier) AS counted
 WHERE finished OR received_on BETWEEN %(year)s AND %(until)s OR rated_on BETWEEN %(since)s AND %(until)s
 GROUP BY GROUPING SETS ((procedure_code, processing_id), (procedure_code))
"""


def publish_figures(*, today: date, now: datetime) -> int:
    """Hand the catalogue what its public pages say about how each procedure goes; return how many lines.

    Read from the lines that the figures are made of, by a job: no page counts dossiers.
    """
    since = periods.a_year_before(today)
    with connection.cursor() as cursor:
        cursor.execute(_PUBLIC, {"since": since, "until": today, "year": date(today.year, 1, 1)})
        rows = [(code, agency_id, Sums(*sums)) for code, agency_id, *sums in cursor.fetchall()]
    return catalogue.keep_public_figures(rows=rows, since=since, until=today, now=now)


def waiting() -> int:
    """Return how many touches wait to be folded; for tests and the health page."""
    return TouchedDossier.objects.count()
