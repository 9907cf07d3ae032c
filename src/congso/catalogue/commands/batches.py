"""One change over many procedures: an amendment each, reviewed and published together under one decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from congso.catalogue.models import Amendment, AmendmentBatch, Procedure, ProcedureVersion
from congso.catalogue.rules.amending import Stage
from congso.catalogue.rules.bulk_changes import MOST_AT_ONCE, Change, Wanted, changed
from congso.catalogue.rules.content import ProcedureContent
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow, Refusal
from congso.organisation.queries import ActingOfficer

from .amending import (
    approve,
    give_back,
    propose,
    revise_draft,
    start_abolition,
    start_amendment,
    take_back,
    withdraw,
)
from .publishing import Ruling, cancel_publication, publish_amendment


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of a batch: its id, how many procedures it concerns, and which were refused, with the reason."""

    batch_id: int
    done: int
    refused: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def start_batch(
    *,
    chosen: Mapping[str, int],
    wanted: Wanted,
    officer: ActingOfficer,
    now: datetime,
    reason: str = "",
    replaced_by: str = "",
) -> BatchOutcome:
    """Propose one change for many procedures; `chosen` maps code → the version in force that was previewed.

    A procedure whose version is another by now, that has an open draft, or in which nothing changes, is refused and
    named; the others are proposed. Raises NotAllowed, Incorrect, NotPossibleNow when nothing is left to do.
    """
    if not chosen:
        raise Incorrect("Chưa chọn thủ tục nào.")
    if len(chosen) > MOST_AT_ONCE:
        raise Incorrect(f"Mỗi lần tối đa {MOST_AT_ONCE} thủ tục; hãy lọc bớt.")
    if wanted.change is not Change.ABOLISH and not wanted.value.strip():
        raise Incorrect("Chưa ghi giá trị mới.", fields={"value": ["Ghi giá trị mới."]})
    batch = AmendmentBatch.objects.create(
        said=wanted.said[:500], change=wanted.change.value, created_at=now, created_by_id=officer.id
    )
    done, refused = 0, []
    for code, version_id in sorted(chosen.items()):
        try:
            with transaction.atomic():
                _start_one(code, version_id, wanted, reason, replaced_by, batch.id, officer, now)
        except Incorrect as refusal:
            if refusal.code != "incomplete_procedure":
                raise
            refused.append((code, refusal.message))
        except (NotFound, NotPossibleNow) as refusal:
            refused.append((code, refusal.message))
        else:
            done += 1
    if not done:
        raise NotPossibleNow("Không thủ tục nào thay đổi được: " + "; ".join(f"{a}: {b}" for a, b in refused[:5]))
    return BatchOutcome(batch.id, done, tuple(refused))


def _start_one(
    code: str,
    version_id: int,
    wanted: Wanted,
    reason: str,
    replaced_by: str,
    batch_id: int,
    officer: ActingOfficer,
    now: datetime,
) -> None:
    procedure = Procedure.objects.select_for_update(of=("self",)).filter(code=code).first()
    if procedure is None or procedure.current_id != version_id:
        raise NotPossibleNow("Bản đang hiệu lực đã đổi từ khi xem trước.")
    if wanted.change is Change.ABOLISH:
        start_abolition(code=code, reason=reason, officer=officer, now=now, replaced_by=replaced_by, batch_id=batch_id)
        return
    version = ProcedureVersion.objects.get(id=version_id)
    content, why_not = changed(ProcedureContent.from_json(version.content), wanted)
    if why_not:
        raise NotPossibleNow(why_not)
    amendment_id = start_amendment(code=code, officer=officer, now=now)
    amendment = Amendment.objects.get(id=amendment_id)
    if amendment.stage != Stage.DRAFTING or amendment.created_at != now:
        raise NotPossibleNow("Đang có dự thảo của thủ tục này.")
    Amendment.objects.filter(id=amendment_id).update(batch_id=batch_id)
    revise_draft(amendment_id=amendment_id, content=content, officer=officer, now=now, note=wanted.said)
    propose(amendment_id=amendment_id, officer=officer, now=now)


