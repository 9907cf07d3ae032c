"""Whether certificates were taken back: asked at the authority within seconds, kept, believed only when it is true."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from typer.testing import CliRunner

from congso.files import commands as files
from congso.signatures import commands
from congso.signatures.commands.revocation import AskingEvidence
from congso.signatures.management import cli
from congso.signatures.models import RevocationAnswer, SignedFile
from congso.signatures.queries import KeptEvidence, NoEvidence, check_file
from congso.signatures.rules.facts import Revocation
from congso.signatures.rules.judging import Indication
from congso.signatures.rules.reports import Report
from congso.signatures.rules.revocation import NEXT_TRIES, may_ask, next_try
from congso.signatures.testing import (
    NOW,
    answerer,
    authority,
    new_authority,
    ocsp_answer,
    revocation_list,
    signed_pdf,
    signer,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Responder:
    """The authority's own server: answers what a test says, and remembers who asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[], bytes]] = {}
        self.seen: list[str] = []
        responder = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                responder.seen.append(self.path)
                told = responder.answers.get(self.path)
                content = told() if told else b""
                self.send_response(200 if told else 503)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.place}"


@pytest.fixture
def responder(settings: Any) -> Iterator[Responder]:
    made = Responder()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.SIGNATURE_HOSTS = (made.place,)
    settings.OUTGOING_INSIDE = ["127.0.0.1"]
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def officer(responder: Responder) -> Any:
    return signer(asks_at=responder.url)


def checked(content: bytes, *, now: datetime = NOW, evidence: Any = None) -> Report:
    asking = evidence or AskingEvidence(now=now, seconds=3)
    return check_file(BytesIO(content), name="a.pdf", now=now, anchors=[authority().anchor], evidence=asking)


def status(report: Report) -> tuple[str, str]:
    (one,) = report.signatures
    return one.facts.revocation.value, one.verdict.sub


def certificate(of: Any) -> x509.Certificate:
    assert isinstance(of.signing_cert, x509.Certificate)
    return of.signing_cert


def test_a_good_answer_makes_the_verdict_and_is_kept(responder: Responder, officer: Any) -> None:
    responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW - HOUR)
    content = signed_pdf(officer)
    report = checked(content)
    assert (report.indication, status(report)) == (Indication.TOTAL_PASSED, ("good", ""))
    row = RevocationAnswer.objects.get()
    assert (row.kind, row.this_update, row.url) == ("ocsp", NOW - HOUR, f"{responder.url}/ocsp")
    responder.seen.clear()
    assert checked(content).indication is Indication.TOTAL_PASSED
    assert checked(content, evidence=KeptEvidence()).indication is Indication.TOTAL_PASSED
    assert responder.seen == [], "what is kept is not asked again while it is fresh"
    assert status(checked(content, evidence=NoEvidence())) == ("unknown", "TRY_LATER")


def test_the_list_answers_where_ocsp_does_not(responder: Responder, officer: Any) -> None:
    responder.answers["/crl"] = lambda: revocation_list(authority(), at=NOW - HOUR)
    assert status(checked(signed_pdf(officer))) == ("good", "")
    assert responder.seen == ["/ocsp", "/crl"]
    assert RevocationAnswer.objects.get().kind == "crl"
    # The list is the authority's: it answers for another signer as well.
    responder.seen.clear()
    assert status(checked(signed_pdf(signer(asks_at=responder.url)))) == ("good", "")
    assert responder.seen == []


@pytest.mark.parametrize("by", ["ocsp", "crl"])
def test_what_was_taken_back_is_said_to_be_and_stays_so(responder: Responder, officer: Any, by: str) -> None:
    one, when = certificate(officer), NOW - DAY
    if by == "ocsp":
        responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), one, at=NOW - HOUR, revoked_at=when)
    else:
        responder.answers["/crl"] = lambda: revocation_list(authority(), (one.serial_number, when), at=NOW - HOUR)
    content = signed_pdf(officer)
    report = checked(content)
    assert status(report) == ("revoked", "REVOKED_NO_POE")
    assert report.signatures[0].facts.revoked_at == when
    assert status(checked(content, now=NOW + 60 * DAY, evidence=KeptEvidence())) == ("revoked", "REVOKED_NO_POE")


