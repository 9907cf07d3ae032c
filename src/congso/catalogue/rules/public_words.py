"""A procedure in the words of the page people read: how long, what it costs, what to bring. Pure; see the sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from .content import CHANNELS, FEE_KINDS, Component, ProcedureContent, deadline_text, quantity_text
from .policy import DeadlineChoice, FeeLine, ProcedurePolicy, choose_deadline, choose_fees

NO_UNIT = "Cơ quan công bố chưa ghi đơn vị thời gian. Cán bộ tiếp nhận sẽ ghi rõ ngày trả trên giấy hẹn."


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hand in, or several that are alike. `promise` is the province's shorter time."""

    channels: str
    deadline: str
    is_settled: bool
    source: str
    promise: str
    alternatives: tuple[tuple[str, str], ...]
    fees: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """A paper to prepare: its name without bullets, how many, and how it is handed in."""

    key: str
    name: str
    quantity: str
    requirement: str
    mode: str
    only_for: str
    form: str
    from_database: str
    group: str


def ways(content: ProcedureContent, policy: ProcedurePolicy, case: str, on_day: str) -> tuple[Way, ...]:
    """Return the ways to hand in for a case, channels that are alike together."""
    found: dict[tuple[object, ...], list[str]] = {}
    for channel in content.channels():
        choice = choose_deadline(content, policy, case, channel)
        fees = choose_fees(content, policy, case, channel, on_day)
        found.setdefault((choice, fees), []).append(CHANNELS[channel])
    return tuple(_way(names, choice, fees) for (choice, fees), names in found.items())  # type: ignore[arg-type]


def _way(names: list[str], choice: DeadlineChoice, fees: tuple[FeeLine, ...]) -> Way:
    promise = ""
    if choice.committed_value is not None:
        promise = deadline_text(choice.committed_value, choice.committed_unit)
    alternatives = tuple(
        (deadline_text(one.value, one.unit), " ".join(one.text.split())[:300]) for one in choice.alternatives
    )
    words = deadline_text(choice.value, choice.unit, " ".join(choice.text.split())[:300])
    if alternatives:
        words = "Tùy trường hợp"
    elif choice.value is not None and choice.unit is None:
        words = f"{quantity_text(choice.value)} (cơ quan chưa công bố đơn vị thời gian)"
    return Way(
        channels=", ".join(names),
        deadline=words,
        is_settled=choice.unit is not None,
        source=choice.source,
        promise=promise,
        alternatives=alternatives,
        fees=tuple(fee_words(fee) for fee in fees) or (("Không công bố khoản thu", ""),),
    )


def fee_words(fee: FeeLine) -> tuple[str, str]:
    """Return a fee in words, and its name or basis. A fee the council sets is never called free."""
    name = fee.name or (FEE_KINDS.get(fee.kind, "") if fee.kind else "")
    basis = " · ".join(dict.fromkeys(part for part in (name, fee.basis) if part and part != "Miễn phí"))
    if fee.amount_vnd == 0 and not fee.set_by:
        return ("Miễn phí", fee.exemption)
    if fee.amount_vnd:
        amount = f"{fee.amount_vnd:,}\u00a0đ".replace(",", ".")
        return (f"{amount} ({fee.formula})" if fee.formula else amount, basis)
    if fee.set_by:
        return ("Theo nghị quyết của Hội đồng nhân dân tỉnh", " ".join(fee.text.split())[:400])
    return (f"Như công bố: {' '.join(fee.text.split())[:400]}", basis)


def checklist(content: ProcedureContent, case: str, channel: str = "") -> tuple[ChecklistLine, ...]:
    """Return what to prepare for a case: what is always needed first, then what depends, in published order."""
    order = {"yes": 0, "conditional": 1, "if_any": 2}
    papers = sorted(content.components_for(case, channel), key=lambda one: order.get(one.required, 1))
    return tuple(_line(one) for one in papers)


def _line(one: Component) -> ChecklistLine:
    return ChecklistLine(
        key=one.key,
        name=tidy_name(one.name),
        quantity=one.quantity_text,
        requirement={"conditional": "Trường hợp cần", "if_any": "Nếu có"}.get(one.required, ""),
        mode={"present": "Chỉ xuất trình", "upload": "Tải lên"}.get(one.mode, ""),
        only_for=", ".join(CHANNELS[channel].lower() for channel in one.channels if channel in CHANNELS),
        form=one.form_code or one.form_file,
        from_database=one.from_database,
        group=one.group.strip(" *:"),
    )


def tidy_name(name: str) -> str:
    """Return a name without the bullet it was typed with."""
    return name.lstrip(" \t-–+*•").strip()


def lines_of(texts: Iterable[str]) -> list[str]:
    """Return texts as separate lines, bullets removed, empty ones left out."""
    return [line for text in texts for part in text.split("\n") if (line := tidy_name(part))]
