"""What a load balancer and Prometheus are told."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from django.test import Client

from congso.config.observability import health
from congso.config.settings.logs import renderer_of
from congso.kernel import housework


@pytest.fixture(autouse=True)
def ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the answers of the test before."""
    monkeypatch.setattr(health, "_last", None)


def heartbeat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers")
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - %s * interval '1 second')",
            [seconds_ago],
        )


@pytest.mark.django_db(transaction=True)
def test_an_installation_with_a_living_worker_is_well(client: Client) -> None:
    heartbeat(5)
    answer = client.get("/suc-khoe/")
    assert answer.status_code == 200
    assert answer.json() | {"worker_silent_seconds": None} == {
        "status": "ok",
        "database": True,
        "migrations": True,
        "worker": True,
        "worker_silent_seconds": None,
        "queue_waiting": 0,
        "queue_oldest_seconds": None,
    }


@pytest.mark.django_db(transaction=True)
def test_a_silent_worker_degrades_but_does_not_take_the_site_away(client: Client) -> None:
    heartbeat(health.WORKER_SILENT_AFTER + 60)
    answer = client.get("/suc-khoe/")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


@pytest.mark.django_db(transaction=True)
def test_without_its_database_the_site_says_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**parameters: object) -> None:
        raise psycopg.OperationalError("connection refused")

    monkeypatch.setattr(psycopg, "connect", refuse)
    answer = client.get("/suc-khoe/")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


@pytest.mark.django_db(transaction=True)
def test_a_schema_that_lags_behind_the_code_says_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_schema_is_current", False)
    with connection.cursor() as cursor:
        cursor.execute("update django_migrations set name = name || '_undone' where app = 'sessions'")
    try:
        assert client.get("/suc-khoe/").json() | {"database": True} == client.get("/suc-khoe/").json()
        assert client.get("/suc-khoe/").status_code == 503
    finally:
        with connection.cursor() as cursor:
            cursor.execute("update django_migrations set name = replace(name, '_undone', '') where app = 'sessions'")


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_jobs_by_state(client: Client) -> None:
    client.get("/suc-khoe/")
    text = client.get("/metrics").content.decode()
    assert 'congso_http_requests_total{method="GET",route="health",status="200"}' in text
    assert 'congso_jobs{state="failed"} 0.0' in text
    assert "congso_database_up 1.0" in text


@pytest.mark.django_db
def test_housework_shows_when_it_was_done_and_what_it_removed(client: Client) -> None:
    at = datetime(2026, 8, 3, tzinfo=UTC)
    housework.note("old_messages", 3, now=at)
    housework.note("old_messages", 4, now=at)
    text = client.get("/metrics").content.decode()
    assert 'congso_housework_removed_total{chore="old_messages"} 7.0' in text
    assert 'congso_housework_ran_seconds{chore="old_messages"} 1.7857152e+09' in text


@pytest.mark.django_db
def test_strangers_do_not_read_the_figures(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403


@pytest.mark.django_db
def test_who_knows_the_token_reads_the_figures(client: Client, settings) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    for token, status in (("a-long-token", 200), ("another", 403)):
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers=headers).status_code == status


def test_a_traceback_on_the_console_tells_nothing_that_people_typed() -> None:
    typed = "mật khẩu " + "của tôi"
    try:
        raise ValueError(len(typed))
    except ValueError:
        line = renderer_of("console")(None, "error", {"event": "failed", "exc_info": True})
    assert "ValueError: 16" in line
    assert typed not in line
