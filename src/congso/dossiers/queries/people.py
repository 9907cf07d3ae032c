"""What a person sees: own dossiers, own drafts."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from congso.catalogue import queries as catalogue
from congso.dossiers.models import ApplicationDraft, Dossier, Rating
from congso.files import queries as files
from congso.kernel.refusals import NotFound

from . import cursors, rows
from .lists import MOST
from .noting import note_own
from .shapes import DossierRow, DraftPaperView, DraftRow, DraftView, Page


def dossiers_of_person(
    person_id: UUID, *, now: datetime, after: str | None = None, limit: int = 20
) -> Page[DossierRow]:
    """Return the dossiers a person applied for or handed in, newest first."""
    limit = max(1, min(limit, MOST))
    place = cursors.read(after)
    ids: dict[UUID, datetime] = {}
    # Two index scans of a page each, merged: an OR of the two columns would read everything.
    for column in ("applicant_id", "submitter_id"):
        found = Dossier.objects.filter(**{column: person_id})
        if place is not None:
            found = found.filter(cursors.beyond("submitted_at", place[0], place[1], descending=True))
        ids.update(found.order_by("-submitted_at", "-id").values_list("id", "submitted_at")[: limit + 1])
    newest = sorted(ids, key=lambda one: (ids[one], one), reverse=True)
    listed = rows.read(Dossier.objects.filter(id__in=newest[:limit]), now)
    listed.sort(key=lambda row: (row.submitted_at, row.id), reverse=True)
    if listed:
        note_own(
            person_id,
            "dossiers.list",
            now=now,
            object_kind="dossier_list",
            subjects={person_id, *(row.applicant_id for row in listed)},
            dossiers=[row.id for row in listed],
        )
    more = cursors.write(listed[-1].submitted_at, listed[-1].id) if len(newest) > limit else None
    return Page(listed, more)


def codes_of(person_id: UUID, dossier_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the codes of those of some dossiers that are the person's, in one query."""
    found = Dossier.objects.filter(Q(applicant_id=person_id) | Q(submitter_id=person_id), id__in=dossier_ids)
    return {
        one: code or registration for one, code, registration in found.values_list("id", "code", "registration_code")
    }


def codes_for_inspection(dossier_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the codes of some dossiers, for whoever may read the trail about them; they tell nothing personal."""
    found = Dossier.objects.filter(id__in=dossier_ids).values_list("id", "code", "registration_code")
    return {one: code or registration for one, code, registration in found}


def id_for_inspection(code: str) -> UUID | None:
    """Return the dossier that a code means, for whoever searches the trail; None for an unknown one."""
    bare = "".join(code.split()).upper()[:40]
    if not bare.isprintable():
        return None
    found = Dossier.objects.filter(Q(code=bare) | Q(registration_code=bare))
    return found.values_list("id", flat=True).first()


def handed_in_from(person_id: UUID, draft_id: UUID) -> UUID | None:
    """Return the dossier that a person made of a draft that is no more, or None."""
    found = Dossier.objects.filter(origin=f"draft:{draft_id}", submitter_id=person_id)
    return found.values_list("id", flat=True).first()


def rated_among(dossier_ids: Collection[UUID]) -> set[UUID]:
    """Return those of some dossiers (of a list already scoped) that were rated, in one query."""
    return set(Rating.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", flat=True))


def drafts_of(account_id: int) -> list[DraftRow]:
    """Return the drafts of an account, the latest first."""
    found = ApplicationDraft.objects.filter(account_id=account_id).order_by("-updated_at")[:MOST]
    listed = []
    for draft in found:
        version = catalogue.version(draft.procedure_version_id)
        listed.append(
            DraftRow(
                draft.id,
                version.procedure_code,
                version.name,
                draft.case_code,
                draft.step,
                draft.created_at,
                draft.updated_at,
                draft.expires_at,
            )
        )
    return listed


def draft(account_id: int, draft_id: UUID) -> DraftView:
    """Return a draft of one's own. Raises NotFound for anybody else's."""
    found = ApplicationDraft.objects.filter(id=draft_id, account_id=account_id).first()
    if found is None:
        raise NotFound("Không tìm thấy bản nháp này.")
    attached = list(found.papers.order_by("added_at", "id"))
    stored = files.views([paper.file_id for paper in attached])
    return DraftView(
        id=found.id,
        account_id=found.account_id,
        version_id=found.procedure_version_id,
        form_version_id=found.form_version_id,
        case_code=found.case_code,
        receiving_organisation_id=found.receiving_organisation_id,
        return_channel=found.return_channel,
        answers=found.answers,
        step=found.step,
        revision=found.revision,
        papers=tuple(
            DraftPaperView(
                kept.id,
                paper.component_key,
                kept.name,
                kept.media_type,
                kept.size_bytes,
                kept.pages,
                kept.is_quarantined,
            )
            for paper in attached
            if (kept := stored.get(paper.file_id)) is not None
        ),
        created_at=found.created_at,
        updated_at=found.updated_at,
        expires_at=found.expires_at,
    )
