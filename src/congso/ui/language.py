"""Vietnamese, unless the person chose otherwise: what a browser announces is about the phone, not about its owner."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .english import in_english

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Speaks the language of the cookie that `ui:switch_language` sets; else the first language of the settings.

    What an answer says depends on that cookie, so no shared cache may give it to who has another. A page in English
    leaves through `in_english`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ["Cookie"])
            is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
            if is_page and language == "en":
                response.content = in_english(response.content.decode()).encode()
                response.headers["Content-Length"] = str(len(response.content))
        return response
