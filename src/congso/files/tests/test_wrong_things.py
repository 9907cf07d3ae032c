"""The wrong things that people, programs and attackers hand in: each is refused in words, or comes in harmless."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from congso.files import queries, store
from congso.files.models import StoredFile
from congso.files.rules.refused import FileRefused

from .test_sandbox import keep, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


def document(**more: str) -> bytes:
    """A text document as Word writes it."""
    return zipped(**{"[Content_Types]_xml": "<Types/>", "word__document_xml": "<w:document/>"} | more)


def png_of(width: int, height: int, *, idat: bytes = b"", more: bytes = b"") -> bytes:
    """A PNG whose header promises a size, whatever follows."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))

    header = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", idat) + chunk(b"IEND", b"")


def text_chunk(size: int) -> bytes:
    content = b"Comment\0\0" + zlib.compress(b"a" * size, 9)
    return struct.pack("!I", len(content)) + b"zTXt" + content + struct.pack("!I", zlib.crc32(b"zTXt" + content))


def encrypted() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.encrypt("mat-khau", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def swollen(writer: PdfWriter) -> None:
    """Let the first page unfold to a hundred times its size."""
    content = DecodedStreamObject()
    content.set_data(b" " * 120_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content.flate_encode(9))


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(document.cookie)</script></html>"

WRONG: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("an SVG with a script", "so-do.svg", lambda: SVG, "file_type"),
    ("an SVG that is called a picture", "so-do.png", lambda: SVG, "file_type"),
    ("a page of the web that is called a PDF", "don.pdf", lambda: HTML, "file_type"),
    ("a document of Word", "don.docx", document, "file_type"),
    ("one with macros", "don.docm", lambda: document(word__vbaProject_bin="x"), "file_type"),
    (
        "one that fetches a template from outside",
        "don.docx",
        lambda: document(word___rels__settings_xml='<Relationship TargetMode="External" Target="http://x.example/a"/>'),
        "file_type",
    ),
    ("a document that is called a PDF", "don.pdf", document, "file_type"),
    ("an archive that unfolds", "a.zip", lambda: zipped(a="0" * 5_000_000), "file_type"),
    ("a program", "xem.pdf", lambda: b"MZ\x90\x00" + bytes(500), "file_type"),
    ("a GIF", "anh.gif", lambda: b"GIF89a" + bytes(50), "file_type"),
    ("a PDF with a password", "don.pdf", encrypted, "file_encrypted"),
    ("a file of 40 MB", "to.pdf", lambda: pdf() + b"\n" * 40_000_000, "file_too_large"),
    ("an empty file", "rong.pdf", lambda: b"", "file_empty"),
    ("the beginning of a PDF", "don.pdf", lambda: pdf()[:200], "file_damaged"),
    ("a picture of 2,500 million points", "bom.png", lambda: png_of(50_000, 50_000), "file_too_large"),
    ("a picture that promises more than it holds", "bom.png", lambda: png_of(4_000, 4_000), "file_damaged"),
    ("a picture with a swollen comment", "bom.png", lambda: png_of(1, 1, more=text_chunk(90_000_000)), "file_damaged"),
    ("a PDF whose page unfolds without end", "bom.pdf", lambda: pdf(swollen), "file_damaged"),
    ("a PDF behind a page of the web", "a.pdf", lambda: HTML + pdf(), "file_ambiguous"),
    ("a PDF before an archive", "a.pdf", lambda: pdf() + zipped(a="x"), "file_ambiguous"),
    ("a picture that is only its header", "a.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(60), "file_damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "code"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_it_is_refused_in_words_and_nothing_is_kept(name: str, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        keep(make(), name)
    assert refused.value.code == code, refused.value.message
    assert refused.value.message.endswith(".")
    assert not StoredFile.objects.exists()
    assert [path for path in store.root().rglob("*") if path.is_file()] == []


def test_a_picture_that_is_a_page_of_the_web_as_well_is_only_a_picture_afterwards() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "JPEG", comment=HTML)
    kept = keep(out.getvalue() + HTML + zipped(a="x"), "ảnh.html.jpg")
    with queries.open_bytes(kept.id) as stream:
        content = stream.read()
    assert b"<script" not in content
    assert b"PK\x03\x04" not in content
    assert kept.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("don\x00.exe.pdf", "don.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\don.pdf", "don.pdf"),
        ("don\u202efdp.exe", "donfdp.exe.pdf"),
        ("\u2066don\u2069\u200b.pdf", "don.pdf"),
        ("a" * 5_000 + ".pdf", "a" * 196 + ".pdf"),
        ("don.pdf\r\nSet-Cookie: a=b", "don.pdfSet-Cookie_ a=b.pdf"),
        ("  .pdf  ", "tep.pdf"),
        ("NUL", "_NUL.pdf"),
    ],
)
def test_names_come_in_harmless(given: str, kept: str) -> None:
    assert keep(pdf(), given).name == kept
