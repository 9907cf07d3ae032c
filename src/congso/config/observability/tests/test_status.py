"""The page of what works says it in words for everybody, truthfully, and nothing of the inside."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congso.config.observability import status
from congso.config.observability.health import DOWN, Health
from congso.identity import vneid
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.kernel.ids import uuid7
from congso.notifications.models import Message

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)
WELL = Health("ok", True, True, True, 1.0, 0, None)


@pytest.fixture
def well(db: None, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    monkeypatch.setattr(status, "_last", None)
    monkeypatch.setattr(status, "present_health", lambda: WELL)
    monkeypatch.setattr(vneid, "is_reachable", lambda: True)
    return monkeypatch


def message(channel: str, state: str, *, attempts: int = 1, hours: int = 0, key: str = "k") -> None:
    at = NOW - timedelta(hours=hours)
    Message.objects.create(
        id=uuid7(), key=f"{key}:{channel}", channel=channel, template="x", body="x", state=state, attempts=attempts,
        claimed_at=at if attempts else None, sent_at=at if state == "sent" else None, created_at=at,
    )  # fmt: skip


def states(**query: str) -> dict[str, str]:
    told: Any = Client().get("/tinh-trang/", {"dang": "json", **query}).json()
    return {one["code"]: one["state"] for one in told["parts"]}


def test_all_is_well(well: pytest.MonkeyPatch) -> None:
    message("email", "sent")
    page = Client().get("/tinh-trang/").content.decode()
    assert "Cổng đang hoạt động." in page
    assert states() == {"portal": "works", "vneid": "works", "processing": "works", "mail": "works", "sms": "unknown"}
    assert "worker" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("trouble", "part"),
    [
        ({"status": "degraded", "worker": False}, "processing"),
        ({"status": "degraded", "queue_oldest_seconds": 900.0}, "processing"),
    ],
)
def test_work_that_stands_still_is_told(well: pytest.MonkeyPatch, trouble: dict[str, Any], part: str) -> None:
    well.setattr(status, "present_health", lambda: replace(WELL, **trouble))
    assert states()[part] == "trouble"
    assert "Có phần đang gặp sự cố" in Client().get("/tinh-trang/").content.decode()


def test_vneid_that_does_not_answer_is_told(well: pytest.MonkeyPatch) -> None:
    well.setattr(vneid, "is_reachable", lambda: False)
    assert states()["vneid"] == "trouble"


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([("sent", 1, 1), ("waiting", 2, 0)], "trouble"),
        ([("waiting", 1, 1), ("sent", 1, 0)], "works"),
        ([("failed", 5, 0)], "trouble"),
        ([("failed", 1, 0)], "unknown"),
        ([("waiting", 0, 0)], "unknown"),
    ],
    ids=["tried after the last success", "a later success", "given up", "an address that takes nothing", "not tried"],
)
def test_a_channel_is_judged_by_its_last_try(
    well: pytest.MonkeyPatch, rows: list[tuple[str, int, int]], state: str
) -> None:
    for number, (of_message, attempts, hours) in enumerate(rows):
        message("sms", of_message, attempts=attempts, hours=hours, key=str(number))
    assert states()["sms"] == state


def test_without_database_the_page_still_answers(well: pytest.MonkeyPatch) -> None:
    well.setattr(status, "present_health", lambda: DOWN)
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get("/tinh-trang/")
    assert answer.status_code == 503
    assert "đang gặp sự cố" in answer.content.decode()
    assert len(asked) == 0


def test_the_answer_is_kept_for_some_seconds(well: pytest.MonkeyPatch) -> None:
    status.present_parts(NOW)
    well.setattr(status, "present_health", lambda: DOWN)
    assert status.present_parts(NOW)[0].state == "works"
