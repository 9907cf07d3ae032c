"""What the frame of every page may show: how many messages are new. Asks the database only when a page shows it."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import queries


def inbox(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `unread_messages`, a lazy number (0 for strangers)."""
    return {"unread_messages": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> int:
    person = getattr(cast(Any, request), "person", None)
    if not person:
        return 0
    return queries.unread_count(person.id, at_work=getattr(request.user, "kind", "") == "officer")
