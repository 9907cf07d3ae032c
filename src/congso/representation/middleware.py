"""Who a person acts for: `request.acting_for`, found only when somebody looks; and organisations from the sign-in."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from congso.kernel import clock
from congso.kernel.refusals import NotPossibleNow

from . import queries
from .acting import act_for, chosen

Handler = Callable[[HttpRequest], HttpResponse]


class ActingForMiddleware:
    """Sets `request.acting_for` (BodyView | None) and `request.may_act_for_others` (bool), lazily."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asker = cast(Any, request)
        asker.acting_for = SimpleLazyObject(lambda: acting_for(request))
        asker.memberships = SimpleLazyObject(lambda: memberships(request))
        return self.get_response(request)


def memberships(request: HttpRequest) -> list[queries.MembershipView]:
    """Return for which organisations the asker acts today; nobody's for a stranger or an officer's account."""
    asker = cast(Any, request)
    if not request.user.is_authenticated or asker.user.kind == "officer" or not asker.person:
        return []
    return queries.memberships_of(asker.person.id, clock.today())


def acting_for(request: HttpRequest) -> queries.BodyView | None:
    """Return the organisation the asker acts for, or None: for themselves.

    When the right to it has ended, what was sent in that belief is refused: it is not done in one's own name instead.
    """
    body_id = chosen(request) if request.user.is_authenticated else None
    if body_id is None:
        return None
    mine: list[queries.MembershipView] = cast(Any, request).memberships
    found = next((one.body for one in mine if one.body.id == body_id), None)
    if found is not None:
        return found
    act_for(request, None)
    said = _("Quyền thay mặt tổ chức mà bạn đang dùng đã kết thúc. Từ bây giờ bạn làm việc cho chính mình.")
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        raise NotPossibleNow(said, code="capacity_ended", remedy=_("Việc vừa gửi chưa được thực hiện."))
    messages.warning(request, said)
    return None
