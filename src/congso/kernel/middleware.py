"""What every request gets, whoever asks: an identifier in the logs, and headers that bind browsers and caches."""

from collections.abc import Callable
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.crypto import salted_hmac

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
        come_from(
            address_of(request),
            session=mark(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")),
            agent=mark(request.headers.get("User-Agent", "")),
            request=request_id,
        )
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses pages: on a slow line they come in a third of the time.

    The size of a compressed page tells, letter by letter, what is secret in it to whoever can make the browser of
    somebody signed in ask for it again and again with words of their own (BREACH). So with a session only what the
    browser says was asked for from our own pages, or by the person's own hand, is compressed: another site
    cannot write `Sec-Fetch-Site` (W3C Fetch Metadata), and a browser that says nothing gets the page as it is.
    Without a session there is nothing to guess: the token of forms is masked anew in every answer.
    """

    OURS = frozenset({"same-origin", "none"})

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        session = settings.SESSION_COOKIE_NAME
        has_session = session in request.COOKIES or session in response.cookies
        if not is_page or (has_session and request.headers.get("Sec-Fetch-Site") not in self.OURS):
            return response
        return super().process_response(request, response)


def mark(value: str) -> str:
    """Return what stands in the trail for a session key or a browser's name: equal for equal ones, nothing else."""
    return salted_hmac("congso.kernel.origin", value, algorithm="sha256").hexdigest()[:16] if value else ""


def address_of(request: HttpRequest) -> str | None:
    """Return the network address of who asks. Behind `settings.PROXIES` proxies it is the one the outermost noted.

    Each proxy adds to the right of X-Forwarded-For whom it was asked by; what stands further left anybody can write.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    noted = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if not 0 < settings.PROXIES <= len(noted):
        return peer
    try:
        return str(ip_address(noted[-settings.PROXIES]))
    except ValueError:
        return peer


def _address(noted: str) -> str | None:
    """Return an address as the trail can keep it; a web server behind a local socket may note none, or another word."""
    try:
        return str(ip_address(noted))
    except ValueError:
        return None


SWITCHED_OFF = (
    "accelerometer", "autoplay", "display-capture", "encrypted-media", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip


def features(*, geolocation: bool = False) -> str:
    """Return the Permissions-Policy of a page: the camera is ours, the position only where a form asks for a point."""
    off = [*SWITCHED_OFF, *([] if geolocation else ["geolocation"])]
    on = ["camera", *(["geolocation"] if geolocation else [])]
    return ", ".join([*(f"{one}=()" for one in sorted(off)), *(f"{one}=(self)" for one in on)])


def let_ask_position(response: HttpResponse) -> HttpResponse:
    """Let a page ask the browser where it is; every other page may not."""
    response["Permissions-Policy"] = features(geolocation=True)
    return response


class AnswerHeadersMiddleware:
    """Says what every answer says to browsers: which features no page uses, that no other site may load it, and that
    whatever was asked for with a session or a token is kept nowhere, unless the view calls it public."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", features())
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_of_somebody(request) or settings.SESSION_COOKIE_NAME in response.cookies:
            kept = response.get("Cache-Control", "private")
            if "private" in kept and "no-store" not in kept:
                response["Cache-Control"] = "private, no-store"
        return response


def _is_of_somebody(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
