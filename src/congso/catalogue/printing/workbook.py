"""The catalogue as an XLSX workbook: one sheet to read and filter, one that holds everything and is read back.

The second sheet holds each entry as its JSON line, cut into cells where a cell ends. What a spreadsheet would change or
XML cannot hold is written as a JSON escape, so that the lines come back equal.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from congso.catalogue.rules import exchange, public_words
from congso.catalogue.rules.content import CHANNELS, TIERS, ProcedureContent
from congso.catalogue.rules.policy import ProcedurePolicy

DATA = "Dữ liệu"
READING = "Thủ tục"
COLUMNS = (
    ("Mã", 11),
    ("Tên thủ tục", 60),
    ("Lĩnh vực", 24),
    ("Cấp thực hiện", 18),
    ("Trạng thái", 22),
    ("Thời hạn", 34),
    ("Phí, lệ phí", 30),
    ("Cách nộp", 26),
    ("Cơ quan thực hiện", 34),
    ("Cơ quan có thẩm quyền", 30),
    ("Căn cứ pháp lý", 44),
    ("Quyết định công bố", 22),
    ("Hiệu lực từ", 12),
    ("Bản số", 8),
)
"""The columns that the list of a province must have (NĐ 63/2010/NĐ-CP Điều 13 khoản 2), and what people filter by."""
STATES = {
    "in_force": "Đang hiệu lực",
    "suspended": "Tạm ngừng nộp trực tuyến",
    "signed": "Đã ký, chưa hiệu lực",
    "expired": "Hết hiệu lực",
    "abolished": "Bãi bỏ",
}
NOTE = (
    "Trang “Thủ tục” để đọc và lọc. Trang “Dữ liệu” giữ toàn bộ danh mục (mọi bản đã công bố, biểu mẫu, quy trình) và "
    "là trang được đọc khi nạp lại bằng lệnh congso import procedures; sửa ở trang “Thủ tục” không có tác dụng."
)
_DELICATE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff_]")
_LONGEST = 32_000


class Workbook:
    """A workbook that is written row by row."""

    def __init__(self) -> None:
        self.book = openpyxl.Workbook(write_only=True)
        self.reading = self.book.create_sheet(READING)
        self.data = self.book.create_sheet(DATA)
        self.procedures = 0
        for number, (_, width) in enumerate(COLUMNS):
            self.reading.column_dimensions[chr(ord("A") + number)].width = width
        self.reading.freeze_panes = "C2"
        bold = Font(bold=True)
        self.reading.append([self._cell(title, bold) for title, _ in COLUMNS])
        self.data.append([self._cell(f"{exchange.FORMAT} {exchange.EDITION}"), self._cell(NOTE)])

    def _cell(self, value: Any, font: Font | None = None) -> Any:
        cell = WriteOnlyCell(self.reading, value=value)
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with = is no formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if font is not None:
            cell.font = font
        return cell

    def add(self, entry: Mapping[str, Any]) -> None:
        """Add an entry to the data, and a procedure to the list as well."""
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        text = _DELICATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        pieces = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]
        self.data.append([entry["kind"], *pieces])
        if entry["kind"] == "procedure":
            self.procedures += 1
            self.reading.append([self._cell(value) for value in _read(entry)])

    def save(self, target: BinaryIO) -> None:
        """Write the workbook."""
        self.reading.auto_filter.ref = f"A1:{chr(ord('A') + len(COLUMNS) - 1)}{self.procedures + 1}"
        self.book.save(target)


def _read(entry: Mapping[str, Any]) -> list[Any]:
    """Return a procedure as a row to read: its version in force, else its last one."""
    versions = entry["versions"]
    shown = next((one for one in versions if one["number"] == entry["current"]), versions[-1])
    content = ProcedureContent.from_json(shown["content"])
    policy = ProcedurePolicy.from_json(shown["policy"]) if shown["policy"] else ProcedurePolicy()
    case = content.cases[0].code if content.cases else ""
    ways = public_words.ways(content, policy, case, "")
    several = len(ways) > 1
    row: list[Any] = [
        content.code,
        content.name,
        content.field,
        ", ".join(TIERS[tier] for tier in content.tiers),
        STATES.get(shown["state"], shown["state"]),
        "\n".join(f"{way.channels}: {way.deadline}" if several else way.deadline for way in ways),
        "\n".join(dict.fromkeys(" ".join(filter(None, fee)) for way in ways for fee in way.fees)),
        ", ".join(CHANNELS[channel] for channel in content.channels()),
        ", ".join(content.units.executing),
        ", ".join(content.units.authority),
        "; ".join(law.number for law in content.legal_bases) or content.legal_basis_text,
        shown["decision_number"],
        shown["effective_from"] or "",
        shown["number"],
    ]
    return [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    """Return a text that a cell can hold: nothing that XML forbids, and no longer than a cell."""
    if not isinstance(value, str):
        return value
    return re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", value)[:_LONGEST]


def is_exported_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook that this module wrote. Anything else is False, also what cannot be read."""
    try:
        book = openpyxl.load_workbook(path, read_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False
    try:
        if DATA not in book.sheetnames:
            return False
        first = next(book[DATA].iter_rows(max_row=1, max_col=1, values_only=True), (None,))
        return str(first[0] or "").startswith(exchange.FORMAT)
    finally:
        book.close()


def entries_of_workbook(path: Path) -> Iterator[str]:
    """Yield the lines of an exported workbook, the header first, as `exchange.read_lines` reads them."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        for number, row in enumerate(book[DATA].iter_rows(values_only=True)):
            if number == 0:
                edition = str(row[0] or "").rpartition(" ")[2]
                yield exchange.line(exchange.header() | {"edition": int(edition) if edition.isdecimal() else 0})
            elif row and row[0]:
                yield "".join(str(cell) for cell in row[1:] if cell is not None)
    finally:
        book.close()
