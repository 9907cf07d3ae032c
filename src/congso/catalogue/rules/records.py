"""Frozen dataclasses as JSON: values equal to their default are left out, and one content has one text.

A record read by `read` and written by `write` is equal; `fingerprint` is stable across Python versions, so that two
editions of a procedure are the same exactly when their fingerprints are.
"""

import dataclasses
import hashlib
import json
import types
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def write(record: Any) -> Any:
    """Return `record` (a frozen dataclass, or a value in one) as JSON values, defaults left out."""
    shape: type = type(record)
    if shape is str or shape is int or shape is bool or record is None:
        return record
    if shape is tuple or shape is list:
        return [write(one) for one in record]
    defaults = _defaults(shape)
    if defaults is not None:
        written = {}
        for name, default in defaults:
            value = getattr(record, name)
            if value is not default and value != default:
                written[name] = write(value)
        return written
    if isinstance(record, StrEnum):
        return record.value
    if isinstance(record, Mapping):
        return {str(key): write(value) for key, value in record.items()}
    if isinstance(record, float) and record.is_integer():
        return int(record)
    return record


def read(shape: type[T], stored: Any) -> T:
    """Return the record of class `shape` that `stored` describes; keys it does not know are passed over.

    Raises ValueError when a value has another type than the shape wants.
    """
    record: T = _read(shape, stored, shape.__name__)
    return record


def canonical(stored: Any) -> str:
    """Return JSON values as the one text that is hashed: sorted keys, no spaces, letters as they are."""
    return json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(stored: Any) -> str:
    """Return the SHA-256 of the canonical text of JSON values, in hexadecimal."""
    return fingerprint_of_text(canonical(stored))


def fingerprint_of_text(text: str) -> str:
    """Return the SHA-256 of a text that `canonical` made, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _defaults(shape: type) -> tuple[tuple[str, Any], ...] | None:
    """Return the fields of a dataclass with their defaults; None for what is none."""
    if not dataclasses.is_dataclass(shape):
        return None
    nothing = object()
    return tuple(
        (
            field.name,
            field.default
            if field.default is not dataclasses.MISSING
            else field.default_factory()
            if field.default_factory is not dataclasses.MISSING
            else nothing,
        )
        for field in dataclasses.fields(shape)
    )


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _read(kind: Any, stored: Any, where: str) -> Any:
    if kind is Any:
        return stored
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(stored, Mapping):
            raise ValueError(f"{where}: phải là một đối tượng.")
        hints = _hints(kind)
        try:
            return kind(
                **{
                    name: _read(hints[name], stored[name], f"{where}.{name}")
                    for name, _ in _defaults(kind) or ()
                    if name in stored
                }
            )
        except TypeError as error:
            raise ValueError(f"{where}: thiếu phần bắt buộc ({error}).") from None
    origin = get_origin(kind)
    if origin is tuple:
        (inner, *_) = get_args(kind)
        if not isinstance(stored, list | tuple):
            raise ValueError(f"{where}: phải là một danh sách.")
        return tuple(_read(inner, one, f"{where}[{index}]") for index, one in enumerate(stored))
    if origin in {types.UnionType} or (origin is not None and type(None) in get_args(kind)):
        if stored is None:
            return None
        choices = [one for one in get_args(kind) if one is not type(None)]
        for choice in choices[:-1]:
            try:
                return _read(choice, stored, where)
            except ValueError:
                continue
        return _read(choices[-1], stored, where)
    if origin in {dict, Mapping} or kind is dict:
        if not isinstance(stored, Mapping):
            raise ValueError(f"{where}: phải là một đối tượng.")
        return dict(stored)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(stored)
    if kind is float and isinstance(stored, int | float) and not isinstance(stored, bool):
        return stored
    if isinstance(kind, type) and (not isinstance(stored, kind) or (kind is int and isinstance(stored, bool))):
        raise ValueError(f"{where}: phải là {kind.__name__}.")
    return stored
