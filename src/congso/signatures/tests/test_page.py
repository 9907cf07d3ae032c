"""The public page, and `congso verify`: a report for everybody, an error page for nobody, nothing kept."""

import hashlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader
from typer.testing import CliRunner

from congso.files.models import StoredFile
from congso.files.testing import text_pdf
from congso.signatures.commands import checking as commands
from congso.signatures.management import cli
from congso.signatures.printing import report_pdf
from congso.signatures.queries import NoEvidence, check_file
from congso.signatures.rules.certificates import grouped
from congso.signatures.testing import NOW, authority, signed_pdf
from congso.ui.testing import sound
from congso.ui.typesetting import FONTS

pytestmark = pytest.mark.django_db
is_built = pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="the fonts have not been built")
ADDRESS = "/kiem-tra-chu-ky/"


@pytest.fixture
def anchors(settings: Any, tmp_path: Path) -> Path:
    """Our root is trusted here."""
    from asn1crypto import pem

    path = tmp_path / "goc.pem"
    path.write_bytes(pem.armor("CERTIFICATE", authority().anchor.dump()))
    settings.SIGNATURE_ANCHORS = path
    return path


def sent(content: bytes, name: str = "van-ban.pdf", **more: str) -> Any:
    return Client().post(ADDRESS, {"file": SimpleUploadedFile(name, content, "application/pdf"), **more})


@pytest.mark.usefixtures("anchors")
def test_anybody_reads_who_signed_and_nothing_is_kept() -> None:
    page = sent(signed_pdf())
    text = page.content.decode()
    assert page.status_code == 200
    assert "Trần Thị Ký" in text
    assert "Ủy ban nhân dân phường Thử" in text
    assert "chưa được chứng minh" in text
    assert "Chưa tra được chứng thư có bị thu hồi" in text
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text_pdf("Khong ky"), "Tệp không có chữ ký số nào."),
        (b"%PDF-1.4 hong", "Hãy xin lại bản gốc"),
        (b"", "Tệp rỗng"),
        (b"\x00" * 5_000, "Không đọc được"),
    ],
)
def test_what_is_no_signed_pdf_gets_words_and_never_an_error_page(content: bytes, said: str) -> None:
    page = sent(content)
    assert page.status_code in {200, 422}
    assert said in page.content.decode()


def later_words(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    page = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    drawing = generic.StreamObject(stream_data=b"0.2 g 50 500 400 200 re f")
    page[generic.pdf_name("/Contents")] = writer.add_object(drawing)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.usefixtures("anchors")
def test_a_page_that_changed_is_shown_as_it_was_and_as_it_is() -> None:
    text = sent(later_words(signed_pdf())).content.decode()
    assert "Nội dung trang 1 đã khác lúc ký." in text
    was, is_now = re.findall(r'src="(data:image/webp;base64,[^"]+)"', text)
    assert was != is_now
    assert "Trang 1 như lúc ký" in text
    assert "data:image" not in sent(signed_pdf()).content.decode()


def test_no_file_is_asked_for_in_words() -> None:
    page = Client().post(ADDRESS)
    assert page.status_code == 422
    assert "Chọn tệp cần kiểm tra." in page.content.decode()


def test_the_technical_report_is_json() -> None:
    answer = sent(signed_pdf(), **{"bao-cao": "json"})
    assert "attachment" in answer["Content-Disposition"]
    (one,) = answer.json()["signatures"]
    assert one["integrity"] == {"intact": True, "valid": True}
    assert one["sub_indication"] == "NO_CERTIFICATE_CHAIN_FOUND"


@is_built
@pytest.mark.usefixtures("anchors")
def test_the_report_is_a_paper_with_every_fact() -> None:
    content = later_words(signed_pdf())
    answer = sent(content, "Quyết định số 1.pdf", **{"bao-cao": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="kiem-tra-chu-ky.pdf"' in answer["Content-Disposition"]
    reader = PdfReader(io.BytesIO(answer.content))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for told in (
        "Quyết định số 1.pdf", grouped(hashlib.sha256(content).hexdigest()), "Trần Thị Ký",
        "Ủy ban nhân dân phường Thử",
        "CA thử nghiệm", "Không xác định", "Nội dung trang 1 đã khác lúc ký.", "INDETERMINATE", "còn nguyên",
        "nối tới gốc tin cậy", "Báo cáo này không ký số",
    ):  # fmt: skip
        assert told in words
    assert b"/Marked true" in answer.content


@is_built
@pytest.mark.parametrize("name", ["#[boom] *a* $x$ \\ `b`.pdf", "a" * 200 + ".pdf", "‮fdp.exe.pdf", "تجربة.pdf"])
def test_whatever_a_file_is_called_its_report_is_set(name: str) -> None:
    report = check_file(io.BytesIO(signed_pdf()), name=name, now=NOW, anchors=[], evidence=NoEvidence())
    facts = replace(report.signatures[0].facts, field="#" * 5_000, trouble="x" * 900, changes=("<" * 700,) * 12)
    many = replace(report, signatures=tuple(replace(report.signatures[0], facts=facts) for _ in range(50)))
    assert report_pdf(many).startswith(b"%PDF-")
    assert report_pdf(report) == report_pdf(report)


def test_one_address_waits_after_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "FROM_ONE_ADDRESS", 2)
    answers = [sent(b"x").status_code for _ in range(5)]
    assert answers[:2] == [200, 200]
    assert answers[-1] == 429


def test_the_command_tells_the_same_offline(anchors: Path, tmp_path: Path) -> None:
    import typer

    app = typer.Typer()
    cli.register(app, {})
    file = tmp_path / "van-ban.pdf"
    file.write_bytes(signed_pdf())
    done = CliRunner().invoke(app, ["verify", str(file), "--json", "--anchors", str(anchors)])
    assert done.exit_code == 0
    (report,) = json.loads(done.stdout)
    assert report["file"] == "van-ban.pdf"
    assert report["signatures"][0]["trust"] == "trusted"
    spoken = CliRunner().invoke(app, ["verify", str(file), str(tmp_path / "khong-co.pdf")])
    assert spoken.exit_code == 1
    assert "Trần Thị Ký: Không xác định" in spoken.stdout


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_what_changed_is_seen_side_by_side_in_a_browser(
    live_server: Any, request: pytest.FixtureRequest, width: str, anchors: Path, tmp_path: Path
) -> None:
    page = request.getfixturevalue(width)
    file = tmp_path / "quyet-dinh.pdf"
    file.write_bytes(later_words(signed_pdf()))
    page.goto(f"{live_server.url}{ADDRESS}")
    sound(page, f"check-{width}")
    page.get_by_label("Tệp đã ký").set_input_files(file)
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.get_by_alt_text("Trang 1 như bây giờ").wait_for()
    assert page.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth > 100)")
    sound(page, f"check-changed-{width}")
    page.get_by_label("Tệp đã ký").set_input_files(file)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải báo cáo PDF").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
