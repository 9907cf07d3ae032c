"""Is anything lost, does a backup under load restore identically, can one go back between two transactions?

Applications are handed in over HTTP by the real command, durable, by four clients, while papers are stored; the
database is killed -9 in the middle and started again, and every acknowledged dossier is looked for. A backup is made
while they go on, restored into an empty cluster and compared row by row; `pg_dump` and `pg_restore` alone, in the same
run and with the same options, are the reference. In a small province a server that archives its log then goes back to
a moment between two acknowledged dossiers, and must have exactly the first. Loopback only; each wait is bounded.

    python -m bench.recovery 10000
"""

import http.client
import io
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import psycopg
from PIL import Image

from bench.report import Report
from bench.submit import application
from bench.world import World, cluster, token, web, world
from congso.cli.backup import making, moments, restoring, tools
from congso.cli.backup.retention import Keeping
from congso.cli.backup.shelf import Shelf
from congso.cli.backup.source import Source
from congso.cli.embedded_postgres import Cluster
from congso.cli.installation import Installation

CLIENTS = 4
BEFORE_KILL, AFTER_START = 100, 40
"""Acknowledged dossiers to wait for before the kill, and after the restart."""

PATIENCE = 180.0
SMALL = 20_000
"""Dossiers up to which going back to a moment is tried: its server is restored durably first."""

T = TypeVar("T")


def quiet(_line: str) -> None:
    """Progress is not shown."""


@dataclass
class Load:
    """Clients that hand in, and one that stores papers, until told to stop."""

    port: int
    bearer: str
    organisation: int
    acknowledged: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def hand_in(self) -> str | None:
        """Hand one application in; return its id when it was acknowledged."""
        body = json.dumps(application(self.organisation, random.randrange(10**6)))
        headers = {"Authorization": f"Bearer {self.bearer}", "Content-Type": "application/json"}
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("POST", "/api/v1/dossiers", body, headers | {"Idempotency-Key": uuid4().hex})
            answer = connection.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        return str(json.loads(told)["id"]) if answer.status == 201 else None

    def client(self) -> None:
        while not self.over.is_set():
            if (found := self.hand_in()) is not None:
                self.acknowledged.append(found)
            else:
                time.sleep(0.1)

    def storer(self) -> None:
        from django.db import Error

        from congso.files.commands import store
        from congso.kernel import clock

        while not self.over.is_set():
            try:
                picture = io.BytesIO(_picture())
                self.stored.append(store(stream=picture, name="quet.png", account_id=None, now=clock.now()).sha256)
            except Error:
                time.sleep(0.1)
            time.sleep(0.02)

    @contextmanager
    def on(self) -> Iterator["Load"]:
        """Let them work."""
        threads = [threading.Thread(target=self.client, daemon=True) for _ in range(CLIENTS)]
        threads.append(threading.Thread(target=self.storer, daemon=True))
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.over.set()
            for thread in threads:
                thread.join(60)

    def wait_for(self, count: int) -> None:
        """Wait until so many dossiers have been acknowledged."""
        end = time.monotonic() + PATIENCE
        while len(self.acknowledged) < count:
            if time.monotonic() > end:
                raise RuntimeError(f"only {len(self.acknowledged)} of {count} were acknowledged in time")
            time.sleep(0.02)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (96, 96), random.randbytes(96 * 96 * 3)).save(out, "PNG")
    return out.getvalue()


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how long something took, and what it returned."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def measure(report: Report, server: Cluster, rows: int, *, moment: bool) -> bool:
    """Kill, back up under load, restore, compare; return whether nothing was lost and nothing differed."""
    made = world(server, rows)
    made.enter()
    bearer, organisation = token(made)
    with tempfile.TemporaryDirectory(prefix="congso-recovery-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        source, shelf = _source(made), Shelf(folder / "backup")
        with web(made) as port, Load(port, bearer, organisation).on() as load:
            lost = _kill(report, server, made, load, rows)
            alone, _ = timed(lambda: _dump_alone(made.url, folder / "alone.dump"))
            at_begin = len(load.acknowledged)
            took, backup = timed(lambda: _back_up(source, shelf))
            meanwhile = len(load.acknowledged) - at_begin
        report.add("backup under load", took, "s", rows=rows, ratio=took / alone, reference=f"pg_dump: {alone:.3g} s")
        report.add("backup: dossiers acknowledged meanwhile", meanwhile, "dossiers", rows=rows)
        report.add("backup: files it names", backup.files, "files", rows=rows)
        different = _restore(report, folder, source, shelf, backup, rows)
        exact = _go_back(report, folder, made, source, shelf, backup) if moment else True
    return lost == 0 and different == 0 and exact


def _source(made: World) -> Source:
    var = Path(made.environment["CONGSO_VAR"])
    return Source(
        url=made.url, files=var / "files", seals=var / "seals", secrets=var / "none", ring=var / "keys" / "data.json",
        regime="2026", audit_key="", public_keys={}, application_role="congso_app",
    )  # fmt: skip


def _kill(report: Report, server: Cluster, made: World, load: Load, rows: int) -> int:
    load.wait_for(BEFORE_KILL)
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    killed = time.perf_counter()
    server.process.wait()
    promised = list(load.acknowledged)
    server.start()
    load.wait_for(len(promised) + CLIENTS + 1)  # more than can have been on their way
    away = time.perf_counter() - killed
    load.wait_for(len(promised) + AFTER_START)
    promised = list(load.acknowledged)
    lost = len(promised) - _count(made.url, "SELECT count(*) FROM dossiers_dossier WHERE id = ANY(%s)", promised)
    stored = list(load.stored)
    named = _count(made.url, "SELECT count(DISTINCT sha256) FROM files_storedfile WHERE sha256 = ANY(%s)", stored)
    lost += len(set(stored)) - named
    report.add("database killed -9 under load: acknowledged and lost", lost, f"of {len(promised)} dossiers", rows=rows)
    report.add("database killed -9 under load: until served again", away, "s", rows=rows)
    return lost


def _count(url: str, statement: str, *parameters: Any) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement, parameters).fetchone()
        return int(row[0]) if row else 0


