"""The first page of somebody's PDF as a picture, for screens that open no PDF inside a page, such as phones."""

import tempfile
from io import BytesIO
from pathlib import Path

import typst
from PIL import Image

MOST_BYTES = 30 * 1024 * 1024
PIXELS_PER_INCH = 110.0
_SHEET = '#set page(width: auto, height: auto, margin: 0pt)\n#image("paper.pdf", page: 1, width: 210mm)\n'


def first_page_picture(pdf: bytes) -> bytes | None:
    """Return the first page as WebP, about 900 pixels wide; None for what is too big or cannot be drawn."""
    if len(pdf) > MOST_BYTES:
        return None
    with tempfile.TemporaryDirectory(prefix="congso-trang-") as place:
        folder = Path(place)
        (folder / "paper.pdf").write_bytes(pdf)
        (folder / "sheet.typ").write_text(_SHEET, encoding="utf-8")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
        try:
            drawn = typst.compile(
                folder / "sheet.typ", root=folder, format="png", ppi=PIXELS_PER_INCH, font_paths=fonts
            )
        except Exception:  # a page that cannot be drawn is opened as a file instead
            return None
    page = drawn if isinstance(drawn, bytes) else b""
    picture = BytesIO()
    Image.open(BytesIO(page)).convert("RGB").save(picture, "WEBP", quality=80)
    return picture.getvalue()
