"""The pseudonymised copy: written into a folder, a table a file, and looked through before it is called finished.

Values leave the database opened and enter the folder as pseudonyms: nothing sealed is copied, so whoever loads the
copy seals it with the keys of their own installation. Uploaded files are not copied.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils.encoding import is_protected_type

from congso.identity import queries as identity
from congso.kernel.normalise import fold
from congso.privacy.rules.classification import PERSONAL
from congso.privacy.rules.pseudonyms import RULES, Pseudonyms, Rule, is_copied, numbers_in

MANIFEST = "MUC-LUC.json"
_AT_ONCE = 2_000
Model = type[models.Model]


class CopyTrouble(RuntimeError):  # noqa: N818 - the word for what is told to operators
    """The copy cannot be made or loaded, or something real was found in it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds: table → rows, and whose numbers and names it was searched for."""

    rows: dict[str, int]
    numbers: int
    names: int


def copied_models() -> list[Model]:
    """Return the tables that are copied, in a fixed order; keys between them are checked when all are loaded."""
    return [
        one
        for one in apps.get_models()
        if one.__module__.startswith("congso.") and one._meta.managed and is_copied(one._meta.label)
    ]


def write_copy(folder: Path) -> Copied:
    """Write the copy into an empty folder and look through it. Raises CopyTrouble, and leaves nothing real behind.

    The key lives as long as this call: two copies of one province do not fit together. Run it in a transaction that
    sees one state of the database from beginning to end.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise CopyTrouble(f"Thư mục {folder} không trống; chọn một thư mục mới.")
    real = _real()
    made = Pseudonyms(secrets.token_bytes(32), real_numbers=real.numbers, real_phones=real.numbers)
    rows = {one._meta.label: _write(one, made, folder) for one in copied_models()}
    try:
        check_copy(folder, real)
    except CopyTrouble:
        for one in folder.iterdir():
            one.unlink()
        raise
    (folder / MANIFEST).write_text(json.dumps({"bảng": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
    return Copied(rows, len(real.numbers), len(real.names))


@dataclass(frozen=True, slots=True)
class Real:
    """What must not stand in a copy."""

    numbers: frozenset[str]
    names: frozenset[str]


def check_copy(folder: Path, real: Real) -> None:
    """Look for every identity number, telephone and e-mail of real people in all files, and for their names in the
    fields of personal data. Raises CopyTrouble with the table and the field, never with what was found."""
    for path in sorted(folder.glob("*.jsonl")):
        personal = set(PERSONAL.get(path.stem, {}))
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if numbers_in(line) & real.numbers:
                    raise CopyTrouble(f"{path.stem}, dòng {number}: còn số định danh hoặc số điện thoại thật.")
                for field, value in json.loads(line).items():
                    if field in personal and any(fold(one) in real.names for one in _strings(value)):
                        raise CopyTrouble(f"{path.stem}, dòng {number}, trường {field}: còn họ tên thật.")


@transaction.atomic
def load_copy(folder: Path) -> dict[str, int]:
    """Load a copy into an empty, migrated database, sealed with this installation's own keys. Raises CopyTrouble."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CopyTrouble(f"{folder} không phải bản sao đã hoàn thành (thiếu {MANIFEST}).") from None
    models_by_label = {one._meta.label: one for one in copied_models()}
    if apps.get_model("identity", "Person")._default_manager.exists():
        raise CopyTrouble("Cơ sở dữ liệu này đã có người; chỉ nạp vào hệ thống thử còn trống.")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    loaded = {label: _load(models_by_label[label], folder) for label in told["bảng"]}
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_no_style(), list(models_by_label.values())):
            cursor.execute(statement)
    return loaded


def _real() -> Real:
    numbers, names = set[str](), set[str]()
    for person in apps.get_model("identity", "Person")._default_manager.iterator(chunk_size=_AT_ONCE):
        numbers |= {one for one in (person.identity_number, person.phone) if one}
        if " " in person.full_name.strip():
            names.add(fold(person.full_name))
    for form in apps.get_model("dossiers", "DossierForm")._default_manager.iterator(chunk_size=_AT_ONCE):
        for text in _strings(form.answers):
            numbers |= numbers_in(text)
    return Real(frozenset(numbers), frozenset(names))


def _write(model: Model, made: Pseudonyms, folder: Path) -> int:
    rules = RULES.get(model._meta.label, {})
    fields = [
        one for one in model._meta.concrete_fields if rules.get(one.name) is not Rule.COMPUTED and _is_stored(one)
    ]
    written = 0
    with (folder / f"{model._meta.label}.jsonl").open("w", encoding="utf-8") as target:
        for row in model._default_manager.order_by("pk").iterator(chunk_size=_AT_ONCE):
            original = {one.attname: getattr(row, one.attname) for one in fields}
            copied = {
                one.attname: made.apply(rules[one.name], original[one.attname], original)
                if one.name in rules
                else _plain(one, row)
                for one in fields
            }
            target.write(json.dumps(copied, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n")
            written += 1
    return written


def _load(model: Model, folder: Path) -> int:
    loaded, waiting = 0, list[models.Model]()
    for told in _rows(folder / f"{model._meta.label}.jsonl"):
        values = {one.attname: one.to_python(told[one.attname]) for one in model._meta.concrete_fields
                  if one.attname in told}  # fmt: skip
        if model._meta.label == "identity.Person" and values.get("identity_number"):
            values["identity_index"] = identity.identity_index(values["identity_number"])
        waiting.append(model(**values))
        if len(waiting) == _AT_ONCE:
            loaded += _kept(model, waiting)
            waiting = []
    return loaded + _kept(model, waiting)


def _kept(model: Model, rows: list[models.Model]) -> int:
    """Insert rows; those that migrations have put there stay."""
    return len(model._default_manager.bulk_create(rows, ignore_conflicts=True))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _is_stored(field: "models.Field[Any, Any]") -> bool:
    return not isinstance(field, models.GeneratedField) and type(field).__name__ != "SearchVectorField"


def _plain(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    """Return a field of a row as Django writes it into fixtures."""
    value = field.value_from_object(row)
    if isinstance(value, bytes | memoryview):
        raise CopyTrouble(f"{row._meta.label}.{field.name}: không sao chép dữ liệu nhị phân.")
    return value if is_protected_type(value) else field.value_to_string(row)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _no_style() -> Any:
    from django.core.management.color import no_style

    return no_style()