def test_somebody_may_answer_in_the_authoritys_place(responder: Responder, officer: Any) -> None:
    delegate = answerer(authority())
    responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW, by=delegate)
    assert status(checked(signed_pdf(officer))) == ("good", "")


def test_every_certificate_of_the_path_is_asked_about(responder: Responder) -> None:
    between = new_authority("CA cấp dưới", below=authority(), asks_at=f"{responder.url}/goc")
    officer = signer(of=between, asks_at=responder.url)
    responder.answers["/ocsp"] = lambda: ocsp_answer(between, certificate(officer), at=NOW - HOUR)
    content = signed_pdf(officer)
    assert status(checked(content)) == ("unknown", "TRY_LATER"), "nothing is known about the one in between"
    responder.answers["/goc/crl"] = lambda: revocation_list(authority(), at=NOW - HOUR)
    assert checked(content).indication is Indication.TOTAL_PASSED
    assert {row.kind for row in RevocationAnswer.objects.all()} == {"ocsp", "crl"}
    taken_back = between.root.serial_number, NOW - DAY
    RevocationAnswer.objects.all().delete()
    responder.answers["/goc/crl"] = lambda: revocation_list(authority(), taken_back, at=NOW - HOUR)
    assert checked(content).indication is not Indication.TOTAL_PASSED


def test_an_answer_that_ran_out_is_asked_for_again(responder: Responder, officer: Any) -> None:
    responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW - HOUR)
    content = signed_pdf(officer)
    checked(content)
    later = NOW + 30 * DAY
    assert status(checked(content, now=later, evidence=KeptEvidence())) == ("unknown", "TRY_LATER")
    responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=later - HOUR)
    assert status(checked(content, now=later)) == ("good", "")
    assert RevocationAnswer.objects.count() == 2


def wrong_answers() -> list[Any]:
    other = signer("Người khác")
    return [
        pytest.param(lambda _one: b"", id="empty"),
        pytest.param(lambda _one: b"<html>", id="a page"),
        pytest.param(lambda _one: b"\x30" * 100_000, id="too large"),
        pytest.param(lambda one: ocsp_answer(authority(), one, at=NOW, by=authority("CA lạ")), id="of a stranger"),
        pytest.param(lambda _one: ocsp_answer(authority(), certificate(other), at=NOW), id="of another"),
        pytest.param(lambda one: ocsp_answer(authority(), one, at=NOW + DAY), id="of tomorrow"),
        pytest.param(lambda one: ocsp_answer(authority(), one, at=NOW - 30 * DAY), id="old"),
    ]


@pytest.mark.parametrize("answer", wrong_answers())
def test_what_proves_nothing_is_neither_believed_nor_kept(responder: Responder, officer: Any, answer: Any) -> None:
    responder.answers["/ocsp"] = lambda: answer(certificate(officer))
    assert status(checked(signed_pdf(officer))) == ("unknown", "TRY_LATER")
    assert not RevocationAnswer.objects.exists()


def test_nobody_is_asked_who_is_not_on_the_list(responder: Responder, officer: Any, settings: Any) -> None:
    for hosts in ((), ("ocsp.example.vn",), ("127.0.0.1",), ("127.0.0.1:1",)):
        settings.SIGNATURE_HOSTS = hosts
        assert status(checked(signed_pdf(officer))) == ("unknown", "TRY_LATER")
    assert responder.seen == []
    settings.SIGNATURE_HOSTS, settings.OUTGOING_INSIDE = (responder.place,), []
    assert status(checked(signed_pdf(officer))) == ("unknown", "TRY_LATER")
    assert responder.seen == [], "an address inside is reached only when it is named as such"


