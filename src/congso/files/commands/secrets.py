"""Saying no to what bears the mark of a state secret. Nothing of it is kept: the subject itself may be secret.

Source: Law on Protection of State Secrets (29/2018/QH14, 117/2025/QH15), Decree 63/2026/NĐ-CP.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from django.conf import settings

from congso.files.events import SecretDocumentRefused
from congso.files.queries import Owner
from congso.files.rules import secrecy
from congso.files.rules.refused import FileRefused
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect


class SecretWords(Incorrect):
    """What was typed bears the mark of a state secret."""

    code = "state_secret"


def refuse_secret_words(given: object, owner: Owner) -> None:
    """Refuse when any text in `given`, however deep in it, bears a mark. Raises SecretWords, and tells the trail.

    To be called outside of a transaction: what is told the trail would be taken back with it.
    """
    for text in _texts(given):
        if mark := secrecy.mark_in_text(text, settings.SECRET_MARKS):
            publish(SecretDocumentRefused(mark, owner.account_id, owner.client_id))
            raise SecretWords(
                f"Nội dung bạn nhập mang dấu “{mark}”. Hệ thống không được nhận nội dung bí mật nhà nước và đã không "
                "lưu gì; hãy trao đổi trực tiếp theo quy định về bảo vệ bí mật nhà nước. Nếu đó không phải là độ mật, "
                "hãy viết lại dòng ấy thành câu."
            )


def refuse_secret_file(mark: str, owner: Owner) -> None:
    """Refuse a file that bears `mark`; nothing to do when there is none. Raises FileRefused, and tells the trail."""
    if not mark:
        return
    publish(SecretDocumentRefused(mark, owner.account_id, owner.client_id))
    raise FileRefused(
        f"Tệp này mang dấu “{mark}”. Hệ thống không được nhận tài liệu bí mật nhà nước và đã không lưu gì; hãy "
        "nộp trực tiếp theo quy định về bảo vệ bí mật nhà nước. Nếu đó không phải là độ mật của tài liệu, hãy hỏi Bộ "
        "phận Một cửa để được hướng dẫn.",
        code="state_secret",
    )


def _texts(given: object) -> Iterable[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, Mapping):
        for value in given.values():
            yield from _texts(value)
    elif isinstance(given, list | tuple | set | frozenset):
        for value in given:
            yield from _texts(value)
    elif is_dataclass(given) and not isinstance(given, type):
        one: Any = given
        for field in fields(one):
            yield from _texts(getattr(one, field.name))
