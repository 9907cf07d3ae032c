"""Writing an export to an open file."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from congso.catalogue.rules import exchange

from .workbook import Workbook


def write_lines(
    entries: Iterable[Mapping[str, Any]], target: BinaryIO, *, advance: Callable[[int], None] = lambda _: None
) -> int:
    """Write entries as JSON Lines, the header first. Return how many procedures were written."""
    target.write(exchange.line(exchange.header()).encode())
    procedures = 0
    for entry in entries:
        target.write(exchange.line(entry).encode())
        procedures += entry["kind"] == "procedure"
        advance(procedures)
    return procedures


def write_workbook(
    entries: Iterable[Mapping[str, Any]], target: BinaryIO, *, advance: Callable[[int], None] = lambda _: None
) -> int:
    """Write entries as a workbook: a list to read and filter, and the data whole. Return how many procedures."""
    book = Workbook()
    for entry in entries:
        book.add(entry)
        advance(book.procedures)
    book.save(target)
    return book.procedures
