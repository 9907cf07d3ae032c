"""A refusal becomes words: a page, a message swapped in by htmx, or a problem document for machines (RFC 9457)."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from congso.kernel.refusals import NotFound, Refusal

from .htmx import is_partial

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

DIGITS = 20
"""A length with more digits is larger than anything, and thousands of them Python would not read."""


class RefusalMiddleware:
    """Answers an uncaught `Refusal` with its own status. Faults are left to rise.

    What is larger than `REQUEST_MAX_BYTES` is refused before anything, the check against forgery too, reads it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:  # names nothing, and PostgreSQL cannot even be asked for it
            return answer(request, NotFound("Không tìm thấy trang này."))
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):  # whoever reads the body later takes it for a number
            return answer(request, Refusal("Yêu cầu ghi sai độ dài nên không đọc được.", code="malformed", status=400))
        if len(length) > DIGITS or int(length) > settings.REQUEST_MAX_BYTES:
            return answer(request, too_large())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, Refusal) else None


def too_large() -> Refusal:
    """The refusal of a request whose files together are larger than any honest application."""
    return Refusal(
        f"Dữ liệu gửi lên vượt quá {settings.REQUEST_MAX_BYTES // 1024 // 1024} MB nên chưa được nhận.",
        code="request_too_large",
        status=413,
        remedy="Gửi ít tệp hơn mỗi lần, hoặc giảm dung lượng tệp.",
    )


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the refusal in the form that the asker reads."""
    log.info("refused", code=refusal.code, status=refusal.status, path=request.path)
    if request.path.startswith("/api/"):
        return problem(refusal)
    if is_partial(request):
        response = render(request, "ui/parts/refusal.html", {"refusal": refusal}, status=refusal.status)
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML show:#messages:top"
        return response
    return render(request, "ui/refused.html", {"refusal": refusal, "back": _came_from(request)}, status=refusal.status)


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the person came from; the front page otherwise."""
    place = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if place and ours else "/"


def problem(refusal: Refusal) -> JsonResponse:
    """The refusal as `application/problem+json`; `code` is the stable part."""
    document: dict[str, object] = {
        "type": "about:blank",
        "title": refusal.message,
        "status": refusal.status,
        "code": refusal.code,
    }
    if refusal.remedy:
        document["detail"] = refusal.remedy
    if fields := getattr(refusal, "fields", None):
        document["fields"] = fields
    return JsonResponse(
        document,
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
