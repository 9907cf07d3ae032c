"""Who may open an officers' page, and who may change the organisation."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

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


def may_edit_calendar(officer: HasRoles | None) -> bool:
    """Tell whether a new edition of the calendar, or office hours, may be published by this officer."""
    return bool(officer) and Role.ADMINISTRATOR in cast(HasRoles, officer).roles


def officer_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Open a view only to officers in a position, with one of `roles` when any are named.

    Someone who has not signed in is sent to the sign-in page; everyone else is refused with the reason.
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
            return view(request, *args, **kwargs)

        return guarded

    return guard
