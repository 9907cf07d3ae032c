"""Where the present request came from: set once by the middleware, read only by the trail and the logs."""

from contextvars import ContextVar

_address: ContextVar[str | None] = ContextVar("congso_address", default=None)


def come_from(address: str | None) -> None:
    """Remember the network address of the present request, or None outside of one."""
    _address.set(address)


def address() -> str | None:
    """Return the network address of the present request, or None in a job or on the command line."""
    return _address.get()
