"""A migrated database that test databases are copied from: migrating takes many times longer than copying.

It stays in the throw-away server for the next run. Its name carries a digest of everything that decides what a
migration leaves behind, so whoever changes any of that gets a new one, and the old one goes.
"""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PREFIX = "congso_template_"
_LOCK = 0x636F6E67736F  # "congso": one run at a time makes or copies


def digest() -> str:
    """Return what tells one migrated database from another: migrations, models, what they import, who migrates."""
    import django
    from django.apps import apps
    from django.conf import settings

    database = settings.DATABASES["default"]
    found = hashlib.sha256()
    for said in (sys.version, django.__version__, database["USER"], settings.DATABASE_APPLICATION_ROLE):
        found.update(f"{said}\n".encode())
    for path in sorted({path for config in apps.get_app_configs() for path in _sources(Path(config.path))}):
        found.update(f"{path}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _sources(app: Path) -> Iterator[Path]:
    """Every file of an app that a migration or its receivers read. The kernel is read by all of them."""
    yield from (path for path in app.rglob("*.py") if "migrations" in path.parts or app.name == "kernel")
    yield from (path for path in app.rglob("*.sql") if "migrations" in path.parts)
    yield from app.glob("models/**/*.py")
    yield from (path for path in (app / "models.py", app / "apps.py") if path.is_file())


@contextmanager
def copied(name: str) -> Iterator[None]:
    """Let Django's default connection use a fresh copy under `name`, dropped at the end. Needs Django set up."""
    from django.db import connection

    _close(connection)
    before = connection.settings_dict["NAME"]
    with _maintenance() as server:
        _drop(server, name)
        template = _template(server)
        _create(server, name, template)
    try:
        _use(connection, name)
        yield
    finally:
        _close(connection)
        with _maintenance() as server:
            _drop(server, name)
        _use(connection, before)


def _template(server: "psycopg.Connection[Any]") -> str:
    """Return the name of the template that fits, made if it is missing."""
    name = PREFIX + digest()
    there = [
        row[0] for row in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    ]
    if name in there:
        return name
    for old in there:
        _drop(server, old)
    draft = name + "_new"
    _create(server, draft, "template0")
    _migrate(draft)
    # Only a database that was migrated to the end gets the name that others look for.
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
    return name


def _migrate(name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    before = connection.settings_dict["NAME"]
    _use(connection, name)
    try:
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
        call_command("createcachetable")
    finally:
        _close(connection)
        _use(connection, before)


def _use(connection: Any, name: str) -> None:
    from django.conf import settings

    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _close(connection: Any) -> None:
    connection.close()
    connection.close_pool()


@contextmanager
def _maintenance() -> Iterator["psycopg.Connection[Any]"]:
    """A connection beside the test databases, in turn with other runs: nobody drops what another copies."""
    from django.db import connection

    parameters: dict[str, Any] = {
        key: value for key, value in connection.get_connection_params().items() if key in _ADDRESS
    }
    with psycopg.connect(**parameters | {"dbname": "postgres"}, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield server


_ADDRESS = {"user", "password", "host", "port", "sslmode", "sslrootcert"}


def _create(server: "psycopg.Connection[Any]", name: str, template: str) -> None:
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: "psycopg.Connection[Any]", name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
