"""The migrated database that tests copy: one for each state of the migrations, and a copy is a copy."""

from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from congso.cli import template_database
from congso.cli.template_database import PREFIX, digest


@pytest.fixture
def one_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of a single app, whose files a test may change."""
    for name in ("migrations/0001_initial.py", "models/facts.py", "apps.py", "views.py"):
        path = tmp_path / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one = 1")
    monkeypatch.setattr(apps, "get_app_configs", lambda: [SimpleNamespace(path=str(tmp_path / "app"))])
    return tmp_path / "app"


@pytest.mark.parametrize(
    "name", ["migrations/0001_initial.py", "migrations/0002_more.py", "models/facts.py", "apps.py"]
)
def test_whoever_changes_what_a_migration_reads_gets_another_template(one_app: Path, name: str) -> None:
    before = digest()
    (one_app / name).write_text("one = 2")
    assert digest() != before


def test_a_changed_page_keeps_the_template(one_app: Path) -> None:
    before = digest()
    (one_app / "views.py").write_text("one = 2")
    assert digest() == before


@pytest.mark.django_db
def test_this_run_works_on_a_copy_of_the_template_that_fits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), array(SELECT datname::text FROM pg_database ORDER BY datname)")
        name, there = cursor.fetchone()
    assert name.startswith("test_")
    assert [one for one in there if one.startswith(PREFIX)] == [PREFIX + digest()]


@pytest.mark.django_db
def test_the_application_has_its_rights_in_a_copy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 50, bool_or(name = '0001_create_the_trail') FROM django_migrations")
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT has_table_privilege('congso_app', 'audit_auditentry', 'UPDATE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_half_a_migration_leaves_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(template_database, "PREFIX", "congso_half_")
    monkeypatch.setattr(template_database, "_migrate", fail)
    parameters = connection.get_connection_params()
    address = {key: parameters[key] for key in ("user", "password", "host", "port") if parameters.get(key)}
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
        with pytest.raises(RuntimeError, match="congso_half_"):
            template_database._template(server)
        left = "SELECT datname FROM pg_database WHERE starts_with(datname, 'congso_half_')"
        names = [row[0] for row in server.execute(left)]
        assert names == [f"congso_half_{digest()}_new"]
        server.execute(f'DROP DATABASE "{names[0]}"')
