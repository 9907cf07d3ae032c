"""What editors write, as HTML: a small part of Markdown (CommonMark) that a page can always bear.

Headings begin at the second level and never skip one; HTML, pictures and blocks of code are not read; links lead to the
web, to a mailbox, a telephone or a place of this site. What comes out is cleaned once more by another library.
"""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

HIGHEST, LOWEST = 2, 4
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr", "code"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def may_lead_to(address: str) -> bool:
    """Tell whether a link may lead there: http(s), mailto, tel, or a place of this site (`/…`, `#…`, `?…`)."""
    plain = "".join(address.split())
    if plain.startswith(("//", "/\\", "\\")) or any(ord(letter) < 32 for letter in address):
        return False
    if plain.startswith(("/", "#", "?")):
        return True
    try:
        return urlsplit(plain).scheme.lower() in SCHEMES
    except ValueError:
        return False


@lru_cache(maxsize=64)
def as_html(text: str, *, highest: int = HIGHEST) -> str:
    """Return a text as HTML whose first heading is of level `highest`."""
    tokens = _READER.parse(text)
    _level_headings(tokens, highest)
    made: str = _READER.renderer.render(tokens, _READER.options, {})
    return nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel="noopener")


def plain(text: str) -> str:
    """Return a text without its marks, for searching: only what a reader reads."""
    return " ".join(nh3.clean(as_html(text).replace("<", " <"), tags=set()).split())


def _level_headings(tokens: Sequence[Token], highest: int) -> None:
    above = highest - 1
    for token in tokens:
        if token.type == "heading_open":
            wanted = max(highest, int(token.tag[1:]) + highest - HIGHEST)
            above = min(wanted, above + 1, max(LOWEST, highest))
            token.tag = f"h{above}"
        elif token.type == "heading_close":
            token.tag = f"h{above}"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False})
    reader.disable(["code", "fence", "image", "html_block", "html_inline", "reference"])
    reader.validateLink = may_lead_to  # type: ignore[assignment, method-assign]
    return reader


_READER = _reader()
