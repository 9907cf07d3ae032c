"""The files' own origin: asked by its name, the application is not there, only files by their links."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from . import links, views

Handler = Callable[[HttpRequest], HttpResponseBase]


class FilesOriginMiddleware:
    """Answers every request to the files' origin before anything reads a session, a language or an address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if links.is_of_files(_host(request)):
            return views.at_files_origin(request)
        return self.get_response(request)


def _host(request: HttpRequest) -> str:
    """Return the host as it was asked for, before it is checked against the application's own names."""
    if host := request.META.get("HTTP_HOST"):
        return str(host)
    port = str(request.META.get("SERVER_PORT", ""))
    default = port in ("", "443" if request.is_secure() else "80")
    return str(request.META.get("SERVER_NAME", "")) + ("" if default else f":{port}")
