"""A whole catalogue out of one installation and into an empty one: equal, byte for byte, and how fast.

Imports the real records (`bench.importing`), exports them, takes the file into an installation that has tables and
nothing else, exports that and compares, as JSON Lines and as a workbook. The reference is raw psycopg storing the same
lines, one transaction a line. `python -m bench.roundtrip`.
"""

import json
import tempfile
import time
from pathlib import Path

import psycopg

from bench.importing import records
from bench.report import Report
from bench.world import World, cluster, empty_world, world


def raw_rate(made: World, lines: list[bytes]) -> float:
    """Return lines a second that raw psycopg stores, each in a transaction of its own."""
    with psycopg.connect(made.url) as connection:
        connection.execute("CREATE TABLE bench_lines (line jsonb)")
        connection.commit()
        started = time.perf_counter()
        for line in lines:
            connection.execute("INSERT INTO bench_lines VALUES (%s)", (line.decode(),))
            connection.commit()
        rate = len(lines) / (time.perf_counter() - started)
        connection.execute("DROP TABLE bench_lines")
        connection.commit()
    return rate


def measure(report: Report, made: World, empty: World, suffix: str, folder: Path) -> None:
    """Export, take in where nothing is, export again, compare. Raises AssertionError where they differ."""
    out, again = folder / f"danh-muc{suffix}", folder / "tro-lai.jsonl"
    lines = folder / "danh-muc.jsonl"
    started = time.perf_counter()
    made.congso("export", "procedures", str(out))
    exporting = time.perf_counter() - started
    if not lines.exists():
        made.congso("export", "procedures", str(lines))
    entries = lines.read_bytes().splitlines()
    raw = raw_rate(empty, entries)
    told = json.loads(empty.congso("import", "procedures", str(out), "--json"))
    empty.congso("export", "procedures", str(again))
    if again.read_bytes() != lines.read_bytes():
        raise AssertionError(f"the catalogue came back other than it left ({suffix})")
    procedures = told["read"]
    if told["stored"] != procedures or told["rejected"]:
        raise AssertionError(f"not everything was taken in ({suffix}): {told}")
    rate = procedures / told["seconds"]
    name = f"catalogue round trip ({suffix.lstrip('.')})"
    report.add(f"{name}: equal procedures", procedures, f"of {procedures}", rows=procedures)
    report.add(f"{name}: export, the whole command", exporting, "s", rows=procedures)
    report.add(
        f"{name}: taken in",
        rate,
        "procedures/s",
        reference=f"raw psycopg, the same lines, one transaction a line: {raw:.0f}/s",
        ratio=rate / raw,
        rows=procedures,
    )


def main() -> None:
    report = Report()
    label, wanted = records()
    with cluster() as server, tempfile.TemporaryDirectory(prefix="congso-catalogue-") as name:
        folder = Path(name)
        made = world(server, 1_002, fill=False)
        source = folder / "procedures.jsonl"
        source.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in wanted), encoding="utf-8")
        made.congso("import", "procedures", str(source), "--json")
        print(f"· {label}", flush=True)
        for suffix in (".jsonl", ".xlsx"):
            measure(report, made, empty_world(server, "bench_empty"), suffix, folder)
    report.write()


if __name__ == "__main__":
    main()
