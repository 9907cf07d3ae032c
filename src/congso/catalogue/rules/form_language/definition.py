"""A whole form: what its author may write, and which fields it shows for some answers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from congso.catalogue.rules import records

from .agreement import Rule, RuleKind
from .calculating import mistakes_of_formula
from .conditions import holds, keys_named
from .fields import MAX_FILE_KEY, Field, FieldType, Group
from .paper import PaperForm, mistakes_of_paper


@dataclass(frozen=True)
class FormDefinition:
    """A form (biểu mẫu điện tử). `official_form` names the paper form whose fields it holds, `source` where it is.

    `rules` are those over several answers: contradictions, and who is not helped by the procedure. `paper` is the
    declaration that the answers print as; None where nobody has laid one out.
    """

    title: str
    groups: tuple[Group, ...] = ()
    official_form: str = ""
    source: str = ""
    origin: str = "written"
    minutes: int | None = None
    rules: tuple[Rule, ...] = ()
    paper: PaperForm | None = None

    @classmethod
    def from_json(cls, stored: Any) -> "FormDefinition":
        """Read a definition. Raises ValueError, naming the place, when it is not one or contradicts itself."""
        definition = records.read(cls, stored)
        problems = mistakes(definition)
        if problems:
            raise ValueError(" ".join(problems))
        return definition

    def to_json(self) -> dict[str, Any]:
        """Return this definition as JSON values; `from_json` reads it back equal."""
        written: dict[str, Any] = records.write(self)
        return written

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the canonical JSON of this definition."""
        return records.fingerprint(self.to_json())

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Return every field outside repeated groups, in order."""
        return tuple(field for group in self.groups for field in group.fields)

    @cached_property
    def asks_for_dossiers(self) -> bool:
        """Tell whether another dossier of the same person is named anywhere in it."""
        return any(one.type is FieldType.DOSSIER for field in self.fields for one in (field, *field.fields))

    def field(self, key: str) -> Field | None:
        """Return the field with `key`, or None."""
        return next((field for field in self.fields if field.key == key), None)


def mistakes(definition: FormDefinition) -> list[str]:
    """Return what contradicts itself in a definition, as sentences for its author; empty when nothing does."""
    found: list[str] = []
    keys: set[str] = set()
    before: dict[str, Field] = {}
    known = {field.key for field in definition.fields}
    files = {field.key for field in definition.fields if field.type is FieldType.FILE}
    named = [rule.named for rule in definition.rules] + [keys_named(group.when) for group in definition.groups]
    named += [keys_named(one) for field in definition.fields for one in (field.when, field.required_if)]
    found += [f"Điều kiện không nói đến trường tệp “{key}” được." for key in sorted(files & set().union(*named))]
    for group in definition.groups:
        for name in keys_named(group.when) - known:
            found.append(f"Nhóm “{group.title}”: điều kiện nói đến trường “{name}” không có.")
        for field in group.fields:
            if field.key in keys:
                found.append(f"Trường “{field.key}” có hai lần.")
            keys.add(field.key)
            parts = {part.key for part in field.fields}
            for part in (field, *field.fields):
                found += _mistakes_of(part, known | parts if part is not field else known)
            found += _mistakes_of_formulas(field, before)
            before[field.key] = field
            if (field.type is FieldType.REPEATED) != bool(field.fields):
                found.append(f"Trường “{field.key}”: chỉ nhóm lặp mới có trường con, và phải có.")
    rule_keys = [rule.key for rule in definition.rules]
    found += [f"Quy tắc “{key}” có hai lần." for key in sorted({one for one in rule_keys if rule_keys.count(one) > 1})]
    for rule in definition.rules:
        found += _mistakes_of_rule(rule, known)
    if definition.paper is not None:
        found += mistakes_of_paper(definition.paper, {field.key: field for field in definition.fields})
    return found


def _mistakes_of_formulas(field: Field, before: Mapping[str, Field]) -> Iterable[str]:
    """A formula of the form speaks of fields before it; one within rows of parts of its own row."""
    yield from mistakes_of_formula(field, before)
    in_row: dict[str, Field] = {}
    for part in field.fields:
        yield from mistakes_of_formula(part, in_row)
        in_row[part.key] = part


def _mistakes_of_rule(rule: Rule, known: set[str]) -> Iterable[str]:
    if not rule.message.strip():
        yield f"Quy tắc “{rule.key}” thiếu câu giải thích."
    if rule.kind not in set(RuleKind):
        yield f"Quy tắc “{rule.key}”: loại không có."
    if not rule.named:
        yield f"Quy tắc “{rule.key}” không nói đến trường nào."
    for name in sorted((rule.named | {rule.field}) - known):
        yield f"Quy tắc “{rule.key}” nói đến trường “{name}” không có."


def _mistakes_of(field: Field, known: set[str]) -> Iterable[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", field.key):
        yield f"Khóa trường “{field.key}” chỉ gồm chữ thường, số và gạch dưới."
    if field.type in {FieldType.CHOICE, FieldType.CHOICES} and not field.choices:
        yield f"Trường “{field.key}” thiếu các lựa chọn."
    if any(len(choice) != 2 for choice in field.choices):
        yield f"Trường “{field.key}”: mỗi lựa chọn gồm giá trị và tên."
    for name in (keys_named(field.when) | keys_named(field.required_if)) - known:
        yield f"Trường “{field.key}”: điều kiện nói đến trường “{name}” không có."
    if field.type is FieldType.FILE and len(field.key) > MAX_FILE_KEY:
        yield f"Khóa của trường tệp “{field.key}” dài quá {MAX_FILE_KEY} ký tự."
    if any(part.type in {FieldType.FILE, FieldType.REPEATED} for part in field.fields):
        yield f"Trường “{field.key}”: trong nhóm lặp không đặt được tệp hay nhóm lặp khác."
    if field.pattern:
        try:
            re.compile(field.pattern)
        except re.error:
            yield f"Trường “{field.key}”: mẫu kiểm tra không đọc được."


def visible_fields(definition: FormDefinition, answers: Mapping[str, Any]) -> list[Field]:
    """Return the fields that are shown for these answers, in order.

    An answer that is hidden counts as empty for the conditions after it, so a form is read from top to bottom.
    """
    return [field for _, fields in shown_groups(definition, answers) for field in fields]


def shown_groups(definition: FormDefinition, answers: Mapping[str, Any]) -> list[tuple[Group, list[Field]]]:
    seen = dict(answers) if isinstance(answers, Mapping) else {}
    shown = []
    for group in definition.groups:
        group_holds = holds(group.when, seen)
        fields = []
        for field in group.fields:
            if group_holds and holds(field.when, seen):
                fields.append(field)
            else:
                seen.pop(field.key, None)
        if fields:
            shown.append((group, fields))
    return shown
