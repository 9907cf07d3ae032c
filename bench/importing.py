"""How fast procedures are imported, beside raw psycopg storing the same JSON, one transaction a record.

Reads the shared real records where they are; otherwise as many records made from the demo's own catalogue.
"""

import gzip
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.report import Report
from bench.world import ROOT, World, cluster, world

SHARED = Path(os.environ.get("CONGSO_SHARED_DATA", ROOT.parent / "shared" / "data")) / "admin_procedures"


def records() -> tuple[str, list[dict[str, Any]]]:
    """Return what is imported, and what it is called."""
    real = SHARED / "procedures.jsonl.gz"
    if real.exists():
        with gzip.open(real, "rt", encoding="utf-8") as file:
            return "the 2,150 real records", [json.loads(line) for line in file]
    made = []
    for number in range(2_150):
        made.append(
            {
                "code": f"1.{900_000 + number}",
                "name": f"Thủ tục mẫu số {number}",
                "field": "Hộ tịch",
                "level": ["commune"],
                "subjects": ["Công dân Việt Nam"],
                "methods": [{"channel": "online", "deadline_text": "3 Ngày làm việc", "deadline_value": 3,
                             "deadline_unit": "working_day", "fee_text": "", "note": ""}],
                "components": [{"name": "Tờ khai", "case": "", "originals": 1, "copies": 0}],
                "results": [{"name": "Giấy xác nhận", "code": ""}],
                "legal_basis": ["123/2015/NĐ-CP"],
                "steps_text": "Nộp hồ sơ tại Bộ phận Một cửa.",
                "source": "national_portal_2026",
            }
        )  # fmt: skip
    return "2,150 made-up records", made


def measure(report: Report, made: World) -> None:
    """Import twice: the second run must find everything unchanged."""
    label, wanted = records()
    with psycopg.connect(made.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_raw (code text, content jsonb)")
        connection.commit()
        started = time.perf_counter()
        for record in wanted:
            connection.execute(
                "INSERT INTO bench_raw VALUES (%s, %s)", (record["code"], json.dumps(record, ensure_ascii=False))
            )
            connection.commit()
        raw = len(wanted) / (time.perf_counter() - started)
        connection.execute("DROP TABLE bench_raw")
        connection.commit()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "procedures.jsonl"
        path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in wanted), encoding="utf-8")
        for run in ("first run", "second run"):
            told = json.loads(made.congso("import", "procedures", str(path), "--json"))
            rate = told["records_per_second"]
            report.add(
                f"import procedures, {run} ({label})",
                rate,
                "records/s",
                reference=f"raw psycopg, JSON only, one transaction a record: {raw:.0f}/s",
                ratio=rate / raw,
                rows=len(wanted),
            )
            for key in ("stored", "changed", "unchanged"):
                report.add(f"import procedures, {run}: {key}", told[key], "records", rows=len(wanted))
            report.add(f"import procedures, {run}: rejected with a reason", len(told["rejected"]), "records",
                       rows=len(wanted))  # fmt: skip


def main() -> None:
    report = Report()
    with cluster() as server:
        measure(report, world(server, 1_001, fill=False))
    report.write()


if __name__ == "__main__":
    main()
