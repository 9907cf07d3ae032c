"""PostgreSQL's own tools: found as the launcher finds the server, never older than the server they talk to."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from congso.cli.embedded_postgres import SYSTEM, available
from congso.cli.trouble import Trouble


def find(name: str, *, server: int) -> Path:
    """Return a tool (`pg_dump`, …) of the server's major version, else of the next newer one. Raises Trouble."""
    fitting: dict[int, Path] = {}
    for folder in _folders():
        tool = folder / name
        if tool.is_file() and (major := _major(tool)) >= server:
            fitting.setdefault(major, tool)
    if not fitting:
        raise Trouble(
            f"Không có {name} từ phiên bản {server} trở lên: cài postgresql-client-{server} (apt-get install), "
            "hoặc đặt CONGSO_PG là thư mục chứa công cụ của phiên bản ấy."
        )
    return fitting[min(fitting)]


def _folders() -> Iterator[Path]:
    chosen = os.environ.get("CONGSO_PG", "")
    if chosen.startswith("/"):
        yield Path(chosen)
    for binaries in available("auto"):
        yield binaries.folder
    if SYSTEM.is_dir():  # a machine with the client only
        yield from SYSTEM.glob("*/bin")
    for found in filter(None, [shutil.which("pg_dump")]):
        yield Path(found).resolve().parent


def _major(tool: Path) -> int:
    try:
        answer = subprocess.run([tool, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    version = re.search(r"\b(\d+)(\.|devel|beta|rc)", answer)
    return int(version[1]) if version else 0


def connection_arguments(url: str) -> tuple[str, dict[str, str]]:
    """Return the address without its password, for a command line everybody can read, and the environment with it."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
    if password:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo("", **parts), environment


def start(tool: Path, url: str, arguments: Sequence[str]) -> "subprocess.Popen[str]":
    """Start a tool on a database; `finish` waits for it."""
    place, environment = connection_arguments(url)
    return subprocess.Popen(  # noqa: S603 - PostgreSQL's own tool
        [tool, *arguments, "--dbname", place, "--no-password"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: "subprocess.Popen[str]", what: str) -> str:
    """Wait for a tool and return what it printed. Raises Trouble with what it said."""
    printed, said = process.communicate()
    if process.returncode:
        raise explain(said, what)
    return printed


def explain(said: str, what: str) -> Trouble:
    """Return the sentence for what a tool said when it failed."""
    if "No space left" in said or "could not extend file" in said:
        return Trouble(f"Hết chỗ trên đĩa khi {what}: giải phóng chỗ hoặc chọn nơi khác rồi chạy lại.")
    lines = [line for line in said.strip().splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()] or lines
    return Trouble(f"Không {what} được ({telling[0] if telling else 'công cụ không nói vì sao'}).")
