"""Citizens' mandates: given, registered with a paper, confirmed, revoked; entered at a counter.

Whatever is entered by who received it opens nothing of the giver's that they do not tell themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from congso.audit.commands import record
from congso.files import queries as files
from congso.identity import queries as identity
from congso.identity.commands import ensure_person
from congso.identity.rules.assurance import suffices
from congso.kernel.normalise import tidy
from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.representation.models import Mandate
from congso.representation.rules import mandates as rules
from congso.representation.rules.mandates import Ground, MandatePolicy, Proof, incorrect

from .members import known_person

OPEN_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Paper:
    """What proves a mandate: its kind, number, day, who issued or certified it, and the uploaded picture of it."""

    proof: Proof
    number: str = ""
    on: date | None = None
    issuer: str = ""
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """The person who acts on their own account."""

    person_id: UUID
    account_id: int
    assurance: str


@transaction.atomic
def give(
    *,
    full_name: str,
    identity_number: str,
    procedures: Collection[str],
    valid_from: date,
    valid_to: date | None,
    by: Party,
    today: date,
    now: datetime,
) -> UUID:
    """Authorise somebody from one's own account: confirmed by that, in force from `valid_from`.

    Raises NotPossibleNow for a sign-in that is too weak to bind its holder, Incorrect with each field's sentence.
    """
    _check_strength(by)
    if valid_from < today:
        raise incorrect("valid_from", "Không ủy quyền lùi ngày: bắt đầu từ hôm nay hoặc sau.")
    receiver = known_person(full_name, identity_number)
    return _enter(
        ground=Ground.AUTHORISATION,
        giver=by.person_id,
        receiver=receiver,
        procedures=procedures,
        valid_from=valid_from,
        valid_to=valid_to,
        born_on=None,
        paper=Paper(Proof.ELECTRONIC),
        by=by,
        today=today,
        now=now,
        confirmed=True,
    )


@transaction.atomic
def register(
    *,
    full_name: str,
    identity_number: str,
    procedures: Collection[str],
    valid_from: date,
    valid_to: date | None,
    paper: Paper,
    by: Party,
    today: date,
    now: datetime,
) -> UUID:
    """Say that somebody has authorised oneself. With a paper it counts at once, and whoever receives a dossier looks at
    the paper; without one it waits until the giver confirms. Raises Incorrect with each field's sentence."""
    giver = known_person(full_name, identity_number)
    return _enter(
        ground=Ground.AUTHORISATION,
        giver=giver,
        receiver=by.person_id,
        procedures=procedures,
        valid_from=valid_from,
        valid_to=valid_to,
        born_on=None,
        paper=paper,
        by=by,
        today=today,
        now=now,
    )


@transaction.atomic
def declare_ward(
    *,
    ground: Ground,
    full_name: str,
    identity_number: str,
    born_on: date | None,
    valid_to: date | None,
    paper: Paper,
    by: Party,
    today: date,
    now: datetime,
) -> UUID:
    """Say whom one represents by law: a child, or a ward. A newborn child need not have a number yet.

    Raises Incorrect with each field's sentence.
    """
    if ground is Ground.AUTHORISATION:
        raise incorrect("ground", "Chọn quan hệ với người được đại diện.")
    name = tidy(full_name)
    if not name:
        raise incorrect("full_name", "Ghi họ tên.")
    if identity_number.strip():
        ward = known_person(full_name, identity_number)
        known = identity.person(ward)
        if known is not None and known.born_on is not None and born_on is not None and known.born_on != born_on:
            raise incorrect("born_on", "Ngày sinh và số định danh chưa khớp nhau.")
    else:
        rules.term(ground, first=today, until=valid_to, born_on=born_on, today=today, policy=_policy())
        ward = ensure_person(full_name=name[:120], born_on=born_on).id
    return _enter(
        ground=ground,
        giver=ward,
        receiver=by.person_id,
        procedures=(),
        valid_from=today,
        valid_to=valid_to,
        born_on=born_on,
        paper=paper,
        by=by,
        today=today,
        now=now,
    )


@transaction.atomic
def enter_at_counter(
    *,
    ground: Ground,
    giver_id: UUID,
    receiver_id: UUID,
    procedure_code: str,
    valid_to: date | None,
    born_on: date | None,
    paper: Paper,
    officer_id: int,
    account_id: int | None,
    today: date,
    now: datetime,
) -> UUID:
    """Keep the paper that a proxy shows at the counter: for this one procedure, seen by the officer.

    The giver finds it in their account and may revoke it. Raises Incorrect with each field's sentence.
    """
    if paper.proof is Proof.ELECTRONIC:
        raise incorrect("proof", "Tại quầy phải có giấy: chọn loại giấy tờ đã xem.")
    row = _checked(
        ground=ground,
        giver=giver_id,
        receiver=receiver_id,
        procedures=[procedure_code],
        valid_from=today,
        valid_to=valid_to,
        born_on=born_on,
        paper=paper,
        by_giver=False,
        owner=files.Owner(account_id=account_id),
        seen=True,
        today=today,
        now=now,
    )
    row.entered_at_counter_by_id = officer_id
    row.save(force_insert=True)
    record(
        action="representation.enter_mandate_at_counter",
        at=now,
        account_id=account_id,
        officer_id=officer_id,
        mandate_id=row.id,
        subjects=[giver_id, receiver_id],
        object_kind="mandate",
        object_id=row.id,
        ground=row.ground,
    )
    return row.id


