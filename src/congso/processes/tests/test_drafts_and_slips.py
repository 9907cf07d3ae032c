"""Whoever writes a draft is told before it is thrown away; the notice of reception brings the slip along."""

import io
from datetime import datetime, timedelta

import pytest
from django.core import mail
from pypdf import PdfReader

from congso.dossiers import commands, testing
from congso.dossiers.testing import NOW, Province, plain_province
from congso.kernel import clock
from congso.notifications import attachments
from congso.notifications import commands as notifications
from congso.notifications.models import Message
from congso.processes.remind_drafts import remind_drafts
from congso.processes.tell_applicants import tell_applicant

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return plain_province()


def at(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: instant)


def told() -> list[str]:
    found = Message.objects.filter(template="draft_expires", channel="in_app").order_by("created_at")
    return list(found.values_list("subject", flat=True))


def test_a_draft_is_spoken_of_a_week_and_a_day_before_its_end_once_each(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = commands.start_draft(version_id=province.version_id, by=province.citizen, now=NOW)
    end = NOW + commands.KEPT_FOR
    counted = []
    for before in (timedelta(days=8), timedelta(days=6), timedelta(days=5), timedelta(hours=20), timedelta(hours=-2)):
        at(monkeypatch, end - before)
        remind_drafts()
        remind_drafts()
        counted.append(len(told()))
    assert counted == [0, 1, 1, 2, 2]
    assert told() == ["Bản nháp sắp bị xóa ngày 01/11/2026"] * 2
    message = Message.objects.filter(template="draft_expires").first()
    assert message is not None
    assert message.link == f"/nop-ho-so/{draft_id}/"


def test_a_draft_touched_again_has_another_end(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = commands.start_draft(version_id=province.version_id, by=province.citizen, now=NOW)
    later = NOW + commands.KEPT_FOR - timedelta(days=3)
    at(monkeypatch, later)
    remind_drafts()
    commands.save_draft(draft_id=draft_id, answers={"content": "x"}, by=province.citizen, now=later)
    remind_drafts()
    assert len(told()) == 1
    at(monkeypatch, later + commands.KEPT_FOR - timedelta(days=3))
    remind_drafts()
    assert len(told()) == 2


def test_the_notice_of_reception_brings_the_slip_and_the_appointment(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOW)
    answers = {**testing.ANSWERS, "applicant_email": "bao@example.vn"}
    dossier_id = testing.submitted(province, answers=answers)
    person = province.citizen_person
    person.email = "bao@example.vn"
    person.save()
    commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=NOW)
    tell_applicant(event="DossierReceived", dossier_id=str(dossier_id), sequence=2)
    message = Message.objects.get(template="dossier_received", channel="email")
    assert notifications.send(message_id=message.id, holder="job-1", clock=lambda: NOW) == Message.State.SENT
    (pdf_name, content, kind), (calendar_name, calendar, _kind) = mail.outbox[0].attachments
    assert kind == "application/pdf"
    assert pdf_name.startswith("Giay tiep nhan H12")
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in PdfReader(io.BytesIO(content)).pages[0].extract_text().upper()
    assert calendar_name.endswith(".ics")
    assert "BEGIN:VEVENT" in (calendar if isinstance(calendar, str) else calendar.decode())
    assert not Message.objects.exclude(channel="email").exclude(attachment="").exists()


def test_a_paper_that_cannot_be_printed_does_not_hold_the_message(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_of: str) -> list[attachments.Attachment]:
        raise OSError("no font")

    attachments.register("broken", fails)
    notifications.notify(
        key="x",
        person_id=province.citizen.person_id,
        template="dossier_received",
        context={},
        now=NOW,
        email="bao@example.vn",
        attachment="broken:1",
    )
    message = Message.objects.get(channel="email")
    assert notifications.send(message_id=message.id, holder="job-1", clock=lambda: NOW) == Message.State.SENT
    assert mail.outbox[0].attachments == []
