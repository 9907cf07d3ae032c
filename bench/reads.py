"""What reading costs the server, at ten thousand dossiers and at a million: the queue, a search by name, tracking.

Server time is the whole way through the application in one process: middleware, permission, query, template. Officers
and words are drawn at random, so nothing is measured on a page that was just shown. The reference is the bare SQL of
the same question through psycopg, in turn with it. `python -m bench.reads ROWS` measures one size.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench.report import Report, percentile
from bench.world import ROOT, World, cluster, world

PLANS = ROOT / "docs" / "operations" / "query-plans.md"
REQUESTS = 240


def measure_here(report: Report, made: World) -> dict[str, float]:
    """Measure in this process, which already lives in the world; returns the p95 of each reading in ms."""
    from django.test import Client

    officers = list(_officers(made))
    names = [
        row[0] for row in rows_of(made, "SELECT applicant_name FROM dossiers_dossier TABLESAMPLE SYSTEM (1) LIMIT 400")
    ]
    codes = [row[0] for row in rows_of(made, "SELECT code FROM dossiers_dossier TABLESAMPLE SYSTEM (1) "
                                          "WHERE code IS NOT NULL LIMIT 400")]  # fmt: skip
    from congso.identity.testing import sign_in

    clients = {}
    for account, _ in officers[:40]:
        clients[account] = Client(SERVER_NAME="127.0.0.1")
        sign_in(clients[account], account)
    accounts = list(clients)
    unit_of = dict(officers)
    chance = random.Random(1)
    from congso.kernel.normalise import fold

    raw = psycopg.connect(made.url, autocommit=True)

    def queue() -> tuple[str, Callable[[], None], Callable[[], None]]:
        account = chance.choice(accounts)
        sql = (
            "SELECT * FROM dossiers_dossier WHERE is_open AND waiting_unit_id = %s ORDER BY waits_until, id LIMIT 20",
            (unit_of[account],),
        )
        return "queue", lambda: get_page(clients[account], "/can-bo/?danh-sach=don-vi"), lambda: run_sql(raw, *sql)

    def search() -> tuple[str, Callable[[], None], Callable[[], None]]:
        account, name = chance.choice(accounts), fold(chance.choice(names))
        words = " & ".join(f"'u{unit_of[account]}/{word}'" for word in name.split())
        sql = (
            "SELECT d.* FROM dossiers_dossiersearch s JOIN dossiers_dossier d ON d.id = s.dossier_id "
            "WHERE dossiers_scoped(s.words) @@ %s::tsquery ORDER BY s.submitted_at DESC LIMIT 20",
            (words,),
        )
        return "search", lambda: get_page(clients[account], "/can-bo/tim/", {"q": name}), lambda: run_sql(raw, *sql)

    stranger = Client(SERVER_NAME="127.0.0.1")

    def track() -> tuple[str, Callable[[], None], Callable[[], None]]:
        code = chance.choice(codes)
        sql = ("SELECT * FROM dossiers_dossier WHERE code = %s", (code,))
        return "track", lambda: get_page(stranger, f"/tra-cuu/{code}/"), lambda: run_sql(raw, *sql)

    ours: dict[str, list[float]] = {"queue": [], "search": [], "track": []}
    bare: dict[str, list[float]] = {"queue": [], "search": [], "track": []}
    kinds = [queue, search, track]
    for number in range(-30, REQUESTS * len(kinds)):
        name, ask, plain = kinds[number % len(kinds)]()
        took, reference = timed(ask), timed(plain)
        if number >= 0:
            ours[name].append(took)
            bare[name].append(reference)
    labels = {"queue": "list of 20 for a commune officer", "search": "search by name without marks",
              "track": "public tracking"}  # fmt: skip
    found = {}
    for name, label in labels.items():
        value, reference = percentile(ours[name], 0.95), percentile(bare[name], 0.95)
        found[name] = value
        report.add(f"{label}, p95 of server time", value, "ms", reference=f"bare SQL {reference:.2f} ms",
                   ratio=value / reference, rows=made.rows)  # fmt: skip
        report.add(f"{label}, p50 of server time", percentile(ours[name], 0.5), "ms", rows=made.rows)
    return found


def _officers(made: World) -> Iterator[tuple[int, int]]:
    rows = rows_of(
        made,
        "SELECT a.id, u.id FROM organisation_officer o JOIN organisation_position p ON p.id = o.position_id "
        "JOIN organisation_unit u ON u.id = p.unit_id JOIN organisation_organisation g ON g.id = u.organisation_id "
        "JOIN identity_account a ON a.person_id = o.person_id AND a.kind = 'officer' "
        "WHERE g.kind = 'commune_committee' AND o.valid_to IS NULL "
        "AND p.roles && ARRAY['counter','specialist']::varchar[] "
        "AND EXISTS (SELECT FROM dossiers_dossier d WHERE d.waiting_unit_id = u.id AND d.is_open) "
        "ORDER BY md5(a.id::text)",
    )
    for account, unit in rows:
        yield int(account), int(unit)


def rows_of(made: World, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(made.url) as connection:
        return connection.execute(statement).fetchall()


def run_sql(connection: Any, statement: str, parameters: tuple[Any, ...]) -> None:
    connection.execute(statement, parameters).fetchall()


def get_page(client: Any, path: str, query: dict[str, str] | None = None) -> None:
    response = client.get(path, query or {})
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code}")


def timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def keep_plans(made: World) -> None:
    """Write the plans that PostgreSQL chooses for the real statements of these pages to the documentation."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    account, _ = next(_officers(made))
    from congso.identity.testing import sign_in

    officer = Client(SERVER_NAME="127.0.0.1")
    sign_in(officer, account)
    name = rows_of(made, "SELECT search_name FROM identity_person TABLESAMPLE SYSTEM (1) LIMIT 1")[0][0]
    code = rows_of(made, "SELECT code FROM dossiers_dossier WHERE code IS NOT NULL LIMIT 1")[0][0]
    pages = [
        ("The queue of a unit", officer, "/can-bo/?danh-sach=don-vi"),
        ("Search by name without marks", officer, f"/can-bo/tim/?q={name}"),
        ("Public tracking", Client(SERVER_NAME="127.0.0.1"), f"/tra-cuu/{code}/"),
    ]
    parts = [
        "# Query plans\n",
        f"Made by `python -m bench.reads {made.rows}` on a province of {made.rows:,} dossiers. Each page below "
        "with every statement that reads dossiers, and the plan PostgreSQL chose for it.\n",
    ]
    for title, client, path in pages:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        parts.append(f"\n## {title}\n")
        for query in captured.captured_queries:
            statement = query["sql"]
            if "dossiers_dossier" not in statement or not statement.lstrip().upper().startswith(("SELECT", "WITH")):
                continue
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + statement.replace("%", "%%"), [])
                plan = "\n".join(row[0] for row in cursor.fetchall())
            shown = statement if len(statement) < 1_500 else statement[:700] + " … " + statement[-700:]
            parts.append(f"\n```sql\n{shown}\n```\n\n```text\n{plan}\n```\n")
    Path(PLANS).write_text("".join(parts), encoding="utf-8")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    report = Report()
    with cluster() as server:
        made = world(server, rows)
        made.enter()
        measure_here(report, made)
        if rows >= 1_000_000:
            keep_plans(made)
        from django.db import connections

        connections["default"].close()
        connections["default"].close_pool()  # type: ignore[attr-defined]
    report.write()


if __name__ == "__main__":
    main()
