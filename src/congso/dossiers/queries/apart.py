"""Files with malware in them, and whose dossiers they belong to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congso.audit.rules.kinds import Kind
from congso.dossiers.models import Dossier, DossierPaper, Result
from congso.files import queries as files
from congso.files.queries import QuarantinedFile
from congso.files.rules.rights import FileRight
from congso.kernel.refusals import NotFound
from congso.organisation.queries import ActingOfficer

from .noting import note, people_of


@dataclass(frozen=True, slots=True)
class Holding:
    """A dossier that a file belongs to."""

    dossier_id: UUID
    code: str
    applicant_id: UUID | None
    receiving_organisation_id: int
    processing_organisation_id: int

    @property
    def agencies(self) -> frozenset[int]:
        """The agencies whose dossier it is."""
        return frozenset({self.receiving_organisation_id, self.processing_organisation_id})


@dataclass(frozen=True, slots=True)
class Apart:
    """A file kept apart with the dossiers it belongs to; none for a draft's, or one that nothing refers to."""

    file: QuarantinedFile
    holdings: tuple[Holding, ...]


def holdings(file_ids: Iterable[UUID]) -> dict[UUID, list[Holding]]:
    """Return the dossiers that files belong to, as papers or results. For jobs and administrators."""
    wanted, pairs = list(file_ids), set()
    for model in (DossierPaper, Result):
        pairs |= set(model._default_manager.filter(file_id__in=wanted).values_list("file_id", "dossier_id"))
    found = {one.id: one for one in Dossier.objects.filter(id__in={dossier_id for _, dossier_id in pairs})}
    held: dict[UUID, list[Holding]] = defaultdict(list)
    for file_id, dossier_id in sorted(pairs):
        one = found[dossier_id]
        held[file_id].append(
            Holding(one.id, str(one), one.applicant_id, one.receiving_organisation_id, one.processing_organisation_id)
        )
    return held


def quarantine(officer: ActingOfficer) -> list[Apart]:
    """Return the files kept apart that an administrator answers for: of their agency, of all in the province's."""
    if not officer.may(FileRight.SEE_QUARANTINE):
        return []
    kept = files.quarantined()
    held = holdings(one.id for one in kept)
    apart = [Apart(one, tuple(held.get(one.id, ()))) for one in kept]
    return [one for one in apart if _answers_for(officer, one)]


def fetch_quarantined(officer: ActingOfficer, file_id: UUID, *, now: datetime) -> files.FileView:
    """Return a file kept apart for who looks into malware, and write it in the trail. Raises NotFound."""
    found = next((one for one in quarantine(officer) if one.file.id == file_id), None)
    if found is None or not officer.may(FileRight.FETCH_QUARANTINED):
        raise NotFound("Không tìm thấy tệp này trong danh sách tệp bị cách ly.")
    dossiers = Dossier.objects.filter(id__in=[one.dossier_id for one in found.holdings])
    note(
        officer,
        "files.fetch_quarantined",
        now=now,
        kind=Kind.EXPORT,
        subjects=[person for dossier in dossiers for person in people_of(dossier)],
        object_kind="file",
        object_id=file_id,
        dossiers=[one.dossier_id for one in found.holdings],
        threat=found.file.threat,
    )
    return files.view(file_id)


def _answers_for(officer: ActingOfficer, one: Apart) -> bool:
    if officer.tier == "province":
        return True
    return any(officer.organisation_id in held.agencies for held in one.holdings)
