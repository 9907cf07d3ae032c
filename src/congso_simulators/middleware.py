"""Headers that keep shown mail harmless."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """A strict policy: no scripts at all, own style only. Forms may lead back to the site that asked (OIDC)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'"
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "same-origin"  # “no-referrer” would hide the origin of our own forms
        response["Cache-Control"] = response.get("Cache-Control", "no-store")
        return response
