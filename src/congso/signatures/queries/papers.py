"""What the province signed: as its page tells anybody who holds it, and as work sees it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congso.organisation import queries as organisation

from ..models import SignatureAct, SignedPaper
from ..rules.copies import CopyKind
from ..rules.levels import WORDS, Level


@dataclass(frozen=True, slots=True)
class ActView:
    """One signature on it: by whom, in which capacity, for whom, with which certificate."""

    signer: str
    officer: str
    capacity: str
    is_agency: bool
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class MadeView:
    """A signature somebody made, as they read it later: on what, when, in which capacity."""

    title: str
    reference_number: str
    signed_at: datetime
    capacity: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with signatures of ours. `trouble` is a code while something is missing to the level it should have."""

    id: UUID
    code: str
    organisation_id: int
    organisation_name: str
    title: str
    reference_number: str
    state: str
    state_label: str
    file_id: UUID
    level: str
    prepared_at: datetime
    completed_at: datetime | None
    withdrawn_at: datetime | None
    trouble: str
    strengthen_at: datetime | None
    copy_label: str
    acts: tuple[ActView, ...]

    @property
    def level_words(self) -> str:
        """What its signatures bring with them, in words."""
        return WORDS[Level(self.level)]


def made_by(person_id: UUID, *, limit: int = 20) -> list[MadeView]:
    """Return the last signatures made with somebody's own keys, the latest first."""
    rows = SignatureAct.objects.filter(credential__person_id=person_id).select_related("paper")
    return [
        MadeView(
            row.paper.title,
            row.paper.reference_number,
            row.signed_at,
            row.capacity,
            row.paper.state == SignedPaper.State.WITHDRAWN,
        )
        for row in rows.order_by("-signed_at", "-id")[:limit]
    ]


def paper(paper_id: UUID) -> PaperView | None:
    """Return a paper by its id."""
    return _view(SignedPaper.objects.filter(id=paper_id).first())


def paper_by_code(code: str) -> PaperView | None:
    """Return the paper on which a code is printed."""
    return _view(SignedPaper.objects.filter(code=code).first()) if code else None


def copies_of(organisation_id: int, *, most: int = 20) -> list[PaperView]:
    """Return the last electronic copies of an agency, the newest first."""
    rows = SignedPaper.objects.filter(organisation_id=organisation_id).exclude(copy_kind="").order_by("-completed_at")
    return [one for one in (_view(row) for row in rows[:most]) if one is not None]


def _view(row: SignedPaper | None) -> PaperView | None:
    if row is None:
        return None
    acts = list(row.acts.select_related("credential").order_by("signed_at", "id"))
    names = organisation.officer_labels({one.officer_id for one in acts})
    return PaperView(
        id=row.id,
        code=row.code,
        organisation_id=row.organisation_id,
        organisation_name=organisation.organisation(row.organisation_id).name,
        title=row.title,
        reference_number=row.reference_number,
        state=row.state,
        state_label=SignedPaper.State(row.state).label,
        file_id=row.file_id,
        level=row.level,
        prepared_at=row.prepared_at,
        completed_at=row.completed_at,
        withdrawn_at=row.withdrawn_at,
        trouble=row.strengthen_trouble,
        strengthen_at=row.strengthen_at,
        copy_label=str(CopyKind(row.copy_kind).label) if row.copy_kind else "",
        acts=tuple(
            ActView(
                one.credential.subject,
                names[one.officer_id].name if one.officer_id in names else "",
                one.capacity,
                one.credential.organisation_id is not None,
                one.signed_at,
            )
            for one in acts
        ),
    )
