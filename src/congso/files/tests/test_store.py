"""Files are typed by their content, kept once, and refused in plain words."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile
from pypdf import PdfWriter

from congso.files import commands, queries, store
from congso.files.models import StoredFile
from congso.kernel.ids import uuid7
from congso.kernel.refusals import Incorrect, NotFound

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


def pdf(*, password: str = "", pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=100, height=100)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def image(kind: str = "JPEG", size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, kind)
    return out.getvalue()


def keep(content: bytes, name: str = "giấy.pdf") -> queries.FileView:
    return commands.store(stream=io.BytesIO(content), name=name, account_id=None, now=NOW)


def test_a_pdf_is_kept_with_its_pages_and_comes_back_byte_for_byte() -> None:
    content = pdf(pages=3)
    kept = keep(content)
    assert (kept.media_type, kept.pages, kept.size_bytes) == ("application/pdf", 3, len(content))
    with queries.open_bytes(kept.id) as stream:
        assert stream.read() == content


def test_equal_bytes_are_kept_once_but_each_upload_has_its_row() -> None:
    content = pdf()
    one, other = keep(content), keep(content, "khác.pdf")
    assert one.sha256 == other.sha256
    assert one.id != other.id
    assert StoredFile.objects.count() == 2
    assert len([path for path in store.root().rglob("*") if path.is_file()]) == 1


def test_a_huge_flat_picture_is_refused_without_unpacking_it(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(flat, "PNG")
    assert len(flat.getvalue()) < 50_000

    def unpacked(_: Image.Image) -> None:
        raise AssertionError("a hundred million pixels in memory")

    monkeypatch.setattr(PngImageFile, "load", unpacked)
    with pytest.raises(Incorrect, match="quá lớn"):
        keep(flat.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pictures_are_told_by_content_not_by_name(kind: str) -> None:
    kept = keep(image(kind), "tờ khai.pdf")
    assert kept.media_type == f"image/{kind.lower()}"
    assert kept.name == {"JPEG": "tờ khai.jpg", "PNG": "tờ khai.png"}[kind]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b"MZ\x90\x00" + b"\x00" * 200, "chỉ nhận PDF"),
        (b"<html><script>alert(1)</script></html>", "chỉ nhận PDF"),
        (b"%PDF-1.7\nnot really", "bị hỏng"),
        (pdf(password="bi-mat"), "mật khẩu"),
        (image()[:2000], "bị hỏng"),
        (image("PNG")[:5000], "bị hỏng"),
    ],
)
def test_what_cannot_be_accepted_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with pytest.raises(Incorrect, match=words):
        keep(content, "tệp.pdf")
    assert StoredFile.objects.count() == 0
    assert [path for path in store.root().rglob("*") if path.is_file()] == []


def test_a_file_above_the_bound_is_refused_before_it_is_read_whole(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    read = 0

    class Endless:
        def read(self, size: int = -1, /) -> bytes:
            nonlocal read
            read += size
            return b"%PDF-" + b"0" * (size - 5)

    with pytest.raises(Incorrect, match="lớn hơn 1 MB"):
        commands.store(stream=Endless(), name="to.pdf", account_id=None, now=NOW)
    assert read < 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\Giấy khai sinh.PDF", "Giấy khai sinh.pdf"),
        ("\x00\r\n", "tep.pdf"),
        ("a" * 400, "a" * 196 + ".pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert keep(pdf(), given).name == kept


def test_a_file_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.view(uuid7())
