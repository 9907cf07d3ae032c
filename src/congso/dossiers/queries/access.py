"""Who may read a stored file: whoever may see a dossier it belongs to, or uploaded it for a draft of their own."""

from uuid import UUID

from congso.dossiers import permissions
from congso.dossiers.models import Dossier, DossierPaper, Result
from congso.dossiers.permissions import Actor, Applicant
from congso.files import queries as files


def may_read_file(viewer: Actor, file_id: UUID) -> bool:
    """Tell whether a viewer may read the bytes of a file. A person sees a result only once it is issued."""
    kept = files.views([file_id]).get(file_id)
    if kept is None:
        return False
    if kept.is_of(permissions.file_owner(viewer)):
        return True
    paper_of = DossierPaper.objects.filter(file_id=file_id).values_list("dossier_id", flat=True)
    results = Result.objects.filter(file_id=file_id)
    if isinstance(viewer, Applicant):
        results = results.filter(state=Result.State.ISSUED)
    holders = {*paper_of, *results.values_list("dossier_id", flat=True)}
    return any(_may_see(viewer, dossier) for dossier in Dossier.objects.filter(id__in=holders))


def _may_see(viewer: Actor, dossier: Dossier) -> bool:
    if isinstance(viewer, Applicant):
        return permissions.is_person_of(viewer.person_id, dossier)
    officer = permissions.officer_of(viewer)
    return officer is not None and permissions.may_see(officer, dossier)
