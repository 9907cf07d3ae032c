"""Reading signed files: bytes in, facts and verdicts out. Nothing that somebody sends makes these functions raise."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from congso.kernel import timestamps

from ..rules.reports import Report, report
from .pdf import read_pdf

__all__ = ["check_file", "read_pdf", "trusted"]


def trusted() -> list[Any]:
    """Return the roots this installation trusts for signatures (`CONGSO_SIGNATURE_ANCHORS`), and for time-stamps."""
    return [*timestamps.anchors(settings.SIGNATURE_ANCHORS), *timestamps.anchors(settings.TSA_ANCHORS)]


def check_file(stream: BinaryIO, *, name: str, now: datetime, anchors: Sequence[Any] | None = None) -> Report:
    """Return the report on a file; `anchors` take the place of the installation's. Reads the file only, no network."""
    digest = hashlib.sha256()
    while piece := stream.read(256 * 1024):
        digest.update(piece)
    stream.seek(0)
    read = read_pdf(stream, anchors=trusted() if anchors is None else anchors, now=now)
    return report(
        name=Path(name).name[:200],
        sha256=digest.hexdigest(),
        now=now,
        signatures=read.signatures,
        revisions=read.revisions,
        trouble=read.trouble,
    )
