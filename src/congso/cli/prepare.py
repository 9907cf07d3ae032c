"""What must be true of the data before the parts start: schema, static files, demo province."""

import hashlib
import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .installation import Installation

CONTEXTS_WITH_DEMO = ("organisation", "identity", "representation", "catalogue", "dossiers", "notifications", "pages")
"""Contexts whose `demo.load(regime)` makes up the demo province, in this order; each may be run again."""


def fingerprint(environment: dict[str, str]) -> str:
    """Return a hash that changes with the code, its data files, the libraries and the choices that matter here."""
    source = Path(__file__).resolve().parents[1]
    found = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            about = path.stat()
            found.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    for name in ("DATABASE_URL", "CONGSO_VAR", "CONGSO_REGIME", "CONGSO_DEMO"):
        found.update(f"{name}={environment.get(name)}\n".encode())
    for stamp in sorted(Path(sys.prefix).glob(".*.stamp")):
        found.update(stamp.read_bytes())
    return found.hexdigest()


def prepare(installation: Installation, say: Callable[[str], None]) -> None:
    """Bring everything up to date; what is already done takes no time."""
    changed = _migrate(say)
    _collect_static(installation, say)
    _load_demo_once(installation, say, again=changed)


def _migrate(say: Callable[[str], None]) -> bool:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return False
    say(f"· Cập nhật cơ sở dữ liệu ({len(plan)} bước)")
    call_command("migrate", interactive=False, verbosity=0)
    return True


def _collect_static(installation: Installation, say: Callable[[str], None]) -> None:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    print_ = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            about = Path(storage.path(name)).stat()
            print_.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.is_file() and stamp.read_text() == print_.hexdigest():
        return
    say("· Tập hợp tệp giao diện")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(print_.hexdigest())


def _load_demo_once(installation: Installation, say: Callable[[str], None], *, again: bool) -> None:
    from django.conf import settings

    if not settings.DEMO:
        return
    sources = hashlib.sha256()
    for path in sorted(Path(__file__).resolve().parents[1].glob("*/demo*")):
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                sources.update(file.read_bytes())
    stamp = installation.data / "demo.stamp"
    if not again and stamp.is_file() and stamp.read_text() == sources.hexdigest():
        return
    load_demo(installation, say)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(sources.hexdigest())


def load_demo(installation: Installation, say: Callable[[str], None]) -> None:
    """Load the demo province of every context that has one, and write down its sign-ins."""
    for context in CONTEXTS_WITH_DEMO:
        load = _from_demo(context, "load")
        if load is not None:
            begun = time.monotonic()
            load(installation.regime)
            say(f"· Tỉnh trình diễn: {context} ({time.monotonic() - begun:.1f} giây)")
    sign_ins = _from_demo("organisation", "sign_ins")
    rows = [list(map(str, row)) for row in sign_ins()] if sign_ins is not None else []
    path = installation.data / "sign_ins.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _from_demo(context: str, name: str) -> Callable[..., Any] | None:
    module = f"congso.{context}.demo"
    try:
        if importlib.util.find_spec(module) is None:
            return None
    except ModuleNotFoundError:
        return None
    return getattr(importlib.import_module(module), name, None)
