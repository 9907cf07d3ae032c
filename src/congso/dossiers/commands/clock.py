"""Promises: which rule holds, what it gives, and until when the dossier waits where it stands.

A derivation is always found again from the same parts: the start, the rule with its modifiers, and the pauses. So the
date after a supplement, a payment or a branch that adds time by law is one calculation, not a chain of corrections.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from congso.catalogue import queries as catalogue
from congso.dossiers.models import Dossier, DossierDeadline, DossierPause
from congso.dossiers.queries.clock import calendar_of as calendar_of
from congso.dossiers.queries.clock import day_of as day_of
from congso.dossiers.queries.clock import step_until as step_until
from congso.dossiers.rules import deadlines
from congso.dossiers.rules.deadlines import (
    DeadlinePolicy,
    DeadlineRule,
    DeadlineUnit,
    Derivation,
    Modifier,
    SupplementPolicy,
)
from congso.dossiers.rules.workflow import Branch, Step
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect
from congso.organisation import queries as organisation
from congso.organisation.rules.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class DeadlineDecision:
    """The deadline an officer settles where the catalogue publishes none: value, unit, and the reason in words."""

    value: Decimal | int
    unit: DeadlineUnit
    reason: str


def policy_of(dossier: Dossier) -> DeadlinePolicy:
    """Return the policy the dossier was pinned to."""
    return DeadlinePolicy.from_json(dossier.policy.get("deadline", {}))


@dataclass(frozen=True, slots=True)
class Promise:
    """A rule found, the date it gives, and what is stored with it."""

    rule: DeadlineRule
    derivation: Derivation
    rule_json: dict[str, Any]
    derivation_json: dict[str, Any]


def choose_rule(
    version: catalogue.VersionView, case_code: str, channel: str, decision: DeadlineDecision | None
) -> tuple[DeadlineRule, DeadlineRule]:
    """Return the rule promised and the statutory one (the same unless the province commits itself to less).

    Where the publication has no value or no unit, the officer's `decision` is the rule; units are never guessed.
    Raises Incorrect `deadline_needed` without one, or with one whose reason is empty.
    """
    published = catalogue.deadline_rule(version, case_code, channel)
    if published.value is None or published.unit is None:
        if decision is None or not decision.reason.strip():
            raise Incorrect(
                "Thủ tục này chưa công bố rõ thời hạn giải quyết: chọn thời hạn, đơn vị tính và ghi căn cứ.",
                code="deadline_needed",
                fields={"deadline": ["Chọn thời hạn, đơn vị tính và ghi căn cứ."]},
            )
        rule = DeadlineRule(decision.value, decision.unit, f"Cán bộ tiếp nhận xác định: {decision.reason.strip()}")
        return rule, rule
    statutory = DeadlineRule(
        Decimal(str(published.value)), DeadlineUnit(published.unit.value), published.source or "Quyết định công bố"
    )
    if published.committed_value is None or published.committed_unit is None:
        return statutory, statutory
    committed = DeadlineRule(
        Decimal(str(published.committed_value)),
        DeadlineUnit(published.committed_unit.value),
        published.committed_source,
    )
    return committed, statutory


def promise(
    version: catalogue.VersionView,
    case_code: str,
    channel: str,
    decision: DeadlineDecision | None,
    policy: DeadlinePolicy,
    calendar: WorkingCalendar,
    now: datetime,
) -> Promise:
    """Return the promise made on reception."""
    rule, statutory = choose_rule(version, case_code, channel, decision)
    try:
        found = deadlines.due(now, rule, (), policy, calendar=calendar)
        by_law = found if statutory is rule else deadlines.due(now, statutory, (), policy, calendar=calendar)
    except ValueError as uncountable:
        raise Incorrect(f"Không tính được ngày hẹn trả: {uncountable}", code="deadline_uncountable") from None
    rule_json = {**rule.to_json(), "start_at": now.isoformat(), "modifiers": []}
    derivation_json = found.to_json()
    if by_law is not found:
        rule_json["statutory"] = statutory.to_json()
        derivation_json["statutory"] = by_law.to_json()
    return Promise(rule, found, rule_json, derivation_json)


def rederive(dossier: Dossier, *, now: datetime, cause: str) -> None:
    """Find the due date again after a pause ended, a restart, or an extension of law; store it with its derivation.

    Sets `due_at` and `scoring_due_at` on the (locked, unsaved) dossier and appends the deadline row.
    """
    assert dossier.deadline_rule is not None
    assert dossier.received_at is not None
    stored = dossier.deadline_rule
    rule = DeadlineRule.from_json(stored)
    modifiers = tuple(Modifier.from_json(one) for one in stored.get("modifiers", ()))
    policy, calendar = policy_of(dossier), calendar_of(dossier, day_of(dossier.received_at))
    start = datetime.fromisoformat(stored["start_at"])
    pauses = list(DossierPause.objects.filter(dossier=dossier, to_at__isnull=False).order_by("from_at"))

    current = deadlines.due(start, rule, modifiers, policy, calendar=calendar)
    if start > dossier.received_at:
        text = f"Đã bổ sung đủ, thời hạn tính lại từ đầu: {start.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        restarted = deadlines.Line(deadlines.LineKind.RESTARTED, day_of(start), text, deadlines.SUPPLEMENT)
        current = Derivation(current.due_at, current.nominal_at, (restarted, *current.lines[1:]))
    for pause in pauses:
        if pause.from_at >= start:
            current = _resumed(current, pause, rule, modifiers, policy, calendar)
    if dossier.extension_count and dossier.due_at and dossier.due_at > current.due_at:
        # The day named in the apology holds as long as it is the later one.
        current = Derivation(dossier.due_at, current.nominal_at, current.lines)

    scoring = deadlines.due(dossier.received_at, rule, modifiers, policy, calendar=calendar)
    for pause in pauses:
        if pause.from_at >= dossier.received_at:
            scoring = _resumed(scoring, pause, rule, modifiers, policy, calendar)
    dossier.due_at, dossier.scoring_due_at = current.due_at, scoring.due_at
    keep(dossier, current, now=now, cause=cause, scoring=scoring)


def _resumed(
    current: Derivation,
    pause: DossierPause,
    rule: DeadlineRule,
    modifiers: tuple[Modifier, ...],
    policy: DeadlinePolicy,
    calendar: WorkingCalendar,
) -> Derivation:
    assert pause.to_at is not None
    if pause.cause == DossierPause.Cause.PAYMENT:
        found = deadlines.after_payment(current, pause.from_at, pause.to_at, rule, modifiers, policy, calendar=calendar)
    else:
        found = deadlines.after_supplement(
            current,
            pause.from_at,
            pause.to_at,
            rule,
            modifiers,
            policy,
            calendar=calendar,
            counted_as=SupplementPolicy.PAUSE,
        )
    # The whole story stands in one derivation: what led to the date before, then what moved it.
    return Derivation(found.due_at, found.nominal_at, (*current.lines[:-1], *found.lines[1:]))


def keep(
    dossier: Dossier,
    derivation: Derivation | dict[str, Any],
    *,
    now: datetime,
    cause: str,
    scoring: Derivation | None = None,
) -> None:
    """Append a due date with its derivation to the dossier's history of promises."""
    written = derivation.to_json() if isinstance(derivation, Derivation) else dict(derivation)
    if scoring is not None:
        written["scoring"] = scoring.to_json()
    DossierDeadline.objects.create(
        dossier=dossier,
        sequence=DossierDeadline.objects.filter(dossier=dossier).count() + 1,
        cause=cause,
        due_at=datetime.fromisoformat(written["due_at"]),
        derivation=written,
        computed_at=now,
    )


