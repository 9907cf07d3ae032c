"""Who is invited to apply together in a draft, what somebody invited reads of it, and who applies in a dossier."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from congso.catalogue import queries as catalogue
from congso.dossiers.models import ApplicationDraft, ApplicationInvitation, CoApplicant, DraftPaper
from congso.dossiers.rules.co_applicants import Answer, content_hash, obstacle
from congso.files import queries as files
from congso.identity import queries as identity
from congso.identity.rules.assurance import LABELS
from congso.kernel import masking
from congso.kernel.refusals import NotFound

from .noting import note_own
from .people import draft
from .shapes import CoApplicantView, DraftView

STATEMENTS = "statements"
"""The group of a form that holds what is declared when handing in, by whoever hands in."""

LINK_IS_OVER = "Đường dẫn này không dùng được nữa: đã hết hạn, đã được thay bằng đường dẫn mới, hoặc đã bị thu hồi."
INVITATION_IS_OVER = "Không tìm thấy lời mời này: người mời đã thu hồi, hoặc đã xóa bản nháp."


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One invitation as the inviter sees it. `claimed_by`: the name VNeID gives of whoever opened it."""

    id: UUID
    full_name: str
    identity_number: str
    email: str
    phone: str
    answer: Answer
    answered_at: datetime | None
    reason: str
    claimed_by: str
    valid_until: datetime
    sent_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Tell whether it counts: it was not withdrawn."""
        return self.answer is not Answer.WITHDRAWN

    @property
    def label(self) -> str:
        """The answer in words."""
        return str(self.answer.label)

    def is_over(self, now: datetime) -> bool:
        """Tell whether its link no longer opens."""
        return not self.claimed_by and self.valid_until <= now


@dataclass(frozen=True, slots=True)
class LinkView:
    """What a link leads to, before it is opened. `person_id`: who opened it already; `dossier_id`: what it became."""

    invitation_id: UUID
    inviter_id: UUID
    inviter_name: str
    procedure_name: str
    person_id: UUID | None
    dossier_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class InvitedView:
    """A draft as somebody invited reads it: exactly what would be handed in, and under which hash they answer."""

    id: UUID
    draft: DraftView
    inviter_id: UUID
    inviter_name: str
    full_name: str
    answer: Answer
    answered_at: datetime | None
    reason: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as one line of somebody's own pages."""

    id: UUID
    procedure_name: str
    inviter_name: str
    answer: Answer

    @property
    def is_yours(self) -> bool:
        """Tell whether it waits for their answer."""
        return self.answer in (Answer.WAITING, Answer.LAPSED)


@dataclass(frozen=True, slots=True)
class Told:
    """What a message about an invitation says, and to whom; for jobs."""

    draft_id: UUID
    round: int
    full_name: str
    person_id: UUID | None
    inviter_id: UUID
    inviter_name: str
    procedure_name: str
    answer: Answer
    reason: str


