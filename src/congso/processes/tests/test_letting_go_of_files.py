"""What nothing refers to goes, with its bytes; what anything refers to stays, whoever else let go."""

import io
import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from pypdf import PdfWriter

from congso.dossiers import commands as dossiers
from congso.dossiers import testing
from congso.dossiers.commands import PaperInput
from congso.dossiers.testing import NOW, Province, plain_province
from congso.files import commands, queries, store
from congso.files.models import StoredFile
from congso.files.queries import FileView
from congso.kernel.refusals import Incorrect, NotFound

LATER = NOW + timedelta(days=8)
WEEK_OLD = LATER - timedelta(days=7)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


def pdf(width: int = 100) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=width, height=100)
    writer.write(out)
    return out.getvalue()


def upload(account_id: int | None = 7, width: int = 100, at: Any = NOW) -> FileView:
    return commands.store(stream=io.BytesIO(pdf(width)), name="a.pdf", account_id=account_id, now=at)


def is_kept(file: FileView) -> bool:
    return store.path_of(file.sha256).exists()


@pytest.mark.django_db
def test_an_old_file_nothing_refers_to_goes_with_its_bytes() -> None:
    old, young = upload(), upload(width=200, at=LATER)
    assert commands.remove_orphans(before=WEEK_OLD) == 1
    assert not is_kept(old)
    assert is_kept(young)
    with pytest.raises(NotFound):
        queries.view(old.id)
    assert commands.remove_orphans(before=WEEK_OLD) == 0


@pytest.mark.django_db
def test_papers_of_dossiers_drafts_and_results_stay() -> None:
    province: Province = plain_province()
    citizen, specialist = province.citizen, province.commune.specialist
    paper, draft_paper = upload(citizen.account_id), upload(citizen.account_id, 110)
    testing.submitted(province, papers=[PaperInput("TP02", paper.id)])
    draft_id = dossiers.start_draft(version_id=province.version_id, by=citizen, now=NOW)
    dossiers.attach_paper(draft_id=draft_id, component_key="TP02", file_id=draft_paper.id, by=citizen, now=NOW)
    result = upload(specialist.account_id, 120)
    dossiers.draft_result(
        dossier_id=testing.in_progress(province), title="Giấy", file_id=result.id, by=specialist, now=NOW
    )
    assert commands.remove_orphans(before=WEEK_OLD) == 0
    dossiers.detach_paper(draft_id=draft_id, component_key="TP02", file_id=draft_paper.id, by=citizen, now=NOW)
    assert commands.remove_orphans(before=WEEK_OLD) == 1
    assert [is_kept(one) for one in (paper, draft_paper, result)] == [True, False, True]


@pytest.mark.django_db
def test_equal_bytes_stay_until_the_last_row_is_gone() -> None:
    province: Province = plain_province()
    theirs, mine = upload(province.citizen.account_id), upload()
    assert theirs.sha256 == mine.sha256
    testing.submitted(province, papers=[PaperInput("TP02", theirs.id)])
    assert commands.remove_orphans(before=WEEK_OLD) == 1
    assert is_kept(theirs)
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_a_page_is_bounded() -> None:
    for width in range(100, 105):
        upload(width=width)
    assert [commands.remove_orphans(before=WEEK_OLD, limit=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db
def test_bytes_without_a_row_and_what_was_left_half_way_are_found() -> None:
    kept, lost = upload(), "ab" + "0" * 62
    stray = store.path_of(lost)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    half = store.arriving() / "tmp1"
    half.write_bytes(b"y")
    assert commands.remove_lost_bytes(prefix="ab", before=WEEK_OLD) == 0, "it is young: a row may be on its way"
    for path in (stray, half, store.path_of(kept.sha256)):
        os.utime(path, (1, 1))
    assert commands.remove_lost_bytes(prefix="ab", before=WEEK_OLD) == 1
    assert commands.remove_lost_bytes(prefix=kept.sha256[:2], before=WEEK_OLD) == 0
    assert commands.remove_abandoned_arrivals(before=WEEK_OLD) == 1
    assert (stray.exists(), half.exists(), is_kept(kept)) == (False, False, True)


@pytest.mark.django_db(transaction=True)
def test_equal_bytes_on_their_way_in_are_not_removed_under_their_row() -> None:
    """The old row goes while the same content arrives again: whoever is second waits for the first."""
    old, done, found = upload(), threading.Event(), []

    def clear() -> None:
        commands.remove_orphans(before=WEEK_OLD)
        done.set()
        connections.close_all()

    with transaction.atomic():
        store.lock(old.sha256)
        thread = threading.Thread(target=clear)
        thread.start()
        assert not done.wait(0.5)
        found.append(upload(at=LATER))
    thread.join(10)
    assert is_kept(found[0])
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_a_day_has_its_quota_and_the_next_day_a_new_one(settings: Any) -> None:
    settings.UPLOAD_DAILY_FILES = 2
    settings.UPLOAD_CLIENT_DAILY_BYTES = 1
    upload(width=100)
    upload(width=110)
    with pytest.raises(Incorrect, match="đã tải lên 2 tệp, mức cao nhất trong một ngày"):
        upload(width=120)
    upload(account_id=8)
    upload(at=NOW + timedelta(days=1))
    commands.store(stream=io.BytesIO(pdf()), name="a.pdf", account_id=None, client_id=7, now=NOW)
    with pytest.raises(Incorrect, match="mức cao nhất"):
        commands.store(stream=io.BytesIO(pdf()), name="a.pdf", account_id=None, client_id=7, now=NOW)
