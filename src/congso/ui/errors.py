"""The pages of what went wrong. Set as `handler400`, `handler403`, `handler404`, `handler500` and for CSRF failures.

The page for faults (500) touches neither database nor session: it must work when those are what is broken.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood."""
    return _page(request, 400, _("Yêu cầu không hợp lệ"), _("Địa chỉ hoặc nội dung gửi lên không đúng."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this."""
    return _page(
        request, 403, _("Bạn không có quyền xem trang này"), _("Trang này dành cho người khác hoặc đơn vị khác.")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing lives at this address."""
    return _page(request, 404, _("Không tìm thấy trang"), _("Địa chỉ có thể đã gõ sai, hoặc trang đã được chuyển đi."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than its session."""
    return _page(
        request,
        403,
        _("Biểu mẫu đã hết hiệu lực"),
        _("Trang đã mở quá lâu hoặc phiên đăng nhập đã đổi, nên nội dung vừa gửi chưa được nhận."),
        remedy=_(
            "Hãy mở lại trang trước, đăng nhập lại nếu cần, rồi gửi lại. Nội dung tờ khai đang soạn được giữ và hiện "
            "lại khi bạn mở lại trang đó."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. Rendered without request, session or database."""
    if request.path.startswith("/api/"):
        return _problem(500, _("Hệ thống gặp sự cố"))
    return HttpResponse(render_to_string("ui/broken.html"), status=500)


def _page(request: HttpRequest, status: int, title: str, message: str, remedy: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status, title)
    # An error is told without asking the database what else there is to tell.
    shown = {"title": title, "message": message, "remedy": remedy, "status": status, "interruptions": ()}
    return render(request, "ui/error.html", shown, status=status)


def _problem(status: int, title: str) -> JsonResponse:
    document = {"type": "about:blank", "title": title, "status": status, "code": f"http_{status}"}
    return JsonResponse(
        document, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )
