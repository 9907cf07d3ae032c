"""The whole catalogue to a file and back: `congso export procedures`, and the same file given to `congso import`."""

import gzip
import io
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from congso.catalogue import commands
from congso.catalogue.printing import entries_of_workbook, is_exported_workbook, write_lines, write_workbook
from congso.catalogue.queries.exchange import exported
from congso.catalogue.rules import exchange
from congso.kernel import clock
from congso.kernel.refusals import Incorrect

from .import_run import KEPT_IN_RUN

SUFFIXES = (".jsonl", ".jsonl.gz", ".xlsx")


@dataclass
class WholeSummary:
    """What a run did with the procedures of a file, and what of the file could not be stored."""

    read: int = 0
    stored: int = 0
    unchanged: int = 0
    rejected: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        return {
            "read": self.read,
            "stored": self.stored,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "seconds": round(self.seconds, 3),
        }


def write(file: Path, *, public: bool = False, advance: Callable[[int], None] = lambda _: None) -> int:
    """Write the catalogue to a file, whole or not at all. Return how many procedures. Raises Incorrect."""
    name = file.name.lower()
    if not name.endswith(SUFFIXES):
        raise Incorrect(f"Tệp phải có đuôi {', '.join(SUFFIXES)}.")
    if not file.parent.is_dir():
        raise Incorrect(f"Không có thư mục {file.parent}.")
    unfinished = file.with_name(f".{file.name}.dang-ghi")
    try:
        with unfinished.open("wb") as target:
            written = _write(name, target, public, advance)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _write(name: str, target: BinaryIO, public: bool, advance: Callable[[int], None]) -> int:
    entries = exported(public=public)
    if name.endswith(".xlsx"):
        return write_workbook(entries, target, advance=advance)
    if name.endswith(".gz"):
        # Without a name or an hour in its head, the same catalogue gives the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as packed:
            return write_lines(entries, packed, advance=advance)  # type: ignore[arg-type]
    return write_lines(entries, target, advance=advance)


def is_whole_catalogue(file: Path) -> bool:
    """Tell whether a file is an export of a catalogue; False for one that cannot be read."""
    with file.open("rb") as raw:
        start = raw.read(4)
    if start == b"PK\x03\x04":
        return is_exported_workbook(file)
    try:
        with _text(file) as lines:
            return exchange.is_export(lines.readline(1_000))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        return False


def take(file: Path, *, summary: WholeSummary, advance: Callable[[int], None] = lambda _: None) -> None:
    """Store every entry of an export; `summary` is filled as it goes. Raises Incorrect for a damaged file.

    What is here already and says the same is unchanged; what is here and differs stays, and the review list says so.
    """
    started = time.perf_counter()
    run_id = commands.start_run(file_name=file.name, now=clock.now())
    so_far = commands.Restoring()
    try:
        for entry in _entries(file):
            is_procedure = entry["kind"] == "procedure"
            summary.read += is_procedure
            try:
                what = commands.restore_entry(entry=entry, so_far=so_far)
            except commands.UnfitError as unfit:
                _reject(run_id, entry, str(unfit), summary)
            else:
                summary.stored += is_procedure and what == "stored"
                summary.unchanged += is_procedure and what == "unchanged"
            advance(summary.read)
    except (exchange.WrongFileError, EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise Incorrect(f"Không đọc hết được tệp: {error}") from None
    finally:
        commands.link_successors(so_far=so_far)
        summary.seconds = time.perf_counter() - started
        kept = summary.to_json() | {"rejected": summary.rejected[:KEPT_IN_RUN]}
        commands.finish_run(run_id=run_id, summary=kept, now=clock.now())


def _reject(run_id: int, entry: dict[str, Any], reason: str, summary: WholeSummary) -> None:
    code = str(entry.get("code") or entry.get("number") or "")[:40]
    place = f"{entry['kind']} {code}"
    commands.reject(
        run_id=run_id, source="congso", code="export_differs", procedure=code[:40], place=place, reason=reason
    )
    summary.rejected.append({"kind": entry["kind"], "procedure": code, "reason": reason})


def _entries(file: Path) -> Iterator[dict[str, Any]]:
    with file.open("rb") as raw:
        start = raw.read(4)
    if start == b"PK\x03\x04":
        yield from exchange.read_lines(entries_of_workbook(file))
        return
    with _text(file) as lines:
        yield from exchange.read_lines(lines)


@contextmanager
def _text(file: Path) -> Iterator[io.TextIOWrapper]:
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        opened: Any = gzip.GzipFile(fileobj=raw) if packed else raw
        with io.TextIOWrapper(opened, encoding="utf-8", newline="\n") as lines:
            yield lines