def lengthen(dossier: Dossier, branch: Branch, step: Step, *, now: datetime) -> None:
    """Add the time that a branch of the workflow adds by law (a verification, an opinion asked)."""
    assert dossier.deadline_rule is not None
    stored = dict(dossier.deadline_rule)
    hours = {DeadlineUnit.WORKING_HOUR, DeadlineUnit.HOUR, DeadlineUnit.MINUTE}
    if DeadlineUnit(stored["unit"]) in hours:
        added = Modifier(branch.extends_hours, DeadlineUnit.WORKING_HOUR, branch.condition, step.name)
    else:
        days = -(-branch.extends_hours // deadlines.HOURS_PER_WORKING_DAY)
        added = Modifier(days, DeadlineUnit.WORKING_DAY, branch.condition, step.name)
    dossier.deadline_rule = {**stored, "modifiers": [*stored.get("modifiers", ()), added.to_json()]}
    rederive(dossier, now=now, cause="branch")


def intake_until(organisation_id: int, policy: DeadlinePolicy, now: datetime) -> datetime:
    """Return until when the desk must answer what was handed in online: 8 working hours, or as configured."""
    calendar = organisation.calendar_for(organisation_id, day_of(now))
    return deadlines.intake_due(now, policy, calendar=calendar)


def waits_until(dossier: Dossier, step: Step, now: datetime) -> datetime:
    """Return until when the dossier may wait in a step it enters now."""
    assert dossier.due_at is not None
    return step_until(calendar_of(dossier, day_of(now)), step, dossier.due_at, now)


def working_days_between(dossier: Dossier, first: datetime, last: datetime, now: datetime) -> int:
    """Return the working days after the day of `first` up to that of `last`; negative when it is earlier."""
    return calendar_of(dossier, day_of(now)).working_days_between(day_of(first), day_of(last))


def answer_until(dossier: Dossier, now: datetime, working_days: int) -> datetime:
    """Return until when the applicant may answer: the end of the last of `working_days`."""
    calendar = calendar_of(dossier, day_of(now))
    return calendar.closing(calendar.add_working_days(day_of(now), working_days))
