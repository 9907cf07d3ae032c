"""The file of a signed paper: it is only ever followed by one that begins with its bytes."""

import io
from datetime import datetime

from congso.files import queries as files
from congso.files.commands import keep_made

from ..models import SignedPaper


def keep(paper: SignedPaper, content: bytes, now: datetime) -> None:
    """Take over the longer file; the caller saves the paper. Raises ValueError for one that does not go on."""
    with files.open_bytes(paper.file_id) as stream:
        if not content.startswith(stream.read()):
            raise ValueError("a signed paper only grows")
    name = files.view(paper.file_id).name
    kept = keep_made(stream=io.BytesIO(content), name=name, media_type="application/pdf", now=now)
    paper.file_id = kept.id
