"""Where the present request came from: set once by the middleware, read only by the trail and the logs."""

from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Origin:
    """Whence a request came. `session` and `agent` are keyed marks: equal for equal things, telling nothing else."""

    address: str | None = None
    session: str = ""
    agent: str = ""
    request: str = ""
    client_id: int | None = None


NOWHERE = Origin()
"""A job, or the command line."""

_origin: ContextVar[Origin] = ContextVar("congso_origin", default=NOWHERE)


def come_from(address: str | None, *, session: str = "", agent: str = "", request: str = "") -> None:
    """Remember whence the present request came; `None` outside of one."""
    _origin.set(Origin(address, session, agent, request))


def go_on_in(session: str) -> None:
    """Remember the mark of the session that signing in has just begun."""
    _origin.set(replace(_origin.get(), session=session))


def act_as_client(client_id: int) -> None:
    """Remember which client system the present request comes from."""
    _origin.set(replace(_origin.get(), client_id=client_id))


def origin() -> Origin:
    """Return whence the present request came; `NOWHERE` in a job or on the command line."""
    return _origin.get()


def address() -> str | None:
    """Return the network address of the present request, or None in a job or on the command line."""
    return _origin.get().address
