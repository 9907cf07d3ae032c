"""Rights: every context names its own, documents them, and says which role holds which; here they are put together.

A right is what one may do, a role is what a position is there for. Nobody is given a right: a position has roles, and
each context's table says which rights they bring. Both are plain strings here, so that contexts below the organisation
can take part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Right(StrEnum):
    """Something one may do (quyền); each context makes one enumeration of its own.

    A member is written (code, label, description, law), or with `signed` or `personal`. `delegable`: its holder may
    pass it on by authorisation; `signs`: it decides or signs in the agency's name, so nobody gets it with the mere
    handling of a colleague's work.
    """

    label: str
    description: str
    law: str
    delegable: bool
    signs: bool

    def __new__(
        cls, code: str, label: str, description: str, law: str = "", delegable: bool = True, signs: bool = False
    ) -> "Right":
        """Make a member whose value is its code."""
        one = str.__new__(cls, code)
        one._value_ = code
        one.label, one.description, one.law = label, description, law
        one.delegable, one.signs = delegable, signs
        return one


def signed(code: str, label: str, description: str, law: str = "") -> tuple[str, str, str, str, bool, bool]:
    """Write a right that decides or signs in the agency's name."""
    return code, label, description, law, True, True


def personal(code: str, label: str, description: str, law: str = "") -> tuple[str, str, str, str, bool, bool]:
    """Write a right that cannot be passed on."""
    return code, label, description, law, False, False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rights of one context and who holds them: role → rights. `title` names the context for people."""

    context: str
    title: str
    rights: tuple[Right, ...]
    held_by: Mapping[str, frozenset[Right]]


_vocabularies: dict[str, Vocabulary] = {}


def register(vocabulary: Vocabulary) -> None:
    """Take a context's vocabulary into the register; called once, when the context is loaded. The last one stands."""
    for right in vocabulary.rights:
        owner = _owner(right)
        if owner is not None and owner != vocabulary.context:
            raise ValueError(f"{right.value} belongs to {owner} already")
    unknown = {right for held in vocabulary.held_by.values() for right in held} - set(vocabulary.rights)
    if unknown:
        raise ValueError(f"{vocabulary.context} gives rights that it does not name: {sorted(unknown)}")
    _vocabularies[vocabulary.context] = vocabulary
    rights_of.cache_clear()


def _owner(right: Right) -> str | None:
    return next((one.context for one in _vocabularies.values() if right in one.rights), None)


def vocabularies() -> list[Vocabulary]:
    """Return what every context registered, in the order of their titles' contexts."""
    return [_vocabularies[context] for context in sorted(_vocabularies)]


def known(code: str) -> Right | None:
    """Return the right with this code, or None."""
    return next((right for one in _vocabularies.values() for right in one.rights if right.value == code), None)


@lru_cache(maxsize=512)
def rights_of(roles: frozenset[str]) -> frozenset[Right]:
    """Return every right that a position with these roles brings."""
    return frozenset(
        right
        for vocabulary in _vocabularies.values()
        for role, held in vocabulary.held_by.items()
        if role in roles
        for right in held
    )


def roles_with(rights: Iterable[Right]) -> frozenset[str]:
    """Return the roles that bring at least one of these rights."""
    wanted = set(rights)
    return frozenset(
        role
        for vocabulary in _vocabularies.values()
        for role, held in vocabulary.held_by.items()
        if not wanted.isdisjoint(held)
    )
