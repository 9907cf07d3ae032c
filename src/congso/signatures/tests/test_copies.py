"""Electronic copies bear a line of text and no picture, and the agency's signature; the page of who makes them."""

import io
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from congso.files import queries as files
from congso.files.testing import text_pdf
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_calendar, make_officer, make_organisation, make_unit
from congso.signatures import queries
from congso.signatures.models import SignedPaper
from congso.signatures.rules.copies import CopyKind, words
from congso.signatures.testing import NOW, authority, credential, signed_pdf
from congso.ui.testing import sound

PLACE = "/can-bo/ban-sao-dien-tu/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    settings.STORED_FILES_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    make_calendar()
    unit = make_unit(make_organisation(name="Sở Nội vụ tỉnh Cà Mau"))
    officer = make_officer(Role.CLERK, unit=unit, name="Văn Thư")
    credential(organisation_id=unit.organisation_id, name="Sở Nội vụ tỉnh Cà Mau")
    client = Client()
    sign_in(client, officer.account_id)
    return SimpleNamespace(client=client, agency_id=unit.organisation_id, officer=officer)


def asked(content: bytes, name: str = "ban-chinh.pdf", **changed: Any) -> dict[str, Any]:
    told = {"kind": "true_copy", "title": "Quyết định số 12/QĐ-SNV", "compared": "on"}
    return {**told, "file": SimpleUploadedFile(name, content), **changed}


def bytes_of(paper: SignedPaper) -> bytes:
    with files.open_bytes(paper.file_id) as stream:
        return stream.read()


def test_the_words_are_those_of_the_decree() -> None:
    at = datetime(2026, 11, 21, 3, 15, 30, tzinfo=UTC)
    said = words(CopyKind.TRUE_COPY, "Sở Nội vụ tỉnh Cà Mau", at)
    assert said == "Sao y; Sở Nội vụ tỉnh Cà Mau; 2026-11-21T10:15:30+07:00"


def test_a_scan_becomes_a_copy_with_its_line_and_the_agencys_signature(clerk: SimpleNamespace) -> None:
    answer = clerk.client.post(PLACE, asked(text_pdf("Quyet dinh so 12")))
    paper = SignedPaper.objects.get()
    assert answer["Location"] == f"/van-ban/{paper.code}/"
    content = bytes_of(paper)
    report = queries.check_file(io.BytesIO(content), name="x.pdf", now=NOW, anchors=[authority().anchor])
    (one,) = report.signatures
    assert (one.facts.intact, one.facts.valid, one.facts.changes) == (True, True, ())
    box = PdfReader(io.BytesIO(content)).pages[0]["/Annots"][0].get_object()  # type: ignore[index]
    left, bottom, right, top = (float(part) for part in box["/Rect"])
    assert left > 595 / 2
    assert bottom > 842 * 0.85
    assert (right, top) < (595, 842)
    page = clerk.client.get(PLACE).content.decode()
    assert "Quyết định số 12/QĐ-SNV" in page
    assert "Sao y" in page


def test_signatures_that_are_there_stay(clerk: SimpleNamespace) -> None:
    clerk.client.post(PLACE, asked(signed_pdf(), kind="extract"))
    report = queries.check_file(
        io.BytesIO(bytes_of(SignedPaper.objects.get())), name="x.pdf", now=NOW, anchors=[authority().anchor]
    )
    assert [one.facts.intact for one in report.signatures] == [True, True]
    assert report.signatures[0].facts.changes == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"compared": ""}, "So tệp với bản chính"),
        ({"title": " "}, "Chưa nhập"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 hong")}, "bị hỏng"),
        ({"file": ""}, "Chọn tệp PDF cần sao."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_signed(clerk: SimpleNamespace, changed: Any, said: str) -> None:
    answer = clerk.client.post(PLACE, asked(text_pdf("x"), **changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SignedPaper.objects.exists()


def test_others_make_no_copies(clerk: SimpleNamespace) -> None:
    leader = make_officer(Role.LEADER, unit=make_unit(make_organisation(name="Khác")), name="Khác")
    client = Client()
    sign_in(client, leader.account_id)
    assert client.get(PLACE).status_code == 403


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_in_a_browser(
    live_server: Any, request: pytest.FixtureRequest, width: str, clerk: SimpleNamespace, settings: Any
) -> None:
    page = request.getfixturevalue(width)
    cookie = clerk.client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}{PLACE}")
    sound(page, f"copies-{width}")
    page.get_by_role("button", name="Ký và cấp bản sao").click()
    sound(page, f"copies-empty-{width}")


def test_a_copy_is_made_of_a_copy(clerk: SimpleNamespace) -> None:
    clerk.client.post(PLACE, asked(text_pdf("Quyet dinh so 12")))
    first = SignedPaper.objects.get()
    clerk.client.post(PLACE, asked(bytes_of(first), kind="copy_of_copy"))
    second = SignedPaper.objects.exclude(id=first.id).get()
    report = queries.check_file(io.BytesIO(bytes_of(second)), name="x.pdf", now=NOW, anchors=[authority().anchor])
    assert [one.facts.intact for one in report.signatures] == [True, True]


def test_nobody_fills_a_copy_in(clerk: SimpleNamespace) -> None:
    """A copy declares nothing that may follow: a box filled in afterwards is a change, whoever signs it."""
    clerk.client.post(PLACE, asked(text_pdf("x")))
    reader = PdfFileReader(io.BytesIO(bytes_of(SignedPaper.objects.get())))
    assert reader.embedded_regular_signatures[0].docmdp_level is None
