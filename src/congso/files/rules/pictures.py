"""Pictures are written anew from their pixels: what hid beside them (place, device, another file) stays behind."""

import io
import threading
import warnings
from pathlib import Path

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

from .refused import FileRefused

LARGEST_PIXELS = 60_000_000
"""A sheet A4 at 600 dots an inch has 35 million, a telephone's picture up to 50."""

_one_at_a_time = threading.Lock()
"""A large picture fills some hundred megabytes while it is written anew; several at once would fill the machine."""


def rewritten(path: Path, name: str, *, as_png: bool) -> bytes:
    """Return the picture anew, the right way up, without anything but its pixels. Raises FileRefused."""
    damaged = FileRefused(f"Ảnh “{name}” bị hỏng, không mở được. Hãy chụp hoặc quét lại.", code="file_damaged")
    kind = "PNG" if as_png else "JPEG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with _one_at_a_time, Image.open(path, formats=(kind,)) as image:
                width, height = image.size
                if width * height > LARGEST_PIXELS:
                    raise _too_large(name, f" ({width} × {height} điểm ảnh)")
                return _png(image) if as_png else _jpeg(image)
    except FileRefused:
        raise
    except Image.DecompressionBombError:  # more points than Pillow even looks at
        raise _too_large(name) from None
    except Exception as error:  # Pillow raises many kinds on hostile input
        raise damaged from error


def _too_large(name: str, size: str = "") -> FileRefused:
    return FileRefused(
        f"Ảnh “{name}” có kích thước quá lớn{size}. Hãy quét ở 200–300 dpi.",
        code="file_too_large",
    )


def _jpeg(image: Image.Image) -> bytes:
    tables = getattr(image, "quantization", None)
    sampling = get_sampling(image)
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in ("L", "RGB"):
        upright, tables = upright.convert("RGB"), None
    out = io.BytesIO()
    # With the tables it came with, a picture loses next to nothing by being written once more.
    kept = {"qtables": tables, "subsampling": sampling} if tables and sampling >= 0 else {"quality": 92}
    _bare(upright).save(out, "JPEG", **kept)
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    image.load()
    upright = ImageOps.exif_transpose(image)
    out = io.BytesIO()
    _bare(upright).save(out, "PNG")
    return out.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    transparent = image.info.get("transparency")
    image.info = {} if transparent is None else {"transparency": transparent}
    return image
