"""How many applications a second the programming interface takes, beside raw psycopg writing the very same rows.

Eight clients (two processes of four threads) against two web workers of four threads, everything on: token, validation
of the form and the papers, event, audit, search words, queued jobs, durable commit. The reference has the same shape:
two processes of four threads, each transaction inserting the same rows into the same tables. Rounds alternate.
"""

import http.client
import json
import multiprocessing
import random
import sys
import threading
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from bench.report import Report, percentile
from bench.world import World, cluster, token, web, world

SECONDS = 8.0
ROUNDS = 3
PROCESSES, THREADS = 2, 4
PROCEDURE = "2.000635"


def application(organisation: int, serial: int) -> dict[str, Any]:
    """A valid application of somebody new."""
    return {
        "procedure": PROCEDURE,
        "organisation": organisation,
        "answers": {
            "applicant_name": random.choice(["Nguyễn Văn Bình", "Trần Thị Mai Hương", "Lê Quốc Khánh"]),
            "applicant_identity_number": f"096090{serial % 1_000_000:06d}",
            "applicant_born_on": "1990-05-17",
            "applicant_phone": "0912345678",
            "applicant_address": "Số 12, đường Phan Ngọc Hiển",
            "for_whom": "another",
            "relation": "Con",
            "extract": "birth",
            "number_of_copies": 2,
            "subject_name": "Nguyễn Văn Út",
            "subject_born_on": "1962-03-12",
            "subject_gender": "male",
            "subject_ethnicity": "Kinh",
            "subject_nationality": "Việt Nam",
            "subject_residence": {"province": "96", "commune": "32025", "street": "Số 12, khóm 3"},
            "registered_at": "Ủy ban nhân dân xã Đầm Dơi, tỉnh Cà Mau",
            "commitment": True,
        },
    }


