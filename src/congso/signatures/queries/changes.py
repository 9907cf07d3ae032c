"""What a reader sees differently after a signature: page by page, box by box, in sentences.

A signature covers the file as it stood. PDF lets anybody append a new state, and what that state draws is what a reader
sees; some of it is allowed to be called "filling in a form" although it hides what was signed (shadow attacks). So the
state that was signed is compared with the last one by what the pages draw, object by object, whatever their numbers.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from ..rules.places import DAY, NUMBER

MOST_PAGES = 2_000
DEEPEST = 60
MOST_SAID = 12
MOST_OF_A_PAGE = 0.25
"""What a later signature may draw over: a seal and a few lines; more could hide what was signed before."""

_NOT_DRAWN = frozenset(
    {"/Parent", "/P", "/StructParent", "/StructParents", "/Metadata", "/LastModified", "/PieceInfo", "/Length"}
)
"""Entries of a page or a box that lead elsewhere or draw nothing."""
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_OF_THE_WHOLE = {
    "/OCProperties": "Lớp nội dung ẩn, hiện của tệp đã khác.",
    "/OpenAction": "Tệp nay tự làm một việc khi được mở.",
    "/AA": "Tệp nay tự làm một việc khi được mở hoặc in.",
    "/Perms": "Quyền thay đổi của tệp đã khác.",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is drawn otherwise, as a sentence; `page` counts from 1, 0 for the whole file.

    `fills` says instead what was written into a box that was empty.
    """

    page: int
    words: str
    fills: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is drawn otherwise than when it was signed, and boxes that were empty and are filled in now."""

    said: tuple[Difference, ...] = ()
    filled: tuple[str, ...] = ()


def visible_changes(reader: PdfFileReader, revision: int, *, strictly: bool, may_fill: bool = False) -> Changes:
    """Return what the last state of a file draws otherwise than the state of a revision, at most a dozen of each.

    A box for a signature that was empty looks otherwise once it is signed; only `strictly` that is a change as well.
    `may_fill`: whoever signed allowed empty boxes to be filled in, and somebody signed that they were.
    """
    if revision + 1 >= reader.xrefs.total_revisions:
        return Changes()
    before = _State(reader.get_historical_resolver(revision))
    after = _State(reader)
    # All of them: a hundred boxes that were filled in must not hide one change after them.
    found = list(_differences(before, after, strictly))
    lets = may_fill and not strictly
    said = tuple(one for one in found if not (lets and one.fills))
    filled = tuple(one.fills for one in found if lets and one.fills)
    return Changes(said[:MOST_SAID], filled[:MOST_SAID])


def _differences(before: "_State", after: "_State", strictly: bool) -> Iterator[Difference]:
    old, new = before.pages(), after.pages()
    if len(new) > len(old):
        yield Difference(len(old) + 1, f"Có thêm {len(new) - len(old)} trang (lúc ký có {len(old)} trang).")
    elif len(new) < len(old):
        yield Difference(len(new) + 1, f"Đã mất {len(old) - len(new)} trang (lúc ký có {len(old)} trang).")
    for number, (was, is_now) in enumerate(zip(old, new, strict=False), start=1):
        if before.drawn(was) != after.drawn(is_now):
            yield Difference(number, f"Nội dung trang {number} đã khác lúc ký.")
        yield from _boxes(before.boxes(was), after.boxes(is_now), number, strictly)
    for key, said in _OF_THE_WHOLE.items():
        if before.of_root(key) != after.of_root(key):
            yield Difference(0, said)


def _boxes(old: Mapping[str, "_Box"], new: Mapping[str, "_Box"], number: int, strictly: bool) -> Iterator[Difference]:
    for name, box in new.items():
        was_there = old.get(name)
        if was_there is None:
            if box.kind != "signature":  # somebody signs later: that is what a later state is for
                yield Difference(number, f"Trang {number} có thêm {_KINDS[box.kind]} “{name[:60]}”.")
            elif box.shows and not box.is_signed:
                said = f"Trang {number} có thêm ô chữ ký “{name[:60]}” chưa ai ký mà đã hiện nội dung."
                yield Difference(number, said)
            elif box.share > MOST_OF_A_PAGE:
                yield Difference(number, f"Trang {number}: chữ ký “{name[:60]}” thêm sau che quá nhiều của trang.")
        elif box.looks != was_there.looks and (box.kind != "signature" or was_there.is_signed or strictly):
            was_empty = box.kind == "field" and was_there.is_empty
            fills = f"{_OURS.get(name, f'ô “{name[:60]}”')}: {box.value[:120]}" if was_empty else ""
            said = f"Trang {number}: {_KINDS[box.kind]} “{name[:60]}” nay hiện khác lúc ký."
            yield Difference(number, said, fills)
        elif box.kind == "signature" and box.share > max(MOST_OF_A_PAGE, was_there.share):
            yield Difference(number, f"Trang {number}: chữ ký “{name[:60]}” thêm sau che quá nhiều của trang.")
    for name, box in old.items():
        if name not in new:
            yield Difference(number, f"Trang {number} đã mất {_KINDS[box.kind]} “{name[:60]}”.")


_OURS = {NUMBER: "số, ký hiệu", DAY: "ngày"}
_KINDS = {"field": "ô nhập", "note": "ghi chú", "signature": "chữ ký"}


@dataclass(frozen=True, slots=True)
class _Box:
    """What lies over a page. `looks` is a fingerprint of how it looks and what it says.

    `share` is how much of the page it takes.
    """

    kind: str
    looks: bytes
    is_signed: bool
    shows: bool
    share: float
    is_empty: bool = False
    value: str = ""


class _State:
    """A file as it stood at a revision, or now. Every object is looked up in that state, however it is referred to."""

    def __init__(self, handler: PdfFileReader | HistoricalResolver) -> None:
        self.handler = handler
        trailer = handler.trailer if isinstance(handler, PdfFileReader) else handler.trailer_view
        self.root = self._plain(trailer.raw_get("/Root"))
        self.seen: dict[tuple[int, int], bytes] = {}

    def of_root(self, key: str) -> bytes:
        """Return a fingerprint of an entry of the whole file."""
        return self._print(self._raw(self.root, key), 0)

    def pages(self) -> list[tuple[Any, dict[str, Any]]]:
        """Return the pages, each with what it inherits."""
        found: list[tuple[Any, dict[str, Any]]] = []
        self._gather(self._get(self.root, "/Pages"), found, {}, 0)
        return found

    def _gather(
        self, node: Any, found: list[tuple[Any, dict[str, Any]]], inherited: dict[str, Any], depth: int
    ) -> None:
        if depth > DEEPEST or len(found) >= MOST_PAGES or not isinstance(node, generic.DictionaryObject):
            return
        own = {**inherited, **{key: self._raw(node, key) for key in _INHERITED if key in node}}
        kids = self._get(node, "/Kids")
        if kids is None:
            found.append((node, own))
            return
        for kid in self._parts(kids):
            self._gather(kid, found, own, depth + 1)

    def drawn(self, page: tuple[Any, dict[str, Any]]) -> bytes:
        """Return a fingerprint of what a page draws by itself."""
        node, own = page
        digest = hashlib.sha256()
        for key in ("/Contents", "/Group", "/UserUnit"):
            digest.update(self._print(self._raw(node, key), 0))
        for key in sorted(own):
            digest.update(key.encode() + self._print(own[key], 0))
        return digest.digest()

    def boxes(self, page: tuple[Any, dict[str, Any]]) -> dict[str, _Box]:
        """Return what lies over a page, by name."""
        found: dict[str, _Box] = {}
        for place, one in enumerate(self._parts(self._get(page[0], "/Annots"))):
            if not isinstance(one, generic.DictionaryObject):
                continue
            rect = " ".join(str(part) for part in self._parts(self._get(one, "/Rect")))
            key = self._name(one) or f"{str(self._get(one, '/Subtype') or '')[1:]} {rect}".strip()
            looks = hashlib.sha256()
            for entry in ("/Rect", "/AP", "/AS", "/F", "/MK", "/Contents", "/A", "/OC"):
                looks.update(self._print(self._raw(one, entry), 0))
            kind, value = self._kind(one), self._inherited(one, "/V")
            if kind != "signature":  # its value is the signature itself, which is judged by itself
                looks.update(self._print(value, 0))
            shows = any(self._get(one, entry) is not None for entry in ("/AP", "/MK"))
            is_signed = kind == "signature" and value is not None
            said = str(value) if isinstance(value, str) else ""
            is_empty = value is None and not shows
            box = _Box(kind, looks.digest(), is_signed, shows, self._share(one, page[1]), is_empty, said)
            found[key if key not in found else f"{key} ({place + 1})"] = box
        return found

    def _share(self, one: Any, inherited: Mapping[str, Any]) -> float:
        """Return how much of its page a box takes; 1 where that cannot be told."""
        try:
            area = self._area(self._get(one, "/Rect"))
            whole = self._area(self._plain(inherited.get("/CropBox") or inherited.get("/MediaBox")))
            return area / whole if whole else 1.0
        except (ValueError, TypeError, ArithmeticError):
            return 1.0

    def _area(self, rect: Any) -> float:
        left, low, right, high = (float(part) for part in self._parts(rect))
        return abs(right - left) * abs(high - low)

    def _kind(self, one: Any) -> str:
        if self._get(one, "/Subtype") != "/Widget":
            return "note"
        return "signature" if self._inherited(one, "/FT") == "/Sig" else "field"

    def _name(self, one: Any) -> str:
        parts: list[str] = []
        for _ in range(DEEPEST):
            if not isinstance(one, generic.DictionaryObject):
                break
            if "/T" in one:
                parts.append(str(self._get(one, "/T")))
            one = self._get(one, "/Parent")
        return ".".join(reversed(parts))

    def _inherited(self, one: Any, key: str) -> Any:
        for _ in range(DEEPEST):
            if not isinstance(one, generic.DictionaryObject):
                break
            if key in one:
                return self._get(one, key)
            one = self._get(one, "/Parent")
        return None

    def _print(self, value: Any, depth: int) -> bytes:
        """Return a fingerprint of an object and all it leads to, whatever the numbers of the objects are."""
        if depth > DEEPEST:
            return b"deep"
        if isinstance(value, generic.IndirectObject):
            place = (value.idnum, value.generation)
            if place not in self.seen:
                self.seen[place] = b"round"  # an object that leads back to itself
                self.seen[place] = self._print(self._plain(value), depth + 1)
            return self.seen[place]
        digest = hashlib.sha256()
        if isinstance(value, generic.StreamObject):
            digest.update(value.encoded_data)
        if isinstance(value, generic.DictionaryObject):
            for key in sorted(value):
                if key not in _NOT_DRAWN:
                    digest.update(str(key).encode() + self._print(value.raw_get(key), depth + 1))
        elif isinstance(value, generic.ArrayObject):
            for part in range(len(value)):
                digest.update(self._print(value.raw_get(part), depth + 1))
        else:
            digest.update(f"{type(value).__name__} {value!r}".encode())
        return digest.digest()

    def _plain(self, value: Any) -> Any:
        for _ in range(DEEPEST):
            if not isinstance(value, generic.IndirectObject):
                break
            try:
                value = self.handler.get_object(value.reference)
            except misc.PdfReadError:
                return None
        return None if isinstance(value, generic.NullObject) else value

    @staticmethod
    def _raw(one: Any, key: str) -> Any:
        return one.raw_get(key) if isinstance(one, generic.DictionaryObject) and key in one else None

    def _get(self, one: Any, key: str) -> Any:
        return self._plain(self._raw(one, key))

    def _parts(self, listed: Any) -> Iterator[Any]:
        if isinstance(listed, generic.ArrayObject):
            for place in range(len(listed)):
                yield self._plain(listed.raw_get(place))
