"""Two texts of a procedure compared as a reader compares them: field by field, row by row, words marked."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

from . import records
from .content import (
    CHANNELS,
    FEE_KINDS,
    MODES,
    REQUIREMENTS,
    SERVICE_LEVELS,
    TIERS,
    ProcedureContent,
    Unit,
    deadline_text,
)

MOST_TOKENS = 6_000
"""Longer texts are compared line by line: marking words costs the square of their number."""
ALIKE = 0.5
"""How alike two rows must be to count as one that was changed."""

_DAYS = frozenset(("issued_on", "valid_from", "valid_to"))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
LABELS = {
    "code": "Mã thủ tục",
    "name": "Tên thủ tục",
    "field": "Lĩnh vực",
    "ministry": "Bộ, ngành",
    "publisher": "Cơ quan công bố",
    "type_text": "Loại thủ tục",
    "is_internal": "Thủ tục nội bộ",
    "decisions": "Quyết định công bố",
    "tiers": "Cấp thực hiện",
    "tiers_text": "Cấp thực hiện (lời công bố)",
    "subjects": "Đối tượng thực hiện",
    "steps": "Trình tự thực hiện",
    "cases": "Trường hợp",
    "methods": "Cách thức, thời hạn",
    "deadline_modifiers": "Thời hạn cộng thêm",
    "components": "Thành phần hồ sơ",
    "number_of_sets": "Số lượng hồ sơ (bộ)",
    "forms": "Mẫu đơn, tờ khai",
    "executing": "Cơ quan thực hiện",
    "authority": "Cơ quan có thẩm quyền quyết định",
    "authorised": "Cơ quan được ủy quyền",
    "coordinating": "Cơ quan phối hợp",
    "reception_address": "Nơi tiếp nhận",
    "results": "Kết quả",
    "legal_bases": "Căn cứ pháp lý",
    "legal_basis_text": "Căn cứ pháp lý (lời công bố)",
    "conditions": "Yêu cầu, điều kiện",
    "service_level": "Mức độ trực tuyến",
    "partial_reason": "Lý do một phần",
    "in_person_only": "Chỉ nộp trực tiếp",
    "non_geographic": "Phi địa giới",
    "returning_methods": "Cách trả kết quả",
    "related": "Thủ tục liên quan",
    "methods_text": "Cách thức (lời công bố)",
    "components_text": "Thành phần hồ sơ (lời công bố)",
    "summary": "Tóm tắt cho người dân",
    "source_url": "Địa chỉ nguồn",
    "unread": "Phần chưa đọc của nguồn",
}
ROW_LABELS = {
    "name": "Tên",
    "number": "Số, ký hiệu",
    "issued_on": "Ngày ký",
    "agency": "Cơ quan",
    "kind": "Loại",
    "code": "Mã",
    "help": "Giải thích",
    "key": "Ký hiệu",
    "case": "Trường hợp",
    "group": "Nhóm",
    "originals": "Bản chính",
    "copies": "Bản sao",
    "mode": "Cách giao",
    "required": "Bắt buộc",
    "channels": "Chỉ khi nộp",
    "has_form": "Theo mẫu",
    "form_code": "Mã mẫu",
    "form_file": "Tệp mẫu",
    "result_code": "Mã kết quả thay thế",
    "from_database": "Tra được trong",
    "channel": "Cách nộp",
    "channel_text": "Cách nộp (lời công bố)",
    "deadline": "Thời hạn",
    "text": "Nội dung",
    "note": "Ghi chú",
    "fees": "Khoản thu",
    "value": "Số",
    "unit": "Đơn vị",
    "reason": "Lý do",
    "source": "Căn cứ",
    "amount_vnd": "Số tiền (đồng)",
    "formula": "Tính theo",
    "set_by": "Cơ quan quy định mức",
    "exemption": "Miễn, giảm",
    "basis": "Căn cứ thu",
    "valid_from": "Từ ngày",
    "valid_to": "Đến ngày",
}
_WORDS: dict[str, Mapping[str, str]] = {
    "tiers": TIERS,
    "service_level": SERVICE_LEVELS,
    "channel": CHANNELS,
    "channels": CHANNELS,
    "mode": MODES,
    "required": REQUIREMENTS,
    "kind": FEE_KINDS | {"condition": "Theo điều kiện"},
    "set_by": {"provincial_council": "Hội đồng nhân dân tỉnh"},
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of text that stayed (`same`), went (`removed`) or came (`added`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One value that differs: its label ("" for the whole row) and its text with marks."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a field or to one of its rows: added, removed, changed, or moved."""

    field: str
    label: str
    kind: str
    title: str
    details: tuple[Detail, ...]

    @property
    def kind_label(self) -> str:
        """Return the Vietnamese word for the kind."""
        return {"added": "Thêm", "removed": "Bỏ", "changed": "Sửa", "moved": "Đổi thứ tự"}[self.kind]


def compare(old: ProcedureContent, new: ProcedureContent) -> tuple[Change, ...]:
    """Return every difference, in the order of the content; empty exactly when both say the same."""
    changes: list[Change] = []
    for field in dataclasses.fields(ProcedureContent):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if field.name == "units":
            for role in dataclasses.fields(before):
                changes += _of_field(role.name, getattr(before, role.name), getattr(after, role.name))
        else:
            changes += _of_field(field.name, before, after)
    return tuple(changes)


