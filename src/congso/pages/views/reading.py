"""The portal's own pages, as anybody reads them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .. import queries
from ..rules import markdown, questions
from ..rules.texts import Page


@login_not_required
@require_safe
def text(request: HttpRequest, page: Page) -> HttpResponse:
    """A page that is nothing but its text."""
    shown = queries.page(page, language=get_language() or "")
    return render(request, "pages/text.html", {"page": shown, "body": html(shown.shown)})


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The questions that are often asked, in groups; those in which the words stand when some are typed."""
    words = request.GET.get("q", "")[:100].replace("\x00", "").strip()
    shown = queries.page(Page.QUESTIONS, language=get_language() or "")
    context = {"page": shown, "text": words, **question_parts(shown.shown, words)}
    return render(request, "pages/questions.html", context)


def question_parts(text: str, words: str = "") -> dict[str, Any]:
    """Return what `pages/parts/questions.html` shows: `lead` and `groups`."""
    lead, groups = questions.read(text)
    found = questions.search(groups, words)
    return {
        "lead": html(lead) if not words else "",
        "groups": [
            (
                group.title,
                html(group.lead, highest=3),
                [(one.question, html(one.answer, highest=3)) for one in group.questions],
            )
            for group in found
        ],
        "open_all": bool(words),
    }


def html(text: str, *, highest: int = markdown.HIGHEST) -> SafeString:
    """Return a text as markup for a template; the rules have cleaned it."""
    return mark_safe(markdown.as_html(text, highest=highest))  # noqa: S308
