"""What a restored place needs before people may come back: migrations, a new era of the trail, proof that it works."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from congso.cli.trouble import Trouble


def as_application(owner_url: str, role: str, password: str = "") -> str:
    """Return the address of the same database for another role."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    entry = f"{quote(role)}:{quote(password)}" if password else quote(role)
    return parts._replace(netloc=f"{entry}@{host}").geturl()


def bring_up_to_date(environment: Mapping[str, str]) -> None:
    """Migrate as the owner: rights are given anew and the trail begins a new era. Raises Trouble."""
    _run(["-m", "congso.cli", "migrate"], environment, "đưa cơ sở dữ liệu về đúng phiên bản")


def ask(environment: Mapping[str, str], *, reads: bool) -> dict[str, Any]:
    """Ask the place whether it works (`probe`). Raises Trouble when it cannot even answer."""
    printed = _run(
        ["-m", "congso.cli.backup.probe", *(["--read"] if reads else [])],
        environment,
        "hỏi ứng dụng ở nơi vừa phục hồi",
    )
    found: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return found


def _run(arguments: list[str], environment: Mapping[str, str], what: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments], env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = [line for line in done.stderr.strip().splitlines() if line.strip()]
        raise Trouble(f"Không {what} được ({words[-1] if words else 'chương trình không nói vì sao'}).")
    return done.stdout