@pytest.mark.parametrize(
    ("url", "hosts", "allowed"),
    [
        ("http://ca.gov.vn/ocsp", ["ca.gov.vn"], True),
        ("https://CA.gov.vn/ocsp", ["ca.gov.VN"], True),
        ("http://ca.gov.vn:8080/", ["ca.gov.vn"], False),
        ("http://ca.gov.vn:8080/", ["ca.gov.vn:8080"], True),
        ("http://ca.gov.vn/", ["ca.gov.vn:8080"], False),
        ("ldap://ca.gov.vn/", ["ca.gov.vn"], False),
        ("http://ca.gov.vn.evil.example/", ["ca.gov.vn"], False),
        ("http://[", ["ca.gov.vn"], False),
        ("", [""], False),
    ],
)
def test_a_place_is_asked_by_its_host_and_port(url: str, hosts: list[str], allowed: bool) -> None:
    assert may_ask(url, hosts) is allowed


def test_a_silent_authority_costs_no_more_than_the_bound(responder: Responder, officer: Any) -> None:
    def slowly() -> bytes:
        time.sleep(2)
        return b""

    responder.answers = {"/ocsp": slowly, "/crl": slowly}
    twice = signed_pdf(officer, content=signed_pdf(officer), field="Hai")
    began = time.monotonic()
    report = checked(twice, evidence=AskingEvidence(now=NOW, seconds=0.4))
    assert time.monotonic() - began < 1.8
    assert [one.verdict.sub for one in report.signatures] == ["TRY_LATER", "TRY_LATER"]


class TestProven:
    """A time-stamp fixes the moment: what was said later about it counts, also when nobody answers any more."""

    @pytest.fixture
    def stamped(self, officer: Any) -> bytes:
        from congso.signatures.testing import stamped_pdf

        return stamped_pdf(officer, at=NOW - 10 * DAY)

    def test_good_said_later_is_evidence_for_ever(self, responder: Responder, officer: Any, stamped: bytes) -> None:
        responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW - HOUR)
        assert status(checked(stamped)) == ("good", "")
        years_later = NOW + 1000 * DAY
        report = checked(stamped, now=years_later, evidence=KeptEvidence())
        assert report.indication is Indication.TOTAL_PASSED

    @pytest.mark.parametrize(
        ("revoked_at", "indication"),
        [(NOW - DAY, Indication.TOTAL_PASSED), (NOW - 20 * DAY, Indication.TOTAL_FAILED)],
    )
    def test_taken_back_after_or_before_the_signing(
        self, responder: Responder, officer: Any, stamped: bytes, revoked_at: datetime, indication: Indication
    ) -> None:
        responder.answers["/ocsp"] = lambda: ocsp_answer(
            authority(), certificate(officer), at=NOW - HOUR, revoked_at=revoked_at
        )
        report = checked(stamped)
        assert report.indication is indication
        assert report.signatures[0].facts.revocation is Revocation.REVOKED
        assert checked(stamped, now=NOW + 90 * DAY, evidence=KeptEvidence()).indication is indication

    def test_an_authority_that_speaks_after_the_end_tells_nothing(
        self, responder: Responder, officer: Any, stamped: bytes
    ) -> None:
        late = certificate(officer).not_valid_after + DAY
        responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=late)
        assert status(checked(stamped, now=late + HOUR)) == ("unknown", "TRY_LATER")


