"""Applying together: inviting by a link, opening it, agreeing to exactly what would be handed in, or declining."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from congso.audit.commands import record
from congso.catalogue import queries as catalogue
from congso.dossiers.events import CoApplicantAnswered, CoApplicantInvited, InvitationWithdrawn
from congso.dossiers.models import ApplicationDraft, ApplicationInvitation, CoApplicant
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import became
from congso.dossiers.queries.co_applicants import INVITATION_IS_OVER, LINK_IS_OVER, digest_of, hash_of, names_missing
from congso.dossiers.rules.co_applicants import Answer, obstacle
from congso.identity import queries as identity
from congso.kernel.events import publish
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow

from . import draft_row
from .opening import check_assurance
from .secrets import no_secrets

_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to somebody invited: where to, from whom, about what, and the link's secret."""

    address: str
    by_email: bool
    full_name: str
    inviter_name: str
    procedure_name: str
    token: str
    valid_until: datetime


@no_secrets
@transaction.atomic
def invite_co_applicant(
    *,
    draft_id: UUID,
    full_name: str,
    by: Applicant,
    now: datetime,
    identity_number: str = "",
    email: str = "",
    phone: str = "",
) -> UUID:
    """Invite somebody to apply together; with an address a letter goes out. Returns the invitation's id.

    With `identity_number` only that person can open it. Raises Incorrect for oneself and for somebody asked already,
    NotPossibleNow when too many are asked.
    """
    draft = draft_row.own(draft_id, by)
    live = list(draft.invitations.exclude(answer=Answer.WITHDRAWN))
    policy = settings.CO_APPLICANTS
    if len(live) >= policy.at_most:
        raise NotPossibleNow(
            f"Một hồ sơ mời tối đa {policy.at_most} người cùng đề nghị.",
            code="too_many_invited",
            remedy="Thu hồi lời mời không cần nữa rồi mời người khác.",
        )
    name = tidy(full_name)[:120]
    if not name:
        raise _incorrect("full_name", "Ghi họ và tên người được mời.")
    if identity_number:
        myself = identity.person(by.person_id)
        if myself is not None and myself.identity_number == identity_number:
            raise _incorrect("identity_number", "Đây là số định danh của bạn: người nộp không phải mời mình.")
        if any(one.identity_number == identity_number for one in live):
            raise _incorrect("identity_number", "Người có số định danh này đã được mời; xem danh sách phía trên.")
    invitation = ApplicationInvitation.objects.create(
        draft=draft,
        full_name=name,
        identity_number=identity_number,
        email=email,
        phone=phone,
        token_digest=digest_of(secrets.token_urlsafe(_TOKEN_BYTES)),
        valid_until=now + policy.lasts,
        created_at=now,
    )
    draft_row.note("invite_co_applicant", draft, by, now, invitation=invitation.id)
    draft_row.keep(draft, now)
    if email or phone:
        _send(invitation, draft, now)
    return invitation.id


@transaction.atomic
def send_invitation_again(*, draft_id: UUID, invitation_id: UUID, by: Applicant, now: datetime) -> None:
    """Write to somebody invited once more; the link of the earlier letter stops working."""
    draft, invitation = _unopened(draft_id, invitation_id, by)
    if not (invitation.email or invitation.phone):
        raise NotPossibleNow(
            "Lời mời này không có địa chỉ để gửi.", code="no_address", remedy="Bấm “Lấy đường dẫn” rồi tự gửi."
        )
    draft_row.note("send_invitation_again", draft, by, now, invitation=invitation.id)
    _send(invitation, draft, now)


def _send(invitation: ApplicationInvitation, draft: ApplicationDraft, now: datetime) -> None:
    policy = settings.CO_APPLICANTS
    since = now - timedelta(days=1)
    lately = ApplicationInvitation.objects.filter(draft__account=draft.account_id, sent_at__gt=since).count()
    if invitation.letters >= policy.letters_each or lately >= policy.letters_a_day:
        raise NotPossibleNow(
            "Hôm nay đã gửi quá nhiều lời mời.",
            code="too_many_letters",
            remedy="Bấm “Lấy đường dẫn” để tự gửi cho người được mời, hoặc gửi lại vào ngày mai.",
        )
    invitation.letters += 1
    invitation.sent_at, invitation.valid_until = now, now + policy.lasts
    invitation.save(update_fields=["letters", "sent_at", "valid_until"])
    publish(CoApplicantInvited(str(invitation.id)))


