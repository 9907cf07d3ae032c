"""Facts that contexts announce and others react to. See `congso.processes` for who reacts to what.

An event is a frozen dataclass of identifiers and codes. `publish` queues one job per reaction in the transaction
it is called in: a rollback queues nothing, a commit loses nothing.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from procrastinate.tasks import Task

_reactions: dict[str, list[Task[..., Any, Any]]] = defaultdict(list)
T = TypeVar("T", bound=Task[..., Any, Any])


def reacts_to(*events: type) -> Callable[[T], T]:
    """Register a job as a reaction to each of `events`; it receives the event's fields as keyword arguments."""

    def register(task: T) -> T:
        for event in events:
            _reactions[event.__name__].append(task)
        return task

    return register


def publish(event: object) -> None:
    """Queue every reaction to `event`, within the caller's transaction and in one statement for all of them."""
    name = type(event).__name__
    waiting = [task.configure() for task in _reactions.get(name, ())]
    if waiting:
        facts = asdict(event)  # type: ignore[call-overload]
        waiting[0].job_manager.batch_defer_jobs([one.make_new_job(event=name, **facts) for one in waiting])


def reactions() -> dict[str, list[str]]:
    """Return who reacts to what: event name → names of jobs."""
    return {event: [task.name for task in tasks] for event, tasks in _reactions.items()}
