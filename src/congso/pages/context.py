"""What the frame of every page may show: that the portal stops, now or soon. Asked only when a page shows it."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from congso.kernel import clock

from . import queries


def interruptions(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `interruptions`, those announced and not yet over; none when the database is away."""
    return {"interruptions": SimpleLazyObject(_announced)}


def _announced() -> tuple[queries.InterruptionView, ...]:
    try:
        return queries.announced(clock.now())
    except DatabaseError:  # the page has its own say about that
        return ()