@transaction.atomic
def draw_invitation_letter(*, invitation_id: UUID | str, now: datetime) -> Letter | None:
    """Return what is written to somebody invited, for the letter that is being sent; None when it is over.

    The secret is made here and kept nowhere but in the letter; one that was drawn before stops working.
    """
    found = ApplicationInvitation.objects.select_related("draft").filter(id=invitation_id).first()
    # The draft before the invitation, like everybody: two that lock both never wait for each other.
    if found is None or not _lock(found.draft_id):
        return None
    invitation = ApplicationInvitation.objects.select_for_update().get(id=found.id)
    inviter = identity.person_of_account(found.draft.account_id)
    over = invitation.answer == Answer.WITHDRAWN or invitation.person_id is not None or invitation.valid_until <= now
    if over or inviter is None or not (invitation.email or invitation.phone):
        return None
    return Letter(
        address=invitation.email or invitation.phone,
        by_email=bool(invitation.email),
        full_name=invitation.full_name,
        inviter_name=inviter.full_name,
        procedure_name=catalogue.version(found.draft.procedure_version_id).name,
        token=_draw(invitation),
        valid_until=invitation.valid_until,
    )


@transaction.atomic
def draw_invitation_link(*, draft_id: UUID, invitation_id: UUID, by: Applicant, now: datetime) -> str:
    """Return the secret of a new link, for the inviter to pass on; links made before stop working."""
    draft, invitation = _unopened(draft_id, invitation_id, by)
    invitation.valid_until = now + settings.CO_APPLICANTS.lasts
    invitation.save(update_fields=["valid_until"])
    draft_row.note("draw_invitation_link", draft, by, now, invitation=invitation.id)
    return _draw(invitation)


def _draw(invitation: ApplicationInvitation) -> str:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invitation.token_digest = digest_of(token)
    invitation.save(update_fields=["token_digest"])
    return token


def _unopened(draft_id: UUID, invitation_id: UUID, by: Applicant) -> tuple[ApplicationDraft, ApplicationInvitation]:
    draft = draft_row.own(draft_id, by)
    invitation = draft.invitations.exclude(answer=Answer.WITHDRAWN).filter(id=invitation_id).first()
    if invitation is None:
        raise NotFound("Không tìm thấy lời mời này.")
    if invitation.person_id is not None:
        raise NotPossibleNow(
            f"{invitation.full_name} đã mở lời mời, không cần đường dẫn nữa.",
            code="opened_already",
            remedy="Lời mời nằm trong “Hồ sơ của tôi” của người đó.",
        )
    return draft, invitation


@transaction.atomic
def withdraw_invitation(*, draft_id: UUID, invitation_id: UUID, by: Applicant, now: datetime) -> None:
    """Take an invitation back: its link stops working, an agreement counts no more. Twice is as good as once."""
    draft = draft_row.own(draft_id, by)
    invitation = draft.invitations.filter(id=invitation_id).first()
    if invitation is None:
        raise NotFound("Không tìm thấy lời mời này.")
    if invitation.answer == Answer.WITHDRAWN:
        return
    invitation.answer = Answer.WITHDRAWN
    invitation.save(update_fields=["answer"])
    subjects = [invitation.person_id]
    draft_row.note("withdraw_invitation", draft, by, now, invitation=invitation.id, subjects=subjects)
    if invitation.person_id is not None:
        publish(InvitationWithdrawn(str(invitation.id)))


