"""What a process may remember of the organisation: everything, as long as the revision is the same.

The database renews the revision at every change (see the first migration), inside the transaction of the change. So
asking for it, one read by primary key, is all it takes to know that what is remembered still holds. During a request
even that is asked once.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from congso.organisation.models import Revision

P = ParamSpec("P")
T = TypeVar("T")

_of_request: ContextVar[list[UUID | None] | None] = ContextVar("congso_organisation_revision", default=None)


def revision() -> UUID | None:
    """Return the stamp of the present state, or None when nothing was ever written."""
    known = _of_request.get()
    if known:
        return known[0]
    stamp = Revision.objects.values_list("stamp", flat=True).first()
    if known is not None:
        known.append(stamp)
    return stamp


@contextmanager
def one_revision() -> Iterator[None]:
    """Ask for the revision once within the block: a request sees one state of the organisation."""
    token = _of_request.set([])
    try:
        yield
    finally:
        _of_request.reset(token)


def forget() -> None:
    """Ask for the revision again: called by whoever has just changed something."""
    known = _of_request.get()
    if known is not None:
        known.clear()


def remembered(at_most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep up to `at_most` answers of a query for as long as the revision stays the same.

    Answers must be immutable. Threads may ask at the same time: at worst two of them find the same answer.
    """

    def keep(find: Callable[P, T]) -> Callable[P, T]:
        shelf: tuple[UUID | None, dict[Hashable, Any]] = (None, {})

        @wraps(find)
        def recall(*args: P.args, **kwargs: P.kwargs) -> T:
            nonlocal shelf
            stamp = revision()
            if stamp is None:
                return find(*args, **kwargs)
            held_for, answers = shelf
            if held_for != stamp:
                answers = {}
                shelf = (stamp, answers)
            key = (args, tuple(sorted(kwargs.items())))
            try:
                found: T = answers[key]
            except KeyError:
                # What is found on the way is of the same state: ask for it no further time.
                token = _of_request.set([stamp])
                try:
                    found = find(*args, **kwargs)
                finally:
                    _of_request.reset(token)
                if len(answers) >= at_most:
                    answers.clear()
                answers[key] = found
            return found

        return recall

    return keep
