"""Making electronic copies: a file that a clerk confirms gets the agency's signature and a line of text."""

import io
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.files import queries as files
from congso.files.commands import keep_made
from congso.files.rules import content
from congso.kernel.refusals import Incorrect
from congso.organisation import queries as organisation

from ..making import drawings
from ..making.fields import page_sizes, prepare
from ..making.signing import Intent
from ..models import SignedPaper
from ..rules import copies, places
from ..rules.copies import CopyKind
from ..rules.levels import Level
from ..rules.places import TEXT_SIZE
from .signing import Hand, act, new_code, signed, usable


@transaction.atomic
def certify_copy(*, file_id: UUID, kind: CopyKind, organisation_id: int, title: str, hand: Hand, now: datetime) -> UUID:
    """Sign a PDF that was handed in as an electronic copy, and return the paper. Raises Incorrect, NotPossibleNow.

    The line of text stands at the upper right of the first page, without any picture. Signatures that are on the file
    stay as they are.
    """
    named = title.strip()
    if not named:
        raise Incorrect("Ghi tên văn bản được sao.", fields={"title": ["Ghi tên văn bản được sao."]})
    kept = files.view(file_id)
    if kept.media_type != content.PDF:
        raise Incorrect("Chỉ sao được tệp PDF.", fields={"file": ["Chỉ sao được tệp PDF: quét bản giấy thành PDF."]})
    with files.open_bytes(file_id) as stream:
        pdf = stream.read()
    row, code = usable(hand.credential_id, now), new_code()
    sizes = page_sizes(pdf)
    # A name of its own: a copy may be made of what bears a copy's line, or our seal, already.
    place = replace(places.upper_right(sizes[0][0]), name=f"ban_sao_{code[:12]}")
    said = copies.words(kind, organisation.organisation(organisation_id).name, now)
    looks = drawings.text_style(said, width=place.width, height=place.height, size=TEXT_SIZE)
    intent = Intent(place.name, name=row.subject, looks=looks)
    made = signed(row, hand, prepare(pdf, [place]), intent, f"copy:{file_id}:{kind}", code)
    stored = keep_made(stream=io.BytesIO(made.content), name=kept.name, media_type=content.PDF, now=now)
    paper = SignedPaper.objects.create(
        code=code, organisation_id=organisation_id, title=named[:600], copy_kind=kind, file_id=stored.id,
        level=Level.B_B, state=SignedPaper.State.COMPLETE, prepared_at=now, completed_at=now, strengthen_at=now,
    )  # fmt: skip
    act(paper, row, hand, place.name, made, now)
    return paper.id
