"""What goes along with a message, made anew at each hand-over: official papers are printed from what was true when they
were issued (ADR 0010), so a copy kept beside the message would be a second one of personal data.

A context above registers who makes a kind; a message names it as `<kind>:<id>`.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    content: bytes
    media_type: str


Maker = Callable[[str], list[Attachment]]
_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    """Name who makes a kind of attachment from the id after its colon."""
    _makers[kind] = maker


def made(reference: str) -> list[Attachment]:
    """Make what a message names; nothing for "". Raises KeyError for a kind that nobody registered."""
    if not reference:
        return []
    kind, _colon, of = reference.partition(":")
    return _makers[kind](of)
