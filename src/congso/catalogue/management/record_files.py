"""Files of procedure records: JSON Lines (plain or gzip), a JSON list, CSV, XLSX. Formats in docs/operations.

Every record comes with its place in the file; what cannot be read comes as a rejected reading with that place.
"""

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from congso.catalogue.rules.import_reading import REJECTIONS, Reading, read_line, read_record
from congso.kernel.refusals import Incorrect

JSON_COLUMNS = ("methods", "components", "results")
LIST_COLUMNS = ("level", "subjects", "agencies", "forms", "legal_basis")
LONGEST_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """One record of a file: where it stands ("dòng 12"), what it says, and how many bytes were read so far."""

    place: str
    reading: Reading
    position: int


class FileDamagedError(Exception):
    """The rest of the file cannot be read; what came before was."""


def records_of(path: Path, *, sheet: str | None = None) -> Iterator[Found]:
    """Yield every record of a file in order. Raises Incorrect for no such file, FileDamagedError part-way."""
    if not path.is_file():
        raise Incorrect(f"Không có tệp {path}.")
    with path.open("rb") as raw:
        start = raw.read(4)
        raw.seek(0)
        if start == b"PK\x03\x04":
            yield from _of_workbook(path, raw, sheet)
        elif start[:2] == b"\x1f\x8b":
            inner = ".csv" if path.name.lower().endswith(".csv.gz") else ""
            yield from _of_text(gzip.GzipFile(fileobj=raw), raw, inner or ".jsonl")
        else:
            yield from _of_text(raw, raw, path.suffix.lower())


def _of_text(lines: Any, raw: BinaryIO, suffix: str) -> Iterator[Found]:
    try:
        if suffix in {".csv", ".tsv"}:
            yield from _of_table(lines, raw, "\t" if suffix == ".tsv" else ",")
        else:
            yield from _of_lines(lines, raw)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileDamagedError(f"Tệp nén bị hỏng hoặc bị cắt: {error}") from None


def _of_lines(lines: Any, raw: BinaryIO) -> Iterator[Found]:
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
            if line.lstrip().startswith(b"["):
                yield from _of_list(line + lines.read(), raw)
                return
        if line.strip():
            yield Found(f"dòng {number}", _read(line), raw.tell())


def _of_list(content: bytes, raw: BinaryIO) -> Iterator[Found]:
    try:
        listed = json.loads(content)
    except (ValueError, RecursionError) as error:
        reading = Reading(
            "", None, rejected="json_invalid", reason=f"{REJECTIONS['json_invalid']} ({str(error)[:120]})"
        )
        yield Found("dòng 1", reading, raw.tell())
        return
    for number, record in enumerate(listed if isinstance(listed, list) else [listed], start=1):
        yield Found(f"bản ghi {number}", read_record(record), raw.tell())


def _read(line: bytes) -> Reading:
    try:
        return read_line(line.decode("utf-8"))
    except UnicodeDecodeError:
        reason = f"{REJECTIONS['json_invalid']} (không phải UTF-8)"
        return Reading("", None, rejected="json_invalid", reason=reason)


def _of_table(lines: Any, raw: BinaryIO, delimiter: str) -> Iterator[Found]:
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(lines, encoding="utf-8-sig", errors="replace", newline="")
    try:
        yield from _rows_of(csv.reader(text, delimiter=delimiter), raw)
    finally:
        text.detach()


def _rows_of(rows: Any, raw: BinaryIO) -> Iterator[Found]:
    header: list[str] | None = None
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reading = Reading("", None, rejected="not_a_record", reason=f"{REJECTIONS['not_a_record']} ({error})")
            yield Found(f"dòng {rows.line_num}", reading, raw.tell())
            continue
        if header is None:
            header = [name.strip() for name in row]
        elif any(cell.strip() for cell in row):
            yield Found(f"dòng {rows.line_num}", read_record(_record(header, row)), raw.tell())


def _of_workbook(path: Path, raw: BinaryIO, sheet: str | None) -> Iterator[Found]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileDamagedError(f"Không đọc được bảng tính: {str(error)[:200]}") from None
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise Incorrect(f"Bảng tính không có trang “{sheet}”; có: {', '.join(book.sheetnames)}.")
        page = book[sheet] if sheet is not None else book.worksheets[0]
        header: list[str] | None = None
        for number, row in enumerate(page.iter_rows(values_only=True), start=1):
            if header is None:
                header = ["" if name is None else str(name).strip() for name in row]
            elif any(cell not in (None, "") for cell in row):
                yield Found(f"dòng {number}", read_record(_record(header, list(row))), raw.tell())
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, SyntaxError) as error:
        raise FileDamagedError(f"Không đọc được bảng tính: {str(error)[:200]}") from None
    finally:
        book.close()


def _record(header: list[str], row: list[Any]) -> dict[str, Any]:
    """Return a row as a record: parts with rows of their own stand in a cell as JSON, lists with | between."""
    record: dict[str, Any] = {}
    for number, cell in enumerate(row):
        name = header[number] if number < len(header) and header[number] else f"cột {number + 1}"
        if cell is None or cell == "":
            continue
        if name in JSON_COLUMNS and isinstance(cell, str):
            try:
                record[name] = json.loads(cell)
            except (ValueError, RecursionError):
                record[name] = cell
        elif name in LIST_COLUMNS and isinstance(cell, str):
            record[name] = [part.strip() for part in cell.split("|") if part.strip()]
        elif isinstance(cell, str | int | float | bool):
            record[name] = cell
        else:
            record[name] = str(cell)
    return record
