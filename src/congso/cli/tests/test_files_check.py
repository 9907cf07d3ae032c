"""What `congso doctor` says about files: their origin, the scanner, what waits."""

from datetime import UTC, datetime
from typing import Any

import pytest

from congso.cli import files_check
from congso.cli.doctor import Finding
from congso.cli.installation import current
from congso.files import scanner
from congso.files.queries import ScanFigures
from congso.files.scanner import NO_CONNECTION, TIMED_OUT, ScannerTrouble


class Told:
    """A scanner that answers as it is told."""

    def __init__(self, edition: str) -> None:
        self.said = edition

    def scan(self, stream: Any) -> Any:
        raise AssertionError("the doctor scans nothing")

    def edition(self) -> str:
        if not self.said:
            raise ScannerTrouble(NO_CONNECTION, "Connection refused")
        return self.said


def looked(monkeypatch: pytest.MonkeyPatch, told: Told | None, figures: ScanFigures) -> dict[str, Finding]:
    monkeypatch.setattr(scanner, "scanner", lambda: told)
    monkeypatch.setattr("congso.files.queries.scan_figures", lambda: figures)
    return {one.subject: one for one in files_check.look(current())}


NOTHING = ScanFigures(0, False, {}, 0)
TODAY = f"ClamAV 1.4.6/27700/{datetime.now(UTC):%a %b %d %H:%M:%S %Y}"


@pytest.mark.parametrize(
    ("told", "verdict", "words"),
    [
        (None, "warning", "đã tắt"),
        (Told(""), "broken", "không kết nối được"),
        (Told(TODAY), "fine", "ClamAV 1.4.6"),
        (Told("ClamAV 1.4.6"), "warning", "không rõ ngày"),
        (Told("ClamAV 1.4.6/1/Mon Nov 30 08:20:01 2020"), "warning", "cũ quá 7 ngày"),
    ],
)
def test_the_scanner(monkeypatch: pytest.MonkeyPatch, told: Told | None, verdict: str, words: str) -> None:
    found = looked(monkeypatch, told, NOTHING)["Quét mã độc"]
    assert found.verdict == verdict
    assert words in found.found


def test_what_waits_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked(monkeypatch, Told(TODAY), ScanFigures(10_000, True, {TIMED_OUT: 3}, 2))
    assert found["Tệp quét chưa được"].found == "quá thời gian: 3"
    assert found["Tệp chưa quét"].found == "10000+"
    assert found["Tệp có mã độc"].verdict == "warning"


@pytest.mark.parametrize(
    ("origin", "verdict"), [("http://tep.localhost", "fine"), ("", "warning"), ("http://127.0.0.1:8000", "broken")]
)
def test_the_origin_of_files(monkeypatch: pytest.MonkeyPatch, settings: Any, origin: str, verdict: str) -> None:
    settings.FILES_ORIGIN, settings.SITE_URL = origin, "http://127.0.0.1:8000"
    assert looked(monkeypatch, None, NOTHING)["Địa chỉ riêng của tệp"].verdict == verdict
