"""Changing a form step by step: every function returns a new definition, or refuses with a sentence for the editor.

A field is named by its path: its key, or `group.part` for a part of a repeated group. Nothing that another place of
the form still speaks of can be taken away: the refusal names each such place.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from congso.kernel.normalise import fold
from congso.kernel.refusals import NotFound, NotPossibleNow

from .blocks import Block
from .condition_words import speaks_of_later
from .form_language import (
    APPLICANT_KEYS,
    Field,
    FieldType,
    FormDefinition,
    Group,
    PaperForm,
    Rule,
    columns_of_formula,
    keys_named,
    keys_of_formula,
    lines,
    mistakes,
)

MAX_GROUPS = 40
MAX_FIELDS = 300
LONGEST_STEM = 30
"""Keys stand in the printed paper and in the files of answers: short enough to read, whole words of the label."""
_FIRST: dict[FieldType, dict[str, Any]] = {
    FieldType.CHOICE: {"choices": (("co", "Có"), ("khong", "Không"))},
    FieldType.CHOICES: {"choices": (("mot", "Lựa chọn 1"), ("hai", "Lựa chọn 2"))},
    FieldType.REPEATED: {"fields": (Field("noi_dung", FieldType.TEXT, "Nội dung", required=True),), "max_rows": 10},
    FieldType.INFORMATION: {"text": "Nội dung thông tin cho người khai."},
}


# Names


def new_key(label: str, taken: Iterable[str], otherwise: str = "truong") -> str:
    """Return a key made of a label, that none of `taken` has."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")
    stem = words if words[:1].isalpha() else f"{otherwise}_{words}".strip("_")
    if len(stem) > LONGEST_STEM:
        stem = stem[: LONGEST_STEM + 1].rpartition("_")[0] or stem[:LONGEST_STEM]
    used, key, number = set(taken), stem, 2
    while key in used:
        key, number = f"{stem}_{number}", number + 1
    return key


def keys_of(definition: FormDefinition) -> set[str]:
    """Return every key that a form uses: of groups, fields, parts and rules."""
    found = {group.key for group in definition.groups} | {rule.key for rule in definition.rules}
    for field in definition.fields:
        found |= {field.key, *(part.key for part in field.fields)}
    return found


def group_of(definition: FormDefinition, key: str) -> Group:
    """Return a group. Raises NotFound."""
    found = next((group for group in definition.groups if group.key == key), None)
    if found is None:
        raise NotFound("Biểu mẫu không còn nhóm này; tải lại trang.")
    return found


def field_of(definition: FormDefinition, path: str) -> Field:
    """Return the field at a path. Raises NotFound."""
    key, _dot, part = path.partition(".")
    found = definition.field(key)
    if found is not None and part:
        found = next((one for one in found.fields if one.key == part), None)
    if found is None:
        raise NotFound("Biểu mẫu không còn câu hỏi này; tải lại trang.")
    return found


def home_of(definition: FormDefinition, path: str) -> Group:
    """Return the group in which the field at a path stands. Raises NotFound."""
    key = path.partition(".")[0]
    return next(
        (group for group in definition.groups if any(field.key == key for field in group.fields)), None
    ) or group_of(definition, "")


def before(definition: FormDefinition, path: str) -> list[Field]:
    """Return the fields of which a condition of the field at `path` (or of group `path`) may speak, in order.

    Within a repeated group also the parts before it.
    """
    key, _dot, part = path.partition(".")
    found: list[Field] = []
    for group in definition.groups:
        if group.key == path:
            return found
        for field in group.fields:
            if field.key == key:
                if part:
                    found += field.fields[: [one.key for one in field.fields].index(part)]
                return found
            if field.type is not FieldType.INFORMATION:
                found.append(field)
    return found


# Groups


def add_group(definition: FormDefinition, title: str, after: str = "") -> tuple[FormDefinition, str]:
    """Add an empty group behind another (before the closing statements when none is named). Return its key too."""
    key = new_key(title, keys_of(definition), "nhom")
    return insert_group(definition, Group(key, title), after), key