def _of_field(name: str, before: Any, after: Any) -> Iterator[Change]:
    label = LABELS[name]
    if before == after:
        return
    if isinstance(before, tuple) and isinstance(after, tuple):
        yield from _rows(name, label, before, after)
    else:
        yield Change(name, label, "changed", "", (Detail("", marks(said(name, before), said(name, after))),))


def marks(before: str, after: str) -> tuple[Mark, ...]:
    """Return both texts as one, with the words that went and came marked."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > MOST_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found: list[Mark] = []
    gone, come = "", ""
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        same = "".join(old[i1:i2])
        if tag == "equal" and (same.strip() or place in {0, len(codes) - 1}):
            found += _went_and_came(gone, come)
            found.append(Mark("same", same))
            gone, come = "", ""
        else:  # a mere space between two changed words belongs to what changed: phrases are read, not syllables
            gone += same
            come += "".join(new[j1:j2])
    return (*found, *_went_and_came(gone, come))


def _went_and_came(gone: str, come: str) -> list[Mark]:
    return [Mark(kind, text) for kind, text in (("removed", gone), ("added", come)) if text]


def said(name: str, value: Any) -> str:
    """Return a value in words."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Unit):
        return value.label
    if isinstance(value, str):
        if name in _DAYS and _DAY.fullmatch(value):
            return f"{value[8:]}/{value[5:7]}/{value[:4]}"
        return _WORDS.get(name, {}).get(value, value)
    if isinstance(value, tuple):
        return "; ".join(_row_said(one) if dataclasses.is_dataclass(one) else said(name, one) for one in value)
    if dataclasses.is_dataclass(value):
        if name == "deadline":
            words = deadline_text(getattr(value, "value", None), getattr(value, "unit", None))
            text = getattr(value, "text", "")
            return f"{words} ({text})" if text else words
        return _row_said(value)
    if isinstance(value, Mapping):
        return records.canonical(records.write(value))
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _row_said(row: Any) -> str:
    parts = [(ROW_LABELS[name], said(name, getattr(row, name))) for name in _stated(row)]
    return "; ".join(f"{label}: {text}" for label, text in parts if text)


def _stated(row: Any) -> list[str]:
    return [
        field.name
        for field in dataclasses.fields(row)
        if field.default is dataclasses.MISSING or getattr(row, field.name) != field.default
    ]


def _title(row: Any) -> str:
    """Return what a reader knows a row by."""
    if not dataclasses.is_dataclass(row):
        return ""
    for name in ("name", "channel", "text", "number", "reason"):
        text = said(name, getattr(row, name, ""))
        if text:
            case = getattr(row, "case", "") if name == "channel" else ""
            return (f"{text} · {case}" if case else text)[:160]
    return ""


def _rows(name: str, label: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old = [records.canonical(records.write(row)) for row in before]
    new = [records.canonical(records.write(row)) for row in after]
    gone: list[int] = []
    come: list[int] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += range(i1, i2)
            come += range(j1, j2)
    pairs: dict[int, int] = {}
    for j in come:
        i = next((i for i in gone if i not in pairs.values() and old[i] == new[j]), None)
        if i is not None:
            pairs[j] = i
    for j in come:
        if j not in pairs:
            i = _likest(after[j], before, [i for i in gone if i not in pairs.values()])
            if i is not None:
                pairs[j] = i
    left = [i for i in gone if i not in pairs.values()]
    for i in left:
        yield Change(
            name, label, "removed", _title(before[i]), (Detail("", (Mark("removed", _whole(name, before[i])),)),)
        )
    for j in come:
        if j not in pairs:
            whole = (Detail("", (Mark("added", _whole(name, after[j])),)),)
            yield Change(name, label, "added", _title(after[j]), whole)
        elif old[pairs[j]] == new[j]:
            place = f"dòng {pairs[j] + 1} → dòng {j + 1}"
            title = _title(after[j]) or said(name, after[j])[:160]
            yield Change(name, label, "moved", title, (Detail("", (Mark("same", place),)),))
        else:
            yield Change(name, label, "changed", _title(after[j]), tuple(_details(name, before[pairs[j]], after[j])))


def _whole(name: str, row: Any) -> str:
    return _row_said(row) if dataclasses.is_dataclass(row) else said(name, row)


def _details(name: str, before: Any, after: Any) -> Iterator[Detail]:
    if not dataclasses.is_dataclass(before):
        yield Detail("", marks(said(name, before), said(name, after)))
        return
    for field in dataclasses.fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield Detail(ROW_LABELS[field.name], marks(said(field.name, old), said(field.name, new)))


def _likest(row: Any, others: Sequence[Any], left: list[int]) -> int | None:
    """Return which of the rows left is this one before it was changed: the same key, else the most alike text."""
    for name in ("key", "code", "number", "channel"):
        value = getattr(row, name, "")
        same = [i for i in left if value and getattr(others[i], name, "") == value]
        if name != "channel" and same:
            return same[0]
        if name == "channel" and len(same) == 1:
            return same[0]
    words = _words(row)
    scored = [(SequenceMatcher(None, words, _words(others[i]), autojunk=False).ratio(), -i) for i in left]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= ALIKE else None


def _words(row: Any) -> list[str]:
    """Return the words by which rows are held against each other: what a reader reads, not how it is counted."""
    if not dataclasses.is_dataclass(row):
        return said("", row).lower().split()[:400]
    texts = (
        getattr(row, field.name) for field in dataclasses.fields(row) if field.name not in {"key", "mode", "required"}
    )
    return " ".join(one for one in texts if isinstance(one, str)).lower().split()[:400]
