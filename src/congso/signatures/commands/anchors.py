"""Deciding which roots are trusted, and taking one back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from congso.audit.commands import record
from congso.files.commands import refuse_secret_words
from congso.files.queries import Owner
from congso.kernel import normalise
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation.queries import ActingOfficer

from ..models import TrustAnchor
from ..permissions import needs_to_keep_anchors
from ..queries.anchors import known
from ..rules.certificates import AnchorKind, NoCertificate, Offered, read_certificates, trouble_with

LONGEST_WORDS = 300


def trust(*, content: bytes, kind: AnchorKind, source: str, by: ActingOfficer, now: datetime) -> list[UUID]:
    """Trust every certificate in `content` (PEM or DER) from now on. Raises NotAllowed, Incorrect.

    `source` says with what their fingerprints were compared. What is trusted already stays as it is, so sending twice
    adds once; everything else that speaks against one of them refuses all.
    """
    needs_to_keep_anchors(by)
    refuse_secret_words([source], Owner(by.account_id))
    source = _said(source, "source", "Ghi đã so dấu vân tay với bản công bố nào.")
    try:
        offered = read_certificates(content)
    except NoCertificate as error:
        raise Incorrect(str(error)) from None
    there = known(one.sha256 for one in offered)
    new = [one for one in offered if one.sha256 not in there]
    for one in new:
        if said := trouble_with(one, now=now, known=False):
            raise Incorrect(f"{one.name}: {said}")
    return _keep(new, kind, source, by, now)


@transaction.atomic
def _keep(offered: Sequence[Offered], kind: AnchorKind, source: str, by: ActingOfficer, now: datetime) -> list[UUID]:
    added: list[UUID] = []
    for one in offered:
        try:
            with transaction.atomic():
                row = TrustAnchor.objects.create(
                    kind=kind, name=one.name, certificate=one.der, sha256=one.sha256, valid_from=one.valid_from,
                    valid_to=one.valid_to, source=source, added_at=now, added_by_id=by.id,
                )  # fmt: skip
        except IntegrityError:  # a second click was faster
            continue
        added.append(row.id)
        _record("signatures.trust", row, by, now)
    return added


def remove_anchor(*, anchor_id: UUID, why: str, by: ActingOfficer, now: datetime) -> None:
    """Trust a root no longer. Raises NotAllowed, NotFound, NotPossibleNow, Incorrect."""
    needs_to_keep_anchors(by)
    refuse_secret_words([why], Owner(by.account_id))
    why = _said(why, "why", "Ghi vì sao không tin cậy gốc này nữa.")
    with transaction.atomic():
        row = TrustAnchor.objects.select_for_update().filter(id=anchor_id).first()
        if row is None:
            raise NotFound("Không có gốc tin cậy này.")
        if row.removed_at is not None:
            raise NotPossibleNow("Gốc tin cậy này đã được bỏ.")
        row.removed_at, row.removed_by_id, row.removed_why = now, by.id, why
        row.save(update_fields=["removed_at", "removed_by", "removed_why"])
        _record("signatures.remove_anchor", row, by, now)


def _said(words: str, field: str, missing: str) -> str:
    words = normalise.tidy(words)
    if not words:
        raise Incorrect(missing, fields={field: [missing]})
    if len(words) > LONGEST_WORDS:
        said = f"Tối đa {LONGEST_WORDS} ký tự."
        raise Incorrect(said, fields={field: [said]})
    return words


def _record(action: str, row: TrustAnchor, by: ActingOfficer, now: datetime) -> None:
    record(
        action=action,
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        unit_id=by.unit_id,
        object_kind="trust_anchor",
        object_id=row.id,
        anchor_kind=row.kind,
        sha256=row.sha256,
    )