@transaction.atomic
def approve_batch(*, batch_id: int, officer: ActingOfficer, now: datetime) -> BatchOutcome:
    """Approve what is proposed in a batch, as a second person. Raises NotAllowed, NotFound."""
    return _each(batch_id, Stage.PROPOSED, lambda one: approve(amendment_id=one, officer=officer, now=now))


@transaction.atomic
def give_back_batch(*, batch_id: int, reason: str, officer: ActingOfficer, now: datetime) -> BatchOutcome:
    """Give up what is proposed in a batch, with the reason. Raises NotAllowed, NotFound, Incorrect."""

    def end(amendment_id: int) -> None:
        give_back(amendment_id=amendment_id, reason=reason, officer=officer, now=now)
        if Amendment.objects.get(id=amendment_id).stage == Stage.DRAFTING:
            withdraw(amendment_id=amendment_id, officer=officer, now=now)

    return _each(batch_id, Stage.PROPOSED, end)


@transaction.atomic
def withdraw_batch(*, batch_id: int, officer: ActingOfficer, now: datetime) -> BatchOutcome:
    """Give up whatever of a batch is not published yet, also what is scheduled. Raises NotAllowed, NotFound."""

    def end(amendment_id: int) -> None:
        if Amendment.objects.get(id=amendment_id).stage == Stage.SCHEDULED:
            cancel_publication(amendment_id=amendment_id, officer=officer, now=now)
        if Amendment.objects.get(id=amendment_id).stage != Stage.DRAFTING:
            take_back(amendment_id=amendment_id, officer=officer, now=now)
        if Amendment.objects.get(id=amendment_id).stage == Stage.DRAFTING:
            withdraw(amendment_id=amendment_id, officer=officer, now=now)

    stages = (Stage.DRAFTING, Stage.PROPOSED, Stage.APPROVED, Stage.SCHEDULED)
    return _each(batch_id, stages, end)


@transaction.atomic
def publish_batch(
    *,
    batch_id: int,
    ruling: Ruling,
    effective_from: date,
    officer: ActingOfficer,
    now: datetime,
    today: date,
    publish_on: date | None = None,
) -> BatchOutcome:
    """Publish what is approved in a batch under one decision. Raises NotAllowed, NotFound, Incorrect."""

    def put_out(amendment_id: int) -> None:
        publish_amendment(
            amendment_id=amendment_id,
            ruling=ruling,
            effective_from=effective_from,
            publish_on=publish_on,
            officer=officer,
            now=now,
            today=today,
        )

    return _each(batch_id, Stage.APPROVED, put_out)


def _each(batch_id: int, stages: Stage | tuple[Stage, ...], act: Callable[[int], None]) -> BatchOutcome:
    """Do something with each amendment of a batch that is at a stage; who cannot is named, the others go on.

    Procedures are locked in the order of their rows, as by everybody.
    """
    if not AmendmentBatch.objects.filter(id=batch_id).exists():
        raise NotFound("Không có việc sửa hàng loạt này.")
    wanted = stages if isinstance(stages, tuple) else (stages,)
    rows = Amendment.objects.filter(batch_id=batch_id, stage__in=wanted).order_by("procedure_id")
    found = list(rows.values_list("id", "procedure__code"))
    if not found:
        raise NotPossibleNow("Không còn thủ tục nào ở bước này.", remedy="Tải lại trang để thấy ai vừa xử lý.")
    done, refused, last = 0, [], None
    for amendment_id, code in found:
        try:
            with transaction.atomic():
                act(amendment_id)
        except NotPossibleNow as refusal:
            refused.append((code, refusal.message))
            last = refusal
        else:
            done += 1
    if not done and last is not None:
        raise Refusal(last.message, code=last.code, status=last.status, remedy=last.remedy)
    return BatchOutcome(batch_id, done, tuple(refused))
