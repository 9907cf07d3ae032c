"""The checks before every commit: style, types, contracts, migrations; with --tests all tests as well, and with --audit
(which --tests brings along) the question whether a weakness is known in a locked library.

The tests get a throw-away database server of their own (no fsync), unless DATABASE_URL names one. Every check runs even
when an earlier one failed, so that one run shows all there is to mend; the exit code is the first failure's.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from congso.cli.installation import checkout
from congso.cli.pytest_database import start_database, supply_settings
from congso.cli.trouble import Trouble

ROOT = checkout()
BIN = Path(sys.executable).parent
CHECKED_TOOLS = [f"tools/{name}.py" for name in ("asvs", "audit", "check", "messages", "sbom")]


def main(arguments: list[str]) -> int:
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped with us
    cluster = None
    try:
        supply_settings()
        cluster = start_database()
        if cluster is not None:
            print(f"· Cơ sở dữ liệu kiểm thử: {cluster.binaries()}", flush=True)
        return _checks(with_tests="--tests" in arguments, with_audit="--audit" in arguments or "--tests" in arguments)
    except Trouble as trouble:
        print(f"✗ {trouble}", file=sys.stderr)
        return 1
    finally:
        if cluster is not None:
            cluster.stop()


def _checks(*, with_tests: bool, with_audit: bool) -> int:
    # The registries may take minutes to answer: they are asked meanwhile.
    asked = (
        subprocess.Popen([sys.executable, "tools/audit.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if with_audit
        else None
    )
    try:
        failed = _all_checks(with_tests=with_tests)
        if asked is not None:
            print(asked.communicate()[0], end="", flush=True)
            failed = asked.returncode or failed
    finally:
        if asked is not None and asked.poll() is None:
            asked.terminate()
    if not failed and not with_tests:
        print("Không có gì phải sửa.")
    return failed


def _all_checks(*, with_tests: bool) -> int:
    checks = [
        ("Kiểu viết (ruff)", ["ruff", "check", "--output-format", "concise"]),
        ("Định dạng (ruff format)", ["ruff", "format", "--check"]),
        ("Kiểu dữ liệu (mypy)", ["mypy", "--no-error-summary", "src", "tests", "bench", *CHECKED_TOOLS]),
        ("Kiến trúc (import-linter)", ["lint-imports", "--no-cache"]),
        ("Migration còn thiếu", ["congso", "manage", "makemigrations", "--check", "--dry-run"]),
    ]
    failed = 0
    for title, command in checks:
        failed = _run(title, command) or failed
    if with_tests:
        failed = _run("Kiểm thử (pytest)", ["pytest", "-n", "2"], quiet=False) or failed
    return failed


def _run(title: str, command: list[str], *, quiet: bool = True) -> int:
    print(f"· {title} … ", end="" if quiet else "\n", flush=True)
    begun = time.monotonic()
    command = [
        *command[:1],
        *(part for part in command[1:] if part not in {"tests", "bench"} or _has_python(part)),
    ]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=quiet, text=True, check=False)
    if quiet:
        print(f"{'xong' if done.returncode == 0 else 'CÓ LỖI'} ({time.monotonic() - begun:.0f} giây)", flush=True)
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
    return done.returncode


def _has_python(folder: str) -> bool:
    return any((ROOT / folder).rglob("*.py"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
