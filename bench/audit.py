"""Verifying the trail: how fast beside a plain read of the same rows, and whether a hundred tamperings are found."""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from .report import Report
from .world import cluster, world

ROWS = 1_000_000
TAMPERINGS = 100
SECRET = "only-for-benchmarks-0123456789abcdefghijklmnop"
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

_FILL = """
INSERT INTO audit_auditentry (id, at, kind, action, purpose, account_id, officer_id, unit_id, subject_ids, object_kind,
    object_id, address, session, agent, request, detail)
SELECT gen_random_uuid(), '2026-11-01 08:00+07'::timestamptz + n * interval '1 second', 'read', 'dossiers.read', 'case',
    n %% 900, n %% 900, n %% 90, ARRAY[md5((n %% 50000)::text)::uuid], 'dossier', gen_random_uuid()::text, '10.1.2.3',
    substr(md5(n::text), 1, 16), 'a1b2c3d4e5f60718', md5('r' || n), jsonb_build_object('sequence', n %% 9)
FROM generate_series(%s::bigint, %s::bigint) n
"""


def run(report: Report, rows: int = ROWS) -> None:
    """Fill, seal, verify three times, tamper a hundred times; write the figures down."""
    with cluster() as server:
        place = world(server, 0, fill=False)
        place.enter()
        _measure(report, rows)


def _measure(report: Report, rows: int) -> None:
    from django.conf import settings
    from django.db import connection, transaction

    from congso.audit import testing
    from congso.audit.commands import seal
    from congso.audit.queries import seal_state
    from congso.audit.queries.verification import known_keys, verify

    settings.AUDIT_KEY = SECRET
    keys = known_keys(own=SECRET, more=[], folder=None)
    testing.empty()
    step = 5_000
    for first in range(0, rows, step):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FILL, [first + 1, min(rows, first + step)])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE audit_auditentry")
    begun = time.perf_counter()
    at = NOW
    while seal_state().unsealed:
        seal(now=at)
        at += timedelta(seconds=10)
    report.add("audit.seal", rows / (time.perf_counter() - begun), "rows/s", rows=rows)

    read, checked = [], []
    for _ in range(3):
        begun = time.perf_counter()
        seen = _read()
        read.append(seen / (time.perf_counter() - begun))
        begun = time.perf_counter()
        found = verify(public_keys=keys, folder=None)
        checked.append(found.entries / (time.perf_counter() - begun))
        assert found.is_whole, [str(one) for one in found.found[:5]]
        assert found.entries == rows == seen
    raw, speed = sorted(read)[1], sorted(checked)[1]
    report.add("audit.read_raw", raw, "rows/s", rows=rows)
    report.add(
        "audit.verify", speed, "rows/s", reference="all columns, server-side cursor", ratio=speed / raw, rows=rows
    )
    located = _tamper(rows, verify, keys)
    report.add("audit.tamperings_located", located, f"of {TAMPERINGS}", rows=rows)
    testing.empty()


def _read() -> int:
    """Read every row whole, in the same order, and do nothing with it."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT * FROM audit_auditentry ORDER BY era, txid, number")
        seen = 0
        while rows := cursor.fetchmany(5_000):
            seen += len(rows)
        return seen


def _tamper(rows: int, verify: Any, keys: dict[str, bytes]) -> int:
    """Do a hundred tamperings at random places, then verify once; return how many were found by their very id."""
    from django.db import connection

    from congso.audit import testing

    chance = random.Random(2026)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM audit_auditentry ORDER BY number")
        ids = [row[0] for row in cursor.fetchall()]
    wanted: dict[UUID, set[str]] = {}
    # Never neighbours: each tampering is to be found for itself.
    places = chance.sample(range(10, rows // 10 - 10), TAMPERINGS)
    for number, place in enumerate(places):
        victim = ids[place * 10]
        match number % 5:
            case 0:
                testing.alter_content(victim)
                wanted[victim] = {"entry_altered"}
            case 1:
                testing.alter_officer(victim)
                wanted[victim] = {"entry_altered"}
            case 2:
                testing.remove(victim)
                wanted[victim] = {"entry_removed"}
            case 3:
                testing.swap_with_next(victim)
                wanted[victim] = {"entry_altered", "entries_reordered"}
            case _:
                wanted[testing.insert_after(victim)] = {"entry_inserted"}
    found = verify(public_keys=keys, folder=None)
    named = {(one.entry_id, one.what) for one in found.found}
    return sum(any((victim, what) in named for what in whats) for victim, whats in wanted.items())


if __name__ == "__main__":
    measured = Report()
    run(measured, int(os.environ.get("AUDIT_ROWS", ROWS)))
    measured.write()
