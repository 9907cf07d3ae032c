"""Which processes are ours, read from /proc. A process id alone proves nothing: a stranger may have got it since."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

MARK = "CONGSO_SUPERVISED"
"""Every supervised process carries this variable with its installation's home, and so do its children."""

PROC = Path("/proc")


def all_ids() -> Iterator[int]:
    """Every process id of the machine that we can see."""
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            yield int(entry.name)


def is_alive(pid: int) -> bool:
    """Whether `pid` runs; a dead child that nobody has waited for does not."""
    return _status(pid)[0] not in {"Z", "X", ""}


def in_group(group: int) -> list[int]:
    """The living processes of the process group `group`."""
    return [pid for pid in all_ids() if (status := _status(pid))[2] == str(group) and status[0] not in {"Z", "X"}]


def _status(pid: int) -> tuple[str, str, str]:
    """State, parent and process group, from /proc/<pid>/stat; empty when there is no such process."""
    try:
        state, parent, group = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return "", "", ""
    return state, parent, group


def command_line(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


def working_directory(pid: int) -> str:
    try:
        return str((PROC / str(pid) / "cwd").readlink())
    except OSError:
        return ""


def marked(home: Path) -> list[int]:
    """The processes that a supervisor of the installation at `home` started, ourselves excepted."""
    wanted = f"{MARK}={home}".encode()
    found = []
    for pid in all_ids():
        if pid == os.getpid():
            continue
        try:
            environment = (PROC / str(pid) / "environ").read_bytes()
        except OSError:
            continue
        if wanted in environment.split(b"\0") and is_alive(pid):
            found.append(pid)
    return found


def of_server(data: Path) -> list[int]:
    """The PostgreSQL processes whose working directory is `data`: a server has moved there, and its children too."""
    folder = str(data.resolve())
    return [
        pid
        for pid in all_ids()
        if working_directory(pid) == folder and "postgres" in " ".join(command_line(pid)) and is_alive(pid)
    ]


def end(pids: list[int], *, patience: float) -> None:
    """End `pids` politely, then after `patience` seconds by force."""
    for pid in pids:
        send(pid, signal.SIGTERM)
    if not wait_for(lambda: not any(map(is_alive, pids)), seconds=patience):
        for pid in pids:
            send(pid, signal.SIGKILL)
        wait_for(lambda: not any(map(is_alive, pids)), seconds=5)


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def wait_for(condition: Callable[[], object], *, seconds: float, every: float = 0.05) -> bool:
    """Poll `condition` until it holds; return False when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen on `host:port` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def listener(port: int) -> str:
    """Return "name (PID n)" of the process that listens on `port`, as far as we may know."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in (PROC / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    for pid in all_ids():
        with contextlib.suppress(OSError):
            for handle in (PROC / str(pid) / "fd").iterdir():
                if str(handle.readlink()) in inodes:
                    return f"{Path((command_line(pid) or ['?'])[0]).name} (PID {pid})"
    return "một chương trình khác"
