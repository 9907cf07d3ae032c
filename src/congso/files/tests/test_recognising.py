"""Reading the words on papers: what is made of the program's table, and what becomes of a file that is read."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from congso.files import commands, queries, recogniser
from congso.files.models import FileRecognition, StoredFile
from congso.files.recogniser import RecogniserTrouble, Tesseract
from congso.files.rules import recognised
from congso.files.rules.recognised import APART, RecognisedLine
from congso.files.testing import as_jpeg, paper_picture, picture_pdf, text_pdf
from congso.kernel.refusals import NotFound, NotPossibleNow

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
PAPER = ("GIẤY CHỨNG SINH", "Họ và tên mẹ: NGUYỄN THỊ KIỀU OANH", "Số định danh cá nhân: 096196001234")
is_installed = pytest.mark.skipif(recogniser._edition("tesseract") == "", reason="Tesseract is not installed")


def word(line: int, left: int, text: str, conf: float = 90, *, height: int = 20, width: int = 60) -> str:
    return "\t".join(map(str, [5, 1, 1, 1, line, 1, left, 10 * line, width, height, conf, text]))


class TestTheTable:
    def test_words_of_a_line_are_joined_and_entries_that_stand_apart_stay_apart(self) -> None:
        table = "\n".join([HEAD, word(1, 0, "Giới"), word(1, 65, "tính:"), word(1, 300, "Nữ"), word(2, 0, "Hết")])
        assert [one.text for one in recognised.lines_of_table(table, 3)] == [f"Giới tính:{APART}Nữ", "Hết"]
        assert {one.page for one in recognised.lines_of_table(table, 3)} == {3}

    def test_what_the_program_itself_doubts_is_left_out(self) -> None:
        table = "\n".join([word(1, 0, "rõ", 90), word(2, 0, "mờ", 30), word(2, 70, "tịt", 40)])
        assert [one.text for one in recognised.lines_of_table(table, 1)] == ["rõ"]

    @given(st.text())
    def test_whatever_comes_is_lines_or_nothing(self, table: str) -> None:
        assert all(isinstance(one, RecognisedLine) for one in recognised.lines_of_table(table, 1))

    @given(st.lists(st.tuples(st.integers(1, 9), st.text(max_size=50), st.floats(0, 100)), max_size=20))
    def test_lines_are_kept_and_read_back_equal(self, made: list[tuple[int, str, float]]) -> None:
        lines = tuple(RecognisedLine(*one) for one in made)
        assert recognised.read(recognised.kept(lines)) == lines


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path
    return tmp_path


def stored(content: bytes, name: str = "giay.jpg") -> UUID:
    return commands.store(stream=io.BytesIO(content), name=name, account_id=None, now=NOW).id


def read(file_id: UUID) -> list[str]:
    commands.ask_to_recognise(file_id=file_id, now=NOW)
    assert commands.recognise(file_id=file_id, now=NOW) == "done"
    found = queries.recognition(file_id)
    assert found is not None
    assert not found.is_waiting
    return [line.text for line in found.lines]


@is_installed
@pytest.mark.django_db
@pytest.mark.usefixtures("own_files")
class TestAPaper:
    def test_the_words_of_a_photograph_are_read_with_their_marks(self) -> None:
        assert read(stored(as_jpeg(paper_picture(PAPER)))) == list(PAPER)

    def test_a_scan_in_a_pdf_is_read_like_a_photograph(self) -> None:
        assert read(stored(picture_pdf(paper_picture(PAPER)), "giay.pdf")) == list(PAPER)

    def test_text_that_a_pdf_holds_needs_no_reader(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object) -> list[RecognisedLine]:
            raise AssertionError("a page with text was looked at as a picture")

        monkeypatch.setattr(Tesseract, "lines", never)
        assert read(stored(text_pdf("Ngay sinh: 05/09/1995"), "giay.pdf")) == ["Ngay sinh: 05/09/1995"]

    def test_what_was_read_is_sealed_in_the_database(self) -> None:
        from django.db import connection

        file_id = stored(as_jpeg(paper_picture(PAPER)))
        read(file_id)
        with connection.cursor() as cursor:
            cursor.execute("SELECT lines FROM files_filerecognition")
            assert b"096196001234" not in bytes(cursor.fetchone()[0])

    def test_nothing_on_it_is_said_in_words_and_may_be_tried_again(self) -> None:
        file_id = stored(as_jpeg(Image.new("L", (900, 900), 240)))
        commands.ask_to_recognise(file_id=file_id, now=NOW)
        assert commands.recognise(file_id=file_id, now=NOW) == "failed"
        found = queries.recognition(file_id)
        assert found is not None
        assert "Không đọc được chữ nào" in found.trouble
        commands.ask_to_recognise(file_id=file_id, now=NOW + timedelta(minutes=1))
        again = queries.recognition(file_id)
        assert again is not None
        assert again.is_waiting

    def test_asking_twice_reads_once(self) -> None:
        file_id = stored(as_jpeg(paper_picture(PAPER)))
        read(file_id)
        commands.ask_to_recognise(file_id=file_id, now=NOW)
        assert commands.recognise(file_id=file_id, now=NOW) == ""

    def test_it_does_not_keep_its_file_alive_and_is_forgotten_by_itself(self) -> None:
        kept = stored(as_jpeg(paper_picture(PAPER)))
        commands.ask_to_recognise(file_id=kept, now=NOW)
        assert commands.forget_recognitions(before=NOW) == 0
        assert commands.forget_recognitions(before=NOW + timedelta(days=7, seconds=1)) == 1
        commands.ask_to_recognise(file_id=kept, now=NOW)
        assert commands.remove_orphans(before=NOW + timedelta(days=1)) == 1
        assert not StoredFile.objects.exists()
        assert not FileRecognition.objects.exists()


@is_installed
@pytest.mark.django_db
@pytest.mark.usefixtures("own_files")
class TestTrouble:
    @pytest.mark.parametrize(("code", "said"), [("timed_out", "lâu quá"), ("failed", "Chưa đọc được")])
    def test_the_page_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch, code: str, said: str) -> None:
        def fails(*_: object) -> list[RecognisedLine]:
            raise RecogniserTrouble(code)

        monkeypatch.setattr(Tesseract, "lines", fails)
        file_id = stored(as_jpeg(paper_picture(PAPER)))
        commands.ask_to_recognise(file_id=file_id, now=NOW)
        assert commands.recognise(file_id=file_id, now=NOW) == "failed"
        found = queries.recognition(file_id)
        assert found is not None
        assert said in found.trouble

    def test_a_program_that_takes_too_long_is_stopped(self, settings: Any) -> None:
        reader = Tesseract("/usr/bin/tesseract", "tesseract", 0.01)
        with pytest.raises(RecogniserTrouble, match="timed_out"):
            reader.lines(paper_picture(PAPER * 8), 1)

    def test_what_has_malware_is_not_read(self) -> None:
        file_id = stored(as_jpeg(paper_picture(PAPER)))
        StoredFile.objects.filter(id=file_id).update(scan="infected", threat="Eicar", scanned_at=NOW)
        with pytest.raises(NotFound):
            commands.ask_to_recognise(file_id=file_id, now=NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("own_files")
@pytest.mark.parametrize("wanted", ["off", "/khong/co/tesseract"])
def test_where_no_reader_is_installed_nobody_can_ask(settings: Any, wanted: str) -> None:
    settings.TESSERACT = wanted
    assert not queries.may_recognise()
    with pytest.raises(NotPossibleNow, match="chưa có phần mềm đọc chữ"):
        commands.ask_to_recognise(file_id=stored(as_jpeg(paper_picture(PAPER))), now=NOW)
