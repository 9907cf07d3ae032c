"""Which processes are ours: decided by what /proc says, never by a number alone."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from congso.cli import processes

SLEEP = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]


@pytest.fixture
def sleeper(tmp_path: Path):
    """A process that carries the mark of an installation."""
    environment = {**os.environ, processes.MARK: str(tmp_path)}
    with subprocess.Popen(SLEEP, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_marked_process_is_found_by_its_own_installation_only(sleeper, tmp_path: Path) -> None:
    assert processes.marked(tmp_path) == [sleeper.pid]
    assert processes.marked(tmp_path / "other") == []
    assert processes.marked(tmp_path.parent) == []


def test_ending_a_process_leaves_no_trace_of_it(sleeper) -> None:
    processes.end([sleeper.pid], patience=5)
    assert not processes.is_alive(sleeper.pid)


def test_a_dead_child_nobody_waited_for_is_not_alive(sleeper) -> None:
    sleeper.kill()
    assert processes.wait_for(lambda: not processes.is_alive(sleeper.pid), seconds=5)


def test_a_stranger_in_the_data_folder_is_no_server(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP, cwd=tmp_path, stdout=subprocess.PIPE) as stranger:
        assert stranger.stdout is not None
        stranger.stdout.readline()
        assert processes.of_server(tmp_path) == []
        stranger.kill()


def test_a_taken_port_names_who_has_it() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not processes.port_is_free("127.0.0.1", port)
        assert f"PID {os.getpid()}" in processes.listener(port)
    assert processes.port_is_free("127.0.0.1", port)
