"""Reading a paper of a draft: asked for, compared with what was answered, taken only where nothing stands yet."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congso.catalogue.rules import offered_values
from congso.dossiers.models import ApplicationDraft
from congso.dossiers.testing import NOW, Province
from congso.files import commands as files
from congso.files.models import FileRecognition
from congso.files.rules.recognised import RecognisedLine, kept
from congso.files.testing import as_jpeg, page_picture

from .test_applying import begin

pytestmark = pytest.mark.django_db

LINES = ("Họ và tên: TRẦN THỊ BẢY", "Ngành nghề: Bán cà phê", "Số vốn: 15.000.000 đồng")


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that is there; what it reads is written by the tests."""
    monkeypatch.setattr("congso.files.queries.recogniser", lambda: object())
    monkeypatch.setattr("congso.files.commands.recognising.recogniser", lambda: object())


class Paper:
    """A paper on a draft of somebody."""

    def __init__(self, client: Client) -> None:
        self.client, self.draft_id = client, begin(client)
        picture = SimpleUploadedFile("giay.jpg", as_jpeg(page_picture()), "image/jpeg")
        answer = client.post(reverse("portal:upload", args=[self.draft_id, "TP02"]), {"paper-TP02": picture})
        assert answer.status_code == 200
        self.row = answer.content.decode()
        self.file_id = ApplicationDraft.objects.get(id=self.draft_id).papers.get().file_id
        self.address = reverse("portal:recognised", args=[self.draft_id, "TP02", self.file_id])

    def was_read(self, *lines: str) -> None:
        words = kept([RecognisedLine(1, line, 90.0) for line in lines])
        FileRecognition.objects.update_or_create(
            file_id=self.file_id, defaults={"state": "done", "asked_at": NOW, "lines": words}
        )

    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = ApplicationDraft.objects.get(id=self.draft_id).answers
        return found

    def page(self) -> str:
        answer = self.client.get(self.address)
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def paper(province: Province, citizen: Client) -> Paper:
    """The citizen's."""
    return Paper(citizen)


def test_the_row_of_a_file_leads_there_and_reading_is_asked_for(paper: Paper) -> None:
    assert f'href="{paper.address}"' in paper.row
    assert "Đọc giấy tờ này" in paper.page()
    assert not FileRecognition.objects.exists(), "looking asks for nothing"
    assert paper.client.post(paper.address)["Location"] == paper.address
    waiting = paper.page()
    assert "Đang đọc…" in waiting
    assert 'hx-trigger="every 2s"' in waiting


def test_values_are_offered_and_only_the_chosen_ones_are_taken(paper: Paper) -> None:
    paper.was_read(*LINES)
    offered = paper.client.get(paper.address).context["offers"]
    (trade,) = [one for one in offered if one.chosen]
    assert (trade.shown, trade.chosen) == ("Bán cà phê", "content")
    before = paper.answers()
    assert "content" not in before
    answer = paper.client.post(paper.address, {"action": "take", f"dien-{trade.number}": "content"})
    assert answer.status_code == 302
    assert paper.answers() == {**before, "content": "Bán cà phê"}
    assert "Giống với điều bạn đã khai" in paper.page()


def test_what_was_answered_is_compared_and_never_replaced(paper: Paper) -> None:
    ApplicationDraft.objects.filter(id=paper.draft_id).update(answers={**paper.answers(), "content": "Bán trà"})
    paper.was_read(LINES[1])
    page = paper.page()
    assert "Bạn đã khai “Bán trà”" in page
    assert "<select" not in page
    paper.client.post(paper.address, {"action": "take", "dien-1": "content"})
    assert paper.answers()["content"] == "Bán trà"


def test_an_answer_that_came_meanwhile_wins(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    paper.was_read(LINES[1])
    real = offered_values.offers

    def slow(*arguments: Any) -> Any:
        found = real(*arguments)
        draft = ApplicationDraft.objects.get(id=paper.draft_id)
        draft.answers, draft.revision = {**draft.answers, "content": "Bán trà"}, draft.revision + 1
        draft.save()
        return found

    monkeypatch.setattr("congso.portal.views.recognising.offers", slow)
    answer = paper.client.post(paper.address, {"action": "take", "dien-1": "content"})
    assert answer.status_code == 409
    assert paper.answers()["content"] == "Bán trà"


@pytest.mark.parametrize("sent", [{}, {"dien-1": "no_such_field"}, {"dien-9": "content"}, {"dien-1": ""}])
def test_nothing_chosen_changes_nothing(paper: Paper, sent: dict[str, str]) -> None:
    paper.was_read(LINES[1])
    before = paper.answers()
    answer = paper.client.post(paper.address, {"action": "take", **sent}, follow=True)
    assert "Chưa chọn giá trị nào" in answer.content.decode()
    assert paper.answers() == before


def test_another_person_and_another_file_are_not_found(paper: Paper, stranger: Client) -> None:
    paper.was_read(*LINES)
    assert stranger.get(paper.address).status_code == 404
    other = reverse("portal:recognised", args=[paper.draft_id, "TP02", UUID(int=1)])
    assert paper.client.get(other).status_code == 404
    elsewhere = reverse("portal:recognised", args=[paper.draft_id, "TP01", paper.file_id])
    assert paper.client.post(elsewhere).status_code == 404
    assert stranger.post(paper.address).status_code == 404


def test_words_that_fit_nothing_are_said_to_fit_nothing(paper: Paper) -> None:
    paper.was_read("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert "không có gì hợp với tờ khai này" in paper.page()


def test_without_a_reader_nothing_is_offered(province: Province, citizen: Client, settings: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("congso.files.queries.recogniser", lambda: None)
        assert "Đọc chữ trên giấy" not in Paper(citizen).row


def test_the_worker_reads_what_was_asked_for(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    from congso.processes.recognise_papers import recognise_file

    paper.client.post(paper.address)
    monkeypatch.setattr(files.recognising, "_read", lambda *_: [RecognisedLine(1, LINES[1], 90.0)])
    monkeypatch.setattr(files.recognising, "recogniser", lambda: type("R", (), {"edition": "thử"})())
    recognise_file(file_id=str(paper.file_id))
    assert FileRecognition.objects.get().state == "done"
    assert "Bán cà phê" in paper.page()
