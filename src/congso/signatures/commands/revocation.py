"""Asking authorities whether certificates were taken back, within a few seconds in all, and keeping what they said."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog
from django.conf import settings

from congso.kernel import outgoing

from ..models import RevocationAnswer
from ..queries.evidence import KeptEvidence, NoEvidence
from ..rules.revocation import Answer, AnswerKind, Wanted, may_ask, places, question, read_answer

log = structlog.get_logger(__name__)

LARGEST_OCSP = 64 * 1024
LARGEST_CRL = 8 * 1024 * 1024
LEAST_SECONDS = 0.05


class AskingEvidence(KeptEvidence):
    """The answers that were kept, and those of authorities at `CONGSO_SIGNATURE_HOSTS`.

    All that one object asks takes `seconds` at most, a slow look-up of a name apart. Without `keeps` it neither reads
    nor writes the database.
    """

    def __init__(self, *, now: datetime, seconds: float, keeps: bool = True) -> None:
        self.now = now
        self.keeps = keeps
        self.ends = time.monotonic() + seconds
        self._heard: dict[str, bytes | None] = {}

    def kept(self, wanted: Sequence[Wanted]) -> list[Answer]:
        """Return what is known already."""
        return super().kept(wanted) if self.keeps else NoEvidence().kept(wanted)

    def asked(self, wanted: Sequence[Wanted]) -> list[Answer]:
        """Ask about each certificate by OCSP, then by CRL where that gave nothing. Whatever fails, gives nothing."""
        if not settings.SIGNATURE_HOSTS:
            return []
        found = (self._about(one) for one in wanted)
        return [one for one in found if one is not None]

    def settled(self, answers: Sequence[Answer]) -> None:
        """Keep the answers: the same question is then answered without a network."""
        if not self.keeps:
            return
        RevocationAnswer.objects.bulk_create(
            [
                RevocationAnswer(
                    kind=one.kind, about=one.about, der=one.der, sha256=one.sha256, this_update=one.this_update,
                    next_update=one.next_update, url=one.url, fetched_at=self.now,
                )
                for one in answers
            ],
            ignore_conflicts=True,
        )  # fmt: skip

    def _about(self, wanted: Wanted) -> Answer | None:
        for kind in AnswerKind:
            for url in places(wanted, kind):
                if not may_ask(url, settings.SIGNATURE_HOSTS):
                    continue
                for der in self._hear(kind, url[:500], wanted):
                    if answer := read_answer(kind, der, wanted, now=self.now, url=url[:500]):
                        return answer
        return None

    def _hear(self, kind: AnswerKind, url: str, wanted: Wanted) -> Iterator[bytes]:
        """Yield what comes from an address; one that was slow or silent is not asked a second time."""
        place = url if kind is AnswerKind.CRL else f"{url} {wanted.about}"
        if place not in self._heard:
            self._heard[place] = self._fetched(kind, url, wanted)
        if (der := self._heard[place]) is not None:
            yield der

    def _fetched(self, kind: AnswerKind, url: str, wanted: Wanted) -> bytes | None:
        left = self.ends - time.monotonic()
        if left < LEAST_SECONDS:
            return None
        hosts = {one.rpartition(":")[0] or one for one in settings.SIGNATURE_HOSTS}
        session = outgoing.session(
            hosts,
            hosts & set(settings.OUTGOING_INSIDE),
            largest=LARGEST_OCSP if kind is AnswerKind.OCSP else LARGEST_CRL,
            seconds=left,
        )
        try:
            if kind is AnswerKind.OCSP:
                headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
                answer = session.post(url, data=question(wanted), headers=headers, timeout=left)
            else:
                answer = session.get(url, timeout=left)
        except outgoing.Trouble as trouble:
            log.info("signatures.authority_silent", kind=kind.value, why=type(trouble).__name__)
            return None
        finally:
            session.close()
        return answer.content if answer.status_code == 200 else None
