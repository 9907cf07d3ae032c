"""Signing what the province issues: the competent person first, then the agency, with number and day filled in.

Both happen in the caller's transaction: a paper is signed and issued, or neither. Nothing here waits for a time-stamp
or for an answer on revocation; `strengthen` fetches them afterwards.
"""

import base64
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from pyhanko.stamp import StaticStampStyle

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.files import queries as files
from congso.files.commands import keep_made
from congso.kernel.refusals import NotFound, NotPossibleNow

from ..making import drawings, keys, token
from ..making.fields import is_signed, prepare, text_boxes
from ..making.remote import remote
from ..making.signing import Filled, Intent, sign
from ..models import SignatureAct, SignedPaper, SigningCredential
from ..rules import places
from ..rules.keys import Medium, check_usable
from ..rules.levels import Level
from ..rules.places import AGENCY, LEADER, Place
from .devices import Answered, Device, Taken, ask, take_up
from .keeping import keep


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand signs: the officer who acts, whose key it is, and in which capacity ("TM.", "KT.", "TL.", "TUQ.").

    `pin` opens a key at a remote service; it is kept nowhere. A refusal of it names `pin_field`. `device` is the
    signer's own, of which a signature for `about` (what is signed, with its fingerprint) is asked or has come.
    """

    officer_id: int
    credential_id: UUID
    capacity: str = ""
    pin: str = field(default="", repr=False)
    pin_field: str = "pin"
    device: Device | None = None
    about: str = ""


def new_code() -> str:
    """Return a code that leads whoever has a paper to what we know of it: 128 bits, nobody guesses it."""
    return secrets.token_urlsafe(16)


@transaction.atomic
def begin(
    *, pdf: bytes, spots: Sequence[Place], organisation_id: int, title: str, code: str, name: str, hand: Hand,
    now: datetime,
) -> UUID:  # fmt: skip
    """Have the competent person sign a document, and return the paper: number and day and the seal are still open.

    `spots` say where; a place for the seal is found over the signature when there is none. A file that somebody else
    signed before gets no boxes to fill in. Raises NotPossibleNow for a key that is not in force, HashWanted for one on
    the signer's own machine that is still to sign.
    """
    row = usable(hand.credential_id, now)
    about = f"begin:{organisation_id}:{hand.about}"
    if made := _taken_up(row, hand, about, now):
        code = made.code
    else:
        made = _begun(row, hand, pdf, _with_seal(spots, _seal_width(organisation_id)), about, code)
    kept = keep_made(stream=io.BytesIO(made.content), name=name, media_type="application/pdf", now=now)
    paper = SignedPaper.objects.create(
        code=code, organisation_id=organisation_id, title=title[:600], file_id=kept.id, level=Level.B_B, prepared_at=now
    )
    act(paper, row, hand, LEADER, made, now)
    return paper.id


def _begun(row: SigningCredential, hand: Hand, pdf: bytes, spots: Sequence[Place], about: str, code: str) -> Taken:
    signed_before = is_signed(pdf)
    if signed_before:
        spots = [one for one in spots if one.kind == "signature"]
    texts = [one.name for one in spots if one.kind == "text"]
    blank = prepare(pdf, spots, {AGENCY: texts} if texts else None)
    intent = Intent(LEADER, name=row.subject, first=not signed_before, looks=_looks(row))
    return signed(row, hand, blank, intent, about, code)


@transaction.atomic
def complete(*, paper_id: UUID, number: str, day: str, hand: Hand, now: datetime) -> None:
    """Fill in number and day and set the agency's signature, without a byte changed of what was signed before."""
    paper = _paper(paper_id)
    if paper.state != SignedPaper.State.OPEN:
        raise NotPossibleNow("Văn bản này đã được đóng dấu số.", code="already_sealed")
    row = usable(hand.credential_id, now)
    with files.open_bytes(paper.file_id) as stream:
        before = stream.read()
    about = f"complete:{paper.id}:{sha256(before).hexdigest()}:{number}:{day}"
    made = _taken_up(row, hand, about, now)
    if made is None:
        fills = _fills(before, {places.NUMBER: number, places.DAY: day})
        intent = Intent(AGENCY, name=row.subject, fills=fills, looks=_looks(row))
        made = signed(row, hand, before, intent, about, paper.code)
    keep(paper, made.content, now)
    paper.state, paper.completed_at, paper.reference_number = SignedPaper.State.COMPLETE, now, number[:60]
    paper.strengthen_at = now
    paper.save()
    act(paper, row, hand, AGENCY, made, now)


