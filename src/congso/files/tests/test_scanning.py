"""Scanning: what clamd says is taken at its word, everything else is trouble, and trouble is never "clean"."""

import contextlib
import io
import os
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.files import commands, queries, scanner, store
from congso.files.models import StoredFile
from congso.files.rules.refused import FileRefused
from congso.files.rules.scanning import pause_after
from congso.files.scanner import Clamd, ScannerTrouble

from .test_sandbox import pdf

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
EDITION = "ClamAV 1.4.6/27700/Mon Nov 30 08:20:01 2026"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "files"


class StandIn:
    """Something that listens where clamd would and answers as it is told: bytes, or a misdeed."""

    def __init__(self, path: Path, answer: Any = b"stream: OK\0", edition: str = EDITION) -> None:
        self.path, self.answer, self.edition = path, answer, edition
        self.seen: list[bytes] = []
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.bind(str(path))
        self.line.listen()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while True:
            try:
                talk, _ = self.line.accept()
            except OSError:
                return
            with talk, contextlib.suppress(OSError):
                self._talk(talk)

    def _talk(self, talk: socket.socket) -> None:
        reader = talk.makefile("rb")
        command = b""
        while not command.endswith(b"\0"):
            command += reader.read(1)
        if command == b"zVERSION\0":
            talk.sendall(self.edition.encode() + b"\0")
            return
        if self.answer == "hangs up at once":
            return
        content = b""
        while size := struct.unpack("!I", reader.read(4))[0]:
            content += reader.read(size)
        self.seen.append(content)
        if self.answer == "says nothing":
            reader.read(1)  # until the other side gives up
        elif isinstance(self.answer, bytes):
            talk.sendall(self.answer)

    def stop(self) -> None:
        self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()
        self.thread.join(5)


Listening = Callable[..., StandIn]


@pytest.fixture
def listening(tmp_path: Path, settings: Any) -> Iterator[Listening]:
    """A function that lets a stand-in listen, as the scanner of the installation."""
    standing: list[StandIn] = []

    def listen(answer: Any = b"stream: OK\0", **more: Any) -> StandIn:
        for one in standing:
            one.stop()
        standing[:] = [StandIn(tmp_path / f"clamd{time.monotonic_ns()}", answer, **more)]
        settings.CLAMD, settings.CLAMD_SECONDS = str(standing[0].path), 5.0
        return standing[0]

    yield listen
    for one in standing:
        one.stop()


def keep(width: int = 300, at: datetime = NOW) -> StoredFile:
    kept = commands.store(stream=io.BytesIO(pdf() + b"\n" * width), name="giấy.pdf", account_id=7, now=at)
    return StoredFile.objects.get(id=kept.id)


def test_what_clamd_is_sent_and_says(listening: Listening) -> None:
    clamd = listening()
    content = os.urandom(300_000)
    found = Clamd(str(clamd.path), seconds=5).scan(io.BytesIO(content))
    assert found.is_clean
    assert found.scanner == EDITION
    assert clamd.seen == [content]
    clamd.answer = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
    assert Clamd(str(clamd.path), seconds=5).scan(io.BytesIO(b"x")).threat == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"INSTREAM size limit exceeded. ERROR\0", scanner.TOO_LARGE),
        (b"stream: Heuristics ERROR\0", scanner.BROKEN_ANSWER),
        (b"stream:  FOUND\0", scanner.BROKEN_ANSWER),
        (b"OK\0", scanner.BROKEN_ANSWER),
        (b"stream: OK", scanner.LOST),
        (b"\0", scanner.BROKEN_ANSWER),
        (b"x" * 9_000, scanner.BROKEN_ANSWER),
        (b"", scanner.LOST),
        ("hangs up at once", scanner.LOST),
        ("says nothing", scanner.TIMED_OUT),
    ],
)
def test_every_other_answer_is_trouble(listening: Listening, answer: Any, code: str) -> None:
    clamd = listening(answer)
    seconds = 0.3 if code == scanner.TIMED_OUT else 5
    with pytest.raises(ScannerTrouble) as trouble:
        Clamd(str(clamd.path), seconds=seconds).scan(io.BytesIO(b"x" * 400_000))
    assert trouble.value.code == code


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1", "127.0.0.1:999999"])
def test_nobody_there_is_trouble_of_its_own(address: str) -> None:
    with pytest.raises(ScannerTrouble) as trouble:
        Clamd(address, seconds=1).edition()
    assert trouble.value.code == scanner.NO_CONNECTION