def insert_group(definition: FormDefinition, group: Group, after: str = "") -> FormDefinition:
    """Put a group behind another. Raises NotPossibleNow when there are too many, or a key is used already."""
    if len(definition.groups) >= MAX_GROUPS:
        raise NotPossibleNow(f"Biểu mẫu có nhiều nhất {MAX_GROUPS} nhóm.")
    taken = keys_of(definition)
    if group.key in taken or any(field.key in taken for field in group.fields):
        raise NotPossibleNow("Biểu mẫu đã có khối này.")
    _not_too_many(definition, len(group.fields))
    groups = list(definition.groups)
    keys = [one.key for one in groups]
    place = keys.index(after) + 1 if after in keys else len(groups)
    if after not in keys and keys and keys[-1] == "statements":
        place -= 1
    groups.insert(place, group)
    return replace(definition, groups=tuple(groups))


def add_block(definition: FormDefinition, block: Block, after: str = "") -> tuple[FormDefinition, str]:
    """Put the questions of a ready block behind a group. Return the key of its group too. Raises NotPossibleNow."""
    used = keys_of(definition)
    if not block.fits(used):
        raise NotPossibleNow("Biểu mẫu đã có khối này.")
    group = block.make(used)
    return insert_group(definition, group, after), group.key


def replace_group(definition: FormDefinition, key: str, **changed: Any) -> FormDefinition:
    """Change title, help or condition of a group. Raises NotFound."""
    group = group_of(definition, key)
    new = replace(group, **changed)
    return replace(definition, groups=tuple(new if one is group else one for one in definition.groups))


def move_group(definition: FormDefinition, key: str, step: int) -> FormDefinition:
    """Move a group one place up (-1) or down (1); at the edge nothing changes. Raises NotFound, NotPossibleNow."""
    group = group_of(definition, key)
    return _no_worse(
        definition, replace(definition, groups=_moved(definition.groups, definition.groups.index(group), step))
    )


def remove_group(definition: FormDefinition, key: str) -> FormDefinition:
    """Take a group away with its fields. Raises NotFound, NotPossibleNow naming what still speaks of them."""
    group = group_of(definition, key)
    left = replace(definition, groups=tuple(one for one in definition.groups if one is not group))
    _nobody_speaks_of(left, definition, {field.key for field in group.fields})
    return left


# Fields


def add_field(
    definition: FormDefinition, group_key: str, kind: FieldType, label: str, inside: str = ""
) -> tuple[FormDefinition, str]:
    """Add a field at the end of a group, or of the repeated group `inside`. Return its path too.

    Raises NotFound, NotPossibleNow.
    """
    _not_too_many(definition, 1)
    field = Field(new_key(label, keys_of(definition)), kind, label, **_FIRST.get(kind, {}))
    if inside:
        if kind in {FieldType.REPEATED, FieldType.FILE}:
            raise NotPossibleNow("Trong nhóm lặp không có nhóm lặp khác hoặc tệp.")
        rows = field_of(definition, inside)
        return _with_field(definition, inside, replace(rows, fields=(*rows.fields, field))), f"{inside}.{field.key}"
    group = group_of(definition, group_key)
    return replace_group(definition, group_key, fields=(*group.fields, field)), field.key


def replace_field(definition: FormDefinition, path: str, field: Field) -> FormDefinition:
    """Put a changed field in place of the one at `path`, its key kept. Raises NotFound, NotPossibleNow."""
    old = field_of(definition, path)
    if old.key != field.key:
        raise NotPossibleNow("Khóa của câu hỏi không đổi được: câu trả lời đã lưu theo khóa ấy.")
    return _no_worse(definition, _with_field(definition, path, field))


def copy_field(definition: FormDefinition, path: str) -> tuple[FormDefinition, str]:
    """Put a copy of a field behind it, under a key of its own. Return its path too. Raises NotFound, NotPossibleNow."""
    old = field_of(definition, path)
    _not_too_many(definition, 1 + len(old.fields))
    taken = keys_of(definition)
    key = new_key(old.key, taken)
    parts: list[Field] = []
    for part in old.fields:
        parts.append(replace(part, key=new_key(part.key, taken | {key, *(one.key for one in parts)})))
    new = replace(old, key=key, fields=tuple(parts), prefill="")
    return _changed_list(definition, path, lambda fields, place: (*fields[: place + 1], new, *fields[place + 1 :])), (
        f"{path.rpartition('.')[0]}.{key}" if "." in path else key
    )