@transaction.atomic
def open_invitation(*, token: str, by: Applicant, now: datetime) -> UUID:
    """Open an invitation: from now on it is the opener's, and the link opens nothing for anybody else.

    Returns its id. Raises NotFound for a link that is over, NotAllowed for the inviter and for another person than
    the one who was meant, NotPossibleNow for somebody who was asked under another name already.
    """
    found = ApplicationInvitation.objects.filter(token_digest=digest_of(token)).first()
    if found is None or not _lock(found.draft_id):
        raise NotFound(LINK_IS_OVER, code="link_over", remedy="Hãy nhờ người mời gửi lại đường dẫn.")
    invitation = ApplicationInvitation.objects.select_for_update().select_related("draft").get(id=found.id)
    draft = invitation.draft
    if invitation.person_id == by.person_id and invitation.answer != Answer.WITHDRAWN:
        return invitation.id
    if invitation.person_id is not None:
        raise NotAllowed(
            "Đường dẫn này đã được người khác mở. Mỗi đường dẫn chỉ dành cho một người.",
            code="opened_by_another",
            remedy="Nếu bạn là người được mời, hãy nhờ người mời thu hồi rồi mời lại.",
        )
    if invitation.answer == Answer.WITHDRAWN or invitation.valid_until <= now:
        raise NotFound(LINK_IS_OVER, code="link_over", remedy="Hãy nhờ người mời gửi lại đường dẫn.")
    if draft.account_id == by.account_id:
        raise NotAllowed(
            "Đây là lời mời bạn gửi cho người khác.",
            code="own_invitation",
            remedy="Chuyển đường dẫn cho người được mời; người đó đăng nhập bằng VNeID của mình.",
        )
    person = identity.person(by.person_id)
    if person is None:
        raise NotFound(LINK_IS_OVER, code="link_over")
    if invitation.identity_number and invitation.identity_number != person.identity_number:
        raise NotAllowed(
            f"Lời mời này ghi số định danh của người khác. Bạn đang đăng nhập là {person.full_name}.",
            code="another_person_was_meant",
            remedy="Đăng xuất rồi đăng nhập bằng VNeID của người được mời; nếu người mời ghi sai số, nhờ mời lại.",
        )
    if draft.invitations.exclude(answer=Answer.WITHDRAWN).filter(person=by.person_id).exists():
        raise NotPossibleNow(
            "Bạn đã mở một lời mời khác của chính hồ sơ này.",
            code="asked_already",
            remedy="Trả lời lời mời ấy ở “Hồ sơ của tôi”.",
        )
    invitation.person_id, invitation.claimed_at = by.person_id, now
    invitation.save(update_fields=["person", "claimed_at"])
    _note("open_invitation", invitation, by, now)
    return invitation.id


@transaction.atomic
def agree_to_apply(*, invitation_id: UUID, seen: str, by: Applicant, now: datetime) -> None:
    """Agree to apply together, to the content with the hash `seen`; again is as good as once.

    Raises NotPossibleNow when the draft says something else by now (`changed_meanwhile`) or the sign-in is too weak.
    """
    invitation = _mine(invitation_id, by)
    draft = invitation.draft
    check_assurance(catalogue.version(draft.procedure_version_id), by.assurance)
    current = hash_of(draft)
    if seen != current:
        raise NotPossibleNow(
            "Nội dung hồ sơ vừa được sửa sau khi bạn mở trang.",
            code="changed_meanwhile",
            remedy="Xem lại nội dung mới dưới đây rồi trả lời.",
        )
    if invitation.answer == Answer.AGREED and invitation.content_hash == current:
        return
    _answer(invitation, Answer.AGREED, by, now, content_hash=current)


@no_secrets
@transaction.atomic
def decline_to_apply(*, invitation_id: UUID, reason: str, by: Applicant, now: datetime) -> None:
    """Decline to apply together, with a reason; also after having agreed, until the application is handed in."""
    invitation = _mine(invitation_id, by)
    said = reason.strip()[:500]
    if not said:
        raise _incorrect("reason", "Ghi lý do từ chối để người mời biết phải sửa gì.")
    _answer(invitation, Answer.DECLINED, by, now, reason=said)


