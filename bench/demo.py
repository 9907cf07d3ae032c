"""How fast the demo province is filled, beside a plain COPY of the same dossier rows into a table without indexes."""

import json
import time

import psycopg

from bench.report import Report
from bench.world import World, cluster, copied, world

SCALE = 100_000


def measure(report: Report, made: World) -> None:
    """Fill `SCALE` more dossiers and compare with copying as many rows of the dossier table."""
    printed = made.congso("demo", "--scale", str(SCALE), "--seed", str(time.time_ns() % 100_000), "--json")
    ours = json.loads(printed.strip().splitlines()[-1])
    with psycopg.connect(made.url) as connection:
        connection.execute("CREATE TEMP TABLE plain (LIKE dossiers_dossier)")
        rows: list[bytes] = []
        with connection.cursor().copy(f"COPY (SELECT * FROM dossiers_dossier LIMIT {SCALE}) TO STDOUT") as source:
            rows.extend(bytes(block) for block in source)
        started = time.perf_counter()
        with connection.cursor().copy("COPY plain FROM STDIN") as target:
            for row in rows:
                target.write(row)
        raw = len(rows) / (time.perf_counter() - started)
        connection.rollback()
    rate = ours["written"] / ours["seconds"]
    reference = f"plain COPY of the dossier rows alone: {raw:.0f}/s"
    report.add("demo --scale", rate, "dossiers/s", reference=reference, ratio=rate / raw, rows=SCALE)


def main() -> None:
    report = Report()
    with cluster() as server, copied(server, world(server, 10_000), "demo") as made:
        measure(report, made)
    report.write()


if __name__ == "__main__":
    main()
