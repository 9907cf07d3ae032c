"""The verdict on a stored file: made by the worker, kept sealed, read beside the paper, gone with the file."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from congso.files import commands as files
from congso.files.models import StoredFile
from congso.files.testing import as_jpeg, page_picture, text_pdf
from congso.signatures import commands
from congso.signatures.models import SignedFile
from congso.signatures.queries import verdicts
from congso.signatures.testing import NOW, signed_pdf, signer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


def stored(content: bytes, name: str = "van-ban.pdf") -> UUID:
    return files.store(stream=io.BytesIO(content), name=name, account_id=None, now=NOW).id


def test_a_signed_file_gets_its_verdict_and_who_signed() -> None:
    file_id = stored(signed_pdf(signer("Ủy ban"), content=signed_pdf(), field="CoQuan"))
    assert commands.check_stored(file_id=file_id, now=NOW) == "INDETERMINATE"
    found = verdicts([file_id])[file_id]
    assert (found.words, found.tone) == ("Không xác định", "warn")
    assert [who for who, _ in found.lines] == ["Trần Thị Ký", "Ủy ban"]
    assert all("Chưa biết cơ quan cấp chứng thư" in said for _, said in found.lines)


def test_a_signature_that_does_not_hold_says_so() -> None:
    content = signed_pdf()
    broken = content.replace(b"Quyet dinh", b"Quyet djnh", 1)
    if broken == content:  # the words are compressed: any signed byte will do
        place = content.index(b"stream\n") + 10
        broken = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    file_id = stored(content)
    from congso.files import store

    path = store.path_of(StoredFile.objects.get(id=file_id).sha256)
    path.chmod(0o600)
    path.write_bytes(broken)
    assert commands.check_stored(file_id=file_id, now=NOW) == "TOTAL-FAILED"
    assert verdicts([file_id])[file_id].tone == "danger"


@pytest.mark.parametrize(
    ("content", "name"), [(text_pdf("Khong ky"), "a.pdf"), (as_jpeg(page_picture()), "a.jpg")], ids=["pdf", "picture"]
)
def test_what_bears_no_signature_has_no_verdict(content: bytes, name: str) -> None:
    file_id = stored(content, name)
    assert commands.check_stored(file_id=file_id, now=NOW) == ""
    assert verdicts([file_id]) == {}
    assert commands.check_stored(file_id=UUID(int=1), now=NOW) == ""


def test_checked_again_there_is_one_verdict_sealed_and_it_goes_with_the_file() -> None:
    file_id = stored(signed_pdf())
    for day in range(2):
        commands.check_stored(file_id=file_id, now=NOW + timedelta(days=day))
    assert SignedFile.objects.get().checked_at == NOW + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT report FROM signatures_signedfile")
        assert "Trần Thị Ký".encode() not in bytes(cursor.fetchone()[0])
    assert files.remove_orphans(before=NOW + timedelta(days=9)) == 1
    assert not SignedFile.objects.exists()
