"""How long `make run` takes: in a fresh clone, the second time, and after everything of it was killed with -9.

Package caches are as warm as the machine has them. A start ends when the health page and the front page answer. What
was there before the kill must be there after it: dossiers are counted both times. The reference is PostgreSQL alone,
prepared and started in the same way (initdb and start the first time, start the second).
"""

import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from bench.report import Report
from bench.world import ROOT, free_port
from congso.cli.embedded_postgres import Cluster
from congso.cli.installation import Installation

BARS = {"fresh clone": 300, "second time": 15, "after kill -9": 45}
PATIENCE = 900.0
SIMULATORS = 20
"""So many ports from the first one on are used by the simulators, or might be."""


class Clone:
    """A fresh clone that can be started, stopped and killed; everything it does stays on loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "congso"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(self.folder)], check=True)
        self.port, self.simulators = free_port(), _free_block()
        self.installation = Installation(self.folder / "var", "2026", simulators_port=self.simulators)
        self.log = folder / "run.log"
        self._environment = {
            **{name: value for name, value in os.environ.items()
               if not name.startswith(("CONGSO_", "DATABASE_URL", "DJANGO_", "PYTHONPATH", "VIRTUAL_ENV", "MAKE"))},
            "PORT": str(self.port),
            "SIMULATORS_PORT": str(self.simulators),
        }  # fmt: skip
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Type `make run` and return the seconds until the pages answer."""
        started = time.perf_counter()
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                ["make", "run"], cwd=self.folder, env=self._environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        while not all(_answers(self.port, path) for path in ("/suc-khoe/", "/")):
            if self._running.poll() is not None or time.perf_counter() - started > PATIENCE:
                raise RuntimeError("make run did not come up:\n" + self.log.read_text(errors="replace")[-3_000:])
            time.sleep(0.1)
        return time.perf_counter() - started

    def stop(self) -> None:
        """Type `make stop` and wait until all has ended."""
        subprocess.run(["make", "stop"], cwd=self.folder, env=self._environment, check=True, capture_output=True)
        if self._running is not None:
            self._running.wait(60)
        self._running = None

    def kill(self) -> int:
        """End every process of this clone with -9, each by its id; returns how many there were."""
        victims = self._processes()
        for victim in victims:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self._running is not None:
            self._running.wait(60)
        self._running = None
        return len(victims)

    def dossiers(self) -> int:
        """Count the dossiers, over the socket of the clone's own database."""
        with psycopg.connect(Cluster(self.installation).url(self.installation.database)) as connection:
            row = connection.execute("SELECT count(*) FROM dossiers_dossier").fetchone()
        return int(row[0]) if row else 0

    def remove(self) -> None:
        """Leave nothing behind: no process, and no database outside of the folder."""
        self.kill()
        base = Cluster(self.installation).base
        if self.installation.mark in base.parts:
            shutil.rmtree(next(one for one in (base, *base.parents) if one.name == self.installation.mark))

    def _processes(self) -> set[int]:
        parents: dict[int, int] = {}
        ours = {self._running.pid} if self._running is not None else set()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if f"{self.folder}/" in command or f"/{self.installation.mark}/" in command:
                ours.add(int(entry.name))
        while more := {child for child, parent in parents.items() if parent in ours} - ours:
            ours |= more
        return ours


def _answers(port: int, path: str) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


def _free_block() -> int:
    for _ in range(100):
        first = random.randrange(20_000, 30_000)
        try:
            for port in range(first, first + SIMULATORS):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise RuntimeError("no free ports for the simulators")


def _plain(folder: Path) -> tuple[float, float]:
    """Return the seconds of PostgreSQL alone: prepared and started, and started again."""
    (folder / "plain").mkdir()
    installation = Installation(folder / "plain", "2026")
    server = Cluster(installation)
    took = []
    try:
        for _ in range(2):
            started = time.perf_counter()
            server.start()
            took.append(time.perf_counter() - started)
            server.stop()
    finally:
        if installation.mark in server.base.parts:
            shutil.rmtree(server.base.parent)
    return took[0], took[1]


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the clone is ended with us
    report = Report()
    with tempfile.TemporaryDirectory(prefix="congso-starts-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        first, again = _plain(folder)
        clone = Clone(folder)
        try:
            took = {"fresh clone": clone.start()}
            clone.stop()
            took["second time"] = clone.start()
            before = clone.dossiers()
            killed = clone.kill()
            took["after kill -9"] = clone.start()
            after = clone.dossiers()
            clone.stop()
        finally:
            clone.remove()
    for title, seconds in took.items():
        plain = first if title == "fresh clone" else again
        reference = f"PostgreSQL alone: {plain:.1f} s; bar {BARS[title]} s"
        report.add(f"make run: {title}", seconds, "s", reference=reference, ratio=seconds / plain)
    report.add("make run: dossiers kept over kill -9", after, f"of {before}", reference=f"{killed} processes killed")
    report.write()


if __name__ == "__main__":
    main()
