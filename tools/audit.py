"""Asks the registries whether a weakness is known in a library that is locked here: pip-audit and npm audit.

    .venv/bin/python tools/audit.py          make audit

Found and not excused in `tools/advisories.toml`: exit code 1. A source that cannot be reached is named, and fails
nothing because nothing is known then; `CONGSO_AUDIT_MUST_ANSWER=1` makes that a failure too, for whoever releases.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXCUSED = ROOT / "tools" / "advisories.toml"
SECONDS = 180


@dataclass(frozen=True)
class Weakness:
    """One advisory about one locked library; `names` are all the numbers it goes by."""

    package: str
    names: frozenset[str]
    remedy: str


class Unreachable(Exception):  # noqa: N818 - names what happened
    """The source of advisories gave no answer that can be read."""


def of_python(run: Callable[[Sequence[str]], str]) -> list[Weakness]:
    """Return what pip-audit knows about `requirements/runtime.txt`."""
    command = ["pip-audit", "-r", "requirements/runtime.txt", "--disable-pip", "--require-hashes", "-f", "json",
               "--progress-spinner", "off"]  # fmt: skip
    told = _read(run(command))
    if "dependencies" not in told:
        raise Unreachable
    return [
        Weakness(
            package=f"{one['name']} {one['version']}",
            names=frozenset({found["id"], *found.get("aliases", [])}),
            remedy=", ".join(found.get("fix_versions", [])),
        )
        for one in told["dependencies"]
        for found in one.get("vulns", [])
    ]


def of_front_end(run: Callable[[Sequence[str]], str]) -> list[Weakness]:
    """Return what npm knows about what browsers get."""
    told = _read(run(["npm", "audit", "--omit=dev", "--json"]))
    if "vulnerabilities" not in told:
        raise Unreachable
    return [
        Weakness(
            package=f"{name} {one.get('range', '')}".strip(),
            names=frozenset(str(via.get("url", "")).rpartition("/")[2] for via in one["via"] if isinstance(via, dict)),
            remedy=str(one.get("fixAvailable", "")),
        )
        for name, one in told["vulnerabilities"].items()
    ]


def excuses(path: Path = EXCUSED) -> list[dict[str, Any]]:
    """Return the reviewed exceptions. Raises ValueError for one without a name, a reason or an end."""
    listed: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("excused", [])
    for one in listed:
        if not (one.get("id") and one.get("package") and str(one.get("reason", "")).strip()):
            raise ValueError(f"{path.name}: {one} says no id, package or reason")
        if not isinstance(one.get("until"), date):
            raise ValueError(f"{path.name}: {one['id']} has no end (until = YYYY-MM-DD)")
    return listed


def unexcused(found: Iterable[Weakness], listed: Iterable[dict[str, Any]], today: date) -> list[Weakness]:
    """Return what no exception that still holds is about."""
    held = {one["id"] for one in listed if one["until"] >= today}
    return [one for one in found if not one.names & held]


def examine(run: Callable[[Sequence[str]], str], today: date, *, must_answer: bool = False) -> int:
    """Ask both sources, print a line for each, and return the exit code."""
    listed, failed = excuses(), 0
    for title, ask in (("Thư viện Python (pip-audit)", of_python), ("Thư viện giao diện (npm audit)", of_front_end)):
        try:
            left = unexcused(ask(run), listed, today)
        except Unreachable:
            print(f"· {title}: KHÔNG KIỂM TRA ĐƯỢC (nguồn cảnh báo không trả lời)", flush=True)
            failed |= must_answer
            continue
        print(f"· {title}: {'không có điểm yếu nào được biết' if not left else f'{len(left)} ĐIỂM YẾU'}", flush=True)
        for one in left:
            print(
                f"  ✗ {one.package}: {', '.join(sorted(one.names))}; bản đã sửa: {one.remedy or 'chưa có'}", flush=True
            )
        failed |= bool(left)
    return int(failed)


def run_client(command: Sequence[str]) -> str:
    """Run a client as it is configured here; return what it printed, "" when it gave no answer in time."""
    found = Path(sys.executable).parent / command[0]
    whole = [str(found) if found.exists() else command[0], *command[1:]]
    try:
        return subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _read(printed: str) -> dict[str, Any]:
    try:
        told = json.loads(printed)
    except ValueError:
        raise Unreachable from None
    if not isinstance(told, dict) or "error" in told:
        raise Unreachable
    return told


if __name__ == "__main__":
    sys.exit(examine(run_client, date.today(), must_answer=os.environ.get("CONGSO_AUDIT_MUST_ANSWER") == "1"))  # noqa: DTZ011