class TestStored:
    @pytest.fixture(autouse=True)
    def _house(self, settings: Any, tmp_path: Path) -> None:
        settings.STORED_FILES_DIR = tmp_path
        path = tmp_path / "goc.pem"
        path.write_bytes(authority().pem)
        settings.SIGNATURE_ANCHORS = path

    def test_the_verdict_comes_when_the_authority_is_back(self, responder: Responder, officer: Any) -> None:
        content = signed_pdf(officer)
        file_id = files.store(stream=BytesIO(content), name="a.pdf", account_id=None, now=NOW).id
        assert commands.check_stored(file_id=file_id, now=NOW) == "INDETERMINATE"
        assert commands.check_again(now=NOW) == 0, "not before its time"
        responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW)
        assert commands.check_again(now=NOW + NEXT_TRIES[0]) == 1
        row = SignedFile.objects.get()
        assert (row.indication, row.try_again_at, row.tries) == ("TOTAL-PASSED", None, 0)
        assert commands.check_again(now=NOW + DAY) == 0

    def test_the_tries_are_bounded(self, responder: Responder, officer: Any) -> None:
        content = signed_pdf(officer)
        file_id = files.store(stream=BytesIO(content), name="a.pdf", account_id=None, now=NOW).id
        commands.check_stored(file_id=file_id, now=NOW)
        now, tries = NOW, 0
        while (at := SignedFile.objects.get().try_again_at) is not None:
            now, tries = at, tries + commands.check_again(now=at)
        assert tries == len(NEXT_TRIES)
        assert next_try(len(NEXT_TRIES), now) is None

    def test_where_nobody_may_be_asked_nothing_waits(self, officer: Any, settings: Any) -> None:
        settings.SIGNATURE_HOSTS = ()
        file_id = files.store(stream=BytesIO(signed_pdf(officer)), name="a.pdf", account_id=None, now=NOW).id
        commands.check_stored(file_id=file_id, now=NOW)
        assert SignedFile.objects.get().try_again_at is None


class TestPage:
    def test_the_page_asks_and_says_so_when_it_got_no_answer(
        self, responder: Responder, officer: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.test import Client

        from congso.kernel import clock

        monkeypatch.setattr(clock, "now", lambda: NOW)
        settings.SIGNATURE_ANCHORS = tmp_path / "goc.pem"
        settings.SIGNATURE_ANCHORS.write_bytes(authority().pem)
        content = signed_pdf(officer)

        def said() -> str:
            file = SimpleUploadedFile("a.pdf", content, "application/pdf")
            return Client().post("/kiem-tra-chu-ky/", {"file": file}).content.decode()

        assert "Chưa tra được chứng thư có bị thu hồi" in said()
        responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW - HOUR)
        assert "Mọi chữ ký số hợp lệ" in said()
        settings.SIGNATURE_HOSTS = ()
        assert "Mọi chữ ký số hợp lệ" in said(), "what is kept needs nobody"


class TestCommand:
    def said(self, *arguments: str) -> Any:
        import typer

        app = typer.Typer()
        cli.register(app, {})
        return CliRunner().invoke(app, ["verify", *arguments])

    def test_it_asks_only_when_told_to(
        self, responder: Responder, officer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from congso.kernel import clock

        monkeypatch.setattr(clock, "now", lambda: NOW)
        responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW - HOUR)
        file, roots = tmp_path / "a.pdf", tmp_path / "goc.pem"
        file.write_bytes(signed_pdf(officer))
        roots.write_bytes(authority().pem)
        assert "Không xác định" in self.said(str(file), "--anchors", str(roots)).stdout
        assert responder.seen == []
        assert "Hợp lệ" in self.said(str(file), "--anchors", str(roots), "--online").stdout

    def test_it_needs_no_database(
        self, responder: Responder, officer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.db import connection

        from congso.kernel import clock

        monkeypatch.setattr(clock, "now", lambda: NOW)
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")
        responder.answers["/ocsp"] = lambda: ocsp_answer(authority(), certificate(officer), at=NOW - HOUR)
        file, roots = tmp_path / "a.pdf", tmp_path / "goc.pem"
        file.write_bytes(signed_pdf(officer))
        roots.write_bytes(authority().pem)
        offline = self.said(str(file), "--anchors", str(roots))
        assert offline.exit_code == 0
        assert "Không xác định" in offline.stdout
        assert "Hợp lệ" in self.said(str(file), "--anchors", str(roots), "--online").stdout
        assert not RevocationAnswer.objects.exists()
