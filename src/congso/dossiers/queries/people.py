"""What a person sees: own dossiers, own drafts."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.models import ApplicationDraft, CoApplicant, Dossier, Rating
from congso.files import queries as files
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound
from congso.representation import queries as representation

from . import cursors, rows
from .lists import MOST
from .noting import note_own
from .shapes import DossierRow, DraftPaperView, DraftRow, DraftView, ExpiringDraft, Page


def dossiers_of_person(
    person_id: UUID, *, now: datetime, after: str | None = None, limit: int = 20
) -> Page[DossierRow]:
    """Return the dossiers a person applied for, alone or with others, or handed in and may still follow, newest first.

    An organisation's are not among them, unless they apply together with it.
    """
    held = representation.mandates_held(person_id, now.astimezone(VIETNAM).date())
    limit = max(1, min(limit, MOST))
    place = cursors.read(after)
    ids: dict[UUID, datetime] = {}
    # Index scans of a page each, merged: an OR of the columns would read everything.
    still = Q(mandate__isnull=True) | Q(mandate__in=held)
    for own in (Q(applicant_id=person_id), Q(submitter_id=person_id) & still):
        found = Dossier.objects.filter(own, body__isnull=True)
        if place is not None:
            found = found.filter(cursors.beyond("submitted_at", place[0], place[1], descending=True))
        ids.update(found.order_by("-submitted_at", "-id").values_list("id", "submitted_at")[: limit + 1])
    together = CoApplicant.objects.filter(person_id=person_id)
    if place is not None:
        table, key = "dossiers_coapplicant", "dossier_id"
        together = together.filter(
            cursors.beyond("submitted_at", place[0], place[1], descending=True, table=table, key=key)
        )
    ids.update(together.order_by("-submitted_at", "-dossier_id").values_list("dossier_id", "submitted_at")[: limit + 1])
    return _listed(person_id, ids, limit, now)


def dossiers_of_body(
    person_id: UUID, body_id: UUID, *, now: datetime, after: str | None = None, limit: int = 20
) -> Page[DossierRow]:
    """Return an organisation's dossiers in the procedures a person acts for it in, newest first; for others none."""
    scope = representation.standing(person_id, now.astimezone(VIETNAM).date()).bodies.get(body_id)
    if scope is None:
        return Page([], None)
    limit = max(1, min(limit, MOST))
    found = Dossier.objects.filter(body=body_id)
    if scope:
        found = found.filter(procedure_code__in=sorted(scope))
    place = cursors.read(after)
    if place is not None:
        found = found.filter(cursors.beyond("submitted_at", place[0], place[1], descending=True))
    ids = dict(found.order_by("-submitted_at", "-id").values_list("id", "submitted_at")[: limit + 1])
    return _listed(person_id, ids, limit, now, body=body_id)


def _listed(person_id: UUID, ids: dict[UUID, datetime], limit: int, now: datetime, **detail: Any) -> Page[DossierRow]:
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
            **detail,
        )
    more = cursors.write(listed[-1].submitted_at, listed[-1].id) if len(newest) > limit else None
    return Page(listed, more)


def codes_of(person_id: UUID, dossier_ids: Collection[UUID], on: date) -> dict[UUID, str]:
    """Return the codes of those of some dossiers that are the person's, or of whom they act for on a day."""
    if not dossier_ids:
        return {}
    standing = representation.standing(person_id, on)
    return {
        one.id: str(one)
        for one in Dossier.objects.filter(id__in=dossier_ids)
        if permissions.may_follow(person_id, one, standing)
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


def handed_in_under(
    person_id: UUID, mandate_ids: Collection[UUID], *, now: datetime
) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return what was handed in under some mandates, as far as a person may see it: id and code, newest first."""
    if not mandate_ids:
        return {}
    standing = representation.standing(person_id, now.astimezone(VIETNAM).date())
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for one in Dossier.objects.filter(mandate__in=mandate_ids).order_by("-submitted_at")[:MOST]:
        if one.mandate_id is not None and permissions.is_person_of(person_id, one, standing):
            found.setdefault(one.mandate_id, []).append((one.id, str(one)))
    return found


def rated_among(dossier_ids: Collection[UUID]) -> set[UUID]:
    """Return those of some dossiers (of a list already scoped) that were rated, in one query."""
    return set(Rating.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", flat=True))


def drafts_of(account_id: int, *, body_id: UUID | None = None) -> list[DraftRow]:
    """Return the drafts of an account for an organisation, or for none, the latest first."""
    found = ApplicationDraft.objects.filter(account_id=account_id, body=body_id).order_by("-updated_at")[:MOST]
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


def drafts_expiring(
    since: datetime, until: datetime, *, after: UUID | None = None, limit: int = 500
) -> list[ExpiringDraft]:
    """Return a page of the drafts that are thrown away between two instants, by id; for jobs only."""
    found = ApplicationDraft.objects.filter(expires_at__gt=since, expires_at__lte=until).order_by("id")
    if after is not None:
        found = found.filter(id__gt=after)
    rows_ = found.values_list("id", "account_id", "procedure_version_id", "expires_at")[:limit]
    return [
        ExpiringDraft(draft_id, account_id, catalogue.version(version_id).name, expires_at)
        for draft_id, account_id, version_id, expires_at in rows_
    ]


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
        body_id=found.body_id,
        mandate_id=found.mandate_id,
        for_another=found.for_another,
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
                kept,
            )
            for paper in attached
            if (kept := stored.get(paper.file_id)) is not None
        ),
        created_at=found.created_at,
        updated_at=found.updated_at,
        expires_at=found.expires_at,
    )
