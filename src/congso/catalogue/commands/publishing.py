"""Putting out what was approved: under a decision, now or on a day to come; and ending a procedure."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from congso.catalogue.models import Amendment, Procedure, ProcedureVersion, PublicationDecision
from congso.catalogue.rules import records
from congso.catalogue.rules.amending import Act, Kind, Stage, next_stage
from congso.catalogue.rules.content import Decision, ProcedureContent
from congso.catalogue.rules.generated_form import ORIGIN
from congso.catalogue.rules.publication_clock import Publisher
from congso.kernel import normalise
from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.organisation.queries import ActingOfficer

from . import editions
from .editions import State
from .form_drafts import publish_form
from .working import back_to_drafting, check_complete, check_editor, excused, locked, move

DEFAULT_WORKFLOW = "mac-dinh-"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it is entered: its number, days, who signs, and the legal text it follows."""

    number: str
    signed_on: date
    publisher: Publisher = Publisher.PROVINCE
    law_signed_on: date | None = None
    law_effective_on: date | None = None
    simplified: bool = False


@transaction.atomic
def publish_amendment(
    *,
    amendment_id: int,
    ruling: Ruling,
    effective_from: date,
    officer: ActingOfficer,
    now: datetime,
    today: date,
    publish_on: date | None = None,
) -> Stage:
    """Publish what was approved under a decision, or schedule it for `publish_on`. Return the stage reached.

    A version is in force from `effective_from`; an abolition ends the procedure on that day. Raises NotAllowed,
    NotFound, NotPossibleNow (also when a colleague was faster, or the version in force is no longer the one that was
    compared), Incorrect.
    """
    check_editor(officer)
    amendment = locked(amendment_id)
    act = Act.SCHEDULE if publish_on is not None and publish_on > today else Act.PUBLISH
    if Stage(amendment.stage) != Stage.APPROVED:
        _ = next_stage(Stage(amendment.stage), Act.SCHEDULE)
    _check_ruling(ruling, effective_from, publish_on or today, today)
    _check_base(amendment)
    decision = _decision(ruling, now)
    if amendment.version is not None:
        _add_decision(amendment.version, ruling)
        check_complete(ProcedureContent.from_json(amendment.version.content), excused(amendment))
    if amendment.kind == Kind.ABOLISH:
        ProcedureVersion.objects.filter(id=amendment.based_on_id or 0).update(
            effective_to=effective_from, ended_by_id=decision.id
        )
        if effective_from > today:
            act, publish_on = Act.SCHEDULE, effective_from
    move(
        amendment, Act.SCHEDULE, officer, now, note=ruling.number, decision_id=decision.id,
        effective_from=effective_from, publish_on=publish_on if act is Act.SCHEDULE else today,
    )  # fmt: skip
    if act is Act.PUBLISH:
        _put_out(amendment, officer, now, today)
    return Stage(amendment.stage)


@transaction.atomic
def cancel_publication(*, amendment_id: int, officer: ActingOfficer, now: datetime) -> None:
    """Take a scheduled publication off; it stays approved. Raises NotAllowed, NotFound, NotPossibleNow."""
    check_editor(officer)
    amendment = locked(amendment_id)
    if amendment.kind == Kind.ABOLISH and Stage(amendment.stage) == Stage.SCHEDULED:
        _let_live(amendment)
    move(amendment, Act.CANCEL, officer, now, decision_id=None, effective_from=None, publish_on=None)


def publish_scheduled(*, today: date, now: datetime) -> list[str]:
    """Publish what was scheduled for a day that has come, each in a transaction of its own. Repeatable.

    What cannot be published any more (the version in force is another) goes back to drafting with the reason. Return
    the codes of the procedures that were published.
    """
    waiting = Amendment.objects.filter(stage=Stage.SCHEDULED, publish_on__lte=today).order_by("publish_on", "id")
    published = []
    for amendment_id in waiting.values_list("id", flat=True):
        with transaction.atomic():
            amendment = locked(amendment_id)
            if Stage(amendment.stage) != Stage.SCHEDULED:
                continue
            try:
                _check_base(amendment)
            except NotPossibleNow as refusal:
                if amendment.kind == Kind.ABOLISH:
                    _let_live(amendment)
                move(amendment, Act.CANCEL, None, now, decision_id=None, effective_from=None, publish_on=None)
                back_to_drafting(amendment.id, Act.GIVE_BACK, None, now, refusal.message)
                continue
            _put_out(amendment, None, now, today)
            published.append(amendment.procedure.code)
    return published


