"""Plain values of a record: text that can be stored, lists, tables; never an exception."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from .problems import PROBLEMS, Problem

_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class Values:
    """The values of one record as they can be used, the problems found on the way, and what stayed unread."""

    def __init__(self, record: Mapping[Any, Any]) -> None:
        self.record = record
        self.code = ""
        self.problems: dict[tuple[str, str], Problem] = {}
        self.unread: dict[str, Any] = {}

    def found(self, code: str, part: str, said: str = "") -> None:
        """Note a problem once per part; `said` is what the source says there."""
        shown = " ".join(said.split())[:400]
        reason = f"{PROBLEMS[code]} Nguồn ghi: “{shown}”." if shown else PROBLEMS[code]
        self.problems.setdefault((code, part), Problem(code, self.code, part[:160], reason))

    def clean(self, text: str, part: str) -> str:
        """Return text that can be stored: NFC, nothing broken, no space around."""
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        if _BROKEN.search(text):
            text = _BROKEN.sub("\ufffd", text)
            self.found("text_unreadable", part)
        return text.strip()

    def text(self, key: str) -> str:
        """Return a value of the record as text."""
        return self.as_text(self.record.get(key), key)

    def line(self, key: str) -> str:
        """Return a value of the record as one line."""
        return " ".join(self.text(key).split())

    def as_text(self, value: Any, part: str) -> str:
        """Return a value as text, or keep it unread and say so."""
        if value is None:
            return ""
        if isinstance(value, str):
            return self.clean(value, part)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return str(value)
        self.wrong_type(value, part)
        return ""

    def wrong_type(self, value: Any, part: str) -> None:
        """Keep a value that is not what it should be, and say so."""
        self.unread[part] = self.plain(value)
        self.found("field_wrong_type", part, shown(value)[:100])

    def plain(self, value: Any, depth: int = 0) -> Any:
        """Return what can be stored of an unread value; deep or strange parts as their text."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < 10**15:
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        if isinstance(value, str):
            return _BROKEN.sub("\ufffd", value)
        if depth < 6 and isinstance(value, Mapping):
            return {_BROKEN.sub("\ufffd", str(key)): self.plain(one, depth + 1) for key, one in value.items()}
        if depth < 6 and isinstance(value, list | tuple):
            return [self.plain(one, depth + 1) for one in value]
        return _BROKEN.sub("\ufffd", shown(value))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of lines, each once: a list, or one string divided by bars."""
        value = self.record.get(key)
        if isinstance(value, str):
            return tuple(one for one in (part.strip() for part in self.clean(value, key).split("|")) if one)
        lines = (" ".join(self.as_text(one, f"{key}[{place}]").split()) for place, one in self.rows(key))
        return tuple(dict.fromkeys(line for line in lines if line))

    def rows(self, key: str) -> Iterable[tuple[int, Any]]:
        """Return a list of the record with places; anything else is kept unread."""
        value = self.record.get(key)
        if value is None or value == "":
            return ()
        if not isinstance(value, list | tuple):
            self.wrong_type(value, key)
            return ()
        return enumerate(value)

    def tables(self, key: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """Yield the rows of a list that are objects, with their place."""
        for place, row in self.rows(key):
            if isinstance(row, Mapping):
                yield f"{key}[{place}]", row
            else:
                self.wrong_type(row, f"{key}[{place}]")

    def keep_unknown(self, row: Mapping[Any, Any], part: str, known: tuple[str, ...]) -> None:
        """Keep what a row says beyond the known keys, and say so."""
        for key in row:
            if key not in known:
                where = self.clean(f"{part}.{key}"[:160], "")
                self.unread[where] = self.plain(row[key])
                self.found("field_unknown", where, where)


def shown(value: Any) -> str:
    try:
        return str(value)[:1_000]
    except (ValueError, RecursionError):
        return "?"
