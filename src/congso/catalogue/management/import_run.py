"""One run of importing a file of procedures."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from congso.catalogue import commands
from congso.catalogue.rules.import_reading import REJECTIONS
from congso.kernel import clock

from .record_files import Found, records_of

KEPT_IN_RUN = 200
"""How many rejected records the stored summary names; all of them are on the review list."""


@dataclass
class ImportSummary:
    """What a run did. Each record read is stored, changed, unchanged, or rejected."""

    read: int = 0
    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)
    rejected: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Return the records read per second."""
        return self.read / self.seconds if self.seconds else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        return {
            "read": self.read,
            "stored": self.stored,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "problems": self.problems,
            "rejected": self.rejected,
            "seconds": round(self.seconds, 3),
            "records_per_second": round(self.rate, 1),
        }

    def to_keep(self) -> dict[str, Any]:
        """Return what the run remembers: counts, not each problem (those are on the review list)."""
        counts = Counter(problem["code"] for problem in self.problems)
        return self.to_json() | {"problems": dict(counts), "rejected": self.rejected[:KEPT_IN_RUN]}


def run(
    file: Path, *, sheet: str | None, summary: ImportSummary, advance: Callable[[int, int], None] = lambda *_: None
) -> None:
    """Read a file and store each record; `summary` is filled as it goes, so a damaged file loses nothing.

    Raises Incorrect when there is no such file or a run is under way, FileDamagedError when the rest is unreadable.
    """
    started = time.perf_counter()
    run_id = commands.start_run(file_name=file.name, now=clock.now())
    try:
        editions = commands.Editions.load()
        seen: dict[tuple[str, str], str] = {}
        for found in records_of(file, sheet=sheet):
            summary.read += 1
            _import(found, run_id, editions, seen, summary)
            if summary.read % 20 == 0:
                advance(found.position, summary.read)
        advance(file.stat().st_size, summary.read)
    finally:
        summary.seconds = time.perf_counter() - started
        commands.finish_run(run_id=run_id, summary=summary.to_keep(), now=clock.now())


def _import(
    found: Found, run_id: int, editions: commands.Editions, seen: dict[tuple[str, str], str], summary: ImportSummary
) -> None:
    reading = found.reading
    rejected, reason = reading.rejected, reading.reason
    if not rejected:
        first = seen.setdefault((reading.code, reading.source), found.place)
        if first != found.place:
            rejected = "record_repeated"
            reason = f"{REJECTIONS[rejected]} (đã có ở {first})"
    if not rejected:
        try:
            outcome = commands.import_record(reading=reading, run_id=run_id, editions=editions, now=clock.now())
        except DatabaseError as error:
            rejected = "store_failed"
            reason = f"{REJECTIONS[rejected]} ({' '.join(str(error).split())[:160]})"
        else:
            setattr(summary, outcome.what, getattr(summary, outcome.what) + 1)
            summary.problems.extend(problem.to_json() for problem in outcome.problems)
            return
    commands.reject(
        run_id=run_id,
        source=reading.source,
        code=rejected,
        procedure=reading.code,
        place=f"{found.place} {reading.name}".strip(),
        reason=reason,
    )
    summary.rejected.append(
        {
            "code": rejected,
            "procedure": reading.code,
            "name": reading.name,
            "place": found.place,
            "source": reading.source,
            "reason": reason,
        }
    )
