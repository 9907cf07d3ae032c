"""What a program reads on a paper of a draft: asked for by the person, offered for the form, taken where nothing is."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from congso.catalogue import queries as catalogue
from congso.catalogue.rules.offered_values import Offer, offers
from congso.dossiers import commands
from congso.dossiers.queries import DraftPaperView
from congso.files import queries as files
from congso.files.commands import ask_to_recognise
from congso.kernel import clock
from congso.kernel.refusals import NotFound

from ..queries import Application
from .asking import applicant_of, own_dossiers
from .steps import PAPERS, of_a_draft, page_of, wizard_page


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def recognised(request: HttpRequest, found: Application, component: str, file_id: UUID) -> HttpResponse:
    """Show what was read on a paper. Posted, have it read, or put chosen values where the form has none yet."""
    paper = _paper(found, component, file_id)
    here = reverse("portal:recognised", args=[found.draft.id, component, file_id])
    if request.method == "POST" and request.POST.get("action") != "take":
        ask_to_recognise(file_id=file_id, now=clock.now())
        return HttpResponseRedirect(here)
    read = files.recognition(file_id)
    offered = _offers(request, found, read)
    if request.method == "POST":
        _take(request, found, offered)
        return HttpResponseRedirect(_after(found, component))
    context = {
        "paper": paper,
        "read": read,
        "offers": offered,
        "can_take": any(one.questions for one in offered),
        "here": here,
        "kept_days": settings.KEEP_RECOGNISED_DAYS,
        "back": _after(found, component),
        "original": f"{reverse('dossiers:file', args=[file_id])}?xem=1",
    }
    return wizard_page(request, "portal/recognised.html", found, PAPERS, context)


def _paper(found: Application, component: str, file_id: UUID) -> DraftPaperView:
    for paper in found.draft.papers:
        if paper.file_id == file_id and paper.component_key == component:
            return paper
    raise NotFound(_("Tệp này không còn trong bản nháp."))


def _offers(request: HttpRequest, found: Application, read: files.RecognitionView | None) -> tuple[Offer, ...]:
    if read is None or not read.lines:
        return ()
    today = clock.today()
    known = catalogue.check_answers(
        found.version, found.draft.answers, (), today, dossiers=own_dossiers(request), partly=True
    )
    return offers(found.version.form, known.answers, [line.text for line in read.lines], today)


def _take(request: HttpRequest, found: Application, offered: tuple[Offer, ...]) -> None:
    """Keep the chosen values. What has an answer, also one given meanwhile elsewhere, stays as it is."""
    chosen: dict[str, Any] = {}
    for one in offered:
        key = request.POST.get(f"dien-{one.number}", "")
        value = next((question.value for question in one.questions if question.key == key), None)
        if value is not None:
            chosen.setdefault(key, value)
    if not chosen:
        messages.info(request, _("Chưa chọn giá trị nào nên tờ khai giữ nguyên."))
        return
    # With the revision that the offers were made for: an answer that came meanwhile is not written over.
    commands.save_draft(
        draft_id=found.draft.id,
        answers=chosen,
        by=applicant_of(request),
        now=clock.now(),
        revision=found.draft.revision,
    )
    said = ngettext(
        "Đã điền %(n)s mục từ giấy tờ. Hãy xem lại trong tờ khai trước khi nộp.",
        "Đã điền %(n)s mục từ giấy tờ. Hãy xem lại trong tờ khai trước khi nộp.",
        len(chosen),
    )
    messages.success(request, said % {"n": len(chosen)})


def _after(found: Application, component: str) -> str:
    """Return where the paper was attached: on the list of papers, or on a page of the form."""
    if found.version.content.component(component) is None:
        return page_of(found, component)
    return f"{reverse('portal:papers', args=[found.draft.id])}#tep-{component}"
