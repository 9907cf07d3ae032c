"""Blocks of questions that editors put into a form whole."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from . import blocks
from .form_language import Group


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its key, its name, what it holds, and how it is made for a form that uses some keys already."""

    key: str
    title: str
    holds: str
    make: Callable[[Collection[str]], Group]


BLOCKS: dict[str, Block] = {
    one.key: one
    for one in (
        Block(
            "applicant",
            "Người nộp hồ sơ",
            "họ tên, số định danh, ngày sinh, điện thoại, nơi cư trú; mọi hồ sơ cần",
            lambda _taken: blocks.applicant(),
        ),
        Block("statements", "Cam đoan", "lời cam đoan cuối biểu mẫu", lambda _taken: blocks.statements()),
    )
}
