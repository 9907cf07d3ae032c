"""How far a dossier is, for anybody who has its code: no names, no dates, no sign-in."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from congso.dossiers import queries as dossiers
from congso.dossiers.queries import PublicTrack
from congso.kernel.refusals import NotFound

LONGEST_CODE = 300


@login_not_required
@require_safe
@cache_control(private=True, max_age=30)
def track(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and answer in the same page (`?ma=…`)."""
    return _answer(request, request.GET.get("ma", ""))


@login_not_required
@require_safe
@cache_control(private=True, max_age=30)
def track_code(request: HttpRequest, code: str) -> HttpResponse:
    """Answer for the code in the address: what a QR code and a message lead to."""
    return _answer(request, code)


def code_in(text: str) -> str:
    """Return the code in what somebody typed or pasted: a code, perhaps inside the address that a QR code holds."""
    text = "".join(character for character in text if character.isprintable()).strip()[:LONGEST_CODE]
    if "://" in text or text.startswith("/"):
        parts = urlsplit(text)
        asked = parse_qs(parts.query).get("ma", [])
        text = asked[0] if asked else parts.path.rstrip("/").rpartition("/")[2]
    return text.strip(" .,;:#\"'“”").replace("–", "-").replace("—", "-")


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    found: PublicTrack | None = None
    error = ""
    if typed:
        try:
            found = dossiers.track(code_in(typed))
        except NotFound as unknown:
            error = unknown.message
    context: dict[str, Any] = {"typed": typed[:LONGEST_CODE], "found": found, "error": error}
    if found is not None:
        reached = [number for number, step in enumerate(found.steps, start=1) if step.status != "ahead"]
        all_done = all(step.status == "done" for step in found.steps)
        context |= {
            "tone": "neutral" if found.ended else "success" if all_done else "info",
            "steps": [step.name for step in found.steps],
            "current": len(found.steps) + 1 if all_done else max(reached, default=1),
        }
    response = render(request, "portal/track.html", context, status=404 if error else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
