"""The words that people use for procedures: kept by editors, tried out before and after."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms.synonyms import SynonymForm
from ..rules.rights import CatalogueRight

TRIED = 5


@officer_required(CatalogueRight.EDIT)
@require_safe
def synonyms(request: OfficerRequest) -> HttpResponse:
    """All synonyms, and a question tried out with the points of each procedure."""
    text, tried = _typed(request, "q"), _typed(request, "thu")
    after = request.GET.get("sau", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    rows, more = queries.synonyms(text, after=place)
    context = {
        "text": text,
        "rows": rows,
        "more": more,
        "tried": tried,
        "found": queries.search(tried, limit=TRIED).rows if tried else (),
        "parts": queries.understand(tried).parts if tried else (),
    }
    return render(request, "catalogue/synonyms.html", context)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficerRequest) -> HttpResponse:
    """Keep a new synonym."""
    return _form(request, None)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: OfficerRequest, synonym_id: int) -> HttpResponse:
    """Change a synonym, or let it go."""
    queries.synonym(synonym_id)
    if request.method == "POST" and request.POST.get("action") == "remove":
        commands.remove_synonym(synonym_id=synonym_id, by=request.officer, now=clock.now())
        messages.success(request, _("Đã xóa từ khóa."))
        return HttpResponseRedirect(reverse("catalogue:synonyms"))
    return _form(request, synonym_id)


def _form(request: OfficerRequest, synonym_id: int | None) -> HttpResponse:
    kept = queries.synonym(synonym_id) if synonym_id is not None else None
    known = {"phrase": kept.phrase, "words": kept.words, "procedure_code": kept.procedure_code} if kept else {}
    is_sent = request.method == "POST"
    form = SynonymForm(request.POST if is_sent else None, initial=known)
    if is_sent and form.is_valid():
        try:
            commands.keep_synonym(**form.cleaned_data, by=request.officer, now=clock.now(), synonym_id=synonym_id)
        except Incorrect as refusal:
            for name, sentences in refusal.fields.items():
                for sentence in sentences:
                    form.add_error(name, sentence)
        else:
            phrase = form.cleaned_data["phrase"]
            messages.success(request, _("Đã lưu từ khóa “%(phrase)s”. Kết quả tìm đổi ngay.") % {"phrase": phrase})
            return HttpResponseRedirect(reverse("catalogue:synonyms", query={"thu": phrase}))
    return render(request, "catalogue/synonym.html", {"form": form, "kept": kept}, status=422 if is_sent else 200)


def _typed(request: OfficerRequest, name: str) -> str:
    return request.GET.get(name, "")[:200].replace("\x00", "").strip()
