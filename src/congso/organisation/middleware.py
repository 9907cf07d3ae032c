"""Which position the asker acts in: `request.officer`, found only when somebody looks."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from congso.identity.queries import account_view
from congso.kernel import clock

from . import queries
from .permissions import ACTIVE_OFFICER

Handler = Callable[[HttpRequest], HttpResponse]


def officer_of(request: HttpRequest) -> queries.ActingOfficer | None:
    """Return who acts: under the appointment chosen in the session, else the oldest one in force today, else None."""
    if not request.user.is_authenticated:
        return None
    today = clock.today()
    person = cast(Any, request).person  # the frame needs it as well: it is read once
    mine = queries.positions_held(account_view(cast(Any, request.user)), person or None, today)
    chosen = request.session.get(ACTIVE_OFFICER)
    return next((one for one in mine if one.id == chosen), mine[0] if mine else None)


class OfficerMiddleware:
    """Sets `request.officer` (ActingOfficer | None), and lets the request see one state of the organisation."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Any: templates and views read the attribute as `ActingOfficer | None`; the lazy wrapper is falsy for None.
        cast(Any, request).officer = SimpleLazyObject(lambda: officer_of(request))
        with queries.one_revision():
            return self.get_response(request)
