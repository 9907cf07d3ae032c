"""Which position the asker acts in: `request.officer`, found only when somebody looks; and what their positions ask of
the session: how long it may last, and whether it takes two factors."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from congso.identity import queries as identity
from congso.identity import sessions
from congso.kernel import clock
from congso.kernel.refusals import NotPossibleNow

from . import queries
from .permissions import ACTIVE_OFFICER, ON_BEHALF

Handler = Callable[[HttpRequest], HttpResponse]


def positions_of(request: HttpRequest) -> list[queries.ActingOfficer]:
    """Return the positions the asker holds today; asked once per request."""
    asker = cast(Any, request)
    if not hasattr(asker, "_positions"):
        # The frame needs the person as well: they are read once.
        asker._positions = (
            queries.positions_held(identity.account_view(asker.user), asker.person or None, clock.today())
            if asker.user.is_authenticated
            else []
        )
    found: list[queries.ActingOfficer] = asker._positions
    return found


def roles_of(request: HttpRequest) -> frozenset[str]:
    """Return the roles of all positions the asker holds today, whichever they act in."""
    return frozenset(str(role) for one in positions_of(request) for role in one.roles)


def officer_of(request: HttpRequest) -> queries.ActingOfficer | None:
    """Return who acts: under the appointment chosen in the session, else the oldest one in force today, else None."""
    if not request.user.is_authenticated:
        return None
    mine = positions_of(request)
    delegation_id = request.session.get(ON_BEHALF)
    if delegation_id is not None:
        standing_in = queries.stand_in(mine, delegation_id, clock.today())
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
        cast(Any, request).needs_second_factor = lambda: needs_second_factor(request)
        with queries.one_revision():
            return self.get_response(request)


class SessionLimitsMiddleware:
    """Ends sessions that were idle, or lasted, too long for what their holder may do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            kind = request.user.kind
            roles = roles_of(request) if kind == "officer" else frozenset()
            limits = settings.SESSION_LIMITS.limits_of(kind=kind, roles=roles)
            if not sessions.still_lasts(request, limits, clock.now()):
                asker = cast(Any, request)
                asker._positions, asker.person = [], None
        return self.get_response(request)


class SecondFactorMiddleware:
    """Keeps whoever needs a second factor and has not shown one at the pages where it is shown, or first given."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Any, named: Any
    ) -> HttpResponseBase | None:
        is_open = not getattr(view, "login_required", True) or getattr(view, "before_second_factor", False)
        if is_open or not request.user.is_authenticated or not needs_second_factor(request):
            return None
        if sessions.is_strong(request):
            return None
        here = request.get_full_path() if request.method in {"GET", "HEAD"} else "/can-bo/"
        name = "step_up" if identity.has_second_factor(request.user.pk) else "security"
        place = f"{reverse(f'identity:{name}')}?{urlencode({'next': here})}"
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": place})
        return HttpResponseRedirect(place)


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether one of the asker's positions, or acting in somebody's place, takes two factors."""
    if not request.user.is_authenticated or request.user.kind != "officer":
        return False
    return ON_BEHALF in request.session or not roles_of(request).isdisjoint(settings.SECOND_FACTOR_ROLES)
