"""Reads settings from the environment. A missing or malformed value stops the start with one clear sentence."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, overload

T = TypeVar("T")


class MissingSetting(SystemExit):
    """A setting without a default is absent, or a value cannot be read."""


@overload
def read(name: str) -> str: ...
@overload
def read(name: str, *, default: str) -> str: ...
@overload
def read(name: str, *, cast: Callable[[str], T]) -> T: ...
@overload
def read(name: str, *, cast: Callable[[str], T], default: T) -> T: ...
def read(name: str, *, cast: Callable[[str], object] = str, default: object | None = None) -> object:
    """Return the value of `name`, cast; `default` when unset or empty.

    A secret may also come from a file: `NAME_FILE` names it, its stripped content is the value.
    """
    raw = os.environ.get(name, "")
    if not raw and (path := os.environ.get(f"{name}_FILE")):
        try:
            raw = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "không phải văn bản UTF-8"
            raise MissingSetting(
                f"Cấu hình {name}_FILE={path!r} không đọc được ({reason}): sửa lại rồi chạy lại."
            ) from None
        if not raw:
            raise MissingSetting(f"Cấu hình {name}_FILE={path!r} trỏ tới một tệp rỗng: sửa lại rồi chạy lại.")
    if not raw:
        if default is None:
            raise MissingSetting(f"Thiếu cấu hình {name}: đặt biến môi trường này (hoặc {name}_FILE) rồi chạy lại.")
        return default
    try:
        return cast(raw)
    except (ValueError, TypeError) as error:
        raise MissingSetting(f"Cấu hình {name}={raw!r} không đọc được ({error}): sửa lại rồi chạy lại.") from None


def boolean(raw: str) -> bool:
    """`1 true yes on` → True, `0 false no off` → False, anything else is an error."""
    value = raw.strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ValueError("chỉ nhận 1/0, true/false, yes/no, on/off")


def words(raw: str) -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [word.strip() for word in raw.split(",") if word.strip()]
