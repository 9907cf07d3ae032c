"""Marks on views that those who guard the doors look at."""

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V", bound=Callable[..., object])


def before_second_factor(view: V) -> V:
    """Leave a view open to whoever signed in but has not shown the second factor their position takes."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view
