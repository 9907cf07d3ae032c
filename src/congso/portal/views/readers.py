"""“Ai đã xem dữ liệu của tôi”: who read, changed or took along what is mine, when, for what, with which dossier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congso.kernel import clock

from .. import readers
from .asking import applicant_of


@never_cache
@require_safe
def who_read(request: HttpRequest) -> HttpResponse:
    """Show a page of the trail about oneself, a day at a time; one's own readings on request (`?ca=1`)."""
    applicant, own = applicant_of(request), request.GET.get("ca") == "1"
    page = readers.about(applicant.person_id, own=own, after=request.GET.get("sau") or None, now=clock.now())
    here = reverse("portal:who_read")
    keep = "ca=1&" if own else ""
    context = {
        "days": page.days,
        "own": own,
        "first": not request.GET.get("sau"),
        "next": f"{here}?{keep}sau={page.next_cursor}" if page.next_cursor else "",
        "whole": f"{here}?{keep}".rstrip("&?"),
        "title": _("Ai đã xem dữ liệu của tôi"),
    }
    return render(request, "portal/who_read.html", context)
