"""What the addresses that programs call have in common: JSON in, JSON or a refusal out, a token."""

import hmac
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from unicodedata import normalize

from django.http import HttpRequest, HttpResponse, JsonResponse


class Refused(Exception):  # noqa: N818 - an expected “no” is no error
    """What is asked for is not done: a code, a sentence, and the status of HTTP that says so."""

    def __init__(self, code: str, sentence: str, *, status: int = 422) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.status = code, sentence, status


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a refusal as `{"error", "error_description"}`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            said = {"error": refusal.code, "error_description": refusal.sentence}
            return JsonResponse(said, status=refusal.status)

    return answer


def body(request: HttpRequest) -> dict[str, Any]:
    """Return the object that the request carries as JSON. Raises Refused."""
    try:
        asked = json.loads(request.body or b"{}")
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise Refused("invalid_request", "Nội dung gửi đến phải là một đối tượng JSON.", status=400)
    return asked


def words(asked: dict[str, Any], name: str, *, longest: int = 64, needed: bool = True) -> str:
    """Return a text of the request. Raises Refused where it is missing, too long or no text."""
    value = asked.get(name, "")
    text = normalize("NFC", value).strip() if isinstance(value, str) else None
    if text is None or len(text) > longest or (needed and not text):
        raise Refused("invalid", f"“{name}” phải là chữ, dài 1 đến {longest} ký tự.")
    return text


def bearer(request: HttpRequest) -> str:
    """Return the token of the Authorization header, or nothing."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def check_token(request: HttpRequest, token: str) -> None:
    """Raise Refused unless the request bears `token`."""
    if not hmac.compare_digest(bearer(request).encode(), token.encode()):
        raise Refused("unauthorised", "Thiếu mã truy cập hoặc mã truy cập không đúng.", status=401)
