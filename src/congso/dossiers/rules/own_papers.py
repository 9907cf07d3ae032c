"""Which papers a person has handed in before may stand for a paper that is asked for now.

Source: Decree 61/2018/NĐ-CP art. 17 clause 1 and Decree 107/2021/NĐ-CP (what was digitised once is used again); a paper
that has ended, or that an officer found bad, is not. Whether it really is the paper asked for, only a human can judge.
"""

from collections.abc import Iterable
from datetime import date

from congso.kernel.normalise import search_words

ALIKE = 0.5
"""Least share of words in common from which one paper's name means the other's."""

_IDLE = frozenset(
    "ban sao chinh giay to cua va hoac co cac nhung theo quy dinh mau so neu doi voi nguoi kem".split()  # noqa: SIM905
) | {"cong", "chung", "thuc"}
"""Words of the names of papers that tell no paper from another."""


def likeness(asked: str, had: str) -> float:
    """Return how much two names of papers have in common, 0 to 1: the shorter one's words found in the other."""
    one, other = _words(asked), _words(had)
    if not one or not other:
        return 1.0 if search_words(asked) == search_words(had) else 0.0
    common = len(one & other)
    return max(common / len(one | other), 0.9 * common / min(len(one), len(other)) if common > 1 else 0.0)


def _words(name: str) -> frozenset[str]:
    # What stands in brackets or after a semicolon says when it is asked for, not what it is.
    head = name.split(";")[0].split("(")[0]
    return frozenset(search_words(head)) - _IDLE


def why_not(*, is_bad: bool, valid_until: date | None, has_defect: bool, is_quarantined: bool, on: date) -> str:
    """Return why a paper handed in before may not be handed in again on a day; "" when it may."""
    if is_quarantined:
        return "Tệp có mã độc nên không dùng được."
    if is_bad:
        return "Cán bộ đã yêu cầu thay giấy tờ này."
    if valid_until is not None and valid_until < on:
        return f"Đã hết hạn ngày {valid_until:%d/%m/%Y}."
    return "Tệp không đọc được." if has_defect else ""


def best_first(asked: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """Return the keys of those (key, name) that could be the paper asked for, likest first; equal ones as they came."""
    rated = [(likeness(asked, name), key) for key, name in names]
    return [key for rate, key in sorted(rated, key=lambda one: -one[0]) if rate >= ALIKE]
