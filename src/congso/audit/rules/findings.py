"""What a verification can find, each named by day, sequence and id, in words for whoever must act on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

What = Literal[
    "entry_altered",
    "entry_removed",
    "entry_inserted",
    "entries_reordered",
    "partition_removed",
    "seal_altered",
    "seal_removed",
    "seal_not_signed",
    "tail_cut",
    "seal_differs_from_file",
    "stamp_forged",
    "stamp_early",
    "stamp_removed",
    "stamp_missing",
    "stamp_late",
    "stamp_unchecked",
    "export_altered",
    "export_not_signed",
    "export_differs",
    "export_stranger",
]

WORDS: dict[What, str] = {
    "entry_altered": "dòng bị sửa nội dung",
    "entry_removed": "dòng bị xóa",
    "entry_inserted": "dòng bị chèn thêm sau khi niêm phong",
    "entries_reordered": "dòng bị đổi thứ tự",
    "partition_removed": "cả tháng bị bỏ mà không có biên bản",
    "seal_altered": "niêm phong bị sửa",
    "seal_removed": "niêm phong bị xóa",
    "seal_not_signed": "niêm phong không có chữ ký của khóa đã biết",
    "tail_cut": "phần cuối bị cắt: tệp niêm phong có mà cơ sở dữ liệu không có",
    "seal_differs_from_file": "niêm phong khác với tệp đã ghi ra",
    "stamp_forged": "dấu thời gian không đúng",
    "stamp_early": "dấu thời gian trước lúc niêm phong",
    "stamp_removed": "dấu thời gian bị xóa: tệp có mà cơ sở dữ liệu không có",
    "stamp_missing": "chưa có dấu thời gian",
    "stamp_late": "dấu thời gian muộn hơn thời hạn cho phép",
    "stamp_unchecked": "chưa kiểm tra được dấu thời gian: thiếu chứng thư gốc",
    "export_altered": "bản kết xuất không khớp bản kê",
    "export_not_signed": "bản kê không có chữ ký của khóa đã biết",
    "export_differs": "dòng trong bản kết xuất khác nhật ký",
    "export_stranger": "dòng trong bản kết xuất không có trong nhật ký",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is not as it was sealed. `sequence` counts within the day; None where it has no meaning."""

    what: What
    day: date | None = None
    sequence: int | None = None
    entry_id: UUID | None = None
    seal: int | None = None
    place: str = ""

    def __str__(self) -> str:
        parts = [WORDS[self.what]]
        if self.day is not None:
            parts.append(f"ngày {self.day:%d/%m/%Y}")
        if self.sequence is not None:
            parts.append(f"số {self.sequence}")
        if self.entry_id is not None:
            parts.append(f"mã {self.entry_id}")
        if self.seal is not None:
            parts.append(f"niêm phong {self.seal}")
        if self.place:
            parts.append(self.place)
        return ", ".join(parts)

    def as_dict(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "what": self.what,
            "day": self.day.isoformat() if self.day else None,
            "sequence": self.sequence,
            "entry": str(self.entry_id) if self.entry_id else None,
            "seal": self.seal,
            "place": self.place,
        }


@dataclass(slots=True)
class Report:
    """What a verification read and found. At most `MOST` findings are kept; `found_in_all` counts them all.

    `warnings` say what is weaker than it should be without anything being altered: a day without its time-stamp.
    """

    MOST = 1_000

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    removed_by_policy: int = 0
    removed_months: dict[str, int] = field(default_factory=dict)
    seals_in_files: int = 0
    stamps: int = 0
    found: list[Found] = field(default_factory=list)
    found_in_all: int = 0
    warnings: list[Found] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was found."""
        return not self.found_in_all

    def add(self, *findings: Found) -> None:
        """Keep findings."""
        self.found_in_all += len(findings)
        self.found += findings[: max(0, self.MOST - len(self.found))]

    def warn(self, *warnings: Found) -> None:
        """Keep what weakens the proof."""
        self.warnings += warnings

    def as_dict(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "whole": self.is_whole,
            "entries": self.entries,
            "seals": self.seals,
            "unsealed": self.unsealed,
            "removed_by_policy": self.removed_by_policy,
            "removed_months": self.removed_months,
            "seals_in_files": self.seals_in_files,
            "stamps": self.stamps,
            "found_in_all": self.found_in_all,
            "found": [one.as_dict() for one in self.found],
            "warnings": [one.as_dict() for one in self.warnings],
        }


def compare(
    expected_ids: Sequence[UUID], actual_ids: Sequence[UUID], *, day: date, first_sequence: int, seal: int
) -> list[Found]:
    """Return which entries of a seal are gone, which came in, which stand elsewhere."""
    expected, actual = set(expected_ids), set(actual_ids)
    found = [
        Found("entry_removed", day, first_sequence + at, one, seal)
        for at, one in enumerate(expected_ids)
        if one not in actual
    ]
    at = first_sequence
    kept = []
    for one in actual_ids:
        if one in expected:
            kept.append(one)
            at += 1
        else:
            found.append(Found("entry_inserted", day, at, one, seal))
    sequence = {one: first_sequence + place for place, one in enumerate(expected_ids)}
    wanted = [one for one in expected_ids if one in actual]
    found += [
        Found("entries_reordered", day, sequence[there], there, seal)
        for here, there in zip(wanted, kept, strict=True)
        if here != there
    ]
    return found
