"""Letting somebody act in one's place, and taking that back at once."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from congso.audit.commands import record
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.models import Delegation, Officer, Unit
from congso.organisation.permissions import may_keep_delegations_of
from congso.organisation.queries import ActingOfficer, acting_officer, forget
from congso.organisation.queries.places import valid
from congso.organisation.rules import delegation as rules
from congso.organisation.rules.delegation import DelegationKind
from congso.organisation.rules.rights import OrganisationRight

ENDED = "Ủy quyền mà bạn đang làm việc theo đã kết thúc hoặc bị thu hồi, nên việc này chưa được thực hiện."
REMEDY = "Tải lại trang để làm việc ở vị trí của chính bạn."


@transaction.atomic
def delegate(
    *,
    giver_id: int,
    receiver_id: int,
    kind: DelegationKind,
    rights: Collection[str],
    valid_from: date,
    valid_to: date | None,
    document_number: str,
    document_on: date,
    document_issuer: str,
    by: ActingOfficer,
    today: date,
    now: datetime,
    fields_of_work: Collection[str] = (),
    unit_id: int | None = None,
) -> int:
    """Let a colleague act in an officer's place, by a paper; return the delegation's id.

    Entered by the giver, or by an administrator of the agency who has the paper. Raises NotAllowed for anybody else,
    and for whoever acts on behalf themselves: what was received is not passed on. Raises Incorrect with each field's
    sentence when it goes further than its kind or its giver may.
    """
    giver = acting_officer(giver_id, today)
    as_administrator = giver is not None and giver_id != by.id and may_keep_delegations_of(by, giver.organisation_id)
    if by.on_behalf is not None or giver is None or not (as_administrator or giver_id == by.id):
        raise NotAllowed("Chỉ chính người giao, hoặc quản trị của cơ quan theo văn bản đã ký, được lập ủy quyền.")
    if not giver.may(OrganisationRight.DELEGATE):
        raise NotAllowed("Vị trí này không có quyền ủy quyền, giao điều hành.")
    # Both posts stay as they are until this is written.
    list(Officer.objects.select_for_update(no_key=True).filter(pk__in=[giver_id, receiver_id]).order_by("pk"))
    receiver = acting_officer(receiver_id, today)
    if receiver is None or receiver.organisation_id != giver.organisation_id or receiver.person_id == giver.person_id:
        raise _incorrect("receiver", "Chọn một người khác đang giữ vị trí trong cùng cơ quan.")
    if as_administrator and receiver.person_id == by.person_id:
        raise NotAllowed("Quản trị hệ thống không tự ghi ủy quyền cho chính mình.")
    number, issuer = tidy(document_number)[:60], tidy(document_issuer)[:160]
    if not number or not issuer:
        raise _incorrect("document_number", "Ghi số, ký hiệu và cơ quan ban hành văn bản.")
    if document_on > today:
        raise _incorrect("document_on", "Văn bản chưa được ký: ngày văn bản ở sau hôm nay.")
    rules.check(
        kind=kind,
        held=giver.rights,
        named=rights,
        receiver_roles=receiver.roles,
        first=valid_from,
        until=valid_to,
        today=today,
    )
    units = dict(Unit.objects.filter(valid(today), organisation=giver.organisation_id).values_list("pk", "name"))
    if unit_id is not None and unit_id not in units:
        raise _incorrect("unit", "Chọn đơn vị của cơ quan.")
    made = Delegation.objects.create(
        kind=kind,
        giver_id=giver_id,
        receiver_id=receiver_id,
        rights=sorted(set(rights)),
        fields_of_work=sorted({tidy(one)[:120] for one in fields_of_work}),
        unit_id=unit_id,
        document_number=number,
        document_on=document_on,
        document_issuer=issuer,
        valid_from=valid_from,
        valid_to=valid_to,
        entered_by_id=by.id,
        entered_as_administrator=as_administrator,
        entered_at=now,
    )
    forget()
    record(
        action="organisation.delegate",
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        object_kind="delegation",
        object_id=made.pk,
        giver=giver_id,
        receiver=receiver_id,
        delegation_kind=str(kind.value),
    )
    return made.pk


@transaction.atomic
def revoke(*, delegation_id: int, by: ActingOfficer, now: datetime, reason: str = "") -> None:
    """Take a delegation back: from this moment nobody acts under it. Doing it twice changes nothing.

    By the giver, or an administrator of the agency. Raises NotFound for one that is neither's.
    """
    row = Delegation.objects.select_for_update(of=("self",)).filter(pk=delegation_id).first()
    agency_id = (
        Unit.objects.filter(positions__holders=row.giver_id).values_list("organisation_id", flat=True).first()
        if row is not None
        else None
    )
    if row is None or agency_id is None or by.on_behalf is not None:
        raise NotFound("Không có ủy quyền này.")
    if row.giver_id != by.id and not may_keep_delegations_of(by, agency_id):
        raise NotFound("Không có ủy quyền này.")
    if row.revoked_at is not None:
        return
    row.revoked_at, row.revoked_by_id, row.revoke_reason = now, by.id, tidy(reason)[:300]
    row.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    forget()
    record(
        action="organisation.revoke_delegation",
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        object_kind="delegation",
        object_id=delegation_id,
    )


def hold(officer: ActingOfficer | None) -> None:
    """Keep the delegation an officer acts under as it is until the end of the transaction, or refuse.

    Called by every command that changes something: taking a delegation back and acting under it wait for each other,
    so nothing is done on behalf of somebody after that.
    """
    if officer is None or officer.on_behalf is None:
        return
    paper = officer.on_behalf
    there = (
        Delegation.objects.select_for_update(no_key=True, of=("self",))
        .filter(valid(paper.on), pk=paper.delegation_id, revoked_at__isnull=True, receiver=officer.id)
        .exists()
    )
    posts = Officer.objects.filter(valid(paper.on), pk__in=[officer.id, paper.officer_id]).count()
    if not there or posts != 2:
        raise NotPossibleNow(ENDED, code="delegation_ended", remedy=REMEDY)


def _incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})
