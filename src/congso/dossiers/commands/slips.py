"""Signing the slips of the desk for the agency, so that whoever gets one can tell that it is genuine from the file.

Source: TT 03/2025/TT-VPCP Phụ lục I, Mẫu số 04 (signed and sealed, or digitally); for the other slips it is our choice.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from congso.dossiers import printing
from congso.dossiers.models import SignedSlip
from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.signatures import commands as signatures
from congso.signatures import queries as signed
from congso.signatures.commands import Hand

AT_ONCE = 100
"""Slips that one run looks for."""


def sign_missing_slips(*, since: datetime, now: datetime) -> int:
    """Sign slips issued since a moment that could not be signed then (a device was out, a key came later); how many."""
    signed_now = 0
    for dossier_id, kind, round in printing.slips_without_signature(since, AT_ONCE):
        signed_now += sign_slip(dossier_id=dossier_id, kind=kind, round=round, now=now)
    return signed_now


def sign_slip(*, dossier_id: UUID, kind: str, now: datetime, round: int | None = None) -> bool:
    """Sign a slip that was issued with the agency's key; returns whether it is signed now (job).

    Without a key that signs by itself, or where there is no such slip any more, nothing happens: the slip is printed as
    before. Safe to run twice and at once.
    """
    try:
        slip = printing.slip(dossier_id, SignedSlip.Kind(kind), round)
    except NotFound:
        return False
    if slip.is_signed:
        return True
    key = signed.key_of_agency(slip.organisation_id, now)
    if key is None or not key.signs_alone:
        return False
    try:
        with transaction.atomic():
            paper_id = signatures.seal(
                pdf=slip.content, organisation_id=slip.organisation_id, title=slip.title, number=slip.number,
                name=f"{kind}.pdf", hand=Hand(slip.officer_id, key.id), now=now,
            )  # fmt: skip
            SignedSlip.objects.create(dossier_id=dossier_id, kind=kind, number=slip.number, paper_id=paper_id)
    except IntegrityError:
        return True  # somebody was faster
    except NotPossibleNow:
        return False  # the key ended meanwhile, or its device is out
    return True
