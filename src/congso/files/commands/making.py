"""Keeping what the system itself made: a printed book, a prepared download."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from congso.files import store as disk
from congso.files.models import StoredFile
from congso.files.queries import FileView, view_of

_CHUNK = 256 * 1024


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
