"""Do people find the right procedure? A hundred questions as they type them, over the real records.

`questions.csv` was written before the search was tuned: without marks, with slips, in words that no official name has.
One half was tuned on (weights and synonyms), the other never looked at; both are reported. Several codes are right
where records differ only in the tier that settles them. The reference is what plain full text finds: all words of the
question, without marks, by `ts_rank`. Author of questions, weights and synonyms is the same, so a province should add
questions of its own; the format is the file's.
"""

import csv
import json
import tempfile
import time
from pathlib import Path

import psycopg

from bench.importing import records
from bench.report import Report, percentile
from bench.world import ROOT, World, cluster, empty_world

QUESTIONS = Path(__file__).with_name("questions.csv")
PLANS = ROOT / "docs" / "operations" / "search-plans.md"
MANY_ROWS = 100_000
ROUNDS = 5
PLAIN = (
    "SELECT code FROM catalogue_procedure WHERE NOT is_internal AND current_id IS NOT NULL AND "
    "to_tsvector('simple', search_name) @@ plainto_tsquery('simple', %(words)s) "
    "ORDER BY ts_rank(to_tsvector('simple', search_name), plainto_tsquery('simple', %(words)s)) DESC, code LIMIT 5"
)


def measure(report: Report, made: World) -> None:
    """Ask every question, in this process, which already lives in the world."""
    from django.test import Client

    from congso.catalogue import queries
    from congso.kernel.normalise import search_words

    label, wanted = records()
    with QUESTIONS.open(encoding="utf-8") as file:
        questions = list(csv.DictReader(file))
    plain = psycopg.connect(made.url, autocommit=True)
    for half in ("tuned", "held out"):
        asked = [one for one in questions if one["half"] == half]
        ours: list[int | None] = []
        theirs: list[int | None] = []
        for one in asked:
            right = set(one["codes"].split())
            ours.append(_rank([row.code for row in queries.search(one["question"], limit=5).rows], right))
            words = " ".join(search_words(one["question"]))
            theirs.append(_rank([code for (code,) in plain.execute(PLAIN, {"words": words}).fetchall()], right))
        for depth in (1, 5):
            mine, reference = _recall(ours, depth), _recall(theirs, depth)
            report.add(
                f"search, recall@{depth}, {half} half of 100 questions ({label})",
                mine,
                "of 1",
                reference=f"all words, plain full text: {reference:.2f}",
                ratio=mine / reference if reference else None,
                rows=len(wanted),
            )
        missed = [one["question"] for one, rank in zip(asked, ours, strict=True) if rank is None]
        print(f"  {half}, not among the first five: {missed}", flush=True)
    client = Client(SERVER_NAME="127.0.0.1")
    spent: list[float] = []
    pages: list[float] = []
    for _ in range(ROUNDS):
        for one in questions:
            started = time.perf_counter()
            queries.search(one["question"], limit=20)
            spent.append(1000 * (time.perf_counter() - started))
            started = time.perf_counter()
            client.get("/thu-tuc/goi-y/", {"q": one["question"]})
            pages.append(1000 * (time.perf_counter() - started))
    for name, times in (("the search itself", spent), ("suggestions, whole request", pages)):
        report.add(f"search, {name}, p95", percentile(times, 0.95), "ms", reference="bar: 50 ms", rows=len(wanted))
        report.add(f"search, {name}, p50", percentile(times, 0.5), "ms", rows=len(wanted))


# A hundred thousand procedures: every real one again and again, so each word is as common as in the real catalogue.
MANY = """
INSERT INTO catalogue_procedure (code, is_internal, current_id, name, field_id, tiers, is_adopted, popularity, search,
                                 search_name)
SELECT '4.' || lpad((row_number() OVER ())::text, 6, '0'), false, real.current_id, real.name || ' mẫu ' || copy,
       real.field_id, real.tiers, false, 0, real.search || array_to_tsvector(ARRAY['mau', copy::text]),
       real.search_name || ' mau ' || copy
  FROM catalogue_procedure AS real CROSS JOIN generate_series(1, %(copies)s) AS copy WHERE real.code NOT LIKE '4.%%'
"""
COUNT_AGAIN = """
INSERT INTO catalogue_searchterm (term, uses)
SELECT word, ndoc
  FROM ts_stat('SELECT search FROM catalogue_procedure WHERE NOT is_internal AND current_id IS NOT NULL')
UNION ALL SELECT '#', count(*) FROM catalogue_procedure WHERE NOT is_internal AND current_id IS NOT NULL
"""


def measure_many(report: Report, made: World, rows: int) -> None:
    """Ask the same questions of a catalogue of `rows`, and keep the plan of drawing candidates."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from congso.catalogue import queries

    with psycopg.connect(made.url, autocommit=True) as owner:
        real = owner.execute("SELECT count(*) FROM catalogue_procedure").fetchone()
        assert real is not None
        owner.execute("ALTER TABLE catalogue_procedure DISABLE TRIGGER count_terms")
        owner.execute(MANY, {"copies": max(1, rows // real[0])})
        owner.execute("ALTER TABLE catalogue_procedure ENABLE TRIGGER count_terms")
        owner.execute("TRUNCATE catalogue_searchterm")
        owner.execute(COUNT_AGAIN)
        owner.execute("VACUUM ANALYZE catalogue_procedure, catalogue_searchterm")
    with QUESTIONS.open(encoding="utf-8") as file:
        questions = [one["question"] for one in csv.DictReader(file)]
    spent = []
    for number, question in enumerate([*questions[:20], *questions]):
        started = time.perf_counter()
        queries.search(question, limit=20)
        if number >= 20:
            spent.append(1000 * (time.perf_counter() - started))
    for share in (0.95, 0.5):
        report.add(
            f"search, the search itself, p{100 * share:.0f}", percentile(spent, share), "ms", reference="bar: 50 ms",
            rows=rows,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        queries.search("lam giay khai sihn cho con", limit=20)
    parts = [
        "# Tìm thủ tục: kế hoạch truy vấn\n\n"
        f"Made by `python -m bench.search` on {rows:,} procedures, for the question “lam giay khai sihn cho con”.\n"
    ]
    for captured in asked.captured_queries:
        statement = captured["sql"]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + statement.replace("%", "%%"), [])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        shown = statement if len(statement) < 700 else f"{statement[:450]} … {statement[-200:]}"
        parts.append(f"\n```sql\n{shown}\n```\n\n```text\n{plan}\n```\n")
    PLANS.write_text("".join(parts), encoding="utf-8")


def _rank(codes: list[str], right: set[str]) -> int | None:
    return next((number for number, code in enumerate(codes, 1) if code in right), None)


def _recall(ranks: list[int | None], depth: int) -> float:
    return sum(rank is not None and rank <= depth for rank in ranks) / len(ranks)


def main() -> None:
    report = Report()
    with cluster() as server:
        made = empty_world(server, "bench_search")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "procedures.jsonl"
            path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records()[1]), encoding="utf-8")
            made.congso("import", "procedures", str(path), "--json")
        made.enter()
        measure(report, made)
        measure_many(report, made, MANY_ROWS)
    report.write()


if __name__ == "__main__":
    main()
