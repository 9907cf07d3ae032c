"""Places: kept from lists, changed by resolutions. Nothing is ever deleted; a place ends and another begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from congso.kernel.normalise import fold, sort_key, tidy
from congso.kernel.refusals import NotFound
from congso.organisation.models import AdministrativeUnit, PlaceSuccession
from congso.organisation.queries import forget

from .codes_2025 import CORRECTED, WITHDRAWN

TWO_TIERS_SINCE = date(2025, 7, 1)
"""Provinces and communes of today (Nghị quyết 202/2025/QH15 and the resolutions on communes)."""

LISTED_SINCE = date(2025, 1, 1)
"""From when the list of the former places answers. Their true first days differ and are not in any list we have."""

TIERS = ("province", "district", "commune")
PARENT_TIERS = {"province": (), "district": ("province",), "commune": ("district", "province")}

CORRECTED_KINDS = {"P": "Phường", "X": "Xã"}

CHANGED_2026_04_30 = (
    ("province", "75", "Thành phố Đồng Nai", "Thành phố"),
    ("commune", "25270", "Phường Lộc Ninh", "Phường"),
    ("commune", "25357", "Phường Tân Khai", "Phường"),
    ("commune", "25363", "Phường Đồng Phú", "Phường"),
    ("commune", "26116", "Phường Tân Phú", "Phường"),
    ("commune", "26170", "Phường Trị An", "Phường"),
    ("commune", "26248", "Phường Trảng Bom", "Phường"),
    ("commune", "26326", "Phường Dầu Giây", "Phường"),
    ("commune", "26368", "Phường Long Thành", "Phường"),
    ("commune", "26425", "Phường Xuân Lộc", "Phường"),
    ("commune", "26485", "Phường Nhơn Trạch", "Phường"),
)
BASIS_2026_04_30 = "Nghị quyết 30/2026/QH16; Nghị quyết 237/NQ-UBTVQH16"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of a list. `parent_code` is a district's or a province's, "" for a province."""

    tier: str
    code: str
    kind: str
    name: str
    full_name: str
    parent_code: str
    province_code: str


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """One line of a conversion table: an old place and one of the places it went to."""

    tier: str
    old_code: str
    new_code: str
    kind: str
    note: str = ""
    quality: str = ""