def move_field(definition: FormDefinition, path: str, step: int) -> FormDefinition:
    """Move a field one place up (-1) or down (1), into the neighbouring group at the edge.

    Raises NotFound, NotPossibleNow when a condition would then speak of a later field.
    """
    field = field_of(definition, path)
    if "." in path:
        return _no_worse(definition, _changed_list(definition, path, lambda fields, place: _moved(fields, place, step)))
    group = home_of(definition, path)
    place = group.fields.index(field) + step
    if 0 <= place < len(group.fields):
        return _no_worse(definition, _changed_list(definition, path, lambda fields, at: _moved(fields, at, step)))
    neighbour = definition.groups.index(group) + step
    if not 0 <= neighbour < len(definition.groups):
        return definition
    return move_field_to(definition, path, definition.groups[neighbour].key, at_end=step < 0)


def move_field_to(definition: FormDefinition, path: str, group_key: str, *, at_end: bool = True) -> FormDefinition:
    """Move a field into another group. Raises NotFound, NotPossibleNow."""
    field = field_of(definition, path)
    target = group_of(definition, group_key)
    home = home_of(definition, path)
    if target is home:
        return definition
    moved = []
    for group in definition.groups:
        if group is home:
            moved.append(replace(group, fields=tuple(one for one in group.fields if one is not field)))
        elif group is target:
            moved.append(replace(group, fields=(*group.fields, field) if at_end else (field, *group.fields)))
        else:
            moved.append(group)
    return _no_worse(definition, replace(definition, groups=tuple(moved)))


def remove_field(definition: FormDefinition, path: str) -> FormDefinition:
    """Take a field away. Raises NotFound, NotPossibleNow naming what still speaks of it."""
    field = field_of(definition, path)
    if "." in path:
        rows = field_of(definition, path.partition(".")[0])
        if len(rows.fields) == 1:
            raise NotPossibleNow("Nhóm lặp phải có ít nhất một câu hỏi; hãy xóa cả nhóm lặp.")
    left = _changed_list(definition, path, lambda fields, at: (*fields[:at], *fields[at + 1 :]))
    _nobody_speaks_of(left, definition, {field.key})
    return left


# Rules and paper


def put_rule(definition: FormDefinition, rule: Rule) -> FormDefinition:
    """Add a rule, or put it in place of the one with its key. Raises NotPossibleNow naming what is wrong."""
    kept = [rule if one.key == rule.key else one for one in definition.rules]
    if rule not in kept:
        kept.append(rule)
    return _no_worse(definition, replace(definition, rules=tuple(kept)))


def remove_rule(definition: FormDefinition, key: str) -> FormDefinition:
    """Take a rule away. Raises NotFound."""
    kept = tuple(rule for rule in definition.rules if rule.key != key)
    if len(kept) == len(definition.rules):
        raise NotFound("Biểu mẫu không còn quy tắc này; tải lại trang.")
    return replace(definition, rules=kept)


def with_paper(definition: FormDefinition, paper: PaperForm | None) -> FormDefinition:
    """Lay the printed declaration out anew. Raises NotPossibleNow naming what is wrong."""
    return _no_worse(definition, replace(definition, paper=paper))


def problems(definition: FormDefinition) -> list[str]:
    """Return what must be mended before a form is put before people, as sentences; empty when nothing is."""
    wrong, out_of_order = _faults(definition)
    found = [*wrong, *out_of_order]
    if not definition.title.strip():
        found.append("Biểu mẫu chưa có tên.")
    keys = {field.key for field in definition.fields}
    needed = APPLICANT_KEYS[:2]
    if missing := [key for key in needed if key not in keys]:
        found.append(
            "Biểu mẫu thiếu thông tin người nộp mà mọi hồ sơ cần (thêm khối “Người nộp hồ sơ”): "
            + ", ".join(missing)
            + "."
        )
    found += [f"Nhóm “{group.title}” chưa có câu hỏi nào." for group in definition.groups if not group.fields]
    return found


# How


def _moved(items: tuple[Any, ...], place: int, step: int) -> tuple[Any, ...]:
    other = place + step
    if not 0 <= other < len(items):
        return items
    changed = list(items)
    changed[place], changed[other] = changed[other], changed[place]
    return tuple(changed)


def _changed_list(
    definition: FormDefinition, path: str, change: Callable[[tuple[Field, ...], int], tuple[Field, ...]]
) -> FormDefinition:
    """Change the list in which the field at `path` stands; `change` gets the list and its place."""
    field = field_of(definition, path)
    key, _dot, part = path.partition(".")
    if part:
        rows = field_of(definition, key)
        return _with_field(definition, key, replace(rows, fields=change(rows.fields, rows.fields.index(field))))
    group = home_of(definition, path)
    return replace_group(definition, group.key, fields=change(group.fields, group.fields.index(field)))


