"""Ways out of the house, one file each. A connector hands one message over and says what proves it."""

from dataclasses import dataclass
from typing import Protocol

from ..attachments import Attachment


@dataclass(frozen=True)
class Outgoing:
    """A message as a connector needs it. `id` is the same at every attempt: it is the key to recognise a repetition."""

    id: str
    address: str
    subject: str
    body: str
    link: str
    attachments: tuple[Attachment, ...] = ()
    more_links: tuple[str, ...] = ()
    unsubscribe: str = ""


class TryAgain(Exception):  # noqa: N818 - named for what to do
    """The other side could not take it now. The text is kept as evidence; it holds no personal data."""


class Undeliverable(Exception):  # noqa: N818 - named for what it means
    """The other side will never take it: a wrong address, a refused content."""


class Connector(Protocol):
    """Hands a message over, within about thirty seconds."""

    def hand_over(self, message: Outgoing) -> dict[str, str]:
        """Return evidence of the hand-over. Raises TryAgain, Undeliverable."""
        ...
