"""What the trail and the checks of rights cost when a dossier is handed in: the same code, with both and without.

One process, one database, requests through the whole application (token, form, event, jobs, durable commit), taken
alternately with everything on and with both switched off. The switch is made here, by putting idle functions in the
place of the real ones; the product has none.
"""

import itertools
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from bench.report import Report, percentile
from bench.submit import application
from bench.world import World, cluster, token, world

REQUESTS = int(os.environ.get("OVERHEAD_REQUESTS", "1500"))
BLOCK, SETTLING = 25, 5
BAR = 1.15


def _stand_ins(asked: Counter[str]) -> list[tuple[object, str, Any]]:
    """Return every place where the trail is written or a right is asked for, and what stands there instead; `asked`
    counts what the stand-ins were asked for."""
    from congso.audit.commands import record
    from congso.dossiers.commands.submitting import check_counter
    from congso.identity.queries import ClientView
    from congso.organisation.commands import hold
    from congso.organisation.queries import ActingOfficer

    def idle(*_args: object, **_named: object) -> None:
        asked["trail"] += 1

    def granted(*_args: object, **_named: object) -> bool:
        asked["right"] += 1
        return True

    watched = [record, hold, check_counter]
    found: list[tuple[object, str, Any]] = [
        (module, name, idle)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("congso.")
        for name, value in list(vars(module).items())
        if any(value is one for one in watched)
    ]
    return [*found, (ClientView, "may", granted), (ActingOfficer, "may", granted)]


@contextmanager
def _without(places: list[tuple[object, str, Any]]) -> Iterator[None]:
    with ExitStack() as stack:
        for owner, name, instead in places:
            stack.enter_context(patch.object(owner, name, instead))
        yield


def _sender(bearer: str, organisation: int) -> Callable[[int], float]:
    from django.test import Client

    client = Client(headers={"Authorization": f"Bearer {bearer}"}, SERVER_NAME="127.0.0.1")

    def send(serial: int) -> float:
        started = time.perf_counter()
        response = client.post(
            "/api/v1/dossiers",
            application(organisation, serial),
            content_type="application/json",
            headers={"Idempotency-Key": uuid4().hex},
        )
        took = time.perf_counter() - started
        if response.status_code != 201:
            raise RuntimeError(f"{response.status_code}: {response.content[:400]!r}")
        return took

    return send


def _entries() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditentry WHERE action = 'dossiers.submit'")
        return int(cursor.fetchone()[0])


def measure(report: Report, made: World) -> float:
    """Measure both kinds of request in turn; note the ratio of their medians and return it."""
    bearer, organisation = token(made)
    os.environ.update(made.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()
    asked: Counter[str] = Counter()
    send, places = _sender(bearer, organisation), _stand_ins(asked)
    if not any(name == "record" for _, name, _ in places):
        raise RuntimeError("nothing writes the trail: the comparison would say nothing")
    took: dict[bool, list[float]] = {True: [], False: []}
    before, sent = _entries(), 0
    serial = itertools.count(random.randrange(500_000))
    for block in range(2 * max(2, REQUESTS // (BLOCK - SETTLING))):
        # Blocks in turning order: what drifts while the benchmark runs meets both alike. The first requests of a block
        # find the interpreter's caches emptied by the change of functions, and are not counted.
        watched = block % 4 in (0, 3)
        with nullcontext() if watched else _without(places):
            seconds = [send(next(serial)) for _ in range(BLOCK)]
        sent += BLOCK if watched else 0
        took[watched] += seconds[SETTLING:]
    # A switch that switches nothing off would look like a trail, or a right, that costs nothing.
    if min(asked["trail"], asked["right"]) < sum(len(one) for one in took.values()) / 2:
        raise RuntimeError(f"the stand-ins were asked only {dict(asked)} times")
    if _entries() - before != sent:
        raise RuntimeError(f"{sent} requests were watched, {_entries() - before} entries were written")
    ratio = median(took[True]) / median(took[False])
    reference = f"without both, same run: {median(took[False]) * 1000:.2f} ms; bar {BAR}"
    report.add("submit with trail and rights, median", median(took[True]) * 1000, "ms", reference=reference,
               ratio=ratio, rows=made.rows)  # fmt: skip
    report.add("submit with trail and rights, p95", percentile(took[True], 0.95) * 1000, "ms", rows=made.rows)
    return ratio


def main() -> None:
    report = Report()
    with cluster() as server:
        ratio = measure(report, world(server, int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
    report.write()
    raise SystemExit(int(ratio > BAR))


if __name__ == "__main__":
    main()
