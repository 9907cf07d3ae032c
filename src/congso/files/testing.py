"""Help for tests: what a browser does with the way to a file."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client


def at_files_origin(address: str, method: str = "get", **headers: str) -> Any:
    """Ask the files' origin as a browser does: under its own name, without the cookies of the application."""
    parts = urlsplit(address)
    answer: Any = getattr(Client(), method)(parts.path, headers={"host": parts.netloc} | headers)
    assert not answer.cookies
    return _read(answer)


def fetched(answer: Any) -> Any:
    """Follow an answer to the bytes of a file, if it leads there; every other answer is returned as it is."""
    if settings.FILES_ORIGIN and answer.status_code == 302 and answer["Location"].startswith(settings.FILES_ORIGIN):
        return at_files_origin(answer["Location"])
    return _read(answer)


def _read(answer: Any) -> Any:
    if answer.streaming:
        answer.body = b"".join(answer.streaming_content)
    return answer
