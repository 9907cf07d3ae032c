"""Pictures of pages of a PDF that a stranger brought: drawn by another process, which may break without harm."""

import json
import subprocess
import sys
from collections.abc import Sequence

import structlog

log = structlog.get_logger(__name__)

SECONDS = 10.0
WIDTH = 700
"""Pixels across a page: enough to read on a phone, and no more than a page of results should weigh."""


def draw(content: bytes, *, ends: Sequence[int], pages: Sequence[int]) -> list[list[str | None]]:
    """Return pictures (WebP in base64) of the pages, for each state of the file: its bytes up to each of `ends`.

    None where a page is not there or cannot be drawn. Pages are counted from 1. Takes ten seconds at most.
    """
    nothing: list[list[str | None]] = [[None for _ in pages] for _ in ends]
    asked = json.dumps({"ends": list(ends), "pages": list(pages), "width": WIDTH}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "congso.files.drawing"],
            input=asked + b"\n" + content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
        drawn = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, OSError, ValueError):
        drawn = None
    if drawn is None:
        log.warning("files.not_drawn")
        return nothing
    return [[str(one) if one else None for one in state] for state in drawn]
