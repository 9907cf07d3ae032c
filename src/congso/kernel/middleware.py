"""What every request gets, whoever asks: an identifier in the logs, and a policy that switches unused features off."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from .context import come_from
from .ids import uuid7

Handler = Callable[[HttpRequest], HttpResponse]


class RequestContextMiddleware:
    """Gives each request an id, binds it to the logs and returns it as `X-Request-Id`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid7().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        come_from(request.META.get("REMOTE_ADDR") or None)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class PermissionsPolicyMiddleware:
    """Switches off browser features that no page uses."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "geolocation=(), microphone=(), payment=(), usb=(), camera=(self)")
        return response