def _put_out(amendment: Amendment, officer: ActingOfficer | None, now: datetime, today: date) -> None:
    assert amendment.decision is not None
    assert amendment.effective_from is not None
    if amendment.kind == Kind.ABOLISH:
        _abolish(amendment)
    else:
        assert amendment.version is not None
        has_own_form = publish_form(amendment.version, now)
        _refresh_what_is_generated(amendment.version, amendment.based_on)
        editions.publish(
            version_id=amendment.version.id,
            decision_number=amendment.decision.number,
            effective_from=amendment.effective_from,
            now=now,
            today=today,
            excused=excused(amendment),
        )
        ProcedureVersion.objects.filter(id=amendment.version.id).update(decision_id=amendment.decision_id)
        Procedure.objects.filter(id=amendment.procedure_id).update(
            replaced_by=None, is_adopted=amendment.procedure.is_adopted or has_own_form
        )
    move(amendment, Act.PUBLISH, officer, now, note=amendment.decision.number, done_at=now)


def _let_live(amendment: Amendment) -> None:
    """Take back that the version in force ends by this decision; one that ended otherwise meanwhile stays so."""
    ended = ProcedureVersion.objects.filter(id=amendment.based_on_id or 0, ended_by_id=amendment.decision_id)
    ended.exclude(state=State.EXPIRED).update(effective_to=None, ended_by=None)
    ended.update(ended_by=None)


def _abolish(amendment: Amendment) -> None:
    current = amendment.based_on
    assert current is not None
    ProcedureVersion.objects.filter(id=current.id).update(
        state=State.ABOLISHED, effective_to=amendment.effective_from, ended_by_id=amendment.decision_id
    )
    # Signed for later, and now without a procedure to belong to.
    ProcedureVersion.objects.filter(procedure_id=amendment.procedure_id, state=State.SIGNED).update(
        state=State.ABOLISHED
    )
    Procedure.objects.filter(id=amendment.procedure_id).update(current=None, replaced_by_id=amendment.replaced_by_id)


def _refresh_what_is_generated(version: ProcedureVersion, base: ProcedureVersion | None) -> None:
    """Let what nobody adopted follow the new text: its form, its default workflow, its policy."""
    content = ProcedureContent.from_json(version.content)
    version.policy = editions.carried(base, content).to_json()
    form, workflow = version.form_version, version.workflow_version
    if form is not None and form.definition.get("origin") == ORIGIN:
        version.form_version = None
    if workflow is not None and workflow.code.startswith(DEFAULT_WORKFLOW):
        version.workflow_version = None
    version.state = State.DRAFT
    version.save(update_fields=["policy", "form_version", "workflow_version", "state"])


def _add_decision(version: ProcedureVersion, ruling: Ruling) -> None:
    content = ProcedureContent.from_json(version.content)
    new = Decision(ruling.number, issued_on=ruling.signed_on.isoformat())
    kept = tuple(one for one in content.decisions if one.number != ruling.number)
    version.content = replace(content, decisions=(*kept, new)).to_json()
    version.content_hash = records.fingerprint(version.content)
    version.save(update_fields=["content", "content_hash"])


def _check_ruling(ruling: Ruling, effective_from: date, publish_on: date, today: date) -> None:
    wrong: dict[str, list[str]] = {}
    if not ruling.number.strip():
        wrong["number"] = ["Ghi số quyết định công bố."]
    if ruling.signed_on > today:
        wrong["signed_on"] = ["Ngày ký chưa đến; quyết định phải được ký trước khi công bố."]
    if effective_from < ruling.signed_on:
        wrong["effective_from"] = ["Ngày hiệu lực không thể trước ngày ký quyết định."]
    if publish_on < today:
        wrong["publish_on"] = ["Ngày công bố đã qua; để trống để công bố ngay."]
    if wrong:
        raise Incorrect("Chưa công bố được.", fields=wrong)


def _check_base(amendment: Amendment) -> None:
    current_id = amendment.procedure.current_id
    if amendment.kind == Kind.NEW:
        moved = current_id is not None
    else:
        # An abolished procedure has none in force; its draft starts from the last one it had.
        moved = current_id != amendment.based_on_id and not (current_id is None and amendment.kind == Kind.AMEND)
    if moved:
        raise NotPossibleNow(
            "Bản đang hiệu lực không còn là bản đã được so sánh khi thẩm định.",
            remedy="Lấy lại để soạn tiếp, lấy bản đang hiệu lực làm gốc, xem lại so sánh rồi trình lại.",
        )


def _decision(ruling: Ruling, now: datetime) -> PublicationDecision:
    """Return the row of a decision, entered once: several procedures are published by one."""
    entered, is_new = PublicationDecision.objects.get_or_create(
        number=normalise.tidy(ruling.number)[:120],
        signed_on=ruling.signed_on,
        defaults={
            "publisher": ruling.publisher,
            "law_signed_on": ruling.law_signed_on,
            "law_effective_on": ruling.law_effective_on,
            "simplified": ruling.simplified,
            "created_at": now,
        },
    )
    if not is_new and entered.publisher != ruling.publisher:
        sentence = "Quyết định này đã được nhập với cấp công bố khác."
        raise Incorrect(sentence, fields={"publisher": [sentence]})
    return entered
