"""The trail: verified beside a plain read of the same rows, a hundred tamperings and forged stamps found, searched."""

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
SELECT gen_random_uuid(), '2026-11-01 08:00+07'::timestamptz + n * interval '1 second',
    CASE WHEN n %% 50 = 0 THEN 'export' WHEN n %% 9 = 0 THEN 'change' ELSE 'read' END,
    CASE WHEN n %% 50 = 0 THEN 'dossiers.print' WHEN n %% 9 = 0 THEN 'dossiers.advance' ELSE 'dossiers.read' END,
    CASE WHEN n %% 400 = 0 THEN 'inspection' ELSE 'case' END,
    n %% 900, n %% 900, n %% 90, ARRAY[md5((n %% 50000)::text)::uuid], 'dossier', gen_random_uuid()::text,
    ('10.1.' || n %% 200 || '.3')::inet,
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
    _search(report, rows)
    forged, stamps = _forge_stamps(keys)
    report.add("audit.forged_stamps_located", forged, f"of {stamps}", rows=stamps)
    located = _tamper(rows, verify, keys)
    report.add("audit.tamperings_located", located, f"of {TAMPERINGS}", rows=rows)
    testing.empty()


SEARCHES = 20
FORGERIES = 25
COMMUNE = (1, 2, 3, 4, 5, 6, 7, 8)


def _search(report: Report, rows: int) -> None:
    """Search in every way, a page with its bounded count; the same rows by bare SQL beside it; the worst way named."""
    from congso.audit.queries import search as trail
    from congso.audit.rules.searching import Scope, Search

    chance = random.Random(35)
    first = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
    days: dict[str, Any] = {"since": first, "until": first + timedelta(seconds=rows + 1)}
    commune = Scope(COMMUNE, (1, 2, 3))
    ways: dict[str, Any] = {
        "time": lambda: ({}, None),
        "time_of_a_commune": lambda: ({}, commune),
        "kind_export": lambda: ({"kind": "export"}, None),
        "action": lambda: ({"action": "dossiers.print"}, None),
        "purpose": lambda: ({"purpose": "inspection"}, None),
        "account": lambda: ({"account_id": chance.randrange(900)}, None),
        "officer_of_a_commune": lambda: ({"officer_id": chance.randrange(900)}, commune),
        "subject": lambda: ({"subject_id": _person(chance.randrange(50_000))}, None),
        "address": lambda: ({"address": f"10.1.{chance.randrange(200)}.3"}, None),
        "rare_kind_of_a_commune": lambda: ({"kind": "export"}, commune),
    }
    worst: tuple[float, float, str] = (0.0, 0.0, "")
    for name, make in ways.items():
        ours, raw = [], []
        for number in range(SEARCHES + 2):
            criteria, scope = make()
            asked = Search(**days, **criteria)
            begun = time.perf_counter()
            trail.page(asked, scope)
            trail.count(asked, scope)
            ours.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            _bare(days, criteria, scope)
            raw.append(time.perf_counter() - begun)
            if number == 1:  # the first two are for the caches
                ours, raw = [], []
        mine, bare = sorted(ours)[-2] * 1000, sorted(raw)[-2] * 1000
        worst = max(worst, (mine, bare, name))
        report.add(f"audit.search.{name}", mine, "ms p95", reference="bare SQL, page and count", ratio=mine / bare)
    report.add("audit.search_p95_worst", worst[0], "ms", reference=worst[2], ratio=worst[0] / worst[1], rows=rows)


def _person(number: int) -> UUID:
    import hashlib

    return UUID(hashlib.md5(str(number).encode()).hexdigest())


def _bare(days: dict[str, datetime], criteria: dict[str, Any], scope: Any) -> None:
    """Ask for the same page and count as one would by hand."""
    from django.db import connection

    conditions, values = ["at >= %s", "at < %s"], list[Any](days.values())
    for name, value in criteria.items():
        conditions.append("subject_ids @> ARRAY[%s]::uuid[]" if name == "subject_id" else f"{name} = %s")
        values.append(value)
    if scope is not None:
        conditions.append("unit_id = ANY(%s)")
        values.append(list(scope.units))
    where = f"FROM audit_auditentry WHERE {' AND '.join(conditions)}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * {where} ORDER BY at DESC, number DESC LIMIT 51", values)
        cursor.fetchall()
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 {where} LIMIT 1001) counted", values)
        cursor.fetchall()


def _forge_stamps(keys: dict[str, bytes]) -> tuple[int, int]:
    """Have days stamped by a real authority, flip one bit of each token, verify; return how many were named."""
    from django.conf import settings

    from congso.audit import testing
    from congso.audit.commands import record, seal, stamp
    from congso.audit.queries.stamp_verification import Stamps
    from congso.audit.queries.verification import verify
    from congso.kernel import timestamps
    from congso_simulators.testing import outside

    chance = random.Random(3161)
    with outside() as world:
        settings.TSA_URL, settings.TSA_ANCHORS = world.tsa_url, world.anchor
        settings.OUTGOING_HOSTS = settings.OUTGOING_INSIDE = ["127.0.0.1"]
        for days in range(FORGERIES, 0, -1):
            record(action="x", at=NOW)
            seal(now=datetime.now(UTC) - timedelta(days=days))
        stamps = stamp(now=datetime.now(UTC))
        how = Stamps(timestamps.anchors(world.anchor), timedelta(days=FORGERIES + 2))
        with testing.as_owner() as cursor:
            cursor.execute("SELECT id, day, token FROM audit_stamp")
            forged = set()
            for key, day, token in cursor.fetchall():
                cursor.execute("UPDATE audit_stamp SET token = %s WHERE id = %s", [_altered(bytes(token), chance), key])
                forged.add(day)
        found = {
            one.day for one in verify(public_keys=keys, folder=None, stamps=how).found if one.what == "stamp_forged"
        }
    return len(found & forged), stamps


def _altered(token: bytes, chance: random.Random) -> bytes:
    """Flip a bit of what a token says, or of the signature over it."""
    from asn1crypto import cms

    signed = cms.ContentInfo.load(token)["content"]
    said = bytes(signed["encap_content_info"]["content"])
    part = chance.choice([said, signed["signer_infos"][0]["signature"].native])
    altered = bytearray(token)
    altered[token.index(part) + chance.randrange(len(part))] ^= 1 << chance.randrange(8)
    return bytes(altered)


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
