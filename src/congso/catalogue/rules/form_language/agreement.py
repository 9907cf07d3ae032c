"""What answers must not say together, and who is not helped by a procedure: rules of a form over several answers.

Source: Decree 63/2010/NĐ-CP art. 8 clause 2 (requirements and conditions are part of a procedure); TT
32/2017/TT-BTTTT art. 8, 11 (a form checks what is typed). Each rule names the law it rests on in its `source`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .conditions import holds, keys_named


class RuleKind(StrEnum):
    """What it means when a rule holds."""

    CONTRADICTION = "contradiction"
    INELIGIBLE = "ineligible"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over answers: while `when` holds, `message` says what is wrong and nothing can be handed in.

    `field` is where it is shown, at the earliest the last field it speaks of. `remedy` says what to do instead.
    """

    key: str
    when: Mapping[str, Any]
    field: str
    message: str
    kind: str = RuleKind.CONTRADICTION
    remedy: str = ""
    source: str = ""

    @property
    def sentence(self) -> str:
        """The whole sentence for the person."""
        before = "Chưa giải quyết được theo thủ tục này: " if self.kind == RuleKind.INELIGIBLE else ""
        source = f" ({self.source})" if self.source else ""
        return f"{before}{self.message.rstrip('.')}{source}. {self.remedy}".strip()

    @property
    def named(self) -> set[str]:
        """The fields it speaks of."""
        return keys_named(self.when)


def broken(rules: tuple[Rule, ...], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the sentences of the rules that hold for answers that were read, by the field where they are shown."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        if holds(rule.when, answers):
            found.setdefault(rule.field, []).append(rule.sentence)
    return found
