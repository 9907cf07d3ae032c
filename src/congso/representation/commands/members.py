"""A representative lets somebody act for the organisation, and ends it."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from congso.audit.commands import record
from congso.identity.commands import ensure_person
from congso.kernel.normalise import fold, tidy
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.representation.models import Membership
from congso.representation.queries import NO_BODY, represents
from congso.representation.rules.bodies import MemberRole
from congso.representation.rules.mandates import incorrect

MEMBERS_AT_MOST = 200


@transaction.atomic
def authorise(
    *,
    body_id: UUID,
    full_name: str,
    identity_number: str,
    procedures: Collection[str],
    valid_from: date,
    valid_to: date | None,
    document_number: str,
    by: UUID,
    account_id: int,
    today: date,
    now: datetime,
) -> UUID:
    """Let a person act for an organisation; `valid_to` is exclusive. Returns the membership's id.

    Only a legal representative may: what a member was given is not passed on. Raises NotFound for anybody else,
    Incorrect with each field's sentence, NotPossibleNow when that person is authorised already.
    """
    if not represents(by, body_id, today):
        raise NotFound(NO_BODY)
    if valid_from < today:
        raise incorrect("valid_from", "Không ủy quyền lùi ngày: bắt đầu từ hôm nay hoặc sau.")
    if valid_to is not None and valid_to <= valid_from:
        raise incorrect("valid_to", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if Membership.objects.filter(body=body_id, ended_at=None).count() >= MEMBERS_AT_MOST:
        raise NotPossibleNow(f"Tổ chức đã có {MEMBERS_AT_MOST} người; hãy kết thúc người không còn làm việc.")
    person = known_person(full_name, identity_number)
    if person == by:
        raise incorrect("identity_number", "Bạn đã là người đại diện của tổ chức này.")
    try:
        with transaction.atomic():
            made = Membership.objects.create(
                body_id=body_id,
                person_id=person,
                role=MemberRole.AUTHORISED,
                procedures=sorted(set(procedures)),
                document_number=tidy(document_number)[:60],
                valid_from=valid_from,
                valid_to=valid_to,
                entered_by_id=by,
                entered_at=now,
            )
    except IntegrityError:
        raise NotPossibleNow(
            "Người này đang được ủy quyền.",
            code="authorised_already",
            remedy="Muốn đổi phạm vi hoặc thời hạn, hãy kết thúc ủy quyền cũ rồi lập mới.",
        ) from None
    _note("representation.authorise", made, by, account_id, now)
    return made.id


@transaction.atomic
def end_membership(*, membership_id: UUID, by: UUID, account_id: int, today: date, now: datetime) -> UUID:
    """End what somebody may do for an organisation, at this moment; twice is as good as once. Returns the body's id.

    By a representative, or by the member themselves. Raises NotFound for anybody else, and NotPossibleNow for the last
    representative: then nobody would be left to look after the organisation's account.
    """
    row = Membership.objects.select_for_update(no_key=True).filter(id=membership_id).first()
    if row is None or not (row.person_id == by or represents(by, row.body_id, today)):
        raise NotFound("Không tìm thấy người này trong tổ chức.")
    if row.ended_at is not None:
        return row.body_id
    if row.role == MemberRole.REPRESENTATIVE:
        others = Membership.objects.select_for_update(no_key=True).filter(
            body=row.body_id, role=MemberRole.REPRESENTATIVE, ended_at=None
        )
        if len(list(others)) < 2:
            raise NotPossibleNow(
                "Đây là người đại diện duy nhất của tổ chức trên cổng.",
                code="last_representative",
                remedy="Người đại diện mới đăng nhập bằng tài khoản của tổ chức trước, rồi kết thúc người cũ.",
            )
    row.ended_at, row.ended_by_id = now, by
    row.save(update_fields=["ended_at", "ended_by"])
    _note("representation.end_membership", row, by, account_id, now)
    return row.body_id


def known_person(full_name: str, identity_number: str) -> UUID:
    """Return the person with this number, made known when nobody has named them before.

    Raises Incorrect when the number is known under another name: it says neither whose it is nor which is wrong.
    """
    name = tidy(full_name)
    if not name:
        raise incorrect("full_name", "Ghi họ tên.")
    if not identity_number.strip():
        raise incorrect("identity_number", "Ghi số định danh cá nhân.")
    found = ensure_person(full_name=name[:120], identity_number=identity_number)
    if fold(found.full_name) != fold(name):
        message = "Họ tên và số định danh chưa khớp nhau. Kiểm tra lại cả hai."
        raise Incorrect(message, fields={"identity_number": [message]})
    return found.id


def _note(action: str, row: Membership, by: UUID, account_id: int, now: datetime) -> None:
    record(
        action=action,
        at=now,
        account_id=account_id,
        person_id=by,
        subjects=[by, row.person_id],
        object_kind="membership",
        object_id=row.id,
        body=row.body_id,
        role=row.role,
    )
