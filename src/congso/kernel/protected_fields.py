"""Model fields whose column holds a sealed value: plain in Python, AES-256-GCM in the database.

They can be asked only whether they are there; to find a row, keep a blind index beside the field
(`congso.kernel.protection.blind_index`) and ask that.
"""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from . import protection


class _Sealed(models.Field):  # type: ignore[type-arg]
    """What both sealed fields share. `label` is bound into every value and never changes once data exist."""

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        """Take the label and what any field takes."""
        self.label = label
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "label": self.label}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: ask its blind index instead")
        return super().get_lookup(lookup_name)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        prepped = value if prepared else self.get_prep_value(value)
        return prepped if prepped is None or hasattr(prepped, "as_sql") else connection.Database.Binary(prepped)


class SealedText(_Sealed):
    """A sealed text; "" is stored as empty bytes."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, bytes) or hasattr(value, "as_sql"):
            return value
        return protection.seal(str(value), self.label)

    def from_db_value(self, value: Any, *_: object) -> str | None:
        return None if value is None else protection.unseal(value, self.label)


class SealedJSON(_Sealed):
    """A sealed document."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, bytes) or hasattr(value, "as_sql"):
            return value
        return protection.seal_json(value, self.label)

    def from_db_value(self, value: Any, *_: object) -> Any:
        return None if value is None else protection.unseal_json(value, self.label)
