"""The HTML of a page in English: its texts and spoken attributes, and the mark on what has stayed Vietnamese."""

import re
from html import escape, unescape

from .phrases import VIETNAMESE, Phrases, Piece, phrases

PARTS = re.compile(
    r"<!--.*?-->|<(script|style|textarea)\b[^>]*>.*?</\1\s*>|<[^>]*>|[^<]+",
    re.DOTALL | re.IGNORECASE,
)
NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
SPOKEN = re.compile(r'(?<=\s)(aria-label|aria-description|title|alt|placeholder|label|content|data-[\w-]+)="([^"]*)"')
TELLS_LANGUAGE = re.compile(r'\slang="([\w-]+)"')
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
WITHOUT_MARKUP = frozenset(["title", "option", "text", "desc"])
"""Elements whose text holds no further element: the mark goes onto themselves."""


def in_english(html: str) -> str:
    """Return the page with its Vietnamese sentences in English where they are known, and the others marked."""
    if not VIETNAMESE.search(html):
        return html
    return _Page(phrases()).read(html)


class _Page:
    def __init__(self, known: Phrases) -> None:
        self.known = known
        self.written: list[str] = []
        self.open: list[tuple[str, bool]] = []
        """The elements that are open, and whether each is said to be Vietnamese already."""

    def read(self, html: str) -> str:
        parts = [match[0] for match in PARTS.finditer(html)]
        for index, part in enumerate(parts):
            if not part.startswith("<"):
                alone = index > 0 and parts[index - 1].startswith("<") and parts[index + 1 : index + 2] != []
                self._text(part, alone=alone and self._only_child(parts, index))
            elif part.startswith(("<!", "<?")) or part[:7].lower() == "<script" or part[:6].lower() == "<style":
                self.written.append(part)
            elif part[:9].lower() == "<textarea":
                opening, rest = part.split(">", 1)
                self.written.append(f"{self._attributes(opening)}>{rest}")
            elif part.startswith("</"):
                self._end(part)
            else:
                self._start(part)
        return "".join(self.written)

    def _only_child(self, parts: list[str], index: int) -> bool:
        before, after = NAME.match(parts[index - 1]), NAME.match(parts[index + 1])
        return bool(
            before
            and after
            and not parts[index - 1].startswith("</")
            and parts[index + 1].startswith("</")
            and before[1].lower() == after[1].lower()
        )

    def _start(self, tag: str) -> None:
        found = NAME.match(tag)
        name = found[1].lower() if found else ""
        told = TELLS_LANGUAGE.search(tag)
        vietnamese = told[1] == "vi" if told else bool(self.open) and self.open[-1][1]
        self.written.append(tag if vietnamese else self._attributes(tag))
        if name not in VOID and not tag.endswith("/>"):
            self.open.append((name, vietnamese))

    def _end(self, tag: str) -> None:
        found = NAME.match(tag)
        name = found[1].lower() if found else ""
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == name:
                del self.open[index:]
                break
        self.written.append(tag)

    def _attributes(self, tag: str) -> str:
        if not VIETNAMESE.search(tag):
            return tag
        return SPOKEN.sub(self._attribute, tag)

    def _attribute(self, found: re.Match[str]) -> str:
        said = unescape(found[2])
        if not VIETNAMESE.search(said) or said.startswith(("{", "[")):
            return found[0]
        return f'{found[1]}="{escape(self.known.plain(said))}"'

    def _text(self, text: str, *, alone: bool) -> None:
        name, vietnamese = self.open[-1] if self.open else ("", False)
        said = unescape(text)
        if vietnamese or not (VIETNAMESE.search(said) or self.known.knows(said.strip())):
            self.written.append(text)
            return
        pieces = self.known.english(said)
        if name in WITHOUT_MARKUP or (alone and _all_foreign(pieces)):
            if name != "title" and any(piece.foreign for piece in pieces):
                self._mark_element()
                self.written.append(text)
                return
            self.written.append(escape("".join(piece.text for piece in pieces), quote=False))
            return
        self.written += [_marked(piece) for piece in pieces]

    def _mark_element(self) -> None:
        """Say of the element just begun that it is Vietnamese, unless it says something itself."""
        tag = self.written[-1]
        if tag.startswith("<") and not tag.startswith("</") and not TELLS_LANGUAGE.search(tag):
            self.written[-1] = f'{tag[:-1]} lang="vi">'


def _all_foreign(pieces: list[Piece]) -> bool:
    return all(piece.foreign or not any(letter.isalnum() for letter in piece.text) for piece in pieces)


def _marked(piece: Piece) -> str:
    text = escape(piece.text, quote=False)
    return f'<span lang="vi">{text}</span>' if piece.foreign else text
