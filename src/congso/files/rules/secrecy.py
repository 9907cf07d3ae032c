"""Marks of state secrets: a platform on the Internet must never hold such a document.

Source: Law on Protection of State Secrets (29/2018/QH14, 117/2025/QH15), Decree 63/2026/NĐ-CP: such documents are
marked, and travel in a separate system only. Conservative: a mark counts when it stands alone, as stamped, or as the
value of “Độ mật”. The word in a sentence (bảo mật, mật khẩu, mật ong) or a list of all levels to choose from is none.
"""

import re
import unicodedata
from collections.abc import Sequence

MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
LINES_AT_MOST = 400

_AROUND = " \t.:;,-–—*_[](){}<>|“”\"'/\\"
_FIELD = re.compile(r"^\W*độ\s+mật\s*[:：]?\s*(.*)$", re.IGNORECASE)


def mark_in_text(text: str, marks: Sequence[str] = MARKS) -> str:
    """Return the mark that a text bears, or ""."""
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    lines = [line for line in lines if line][:LINES_AT_MOST]
    found = [mark for line in lines if (mark := _of_line(line, marks))]
    # A form that offers all levels names several; a marked document bears one.
    return found[0] if len(set(found)) == 1 else ""


def mark_in_name(name: str, marks: Sequence[str] = MARKS) -> str:
    """Return the mark that a file's name bears as a part of its own, in capitals, or ""."""
    stem = unicodedata.normalize("NFC", name).rpartition(".")[0] or name
    parts = [" ".join(part.split()) for part in re.split(r"[_\[\](){}.]|\s[-–—]\s", stem)]
    return next((mark for mark in sorted(marks, key=len, reverse=True) if mark in parts), "")


def _of_line(line: str, marks: Sequence[str]) -> str:
    bare = line.strip(_AROUND)
    if bare in marks:
        return bare
    field = _FIELD.match(line)
    if field:
        value = field.group(1).strip(_AROUND).upper()
        if value in marks:
            return value
    return ""
