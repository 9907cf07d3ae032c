"""What a file is, told by its bytes: never by its name or by what the sender says.

Source for announcing the bounds at the picker: TT 32/2017/TT-BTTTT Điều 7 khoản 3.
"""

import puremagic

from congso.kernel.normalise import tidy

from .refused import FileRefused

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"

_LABELS = {PDF: "PDF", JPEG: "ảnh JPEG", PNG: "ảnh PNG"}
_SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_SLASHES = str.maketrans(dict.fromkeys("\\∕⁄／＼", "/"))
_RESERVED = dict.fromkeys('<>:"|?*', "_")
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))


def readable_size(size_bytes: int) -> str:
    """Return "20 MB", "1,5 MB" or "300 KB"."""
    if size_bytes < 1024 * 1024:
        return f"{max(1, round(size_bytes / 1024))} KB"
    return f"{size_bytes / 1024 / 1024:.1f}".replace(".", ",").removesuffix(",0") + " MB"


def labels(media_types: tuple[str, ...]) -> str:
    """Return the allowed types in words: "PDF, ảnh JPEG, ảnh PNG"."""
    return ", ".join(_LABELS.get(one, one) for one in media_types)


def media_type_of(head: bytes, name: str, allowed: tuple[str, ...]) -> str:
    """Return the type that the first bytes show. Raises FileRefused when it is none of `allowed`."""
    # Some scanners put a few bytes before the PDF header; readers accept it within the first kilobyte.
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found is None and b"%PDF-" in head[:1024]:
        found = PDF
    if found in allowed:
        return str(found)
    raise FileRefused(f"Tệp “{name}” là {_what(head)}; hệ thống chỉ nhận {labels(allowed)}.", code="file_type")


def _what(head: bytes) -> str:
    try:
        guess = puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return "loại tệp không xác định"
    return f"loại tệp {guess.lstrip('.').upper()}" if guess else "loại tệp không xác định"


def tidy_name(name: str, media_type: str) -> str:
    """Return a name that is safe to show and to save, ending as its type ends.

    No folder, no sign that is not shown or turns the reading direction, none that a file system reads as its own; at
    most 200 characters and 240 bytes, because some file systems count those.
    """
    last = name.translate(_SLASHES).rsplit("/", 1)[-1]
    bare = tidy("".join(_RESERVED.get(char, char) for char in last if char.isprintable()))
    suffix = _SUFFIXES[media_type]
    stem, dot, ending = bare.rpartition(".")
    if dot and ending.lower() in {"pdf", "jpg", "jpeg", "png"}:
        bare = stem
    bare = (bare.strip(". ") or "tep")[: 200 - len(suffix)]
    if bare.partition(".")[0].upper() in _DEVICES:
        bare = f"_{bare}"
    return bare.encode()[: 240 - len(suffix)].decode(errors="ignore").rstrip(". ") + suffix
