"""In whose name a person acts, as the session remembers it: their own, or an organisation's."""

from uuid import UUID

from django.http import HttpRequest

from . import queries

ACTING_FOR = "acting_for_body_id"
"""Session key of the organisation a person chose to act for; absent: for themselves."""


def chosen(request: HttpRequest) -> UUID | None:
    """Return the organisation chosen in the session, whether or not it may still be acted for."""
    kept = request.session.get(ACTING_FOR)
    try:
        return UUID(kept) if isinstance(kept, str) else None
    except ValueError:
        return None


def act_for(request: HttpRequest, body: queries.BodyView | None) -> None:
    """Act for an organisation from the next request on, or for oneself again."""
    if body is None:
        request.session.pop(ACTING_FOR, None)
    else:
        request.session[ACTING_FOR] = str(body.id)
