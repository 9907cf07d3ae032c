"""Who may open an officers' page, and who may change the organisation."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from congso.kernel.refusals import NotAllowed

from .rules.roles import Role

P = ParamSpec("P")

ACTIVE_OFFICER = "active_officer_id"
"""Session key of the appointment the asker chose to act under."""


class OfficerRequest(HttpRequest):
    """A request of somebody who acts in a position; for annotations only."""

    officer: Any


class HasRoles(Protocol):
    """Whoever acts: an officer in a position."""

    @property
    def roles(self) -> frozenset[Role]: ...


class Placed(HasRoles, Protocol):
    """Whoever acts, with the agency they act for."""

    @property
    def tier(self) -> str: ...

    @property
    def organisation_id(self) -> int: ...


def may_edit_calendar(officer: Placed | None) -> bool:
    """Tell whether a new edition of the calendar may be published by this officer.

    Every deadline in the province is counted by it, so it takes an administrator of the province.
    """
    return bool(officer) and _administers(cast(Placed, officer)) and cast(Placed, officer).tier == "province"


def may_edit_hours(officer: Placed | None, organisation_id: int | None) -> bool:
    """Tell whether an officer may decide the office hours of an agency (None: of the whole province).

    An agency's administrator decides its own hours, the province's administrator everybody's.
    """
    if not officer or not _administers(officer):
        return False
    return may_edit_calendar(officer) or organisation_id == officer.organisation_id


def _administers(officer: HasRoles) -> bool:
    return Role.ADMINISTRATOR in officer.roles


def officer_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Open a view only to officers in a position, with one of `roles` when any are named.

    Someone who has not signed in is sent to the sign-in page; everyone else is refused with the reason. No browser
    keeps the page.
    """

    def guard(view: Callable[Concatenate[Any, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            officer: HasRoles | None = getattr(request, "officer", None)
            if not officer:
                raise NotAllowed(
                    "Trang này dành cho cán bộ, công chức đang giữ một vị trí công tác. "
                    "Tài khoản của bạn hiện không giữ vị trí nào.",
                    code="not_an_officer",
                    remedy="Nếu bạn vừa được phân công, hãy liên hệ quản trị hệ thống của cơ quan.",
                )
            if roles and officer.roles.isdisjoint(roles):
                needed = " hoặc ".join(f"“{role.label}”" for role in roles)
                raise NotAllowed(
                    f"Vị trí công tác bạn đang chọn không có vai trò {needed} nên không mở được trang này.",
                    code="wrong_role",
                    remedy="Nếu bạn giữ nhiều vị trí, hãy chuyển sang vị trí phù hợp ở góc trên của trang.",
                )
            response = view(request, *args, **kwargs)
            # A desk is shared: after signing out, the way back must not show the next person what was open.
            add_never_cache_headers(response)
            return response

        return guarded

    return guard
