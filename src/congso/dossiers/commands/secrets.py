"""The door of every command that takes words: what bears the mark of a state secret does not come in."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from congso.dossiers import permissions
from congso.files.commands import refuse_secret_words

P = ParamSpec("P")
T = TypeVar("T")


def no_secrets(command: Callable[P, T]) -> Callable[P, T]:
    """Let a command see only words without a mark. Stands outside of its transaction, so that the trail keeps a no."""

    @wraps(command)
    def guarded(*args: P.args, **given: P.kwargs) -> T:
        by = given["by"]
        words = {name: value for name, value in given.items() if name != "by"}
        refuse_secret_words(words, permissions.file_owner(by))  # type: ignore[arg-type]  # every `by` is an actor
        return command(*args, **given)

    guarded.keeps_secrets_out = True  # type: ignore[attr-defined]
    return guarded
