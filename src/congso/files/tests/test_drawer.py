"""Pages drawn apart: what is there, what is not, and what breaks the one who draws."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from congso.files import drawer
from congso.files.testing import text_pdf


def picture(drawn: str | None) -> Image.Image:
    assert drawn is not None
    return Image.open(io.BytesIO(base64.b64decode(drawn)))


def test_a_page_is_drawn_as_wide_as_is_read() -> None:
    content = text_pdf("Quyet dinh")
    ((first, missing),) = drawer.draw(content, ends=[len(content)], pages=[1, 2])
    shown = picture(first)
    assert (shown.format, shown.width) == ("WEBP", drawer.WIDTH)
    assert min(shown.convert("L").tobytes()) < 128, "there are words on it"
    assert missing is None


def test_the_same_file_up_to_a_byte_is_another_state() -> None:
    content = text_pdf("Quyet dinh")
    whole, cut = drawer.draw(content, ends=[len(content), 10], pages=[1])
    assert whole[0] is not None
    assert cut == [None]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"\x00" * 5000])
def test_what_is_no_pdf_is_not_drawn(content: bytes) -> None:
    assert drawer.draw(content, ends=[len(content)], pages=[1]) == [[None]]


def test_one_who_takes_too_long_or_breaks_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    content = text_pdf("Quyet dinh")
    monkeypatch.setattr(drawer, "SECONDS", 0.001)
    assert drawer.draw(content, ends=[len(content)], pages=[1]) == [[None]]
    monkeypatch.setattr(drawer, "SECONDS", 10.0)

    def broken(*_given: Any, **_more: Any) -> Any:
        raise OSError

    monkeypatch.setattr("congso.files.drawer.subprocess.run", broken)
    assert drawer.draw(content, ends=[len(content)], pages=[1]) == [[None]]
