"""Approving several results with one act, each of which was shown before or left out knowingly.

The act only says that it is to be done; a job does it, one result a transaction. A worker that dies in the middle
leaves nothing half signed, and whoever takes over signs nothing twice.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from congso.dossiers.events import RoundAuthorised
from congso.dossiers.models import ApprovalRound, RoundItem
from congso.dossiers.queries.approving import acting_in, current_fingerprint, current_fingerprints, usable_dossiers
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow, Refusal
from congso.organisation.queries import ActingOfficer
from congso.signatures import queries as signed

from .results import approve

log = structlog.get_logger(__name__)

_UNFORESEEN = "Không ký được văn bản này do lỗi kỹ thuật: mở hồ sơ và phê duyệt lại; vẫn lỗi thì báo quản trị hệ thống."
MOST = 200
"""Results in one round."""


@transaction.atomic
def begin_round(*, dossier_ids: Sequence[UUID], by: ActingOfficer, now: datetime) -> UUID:
    """Begin a round over dossiers that wait for this leader's approval; others are left out. Returns its id.

    Raises Incorrect when none of them waits, or there are more than 200; NotPossibleNow when the leader's key wants
    something typed for each signature.
    """
    key = signed.key_of_person(by.person_id, now)
    if key is not None and not key.signs_alone:
        raise NotPossibleNow(
            "Khóa ký của bạn cần mã PIN cho từng chữ ký nên không ký nhiều văn bản cùng lúc được.", code="key_asks",
            remedy="Mở từng hồ sơ và phê duyệt.",
        )  # fmt: skip
    usable = usable_dossiers(dossier_ids, by, now=now)
    if not usable:
        raise Incorrect("Không hồ sơ nào đã chọn đang chờ bạn ký.")
    if len(usable) > MOST:
        raise Incorrect(f"Mỗi lượt ký tối đa {MOST} văn bản: chọn bớt lại.")
    row = ApprovalRound.objects.create(
        officer_id=by.id, delegation_id=by.on_behalf.delegation_id if by.on_behalf else None, begun_at=now
    )
    RoundItem.objects.bulk_create(
        RoundItem(round=row, dossier_id=one, place=place) for place, one in enumerate(usable, start=1)
    )
    return row.id


@transaction.atomic
def decide(*, round_id: UUID, dossier_id: UUID, sign: bool, seen: str, by: ActingOfficer) -> None:
    """Note what the leader wants of one result: to sign what was shown (`seen`, its fingerprint), or to leave it."""
    row = _open(round_id, by)
    item = row.items.select_for_update().filter(dossier_id=dossier_id).first()
    if item is None:
        raise NotFound("Lượt ký này không có hồ sơ đó.")
    if sign and seen != current_fingerprint(dossier_id):
        raise NotPossibleNow(
            "Dự thảo vừa thay đổi sau khi bạn mở; chưa ghi nhận.", code="result_changed",
            remedy="Xem lại bản mới rồi quyết định.",
        )  # fmt: skip
    item.decision, item.seen = (RoundItem.Decision.SIGN, seen) if sign else (RoundItem.Decision.SKIP, "")
    item.save(update_fields=["decision", "seen"])


@transaction.atomic
def authorise_round(*, round_id: UUID, by: ActingOfficer, now: datetime) -> int:
    """Order that everything decided for is signed. Safe to call twice. Raises NotPossibleNow while something is open.

    Nothing is ordered while something was changed after it was seen: how many were is returned, and each of them is to
    be looked at again.
    """
    row = _row(round_id, by)
    if row.authorised_at is not None:
        return 0
    items = list(row.items.select_for_update())
    if any(not one.decision for one in items):
        raise NotPossibleNow("Còn văn bản chưa xem: ký hoặc để lại từng văn bản trước.", code="round_undecided")
    now_is = current_fingerprints([one.dossier_id for one in items])
    changed = [one for one in items if one.decision == "sign" and one.seen != now_is.get(one.dossier_id)]
    for one in changed:
        one.decision, one.seen = "", ""
        one.save(update_fields=["decision", "seen"])
    if changed:
        return len(changed)
    row.authorised_at = now
    row.save(update_fields=["authorised_at"])
    publish(RoundAuthorised(str(row.id)))
    return 0


def carry_out(*, round_id: UUID, now: datetime) -> int:
    """Approve what a round asks for (job); returns how many were signed now. Safe to run twice, and at once."""
    row = ApprovalRound.objects.filter(id=round_id, authorised_at__isnull=False, finished_at=None).first()
    if row is None:
        return 0
    by = acting_in(row, now)
    signed = 0
    for item_id in row.items.filter(decision="sign", outcome="").values_list("id", flat=True):
        signed += _carry_out(item_id, by, now)
    ApprovalRound.objects.filter(id=round_id, finished_at=None).exclude(
        items__in=RoundItem.objects.filter(round_id=round_id, decision="sign", outcome="")
    ).update(finished_at=now)
    return signed


def _carry_out(item_id: int, by: ActingOfficer | None, now: datetime) -> bool:
    """Approve one, and note it in the same transaction: both are there afterwards, or neither."""
    with transaction.atomic():
        item = RoundItem.objects.select_for_update().get(id=item_id)
        if item.outcome:
            return False
        try:
            if by is None:
                raise NotPossibleNow("Bạn không còn giữ chức vụ hoặc quyền ký này.")
            with transaction.atomic():
                approve(dossier_id=item.dossier_id, by=by, now=now, seen=item.seen)
        except Refusal as refusal:
            item.outcome, item.why = RoundItem.Outcome.REFUSED, refusal.message[:400]
        except DatabaseError:
            raise  # the whole round is tried again
        except Exception:  # one result that nobody foresaw must not keep those after it waiting
            log.exception("round.not_signed", item=item_id)
            item.outcome, item.why = RoundItem.Outcome.REFUSED, _UNFORESEEN
        else:
            item.outcome = RoundItem.Outcome.SIGNED
        item.done_at = now
        item.save(update_fields=["outcome", "why", "done_at"])
        return item.outcome == RoundItem.Outcome.SIGNED


def rounds_under_way() -> list[UUID]:
    """Return the rounds that were ordered and are not finished: a worker may have died in one."""
    return list(
        ApprovalRound.objects.filter(authorised_at__isnull=False, finished_at=None)
        .order_by("authorised_at")
        .values_list("id", flat=True)
    )


def _row(round_id: UUID, by: ActingOfficer) -> ApprovalRound:
    row = ApprovalRound.objects.select_for_update().filter(id=round_id, officer_id=by.id).first()
    if row is None:
        raise NotFound("Không tìm thấy lượt ký này.")
    return row


def _open(round_id: UUID, by: ActingOfficer) -> ApprovalRound:
    row = _row(round_id, by)
    if row.authorised_at is not None:
        raise NotPossibleNow("Lượt này đã ra lệnh ký, không sửa được nữa.", code="round_closed")
    return row
