"""Keeping what the system itself made: a printed book, a prepared download."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from congso.files import store as disk
from congso.files.models import StoredFile
from congso.files.queries import FileView, Owner, view_of
from congso.kernel.ids import uuid7
from congso.kernel.refusals import NotFound

from .storing import check_quota

_CHUNK = 256 * 1024


@transaction.atomic
def keep_again(*, file_id: UUID, account_id: int, now: datetime) -> FileView:
    """Keep a file that is here once more, as one an account hands in: a row of its own with the same bytes.

    Who asks must be somebody who may read it; that is the caller's to know. Raises NotFound, and what `store` raises
    for one too many for the day.
    """
    check_quota(Owner(account_id), now)
    kept = StoredFile.objects.filter(id=file_id).exclude(scan=StoredFile.Scan.INFECTED).first()
    if kept is None:
        raise NotFound("Không tìm thấy tệp.")
    disk.lock(kept.sha256)
    kept.pk, kept.uploaded_by_id, kept.uploaded_by_client_id, kept.uploaded_at = uuid7(), account_id, None, now
    kept._state.adding = True
    kept.save(force_insert=True)
    return view_of(kept)


def keep_made(*, stream: BinaryIO, name: str, media_type: str, now: datetime) -> FileView:
    """Keep the bytes of `stream` as a file of nobody's. Not for what people hand in: nothing about it is checked."""
    descriptor, raw_path = tempfile.mkstemp(dir=disk.arriving())
    arrived, digest, size_bytes = Path(raw_path), hashlib.sha256(), 0
    try:
        with os.fdopen(descriptor, "wb") as target:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
                size_bytes += target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        with transaction.atomic():
            # Whoever removes unnamed bytes waits until this row names them.
            disk.lock(digest.hexdigest())
            disk.keep(arrived, digest.hexdigest())
            row = StoredFile.objects.create(
                sha256=digest.hexdigest(),
                original_sha256=digest.hexdigest(),
                size_bytes=size_bytes,
                media_type=media_type,
                name=name[:200],
                uploaded_at=now,
            )
    finally:
        arrived.unlink(missing_ok=True)
    return view_of(row)