def _back_up(source: Source, shelf: Shelf) -> making.Made:
    return making.make(source, shelf, now=datetime.now(UTC), keeping=Keeping(7, 5, 12), keys_place=None, say=quiet)


def _dump_alone(url: str, target: Path) -> None:
    tool = tools.find("pg_dump", server=_major(url))
    tools.finish(tools.start(tool, url, ["--format=custom", making.COMPRESSION, f"--file={target}"]), "kết xuất")


def _major(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version // 10000


def _restore(report: Report, folder: Path, source: Source, shelf: Shelf, backup: making.Made, rows: int) -> int:
    empty = Cluster(Installation(home=folder / "restored", regime="2026"), durable=False)
    empty.start()
    try:
        empty.ensure_application_role()
        for database in ("alone", "whole"):
            empty.ensure_database(database)
        dump = str(backup.path / "database.dump")
        tool = tools.find("pg_restore", server=_major(empty.url("alone")))
        options = ["--no-owner", "--no-comments", "--exit-on-error", "--jobs=2", dump]
        alone, _ = timed(lambda: tools.finish(tools.start(tool, empty.url("alone"), options), "phục hồi"))
        target = restoring.Target(empty.url("whole"), folder / "restored-files", folder / "restored-seals")
        took, restored = timed(
            lambda: restoring.restore(shelf, backup.path, target, public_keys={}, overwrite=False, say=quiet)
        )
    finally:
        empty.stop()
    for one in restored.different[:10]:
        print(f"  ✗ {one}")
    report.add(
        "restore, checked before and compared after", took, "s", rows=rows, ratio=took / alone,
        reference=f"pg_restore: {alone:.3g} s",
    )  # fmt: skip
    compared = f"of {restored.tables} tables, {restored.rows} rows, {restored.files} files"
    report.add("restored copy: differences", len(restored.different), compared, rows=rows)
    return len(restored.different)


def _go_back(report: Report, folder: Path, made: World, source: Source, shelf: Shelf, backup: making.Made) -> bool:
    os.environ["CONGSO_WAL_ARCHIVE"] = str(folder / "archive")
    here = Installation(home=folder / "archiving", regime="2026")
    server = Cluster(here)
    server.start()
    try:
        server.ensure_application_role()
        server.ensure_database("congso_2026")
        url = server.url("congso_2026")
        target = restoring.Target(url, folder / "archiving-files", folder / "archiving-seals")
        restoring.restore(shelf, backup.path, target, public_keys={}, overwrite=False, say=quiet)
        moments.take_base(here, say=quiet)
        there = replace(made, url=url, environment=made.environment | {"DATABASE_URL": url})
        bearer, organisation = token(there)
        with web(there) as port:
            load = Load(port, bearer, organisation)
            first = load.hand_in()
            between = datetime.now(UTC)
            second = load.hand_in()
        if first is None or second is None:
            raise RuntimeError("an application was not acknowledged")
        server.stop()
        took, _ = timed(lambda: moments.restore_until(here, between.isoformat(), say=quiet))
        server.start()
        asked = "SELECT count(*) FROM dossiers_dossier WHERE id = %s"
        kept, gone = _count(url, asked, first), _count(url, asked, second)
    finally:
        server.stop()
        del os.environ["CONGSO_WAL_ARCHIVE"]
    report.add("going back between two dossiers: the first kept", kept, "of 1", rows=made.rows)
    report.add("going back between two dossiers: the second kept", gone, "of 0", rows=made.rows)
    report.add("going back between two dossiers", took, "s", rows=made.rows)
    return (kept, gone) == (1, 0)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    report = Report()
    with cluster() as server:
        fine = measure(report, server, rows, moment=rows <= SMALL)
    report.write()
    raise SystemExit(0 if fine else 1)


if __name__ == "__main__":
    main()
