"""What a file is, told by its bytes: never by its name or by what the sender says.

Source for announcing the bounds at the picker: TT 32/2017/TT-BTTTT Điều 7 khoản 3.
"""

import warnings
from pathlib import Path

import puremagic
from PIL import Image
from pypdf import PdfReader

from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"

LARGEST_IMAGE_PIXELS = 120_000_000
LARGEST_PDF_PAGES = 5_000

_LABELS = {PDF: "PDF", JPEG: "ảnh JPEG", PNG: "ảnh PNG"}
_SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))


class FileRefused(Incorrect):
    """A file that cannot be accepted; the sentence says which bound it breaks."""

    code = "file_refused"


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


def check_whole(path: Path, media_type: str, name: str) -> int | None:
    """Open the whole file as what it claims to be; return the number of pages of a PDF.

    Raises FileRefused for a damaged, encrypted or unreasonable file.
    """
    if media_type == PDF:
        return _check_pdf(path, name)
    _check_image(path, media_type, name)
    return None


def _check_pdf(path: Path, name: str) -> int:
    damaged = FileRefused(f"Tệp “{name}” bị hỏng, không mở được. Hãy xuất hoặc quét lại tệp PDF.", code="file_damaged")
    try:
        with path.open("rb") as stream:
            reader = PdfReader(stream)
            if reader.is_encrypted:
                raise FileRefused(
                    f"Tệp “{name}” có đặt mật khẩu nên cán bộ không mở được. Hãy bỏ mật khẩu rồi tải lên lại.",
                    code="file_encrypted",
                )
            pages = len(reader.pages)
    except FileRefused:
        raise
    except Exception as error:  # pypdf raises many kinds on hostile input: whatever it is, the file is no good
        raise damaged from error
    if not 0 < pages <= LARGEST_PDF_PAGES:
        raise damaged
    return pages


def _check_image(path: Path, media_type: str, name: str) -> None:
    damaged = FileRefused(f"Ảnh “{name}” bị hỏng, không mở được. Hãy chụp hoặc quét lại.", code="file_damaged")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=("JPEG", "PNG")) as image:
                width, height = image.size
                if width * height > LARGEST_IMAGE_PIXELS:
                    raise FileRefused(f"Ảnh “{name}” có kích thước quá lớn ({width} × {height} điểm ảnh).")
                image.verify()
            if media_type == PNG:
                return  # every part of it bears a checksum; its pixels, of a few kilobytes, would fill half a gigabyte
            # `verify` does not decode a JPEG: a cut-off one shows only when its pixels are read, here at 1/8.
            with Image.open(path, formats=("JPEG", "PNG")) as image:
                image.draft("RGB", (width // 8 + 1, height // 8 + 1))
                image.load()
    except FileRefused:
        raise
    except Exception as error:  # Pillow raises many kinds on hostile input
        raise damaged from error


def tidy_name(name: str, media_type: str) -> str:
    """Return a name that is safe to show and to save, at most 200 characters, ending as its type ends."""
    bare = tidy("".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable()))
    suffix = _SUFFIXES[media_type]
    stem, dot, ending = bare.rpartition(".")
    if dot and ending.lower() in {"pdf", "jpg", "jpeg", "png"}:
        bare = stem
    return (bare.strip(". ") or "tep")[: 200 - len(suffix)] + suffix
