"""Asking about a case in the browser, and the answer: on both pages, told to the other side, in one's own copy."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.dossiers import commands, testing
from congso.dossiers.models import CaseMessage
from congso.dossiers.testing import NOW, Province
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.notifications.models import Message

from .conftest import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier_id(province: Province) -> UUID:
    return testing.in_progress(province)


@pytest.fixture
def desk(province: Province) -> Client:
    client = Client()
    sign_in(client, province.commune.specialist.account_id)
    return client


def words(answer: Any) -> str:
    return str(answer.content.decode())


def work_off() -> None:
    for job in ProcrastinateJob.objects.filter(queue_name="processes", scheduled_at__isnull=True).order_by("id"):
        app.tasks[job.task_name](**job.args)
    ProcrastinateJob.objects.all().delete()


def sent(client: Client, dossier_id: UUID, text: str = "Bao giờ có kết quả?", **more: Any) -> Any:
    return client.post(reverse("portal:ask", args=[dossier_id]), {"text": text, "key": str(uuid4()), **more})


def test_a_person_asks_and_the_unit_answers(
    province: Province, citizen: Client, desk: Client, dossier_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reverse("portal:dossier", args=[dossier_id])
    assert sent(citizen, dossier_id)["Location"] == page + "#trao-doi"
    ProcrastinateJob.objects.exclude(task_name="processes.tell_of_question").delete()
    work_off()
    told = Message.objects.get(template="work_question", channel="in_app")
    assert told.person_id == province.commune.specialist.person_id
    assert "Bao giờ" not in told.body, "what was written stays with the case"
    assert "Có câu hỏi chưa trả lời" in words(desk.get(reverse("workspace:home")))
    assert "Câu hỏi chưa trả lời" in words(desk.get(reverse("workspace:home") + "?danh-sach=cau-hoi"))
    at_desk = reverse("workspace:dossier", args=[dossier_id])
    assert "Bao giờ có kết quả?" in words(desk.get(at_desk))
    assert "Cơ quan đã xem" in words(citizen.get(page))

    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    address = reverse("workspace:answer", args=[dossier_id])
    answered = desk.post(address, {"text": "Thứ Sáu tuần này.", "key": "1"})
    assert answered["Location"] == at_desk + "#trao-doi"
    work_off()
    assert Message.objects.filter(person_id=province.citizen.person_id, template="question_answered").exists()
    assert "1 trả lời mới của cơ quan" in words(citizen.get(reverse("portal:mine")))
    read = words(citizen.get(page))
    assert "Thứ Sáu tuần này." in read
    assert province.commune.specialist.title in read
    assert province.commune.specialist.name not in read, "the post answers, not the name"
    assert "trả lời mới" not in words(citizen.get(reverse("portal:mine")))
    assert "người nộp đã xem" in words(desk.get(at_desk))


def test_words_that_ask_for_papers_lead_to_the_slip_and_stop_nobody(
    province: Province, citizen: Client, desk: Client, dossier_id: UUID
) -> None:
    sent(citizen, dossier_id)
    address = reverse("workspace:answer", args=[dossier_id])
    text = {"text": "Chị bổ sung bản sao sổ đỏ.", "key": "1"}
    warned = desk.post(address, text)
    assert warned.status_code == 422
    page = words(warned)
    assert "Có vẻ bạn đang đòi giấy tờ" in page
    assert "Chị bổ sung bản sao sổ đỏ." in page
    assert reverse("workspace:dossier", args=[dossier_id]) + "?viec=yeu-cau-bo-sung" in page
    assert CaseMessage.objects.count() == 1
    assert desk.post(address, {**text, "van-gui": "1"}).status_code == 302
    assert CaseMessage.objects.count() == 2


def test_no_answer_is_needed_for_thanks(citizen: Client, desk: Client, dossier_id: UUID) -> None:
    sent(citizen, dossier_id, "Cảm ơn.")
    address = reverse("workspace:answer", args=[dossier_id])
    assert desk.post(address, {"viec": "khong-can"}).status_code == 302
    assert "Có câu hỏi chưa trả lời" not in words(desk.get(reverse("workspace:home")))
    assert CaseMessage.objects.count() == 1


def test_what_cannot_be_sent_is_said_and_kept(
    province: Province, citizen: Client, dossier_id: UUID, settings: Any
) -> None:
    empty = sent(citizen, dossier_id, " ")
    assert empty.status_code == 422
    assert "Ghi nội dung cần hỏi." in words(empty)
    lying = SimpleUploadedFile("anh.pdf", b"MZ\x90\x00 khong phai pdf", "application/pdf")
    refused = sent(citizen, dossier_id, "Xem giúp tôi", files=lying)
    assert refused.status_code == 422
    assert "Xem giúp tôi" in words(refused)
    many = [SimpleUploadedFile(f"{number}.pdf", PDF, "application/pdf") for number in range(6)]
    assert "tối đa 5 tệp" in words(sent(citizen, dossier_id, "Xem giúp tôi", files=many))
    assert not CaseMessage.objects.exists()


def test_nobody_else_writes_or_reads(province: Province, citizen: Client, stranger: Client, dossier_id: UUID) -> None:
    sent(citizen, dossier_id)
    assert sent(stranger, dossier_id).status_code == 404
    neighbour = Client()
    sign_in(neighbour, province.other_commune.specialist.account_id)
    assert neighbour.post(reverse("workspace:answer", args=[dossier_id]), {"text": "x", "key": "1"}).status_code == 404
    assert neighbour.get(reverse("workspace:dossier", args=[dossier_id])).status_code == 404
    assert CaseMessage.objects.count() == 1


def test_the_copy_and_the_archive_hold_messages_and_their_files(
    province: Province, citizen: Client, dossier_id: UUID
) -> None:
    sent(citizen, dossier_id, "Ảnh mặt tiền", files=SimpleUploadedFile("mặt tiền.pdf", PDF, "application/pdf"))
    commands.answer(dossier_id=dossier_id, text="Đã nhận.", by=province.commune.specialist, now=NOW, key="1")
    answer = citizen.get(reverse("portal:my_copy") + "?dang=zip")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    told = json.loads(archive.read("du-lieu.json"))
    assert [line.split(": ", 1)[1] for line in told["hồ sơ"][0]["trao đổi"]] == ["Ảnh mặt tiền", "Đã nhận."]
    assert any("/trao-doi/01-mat-tien" in name for name in archive.namelist())


def test_who_looked_at_my_data_tells_of_the_answer(
    province: Province, citizen: Client, dossier_id: UUID, signed_in: Callable[..., Client]
) -> None:
    sent(citizen, dossier_id)
    commands.answer(dossier_id=dossier_id, text="Đã nhận.", by=province.commune.specialist, now=NOW, key="1")
    assert "Chuyên viên" in words(citizen.get(reverse("portal:who_read")))
