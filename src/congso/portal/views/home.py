"""The front page, and where to turn to."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from congso.dossiers import queries as dossiers
from congso.kernel import clock
from congso.pages import queries as pages
from congso.pages.rules.texts import Page
from congso.pages.views.reading import html

from .. import queries
from .asking import body_of, is_person, person_of

CONTACTS_SHOWN = 24


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first; then reasons to come, what is asked for most, and how it works."""
    today = clock.today()
    context = {
        "front": queries.front_page(today),
        "notices": queries.notices(today),
        "waiting_for_me": 0,
        "drafts": 0,
    }
    if is_person(request):
        body = body_of(request)
        body_id = body.id if body else None
        mine = queries.my_dossiers(person_of(request).id, now=clock.now(), body_id=body_id)
        context["waiting_for_me"] = len(mine.yours)
        context["drafts"] = len(dossiers.drafts_of(request.user.pk, body_id=body_id)) if request.user.pk else 0
    return render(request, "portal/home.html", context)


@login_not_required
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Where to turn to: the agencies with their desks, found by name."""
    text = request.GET.get("q", "")[:100]
    found = queries.contacts(text, clock.today(), limit=CONTACTS_SHOWN + 1)
    said = pages.page(Page.CONTACT, language=get_language() or "")
    context = {
        "page": said,
        "body": html(said.shown),
        "text": text,
        "agencies": found[:CONTACTS_SHOWN],
        "more": len(found) > CONTACTS_SHOWN,
    }
    return render(request, "portal/contact.html", context)
