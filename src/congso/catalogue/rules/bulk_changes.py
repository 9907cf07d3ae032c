"""One change over many procedures: who decides, the field, a channel, or an end by one decision."""

from dataclasses import dataclass, replace
from enum import StrEnum

from .content import CHANNELS, Deadline, Method, ProcedureContent

MOST_AT_ONCE = 500


class Change(StrEnum):
    """What may be changed over many procedures at once."""

    AUTHORITY = "authority"
    EXECUTING = "executing"
    FIELD = "field"
    ADD_CHANNEL = "add_channel"
    REMOVE_CHANNEL = "remove_channel"
    ABOLISH = "abolish"

    @property
    def label(self) -> str:
        """Return the change in words."""
        return LABELS[self]


LABELS = {
    Change.AUTHORITY: "Đổi cơ quan có thẩm quyền quyết định",
    Change.EXECUTING: "Đổi cơ quan thực hiện",
    Change.FIELD: "Đổi lĩnh vực",
    Change.ADD_CHANNEL: "Thêm cách nộp",
    Change.REMOVE_CHANNEL: "Bỏ cách nộp",
    Change.ABOLISH: "Bãi bỏ",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change with its value: an agency, a field, the code of a channel. `only` narrows it to rows that say this."""

    change: Change
    value: str = ""
    only: str = ""

    @property
    def said(self) -> str:
        """Return the change in one line."""
        value = CHANNELS.get(self.value, self.value)
        only = f"{self.only} → " if self.only else ""
        return f"{self.change.label}: {only}{value}" if value else self.change.label


def changed(content: ProcedureContent, wanted: Wanted) -> tuple[ProcedureContent, str]:
    """Return the content after a change, or the same content and why nothing changes."""
    match wanted.change:
        case Change.AUTHORITY | Change.EXECUTING:
            name = wanted.change.value
            before: tuple[str, ...] = getattr(content.units, name)
            if wanted.only and wanted.only not in before:
                return content, f"Không ghi “{wanted.only}”."
            after: tuple[str, ...] = (wanted.value,)
            if wanted.only:
                after = tuple(dict.fromkeys(wanted.value if one == wanted.only else one for one in before))
            if after == before:
                return content, "Đã ghi như vậy."
            return replace(content, units=replace(content.units, **{name: after})), ""
        case Change.FIELD:
            if content.field == wanted.value:
                return content, "Đã thuộc lĩnh vực này."
            return replace(content, field=wanted.value), ""
        case Change.ADD_CHANNEL:
            return _with_channel(content, wanted.value)
        case Change.REMOVE_CHANNEL:
            rest = tuple(method for method in content.methods if method.channel != wanted.value)
            if len(rest) == len(content.methods):
                return content, "Không có cách nộp này."
            if not rest:
                return content, "Là cách nộp duy nhất; bỏ đi thì thủ tục không còn cách nộp nào."
            return replace(content, methods=rest), ""
        case Change.ABOLISH:
            return content, ""


def _with_channel(content: ProcedureContent, channel: str) -> tuple[ProcedureContent, str]:
    """Add a channel with the deadline and fees of the others, when they agree: nothing is made up."""
    if channel in content.channels():
        return content, "Đã có cách nộp này."
    by_case: dict[str, set[tuple[Deadline, tuple[object, ...]]]] = {}
    for method in content.methods:
        by_case.setdefault(method.case, set()).add((method.deadline, method.fees))
    if not by_case:
        return content, "Chưa có cách nộp nào để theo."
    if any(len(ways) > 1 for ways in by_case.values()):
        return content, "Các cách nộp có thời hạn hoặc khoản thu khác nhau; sửa riêng thủ tục này."
    firsts = {method.case: method for method in reversed(content.methods)}
    added = tuple(
        Method(channel, case=case, deadline=firsts[case].deadline, fees=firsts[case].fees) for case in sorted(by_case)
    )
    return replace(content, methods=(*content.methods, *added)), ""
