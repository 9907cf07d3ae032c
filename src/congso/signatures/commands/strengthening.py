"""Making signatures last: a proven time, answers on revocation, a seal over both; what is reachable, the rest later.

Source: ETSI EN 319 142-1 (levels B-T, B-LT, B-LTA; a time-stamp over the document proves the time of what it covers).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from asn1crypto import x509
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from congso.files import queries as files
from congso.kernel import outgoing, timestamps
from congso.kernel.timestamps import NoTimestamp

from ..making import strengthening as making
from ..making.strengthening import Link
from ..models import SignedPaper
from ..queries import trusted
from ..rules.lasting import BEFORE_THE_END, again_in
from ..rules.levels import Level
from ..rules.revocation import AnswerKind, Wanted, of_kind
from .keeping import keep
from .revocation import AskingEvidence

log = structlog.get_logger(__name__)

LATER = timedelta(days=1)
"""When to look again for an authority with a longer certificate."""

AT_ONCE = 200
"""Papers that one run looks after; the next run goes on."""


class _Missing(Exception):  # noqa: N818 - an answer, like a refusal
    """Something could not be fetched; the code says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def strengthen_due(*, now: datetime, most: int = AT_ONCE) -> int:
    """Strengthen papers whose turn it is, oldest first, and those whose last seal ages; return how many were."""
    due = (
        SignedPaper.objects.filter(state=SignedPaper.State.COMPLETE)
        .filter(Q(strengthen_at__lte=now) | Q(strengthen_at=None, evidence_until__lte=now + BEFORE_THE_END))
        .order_by("strengthen_at", "id")
        .values_list("id", flat=True)[:most]
    )
    for paper_id in list(due):
        strengthen(paper_id=paper_id, now=now)
    return len(due)


def strengthen(*, paper_id: UUID, now: datetime) -> str:
    """Bring a paper as far towards the level it should have as can be reached now; return the level it has.

    What could be had is kept, what could not is tried again later. Safe to run twice, also at once: whoever comes
    second finds another file and leaves it.
    """
    paper = SignedPaper.objects.filter(id=paper_id, state=SignedPaper.State.COMPLETE).first()
    if paper is None:
        return ""
    trouble, level, content = "", Level(paper.level), b""
    ages = paper.evidence_until is not None and paper.evidence_until <= now + BEFORE_THE_END
    wanted = min(Level(settings.SIGNATURE_LEVEL), Level(paper.wanted or Level.B_LTA), key=lambda one: one.rank)
    try:
        with files.open_bytes(paper.file_id) as stream:
            content = stream.read()
        ours = set(paper.acts.values_list("field", flat=True))
        for step in _steps(level, wanted, ages=ages):
            content = _done(step, content, now, None if ages and level is Level.B_LTA else ours)
            level = max(level, step, key=lambda one: one.rank)
    except _Missing as missing:
        trouble = missing.code
        log.info("signatures.not_strengthened", paper=str(paper_id), why=trouble, level=level.value)
    except Exception as error:  # one file that cannot be read must not keep the others waiting
        trouble = "damaged"
        log.error("signatures.not_strengthened", paper=str(paper_id), why=type(error).__name__, said=str(error)[:200])
    _settle(paper, content, level, trouble, now)
    return level.value


def _steps(level: Level, wanted: Level, *, ages: bool) -> Sequence[Level]:
    """Return what is to be added, in its order; what ages gets fresh answers and a new seal."""
    missing = [one for one in Level if level.rank < one.rank <= wanted.rank]
    return missing or ([Level.B_LT, Level.B_LTA] if ages else [])


def _done(step: Level, content: bytes, now: datetime, ours: set[str] | None) -> bytes:
    return _with_answers(content, now, ours) if step is Level.B_LT else _with_stamp(content)


def _with_stamp(content: bytes) -> bytes:
    if not settings.TSA_URL:
        raise _Missing("no_tsa")
    session = outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE, largest=timestamps.LARGEST_REPLY)
    roots = trusted()

    def ask(imprint: bytes) -> bytes:
        token = timestamps.ask(settings.TSA_URL, imprint, session=session)
        if not timestamps.examine(token, imprint, roots).holds:
            raise NoTimestamp("not_believed")
        return token

    try:
        return making.stamped(content, ask)
    except NoTimestamp as trouble:
        raise _Missing(f"tsa_{trouble.code}") from trouble
    finally:
        session.close()


def _with_answers(content: bytes, now: datetime, ours: set[str] | None) -> bytes:
    """Add answers about the chains of our own signatures and of every time-stamp; signatures of others are theirs.

    Without `ours` only the last time-stamp is asked about, and nothing has to be known: the seal after it counts more.
    """
    chain = making.links(content, trusted(), ours)
    evidence = AskingEvidence(now=now, seconds=settings.SIGNATURE_SECONDS_APART)
    wanted = [Wanted(one.certificate, one.issuer.public_key) for one in chain]
    answers = evidence.asked(wanted)
    known = {one.about for one in answers}
    if ours is not None and any({one.key(kind) for kind in AnswerKind}.isdisjoint(known) for one in wanted):
        raise _Missing("no_revocation_answer")
    evidence.settled(answers)
    certificates = _each_once(chain)
    return making.with_evidence(
        content, certificates, of_kind(answers, AnswerKind.OCSP), of_kind(answers, AnswerKind.CRL)
    )


def _each_once(chain: Sequence[Link]) -> list[x509.Certificate]:
    found = {one.sha256: one for link in chain for one in (link.certificate, link.issuer)}
    return list(found.values())


@transaction.atomic
def _settle(seen: SignedPaper, content: bytes, level: Level, trouble: str, now: datetime) -> None:
    paper = SignedPaper.objects.select_for_update().get(id=seen.id)
    if paper.file_id != seen.file_id or paper.state != seen.state:
        return  # somebody was faster
    sealed_until = making.stamp_ends(content) if level is Level.B_LTA and not trouble else None
    renewed = sealed_until is not None and paper.evidence_until is not None and sealed_until > paper.evidence_until
    if level.rank > Level(paper.level).rank or renewed:
        keep(paper, content, now)
        paper.level = level
    paper.strengthen_trouble = trouble
    if trouble:
        paper.strengthen_tries += 1
        paper.strengthen_at = now + again_in(paper.strengthen_tries)
    else:
        paper.strengthen_tries, paper.strengthen_at = 0, None
    if renewed or (sealed_until is not None and paper.evidence_until is None):
        paper.evidence_until = sealed_until
    elif sealed_until is not None:
        paper.strengthen_at = now + LATER  # the authority's certificate is still the old one: a new stamp adds nothing
    paper.save()
