"""What is shown while somebody types."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import queries


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The procedures somebody who is still typing probably looks for; the search page shows the same order."""
    text = request.GET.get("q", "")[:200].replace("\x00", "").strip()
    return render(request, "catalogue/parts/suggestions.html", {"rows": queries.suggestions(text), "text": text})
