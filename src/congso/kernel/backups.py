"""When the province was last backed up and when that was last proved by a restore: written by `congso backup`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import BackupRun

BACKUP, DRILL = BackupRun.Kind.BACKUP, BackupRun.Kind.DRILL


@dataclass(frozen=True, slots=True)
class RunView:
    """One backup or drill."""

    kind: str
    label: str
    backup: str
    began_at: datetime
    ended_at: datetime
    succeeded: bool
    summary: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one kind stands: its last run, the last that succeeded, and whether that is too long ago."""

    label: str
    last: RunView | None
    last_good: RunView | None
    is_late: bool


def note(*, kind: str, backup: str, began_at: datetime, ended_at: datetime, succeeded: bool, summary: str) -> None:
    """Write down how a backup or drill ended."""
    BackupRun.objects.create(
        kind=kind,
        backup=backup,
        began_at=began_at,
        ended_at=ended_at,
        succeeded=succeeded,
        summary=summary[:600],
    )


def latest(count: int) -> list[RunView]:
    """Return the last runs of both kinds, newest first."""
    return [_view(row) for row in BackupRun.objects.order_by("-ended_at", "-id")[:count]]


def standing(kind: BackupRun.Kind, *, now: datetime, late_after: timedelta) -> Standing:
    """Return where one kind stands; late when nothing succeeded within `late_after`."""
    rows = BackupRun.objects.filter(kind=kind).order_by("-ended_at", "-id")
    last, good = rows.first(), rows.filter(succeeded=True).first()
    return Standing(
        str(kind.label),
        _view(last) if last else None,
        _view(good) if good else None,
        good is None or now - good.ended_at > late_after,
    )


def _view(row: BackupRun) -> RunView:
    label = str(BackupRun.Kind(row.kind).label)
    return RunView(row.kind, label, row.backup, row.began_at, row.ended_at, row.succeeded, row.summary)
