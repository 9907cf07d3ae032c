"""Lets the sign-in pages end in the system that sent the browser here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .rules.addresses import GOING_BACK_TO


class WayBackMiddleware:
    """Adds that origin to `form-action` of pages shown meanwhile.

    Browsers apply the policy of the page with the form to every redirection that follows it. The way from the sign-in
    form to the other system is such a chain, so without this the last step would be blocked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        place = (
            request.session.get(GOING_BACK_TO)
            if request.session.accessed or request.path.startswith("/dang-nhap/")
            else None
        )
        if place and response.headers.get("Content-Type", "").startswith("text/html"):
            update = dict(getattr(response, "_csp_update", None) or {})
            update["form-action"] = [*update.get("form-action", []), place]
            response._csp_update = update  # type: ignore[attr-defined]
        return response
