"""The words a program read on a paper, line by line: what is kept of them, and what is too doubtful to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from congso.kernel.normalise import tidy

LEAST_CONFIDENCE = 55.0
"""Mean confidence (of 100) below which a line is left out: what a person would not recognise helps nobody."""

MOST_LINES = 400
LONGEST_LINE = 300

APART = "   "
"""Between words that stand further apart than words of one sentence do: two entries on one line."""

_WORD_LEVEL = "5"
_WIDE_GAP = 1.6
"""Gap between two words, in heights of the line, from which they are two entries."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of a paper. `confidence` is the program's own, 0 to 100; text that a PDF holds itself has 100."""

    page: int
    text: str
    confidence: float


def lines_of_table(table: str, page: int) -> list[RecognisedLine]:
    """Return the lines of a page from Tesseract's table (TSV: one row a word, with its place and confidence).

    Rows of another shape are passed over.
    """
    rows = [row.split("\t") for row in table.splitlines()]
    words = [row for row in rows if len(row) == 12 and row[0] == _WORD_LEVEL and row[11].strip()]
    found = []
    for _, line in groupby(words, key=lambda row: row[1:5]):
        placed = list(line)
        try:
            said, sure = _joined(placed), sum(float(row[10]) for row in placed) / len(placed)
        except ValueError:
            continue
        if sure >= LEAST_CONFIDENCE:
            found.append(RecognisedLine(page, said[:LONGEST_LINE], round(sure, 1)))
    return found[:MOST_LINES]


def _joined(words: Sequence[Sequence[str]]) -> str:
    height = max(int(word[9]) for word in words)
    said, end = "", None
    for word in words:
        left, width = int(word[6]), int(word[8])
        if end is not None:
            said += APART if left - end > _WIDE_GAP * height else " "
        said, end = said + word[11].strip(), left + width
    return said


def lines_of_text(text: str, page: int) -> list[RecognisedLine]:
    """Return the lines of text that a PDF holds itself."""
    found = []
    for line in text.splitlines():
        entries = [said for entry in line.replace("\t", APART).split(APART) if (said := tidy(entry))]
        if entries:
            found.append(RecognisedLine(page, APART.join(entries)[:LONGEST_LINE], 100.0))
    return found[:MOST_LINES]


def kept(lines: Iterable[RecognisedLine]) -> list[list[Any]]:
    """Return lines as JSON values; `read` reads them back equal."""
    return [[one.page, one.text, one.confidence] for one in list(lines)[:MOST_LINES]]


def read(stored: Any) -> tuple[RecognisedLine, ...]:
    """Return lines from what `kept` made; none from anything else."""
    if not isinstance(stored, list):
        return ()
    return tuple(RecognisedLine(int(page), str(text), float(sure)) for page, text, sure in stored)


TROUBLES: Mapping[str, str] = {
    "timed_out": "Đọc giấy này lâu quá nên đã dừng. Hãy chụp gần hơn, chỉ một trang một ảnh, rồi thử lại.",
    "failed": "Chưa đọc được giấy này. Bạn cứ khai như thường; thử lại sau nếu muốn.",
    "nothing": "Không đọc được chữ nào trên giấy này. Ảnh chụp rõ, thẳng và sáng hơn thì dễ đọc hơn.",
}
"""What is said of a paper that could not be read, by code."""
