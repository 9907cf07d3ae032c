"""The administrator sees whether the province could be restored."""

from datetime import timedelta

from congso.dossiers.testing import Province
from congso.kernel import backups

from .conftest import LATER, SignIn

PLACE = "/can-bo/quan-tri/sao-luu/"


def note(kind: str, days: int, *, succeeded: bool, summary: str) -> None:
    at = LATER - timedelta(days=days)
    backups.note(kind=kind, backup="b", began_at=at, ended_at=at, succeeded=succeeded, summary=summary)


def test_the_administrator_reads_what_was_backed_up_and_why_a_drill_failed(
    province: Province, as_officer: SignIn
) -> None:
    browser = as_officer(province.commune.administrator)
    assert browser.get(PLACE).content.decode().count("Chưa lần nào") == 2
    note(backups.BACKUP, 0, succeeded=True, summary="512 dòng, 3 tệp")
    note(backups.DRILL, 40, succeeded=True, summary="giống hệt")
    page = browser.get(PLACE).content.decode()
    assert "512 dòng, 3 tệp" in page
    assert "Đã quá lâu" in page
    note(backups.DRILL, 0, succeeded=False, summary="bảng figures khác nội dung")
    page = browser.get(PLACE).content.decode()
    assert "Vì sao không được" in page
    assert "bảng figures khác nội dung" in page


def test_nobody_else_reads_it(province: Province, as_officer: SignIn) -> None:
    assert as_officer(province.commune.leader).get(PLACE).status_code == 403
