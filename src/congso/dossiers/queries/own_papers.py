"""The papers of a person: results that were issued to them, and what is in their dossiers, each file once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from congso.dossiers.models import Dossier, DossierPaper, Result
from congso.dossiers.rules import own_papers as rules
from congso.files import queries as files
from congso.files.queries import FileView
from congso.kernel.clock import VIETNAM
from congso.organisation import queries as organisation
from congso.representation import queries as representation

from .noting import note_own

MOST = 200
"""The newest are listed; older ones are on the pages of their dossiers."""


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper of a person's own dossiers. `key` names it for taking it along: "g-" a paper handed in, "k-" a result.

    `file_id` is None for a result that is written in the system and printed when it is asked for.
    `ended_why` says why it can no longer be handed in; "" when it can.
    """

    key: str
    name: str
    file_id: UUID | None
    file_name: str
    size_bytes: int | None
    sha256: str
    at: datetime
    dossier_id: UUID
    dossier_code: str
    procedure_name: str
    valid_until: date | None = None
    ended_why: str = ""
    reference_number: str = ""
    issued_by: str = ""
    is_recalled: bool = False

    @property
    def may_serve(self) -> bool:
        """Whether it may be handed in again."""
        return not self.ended_why


@dataclass(frozen=True, slots=True)
class OwnPapers:
    """What a person has: results, newest first; papers handed in, newest first, each content once."""

    results: tuple[OwnPaper, ...]
    papers: tuple[OwnPaper, ...]

    def could_be(self, asked: str) -> tuple[OwnPaper, ...]:
        """Return those that may be handed in and could be the paper asked for, likest first."""
        usable = {one.key: one for one in (*self.results, *self.papers) if one.may_serve}
        keys = rules.best_first(asked, [(one.key, one.name) for one in usable.values()])
        return tuple(usable[key] for key in keys)

    def named(self, key: str) -> OwnPaper | None:
        """Return the one with a key, if it may be handed in."""
        return next((one for one in (*self.results, *self.papers) if one.key == key and one.may_serve), None)


def own_papers(person_id: UUID, *, now: datetime, body_id: UUID | None = None) -> OwnPapers:
    """Return the papers of the dossiers a person applied for, or of an organisation's they may act for.

    Of an organisation's, only those of the procedures the person acts for it in; for others none. What was handed in
    for others is theirs, not in it. That they were listed is written down.
    """
    on = now.astimezone(VIETNAM).date()
    mine = _dossiers_of(person_id, body_id, on)
    found = OwnPapers(_results(mine), _papers(mine, on))
    if found.results or found.papers:
        note_own(
            person_id,
            "dossiers.own_papers",
            now=now,
            object_kind="paper_list",
            dossiers=sorted({one.dossier_id for one in (*found.results, *found.papers)}, key=str),
        )
    return found


def _dossiers_of(person_id: UUID, body_id: UUID | None, on: date) -> QuerySet[Dossier]:
    if body_id is None:
        return Dossier.objects.filter(applicant_id=person_id, body__isnull=True)
    scope = representation.standing(person_id, on).bodies.get(body_id)
    if scope is None:
        return Dossier.objects.none()
    found = Dossier.objects.filter(body_id=body_id)
    return found.filter(procedure_code__in=sorted(scope)) if scope else found


def _results(mine: QuerySet[Dossier]) -> tuple[OwnPaper, ...]:
    rows = Result.objects.filter(
        dossier__in=mine,
        state__in=[Result.State.ISSUED, Result.State.RECALLED],
        issued_at__isnull=False,
        declined=False,
    )
    listed = list(rows.select_related("dossier").order_by("-issued_at", "-id")[:MOST])
    # What was signed is made of the signed paper, like a result that is printed.
    own_file = {one.id: one.file_id for one in listed if one.file_id is not None and one.signed_paper_id is None}
    stored = files.views(own_file.values())
    return tuple(_result(one, stored.get(own_file[one.id]) if one.id in own_file else None) for one in listed)


def _result(one: Result, kept: FileView | None) -> OwnPaper:
    recalled = one.state == Result.State.RECALLED
    assert one.issued_at is not None
    return OwnPaper(
        key=f"k-{one.id}",
        name=one.title,
        file_id=kept.id if kept else None,
        file_name=kept.name if kept else "",
        size_bytes=kept.size_bytes if kept else None,
        sha256=kept.sha256 if kept else "",
        at=one.issued_at,
        dossier_id=one.dossier_id,
        dossier_code=str(one.dossier),
        procedure_name=one.dossier.procedure_name,
        ended_why="Cơ quan đã thu hồi kết quả này." if recalled else "",
        reference_number=one.reference_number,
        issued_by=organisation.organisation(one.dossier.processing_organisation_id).name,
        is_recalled=recalled,
    )


def _papers(mine: QuerySet[Dossier], on: date) -> tuple[OwnPaper, ...]:
    rows = DossierPaper.objects.filter(dossier__in=mine, file__isnull=False)
    listed = list(rows.select_related("dossier").order_by("-added_at", "-id")[: 2 * MOST])
    stored = files.views([one.file_id for one in listed if one.file_id is not None])
    found: dict[str, OwnPaper] = {}
    for one in listed:
        kept = stored.get(one.file_id) if one.file_id is not None else None
        if kept is not None and kept.sha256 not in found:
            found[kept.sha256] = _paper(one, kept, on)
    return tuple(found.values())[:MOST]


def _paper(one: DossierPaper, kept: FileView, on: date) -> OwnPaper:
    return OwnPaper(
        key=f"g-{one.id}",
        name=one.name,
        file_id=kept.id,
        file_name=kept.name,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        at=one.added_at,
        dossier_id=one.dossier_id,
        dossier_code=str(one.dossier),
        procedure_name=one.dossier.procedure_name,
        valid_until=kept.valid_until,
        ended_why=rules.why_not(
            is_bad=one.verdict == DossierPaper.Verdict.BAD,
            valid_until=kept.valid_until,
            has_defect=any(remark.is_defect for remark in kept.remarks(on)),
            is_quarantined=kept.is_quarantined,
            on=on,
        ),
    )
