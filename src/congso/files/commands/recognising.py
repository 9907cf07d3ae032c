"""Having a paper read by a program: asked for by who handed it in, done by the worker, forgotten after some days."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from PIL import Image

from congso.files import store as disk
from congso.files.events import RecognitionAsked
from congso.files.models import FileRecognition, StoredFile
from congso.files.recogniser import FAILED, RecogniserTrouble, Tesseract, recogniser
from congso.files.rules import content, pages, recognised
from congso.files.rules.recognised import RecognisedLine
from congso.kernel.events import publish
from congso.kernel.refusals import NotFound, NotPossibleNow

State = FileRecognition.State


@transaction.atomic
def ask_to_recognise(*, file_id: UUID, now: datetime) -> None:
    """Have a file read by the worker. One that waits or was read already is left alone; one that failed is tried again.

    Who asks must be somebody who may open the file; that is the caller's to know. Raises NotPossibleNow where no
    reader is installed, NotFound.
    """
    if recogniser() is None:
        raise NotPossibleNow(
            "Máy chủ chưa có phần mềm đọc chữ trên giấy.", remedy="Bạn cứ khai như thường.", code="no_recogniser"
        )
    kept = StoredFile.objects.select_for_update().filter(id=file_id).exclude(scan=StoredFile.Scan.INFECTED).first()
    if kept is None:
        raise NotFound("Không tìm thấy tệp.")
    row, is_new = FileRecognition.objects.get_or_create(file=kept, defaults={"asked_at": now})
    if not is_new and row.state != State.FAILED:
        return
    row.state, row.asked_at, row.trouble = State.WAITING, now, ""
    row.save(update_fields=["state", "asked_at", "trouble"])
    publish(RecognitionAsked(str(file_id)))


def recognise(*, file_id: UUID, now: datetime) -> str:
    """Read a file that waits for it; returns its state, "" when nobody waits any more. Trouble is kept as its code."""
    row = FileRecognition.objects.select_related("file").filter(file_id=file_id, state=State.WAITING).first()
    if row is None:
        return ""
    reader = recogniser()
    trouble, lines = "", list[RecognisedLine]()
    try:
        if reader is None:
            raise RecogniserTrouble(FAILED)
        lines = list(_read(reader, row.file))
        trouble = "" if lines else "nothing"
    except RecogniserTrouble as met:
        trouble = met.code
    row.state, row.trouble = (State.FAILED, trouble) if trouble else (State.DONE, "")
    row.read_at, row.read_with = now, reader.edition if reader is not None else ""
    row.lines = recognised.kept(lines)
    # Asked for again or removed meanwhile: then this answer is nobody's.
    FileRecognition.objects.filter(id=row.id, asked_at=row.asked_at).update(
        state=row.state, trouble=row.trouble, read_at=row.read_at, read_with=row.read_with, lines=row.lines
    )
    return row.state


def _read(reader: Tesseract, kept: StoredFile) -> Iterator[RecognisedLine]:
    path = disk.path_of(kept.sha256)
    most = int(settings.RECOGNISED_PAGES)
    if kept.media_type != content.PDF:
        yield from reader.lines(_picture(path), 1)
        return
    for number, page in pages.readable(path, most):
        if isinstance(page, str):
            yield from recognised.lines_of_text(page, number)
        else:
            yield from reader.lines(page, number)


def _picture(path: Path) -> Image.Image:
    try:
        with Image.open(path) as image:
            image.load()
            return image
    except OSError:
        raise RecogniserTrouble(FAILED) from None


def forget_recognitions(*, before: datetime, limit: int = 500) -> int:
    """Forget what was read on papers before an instant: it is there to help with filling in, not to be kept."""
    old = FileRecognition.objects.filter(asked_at__lt=before).order_by("id").values_list("id", flat=True)[:limit]
    return FileRecognition.objects.filter(id__in=list(old)).delete()[0]
