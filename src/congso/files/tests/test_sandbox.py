"""What is handed in can only be looked at: it does not act, hides nothing, is one thing only, bears no secret mark."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from congso.files import commands, queries, store
from congso.files.models import StoredFile
from congso.files.rules import secrecy
from congso.files.rules.refused import FileRefused

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


def keep(content: bytes, name: str = "giấy.pdf") -> queries.FileView:
    return commands.store(stream=io.BytesIO(content), name=name, account_id=7, now=NOW)


def pdf(change: Any = None, text: str = "") -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(width=300, height=300)
    if text:
        _write(writer, page, text)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _write(writer: PdfWriter, page: Any, text: str) -> None:
    """Draw a text whose letters a reader can tell: one glyph per letter, and a map back to Unicode."""
    from pypdf.generic import DecodedStreamObject

    letters = sorted(set(text))
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    lines = "\n".join(f"<{code:02x}> <{ord(letter):04x}>" for letter, code in codes.items())
    cmap = DecodedStreamObject()
    cmap.set_data(
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> "
        f"endcodespacerange {len(codes)} beginbfchar\n{lines}\nendbfchar endcmap end end".encode()
    )
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/ToUnicode"): writer._add_object(cmap),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    drawn = []
    for number, line in enumerate(text.splitlines()):
        shown = "".join(f"{codes[letter]:02x}" for letter in line)
        drawn.append(f"BT /F1 12 Tf 20 {280 - 20 * number} Td <{shown}> Tj ET")
    content = DecodedStreamObject()
    content.set_data("\n".join(drawn).encode())
    page[NameObject("/Contents")] = writer._add_object(content)


def script(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)


def launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)


def form_data(writer: PdfWriter) -> None:
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("x")})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (script, "JavaScript"),
        (launch, "mở chương trình"),
        (lambda writer: writer.add_attachment("virus.exe", b"MZ"), "đính kèm"),
        (form_data, "XFA"),
    ],
)
def test_a_pdf_that_acts_is_refused(change: Any, words: str) -> None:
    keep(pdf())
    with pytest.raises(FileRefused, match=words) as refused:
        keep(pdf(change))
    assert refused.value.code == "file_acts"


@pytest.mark.django_db
def test_a_name_written_with_escapes_is_recognised() -> None:
    with pytest.raises(FileRefused, match="JavaScript"):
        keep(pdf(script).replace(b"/JavaScript", b"/J#61vaScript"))


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.exe", b"MZ" * 100)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [pdf() + archive(), b"<script>alert(1)</script>" + pdf(), b"GIF89a" + pdf(), b"MZ\x90\x00" + pdf()]
)
def test_a_file_that_is_two_things_at_once_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        keep(content)


@pytest.mark.django_db
def test_what_a_printer_writes_before_the_header_is_no_harm() -> None:
    keep(b"\x1b%-12345X@PJL JOB\n" + pdf())


def photograph() -> bytes:
    picture = Image.new("RGB", (40, 20), "white")
    picture.putpixel((0, 0), (0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "MAY ANH"
    exif.get_ifd(0x8825)[2] = (9.0, 10.0, 11.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"bi mat")
    return out.getvalue()


@pytest.mark.django_db
def test_a_photograph_loses_place_and_device_and_stands_upright() -> None:
    sent = photograph() + archive()
    kept = keep(sent, "ảnh.jpg")
    with queries.open_bytes(kept.id) as stream:
        content = stream.read()
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
    assert b"MAY ANH" not in content
    assert b"bi mat" not in content
    assert b"PK\x03\x04" not in content
    row = StoredFile.objects.get()
    assert row.original_sha256 != row.sha256
    assert kept.size_bytes == len(content)
    assert keep(sent, "ảnh.jpg").sha256 == kept.sha256, "the same picture comes out the same"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("P", "PNG"), ("RGBA", "PNG")]
)
def test_pictures_of_every_kind_come_through(mode: str, kind: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, kind)
    assert keep(out.getvalue()).media_type == f"image/{kind.lower()}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("giấy\u202efdp.exe", "giấyfdp.exe.pdf"),
        ("a\u2215..\u2215b\uff0fc.pdf", "c.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
    ],
)
def test_names_deceive_nobody(given: str, kept: str) -> None:
    assert keep(pdf(), given).name == kept


@pytest.mark.django_db
def test_a_long_vietnamese_name_fits_a_file_system() -> None:
    name = keep(pdf(), "ế" * 300 + ".pdf").name
    assert len(name.encode()) <= 240
    assert name.endswith("ế.pdf")


SECRET = ["CỘNG HÒA\nTUYỆT MẬT\nSố 01", "Độ mật: Tối mật", "[ MẬT ]", "ĐỘ MẬT : MẬT"]
PLAIN = [
    "Quy chế bảo mật thông tin",
    "MẬT ONG RỪNG",
    "Độ mật: Mật / Tối mật / Tuyệt mật",
    "MẬT\nTỐI MẬT\nTUYỆT MẬT",
    "Độ mật: Không",
    "mật khẩu",
    "Mật độ xây dựng",
]


@pytest.mark.parametrize("text", SECRET)
def test_a_mark_that_stands_alone_is_seen(text: str) -> None:
    assert secrecy.mark_in_text(text)


@pytest.mark.parametrize("text", PLAIN)
def test_the_word_in_a_sentence_or_a_list_to_choose_from_is_no_mark(text: str) -> None:
    assert not secrecy.mark_in_text(text)


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("MẬT - kế hoạch.pdf", "MẬT"),
        ("[TỐI MẬT] 01.pdf", "TỐI MẬT"),
        ("TUYỆT MẬT_1.pdf", "TUYỆT MẬT"),
        ("Bảo mật.pdf", ""),
        ("MẬT ONG.pdf", ""),
        ("Đơn xin cấp lại giấy tờ bị mất.pdf", ""),
    ],
)
def test_a_mark_in_the_name_is_seen(name: str, mark: str) -> None:
    assert secrecy.mark_in_name(name) == mark


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name"), [(pdf(text="UBND TỈNH\nTUYỆT MẬT"), "a.pdf"), (pdf(), "TUYỆT MẬT - kế hoạch.pdf")]
)
def test_a_secret_document_leaves_nothing_but_a_line_for_the_trail(content: bytes, name: str) -> None:
    with pytest.raises(FileRefused, match="bí mật nhà nước") as refused:
        keep(content, name)
    assert refused.value.code == "state_secret"
    assert "kế hoạch" not in str(refused.value)
    assert not StoredFile.objects.exists()
    assert [path for path in store.root().rglob("*") if path.is_file()] == []
    job = ProcrastinateJob.objects.get(task_name="processes.note_secret")
    assert job.args == {"event": "SecretDocumentRefused", "mark": "TUYỆT MẬT", "account_id": 7, "client_id": None}
