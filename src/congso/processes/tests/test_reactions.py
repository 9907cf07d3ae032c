from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.dossiers import commands as dossiers
from congso.dossiers import testing
from congso.dossiers.commands import KEPT_FOR, drafts
from congso.dossiers.queries import dossier_for_system, drafts_of
from congso.dossiers.rules.states import Action
from congso.dossiers.testing import NOW, Province, plain_province
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.notifications.models import Message
from congso.organisation.queries import calendar_for
from congso.processes import clear_away, keep_house, remind
from congso.processes.note_secrets import note_secret
from congso.processes.tell_applicants import recall_result, recall_supplement, tell_applicant

pytestmark = pytest.mark.django_db


class Clock:
    """The clock on the wall; only jobs look at it."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.astimezone(VIETNAM).date()


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Clock:
    there = Clock()
    monkeypatch.setattr(clock, "now", there.now)
    monkeypatch.setattr(clock, "today", there.today)
    return there


@pytest.fixture
def province() -> Province:
    return plain_province()


def work_off(times: int = 1) -> None:
    """Do what is queued for reactions now, `times` times over: as if jobs had been retried."""
    for job in ProcrastinateJob.objects.filter(queue_name="processes", scheduled_at__isnull=True).order_by("id"):
        for _ in range(times):
            app.tasks[job.task_name](**job.args)


def told(person_id, channel: str = "in_app") -> list[str]:
    rows = Message.objects.filter(person_id=person_id, channel=channel).order_by("id")
    return list(rows.values_list("template", flat=True))


def test_the_applicant_hears_of_every_turn_and_is_asked_for_an_opinion(province: Province) -> None:
    testing.returned(province)
    work_off(times=2)
    assert told(province.citizen.person_id) == [
        "dossier_submitted",
        "dossier_received",
        "result_ready",
        "result_returned",
    ]
    last = Message.objects.get(person_id=province.citizen.person_id, template="result_returned", channel="in_app")
    assert "Mời bạn đánh giá" in last.body
    texts = Message.objects.filter(person_id=province.citizen.person_id, channel="sms")
    assert {text.address for text in texts} == {"0912345678"}


def test_the_due_date_is_told(province: Province) -> None:
    dossier_id = testing.received(province)
    work_off()
    message = Message.objects.get(template="dossier_received", channel="in_app")
    assert "hẹn trả" in message.subject
    assert "Ngày hẹn trả kết quả: " in message.body
    assert "/08/2026" in message.body
    assert message.link == f"/cua-toi/ho-so/{dossier_id}/"


def test_officers_hear_of_work_that_waits_for_them(province: Province) -> None:
    here = province.commune
    dossier_id = testing.submitted(province)
    work_off(times=2)
    dossiers.accept(dossier_id=dossier_id, by=here.counter, now=NOW)
    dossiers.forward(dossier_id=dossier_id, by=here.counter, now=NOW)
    work_off(times=2)
    dossiers.assign(dossier_id=dossier_id, officer_id=here.specialist.id, by=here.unit_head, now=NOW)
    work_off(times=2)
    assert told(here.counter.person_id) == ["work_submitted"]
    assert told(here.unit_head.person_id) == ["work_forwarded"]
    assert told(here.specialist.person_id) == ["work_assigned"]
    assert told(here.neighbour.person_id) == []


def test_work_that_has_moved_on_is_not_announced_to_those_it_left(province: Province) -> None:
    testing.in_progress(province)
    work_off()
    assert told(province.commune.counter.person_id) == []
    assert told(province.commune.specialist.person_id) == ["work_assigned"]


def test_what_must_be_completed_is_told_and_recalled_before_the_end(province: Province, wall: Clock) -> None:
    dossier_id = testing.submitted(province)
    dossiers.ask_supplement(
        dossier_id=dossier_id,
        items=[testing.supplement_item()],
        reason="Bản chụp mờ",
        by=province.commune.counter,
        now=NOW,
    )
    work_off()
    message = Message.objects.get(template="supplement_asked", channel="in_app")
    assert "Bản chụp mờ" in message.body
    assert "Bản sao rõ nét" in message.body
    planned = ProcrastinateJob.objects.get(task_name="processes.recall_supplement")
    assert planned.scheduled_at is not None
    wall.at = planned.scheduled_at
    for _ in range(2):
        recall_supplement(**planned.args)
    assert told(province.citizen.person_id).count("supplement_reminder") == 1


def test_a_result_that_nobody_fetches_is_recalled_once(province: Province, wall: Clock) -> None:
    testing.finished(province)
    work_off()
    planned = ProcrastinateJob.objects.get(task_name="processes.recall_result")
    wall.at = NOW + timedelta(days=7)
    for _ in range(2):
        recall_result(**planned.args)
    assert told(province.citizen.person_id).count("result_waiting") == 1


def test_a_result_that_was_fetched_is_not_recalled(province: Province) -> None:
    testing.returned(province)
    work_off()
    for planned in ProcrastinateJob.objects.filter(task_name="processes.recall_result"):
        recall_result(**planned.args)
    assert "result_waiting" not in told(province.citizen.person_id)


def test_a_refusal_is_told_with_its_reason(province: Province) -> None:
    dossier_id = testing.submitted(province)
    dossiers.refuse(dossier_id=dossier_id, reason="Sai thẩm quyền.", by=province.commune.counter, now=NOW)
    work_off()
    assert "Lý do: Sai thẩm quyền." in Message.objects.get(template="dossier_refused", channel="in_app").body


def test_fields_of_later_versions_are_no_trouble(province: Province) -> None:
    dossier_id = testing.received(province)
    tell_applicant(event="DossierReceived", dossier_id=str(dossier_id), sequence=2, code="x", from_the_future=True)
    assert told(province.citizen.person_id) == ["dossier_received"]


DUE = datetime(2026, 8, 14, 16, 30, tzinfo=VIETNAM)  # a Friday


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 8, 10, 17, 0, tzinfo=VIETNAM), ""),
        (datetime(2026, 8, 11, 7, 0, tzinfo=VIETNAM), "work_due_in_3_days"),
        (datetime(2026, 8, 12, 23, 0, tzinfo=VIETNAM), "work_due_in_3_days"),
        (datetime(2026, 8, 13, 0, 0, tzinfo=VIETNAM), "work_due_in_1_day"),
        (datetime(2026, 8, 14, 16, 30, tzinfo=VIETNAM), "work_due_in_1_day"),
        (datetime(2026, 8, 14, 23, 59, tzinfo=VIETNAM), "work_due_in_1_day"),
        (datetime(2026, 8, 15, 0, 0, tzinfo=VIETNAM), "work_overdue"),
    ],
)
def test_the_sharpest_reminder_that_has_come(province: Province, at: datetime, expected: str) -> None:
    calendar = calendar_for(province.commune.id, at.date())
    assert remind.reminder_due(at.date(), DUE, calendar) == expected


def test_reminders_count_working_days_across_a_holiday(province: Province) -> None:
    due = datetime(2026, 9, 3, 16, 30, tzinfo=VIETNAM)  # after National Day (1–2/9)
    calendar = calendar_for(province.commune.id, date(2026, 8, 31))
    assert remind.reminder_due(date(2026, 8, 31), due, calendar) == "work_due_in_1_day"
    assert remind.reminder_due(date(2026, 8, 28), due, calendar) == "work_due_in_3_days"


def test_who_has_the_dossier_is_reminded_once_of_each_stage(province: Province, wall: Clock) -> None:
    testing.in_progress(province)  # three working days: due on Thursday 06/08
    for hours in range(0, 24 * 5, 6):
        wall.at = NOW + timedelta(hours=hours)
        remind.remind()
    assert told(province.commune.specialist.person_id) == ["work_due_in_3_days", "work_due_in_1_day", "work_overdue"]
    assert told(province.commune.unit_head.person_id) == []


def test_before_anybody_has_it_the_head_of_the_unit_is_reminded(province: Province, wall: Clock) -> None:
    testing.forwarded(province)
    wall.at = NOW + timedelta(days=1)
    remind.remind()
    assert told(province.commune.unit_head.person_id) == ["work_due_in_3_days"]


def test_what_is_finished_is_not_reminded_of(province: Province, wall: Clock) -> None:
    testing.finished(province)
    wall.at = NOW + timedelta(days=4)
    remind.remind()
    assert not Message.objects.filter(template__startswith="work_").exists()


def test_room_is_made_for_the_months_ahead(wall: Clock) -> None:
    wall.at = datetime(2029, 12, 15, tzinfo=VIETNAM)
    keep_house.make_room()
    keep_house.make_room()
    assert keep_house.months_later(date(2029, 12, 15), 14) == date(2031, 2, 1)


def test_old_drafts_go_however_many_there_are(
    province: Province, wall: Clock, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.STORED_FILES_DIR = tmp_path
    for _ in range(3):
        dossiers.start_draft(version_id=province.version_id, by=province.citizen, now=NOW)
    monkeypatch.setattr(drafts, "DISCARDED_AT_ONCE", 2)
    wall.at = NOW + KEPT_FOR + timedelta(days=1)
    clear_away.clear_away()
    assert drafts_of(province.citizen.account_id) == []


def test_no_periodic_job_carries_a_lock() -> None:
    for periodic in app.periodic_registry.periodic_tasks.values():
        assert periodic.task.lock is None
        assert periodic.task.queueing_lock == periodic.task.name


def test_a_result_asked_for_online_is_delivered_once_and_one_for_the_counter_waits(province: Province) -> None:
    online = testing.finished(province, return_channel="online")
    counter = testing.finished(province, key="at-the-counter")
    work_off(times=2)
    delivered = dossier_for_system(online, now=NOW)
    assert delivered.row.state == "returned"
    assert [event.action for event in delivered.events].count(Action.RETURN_RESULT) == 1
    assert dossier_for_system(counter, now=NOW).row.state == "finished"


def test_a_refused_secret_is_in_the_trail_without_the_document(db: None) -> None:
    note_secret(event="SecretDocumentRefused", mark="MẬT", account_id=7, client_id=None, later_field=1)
    entry = apps.get_model("audit", "AuditEntry").objects.get(action="files.refuse_secret")
    assert (entry.account_id, entry.detail) == (7, {"mark": "MẬT"})
