"""In whose place a dossier was handed in, in words: for pages, printed papers and messages."""

from datetime import date, datetime
from uuid import UUID

from congso.dossiers import permissions
from congso.dossiers.models import Dossier
from congso.kernel.clock import VIETNAM
from congso.representation import queries as representation
from congso.representation.queries import MandateView
from congso.representation.rules.mandates import Proof

from .shapes import BehalfView

HELPED = "Nộp hộ người đề nghị"


def behalf_of(dossier: Dossier, now: datetime) -> BehalfView | None:
    """Return in whose place a dossier was handed in; None when the applicant did so for themselves."""
    if dossier.body_id is not None:
        body = representation.body(dossier.body_id)
        assert body is not None
        words = f"Thay mặt tổ chức: {body.name} ({body.kind_label}, mã số thuế {body.code})"
        return BehalfView(words, body_id=body.id, body_code=body.code)
    if dossier.mandate_id is not None:
        mandate = representation.mandate(dossier.mandate_id)
        assert mandate is not None
        on = now.astimezone(VIETNAM).date()
        return BehalfView(mandate_words(mandate), document_words(mandate), mandate.paper_id, not mandate.stands(on))
    if dossier.submitter_id not in (None, dossier.applicant_id):
        return BehalfView(HELPED)
    return None


def mandate_words(mandate: MandateView) -> str:
    """Return by what somebody acts for another: “Được ủy quyền của Trần Thị Mai”."""
    if mandate.is_authorisation:
        return f"Được ủy quyền của {mandate.giver_name}"
    return f"{mandate.ground.label}: {mandate.giver_name}"


def document_words(mandate: MandateView) -> str:
    """Return what proves a mandate: its kind, number, day and who issued it."""
    if mandate.proof is Proof.ELECTRONIC:
        return "Xác nhận điện tử trên cổng" + (f" lúc {_moment(mandate.confirmed_at)}" if mandate.confirmed_at else "")
    day = f" ngày {mandate.document_on:%d/%m/%Y}" if mandate.document_on else ""
    issuer = f", {mandate.document_issuer}" if mandate.document_issuer else ""
    return f"{mandate.proof.label}, số {mandate.document_number}{day}{issuer}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def concerned(dossier_id: UUID | str, on: date) -> list[UUID]:
    """Return whom messages about a dossier go to today, its applicant first, if they may still know of it.

    An organisation's go to those who represent it, and to who spoke for it as long as they act for it. A proxy is told
    as long as the mandate holds, whoever applies together with the applicant always. For jobs.
    """
    dossier = Dossier.objects.filter(id=dossier_id).first()
    if dossier is None:
        return []
    people = [
        dossier.applicant_id,
        *([dossier.submitter_id] if dossier.submitter_id else []),
        *dossier.co_applicant_ids,
    ]
    if dossier.body_id is not None:
        people += representation.representatives(dossier.body_id, on)
    return [
        one for one in dict.fromkeys(people) if permissions.may_follow(one, dossier, representation.standing(one, on))
    ]
