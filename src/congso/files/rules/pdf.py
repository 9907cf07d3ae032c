"""A PDF that only shows pages. What can act (scripts, programs, carried files) is not let in.

Two looks: every object the reader finds is examined, and the raw bytes are searched for the names of what acts, because
another reader may find objects where ours finds none.
"""

import mmap
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.generic import IndirectObject

from .refused import FileRefused

LARGEST_PAGES = 5_000
LARGEST_OBJECTS = 200_000
LARGEST_FIRST_PAGE = 2_000_000
LONGEST_PAGE_TEXT = 6_000

_ACTS = {
    "/JavaScript": "mã lệnh JavaScript",
    "/Launch": "lệnh mở chương trình",
    "/GoToE": "tệp đính kèm bên trong",
    "/ImportData": "lệnh nạp dữ liệu",
    "/SubmitForm": "lệnh gửi dữ liệu ra ngoài",
    "/Rendition": "nội dung đa phương tiện",
    "/RichMediaExecute": "nội dung đa phương tiện",
}
_KEYS = {
    "/JS": "mã lệnh JavaScript",
    "/XFA": "biểu mẫu động (XFA)",
    "/EF": "tệp đính kèm bên trong",
    "/RichMediaContent": "nội dung đa phương tiện",
}
_KINDS = {
    "/EmbeddedFile": "tệp đính kèm bên trong",
    "/FileAttachment": "tệp đính kèm bên trong",
    "/RichMedia": "nội dung đa phương tiện",
}
_RAW = re.compile(rb"/(?:JavaScript|EmbeddedFile|RichMedia|Launch)(?=[\s/<>\[\]()])")
_PREFIX = re.compile(rb"(?:\xef\xbb\xbf|\x1b%-12345X[^\n]{0,200}\n|@PJL[^\n]{0,200}\n|[\x00\s])*\Z")


def check(path: Path, name: str) -> tuple[int, str]:
    """Return the number of pages and the text of the first. Raises FileRefused for what is damaged, closed or acts."""
    damaged = FileRefused(f"Tệp “{name}” bị hỏng, không mở được. Hãy xuất hoặc quét lại tệp PDF.", code="file_damaged")
    _check_outside(path, name)
    try:
        with path.open("rb") as stream:
            reader = PdfReader(stream)
            if reader.is_encrypted:
                raise FileRefused(
                    f"Tệp “{name}” có đặt mật khẩu nên cán bộ không mở được. Hãy bỏ mật khẩu rồi tải lên lại.",
                    code="file_encrypted",
                )
            pages = len(reader.pages)
            if not 0 < pages <= LARGEST_PAGES:
                raise damaged
            for found in _dictionaries(reader, name):
                if what := _what_acts(found):
                    raise _acts(name, what)
            text = _first_page(reader)
    except FileRefused:
        raise
    except Exception as error:  # pypdf raises many kinds on hostile input: whatever it is, the file is no good
        raise damaged from error
    return pages, text


def first_page_text(stream: BinaryIO) -> str:
    """Return the words on the first page of a PDF that was let in; empty when none can be read."""
    try:
        lines = (" ".join(line.split()) for line in _first_page(PdfReader(stream)).splitlines())
        return "\n".join(line for line in lines if line)[:LONGEST_PAGE_TEXT]
    except Exception:  # a file that was let in by an older check shows no words rather than an error
        return ""


def _acts(name: str, what: str) -> FileRefused:
    return FileRefused(
        f"Tệp “{name}” có {what} nên không được nhận. Hãy in tệp ra PDF mới (chọn máy in “Lưu thành PDF”) rồi tải lên.",
        code="file_acts",
    )


def _check_outside(path: Path, name: str) -> None:
    """Refuse a file that is something else as well: another header before, an archive behind."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        begins = content.find(b"%PDF-", 0, 1024 + 5)
        strange = begins < 0 or _PREFIX.match(content[:begins]) is None
        found = _RAW.search(content)
        acting = found.group().decode() if found else ""
    if not strange and zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                strange = bool(archive.infolist())
        except (zipfile.BadZipFile, OSError, ValueError):
            strange = False
    if strange:
        raise FileRefused(
            f"Tệp “{name}” vừa là PDF vừa là một loại tệp khác nên không được nhận. Hãy xuất hoặc quét lại tệp PDF.",
            code="file_ambiguous",
        )
    if acting:
        raise _acts(name, _ACTS.get(acting) or _KINDS[acting])


def _dictionaries(reader: PdfReader, name: str) -> Iterator[dict[str, Any]]:
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > LARGEST_OBJECTS:
        raise FileRefused(f"Tệp “{name}” quá phức tạp. Hãy in ra PDF mới rồi tải lên.", code="file_too_complex")
    waiting: list[Any] = [reader.trailer]
    waiting += [IndirectObject(number, generation, reader) for number, generation in sorted(numbers)]
    for one in waiting:
        try:
            found = one.get_object() if isinstance(one, IndirectObject) else one
        except Exception:  # noqa: S112 - an object that cannot be read is shown by no reader of ours
            continue
        yield from _inside(found)


def _inside(found: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the dictionaries in a value, without following references: what they name is looked at for itself."""
    if depth > 50:
        return
    if isinstance(found, dict):
        yield found
        for value in dict.values(found):
            yield from _inside(value, depth + 1)
    elif isinstance(found, list):
        for value in list.__iter__(found):
            yield from _inside(value, depth + 1)


def _what_acts(found: dict[str, Any]) -> str:
    for key, what in _KEYS.items():
        if key in found:
            return what
    for key, names in (("/S", _ACTS), ("/Type", _KINDS), ("/Subtype", _KINDS)):
        value = dict.get(found, key)
        if isinstance(value, IndirectObject):
            value = value.get_object()
        if isinstance(value, str) and value in names:
            return names[value]
    return ""


def _first_page(reader: PdfReader) -> str:
    page = reader.pages[0]
    contents = page.get_contents()
    if contents is None or len(contents.get_data()) > LARGEST_FIRST_PAGE:
        return ""
    try:
        return page.extract_text()
    except Exception:  # what has no readable text shows no readable mark
        return ""
