"""Letting go: rows nothing refers to, then bytes that no row names.

A file is referred to by foreign keys only; whichever context brings one is found through the model, so that none can be
forgotten here. Bytes are shared by rows of equal content and go with the last of them.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import CASCADE, Exists, OuterRef, QuerySet

from congso.files import store as disk
from congso.files.models import StoredFile


def remove_orphans(*, before: datetime, limit: int = 500) -> int:
    """Remove up to `limit` files handed in before an instant that nothing refers to; return how many.

    A paper attached in the same moment wins: its row is locked and passed over, or the whole page is taken back.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        oldest = _unreferred().filter(uploaded_at__lt=before).order_by("id")
        chosen = dict(oldest.select_for_update(skip_locked=True, of=("self",)).values_list("id", "sha256")[:limit])
        StoredFile.objects.filter(id__in=chosen).delete()
    for sha256 in sorted(set(chosen.values())):
        _drop_bytes(sha256)
    return len(chosen)


def remove_lost_bytes(*, prefix: str, before: datetime, limit: int = 500) -> int:
    """Remove objects whose name begins with `prefix`, written before an instant, that no row names; return how many.

    A web server that died between disk and database, or a transaction taken back, leaves such bytes.
    """
    folder = disk.root() / prefix
    old = (path for path in folder.glob("*/*") if path.is_file() and path.stat().st_mtime < before.timestamp())
    page: list[str] = []
    removed = 0
    for path in old:
        page.append(path.name)
        if len(page) == limit:
            removed += _drop_unnamed(page)
            page = []
    return removed + _drop_unnamed(page)


def remove_abandoned_arrivals(*, before: datetime) -> int:
    """Remove what was left half-way in by a web server that died; return how many."""
    left = [path for path in disk.arriving().iterdir() if path.stat().st_mtime < before.timestamp()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _unreferred() -> QuerySet[StoredFile]:
    rows = StoredFile.objects.all()
    for relation in StoredFile._meta.related_objects:
        if relation.on_delete is CASCADE:  # goes with the file
            continue
        referring = relation.related_model._base_manager.filter(**{relation.field.attname: OuterRef("pk")})
        rows = rows.filter(~Exists(referring))
    return rows


def _drop_unnamed(names: list[str]) -> int:
    named = set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    return sum(_drop_bytes(name) for name in names if name not in named)


def _drop_bytes(sha256: str) -> bool:
    """Remove an object unless a row names it; the lock is that of `store`, which keeps bytes and writes the row.

    While a backup runs nothing is removed; `remove_lost_bytes` finds what was left.
    """
    with transaction.atomic():
        if not disk.may_remove():
            return False
        disk.lock(sha256)
        if StoredFile.objects.filter(sha256=sha256).exists():
            return False
        disk.path_of(sha256).unlink(missing_ok=True)
    return True
