"""The whole catalogue as lines of JSON, the same bytes for the same catalogue: what `congso export procedures` writes.

No line holds an id of a database, a name of an officer or the hour of the export, so two installations with the same
catalogue give the same file. The shape is described in `docs/operations/xuat-thu-tuc.md`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import records

FORMAT = "congso.catalogue"
EDITION = 1
KINDS = ("field", "form", "workflow", "decision", "procedure")
"""The kinds of entries, in the order in which they stand in a file: what is named comes before what names it."""


class WrongFileError(ValueError):
    """A file is no export of a catalogue, or one of an edition this program does not know."""


def header() -> dict[str, Any]:
    """Return the first line of an export."""
    return {"format": FORMAT, "edition": EDITION}


def line(entry: Mapping[str, Any]) -> str:
    """Return an entry as its one line."""
    return records.canonical(entry) + "\n"


def is_export(first: str) -> bool:
    """Tell whether a first line begins an export of a catalogue."""
    if FORMAT not in first[:200]:
        return False
    try:
        found = json.loads(first)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("format") == FORMAT


def read_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the entries of an export. Raises WrongFileError for another file, naming the line that cannot be read."""
    number = 0
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            entry = json.loads(text)
        except (ValueError, RecursionError):
            raise WrongFileError(f"Dòng {number} không phải JSON hợp lệ; tệp bị cắt hoặc hỏng.") from None
        if number == 1:
            if not isinstance(entry, dict) or entry.get("format") != FORMAT:
                raise WrongFileError("Tệp không phải bản xuất danh mục thủ tục của congso.")
            if entry.get("edition") != EDITION:
                raise WrongFileError(
                    f"Bản xuất theo phiên bản {entry.get('edition')}; chương trình này đọc bản {EDITION}."
                )
            continue
        if not isinstance(entry, dict) or entry.get("kind") not in KINDS:
            raise WrongFileError(f"Dòng {number} không phải một mục của danh mục.")
        yield entry
    if number == 0:
        raise WrongFileError("Tệp rỗng.")
