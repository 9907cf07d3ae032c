"""The folder that holds backups: which are complete, who writes now, what is let go."""

import contextlib
import fcntl
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from congso.cli.trouble import Trouble

from . import objects
from .retention import Keeping, kept

NAME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"\d{8}T\d{6}Z")
DRAFT = ".making-"


@dataclass(frozen=True)
class Shelf:
    """A folder of backups."""

    root: Path

    @property
    def objects(self) -> Path:
        return self.root / "objects"

    @property
    def log(self) -> Path:
        return self.root / "backups.jsonl"

    def complete(self) -> list[Path]:
        """Return the complete backups, oldest first. What is being made, or was left half-way, has another name."""
        if not self.root.is_dir():
            return []
        return sorted(path for path in self.root.iterdir() if _NAME.fullmatch(path.name) and path.is_dir())

    def newest(self) -> Path:
        """Return the newest complete backup. Raises Trouble when there is none."""
        found = self.complete()
        if not found:
            raise Trouble(f"Ở {self.root} chưa có bản sao lưu hoàn chỉnh nào: chạy `congso backup` trước.")
        return found[-1]

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder while something is written. Raises Trouble when somebody else does."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(f"Một lần sao lưu khác đang ghi vào {self.root}: chờ xong rồi chạy lại.") from None
            yield

    def clear_drafts(self) -> None:
        """Remove what an interrupted backup left; call while holding the folder."""
        for path in self.root.glob(f"{DRAFT}*"):
            shutil.rmtree(path)

    def let_go(self, keeping: Keeping) -> list[str]:
        """Remove the backups that need not be kept, and contents only they named; return their names."""
        made = {datetime.strptime(path.name, NAME).replace(tzinfo=UTC): path for path in self.complete()}
        gone = [made[at] for at in sorted(set(made) - kept(made, keeping))]
        for path in gone:
            # Renamed first: a removal that is interrupted leaves no half of a backup under its name.
            draft = path.with_name(DRAFT + path.name)
            path.rename(draft)
            shutil.rmtree(draft)
        named = {sha256 for path in self.complete() for sha256, _ in objects.read_list(path / "files.txt")}
        objects.prune(self.objects, named)
        return [path.name for path in gone]

    def note(self, **told: object) -> None:
        """Add a line to the log of this folder."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


def choose(place: Path) -> tuple[Shelf, Path]:
    """Return shelf and backup of a path: a backup itself, or a folder of backups, whose newest is meant."""
    if _NAME.fullmatch(place.name):
        if not place.is_dir():
            raise Trouble(f"Không có bản sao lưu {place}: xem tên các bản trong {place.parent}.")
        return Shelf(place.parent), place
    shelf = Shelf(place)
    return shelf, shelf.newest()
