"""The papers of a procedure: which are asked for, when, how, and which lines only inform."""

import re
from collections.abc import Mapping
from typing import Any

from congso.catalogue.rules.content import (
    Component,
)

from .methods import CHANNELS
from .values import Values

LONGEST_COMPONENT = 1_000
_BULLET = re.compile(r"^[\s\-–+*•.]*(\(?[0-9a-zđ]{1,2}[.)]\s*)?")
_CASE_HEADING = re.compile(r"(?i)\b(trường hợp|đối với)\b")
_PAPER = re.compile(
    r"(?i)^(đơn|tờ khai|giấy|bản|văn bản|hồ sơ|quyết định|hợp đồng|biên bản|danh sách|báo cáo|chứng minh|chứng từ|sơ đồ"
    r"|ảnh|phiếu|thông báo|mẫu|công văn|tờ trình|đề án|phương án|tài liệu|điều lệ|nghị quyết|lý lịch|chứng chỉ|thẻ"
    r"|sổ|bằng|hộ chiếu|trích lục|bảng|kế hoạch|dự thảo|bộ)\b"
)
_NOTE_WORDS = re.compile(
    r"(?i)lưu ý|không phải (nộp|xuất trình|tải)|có trách nhiệm|được sử dụng|gửi kèm theo|thì không|có quyền"
)
_IF_ANY = re.compile(r"(?i)\(?\bnếu có\b\)?")
_CONDITIONAL = re.compile(
    r"(?i)^(trường hợp|đối với|nếu|khi)\b|\((đối với|trong|áp dụng)?\s*trường hợp|\btrong trường hợp\b"
)
_FILE_IN_NAME = re.compile(r"(?i)\.(docx?|pdf|xlsx?|rtf|odt)\s*$")


def read_components(values: Values) -> tuple[Component, ...]:
    """Return the papers that a record lists."""
    rows = list(values.tables("components"))
    counted = [(_count(values, row, "originals", part), _count(values, row, "copies", part)) for part, row in rows]
    quantities_known = any(originals or copies for originals, copies in counted)
    if rows and not quantities_known:
        values.found("quantities_missing", "components")
    components = []
    case_headings = []
    for number, ((part, row), (originals, copies)) in enumerate(zip(rows, counted, strict=True), start=1):
        name = values.as_text(row.get("name"), f"{part}.name")
        group = " ".join(values.as_text(row.get("case"), f"{part}.case").split())
        form_file = values.as_text(row.get("form_file"), f"{part}.form_file")
        has_form = row.get("has_form") is True or bool(form_file)
        if not isinstance(row.get("has_form"), bool | None):
            values.wrong_type(row.get("has_form"), f"{part}.has_form")
        values.keep_unknown(row, part, ("name", "case", "originals", "copies", "has_form", "form_file"))
        if not name:
            continue
        if len(name) > LONGEST_COMPONENT:
            values.found("component_name_too_long", f"{part}.name", f"{len(name)} ký tự")
        if has_form and not form_file and _FILE_IN_NAME.search(name):
            values.found("form_file_in_name", f"{part}.name", name[-80:])
        bare = _BULLET.sub("", name, count=1)
        required = _requirement(bare, group)
        if not originals and not copies and quantities_known:
            if is_note(bare, group):
                required = "note"
                values.found("component_is_note", part, bare[:160])
            else:
                required = "conditional"
                values.found("component_quantity_missing", part, bare[:160])
        elif _heading_kind(group) == "note":
            required = "note"
            values.found("component_is_note", part, bare[:160])
        if group and not _heading_kind(group) and _CASE_HEADING.search(group):
            case_headings.append(group)
        components.append(
            Component(
                key=f"TP{number:02d}",
                name=name,
                group=group,
                originals=originals,
                copies=copies,
                mode="note" if required == "note" else _mode(bare, group),
                required=required,
                channels=_channels_of_heading(group),
                has_form=has_form,
                form_file=form_file,
            )
        )
    if case_headings:
        names = "; ".join(dict.fromkeys(heading[:120] for heading in case_headings))
        values.found("case_headings", "components", names)
    return tuple(components)


def _requirement(bare: str, group: str) -> str:
    if _IF_ANY.search(bare):
        return "if_any"
    if _CONDITIONAL.search(bare) or (not _heading_kind(group) and _CASE_HEADING.search(group)):
        return "conditional"
    return "yes"


def _count(values: Values, row: Mapping[str, Any], key: str, part: str) -> int:
    value = row.get(key)
    if value is None or value == "":
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1_000 and value % 1 == 0:
        return int(value)
    values.wrong_type(value, f"{part}.{key}")
    return 0


def is_note(bare: str, group: str) -> bool:
    """Tell whether a row of the component list without any quantity only informs.

    A rule, not knowledge: notes stand under “Lưu ý”, end with a colon, say that something need not be handed in, or do
    not begin with the name of a paper. Every row so classed is put on the review list.
    """
    if _heading_kind(group) == "note" or bare.endswith(":") or _NOTE_WORDS.search(bare):
        return True
    return not _PAPER.match(bare) or len(bare) > 400


def _heading_kind(group: str) -> str:
    """Return what a heading says about the rows under it: note, submit, present, online, in_person, postal, or ""."""
    words = group.strip(" *:.-–+").lower()
    if words.startswith("lưu ý"):
        return "note"
    if words.startswith("giấy tờ phải nộp"):
        return "submit"
    if "phải xuất trình" in words and len(words) < 60:
        return "present"
    return {
        "nộp trực tiếp": "in_person",
        "nộp trực tuyến": "online",
        "trực tiếp": "in_person",
        "trực tuyến": "online",
    }.get(words, "")


def _mode(bare: str, group: str) -> str:
    return "present" if _heading_kind(group) == "present" or bare.lower().startswith("xuất trình") else "submit"


def _channels_of_heading(group: str) -> tuple[str, ...]:
    kind = _heading_kind(group)
    return (kind,) if kind in CHANNELS else ()