def _client(port: int, bearer: str, organisation: int, first: int, until: float, done: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    serial = first
    while time.monotonic() < until:
        serial += 1
        body = json.dumps(application(organisation, serial))
        started = time.perf_counter()
        connection.request(
            "POST",
            "/api/v1/dossiers",
            body,
            {
                "Authorization": f"Bearer {bearer}",
                "Content-Type": "application/json",
                "Idempotency-Key": uuid4().hex,
            },
        )
        response = connection.getresponse()
        answer = response.read()
        if response.status != 201:
            raise RuntimeError(f"{response.status}: {answer[:400]!r}")
        done.append(time.perf_counter() - started)


Work = Callable[[int, float, list[float]], None]


def _run_threads(work: Work, place: int, until: float, queue: Any) -> None:
    done: list[float] = []
    threads = [
        threading.Thread(target=work, args=(place * THREADS + one, until, done), daemon=True) for one in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    queue.put(done)


def together(work: Work) -> list[float]:
    """Run `work` in every process and thread for `SECONDS`; return how long each unit took."""
    context = multiprocessing.get_context("fork")
    queue: Any = context.SimpleQueue()
    until = time.monotonic() + SECONDS
    processes = [context.Process(target=_run_threads, args=(work, one, until, queue)) for one in range(PROCESSES)]
    for process in processes:
        process.start()
    took = [seconds for _ in processes for seconds in queue.get()]
    for process in processes:
        process.join()
    return took


def sample_rows(url: str, dossier_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Return every row that one submission wrote: (table, columns and values)."""
    where = {
        "identity_person": "id = (SELECT applicant_id FROM dossiers_dossier WHERE id = %(id)s)",
        "dossiers_dossier": "id = %(id)s",
        "dossiers_dossierform": "dossier_id = %(id)s",
        "dossiers_dossiersearch": "dossier_id = %(id)s",
        "dossiers_dossierpaper": "dossier_id = %(id)s",
        "dossiers_dossierevent": "dossier_id = %(id)s",
        "audit_auditentry": "object_id = %(id)s::text",
        "procrastinate_jobs": "args->>'dossier_id' = %(id)s::text",
    }
    rows = []
    with psycopg.connect(url) as connection:
        for table, condition in where.items():
            cursor = connection.execute(f"SELECT * FROM {table} WHERE {condition}", {"id": dossier_id})
            names = [column.name for column in cursor.description or ()]
            rows += [(table, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    return rows


CHOSEN_BY_THE_DATABASE = {
    "procrastinate_jobs": ["id"],
    "audit_auditentry": ["era", "txid", "number", "recorded_at"],
}


class RawWriter:
    """Writes the same rows again under new keys, as plainly as psycopg allows."""

    def __init__(self, url: str, rows: list[tuple[str, dict[str, Any]]]) -> None:
        self.url = url
        self.statements = []
        for table, row in rows:
            values = {name: _plain(value) for name, value in row.items()}
            for name in CHOSEN_BY_THE_DATABASE.get(table, ()):
                values.pop(name, None)
            names = ", ".join(values)
            places = ", ".join(f"%({name})s" for name in values)
            self.statements.append((f"INSERT INTO {table} ({names}) VALUES ({places})", table, values))

    def __call__(self, place: int, until: float, done: list[float]) -> None:
        connection = psycopg.connect(self.url)
        while time.monotonic() < until:
            started = time.perf_counter()
            dossier_id, person_id = uuid4(), uuid4()
            for statement, table, values in self.statements:
                connection.execute(statement, values | _keys(table, dossier_id, person_id))
            connection.commit()
            done.append(time.perf_counter() - started)
        connection.close()


def _plain(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) and not _is_ids(value) else value


def _is_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, int | UUID) for one in value)


def _keys(table: str, dossier_id: Any, person_id: Any) -> dict[str, Any]:
    match table:
        case "identity_person":
            return {"id": person_id, "identity_index": random.randbytes(16)}
        case "dossiers_dossier":
            key = uuid4().hex
            return {"id": dossier_id, "applicant_id": person_id, "registration_code": key, "origin": f"raw:{key}"}
        case "dossiers_dossierevent" | "dossiers_dossierpaper":
            return {"id": uuid4(), "dossier_id": dossier_id}
        case "dossiers_dossierform" | "dossiers_dossiersearch":
            return {"dossier_id": dossier_id}
        case "audit_auditentry":
            return {"id": uuid4(), "object_id": str(dossier_id)}
        case _:
            return {}


def measure(report: Report, made: World) -> None:
    """Measure submissions against raw writing in a prepared world."""
    bearer, organisation = token(made)
    with web(made) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(
            "POST",
            "/api/v1/dossiers",
            json.dumps(application(organisation, random.randrange(10**6))),
            {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json", "Idempotency-Key": uuid4().hex},
        )
        answer = json.loads(connection.getresponse().read())
        if "id" not in answer:
            raise RuntimeError(str(answer))
        rows = sample_rows(made.url, answer["id"])
        raw = RawWriter(made.url, rows)
        first = random.randrange(500_000)

        def over_http(place: int, until: float, done: list[float]) -> None:
            _client(port, bearer, organisation, first + place * 60_000, until, done)

        rates: dict[str, list[float]] = {"http": [], "raw": []}
        latencies: list[float] = []
        for _ in range(ROUNDS):
            took = together(over_http)
            latencies += took
            rates["http"].append(len(took) / SECONDS)
            rates["raw"].append(len(together(raw)) / SECONDS)
    reference = f"raw psycopg, {len(rows)} rows a transaction, same shape: {median(rates['raw']):.0f}/s"
    ratio = median(h / r for h, r in zip(rates["http"], rates["raw"], strict=True))
    report.add("submit over HTTP, 8 clients", median(rates["http"]), "dossiers/s", reference=reference, ratio=ratio,
               rows=made.rows)  # fmt: skip
    report.add("submit over HTTP, p95", percentile(latencies, 0.95) * 1000, "ms", rows=made.rows)


def main() -> None:
    report = Report()
    with cluster() as server:
        measure(report, world(server, int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
    report.write()


if __name__ == "__main__":
    main()
