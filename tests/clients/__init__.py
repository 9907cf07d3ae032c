"""Two systems of other people, written with libraries that have nothing to do with congso, and how to run them.

Both offer the same few addresses: `/login`, `/callback`, `/me`, `/refresh`, `/verify`, `/logout`, `/backchannel`,
`/ended` and `/restart` (forget what discovery said). They know an issuer, an id and a secret, and nothing else.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SECONDS = 20.0


@dataclass(frozen=True)
class Program:
    """What a foreign system is written in."""

    name: str
    file: str
    cookie: str

    def command(self) -> list[str]:
        """Return what starts it."""
        if self.file.endswith(".py"):
            return [sys.executable, str(HERE / self.file)]
        node = shutil.which("node")
        assert node, "Node.js is not installed"
        return [node, str(HERE / self.file)]


AUTHLIB = Program("Authlib", "with_authlib.py", "authlib_session")
OPENID_CLIENT = Program("openid-client", "with_openid_client.mjs", "openid_client_session")


@dataclass(frozen=True)
class Running:
    """A foreign system that runs."""

    url: str
    process: "subprocess.Popen[bytes]"

    def call(self, path: str, method: str = "GET", body: bytes | None = None) -> tuple[int, Any]:
        """Ask it as another machine would; return status and what it says."""
        request = urllib.request.Request(self.url + path, data=body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, _read(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _read(error.read())

    def ended(self) -> dict[str, float]:
        """Return which sessions it was told have ended, and when (seconds since 1970)."""
        return dict(self.call("/ended")[1])


@contextlib.contextmanager
def running(program: Program, *, port: int, issuer: str, client_id: str, client_secret: str) -> Iterator[Running]:
    """Run a foreign system on a port of this machine until the block ends."""
    process = subprocess.Popen(
        program.command(),
        env={
            **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}},
            "PORT": str(port),
            "ISSUER": issuer,
            "CLIENT_ID": client_id,
            "CLIENT_SECRET": client_secret,
        },
        cwd=HERE,
    )
    system = Running(f"http://127.0.0.1:{port}", process)
    try:
        _wait(system)
        yield system
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(system: Running) -> None:
    end = time.monotonic() + SECONDS
    while True:
        assert system.process.poll() is None, f"the foreign system ended with {system.process.returncode}"
        try:
            system.call("/ended")
        except OSError:
            assert time.monotonic() < end, "the foreign system does not answer"
            time.sleep(0.05)
        else:
            return


def _read(content: bytes) -> Any:
    return json.loads(content) if content else None