def digest_of(token: str) -> str:
    """Return what is kept of a link. It has 192 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_of(draft: ApplicationDraft) -> str:
    """Return the hash of what would be handed in with a draft as it stands."""
    version = catalogue.version(draft.procedure_version_id)
    unread = [one.key for group in version.form.groups if group.key == STATEMENTS for one in group.fields]
    papers = list(DraftPaper.objects.filter(draft=draft).values_list("component_key", "file_id"))
    stored = files.views([file_id for _key, file_id in papers])
    return content_hash(
        version_id=draft.procedure_version_id,
        answers=draft.answers,
        unread=unread,
        papers=[(key, stored[file_id].sha256) for key, file_id in papers if file_id in stored],
        place=(
            draft.case_code,
            draft.receiving_organisation_id,
            draft.return_channel,
            draft.body_id,
            draft.mandate_id,
            draft.for_another,
        ),
    )


def _live(draft_id: UUID) -> QuerySet[ApplicationInvitation]:
    found = ApplicationInvitation.objects.filter(draft=draft_id).exclude(answer=Answer.WITHDRAWN)
    return found.order_by("created_at", "id")


def invitations_of(draft_id: UUID) -> list[InvitationView]:
    """Return the invitations of a draft in the order they were made, without the withdrawn; the draft must be one's
    own."""
    found = list(_live(draft_id))
    people = identity.persons([one.person_id for one in found if one.person_id is not None])
    return [
        InvitationView(
            id=one.id,
            full_name=one.full_name,
            identity_number=masking.identity_number(one.identity_number) if one.identity_number else "",
            email=one.email,
            phone=one.phone,
            answer=Answer(one.answer),
            answered_at=one.answered_at,
            reason=one.reason,
            claimed_by=people[one.person_id].full_name if one.person_id in people else "",
            valid_until=one.valid_until,
            sent_at=one.sent_at,
        )
        for one in found
    ]


def link(token: str, *, now: datetime) -> LinkView:
    """Return what a link leads to. Raises NotFound for one that was replaced or withdrawn, or whose time is over."""
    digest = digest_of(token)
    kept = CoApplicant.objects.select_related("dossier").filter(token_digest=digest).first()
    if kept is not None:
        dossier = kept.dossier
        return LinkView(
            kept.id,
            dossier.submitter_id or dossier.applicant_id,
            "",
            dossier.procedure_name,
            kept.person_id,
            dossier.id,
        )
    found = (
        ApplicationInvitation.objects.select_related("draft")
        .filter(token_digest=digest)
        .exclude(answer=Answer.WITHDRAWN)
        .first()
    )
    if found is None or (found.person_id is None and found.valid_until <= now):
        raise NotFound(LINK_IS_OVER, code="link_over", remedy="Hãy nhờ người mời gửi lại đường dẫn.")
    inviter = identity.person_of_account(found.draft.account_id)
    if inviter is None:
        raise NotFound(LINK_IS_OVER, code="link_over")
    name = catalogue.version(found.draft.procedure_version_id).name
    return LinkView(found.id, inviter.id, inviter.full_name, name, found.person_id)


def invited(person_id: UUID, invitation_id: UUID, *, now: datetime) -> InvitedView:
    """Return what somebody was invited to, as it stands; that they read it is written down. Raises NotFound."""
    found = (
        ApplicationInvitation.objects.select_related("draft")
        .filter(id=invitation_id, person=person_id)
        .exclude(answer=Answer.WITHDRAWN)
        .first()
    )
    if found is None:
        raise NotFound(INVITATION_IS_OVER)
    inviter = identity.person_of_account(found.draft.account_id)
    assert inviter is not None
    note_read(person_id, [inviter.id], now=now, object_id=found.draft_id)
    return InvitedView(
        id=found.id,
        draft=draft(found.draft.account_id, found.draft_id),
        inviter_id=inviter.id,
        inviter_name=inviter.full_name,
        full_name=found.full_name,
        answer=Answer(found.answer),
        answered_at=found.answered_at,
        reason=found.reason,
        content_hash=hash_of(found.draft),
    )


def became(person_id: UUID, invitation_id: UUID) -> UUID | None:
    """Return the dossier in which somebody applies since their invitation, or None."""
    found = CoApplicant.objects.filter(id=invitation_id, person=person_id)
    return found.values_list("dossier_id", flat=True).first()


def invited_to(person_id: UUID, *, now: datetime) -> list[InvitationRow]:
    """Return the invitations that somebody has opened and that were not handed in yet, the latest first."""
    found = (
        ApplicationInvitation.objects.select_related("draft")
        .filter(person=person_id)
        .exclude(answer=Answer.WITHDRAWN)
        .order_by("-created_at", "-id")[:50]
    )
    rows, inviters = [], []
    for one in found:
        inviter = identity.person_of_account(one.draft.account_id)
        name = catalogue.version(one.draft.procedure_version_id).name
        rows.append(InvitationRow(one.id, name, inviter.full_name if inviter else "", Answer(one.answer)))
        inviters.append(inviter.id if inviter else None)
    if rows:
        note_read(person_id, inviters, now=now, kind="draft_list")
    return rows


def note_read(
    person_id: UUID, inviters: Iterable[UUID | None], *, now: datetime, kind: str = "draft", object_id: object = ""
) -> None:
    """Write down that somebody read about what they were invited to."""
    note_own(
        person_id,
        "dossiers.read_invited",
        now=now,
        object_kind=kind,
        object_id=object_id,
        subjects=[person_id, *inviters],
        co_applicant=True,
    )


def invited_with_file(person_id: UUID, file_id: UUID) -> list[UUID | None]:
    """Return who invited somebody to the drafts that a file is attached to; nothing when it is none of theirs."""
    drafts = ApplicationInvitation.objects.filter(person=person_id).exclude(answer=Answer.WITHDRAWN).values("draft")
    papers = DraftPaper.objects.filter(file=file_id, draft__in=drafts)
    return list(papers.values_list("draft__account__person", flat=True))


def told(invitation_id: UUID | str) -> Told | None:
    """Return what a message about an invitation says; None when it is no more. For jobs."""
    found = ApplicationInvitation.objects.select_related("draft").filter(id=invitation_id).first()
    inviter = identity.person_of_account(found.draft.account_id) if found is not None else None
    if found is None or inviter is None:
        return None
    return Told(
        draft_id=found.draft_id,
        round=found.round,
        full_name=found.full_name,
        person_id=found.person_id,
        inviter_id=inviter.id,
        inviter_name=inviter.full_name,
        procedure_name=catalogue.version(found.draft.procedure_version_id).name,
        answer=Answer(found.answer),
        reason=found.reason,
    )


def names_missing(draft_id: UUID, current_hash: str) -> list[tuple[str, Answer]]:
    """Return who was invited to a draft and does not stand for it as it is now."""
    found = _live(draft_id)
    missing: list[tuple[str, Answer]] = []
    for one in found:
        answer = Answer(one.answer)
        if answer is Answer.AGREED and one.content_hash != current_hash:
            answer = Answer.LAPSED
        if answer is not Answer.AGREED:
            missing.append((one.full_name, answer))
    return missing


def co_applicants_of(dossier_id: UUID) -> tuple[CoApplicantView, ...]:
    """Return who applies together in a dossier, in the order they agreed."""
    found = CoApplicant.objects.filter(dossier=dossier_id).order_by("agreed_at", "id")
    return tuple(
        CoApplicantView(one.person_id, one.full_name, one.agreed_at, LABELS.get(one.level, one.level), one.content_hash)
        for one in found
    )


def not_agreed(draft_id: UUID) -> list[str]:
    """Return why a draft of one's own cannot be handed in yet, a sentence for each who does not stand for it."""
    found = ApplicationDraft.objects.filter(id=draft_id).first()
    if found is None or not found.invitations.exists():
        return []
    return [obstacle(name, answer) for name, answer in names_missing(draft_id, hash_of(found))]


def agreed_at(person_id: UUID, dossier_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return in which of some dossiers a person applies together with somebody, and when they agreed."""
    found = CoApplicant.objects.filter(person=person_id, dossier__in=dossier_ids)
    return dict(found.values_list("dossier_id", "agreed_at"))
