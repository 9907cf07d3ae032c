"""A province to measure in: its own durable cluster, one database per size, real web processes, all on loopback."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from congso.cli.embedded_postgres import Cluster
from congso.cli.installation import current

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class World:
    """One prepared database and the environment that leads there."""

    rows: int
    url: str
    environment: dict[str, str]

    def congso(self, *arguments: str) -> str:
        """Run the program in this world and return what it printed; raises when it failed."""
        done = subprocess.run(
            [sys.executable, "-m", "congso.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"congso {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def enter(self) -> None:
        """Let this process live in this world: settings, then Django."""
        os.environ.update(self.environment)
        import django

        django.setup()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start the cluster for benchmarks: durable, as in `make run`."""
    installation = current()
    (installation.home / "bench").mkdir(parents=True, exist_ok=True)
    server = Cluster(installation, name="bench-pg", durable=True)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def world(server: Cluster, rows: int, *, fill: bool = True) -> World:
    """Return a province with `rows` dossiers, made when it is not there yet."""
    name = f"bench_{rows}"
    fresh = server.ensure_database(name)
    url = server.url(name)
    made = World(rows, url, _environment(url))
    if fresh or not _is_ready(url):
        print(f"· preparing {rows:,} dossiers", flush=True)
        made.congso("migrate")
        made.congso("demo", "setup")
        have = _count(url)
        if fill and rows > have:
            # A small province plays one month, so that its lists are as full as those of a large one.
            months = "1" if rows <= 20_000 else "12"
            made.congso("demo", "--scale", str(rows - have), "--months", months, "--json")
        made.congso("figures", "recompute")
        _mark_ready(url)
    else:
        made.congso("migrate")
    return made


@contextmanager
def copied(server: Cluster, made: World, name: str) -> Iterator[World]:
    """Give a copy of a world to fill or break; the world itself stays as large as its name says."""
    postgres, copy = server.url("postgres"), f"bench_copy_{name}"
    _execute(postgres, f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
    _execute(postgres, f"CREATE DATABASE {copy} TEMPLATE bench_{made.rows}")
    url = server.url(copy)
    try:
        yield World(made.rows, url, {**made.environment, "DATABASE_URL": url})
    finally:
        _execute(postgres, f"DROP DATABASE {copy} WITH (FORCE)")


def empty_world(server: Cluster, name: str) -> World:
    """Return a world with tables and no province, made anew each time."""
    server.drop_database(name)
    server.ensure_database(name)
    url = server.url(name)
    made = World(0, url, _environment(url))
    made.congso("migrate")
    return made


def _environment(url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "congso.config.settings",
        "DATABASE_URL": url,
        "CONGSO_SECRET_KEY": "only-for-benchmarks-" + "0123456789" * 4,
        "CONGSO_VAR": str(current().home / "bench"),
        "CONGSO_DEMO": "1",
        "CONGSO_LOG_LEVEL": "WARNING",
        "CONGSO_STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "CONGSO_STATIC_FROM_SOURCE": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def _execute(url: str, statement: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def _count(url: str) -> int:
    return int(str(_execute(url, "SELECT count(*) FROM dossiers_dossier")[0][0]))


def _is_ready(url: str) -> bool:
    return _execute(url, "SELECT to_regclass('bench_ready') IS NOT NULL")[0][0] is True


def _mark_ready(url: str) -> None:
    _execute(url, "VACUUM ANALYZE")
    _execute(url, "CREATE TABLE bench_ready ()")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web(made: World, *, workers: int = 2, threads: int = 4, log: Path | None = None) -> Iterator[int]:
    """Serve a world with real web processes; yields the port. What they say on standard error goes into `log`."""
    port = free_port()
    environment = {**made.environment, "CONGSO_PORT": str(port), "CONGSO_SITE_URL": f"http://127.0.0.1:{port}"}
    said = log.open("wb") if log else subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, "-m", "congso.cli", "serve", "--port", str(port), "--workers", str(workers), "--threads",
         str(threads)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=said,
        start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(300):
            if _answers(port):
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("the web server did not come up")
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/api/v1/procedures?limit=1")
        return connection.getresponse().status == 200
    except OSError:
        return False


def token(made: World) -> tuple[str, int]:
    """Register a client system that may hand in everywhere; returns its token and an agency that receives."""
    script = (
        "from congso.identity.commands import issue_client_token\n"
        "from congso.organisation import queries\n"
        "from congso.kernel import clock\n"
        "import json\n"
        f"_, token = issue_client_token(name='bench-{secrets.token_hex(4)}', scopes=['dossiers:submit'], "
        "now=clock.now())\n"
        "agency = queries.organisations(kinds=['commune_committee'], on=clock.today())[0]\n"
        "print('ANSWER' + json.dumps([token, agency.id]))"
    )
    printed = made.congso("manage", "shell", "-v0", "-c", script)
    answer = next(line for line in printed.splitlines() if line.startswith("ANSWER"))
    found, agency_id = json.loads(answer.removeprefix("ANSWER"))
    return str(found), int(agency_id)
