"""The register on paper: made in the background, for those who may read the register, and for some days."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.dossiers import commands, printing, testing
from congso.dossiers.models import RegisterPrint
from congso.dossiers.testing import NOW, Province
from congso.files.commands import remove_orphans
from congso.files.models import StoredFile
from congso.files.testing import fetched
from congso.kernel.refusals import NotAllowed, NotFound
from congso.processes.print_registers import print_register

from .conftest import LATER, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


@pytest.fixture
def desk(province: Province, as_officer: SignIn) -> Client:
    testing.received(province)
    return as_officer(province.commune.counter)


def asked(client: Client) -> UUID:
    answer = client.post("/can-bo/so-theo-doi/2026/in/")
    assert answer.status_code == 302
    return UUID(answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def made(print_id: UUID) -> None:
    print_register(print_id=str(print_id))


def page_of(client: Client, print_id: UUID, tail: str = "", **headers: Any) -> Any:
    return client.get(f"/can-bo/so-theo-doi/ban-in/{print_id}/{tail}", **headers)


def test_the_request_only_asks_and_the_page_says_that_it_is_being_made(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "write_register", lambda *_: pytest.fail("printed inside the request"))
    print_id = asked(desk)
    shown = page_of(desk, print_id).content.decode()
    assert "Đang lập bản in" in shown
    assert "Xem đã xong chưa" in shown
    assert "every 3s" in shown
    assert page_of(desk, print_id, "tep/").status_code == 404
    jobs = ProcrastinateJob.objects.filter(task_name="print.register", args__print_id=str(print_id))
    assert jobs.count() == 1


def test_a_copy_that_is_made_is_downloaded_and_the_trail_says_who_was_in_it(province: Province, desk: Client) -> None:
    print_id = asked(desk)
    made(print_id)
    shown = page_of(desk, print_id).content.decode()
    assert "Bản in đã sẵn sàng" in shown
    assert "every 3s" not in shown
    part = page_of(desk, print_id, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    sent = fetched(page_of(desk, print_id, "tep/"))
    assert sent.body.startswith(b"%PDF")
    assert sent["Content-Disposition"].startswith("attachment; filename*=UTF-8''so-theo-doi-2026-")
    entry = apps.get_model("audit", "AuditEntry").objects.get(action="dossiers.register_pdf")
    assert (entry.kind, entry.officer_id) == ("export", province.commune.counter.id)
    assert province.citizen.person_id in entry.subject_ids
    assert "Số liệu đến" in desk.get("/can-bo/so-theo-doi/").content.decode()


def test_asking_again_gives_the_same_copy_until_time_has_passed(province: Province, desk: Client) -> None:
    counter, print_id = province.commune.counter, asked(desk)
    assert asked(desk) == print_id
    later = LATER + timedelta(minutes=30)
    assert commands.ask_register_print(year=2026, by=counter, now=later) == print_id  # still being made
    made(print_id)
    assert asked(desk) == print_id  # the same minute
    assert commands.ask_register_print(year=2026, by=counter, now=later) != print_id
    jobs = ProcrastinateJob.objects.filter(task_name="print.register", args__print_id=str(print_id))
    assert jobs.count() == 1


def test_a_job_that_runs_twice_keeps_one_file(desk: Client) -> None:
    print_id = asked(desk)
    made(print_id)
    first = RegisterPrint.objects.get(id=print_id).file_id
    made(print_id)
    assert RegisterPrint.objects.get(id=print_id).file_id == first
    assert StoredFile.objects.count() == 1


def test_a_run_that_fails_is_told_and_the_next_makes_it(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    print_id = asked(desk)
    with monkeypatch.context() as broken:
        broken.setattr(printing, "write_register", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            made(print_id)
    assert "Chưa lập được bản in" in page_of(desk, print_id).content.decode()
    made(print_id)
    assert "Bản in đã sẵn sàng" in page_of(desk, print_id).content.decode()


def test_who_may_not_read_the_register_has_no_copy_of_it(province: Province, desk: Client, as_officer: SignIn) -> None:
    print_id = asked(desk)
    made(print_id)
    sent = fetched(page_of(as_officer(province.commune.leader), print_id, "tep/"))
    assert sent.body.startswith(b"%PDF")
    for tail in ("", "tep/"):
        assert page_of(as_officer(province.commune.specialist), print_id, tail).status_code == 403
        assert page_of(as_officer(province.other_commune.counter), print_id, tail).status_code == 404
    with pytest.raises(NotAllowed):
        commands.ask_register_print(year=2026, by=province.commune.specialist, now=NOW)
    for year in (1990, 2027):
        with pytest.raises(NotFound):
            commands.ask_register_print(year=year, by=province.commune.counter, now=NOW)


def test_copies_go_after_some_days_with_their_files(desk: Client) -> None:
    print_id = asked(desk)
    made(print_id)
    assert commands.forget_register_prints(before=LATER) == 0
    assert remove_orphans(before=LATER + timedelta(days=9)) == 0
    assert commands.forget_register_prints(before=LATER + timedelta(days=8)) == 1
    assert remove_orphans(before=LATER + timedelta(days=9)) == 1
    assert page_of(desk, print_id).status_code == 404
