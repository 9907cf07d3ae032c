"""What officers note beside a paper."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.audit.commands import record
from congso.dossiers import permissions
from congso.dossiers.models import (
    DossierPaper,
)
from congso.dossiers.queries import people_of
from congso.dossiers.rules.rights import DossierRight as R
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound
from congso.organisation.commands import hold
from congso.organisation.queries import ActingOfficer

from .case import NOT_FOUND, lock
from .secrets import no_secrets


@no_secrets
@transaction.atomic
def judge_paper(
    *, dossier_id: UUID, paper_id: UUID, verdict: str, remark: str, by: ActingOfficer, now: datetime
) -> None:
    """Note beside a paper whether it is good, for the colleagues who come after. Not an act: changes no state."""
    dossier = lock([dossier_id]).get(dossier_id)
    if dossier is None or not permissions.may_see(by, dossier):
        raise NotFound(NOT_FOUND)
    if not by.may(R.JUDGE_PAPER) or not dossier.is_open or dossier.waiting_unit_id != by.unit_id:
        raise NotAllowed("Chỉ đơn vị đang giữ hồ sơ được ghi nhận xét giấy tờ.")
    if verdict not in DossierPaper.Verdict.values:
        raise Incorrect("Nhận xét không đúng.")
    hold(by)
    changed = DossierPaper.objects.filter(id=paper_id, dossier=dossier).update(verdict=verdict, remark=remark[:500])
    if not changed:
        raise NotFound("Không tìm thấy giấy tờ này trong hồ sơ.")
    record(
        action="dossiers.judge_paper",
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        unit_id=by.unit_id,
        on_behalf_of_officer_id=by.on_behalf.officer_id if by.on_behalf else None,
        delegation_id=by.on_behalf.delegation_id if by.on_behalf else None,
        subjects=people_of(dossier),
        object_kind="dossier",
        object_id=dossier_id,
        paper=paper_id,
        verdict=verdict,
    )
