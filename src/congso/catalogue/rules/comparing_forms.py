"""Two versions of a form compared question by question, as an editor and a reviewer read them."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from .comparing import Change, Detail, Mark, marks
from .condition_words import words
from .form_language import TYPE_LABELS, Field, FormDefinition, Group, Rule

GENERAL = "Biểu mẫu"
RULES = "Quy tắc giữa các câu trả lời"
PAPER = "Tờ khai in ra"
_GENERAL_LABELS = {"title": "Tên", "official_form": "Mẫu giấy", "source": "Căn cứ", "minutes": "Thời gian khai (phút)"}
_PAPER_LABELS = {
    "title": "Tên tờ khai",
    "number": "Mẫu số",
    "issued": "Ban hành kèm theo",
    "addressee": "Kính gửi",
    "closing": "Lời cam đoan",
    "signer": "Người ký",
    "has_motto": "Quốc hiệu, tiêu ngữ",
    "body": "Nội dung",
}
FIELD_LABELS = {
    "type": "Loại",
    "label": "Câu hỏi",
    "help": "Hướng dẫn",
    "example": "Ví dụ",
    "required": "Bắt buộc",
    "required_if": "Bắt buộc khi",
    "when": "Chỉ hiện khi",
    "choices": "Lựa chọn",
    "min": "Nhỏ nhất, sớm nhất",
    "max": "Lớn nhất, muộn nhất",
    "min_length": "Ít nhất (ký tự)",
    "max_length": "Nhiều nhất (ký tự)",
    "pattern": "Mẫu kiểm tra",
    "pattern_message": "Câu báo lỗi",
    "prefill": "Điền sẵn từ",
    "default": "Giá trị ban đầu",
    "autocomplete": "Gợi ý của trình duyệt",
    "born_field": "Đối chiếu ngày sinh",
    "gender_field": "Đối chiếu giới tính",
    "unit": "Đơn vị",
    "text": "Nội dung thông tin",
    "fields": "Câu hỏi trong dòng",
    "min_rows": "Ít nhất (dòng)",
    "max_rows": "Nhiều nhất (dòng)",
    "row_label": "Tên dòng",
    "sensitive": "Dữ liệu nhạy cảm",
    "formula": "Cách tính",
}


def compare_forms(old: FormDefinition, new: FormDefinition) -> tuple[Change, ...]:
    """Return every difference in the order of the new form; empty exactly when both are the same form."""
    changes = list(_general(old, new))
    known_before = {field.key: field for field in old.fields}
    known_after = {field.key: field for field in new.fields}
    homes = {field.key: group for group in old.groups for field in group.fields}
    groups_before = {group.key: group for group in old.groups}
    for group in new.groups:
        changes += _group(groups_before.get(group.key), group, known_before, known_after)
        for field in group.fields:
            before = known_before.get(field.key)
            if before is None:
                changes.append(_whole(group.title, "added", field, known_after))
                continue
            if homes[field.key].key != group.key:
                place = f"{homes[field.key].title} → {group.title}"
                changes.append(Change(field.key, group.title, "moved", field.label, (_only("same", place),)))
            details = tuple(_details(before, field, known_before, known_after))
            if details:
                changes.append(Change(field.key, group.title, "changed", field.label, details))
    kept = {group.key for group in new.groups}
    for group in old.groups:
        for field in group.fields:
            if field.key not in known_after:
                changes.append(_whole(group.title, "removed", field, known_before))
        if group.key not in kept:
            changes.append(Change(group.key, group.title, "removed", group.title, (_only("removed", "Nhóm câu hỏi"),)))
    changes += _order(old, new)
    changes += _rules(old, new, known_before, known_after)
    changes += _paper(old, new)
    return tuple(changes)


def _only(kind: str, text: str) -> Detail:
    return Detail("", (Mark(kind, text),))


def _general(old: FormDefinition, new: FormDefinition) -> Iterator[Change]:
    for name, label in _GENERAL_LABELS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(name, GENERAL, "changed", label, (Detail("", marks(str(before or ""), str(after or ""))),))


def _group(before: Group | None, group: Group, old: Mapping[str, Field], new: Mapping[str, Field]) -> Iterator[Change]:
    if before is None:
        yield Change(group.key, group.title, "added", group.title, (_only("added", "Nhóm câu hỏi"),))
        return
    details = []
    for label, was, now in (
        ("Tên nhóm", before.title, group.title),
        ("Hướng dẫn", before.help, group.help),
        ("Chỉ hiện khi", words(before.when, old), words(group.when, new)),
    ):
        if was != now:
            details.append(Detail(label, marks(was, now)))
    if details:
        yield Change(group.key, group.title, "changed", group.title, tuple(details))


def _whole(label: str, kind: str, field: Field, known: Mapping[str, Field]) -> Change:
    stated = (
        f"{FIELD_LABELS[one.name]}: {said}"
        for one in dataclasses.fields(field)
        if one.name in FIELD_LABELS
        and one.name not in {"label", "autocomplete"}
        and (one.default is dataclasses.MISSING or getattr(field, one.name) != one.default)
        and (said := field_said(one.name, getattr(field, one.name), known))
    )
    return Change(field.key, label, kind, field.label, (_only(kind, f"{field.label} ({'; '.join(stated)})"),))


def _details(before: Field, after: Field, old: Mapping[str, Field], new: Mapping[str, Field]) -> Iterator[Detail]:
    for one in dataclasses.fields(Field):
        if one.name == "key":
            continue
        was, now = getattr(before, one.name), getattr(after, one.name)
        if was == now:
            continue
        yield Detail(
            FIELD_LABELS.get(one.name, one.name),
            marks(field_said(one.name, was, old), field_said(one.name, now, new)),
        )


def field_said(name: str, value: Any, known: Mapping[str, Field]) -> str:
    """Return an attribute of a field in words."""
    if value is None or value == "" or value == ():
        return ""
    if name in {"when", "required_if"}:
        return words(value, known)
    if name == "type":
        return TYPE_LABELS[value]
    if name == "choices":
        return "; ".join(choice[-1] for choice in value if choice)
    if name == "fields":
        inner = {**known, **{part.key: part for part in value}}
        return "; ".join(
            f"{part.label} ({TYPE_LABELS[part.type]}"
            f"{', bắt buộc' if part.required else ''}"
            f"{', khi ' + words(part.when, inner) if part.when else ''})"
            for part in value
        )
    if name in {"born_field", "gender_field"}:
        return f"“{known[value].label}”" if value in known else str(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return str(value)


def _order(old: FormDefinition, new: FormDefinition) -> Iterator[Change]:
    both = {field.key for field in old.fields} & {field.key for field in new.fields}
    for group in new.groups:
        home = next((one for one in old.groups if one.key == group.key), None)
        if home is None:
            continue
        keys_was = [field.key for field in home.fields if field.key in both]
        keys_now = [field.key for field in group.fields if field.key in both]
        shared = [key for key in keys_was if key in keys_now]
        if shared != [key for key in keys_now if key in keys_was]:
            was = [field.label for field in home.fields if field.key in shared]
            now = [field.label for field in group.fields if field.key in shared]
            text = f"{'; '.join(was)} → {'; '.join(now)}"
            yield Change(group.key, group.title, "moved", "Thứ tự câu hỏi", (_only("same", text),))
    order_was = [group.title for group in old.groups if any(group.key == one.key for one in new.groups)]
    order_now = [group.title for group in new.groups if any(group.key == one.key for one in old.groups)]
    keys = [group.key for group in old.groups if any(group.key == one.key for one in new.groups)]
    if keys != [group.key for group in new.groups if group.key in keys]:
        text = f"{'; '.join(order_was)} → {'; '.join(order_now)}"
        yield Change("groups", GENERAL, "moved", "Thứ tự nhóm", (_only("same", text),))


def _rules(
    old: FormDefinition, new: FormDefinition, known_before: Mapping[str, Field], known_after: Mapping[str, Field]
) -> Iterator[Change]:
    before = {rule.key: rule for rule in old.rules}
    after = {rule.key: rule for rule in new.rules}
    for key, rule in after.items():
        if key not in before:
            yield Change(key, RULES, "added", rule.message, (_only("added", _rule_said(rule, known_after)),))
        elif before[key] != rule:
            text = marks(_rule_said(before[key], known_before), _rule_said(rule, known_after))
            yield Change(key, RULES, "changed", rule.message, (Detail("", text),))
    for key, rule in before.items():
        if key not in after:
            yield Change(key, RULES, "removed", rule.message, (_only("removed", _rule_said(rule, known_before)),))


def _rule_said(rule: Rule, known: Mapping[str, Field]) -> str:
    place = f" (hiện ở “{known[rule.field].label}”)" if rule.field in known else ""
    return f"Khi {words(rule.when, known)}: {rule.sentence}{place}"


def _paper(old: FormDefinition, new: FormDefinition) -> Iterator[Change]:
    if old.paper is None and new.paper is None:
        return
    if old.paper is None or new.paper is None:
        kind, paper = ("added", new.paper) if old.paper is None else ("removed", old.paper)
        assert paper is not None
        yield Change("paper", PAPER, kind, paper.title, (_only(kind, "\n".join((paper.title, *paper.body))),))
        return
    details = []
    for name, label in _PAPER_LABELS.items():
        was, now = getattr(old.paper, name), getattr(new.paper, name)
        if was != now:
            shown = ["\n".join(one) if isinstance(one, tuple) else field_said(name, one, {}) for one in (was, now)]
            details.append(Detail(label, marks(*shown)))
    if details:
        yield Change("paper", PAPER, "changed", new.paper.title, tuple(details))
