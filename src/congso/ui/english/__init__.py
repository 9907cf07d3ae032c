"""A page in English: what rules and refusals said in Vietnamese is put into English on the way out, the rest is marked.

Templates and views mark their own words for gettext. Rules, refusals, labels and what was stored yesterday are
Vietnamese sentences: `phrases` knows their English by what they say. `page` goes through the HTML that leaves; what
stays Vietnamese there (names of procedures, questions of forms, what people wrote) gets `lang="vi"`, so that a screen
reader reads it rightly (WCAG 2.2, 3.1.2). See docs/adr/0036-english-through-gettext.md.
"""

from .page import in_english

__all__ = ["in_english"]