def test_something_else_listens(listening: Listening) -> None:
    clamd = listening(edition="220 smtp.example ESMTP")
    with pytest.raises(ScannerTrouble) as trouble:
        Clamd(str(clamd.path), seconds=5).scan(io.BytesIO(b"x"))
    assert trouble.value.code == scanner.BROKEN_ANSWER


def test_the_scanner_of_an_installation(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CLAMD = "off"
    assert scanner.scanner() is None
    settings.CLAMD = "auto"
    monkeypatch.setattr(scanner, "USUAL_SOCKETS", (str(tmp_path / "none"),))
    assert scanner.scanner() is None
    (tmp_path / "there").touch()
    monkeypatch.setattr(scanner, "USUAL_SOCKETS", (str(tmp_path / "none"), str(tmp_path / "there")))
    assert isinstance(scanner.scanner(), Clamd)


def test_a_pause_grows_and_ends_at_six_hours() -> None:
    pauses = [pause_after(attempts) // timedelta(minutes=1) for attempts in (1, 2, 3, 9, 10, 1000)]
    assert pauses == [1, 2, 4, 256, 360, 360]


@pytest.mark.django_db
def test_each_upload_asks_for_a_scan_and_without_a_scanner_stays_not_scanned() -> None:
    row = keep()
    job = ProcrastinateJob.objects.get(task_name="files.scan")
    assert job.args["file_id"] == str(row.id)
    assert commands.scan(file_id=row.id, now=NOW) == "not_scanned"
    assert commands.scan_waiting(now=NOW) == 0
    assert commands.scan_again(now=NOW) == 0
    row.refresh_from_db()
    assert (row.scan, row.scan_attempts) == ("not_scanned", 0)


@pytest.mark.django_db
def test_a_clean_file_says_by_whom_and_when(listening: Listening) -> None:
    listening()
    row = keep()
    assert commands.scan(file_id=row.id, now=NOW) == "clean"
    row.refresh_from_db()
    assert (row.scanned_at, row.scanned_with, row.threat) == (NOW, EDITION, "")
    assert not ProcrastinateJob.objects.filter(task_name="processes.malware_found").exists()


@pytest.mark.django_db
def test_malware_is_announced_once_for_every_file_of_these_bytes_and_let_in_no_more(listening: Listening) -> None:
    listening(b"stream: Eicar FOUND\0")
    first, second = keep(), keep()
    assert first.sha256 == second.sha256
    for _ in range(2):
        assert commands.scan(file_id=first.id, now=NOW) == "infected"
    found = ProcrastinateJob.objects.filter(task_name="processes.malware_found")
    assert {job.args["file_id"] for job in found} == {str(first.id), str(second.id)}
    assert len(found) == 2
    with pytest.raises(FileRefused, match="có mã độc") as refused:
        keep()
    assert refused.value.code == "file_infected"
    assert StoredFile.objects.count() == 2


@pytest.mark.django_db
def test_what_one_edition_found_another_does_not_take_back(listening: Listening) -> None:
    clamd = listening(b"stream: Eicar FOUND\0")
    row = keep()
    commands.scan(file_id=row.id, now=NOW)
    clamd.answer = b"stream: OK\0"
    assert commands.scan(file_id=row.id, now=NOW) == "infected"


@pytest.mark.django_db
def test_trouble_leaves_a_file_not_scanned_and_it_is_tried_later_each_time(listening: Listening) -> None:
    clamd = listening(b"stream: strange ERROR\0")
    row = keep()
    assert commands.scan(file_id=row.id, now=NOW) == "not_scanned"
    row.refresh_from_db()
    assert (row.scan_trouble, row.scan_attempts) == ("broken_answer", 1)
    assert row.scan_after == NOW + timedelta(minutes=1)
    assert queries.scan_figures().in_trouble == {"broken_answer": 1}
    assert commands.scan_waiting(now=NOW + timedelta(seconds=59)) == 0
    assert len(clamd.seen) == 1, "its turn has not come"
    later = NOW + timedelta(minutes=1)
    assert commands.scan_waiting(now=later) == 0
    row.refresh_from_db()
    assert row.scan_after == later + timedelta(minutes=2)
    clamd.answer = b"stream: OK\0"
    assert commands.scan_waiting(now=later + timedelta(minutes=2)) == 1
    row.refresh_from_db()
    assert (row.scan, row.scan_trouble, row.scan_attempts) == ("clean", "", 0)
    assert not row.scan_after


@pytest.mark.django_db
def test_a_scanner_that_is_away_is_not_the_files_fault(settings: Any, listening: Listening) -> None:
    rows = [keep(width) for width in (1, 2, 3)]
    settings.CLAMD = "/nowhere/clamd.ctl"
    assert commands.scan_waiting(now=NOW) == 0
    assert set(StoredFile.objects.values_list("scan_attempts", flat=True)) == {0}
    listening()
    assert commands.scan_waiting(now=NOW, limit=2) == 2
    assert commands.scan_waiting(now=NOW) == 1
    assert {StoredFile.objects.get(id=row.id).scan for row in rows} == {"clean"}


@pytest.mark.django_db
def test_lost_bytes_are_told_and_do_not_keep_the_others_waiting(listening: Listening) -> None:
    listening()
    lost, there = keep(1), keep(2)
    next(store.root().glob(f"*/*/{lost.sha256}")).unlink()
    assert commands.scan_waiting(now=NOW) == 1
    lost.refresh_from_db()
    there.refresh_from_db()
    assert (lost.scan_trouble, there.scan) == ("no_bytes", "clean")


@pytest.mark.django_db
def test_young_files_are_scanned_again_when_the_scanner_knows_more(settings: Any, listening: Listening) -> None:
    clamd = listening()
    young, old = keep(1), keep(2, at=NOW - timedelta(days=31))
    assert commands.scan_waiting(now=NOW) == 2
    assert commands.scan_again(now=NOW) == 0, "nothing new"
    clamd.edition, clamd.answer = "ClamAV 1.4.6/27701/Tue Dec  1 08:20:01 2026", b"stream: New.Malware FOUND\0"
    assert commands.scan_again(now=NOW) == 1
    young.refresh_from_db()
    old.refresh_from_db()
    assert (young.scan, young.threat, old.scan) == ("infected", "New.Malware", "clean")


@pytest.mark.django_db
def test_malware_without_a_name_is_not_written() -> None:
    row = keep()
    with pytest.raises(IntegrityError, match="malware_has_a_name_and_an_instant"), transaction.atomic():
        StoredFile.objects.filter(id=row.id).update(scan="infected")


@pytest.fixture
def real_clamd(tmp_path: Path) -> Iterator[str]:
    """ClamAV itself, with one signature: EICAR, the harmless file that every scanner knows."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("ClamAV is not installed")
    signatures, address = tmp_path / "signatures", tmp_path / "clamd.ctl"
    signatures.mkdir()
    (signatures / "eicar.hdb").write_text(f"{md5(EICAR).hexdigest()}:{len(EICAR)}:Test.EICAR\n")
    settings_file = tmp_path / "clamd.conf"
    settings_file.write_text(
        f"LocalSocket {address}\nDatabaseDirectory {signatures}\nForeground yes\nStreamMaxLength 1M\n"
        f"TemporaryDirectory {tmp_path}\nUser {'root' if os.getuid() == 0 else os.environ.get('USER', '')}\n"
    )
    running = subprocess.Popen(
        [program, "--config-file", str(settings_file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while True:
            with contextlib.suppress(ScannerTrouble):
                Clamd(str(address), seconds=5).edition()
                break
            if running.poll() is not None or time.monotonic() > until:
                pytest.skip("clamd does not start here")
            threading.Event().wait(0.05)
        yield str(address)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)


def test_clamav_itself_finds_what_it_knows_and_refuses_what_is_too_large(real_clamd: str) -> None:
    clamd = Clamd(real_clamd, seconds=20)
    assert clamd.edition().startswith("ClamAV ")
    assert clamd.scan(io.BytesIO(pdf())).is_clean
    assert clamd.scan(io.BytesIO(EICAR)).threat.startswith("Test.EICAR")
    with pytest.raises(ScannerTrouble) as trouble:
        clamd.scan(io.BytesIO(b"\0" * 5_000_000))
    assert trouble.value.code in (scanner.TOO_LARGE, scanner.LOST)
