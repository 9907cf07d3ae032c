"""Who may open an officers' page, and who may change the organisation."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from congso.kernel.refusals import NotAllowed
from congso.kernel.rights import Right, roles_with

from .rules.rights import OrganisationRight
from .rules.roles import Role

P = ParamSpec("P")

ACTIVE_OFFICER = "active_officer_id"
"""Session key of the appointment the asker chose to act under."""

ON_BEHALF = "on_behalf_delegation_id"
"""Session key of the delegation under which the asker chose to act on behalf of its giver."""


class OfficerRequest(HttpRequest):
    """A request of somebody who acts in a position; for annotations only."""

    officer: Any


class Holder(Protocol):
    """Whoever acts: an officer in a position, with the rights that it brings."""

    def may(self, *wanted: Right) -> bool: ...


class Placed(Holder, Protocol):
    """Whoever acts, with the agency they act for."""

    @property
    def tier(self) -> str: ...

    @property
    def organisation_id(self) -> int: ...


def may_edit_calendar(officer: Placed | None) -> bool:
    """Tell whether a new edition of the calendar may be published by this officer.

    Every deadline in the province is counted by it, so it takes an administrator of the province.
    """
    if not officer:
        return False
    return officer.may(OrganisationRight.EDIT_CALENDAR) and officer.tier == "province"


def may_edit_hours(officer: Placed | None, organisation_id: int | None) -> bool:
    """Tell whether an officer may decide the office hours of an agency (None: of the whole province).

    An agency's administrator decides its own hours, the province's administrator everybody's.
    """
    if not officer or not officer.may(OrganisationRight.EDIT_HOURS):
        return False
    return officer.tier == "province" or organisation_id == officer.organisation_id


def may_keep_staff(officer: Placed | None, organisation_id: int) -> bool:
    """Tell whether an officer may appoint people in an agency and keep their accounts.

    An agency's administrator does so in their own, the province's administrator everywhere.
    """
    if not officer or not officer.may(OrganisationRight.KEEP_STAFF):
        return False
    return officer.tier == "province" or organisation_id == officer.organisation_id


def _roles_named(needed: Iterable[Right]) -> str:
    bringing = roles_with(needed)
    return " hoặc ".join(f"“{role.label}”" for role in Role if role in bringing)


def may_keep_delegations_of(officer: Placed | None, organisation_id: int) -> bool:
    """Tell whether an officer enters and revokes delegations of an agency: its administrator, or the province's."""
    if not officer or not officer.may(OrganisationRight.KEEP_DELEGATIONS):
        return False
    return officer.tier == "province" or organisation_id == officer.organisation_id


def officer_required(
    *needed: Right,
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Open a view only to officers in a position, with one of the rights `needed` when any are named.

    Someone who has not signed in is sent to the sign-in page; everyone else is refused with the reason. No browser
    keeps the page.
    """

    def guard(view: Callable[Concatenate[Any, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            officer: Holder | None = getattr(request, "officer", None)
            if not officer:
                raise NotAllowed(
                    "Trang này dành cho cán bộ, công chức đang giữ một vị trí công tác. "
                    "Tài khoản của bạn hiện không giữ vị trí nào.",
                    code="not_an_officer",
                    remedy="Nếu bạn vừa được phân công, hãy liên hệ quản trị hệ thống của cơ quan.",
                )
            if needed and not officer.may(*needed):
                raise NotAllowed(
                    f"Trang này dành cho vai trò {_roles_named(needed)}; vị trí công tác bạn đang chọn không có.",
                    code="wrong_role",
                    remedy="Nếu bạn giữ nhiều vị trí, hãy chuyển sang vị trí phù hợp ở góc trên của trang.",
                )
            response = view(request, *args, **kwargs)
            # A desk is shared: after signing out, the way back must not show the next person what was open.
            add_never_cache_headers(response)
            return response

        return guarded

    return guard
