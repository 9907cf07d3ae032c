"""Everything of one person as one file to take along: the data as JSON, and the papers and results of their dossiers.

Source: as of the copy (`docs/law.md`: Law 91/2025/QH15 art. 4, Decree 356/2025/NĐ-CP art. 3–5). What other people
declared, and dossiers handed in for others, are not in it (`my_data.copy_of`).
"""

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from congso.dossiers import printing
from congso.dossiers import queries as dossiers
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import DossierView, ResultView
from congso.files import queries as files
from congso.identity.queries import PersonView
from congso.kernel.normalise import fold
from congso.kernel.refusals import Refusal

from . import my_data

MOST_BYTES = 500_000_000
"""What one archive holds at most; what no longer fits is named in it, and each dossier has its files on its page."""
IN_MEMORY = 8_000_000
READ_ME = "doc-truoc.txt"


@dataclass
class _Kept:
    """What went into an archive so far, and what did not."""

    size: int = 0
    left_out: list[str] = field(default_factory=list)


def write(person: PersonView, applicant: Applicant, *, now: datetime) -> IO[bytes]:
    """Return an open temporary file with the archive, at its beginning; the caller closes. It is written down."""
    told = my_data.copy_of(person, applicant, now=now, form="zip")
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed to the response, which closes it
    kept = _Kept()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu.json", json.dumps(told, ensure_ascii=False, indent=1, default=str))
        for row in my_data.own_dossiers(person, now=now):
            view = dossiers.dossier_for_person(person.id, row.id, now=now)
            _add(archive, view, kept)
            _add_messages(archive, view, kept, now)
        archive.writestr(READ_ME, _read_me(kept))
    target.seek(0)
    return target


def _add(archive: zipfile.ZipFile, view: DossierView, kept: _Kept) -> None:
    folder = f"ho-so/{_plain(view.row.shown_code)}"
    for name, file_id in _stored(view):
        _put(archive, f"{folder}/{name}", file_id, kept)
    result = view.result
    if result is not None and result.issued_at is not None and _is_printed(result) and _fits(kept):
        content = printing.result_pdf(view.id)
        kept.size += len(content)
        archive.writestr(f"{folder}/ket-qua.pdf", content)


def _add_messages(archive: zipfile.ZipFile, view: DossierView, kept: _Kept, now: datetime) -> None:
    """Add the files that went with messages; what was written stands in the data."""
    sent = [one for message in dossiers.conversation(view, now=now).messages for one in message.files]
    for number, one in enumerate(sent, start=1):
        name = f"ho-so/{_plain(view.row.shown_code)}/trao-doi/{number:02}-{_plain(one.name)[:60]}{_ending(one.name)}"
        _put(archive, name, one.file_id, kept)


def _stored(view: DossierView) -> Iterator[tuple[str, UUID]]:
    """Yield the stored files of a dossier under names of their own."""
    number = 0
    papers = (*(paper for component in view.components for paper in component.papers), *view.other_papers)
    for paper in papers:
        if paper.file_id is not None:
            number += 1
            yield f"giay-to/{number:02}-{_plain(paper.name)[:60]}{_ending(paper.file_name)}", paper.file_id
    result = view.result
    if result is not None and result.issued_at is not None and result.file_id is not None and not _is_printed(result):
        yield f"ket-qua{_ending(result.file_name)}", result.file_id


def _is_printed(result: ResultView) -> bool:
    """Tell whether the result is made anew, or was signed, so that its drafted file is not what people get."""
    return result.file_id is None or result.signed_paper_id is not None


def _fits(kept: _Kept, more: int = 0) -> bool:
    return kept.size + more <= MOST_BYTES


def _put(archive: zipfile.ZipFile, name: str, file_id: UUID, kept: _Kept) -> None:
    try:
        size = files.view(file_id).size_bytes
        if not _fits(kept, size):
            kept.left_out.append(f"{name}: tệp lưu trữ đã đủ dung lượng; tải tại trang hồ sơ.")
            return
        with files.open_bytes(file_id) as source, archive.open(name, "w") as target:
            while part := source.read(1 << 20):
                target.write(part)
        kept.size += size
    except Refusal as refusal:
        kept.left_out.append(f"{name}: {refusal.message}")


def _plain(words: str) -> str:
    """Return words as part of a file's name that every system can keep."""
    return re.sub(r"[^\w.-]+", "-", fold(words)).strip("-.") or "giay"


def _ending(name: str) -> str:
    found = re.search(r"\.\w{1,5}$", name)
    return found[0].lower() if found else ""


def _read_me(kept: _Kept) -> str:
    lines: list[Any] = [
        "du-lieu.json: mọi dữ liệu đang lưu về bạn.",
        "ho-so/<mã hồ sơ>/giay-to: giấy tờ đã nộp; ket-qua: kết quả đã phát hành; trao-doi: tệp gửi kèm tin nhắn.",
    ]
    if kept.left_out:
        lines += ["", "Không có trong tệp này:", *kept.left_out]
    return "\r\n".join(lines) + "\r\n"
