"""What is known, from others than the file, about certificates being taken back."""

from collections.abc import Sequence
from typing import Protocol

from ..models import RevocationAnswer
from ..rules.revocation import Answer, AnswerKind, Wanted


class Evidence(Protocol):
    """Where answers come from. `asked` may go out and may find nothing; `settled` tells which answers were needed."""

    def kept(self, wanted: Sequence[Wanted]) -> list[Answer]:
        """Return what is known already."""

    def asked(self, wanted: Sequence[Wanted]) -> list[Answer]:
        """Return what somebody else knows; nothing where nobody is asked."""

    def settled(self, answers: Sequence[Answer]) -> None:
        """Take note that these answers made a verdict possible."""


class NoEvidence:
    """Nothing but the file: for a machine without a database."""

    def kept(self, wanted: Sequence[Wanted]) -> list[Answer]:
        """Return nothing."""
        return []

    def asked(self, wanted: Sequence[Wanted]) -> list[Answer]:
        """Return nothing."""
        return []

    def settled(self, answers: Sequence[Answer]) -> None:
        """Do nothing."""


class KeptEvidence(NoEvidence):
    """The answers that were kept; nobody is asked."""

    def kept(self, wanted: Sequence[Wanted]) -> list[Answer]:
        """Return the newest answer of each kind about each certificate, of a moment when it had not run out.

        The newest tells most: that a certificate was good then says that it had never been taken back before.
        """
        found = []
        for one in wanted:
            for kind in AnswerKind:
                row = (
                    RevocationAnswer.objects.filter(about=one.key(kind), kind=kind, this_update__lte=one.until)
                    .order_by("-this_update")
                    .first()
                )
                if row is not None:
                    found.append(_answer(row))
        return found


def _answer(row: RevocationAnswer) -> Answer:
    return Answer(AnswerKind(row.kind), row.about, bytes(row.der), row.this_update, row.next_update, row.url)
