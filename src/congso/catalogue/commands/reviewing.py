"""Working off the review list: a human settles what the import did not guess."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from django.db import transaction

from congso.catalogue.models import ProcedureVersion, ReviewItem
from congso.catalogue.permissions import Holder, may_edit
from congso.catalogue.rules import review_fixes
from congso.catalogue.rules.content import CHANNELS, ProcedureContent, Unit, deadline_text
from congso.catalogue.rules.policy import DeadlineRuling, ProcedurePolicy
from congso.kernel import normalise
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.queries import ActingOfficer

from .amending import revise_draft, start_amendment
from .editions import adopt


class Editor(Holder, Protocol):
    """Who settles: an officer with the role of catalogue editor."""

    @property
    def id(self) -> int:
        """Return the officer's id."""


def _open_items(item_ids: list[int], officer: Editor) -> list[ReviewItem]:
    if not may_edit(officer):
        raise NotAllowed("Chỉ cán bộ kiểm soát thủ tục hành chính được xử lý danh sách rà soát.")
    items = list(ReviewItem.objects.select_for_update().filter(id__in=item_ids).order_by("id"))
    if not items or len(items) < len(set(item_ids)):
        raise NotFound("Không có mục rà soát này.")
    if any(item.state != ReviewItem.State.OPEN for item in items):
        raise NotPossibleNow("Mục rà soát này đã được xử lý.")
    return items


def _close(items: list[ReviewItem], state: ReviewItem.State, settlement: str, officer: Editor, now: datetime) -> None:
    ids = [item.id for item in items]
    ReviewItem.objects.filter(id__in=ids).update(
        state=state, settlement=settlement, settled_at=now, settled_by_id=officer.id
    )


def _reason(text: str, field: str, sentence: str) -> str:
    tidied = normalise.tidy(text)[:1_000]
    if len(tidied) < 5:
        raise Incorrect(sentence, fields={field: [sentence]})
    return tidied


@transaction.atomic
def settle_review_item(*, item_id: int, settlement: str, officer: Editor, now: datetime) -> None:
    """Record how a human settled an item elsewhere (asked the ministry, corrected the draft).

    Raises NotAllowed, NotFound, NotPossibleNow, Incorrect.
    """
    items = _open_items([item_id], officer)
    _close(items, ReviewItem.State.SETTLED, _reason(settlement, "settlement", "Ghi cách xử lý."), officer, now)


@transaction.atomic
def waive_review_items(*, item_ids: list[int], reason: str, officer: Editor, now: datetime) -> int:
    """Accept items as published, with the reason. Return how many. Raises as `settle_review_item`."""
    items = _open_items(item_ids, officer)
    _close(items, ReviewItem.State.WAIVED, _reason(reason, "reason", "Ghi lý do chấp nhận."), officer, now)
    return len(items)


@transaction.atomic
def fix_review_item(*, item_id: int, fix: str, officer: ActingOfficer, now: datetime) -> int | None:
    """Do what one key offers for an item (`review_fixes`). Return the amendment that carries it, None when accepted.

    Raises as `settle_review_item`, and NotPossibleNow when the draft no longer has the row or is being reviewed.
    """
    (item,) = _open_items([item_id], officer)
    chosen = review_fixes.fix_of(item.code, fix)
    if chosen is None:
        raise NotFound("Mục này không có cách xử lý nhanh như vậy.")
    if chosen.accepts:
        state = ReviewItem.State.WAIVED if chosen is review_fixes.ACCEPT_AS_IS else ReviewItem.State.SETTLED
        _close([item], state, chosen.settlement, officer, now)
        return None
    read = ProcedureVersion.objects.filter(id=item.version_id or 0).first()
    if read is None:
        raise NotPossibleNow("Bản ghi này không được lưu nên không có gì để sửa.")
    amendment_id = start_amendment(code=item.procedure_code, officer=officer, now=now)
    draft = ProcedureVersion.objects.get(amendment=amendment_id)
    content = review_fixes.apply(
        chosen, item.field, ProcedureContent.from_json(read.content), ProcedureContent.from_json(draft.content)
    )
    if content is None:
        raise NotPossibleNow(
            "Dự thảo không còn dòng này như khi nạp, hoặc đã được sửa như vậy.",
            remedy="Mở dự thảo để xem, rồi kết thúc mục này bằng lời.",
        )
    revise_draft(
        amendment_id=amendment_id, content=content, officer=officer, now=now, note=f"{item.code}: {chosen.label}"
    )
    _close([item], ReviewItem.State.SETTLED, chosen.settlement, officer, now)
    return amendment_id


@transaction.atomic
def settle_deadline(
    *,
    item_id: int,
    value: float,
    unit: str,
    source: str,
    officer: Editor,
    now: datetime,
    every_channel: bool = True,
) -> int:
    """Settle a missing or unit-less deadline by the province's ruling, which travels to every later version.

    `source` names the legal text or decision that gives the deadline. All open deadline items of the same procedure
    close with it when it is for every channel. Return the id of the version that carries it. Raises as above.
    """
    (item,) = _open_items([item_id], officer)
    if not item.code.startswith("deadline_") or item.version_id is None:
        raise NotPossibleNow("Mục này không phải là thời hạn.")
    if unit not in set(Unit):
        raise Incorrect("Chọn đơn vị thời gian.", fields={"unit": ["Chọn đơn vị thời gian."]})
    if not 0 <= value < 10_000 or (value == 0 and unit != Unit.SAME_DAY):
        raise Incorrect("Thời hạn phải lớn hơn 0.", fields={"value": ["Thời hạn phải lớn hơn 0."]})
    basis = _reason(source, "source", "Ghi văn bản quy định thời hạn.")
    version = ProcedureVersion.objects.select_related("procedure").get(id=item.version_id)
    code = version.procedure.code
    current = ProcedureVersion.objects.get(id=version.procedure.current_id) if version.procedure.current_id else version
    channel = "" if every_channel else _channel_of(item, current)
    policy = ProcedurePolicy.from_json(current.policy)
    ruling = DeadlineRuling(value, Unit(unit), basis, channel=channel)
    others = tuple(one for one in policy.deadline_rulings if (one.case, one.channel) != ("", channel))
    version_id = adopt(code=code, now=now, policy=replace(policy, deadline_rulings=(*others, ruling)))
    closed = [item]
    if every_channel:
        more = ReviewItem.objects.select_for_update().filter(
            procedure_code=code,
            state=ReviewItem.State.OPEN,
            code__in=("deadline_missing", "deadline_unit_missing"),
        )
        closed = list({one.id: one for one in (item, *more)}.values())
    shown = deadline_text(value, Unit(unit))
    _close(closed, ReviewItem.State.SETTLED, f"{shown} ({basis})"[:1_000], officer, now)
    return version_id


def _channel_of(item: ReviewItem, version: ProcedureVersion) -> str:
    """Return the channel of the row that an item is about ("methods[2].deadline")."""
    number = item.field.removeprefix("methods[").partition("]")[0]
    methods = version.content.get("methods", [])
    if number.isascii() and number.isdigit() and int(number) < len(methods):
        channel = methods[int(number)].get("channel", "")
        return channel if channel in CHANNELS else ""
    return ""
