"""Draws pages of a PDF with PDFium: the program that `drawer` starts, alone in a process of its own.

It reads a line of JSON and then a PDF on its standard input, and writes one line of JSON: for each state (the file
up to a number of bytes) and page a WebP picture in base64, or null for a page that is not there or cannot be drawn. It
bounds itself in time and memory before it looks at anything, and can write no file.
"""

import base64
import io
import json
import os
import resource
import sys
from typing import Any

SECONDS = 8
MEMORY_BYTES = 1024**3
MOST_PIXELS = 2_000_000


def main() -> None:
    """Bound ourselves, then read, draw, answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(10)
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    drawn = [_state(content[:end], asked["pages"], asked["width"]) for end in asked["ends"]]
    sys.stdout.write(json.dumps(drawn))


def _state(content: bytes, pages: list[int], width: int) -> list[str | None]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
        document.init_forms()
        there = len(document)
    except pdfium.PdfiumError:
        return [None for _ in pages]
    return [_page(document, number, width) if 0 < number <= there else None for number in pages]


def _page(document: Any, number: int, width: int) -> str | None:
    import pypdfium2 as pdfium

    try:
        page = document[number - 1]
        across, down = page.get_size()
        if across <= 0 or down <= 0:
            return None
        scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    except (pdfium.PdfiumError, ValueError, MemoryError):
        return None
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=70)
    return base64.b64encode(out.getvalue()).decode()


if __name__ == "__main__":
    main()
