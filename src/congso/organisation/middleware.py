"""Which position the asker acts in: `request.officer`, found only when somebody looks."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from congso.identity.queries import account_view
from congso.kernel import clock
from congso.kernel.refusals import NotPossibleNow

from . import queries
from .permissions import ACTIVE_OFFICER, ON_BEHALF

Handler = Callable[[HttpRequest], HttpResponse]


def officer_of(request: HttpRequest) -> queries.ActingOfficer | None:
    """Return who acts: under the appointment chosen in the session, else the oldest one in force today, else None."""
    if not request.user.is_authenticated:
        return None
    today = clock.today()
    person = cast(Any, request).person  # the frame needs it as well: it is read once
    mine = queries.positions_held(account_view(cast(Any, request.user)), person or None, today)
    delegation_id = request.session.get(ON_BEHALF)
    if delegation_id is not None:
        standing_in = queries.stand_in(mine, delegation_id, today)
        if standing_in is not None:
            return standing_in
        _let_go(request)
    chosen = request.session.get(ACTIVE_OFFICER)
    return next((one for one in mine if one.id == chosen), mine[0] if mine else None)


def _let_go(request: HttpRequest) -> None:
    """End acting on behalf. What was sent in that belief is refused: it is not done in one's own name instead."""
    del request.session[ON_BEHALF]
    said = _("Ủy quyền bạn đang làm việc theo đã kết thúc. Từ bây giờ bạn làm việc ở vị trí của mình.")
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        raise NotPossibleNow(said, code="delegation_ended", remedy=_("Việc vừa gửi chưa được thực hiện."))
    messages.warning(request, said)


class OfficerMiddleware:
    """Sets `request.officer` (ActingOfficer | None), and lets the request see one state of the organisation."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Any: templates and views read the attribute as `ActingOfficer | None`; the lazy wrapper is falsy for None.
        cast(Any, request).officer = SimpleLazyObject(lambda: officer_of(request))
        with queries.one_revision():
            return self.get_response(request)