@transaction.atomic
def confirm(*, mandate_id: UUID, by: Party, now: datetime) -> None:
    """Confirm, as its giver, what somebody says one gave them; twice is as good as once.

    Raises NotFound for anybody but the giver, NotPossibleNow when it was revoked or the sign-in is too weak.
    """
    row = _locked(mandate_id, by.person_id)
    if row.giver_id != by.person_id or row.ground != Ground.AUTHORISATION:
        raise NotFound(_NOT_FOUND)
    if row.revoked_at is not None:
        raise NotPossibleNow("Ủy quyền này đã bị thu hồi.", code="mandate_ended")
    if row.confirmed_at is not None:
        return
    _check_strength(by)
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])
    _note("representation.confirm_mandate", row, by, now)


@transaction.atomic
def revoke(*, mandate_id: UUID, by: Party, now: datetime) -> None:
    """End a mandate at this moment, as its giver or as who received it; twice is as good as once.

    Source: Civil Code 2015 art. 569. Raises NotFound for anybody else, and for the ward of a parent or guardian, whom
    the law gave them: only who represents may say that it has ended.
    """
    row = _locked(mandate_id, by.person_id)
    if row.ground != Ground.AUTHORISATION and row.receiver_id != by.person_id:
        raise NotFound(_NOT_FOUND)
    if row.revoked_at is not None:
        return
    row.revoked_at, row.revoked_by_id = now, by.person_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    _note("representation.revoke_mandate", row, by, now)


_NOT_FOUND = "Không tìm thấy ủy quyền này."


def _policy() -> MandatePolicy:
    policy: MandatePolicy = settings.MANDATES
    return policy


def _check_strength(by: Party) -> None:
    needed = _policy().confirm_assurance
    if not suffices(by.assurance, needed):
        raise NotPossibleNow(
            f"Lập và xác nhận ủy quyền cần tài khoản định danh điện tử mức {needed.removeprefix('vneid-')}.",
            code="assurance_too_low",
            remedy="Đăng nhập lại bằng VNeID mức độ cao hơn, hoặc lập giấy ủy quyền.",
        )


def _locked(mandate_id: UUID, person_id: UUID) -> Mandate:
    mine = Mandate.objects.filter(Q(giver=person_id) | Q(receiver=person_id), id=mandate_id)
    row = mine.select_for_update(no_key=True).first()
    if row is None:
        raise NotFound(_NOT_FOUND)
    return row


def _enter(*, paper: Paper, by: Party, now: datetime, confirmed: bool = False, **facts: object) -> UUID:
    by_giver = facts["giver"] == by.person_id
    row = _checked(
        paper=paper,
        by_giver=by_giver,
        owner=files.Owner(account_id=by.account_id),
        seen=False,
        now=now,
        **facts,  # type: ignore[arg-type]
    )
    row.entered_by_id = by.person_id
    row.confirmed_at = now if confirmed else None
    row.save(force_insert=True)
    _note("representation.enter_mandate", row, by, now)
    return row.id


def _checked(
    *,
    ground: Ground,
    giver: UUID,
    receiver: UUID,
    procedures: Collection[str],
    valid_from: date,
    valid_to: date | None,
    born_on: date | None,
    paper: Paper,
    by_giver: bool,
    owner: files.Owner,
    seen: bool,
    today: date,
    now: datetime,
) -> Mandate:
    if giver == receiver:
        raise incorrect("identity_number", "Người ủy quyền và người được ủy quyền là cùng một người.")
    number = tidy(paper.number)[:60]
    rules.check_proof(
        ground, paper.proof, number=number, has_paper=paper.file_id is not None, by_giver=by_giver, seen=seen
    )
    if paper.file_id is not None and not files.view(paper.file_id).is_of(owner):
        raise NotFound("Không tìm thấy tệp.")
    if paper.on is not None and paper.on > today:
        raise incorrect("document_on", "Ngày giấy tờ ở sau hôm nay.")
    # An authorisation on paper that names no end runs from the day it was made.
    first = paper.on if paper.on is not None and valid_to is None and not by_giver else valid_from
    end = rules.term(ground, first=first, until=valid_to, born_on=born_on, today=today, policy=_policy())
    entered = Mandate.objects.filter(entered_by=giver if by_giver else receiver, revoked_at=None)
    if not seen and entered.count() >= OPEN_AT_MOST:
        raise NotPossibleNow(f"Bạn đang có {OPEN_AT_MOST} ủy quyền còn mở; hãy kết thúc những ủy quyền không còn dùng.")
    return Mandate(
        ground=ground.value,
        giver_id=giver,
        receiver_id=receiver,
        procedures=sorted(set(procedures)),
        proof=paper.proof.value,
        document_number=number,
        document_on=paper.on,
        document_issuer=tidy(paper.issuer)[:160],
        paper_id=paper.file_id,
        valid_from=valid_from,
        valid_to=end,
        entered_at=now,
    )


def _note(action: str, row: Mandate, by: Party, now: datetime) -> None:
    record(
        action=action,
        at=now,
        account_id=by.account_id,
        person_id=by.person_id,
        mandate_id=row.id,
        subjects=[row.giver_id, row.receiver_id],
        object_kind="mandate",
        object_id=row.id,
        ground=row.ground,
    )
