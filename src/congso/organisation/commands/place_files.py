"""Importing places from files: in the order that makes sense, each file its own transaction, nothing lost silently."""

import csv
import gzip
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.db import DatabaseError, transaction

from congso.kernel.refusals import Refusal
from congso.organisation.rules.place_lists import ListKind, PlaceList, Problem, tier_of, understand

from .places import (
    LISTED_SINCE,
    TIERS,
    TWO_TIERS_SINCE,
    PlaceLink,
    PlaceRow,
    Tally,
    change_place,
    keep_place_links,
    keep_places,
)


@dataclass
class ImportSummary:
    """What came of an import: `problems` are lines not taken over, `rejected` files that are no list of places."""

    read: int = 0
    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, str]] = field(default_factory=list)

    def take(self, file: str, tally: Tally) -> None:
        """Count a list in."""
        self.stored += tally.stored
        self.changed += tally.changed
        self.unchanged += tally.unchanged
        self.problems += [{"file": file, "line": None, "field": "", "reason": reason} for reason in tally.problems]

    def to_json(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        return asdict(self)


def import_place_files(
    paths: Sequence[Path],
    on_step: Callable[[str, int, int], None] | None = None,
    *,
    former_since: date = LISTED_SINCE,
    former_until: date | None = TWO_TIERS_SINCE,
) -> ImportSummary:
    """Import lists of places, conversion tables and later changes; never raises for what a file contains.

    Files may come in any order and as `.csv` or `.csv.gz`: provinces are stored before districts and communes, former
    places before those of today, both before what links them. `on_step` hears (file name, done, of how many). Former
    places (files named `pre2025`) hold from `former_since` to before `former_until`, which an installation in the
    regime of three tiers leaves open (None).
    """
    summary = ImportSummary()
    lists: list[tuple[str, PlaceList]] = []
    for path in paths:
        found = _read(path, summary)
        if found is not None:
            lists.append((path.name, found))
            summary.read += found.read
            summary.problems += [asdict(problem) for problem in found.problems]
    lists.sort(key=lambda one: _turn(*one))
    for done, (name, found) in enumerate(lists):
        if on_step is not None:
            on_step(name, done, len(lists))
        _store(name, found, summary, (former_since, former_until))
    if on_step is not None:
        on_step("", len(lists), len(lists))
    return summary


def _read(path: Path, summary: ImportSummary) -> PlaceList | None:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as raw:
            stream = TextIOWrapper(cast(BinaryIO, raw), encoding="utf-8-sig", newline="")
            reader = csv.DictReader(stream)
            found = understand(path.name, reader.fieldnames or (), reader)
    except (OSError, UnicodeDecodeError, csv.Error, EOFError) as error:
        summary.rejected.append({"file": path.name, "reason": f"không đọc được: {error}"})
        return None
    if found is None:
        summary.rejected.append({"file": path.name, "reason": "không phải danh mục đơn vị hành chính (thiếu cột)"})
    return found


def _turn(name: str, found: PlaceList) -> tuple[int, int, str]:
    """Return when a list's turn comes: places, then links, then later changes."""
    stage = {ListKind.PLACES: 0, ListKind.PROVINCE_LINKS: 1, ListKind.COMMUNE_LINKS: 1, ListKind.CHANGES: 2}[found.kind]
    tier = tier_of(name)
    return stage + (found.is_of_today if stage == 0 else 1), TIERS.index(tier) if tier else 0, name


def _store(name: str, found: PlaceList, summary: ImportSummary, of_former: tuple[date, date | None]) -> None:
    try:
        with transaction.atomic():
            if found.kind is ListKind.PLACES:
                rows = [PlaceRow(**asdict(line)) for line in found.places]
                since, until = (TWO_TIERS_SINCE, None) if found.is_of_today else of_former
                tally = keep_places(rows, valid_from=since, valid_to=until)
            elif found.kind is ListKind.CHANGES:
                tally = _change(found)
            else:
                tally = keep_place_links([PlaceLink(**asdict(line)) for line in found.links], on=TWO_TIERS_SINCE)
    except DatabaseError as error:
        summary.problems.append(asdict(Problem(name, 0, "", f"không lưu được cả tệp: {error}")))
        return
    summary.take(name, tally)


def _change(found: PlaceList) -> Tally:
    tally = Tally(read=len(found.changes))
    for line in found.changes:
        try:
            is_new = change_place(
                tier=line.tier, code=line.code, full_name=line.full_name, kind=line.kind, on=line.on, basis=line.basis
            )
        except Refusal as refusal:
            tally.problems.append(refusal.message)
            continue
        tally.stored += is_new
        tally.unchanged += not is_new
    return tally


def place_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files to import: those named, and the CSV files of the folders named."""
    found: list[Path] = []
    for path in paths:
        found += sorted([*path.glob("*.csv"), *path.glob("*.csv.gz")]) if path.is_dir() else [path]
    return found