def _with_field(definition: FormDefinition, path: str, field: Field) -> FormDefinition:
    return _changed_list(definition, path, lambda fields, at: (*fields[:at], field, *fields[at + 1 :]))


def _not_too_many(definition: FormDefinition, more: int) -> None:
    count = sum(1 + len(field.fields) for field in definition.fields)
    if count + more > MAX_FIELDS:
        raise NotPossibleNow(f"Biểu mẫu có nhiều nhất {MAX_FIELDS} câu hỏi.")


def _no_worse(before: FormDefinition, changed: FormDefinition) -> FormDefinition:
    """Return what was changed unless it has more mistakes than before; those that were there `problems` names."""
    there, out_of_order = _faults(before)
    found, now_out_of_order = _faults(changed)
    if len(found) > len(there):
        raise NotPossibleNow(" ".join(one for one in found if one not in there))
    if len(now_out_of_order) > len(out_of_order):
        raise NotPossibleNow(
            next(one for one in now_out_of_order if one not in out_of_order),
            remedy="Đưa câu hỏi được nói đến lên trước, hoặc sửa điều kiện.",
        )
    return changed


def _faults(definition: FormDefinition) -> tuple[list[str], list[str]]:
    return mistakes(definition), _order_mistakes(definition)


def _order_mistakes(definition: FormDefinition) -> list[str]:
    """A form is read from top to bottom: a condition speaks of what was asked before it."""
    found: list[str] = []
    asked: set[str] = set()
    known = {field.key: field.label for field in definition.fields}

    def look(what: str, condition: Any, before: set[str]) -> None:
        for key in speaks_of_later(condition, before):
            if key in known:
                found.append(f"{what}: điều kiện nói đến “{known[key]}”, câu hỏi đứng sau nó.")

    for group in definition.groups:
        look(f"Nhóm “{group.title}”", group.when, asked)
        for field in group.fields:
            look(f"“{field.label}”", field.when, asked)
            parts = set(asked)
            for part in field.fields:
                look(f"“{part.label}”", part.when, parts)
                parts.add(part.key)
            asked.add(field.key)
    return [*found, *_rules_too_early(definition)]


def _rules_too_early(definition: FormDefinition) -> Iterator[str]:
    """A rule is told where the last question it speaks of is asked: before that nobody can break it."""
    fields = {field.key: (number, field.label) for number, field in enumerate(definition.fields)}
    for rule in definition.rules:
        last = max((fields[key] for key in rule.named if key in fields), default=None)
        shown = fields.get(rule.field)
        if last is not None and shown is not None and shown < last:
            yield (
                f"Quy tắc “{rule.message[:60]}” hiện ở “{shown[1]}”, câu hỏi đứng trước “{last[1]}” mà nó nói đến; "
                "người khai chưa trả lời câu ấy."
            )


def _nobody_speaks_of(left: FormDefinition, before: FormDefinition, gone: set[str]) -> None:
    places = list(dict.fromkeys(_speakers(left, gone)))
    if not places:
        return
    labels = ", ".join(f"“{field_of(before, key).label}”" for key in sorted(gone) if before.field(key)) or "câu hỏi này"
    raise NotPossibleNow(
        f"Chưa xóa được {labels}: còn được dùng ở {'; '.join(places[:6])}.",
        remedy="Sửa những chỗ ấy trước, rồi xóa.",
    )


def _speakers(definition: FormDefinition, gone: set[str]) -> Iterator[str]:
    for group in definition.groups:
        if keys_named(group.when) & gone:
            yield f"điều kiện của nhóm “{group.title}”"
        for field in group.fields:
            for one in (field, *field.fields):
                if (keys_named(one.when) | keys_named(one.required_if)) & gone:
                    yield f"điều kiện của “{one.label}”"
                if (keys_of_formula(one.formula) | columns_of_formula(one.formula)) & gone:
                    yield f"cách tính của “{one.label}”"
                if {one.born_field, one.gender_field} & gone:
                    yield f"đối chiếu của “{one.label}”"
    for rule in definition.rules:
        if (rule.named | {rule.field}) & gone:
            yield f"quy tắc “{rule.message[:60]}”"
    if definition.paper is not None:
        for number, line in enumerate(lines(definition.paper.body), start=1):
            if set(line.keys) & gone:
                yield f"dòng {number} của tờ khai in ra"
