"""What the figures cost: the page of the whole province, and working every figure out anew.

The page is measured like the readings (`bench.reads`): the whole way through the application in one process, periods
drawn at random; the reference is bare SQL that sums the same period per agency, in turn with it. The reference of
`congso figures recompute` is one `SELECT` that groups all dossiers by day, agency and procedure and keeps nothing.
`python -m bench.figures ROWS` measures one size.
"""

import json
import random
import sys
import time
from functools import partial
from typing import Any

import psycopg

from bench.reads import get_page, rows_of, run_sql, timed
from bench.report import Report, percentile
from bench.world import World, cluster, world

REQUESTS = 120
LEADER = (
    "SELECT a.id FROM organisation_officer o JOIN organisation_position p ON p.id = o.position_id "
    "JOIN organisation_unit u ON u.id = p.unit_id JOIN organisation_organisation g ON g.id = u.organisation_id "
    "JOIN identity_account a ON a.person_id = o.person_id AND a.kind = 'officer' "
    "WHERE g.kind = 'provincial_committee' AND o.valid_to IS NULL AND 'leader' = ANY (p.roles) ORDER BY a.id LIMIT 1"
)
GROUPED = (
    "SELECT submitted_at::date, received_at::date, finished_at::date, processing_organisation_id, procedure_code, "
    "channel, state, count(*) FROM dossiers_dossier GROUP BY 1, 2, 3, 4, 5, 6, 7"
)


def recompute(report: Report, made: World) -> None:
    """Work every figure out anew twice; the faster of both counts."""
    seconds, plain = [], []
    for _ in range(2):
        done = json.loads(made.congso("figures", "recompute", "--json").strip().splitlines()[-1])
        seconds.append(float(done["seconds"]))
        started = time.perf_counter()
        rows_of(made, GROUPED)
        plain.append(time.perf_counter() - started)
    took, reference = min(seconds), min(plain)
    report.add("figures recompute", took, "s", reference=f"bare SQL, one grouping: {reference:.1f} s",
               ratio=took / reference, rows=made.rows)  # fmt: skip


def province_page(report: Report, made: World) -> None:
    """Measure in this process, which already lives in the world."""
    from django.test import Client

    from congso.dashboards.rules import periods
    from congso.identity.testing import sign_in
    from congso.kernel import clock

    leader = Client(SERVER_NAME="127.0.0.1")
    sign_in(leader, int(rows_of(made, LEADER)[0][0]))
    today, chance = clock.today(), random.Random(1)
    choices = [*periods.last_months(today, 12), periods.quarter(today), periods.year(today)]
    raw: Any = psycopg.connect(made.url, autocommit=True)
    ours: list[float] = []
    bare: list[float] = []
    for number in range(-10, REQUESTS):
        period = chance.choice(choices)
        sql = "SELECT processing_id, sum(received) FROM dashboards_dailyfigure WHERE day BETWEEN %s AND %s GROUP BY 1"
        took = timed(partial(get_page, leader, "/can-bo/so-lieu/", {"ky": period.code}))
        reference = timed(partial(run_sql, raw, sql, (period.first, period.last)))
        if number >= 0:
            ours.append(took)
            bare.append(reference)
    raw.close()
    value, reference = percentile(ours, 0.95), percentile(bare, 0.95)
    report.add("figures of the province, p95 of server time", value, "ms",
               reference=f"bare SQL {reference:.2f} ms", ratio=value / reference, rows=made.rows)  # fmt: skip
    report.add("figures of the province, p50 of server time", percentile(ours, 0.5), "ms", rows=made.rows)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    report = Report()
    with cluster() as server:
        made = world(server, rows)
        recompute(report, made)
        made.enter()
        province_page(report, made)
        from django.db import connections

        connections["default"].close()
        connections["default"].close_pool()  # type: ignore[attr-defined]
    report.write()


if __name__ == "__main__":
    main()
