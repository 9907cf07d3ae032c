"""Everything that goes wrong answers with a problem document; a fault of ours stays a fault."""

from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from congso.kernel.refusals import Refusal

from .shapes import Problem

log = structlog.get_logger(__name__)

PROBLEMS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 413: Problem, 415: Problem, 422: Problem}
"""The answers that any operation may give besides its own."""


def of_refusal(refusal: Refusal) -> Problem:
    """Return a refusal as a problem."""
    return Problem(
        title=refusal.message,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.remedy or None,
        fields=getattr(refusal, "fields", None) or None,
    )


def respond(problem: Problem) -> HttpResponse:
    """Answer with a problem."""
    response = JsonResponse(
        problem.model_dump(exclude_none=True),
        status=problem.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def register(api: NinjaAPI) -> None:
    """Teach an API to answer with problems."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        log.info("api.refused", code=refusal.code, path=request.path)
        return respond(of_refusal(refusal))

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields: dict[str, list[str]] = {}
        for one in error.errors:
            place = ".".join(str(part) for part in one.get("loc", ())[1:]) or "body"
            fields.setdefault(place, []).append(_sentence(one))
        title = "Dữ liệu gửi lên chưa đúng định dạng; xem từng mục."
        return respond(Problem(title=title, status=422, code="malformed", fields=fields))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        title = "Thiếu mã truy cập, mã không đúng, đã hết hạn hoặc đã bị thu hồi."
        return respond(Problem(title=title, status=401, code="token_needed"))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return respond(Problem(title="Không tìm thấy.", status=404, code="not_found"))

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        code = "malformed" if error.status_code == 400 else "http_error"
        status = 422 if error.status_code == 400 else error.status_code
        title = "Không đọc được nội dung gửi lên." if code == "malformed" else str(error)
        return respond(Problem(title=title, status=status, code=code))


_SENTENCES = {
    "missing": "Thiếu mục này.",
    "extra_forbidden": "Không có mục nào tên như vậy.",
    "string_too_long": "Dài quá mức cho phép.",
    "string_too_short": "Ngắn quá mức cho phép.",
    "string_pattern_mismatch": "Không đúng định dạng.",
    "greater_than_equal": "Nhỏ quá mức cho phép.",
    "greater_than": "Nhỏ quá mức cho phép.",
    "less_than_equal": "Lớn quá mức cho phép.",
    "too_long": "Quá nhiều phần tử.",
    "too_short": "Quá ít phần tử.",
}


def _sentence(error: dict[str, Any]) -> str:
    kind = str(error.get("type", ""))
    if kind == "value_error":
        return str(error.get("msg", "")).removeprefix("Value error, ")
    return _SENTENCES.get(kind, "Sai kiểu dữ liệu.")