@transaction.atomic
def seal(*, pdf: bytes, organisation_id: int, title: str, number: str, name: str, hand: Hand, now: datetime) -> UUID:
    """Set an agency's signature, unseen, on a paper that nobody else signs: a slip, a register. Returns the paper.

    Nothing is drawn on it (the pictures of NĐ 30/2020/NĐ-CP belong to documents); evidence goes as far as B-T.
    """
    row, code = usable(hand.credential_id, now), new_code()
    made = signed(row, hand, pdf, Intent(AGENCY, name=row.subject), f"seal:{code}", code)
    kept = keep_made(stream=io.BytesIO(made.content), name=name, media_type="application/pdf", now=now)
    paper = SignedPaper.objects.create(
        code=code, organisation_id=organisation_id, title=title[:600], reference_number=number[:60], file_id=kept.id,
        level=Level.B_B, wanted=Level.B_T, state=SignedPaper.State.COMPLETE, prepared_at=now, completed_at=now,
        strengthen_at=now,
    )  # fmt: skip
    act(paper, row, hand, AGENCY, made, now)
    return paper.id


@transaction.atomic
def withdraw(*, paper_id: UUID, now: datetime) -> None:
    """Say of a paper that it counts no more: its signatures stay, its page says so. Safe to call twice."""
    paper = _paper(paper_id)
    if paper.state == SignedPaper.State.WITHDRAWN:
        return
    paper.state, paper.withdrawn_at, paper.strengthen_at = SignedPaper.State.WITHDRAWN, now, None
    paper.completed_at = paper.completed_at or now
    paper.save()


def _paper(paper_id: UUID) -> SignedPaper:
    paper = SignedPaper.objects.select_for_update().filter(id=paper_id).first()
    if paper is None:
        raise NotFound("Không tìm thấy văn bản ký số này.")
    return paper


def usable(credential_id: UUID, now: datetime) -> SigningCredential:
    # Shared until the end: a key that is just being ended signs before or not at all, and many may sign at once.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM signatures_signingcredential WHERE id = %s FOR SHARE", [credential_id])
    row = SigningCredential.objects.filter(id=credential_id).first()
    if row is None:
        raise NotFound("Không tìm thấy chứng thư số này.")
    check_usable(row.valid_from, row.valid_to, row.ended_at, now)
    return row


def _taken_up(row: SigningCredential, hand: Hand, about: str, now: datetime) -> Taken | None:
    """Return what the signer's own device has signed meanwhile; None where the signature is still to be made."""
    if row.medium != Medium.CLIENT or not isinstance(hand.device, Answered):
        return None
    return take_up(row, hand.device, officer_id=hand.officer_id, about=about, now=now)


def signed(row: SigningCredential, hand: Hand, pdf: bytes, intent: Intent, about: str, code: str) -> Taken:
    """Return the PDF with one more signature, by the key wherever it is. Raises refusals; then nothing was signed."""
    if row.medium == Medium.CLIENT:
        ask(row, hand.device, pdf, intent, about, code)
    return Taken(_signed_here(row, hand, pdf, intent), code, sha256(pdf).hexdigest())


def _signed_here(row: SigningCredential, hand: Hand, pdf: bytes, intent: Intent) -> bytes:
    chain = keys.chain_of(row.chain)
    match row.medium:
        case Medium.SOFTWARE:
            return sign(pdf, keys.software(chain, row.key), intent)
        case Medium.REMOTE:
            sign_hash = remote(chain, row.reference, hand.pin, hand.pin_field)
            return sign(pdf, keys.HashSigner(chain, sign_hash), intent)
        case _:
            with token.opened(chain, row.reference) as device:
                return sign(pdf, device, intent)


def _looks(row: SigningCredential) -> StaticStampStyle | None:
    return drawings.picture_style(base64.b64decode(row.picture)) if row.picture else None


def _seal_width(organisation_id: int) -> float:
    kept = SigningCredential.objects.filter(organisation_id=organisation_id, ended_at=None).first()
    return (kept.picture_mm if kept else None) or settings.SEAL_MM


def _with_seal(spots: Sequence[Place], width_mm: float) -> list[Place]:
    listed = list(spots)
    leader = places.named(listed, LEADER)
    if leader is not None and places.named(listed, AGENCY) is None:
        listed.append(places.seal_over(leader, width_mm))
    return listed


def _fills(pdf: bytes, wanted: dict[str, str]) -> dict[str, Filled]:
    found = {}
    for name, (width, height) in text_boxes(pdf).items():
        if name in wanted:
            # NĐ 30/2020 PL I: place and day stand in italics, 13–14 points.
            found[name] = Filled(wanted[name], width, height, italic=name == places.DAY)
    return found


def act(paper: SignedPaper, row: SigningCredential, hand: Hand, place: str, made: Taken, now: datetime) -> None:
    after = sha256(made.content).hexdigest()
    SignatureAct.objects.create(
        paper=paper,
        credential=row,
        officer_id=hand.officer_id,
        capacity=hand.capacity[:200],
        field=place,
        signed_at=now,
        before_sha256=made.before_sha256,
        after_sha256=after,
    )
    record(
        action="signatures.sign",
        at=now,
        kind=Kind.CHANGE,
        officer_id=hand.officer_id,
        object_kind="signed_paper",
        object_id=paper.id,
        credential=row.id,
        field=place,
        sha256=after,
    )
