"""What a reader sees differently after a signature: page by page, box by box, in sentences.

A signature covers the file as it stood. PDF lets anybody append a new state, and what that state draws is what a reader
sees; some of it is allowed to be called "filling in a form" although it hides what was signed (shadow attacks). So the
state that was signed is compared with the last one by what the pages draw, object by object, whatever their numbers.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.validation.pdf_embedded import extract_contents

from ..rules.places import DAY, NUMBER

MOST_PAGES = 2_000
DEEPEST = 60
MOST_SAID = 12
MOST_OF_A_PAGE = 0.25
"""What all later signatures together may draw over: seals and a few lines; more could hide what was signed before."""

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


def visible_changes(
    reader: PdfFileReader, revision: int, *, strictly: bool, may_fill: bool = False, vouched: Collection[bytes] = ()
) -> Changes:
    """Return what the last state of a file draws otherwise than the state of a revision, at most a dozen of each.

    A box for a signature that was empty looks otherwise once it is signed; only `strictly` that is a change as well.
    `may_fill`: whoever signed allowed empty boxes to be filled in, and somebody signed that they were. `vouched` are
    the later signatures (by `signature_print`) that may show something: those of people, whole and true by themselves.
    """
    if revision + 1 >= reader.xrefs.total_revisions:
        return Changes()
    before = _State(reader.get_historical_resolver(revision))
    after = _State(reader)
    # All of them: a hundred boxes that were filled in must not hide one change after them.
    found = list(_differences(before, after, strictly, vouched))
    lets = may_fill and not strictly
    said = tuple(one for one in found if not (lets and one.fills))
    filled = tuple(one.fills for one in found if lets and one.fills)
    return Changes(said[:MOST_SAID], filled[:MOST_SAID])


def signature_print(value: Any) -> bytes:
    """Return what tells one signature of a file from all others, b"" for what is none: its content, what it covers."""
    if not isinstance(value, generic.DictionaryObject):
        return b""
    try:
        ends = " ".join(str(int(one)) for one in value["/ByteRange"])
        return hashlib.sha256(f"{ends} ".encode() + extract_contents(value)).digest()
    except (misc.PdfError, KeyError, ValueError, TypeError):
        return b""


def _differences(before: "_State", after: "_State", strictly: bool, vouched: Collection[bytes]) -> Iterator[Difference]:
    old, new = before.pages(), after.pages()
    if len(new) > len(old):
        yield Difference(len(old) + 1, f"Có thêm {len(new) - len(old)} trang (lúc ký có {len(old)} trang).")
    elif len(new) < len(old):
        yield Difference(len(new) + 1, f"Đã mất {len(old) - len(new)} trang (lúc ký có {len(old)} trang).")
    for number, (was, is_now) in enumerate(zip(old, new, strict=False), start=1):
        if before.drawn(was) != after.drawn(is_now):
            yield Difference(number, f"Nội dung trang {number} đã khác lúc ký.")
        yield from _boxes(before.boxes(was), after.boxes(is_now), number, strictly, vouched)
    for key, said in _OF_THE_WHOLE.items():
        if before.of_root(key) != after.of_root(key):
            yield Difference(0, said)


def _boxes(
    old: Mapping[str, "_Box"], new: Mapping[str, "_Box"], number: int, strictly: bool, vouched: Collection[bytes]
) -> Iterator[Difference]:
    hidden = foreseen = 0.0
    for name, box in new.items():
        was_there = old.get(name)
        if box.kind == "signature" and (was_there is None or was_there.is_open):
            yield from _to_sign(name, was_there, box, number, strictly, vouched)
            if box.is_signed:
                hidden += box.share
                # Whoever signed before saw the place that waited for this signature.
                foreseen += box.share if was_there is not None and box.place == was_there.place else 0.0
        elif was_there is None:
            yield Difference(number, f"Trang {number} có thêm {_KINDS[box.kind]} “{name[:60]}”.")
        elif box.looks != was_there.looks:
            says = box.kind == "field" and was_there.is_empty and box.value.strip()
            fills = f"{_OURS.get(name, f'ô “{name[:60]}”')}: {box.value[:120]}" if says else ""
            yield Difference(number, _looks_otherwise(name, box, number), fills)
    if hidden > max(MOST_OF_A_PAGE, foreseen):
        yield Difference(number, f"Trang {number}: chữ ký thêm sau che quá nhiều của trang.")
    for name, box in old.items():
        if name not in new:
            yield Difference(number, f"Trang {number} đã mất {_KINDS[box.kind]} “{name[:60]}”.")


def _to_sign(
    name: str, was_there: "_Box | None", box: "_Box", number: int, strictly: bool, vouched: Collection[bytes]
) -> Iterator[Difference]:
    """Somebody signs later: that is what a later state is for. Nothing else may show itself in a box to sign."""
    is_other = was_there is None or box.looks != was_there.looks
    if box.is_seen and box.signature not in vouched and (is_other or box.is_signed):
        if box.is_signed:
            said = f"Trang {number}: ô chữ ký “{name[:60]}” nay hiện nội dung mà không ai ký hợp lệ."
        elif was_there is None:
            said = f"Trang {number} có thêm ô chữ ký “{name[:60]}” chưa ai ký mà đã hiện nội dung."
        else:
            said = _looks_otherwise(name, box, number)
        yield Difference(number, said)
    elif strictly and is_other and was_there is not None:
        yield Difference(number, _looks_otherwise(name, box, number))


def _looks_otherwise(name: str, box: "_Box", number: int) -> str:
    return f"Trang {number}: {_KINDS[box.kind]} “{name[:60]}” nay hiện khác lúc ký."


_OURS = {NUMBER: "số, ký hiệu", DAY: "ngày"}
_KINDS = {"field": "ô nhập", "note": "ghi chú", "signature": "chữ ký"}


@dataclass(frozen=True, slots=True)
class _Box:
    """What lies over a page. `looks` is a fingerprint of how it looks and what it says.

    `share` is how much of the page it takes, `signature` which signature it holds (b"" for one nobody can read),
    `value` the text that was written into it, `place` its corners.
    """

    kind: str
    looks: bytes
    is_signed: bool
    shows: bool
    share: float
    is_empty: bool = False
    value: str = ""
    signature: bytes = b""
    place: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for a signature."""
        return self.kind == "signature" and not self.is_signed

    @property
    def is_seen(self) -> bool:
        """Whether it draws something on a part of the page."""
        return self.shows and self.share > 0


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
            said = str(value) if isinstance(value, generic.TextStringObject) else ""
            held = signature_print(value) if is_signed else b""
            is_empty = value is None and not shows
            box = _Box(kind, looks.digest(), is_signed, shows, self._share(one, page[1]), is_empty, said, held, rect)
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