@dataclass
class Tally:
    """What came of a list: every line read is stored, changed, unchanged or told as a problem."""

    read: int = 0
    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another list in."""
        self.read += other.read
        self.stored += other.stored
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.problems += other.problems


Key = tuple[str, str]


@transaction.atomic
def keep_places(rows: Sequence[PlaceRow], *, valid_from: date, valid_to: date | None, overwrite: bool = True) -> Tally:
    """Store the places of a list, in force from one day to another; those already there are corrected if `overwrite`.

    Running it again changes nothing. A line that contradicts what is there (another place under the same code at the
    same time, no parent) is told in the tally, not stored.
    """
    tally = Tally(read=len(rows))
    for tier in TIERS:
        of_tier = [row for row in rows if row.tier == tier]
        if of_tier:
            _keep_tier(tier, of_tier, valid_from, valid_to, overwrite, tally)
    known = {row.tier for row in rows} - set(TIERS)
    if known:
        tally.problems.append(f"Không có cấp hành chính {', '.join(sorted(known))}.")
    forget()
    return tally


def _keep_tier(
    tier: str, rows: list[PlaceRow], valid_from: date, valid_to: date | None, overwrite: bool, tally: Tally
) -> None:
    overlapping = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
    if valid_to is not None:
        overlapping &= Q(valid_from__lt=valid_to)
    there: dict[str, list[AdministrativeUnit]] = {}
    for place in AdministrativeUnit.objects.select_for_update().filter(overlapping, tier=tier):
        there.setdefault(place.code, []).append(place)
    parents = _ids_on(PARENT_TIERS[tier], valid_from)
    fresh: list[AdministrativeUnit] = []
    corrected: list[AdministrativeUnit] = []
    met: set[str] = set()
    for row in rows:
        parent_id = next(
            (parents[t, row.parent_code] for t in PARENT_TIERS[tier] if (t, row.parent_code) in parents), None
        )
        if row.code in met:
            tally.problems.append(f"{row.full_name} ({row.code}): mã này có hai dòng trong danh sách.")
        elif parent_id is None and tier != "province":
            tally.problems.append(
                f"{row.full_name} ({row.code}): không có đơn vị cấp trên {row.parent_code or '(trống)'}."
            )
        elif not (row.code.isdigit() and row.name and row.full_name):
            tally.problems.append(f"{row.full_name or '(không tên)'} ({row.code}): thiếu tên hoặc mã không hợp lệ.")
        else:
            values: dict[str, Any] = {
                "kind": tidy(row.kind),
                "name": tidy(row.name),
                "full_name": tidy(row.full_name),
                "sort_key": sort_key(row.name),
                "search_name": fold(row.full_name),
                "parent_id": parent_id,
                "province_code": row.province_code or row.code,
            }
            known = there.get(row.code, [])
            same = next((one for one in known if one.valid_from == valid_from), None)
            if same is not None:
                _correct(same, values, valid_to, overwrite, corrected, tally)
            elif known:
                _tell_overlap(row, known[0], tally)
            else:
                fresh.append(
                    AdministrativeUnit(tier=tier, code=row.code, valid_from=valid_from, valid_to=valid_to, **values)
                )
        met.add(row.code)
    AdministrativeUnit.objects.bulk_create(fresh, batch_size=2_000)
    AdministrativeUnit.objects.bulk_update(
        corrected,
        ["kind", "name", "full_name", "sort_key", "search_name", "parent_id", "province_code", "valid_to"],
        batch_size=500,
    )
    tally.stored += len(fresh)
    tally.changed += len(corrected)


def _correct(
    place: AdministrativeUnit,
    values: dict[str, Any],
    valid_to: date | None,
    overwrite: bool,
    corrected: list[AdministrativeUnit],
    tally: Tally,
) -> None:
    # A place that a later resolution ended stays ended when its list is read again.
    ends = valid_to if valid_to is not None else place.valid_to
    differs = ends != place.valid_to or any(getattr(place, name) != value for name, value in values.items())
    if not (differs and overwrite):
        tally.unchanged += 1
        return
    for name, value in values.items():
        setattr(place, name, value)
    place.valid_to = ends
    corrected.append(place)


def _tell_overlap(row: PlaceRow, known: AdministrativeUnit, tally: Tally) -> None:
    until = f"{known.valid_to:%d/%m/%Y}" if known.valid_to else "nay"
    tally.problems.append(
        f"{row.full_name} ({row.code}): mã này đang là {known.full_name} từ {known.valid_from:%d/%m/%Y} đến {until}."
    )


def _ids_on(tiers: Iterable[str], on: date) -> dict[Key, int]:
    rows = AdministrativeUnit.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), tier__in=list(tiers), valid_from__lte=on
    )
    return {(tier, code): id_ for tier, code, id_ in rows.values_list("tier", "code", "id")}


@transaction.atomic
def keep_place_links(links: Sequence[PlaceLink], *, on: date) -> Tally:
    """Store which places became which on a day: the old ones ended on it, the new ones began on it."""
    tally = Tally(read=len(links))
    tiers = {link.tier for link in links}
    old = dict(_by_code(AdministrativeUnit.objects.filter(valid_to=on, tier__in=tiers)))
    new = dict(_by_code(AdministrativeUnit.objects.filter(valid_from=on, tier__in=tiers)))
    there = {
        (link.from_place_id, link.to_place_id): link
        for link in PlaceSuccession.objects.select_for_update().filter(on=on, from_place__tier__in=tiers)
    }
    fresh: list[PlaceSuccession] = []
    corrected: list[PlaceSuccession] = []
    met: set[tuple[int, int]] = set()
    for link in links:
        before, after = old.get((link.tier, link.old_code)), new.get((link.tier, link.new_code))
        if before is None or after is None:
            missing = (link.old_code if before is None else link.new_code) or "mang mã trống"
            pair = f"{link.old_code or '(trống)'} → {link.new_code or '(trống)'}"
            tally.problems.append(f"{pair}: không có đơn vị {missing}.")
            continue
        if (before, after) in met:
            tally.problems.append(f"{link.old_code} → {link.new_code}: có hai dòng trong bảng chuyển đổi.")
            continue
        met.add((before, after))
        values = {"kind": link.kind, "note": link.note[:300], "quality": link.quality}
        known = there.get((before, after))
        if known is None:
            fresh.append(PlaceSuccession(from_place_id=before, to_place_id=after, on=on, **values))
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            corrected.append(known)
        else:
            tally.unchanged += 1
    PlaceSuccession.objects.bulk_create(fresh, batch_size=2_000)
    PlaceSuccession.objects.bulk_update(corrected, ["kind", "note", "quality"], batch_size=500)
    tally.stored, tally.changed = len(fresh), len(corrected)
    return tally


def _by_code(places: Iterable[AdministrativeUnit]) -> Iterable[tuple[Key, int]]:
    for place in places:
        yield (place.tier, place.code), place.pk


@transaction.atomic
def change_place(*, tier: str, code: str, full_name: str, kind: str, on: date, basis: str) -> bool:
    """Give a place a new name or kind from a day on; return False when it is so already. Raises NotFound.

    The old row ends, a new one begins under the same code, and its agencies stay where they are: they moved with it.
    """
    known = list(
        AdministrativeUnit.objects.select_for_update()
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), tier=tier, code=code)
        .order_by("valid_from")
    )
    if any(one.valid_from == on for one in known):
        return False
    old = next((one for one in known if one.valid_from < on and one.valid_to is None), None)
    if old is None:
        raise NotFound(f"Không có đơn vị hành chính {code} đang tồn tại vào ngày {on:%d/%m/%Y}.")
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    name = tidy(full_name).removeprefix(tidy(kind)).strip()
    new = AdministrativeUnit.objects.create(
        tier=tier,
        code=code,
        kind=tidy(kind),
        name=name,
        full_name=tidy(full_name),
        sort_key=sort_key(name),
        search_name=fold(full_name),
        parent=old.parent,
        province_code=old.province_code,
        valid_from=on,
    )
    PlaceSuccession.objects.create(from_place=old, to_place=new, on=on, kind="renamed", note=basis[:300], quality="ok")
    forget()
    return True


def load_places_2025() -> Tally:
    """Store the 34 provinces and 3,321 communes of today; safe to repeat.

    They come from the package `vietnam_provinces`, with the codes it has wrong corrected (`codes_2025`).

    Only what is missing is added: a name that an imported list has corrected stays corrected.
    """
    if AdministrativeUnit.objects.filter(tier="commune", valid_from=TWO_TIERS_SINCE).count() >= 3_321:
        return Tally(read=3_355, unchanged=3_355)
    from vietnam_provinces import Province, Ward

    rows = []
    for one in Province.iter_all():
        is_city = one.name.startswith("Thành phố ")
        name = one.name.removeprefix("Thành phố ")
        kind = "Thành phố" if is_city else "Tỉnh"
        rows.append(
            PlaceRow("province", f"{int(one.code):02}", kind, name, f"{kind} {name}", "", f"{int(one.code):02}")
        )
    withdrawn = frozenset(WITHDRAWN.split(" "))
    communes = {
        f"{int(ward.code):05}": (f"{int(ward.province_code):02}", tidy(ward.name))
        for ward in Ward.iter_all()
        if f"{int(ward.code):05}" not in withdrawn
    }
    for line in CORRECTED.split("; "):
        code, province, letter, name = line.split(" ", 3)
        communes[code] = (province, f"{CORRECTED_KINDS[letter]} {name}")
    for code, (province, full_name) in sorted(communes.items()):
        kind = next(word for word in ("Phường", "Xã", "Đặc khu") if full_name.startswith(word))
        name = full_name.removeprefix(kind).strip()
        rows.append(PlaceRow("commune", code, kind, name, full_name, province, province))
    with transaction.atomic():
        tally = keep_places(rows, valid_from=TWO_TIERS_SINCE, valid_to=None, overwrite=False)
        for tier, code, full_name, kind in CHANGED_2026_04_30:
            change_place(
                tier=tier, code=code, full_name=full_name, kind=kind, on=date(2026, 4, 30), basis=BASIS_2026_04_30
            )
    return tally
