"""A dead part is started again, and what it left behind goes with it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from congso.cli import processes
from congso.cli.supervisor import Part, Supervisor, command

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "part.log"


@pytest.fixture
def part(log: Path):
    def start() -> "subprocess.Popen[bytes]":
        return command([sys.executable, "-c", PARENT], environment=dict(os.environ), log=log)

    made = Part("part", "Phần thử", start, works=lambda: True, patience=2)
    made.spawn()
    yield made
    made.stop()


def children(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()]


def test_a_killed_part_is_started_again_and_its_orphans_are_ended(part: Part, log: Path) -> None:
    assert processes.wait_for(lambda: log.exists() and len(children(log)) == 1, seconds=10)
    first = part.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)

    assert processes.wait_for(lambda: part.check() and part.pid is not None, seconds=10)
    assert part.pid != first
    assert part.restarts == 1
    assert not processes.is_alive(children(log)[0])


def test_stopping_ends_the_part_and_its_children(part: Part, log: Path) -> None:
    assert processes.wait_for(lambda: log.exists() and len(children(log)) == 1, seconds=10)
    part.stop()
    assert part.pid is None
    assert not processes.is_alive(children(log)[0])


def test_pauses_grow_so_that_a_broken_part_does_not_spin(log: Path) -> None:
    broken = Part("broken", "Hỏng", lambda: command(["/bin/false"], environment={}, log=log), works=lambda: False)
    broken.spawn()
    pauses = []
    for _ in range(3):
        assert broken.process is not None
        broken.process.wait()
        broken.check()
        pauses.append(broken._pause)
        broken.spawn()
    broken.stop()
    assert pauses == sorted(pauses)
    assert pauses[-1] == 4 * pauses[0]


def test_the_supervisor_reports_every_change(part: Part) -> None:
    seen: list[int | None] = []
    supervisor = Supervisor([part], on_change=lambda supervisor: seen.append(supervisor.parts[0].pid))
    supervisor.start()
    assert supervisor.wait_until_healthy(10)
    supervisor.stop()
    assert seen[0] is not None
    assert part.pid is None