def _mine(invitation_id: UUID, by: Applicant) -> ApplicationInvitation:
    """Lock an invitation one has opened, its draft first: sending waits for the answer, or the answer for sending."""
    found = ApplicationInvitation.objects.filter(id=invitation_id, person=by.person_id).first()
    invitation = (
        ApplicationInvitation.objects.select_for_update()
        .select_related("draft")
        .filter(id=invitation_id, person=by.person_id)
        .exclude(answer=Answer.WITHDRAWN)
        .first()
        if found is not None and _lock(found.draft_id)
        else None
    )
    if invitation is not None:
        return invitation
    if became(by.person_id, invitation_id) is not None:
        raise NotPossibleNow(
            "Hồ sơ đã được nộp với sự đồng ý của bạn nên không trả lời lại được.",
            code="handed_in_already",
            remedy="Mở hồ sơ trong “Hồ sơ của tôi”; cần rút thì nhờ người nộp hoặc liên hệ cơ quan tiếp nhận.",
        )
    raise NotFound(INVITATION_IS_OVER)


def _lock(draft_id: UUID) -> bool:
    """Lock a draft; tell whether it is still there."""
    return bool(list(ApplicationDraft.objects.select_for_update().filter(id=draft_id).values_list("id")))


def _answer(
    invitation: ApplicationInvitation,
    answer: Answer,
    by: Applicant,
    now: datetime,
    *,
    content_hash: str = "",
    reason: str = "",
) -> None:
    invitation.answer, invitation.answered_at, invitation.reason = answer, now, reason
    invitation.content_hash, invitation.level = content_hash, by.assurance[:40]
    invitation.round += 1
    invitation.save(update_fields=["answer", "answered_at", "reason", "content_hash", "level", "round"])
    action = "agree_to_apply" if answer is Answer.AGREED else "decline_to_apply"
    _note(action, invitation, by, now, level=by.assurance, content=content_hash)
    publish(CoApplicantAnswered(str(invitation.id), invitation.round, answer is Answer.AGREED))


def check_everybody_agreed(draft: ApplicationDraft) -> None:
    """Refuse a draft while somebody invited does not stand for it as it is; names who. The draft must be locked."""
    if not draft.invitations.exclude(answer=Answer.WITHDRAWN).exists():
        return
    missing = names_missing(draft.id, hash_of(draft))
    if missing:
        raise NotPossibleNow(
            " ".join(obstacle(name, answer) for name, answer in missing),
            code="not_everybody_agreed",
            remedy="Chờ mọi người đồng ý, hoặc thu hồi lời mời ở mục Người cùng đề nghị rồi nộp.",
        )


def signed(draft: ApplicationDraft) -> Sequence[ApplicationInvitation]:
    """Return the agreements that go with a draft into its dossier."""
    return list(draft.invitations.filter(answer=Answer.AGREED).order_by("answered_at", "id"))


def write_co_applicants(dossier_id: UUID, agreed: Sequence[ApplicationInvitation], now: datetime) -> None:
    """Write down in a new dossier who applies together, as VNeID names them."""
    people = identity.persons([one.person_id for one in agreed if one.person_id is not None])
    CoApplicant.objects.bulk_create(
        CoApplicant(
            id=one.id,
            dossier_id=dossier_id,
            person_id=one.person_id,
            full_name=people[one.person_id].full_name,
            agreed_at=one.answered_at or now,
            level=one.level,
            content_hash=one.content_hash,
            token_digest=one.token_digest,
            submitted_at=now,
        )
        for one in agreed
        if one.person_id is not None
    )


def _note(action: str, invitation: ApplicationInvitation, by: Applicant, now: datetime, **detail: Any) -> None:
    inviter = identity.person_of_account(invitation.draft.account_id)
    record(
        action=f"dossiers.{action}",
        at=now,
        account_id=by.account_id,
        person_id=by.person_id,
        subjects=[by.person_id, inviter.id if inviter else None],
        object_kind="draft",
        object_id=invitation.draft_id,
        invitation=invitation.id,
        co_applicant=True,
        **detail,
    )


def _incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})
