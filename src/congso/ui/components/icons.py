"""The icons, drawn by us on a 24 × 24 grid with one stroke width. `static/ui/img/icons.svg` is the sprite."""

import re
from functools import cache
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SPRITE = Path(__file__).resolve().parents[1] / "static" / "ui" / "img" / "icons.svg"


@cache
def drawings() -> dict[str, str]:
    """Name → inner markup of every symbol in the sprite."""
    text = SPRITE.read_text(encoding="utf-8")
    return dict(re.findall(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', text, re.DOTALL))


def icon(name: str, label: str = "") -> SafeString:
    """One icon inline, so that no page waits for a second file. Without a label it is hidden from screen readers.

    Raises KeyError for an unknown name: a missing icon is our fault, not the reader's.
    """
    inner = drawings()[name].strip()
    about = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" {about} focusable="false">{inner}</svg>')  # noqa: S308
