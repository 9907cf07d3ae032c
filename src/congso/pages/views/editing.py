"""Editors of the province change the texts: with a look before, every version kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms import TextForm
from ..permissions import check
from ..rules.rights import PagesRight
from ..rules.texts import GAPS, Page
from .reading import html, question_parts


@officer_required(PagesRight.EDIT)
@require_safe
def overview(request: OfficerRequest) -> HttpResponse:
    """Every page, with who wrote it last."""
    check(request.officer, PagesRight.EDIT)
    return render(request, "pages/overview.html", {"pages": queries.pages_at_a_glance()})


@officer_required(PagesRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficerRequest, page: str) -> HttpResponse:
    """Change a text: look at it first, then save it as the next version."""
    check(request.officer, PagesRight.EDIT)
    chosen = _page(page)
    newest = queries.page(chosen)
    if request.method != "POST":
        form = TextForm(initial={"text": newest.text, "seen": newest.number})
        return _editor(request, form, newest)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _editor(request, form, newest, status=422)
    if request.POST.get("action") == "preview":
        return _editor(request, form, newest, preview=True)
    try:
        number = commands.write(page=chosen, **form.cleaned_data, by=request.officer, now=clock.now())
    except Incorrect as refusal:
        for name, sentences in refusal.fields.items():
            for sentence in sentences:
                form.add_error(name, sentence)
        return _editor(request, form, newest, status=422)
    except commands.PageChanged as refusal:
        # What was typed stays; saving it once more is a decision taken with the other version before one's eyes.
        again = TextForm(initial={**form.cleaned_data, "seen": refusal.number})
        return _editor(request, again, queries.page(chosen), status=409, overtaken=refusal)
    messages.success(request, _("Đã lưu bản %(number)s. Người dân thấy ngay.") % {"number": number})
    return HttpResponseRedirect(reverse("pages:versions", args=[chosen.value]))


@officer_required(PagesRight.EDIT)
@require_safe
def versions(request: OfficerRequest, page: str) -> HttpResponse:
    """The versions of a page, the newest first."""
    check(request.officer, PagesRight.EDIT)
    chosen = _page(page)
    typed = request.GET.get("truoc", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    rows, more = queries.history(chosen, before=before)
    return render(request, "pages/versions.html", {"page": chosen, "rows": rows, "more": more})


@officer_required(PagesRight.EDIT)
@require_safe
def version(request: OfficerRequest, page: str, number: int) -> HttpResponse:
    """An older text as people saw it, and as it was written."""
    check(request.officer, PagesRight.EDIT)
    chosen = _page(page)
    shown = queries.page_at(chosen, number)
    context = {"page": chosen, "shown": shown, "newest": queries.page(chosen).number, **_as_read(chosen, shown.shown)}
    return render(request, "pages/version.html", context)


@officer_required(PagesRight.EDIT)
@require_POST
def restore(request: OfficerRequest, page: str, number: int) -> HttpResponse:
    """Make an older text the newest again."""
    chosen = _page(page)
    typed = request.POST.get("seen", "")
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    made = commands.restore(page=chosen, number=number, seen=seen, by=request.officer, now=clock.now())
    said = _("Đã khôi phục bản %(older)s thành bản %(number)s.") % {"older": number, "number": made}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("pages:versions", args=[chosen.value]))


def _editor(
    request: HttpRequest,
    form: TextForm,
    newest: queries.PageView,
    *,
    preview: bool = False,
    status: int = 200,
    overtaken: commands.PageChanged | None = None,
) -> HttpResponse:
    context = {"form": form, "newest": newest, "overtaken": overtaken, "preview": preview, "gaps": list(GAPS)}
    if preview:
        filled = queries.PageView(newest.page, 0, form.cleaned_data["text"], "", None, "").shown
        context |= _as_read(newest.page, filled)
    return render(request, "pages/edit.html", context, status=status)


def _as_read(page: Page, text: str) -> dict[str, object]:
    return question_parts(text) if page is Page.QUESTIONS else {"body": html(text)}


def _page(address: str) -> Page:
    try:
        return Page(address)
    except ValueError:
        raise Http404 from None
