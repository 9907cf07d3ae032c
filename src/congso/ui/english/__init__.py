"""A page in English: what rules and refusals said in Vietnamese is put into English on the way out, the rest is marked.

Templates and views mark their own words for gettext. Rules, refusals, labels and what was stored yesterday are
Vietnamese sentences: `phrases` knows their English by what they say. `page` goes through the HTML that leaves; what
stays Vietnamese there (names of procedures, questions of forms, what people wrote) gets `lang="vi"`, so that a screen
reader reads it rightly (WCAG 2.2, 3.1.2). See docs/adr/0036-english-through-gettext.md.
"""

from django.utils.translation import get_language

from .page import in_english
from .phrases import phrases

__all__ = ["in_english", "spoken"]


def spoken(text: str) -> str:
    """Return a sentence in the language of the reader, for an answer that is no page: what a script shows."""
    return phrases().plain(text) if get_language() == "en" else text
