"""A leader signs 200 results with one act while the worker that does it is killed -9 again and again.

`python -m bench.rounds`. A worker is a process of its own that carries the round out; it is killed after some tenths of
a second of signing, until one of them finishes. Then the books must balance: each result approved once, one signature
of the leader on each, every file whole. Bounded to ten minutes, loopback only.
"""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.report import Report
from bench.world import World, cluster, empty_world

RESULTS = 200
MOST_KILLS = 40
PATIENCE = 600.0
LEAST_AT_WORK, MOST_AT_WORK = 0.3, 1.2


def main() -> None:
    if len(sys.argv) > 1:
        _carry(UUID(sys.argv[1]))
        return
    with cluster() as server:
        _measure(empty_world(server, "bench_rounds"))


def _carry(round_id: UUID) -> None:
    """Be a worker: do the round, as the job does."""
    import django

    django.setup()
    from congso.dossiers import commands
    from congso.dossiers.testing import NOW

    print("at work", flush=True)
    commands.carry_out(round_id=round_id, now=NOW)


def _measure(place: World) -> None:
    place.enter()
    from congso.dossiers import commands, testing
    from congso.dossiers.models import DossierEvent
    from congso.dossiers.queries.approving import current_fingerprint
    from congso.dossiers.testing import NOW
    from congso.files import queries as files
    from congso.signatures.models import SignatureAct, SignedPaper
    from congso.signatures.testing import credential

    province = testing.plain_province()
    leader = province.commune.leader
    credential(person_id=leader.person_id, name=leader.name)
    ids = [testing.to_approve(province) for _ in range(RESULTS)]
    round_id = commands.begin_round(dossier_ids=ids, by=leader, now=NOW)
    for one in ids:
        commands.decide(round_id=round_id, dossier_id=one, sign=True, seen=current_fingerprint(one), by=leader)
    commands.authorise_round(round_id=round_id, by=leader, now=NOW)

    begun, kills = time.monotonic(), 0
    chance = random.Random(20261201)
    while commands.rounds_under_way() and time.monotonic() - begun < PATIENCE:
        kills += _one_worker(place, round_id, chance if kills < MOST_KILLS else None)
    seconds = time.monotonic() - begun

    events = {one: DossierEvent.objects.filter(dossier_id=one, action="approve").count() for one in ids}
    acts = SignatureAct.objects.count()
    whole = sum(1 for paper in SignedPaper.objects.all() if files.is_intact(paper.file_id))
    once = sum(1 for count in events.values() if count == 1)
    print(f"· {kills} kills, {seconds:.0f} s; approved once {once}, signatures {acts}, whole files {whole}")
    report = Report()
    report.add(
        "round of 200 results, worker killed -9: signed exactly once", min(once, acts, whole), f"of {RESULTS}",
        reference=f"{kills} kills; bar {RESULTS} of {RESULTS}", rows=RESULTS,
    )  # fmt: skip
    report.write()
    if (once, acts, whole) != (RESULTS, RESULTS, RESULTS) or commands.rounds_under_way():
        raise SystemExit("the books do not balance")


def _one_worker(place: World, round_id: UUID, chance: random.Random | None) -> int:
    """Let a worker begin, and kill it after a while; returns how many were killed, 0 when it finished."""
    worker: Any = subprocess.Popen(
        [sys.executable, "-m", "bench.rounds", str(round_id)],
        env=place.environment, stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    worker.stdout.readline()
    try:
        worker.wait(PATIENCE if chance is None else chance.uniform(LEAST_AT_WORK, MOST_AT_WORK))
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
        return 1
    return 0


if __name__ == "__main__":
    main()
