"""Who may read a stored file: whoever may see a dossier it belongs to, uploaded it, or was invited to its draft."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from congso.dossiers import permissions
from congso.dossiers.models import Dossier, DossierPaper, Result
from congso.dossiers.permissions import Actor, Applicant
from congso.files import queries as files
from congso.files.queries import FileView
from congso.kernel.refusals import NotFound
from congso.organisation.queries import ActingOfficer
from congso.representation import queries as representation

from .co_applicants import invited_with_file
from .conversation import dossiers_with_message_file
from .masking import refuse_restricted
from .noting import note, note_own, people_of


def may_read_file(viewer: Actor, file_id: UUID) -> bool:
    """Tell whether a viewer may read the bytes of a file. A person sees a result only once it is issued."""
    kept = files.views([file_id]).get(file_id)
    if kept is None:
        return False
    if kept.is_of(permissions.file_owner(viewer)):
        return True
    if isinstance(viewer, Applicant) and (
        _party_of_mandate(viewer, file_id) or invited_with_file(viewer.person_id, file_id)
    ):
        return True
    return any(_may_see(viewer, dossier) for dossier in _holders(viewer, file_id))


def _party_of_mandate(viewer: Applicant, file_id: UUID) -> bool:
    given = representation.mandates_with_paper(file_id)
    return any(viewer.person_id == one.giver_id or one.id in viewer.standing.mandates for one in given)


def _holders(viewer: Actor, file_id: UUID) -> QuerySet[Dossier]:
    paper_of = DossierPaper.objects.filter(file_id=file_id).values_list("dossier_id", flat=True)
    results = Result.objects.filter(file_id=file_id)
    if isinstance(viewer, Applicant):
        results = results.filter(state=Result.State.ISSUED)
    holders = {*paper_of, *results.values_list("dossier_id", flat=True), *dossiers_with_message_file(file_id)}
    if not isinstance(viewer, Applicant):
        # Whoever handles a dossier looks at the paper by which it was handed in for another.
        holders |= {*Dossier.objects.filter(mandate__paper=file_id).values_list("id", flat=True)}
    return Dossier.objects.filter(id__in=holders)


def file_for_system(
    officer: ActingOfficer, client_id: int, dossier_id: UUID, file_id: UUID, *, now: datetime
) -> FileView:
    """Return a paper or result of a dossier for a system that acts as an officer; that it was read is written down.

    Raises NotFound for a file of another dossier and outside the officer's scope, and Quarantined for malware.
    """
    dossier = _holders(officer, file_id).filter(id=dossier_id).first()
    if dossier is None or not _may_see(officer, dossier):
        raise NotFound("Không tìm thấy tệp trong hồ sơ này.")
    kept = files.view(file_id)
    files.check_not_quarantined(kept)
    note_file_read(officer, file_id, now=now, client_id=client_id)
    return kept


def note_file_read(
    viewer: ActingOfficer | Applicant, file_id: UUID, *, now: datetime, client_id: int | None = None
) -> None:
    """Write down that a file was opened, and of whose dossiers it is; to be called once `may_read_file` said yes."""
    mandates = representation.mandates_with_paper(file_id)
    held = [dossier for dossier in _holders(viewer, file_id) if _may_see(viewer, dossier)]
    about: dict[str, Any] = {
        "object_kind": "file",
        "object_id": file_id,
        "subjects": [
            *(one for dossier in held for one in people_of(dossier)),
            *(one for mandate in mandates for one in (mandate.giver_id, mandate.receiver_id)),
        ],
        "dossiers": [dossier.id for dossier in held],
    }
    if isinstance(viewer, Applicant):
        about["subjects"] += invited_with_file(viewer.person_id, file_id)
        note_own(viewer.person_id, "files.read", now=now, account_id=viewer.account_id, **about)
    else:
        note(viewer, "files.read", now=now, client_id=client_id, **about)


def _may_see(viewer: Actor, dossier: Dossier) -> bool:
    if isinstance(viewer, Applicant):
        return permissions.may_follow(viewer.person_id, dossier, viewer.standing)
    officer = permissions.officer_of(viewer)
    if officer is None or not permissions.may_see(officer, dossier):
        return False
    refuse_restricted(officer, dossier)
    return True
