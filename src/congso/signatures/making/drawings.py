"""What a signature or a filled box shows: a picture that somebody keeps with us, or a line of text in Tinos."""

import io
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image
from pyhanko.pdf_utils import generic as _generic
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from congso.ui.typesetting import printable, typeset

# Its classes have no types.
generic: Any = _generic
_FOLDER = Path(__file__).parent


def line(words: str, *, width: float, height: float, size: float, italic: bool = False) -> bytes:
    """Return a page (PDF) as large as a box, with text from its upper left; a long line is set smaller, never cut."""
    inputs = {
        "words": printable(words),
        "width": str(width),
        "height": str(height),
        "size": str(size),
        "italic": str(int(italic)),
    }
    return typeset(_FOLDER, "line.typ", inputs, standards=(), tagged=False)


def placed(writer: Any, page: bytes) -> Any:
    """Return a reference to the drawing of a page, taken over into what is being written."""
    return writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)), page_ix=0)


class _Page(PdfContent):
    """A page of text as the looks of a signature."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        drawing = placed(self._ensure_writer, self._page)
        left, bottom, right, top = (float(part) for part in drawing.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        self.resources.xobject["/Line"] = drawing
        return b"/Line Do"


_FITTED = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0),
    inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
)  # fmt: skip


def picture_style(png: bytes) -> StaticStampStyle:
    """Return the looks of a signature that is a picture (PNG, transparent), as large as its box."""
    return StaticStampStyle(border_width=0, background=_Picture(*_packed(png)), background_layout=_FITTED)


@lru_cache(maxsize=256)
def _packed(png: bytes) -> tuple[int, int, bytes, bytes]:
    """Return a picture as a PDF holds it: width, height, colours and transparency. Packing costs more than signing."""
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    colours, transparency = (
        zlib.compress(image.convert("RGB").tobytes(), 9),
        zlib.compress(image.getchannel("A").tobytes(), 9),
    )
    return image.width, image.height, colours, transparency


class _Picture(PdfContent):
    """A picture as the looks of a signature."""

    def __init__(self, width: int, height: int, colours: bytes, transparency: bytes) -> None:
        super().__init__(box=BoxConstraints(width=width, height=height))
        self._size, self._colours, self._transparency = (width, height), colours, transparency

    def render(self) -> bytes:
        writer: Any = self._ensure_writer
        mask = writer.add_object(self._part("/DeviceGray", self._transparency))
        picture = self._part("/DeviceRGB", self._colours)
        picture["/SMask"] = mask
        self.resources.xobject["/Picture"] = writer.add_object(picture)
        return b"%d 0 0 %d 0 0 cm /Picture Do" % self._size

    def _part(self, space: str, packed: bytes) -> Any:
        told = {
            "/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": space, "/Filter": "/FlateDecode",
        }  # fmt: skip
        part = generic.StreamObject(
            {generic.pdf_name(key): generic.pdf_name(value) for key, value in told.items()}, encoded_data=packed
        )
        for key, number in (("/Width", self._size[0]), ("/Height", self._size[1]), ("/BitsPerComponent", 8)):
            part[key] = generic.NumberObject(number)
        return part


def text_style(words: str, *, width: float, height: float, size: float) -> StaticStampStyle:
    """Return the looks of a signature that is lines of text and no picture."""
    page = line(words, width=width, height=height, size=size)
    return StaticStampStyle(border_width=0, background=_Page(page), background_layout=_FITTED)
