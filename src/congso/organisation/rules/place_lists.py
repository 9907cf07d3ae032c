"""Lists of places as spreadsheets bring them: which list a file is, and what each of its lines says.

The columns are those of the lists of the Statistics Office as commonly flattened to CSV: one file per tier and time, a
conversion table from old to new, and a file of later changes. A line that cannot be understood is told, never guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

TWO_TIERS_SINCE = date(2025, 7, 1)
TIERS = {"provinces": "province", "districts": "district", "communes": "commune"}
CODE_LENGTHS = {"province": 2, "district": 3, "commune": 5}
KINDS = {"Thành phố trung ương": "Thành phố", "Thành phố trực thuộc trung ương": "Thành phố"}


class ListKind(StrEnum):
    """What a file lists."""

    PLACES = "places"
    COMMUNE_LINKS = "commune_links"
    PROVINCE_LINKS = "province_links"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of a list."""

    tier: str
    code: str
    kind: str
    name: str
    full_name: str
    parent_code: str
    province_code: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """An old place and one of the places it went to."""

    tier: str
    old_code: str
    new_code: str
    kind: str
    note: str
    quality: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A place that got another name or kind on a day."""

    tier: str
    code: str
    full_name: str
    kind: str
    on: date
    basis: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was not taken over: where, which field, why."""

    file: str
    line: int
    field: str
    reason: str


@dataclass
class PlaceList:
    """A file as it was understood. `is_of_today` tells the two-tier lists from the former ones."""

    kind: ListKind
    is_of_today: bool = False
    places: list[PlaceLine] = field(default_factory=list)
    links: list[LinkLine] = field(default_factory=list)
    changes: list[ChangeLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: int = 0


def kind_of(columns: Iterable[str], file: str) -> ListKind | None:
    """Tell what a file with these columns lists; None when it is none of ours."""
    there = set(columns)
    if {"old_code", "new_code", "relation"} <= there:
        return ListKind.COMMUNE_LINKS
    if {"old_code", "new_code"} <= there:
        return ListKind.PROVINCE_LINKS
    if {"tier", "code", "new_full_name", "effective_from"} <= there:
        return ListKind.CHANGES
    if {"code", "full_name"} <= there and tier_of(file) is not None:
        return ListKind.PLACES
    return None


def tier_of(file: str) -> str | None:
    """Tell the tier a list of places is about, from the beginning of its file's name."""
    return next((tier for word, tier in TIERS.items() if file.startswith(word)), None)


def understand(file: str, columns: Iterable[str], lines: Iterable[Mapping[str, str | None]]) -> PlaceList | None:
    """Return what a file says; None when it is no list of places. Line numbers count from 2, after the header."""
    kind = kind_of(columns, file)
    if kind is None:
        return None
    found = PlaceList(kind, is_of_today="pre2025" not in file)
    for number, line in enumerate(lines, start=2):
        found.read += 1
        values = {key: (value or "").strip() for key, value in line.items() if key}
        try:
            _take(found, kind, tier_of(file) or "", values)
        except _NotUnderstoodError as trouble:
            found.problems.append(Problem(file, number, trouble.field, trouble.reason))
    return found


class _NotUnderstoodError(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def _take(found: PlaceList, kind: ListKind, tier: str, values: Mapping[str, str]) -> None:
    if kind is ListKind.PLACES:
        found.places.append(_place(tier, values))
    elif kind is ListKind.CHANGES:
        found.changes.append(_change(values))
    else:
        is_commune = kind is ListKind.COMMUNE_LINKS
        tier = "commune" if is_commune else "province"
        found.links.append(
            LinkLine(
                tier=tier,
                old_code=_code(values, "old_code", tier),
                new_code=_code(values, "new_code", tier),
                kind=values.get("relation", "") or "whole",
                note=values.get("relation_note", ""),
                quality=values.get("quality", ""),
            )
        )


def _place(tier: str, values: Mapping[str, str]) -> PlaceLine:
    code = _code(values, "code", tier)
    full_name = _filled(values, "full_name")
    kind = KINDS.get(values.get("type", ""), values.get("type", ""))
    name = values.get("name", "") or full_name.removeprefix(kind).strip()
    province = values.get("province_code", "") or (code if tier == "province" else "")
    parent = {"province": "", "district": province, "commune": values.get("district_code", "") or province}[tier]
    if tier != "province":
        _check_code(province, "province_code", "province")
    return PlaceLine(tier, code, kind, name, full_name, parent, province)


def _change(values: Mapping[str, str]) -> ChangeLine:
    tier = _filled(values, "tier")
    if tier not in CODE_LENGTHS:
        raise _NotUnderstoodError("tier", f"không có cấp “{tier}”")
    try:
        on = date.fromisoformat(_filled(values, "effective_from"))
    except ValueError:
        raise _NotUnderstoodError("effective_from", "ngày phải viết theo dạng 2026-04-30") from None
    new_type = values.get("new_type", "")
    return ChangeLine(
        tier=tier,
        code=_code(values, "code", tier),
        full_name=_filled(values, "new_full_name"),
        kind=KINDS.get(new_type, new_type),
        on=on,
        basis=values.get("decree", ""),
    )


def _filled(values: Mapping[str, str], field: str) -> str:
    value = values.get(field, "")
    if not value:
        raise _NotUnderstoodError(field, "để trống")
    return value


def _code(values: Mapping[str, str], field: str, tier: str) -> str:
    return _check_code(values.get(field, ""), field, tier)


def _check_code(code: str, field: str, tier: str) -> str:
    if not code:
        raise _NotUnderstoodError(field, "để trống")
    if not code.isdigit() or len(code) != CODE_LENGTHS[tier]:
        raise _NotUnderstoodError(field, f"mã “{code}” không có đúng {CODE_LENGTHS[tier]} chữ số")
    return code
