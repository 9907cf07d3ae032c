"""Help for tests: what a browser does with the way to a file; papers as people scan and photograph them."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from congso.kernel.normalise import fold


def at_files_origin(address: str, method: str = "get", **headers: str) -> Any:
    """Ask the files' origin as a browser does: under its own name, without the cookies of the application."""
    parts = urlsplit(address)
    answer: Any = getattr(Client(), method)(parts.path, headers={"host": parts.netloc} | headers)
    assert not answer.cookies
    return _read(answer)


def fetched(answer: Any) -> Any:
    """Follow an answer to the bytes of a file, if it leads there; every other answer is returned as it is."""
    if settings.FILES_ORIGIN and answer.status_code == 302 and answer["Location"].startswith(settings.FILES_ORIGIN):
        return at_files_origin(answer["Location"])
    return _read(answer)


def _read(answer: Any) -> Any:
    if answer.streaming:
        answer.body = b"".join(answer.streaming_content)
    return answer


WORDS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "GIẤY XÁC NHẬN",
    "Ủy ban nhân dân xã Phú Tân xác nhận: ông Nguyễn Văn Bảo,",
    "sinh ngày 05/09/1995, hiện cư trú tại ấp 3, xã Phú Tân,",
    "có họ tên và nơi cư trú đúng như đã khai trong đơn.",
    "Giấy này có hai bản, mỗi bên giữ một bản.",
)


PAPER_FONT = Path(__file__).parents[1] / "ui" / "typst_fonts" / "Tinos-Regular.ttf"
"""The font of official papers, built with the interface; the built-in one of Pillow has no Vietnamese marks."""


def paper_picture(lines: Sequence[str], *, size: tuple[int, int] = (1654, 2339)) -> Image.Image:
    """Draw a typed paper, marks and all, as a scan at 200 dots an inch shows it."""
    image = Image.new("L", size, 250)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(PAPER_FONT), 38)
    for number, line in enumerate(lines):
        pen.text((140, 120 + number * 76), line, fill=25, font=font)
    return image


def page_picture(
    *, size: tuple[int, int] = (1240, 1754), lines: Sequence[str] = WORDS * 4, ink: int = 25, paper: int = 235
) -> Image.Image:
    """Draw a page of text as a scan at 150 dots an inch shows it."""
    image = Image.new("L", size, paper)
    pen = ImageDraw.Draw(image)
    step = size[1] / (len(lines) + 4)
    font = ImageFont.load_default(size=max(8, size[0] / 46))
    for number, line in enumerate(lines):
        pen.text((size[0] * 0.09, step * (number + 2)), fold(line), fill=ink, font=font)
    return image


def as_jpeg(image: Image.Image, quality: int = 88) -> bytes:
    """Return a picture as a telephone writes it."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def text_pdf(*pages: str, rotate: int = 0) -> bytes:
    """Write a PDF with a page for each text; an empty text makes a page with nothing on it."""
    writer, out = PdfWriter(), io.BytesIO()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages or ("Giay xac nhan cu tru",):
        page = writer.add_blank_page(width=595, height=842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        if text:
            drawn = DecodedStreamObject()
            lines = " ".join(f"({line}) Tj 0 -20 Td" for line in text.splitlines())
            drawn.set_data(f"BT /F1 12 Tf 60 780 Td {lines} ET".encode("latin-1"))
            page[NameObject("/Contents")] = writer._add_object(drawn)
        if rotate:
            page.rotate(rotate)
    writer.write(out)
    return out.getvalue()


def picture_pdf(*pictures: Image.Image) -> bytes:
    """Write a PDF of scans, a page for each."""
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=150, save_all=True, append_images=list(pictures[1:]))
    return out.getvalue()
