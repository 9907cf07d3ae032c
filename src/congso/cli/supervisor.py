"""Keeps the parts of a running installation alive: starts them, watches them, starts a dead one again, ends them all.

A part runs in its own session, so that what it leaves behind when it dies can be ended with it. A supervisor that was
killed leaves its parts running; the next one finds them by their mark (`processes.marked`) and ends them first.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import processes

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
STEADY_AFTER = 20.0
"""A part that ran this long gets the first pause again when it dies."""


@dataclass
class Part:
    """One supervised process: how it is started, how one knows that it works, how long it may take to end.

    A part that lives but has not worked for `stuck_after` seconds is ended and started again.
    """

    name: str
    label: str
    start: Callable[[], "subprocess.Popen[bytes]"]
    works: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 20.0
    longest_pause: float = LONGEST_PAUSE
    stuck_after: float | None = None
    process: "subprocess.Popen[bytes] | None" = None
    healthy: bool = False
    restarts: int = 0
    started: float = 0.0
    worked_at: float = 0.0
    _pause: float = FIRST_PAUSE
    _next_start: float = field(default=0.0)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process is not None and self.process.poll() is None else None

    def spawn(self) -> None:
        self.process = self.start()
        self.started = self.worked_at = time.monotonic()

    def check(self) -> bool:
        """Start the process again when it is dead and its pause is over; return whether something changed."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                if self.stuck_after is None or now - self.worked_at < self.stuck_after:
                    return False
                self.stop()
                return True
            self._sweep()
            if now - self.started > STEADY_AFTER:
                self._pause = FIRST_PAUSE
            self._next_start = now + self._pause
            self._pause = min(self._pause * 2, self.longest_pause)
            self.process = None
            self.healthy = False
            return True
        if now < self._next_start:
            return False
        self.restarts += 1
        self.spawn()
        return True

    def stop(self) -> None:
        """End the process and everything it started."""
        if self.process is None:
            return
        if self.process.poll() is None:
            processes.send(self.process.pid, self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        self._sweep()
        self.process = None
        self.healthy = False

    def _sweep(self) -> None:
        """Kill what is left of the part's session (a web server's workers outlive their killed parent)."""
        assert self.process is not None
        group = self.process.pid
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        processes.wait_for(lambda: not processes.in_group(group), seconds=5)


def command(arguments: Sequence[str | Path], *, environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """Start a part in its own session, its output appended to `log`."""
    _rotate(log)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own commands
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


class Supervisor:
    """Runs parts until it is told to stop."""

    def __init__(self, parts: Sequence[Part], *, on_change: Callable[["Supervisor"], None]) -> None:
        self.parts = list(parts)
        self.on_change = on_change
        self.stopping = threading.Event()

    def listen(self) -> None:
        """Let the signals that end a program end this one in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def start(self) -> None:
        for part in self.parts:
            if part.process is None:
                part.spawn()
        self.on_change(self)
        threading.Thread(target=self._probe, daemon=True).start()

    def wait_until_healthy(self, seconds: float) -> bool:
        """Watch until every part works; False when the time is over or we are told to stop."""
        deadline = time.monotonic() + seconds
        while not all(part.healthy for part in self.parts):
            if time.monotonic() > deadline or self.stopping.is_set():
                return False
            self.watch_once()
        return True

    def watch_once(self) -> None:
        changes = [part.check() for part in self.parts]
        if any(changes):
            self.on_change(self)
        self.stopping.wait(0.2)

    def stop(self) -> None:
        """End the parts, the last started first."""
        self.stopping.set()
        self.on_change(self)
        for part in reversed(self.parts):
            part.stop()

    def _probe(self) -> None:
        while not self.stopping.is_set():
            for part in self.parts:
                healthy = part.pid is not None and part.works()
                if healthy:
                    part.worked_at = time.monotonic()
                if healthy != part.healthy:
                    part.healthy = healthy
                    self.on_change(self)
            self.stopping.wait(1.0)


def _rotate(log: Path, *, limit: int = 20 * 2**20) -> None:
    """Keep one older log when this one has grown beyond `limit` bytes."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > limit:
            log.replace(log.with_suffix(".log.1"))
