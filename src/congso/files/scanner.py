"""Looking for malware: the small thing a scanner must be able to do, and the one that is there, ClamAV's clamd.

clamd is spoken to over a socket (INSTREAM: the bytes go over, so that it needs no access to the store). What a scanner
does not answer clearly is trouble, never "clean": the file stays as not scanned and is tried again.

Source: clamd(8), "COMMANDS"; TCVN 14423:2026 level 3 asks for protection against malware (docs/law.md).
"""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

USUAL_SOCKETS = ("/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock")
"""Where the packages of Debian and of Fedora put clamd's socket."""

_PIECE = 128 * 1024
_LONGEST_ANSWER = 4096

TIMED_OUT, TOO_LARGE, BROKEN_ANSWER, LOST = "timed_out", "too_large", "broken_answer", "lost"
NO_CONNECTION = "no_connection"
"""The codes of trouble; the last one says that there is nobody to talk to, whatever the file."""


class ScannerTrouble(Exception):  # noqa: N818 - names what happened
    """A file could not be scanned; `code` says why. Nothing is known about the file."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(words or code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Found:
    """What a scanner says of some bytes: the name of the malware in them, or "" when it knows of none."""

    threat: str
    scanner: str

    @property
    def is_clean(self) -> bool:
        """Whether no malware was found."""
        return not self.threat


class Scanner(Protocol):
    """Whatever can look at bytes. Both raise ScannerTrouble."""

    def scan(self, stream: BinaryIO) -> Found:
        """Look at everything in `stream`."""
        ...

    def edition(self) -> str:
        """Return its name with the edition of its signatures; another one means that it knows more than before."""
        ...


class Clamd:
    """ClamAV's clamd at an address: `/path/to/socket`, or `host:port`. `seconds` bounds one whole conversation."""

    def __init__(self, address: str, *, seconds: float) -> None:
        self.address = address
        self.seconds = seconds

    def edition(self) -> str:
        """Return what clamd answers to VERSION: `ClamAV 1.4.6/27700/Mon Nov 30 08:20:01 2026`."""
        with self._asked(b"zVERSION\0") as (line, until):
            said = _answer(line, until)
        if not said.startswith("ClamAV "):
            raise ScannerTrouble(BROKEN_ANSWER, said)
        return said[:120]

    def scan(self, stream: BinaryIO) -> Found:
        """Send the bytes over and read the verdict."""
        edition = self.edition()
        with self._asked(b"zINSTREAM\0") as (line, until):
            try:
                while piece := stream.read(_PIECE):
                    _send(line, struct.pack("!I", len(piece)) + piece, until)
                _send(line, struct.pack("!I", 0), until)
            except (BrokenPipeError, ConnectionResetError):
                pass  # clamd stops listening when it has had enough, and has said why
            said = _answer(line, until)
        return Found(_threat(said), edition)

    @contextlib.contextmanager
    def _asked(self, command: bytes) -> Iterator[tuple[socket.socket, float]]:
        until = time.monotonic() + self.seconds
        try:
            line = self._line()
        except (OSError, ValueError) as error:
            raise ScannerTrouble(NO_CONNECTION, str(error)) from error
        try:
            with line:
                _send(line, command, until)
                yield line, until
        except TimeoutError:
            raise ScannerTrouble(TIMED_OUT, f"no answer within {self.seconds:g} s") from None
        except OSError as error:
            raise ScannerTrouble(LOST, str(error)) from error

    def _line(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                line.settimeout(self.seconds)
                line.connect(self.address)
            except BaseException:
                line.close()
                raise
            return line
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)


def scanner() -> Scanner | None:
    """Return the scanner of this installation: the one that is set, else a clamd at its usual place; None without."""
    wanted = str(settings.CLAMD)
    if wanted == "off":
        return None
    address = wanted if wanted != "auto" else next((one for one in USUAL_SOCKETS if Path(one).exists()), "")
    return Clamd(address, seconds=settings.CLAMD_SECONDS) if address else None


def _send(line: socket.socket, content: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(content)


def _answer(line: socket.socket, until: float) -> str:
    """Return the one line clamd answers with, without its end. Half an answer is none."""
    said = b""
    while not said.endswith(b"\0"):
        line.settimeout(_left(until))
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            raise ScannerTrouble(LOST, "the connection ended early")
        said += piece
        if len(said) > _LONGEST_ANSWER:
            raise ScannerTrouble(BROKEN_ANSWER, "the answer does not end")
    return said[:-1].decode(errors="replace").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _threat(said: str) -> str:
    """Return the name of what was found, "" for clean. Raises ScannerTrouble for every other answer."""
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND") and (name := said[8:-6].strip()):
        return name[:200]
    if "size limit exceeded" in said:
        raise ScannerTrouble(TOO_LARGE, said)
    raise ScannerTrouble(BROKEN_ANSWER, said)
