"""The papers of an application: each file is stored and checked as it comes, by itself or with the form."""

from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.catalogue.rules.content import Component
from congso.dossiers import commands
from congso.dossiers.queries import OwnPaper, OwnPapers
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, Refusal
from congso.ui.english import spoken

from .. import queries
from ..queries import Application
from .answering import keep_typed
from .asking import applicant_of
from .attaching import AttachedFile, attach, attached, take
from .own_papers import of_person
from .steps import PAPERS, go_on, of_a_draft, page_of, wizard_page

MOST_OFFERED = 5
"""Papers one has already that are offered for one that is asked for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A paper of the published list with what is attached and what is wrong."""

    component: Component
    files: list[AttachedFile]
    upload_url: str
    needed: bool
    error: str = ""
    reusable: tuple[OwnPaper, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def papers(request: HttpRequest, found: Application) -> HttpResponse:
    """The checklist. Without script the chosen files come with "Tiếp tục"; with it they are there already."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        for component in found.components:
            errors |= take(request, found, component.key, request.FILES.getlist(f"paper-{component.key}"))
        found = queries.application(found.draft.account_id, found.draft.id, clock.today())
        if not errors and request.POST.get("action") != "later":
            errors = {key: _("Thiếu giấy tờ này.") for key in queries.missing_papers(found)} | _unusable(found)
        if not errors:
            return go_on(request, found, PAPERS)
    own = of_person(request)
    slots = [_slot(found, component, errors.get(component.key, ""), own) for component in found.components]
    context = {
        "slots": [slot for slot in slots if slot.component.mode != "present"],
        "shown_at_desk": [slot.component for slot in slots if slot.component.mode == "present"],
        "notes": found.version.content.notes(),
        "error_links": [
            (f"#tep-{slot.component.key}", f"{slot.component.name[:120]}: {slot.error}") for slot in slots if slot.error
        ],
        "back": request.GET.get("ve") or request.POST.get("ve", ""),
    }
    return wizard_page(request, "portal/papers.html", found, PAPERS, context, status=422 if errors else 200)


def _unusable(found: Application) -> dict[str, str]:
    """Return what nobody could use among the attached files, under the component's key."""
    asked = {one.key for one in found.components}
    said: dict[str, list[str]] = {}
    for paper in found.draft.papers:
        wrong = [one.words for one in paper.remarks(clock.today()) if one.is_defect]
        if wrong and paper.component_key in asked:
            said.setdefault(paper.component_key, []).append(f"“{paper.file_name}”: {' '.join(wrong)}")
    return {key: " ".join(words) for key, words in said.items()}


def _slot(found: Application, component: Component, error: str, own: OwnPapers) -> Slot:
    files = found.files_by_component.get(component.key, [])
    there = {one.kept.sha256 for one in files}
    offered = [one for one in own.could_be(component.name) if not one.sha256 or one.sha256 not in there]
    return Slot(
        component,
        attached(found.draft.id, files),
        reverse("portal:upload", args=[found.draft.id, component.key]),
        component.needs_file,
        error,
        tuple(offered[:MOST_OFFERED]),
    )


@require_POST
@of_a_draft
def upload(request: HttpRequest, found: Application, component: str) -> HttpResponse:
    """Take files as they are chosen; answers with the rows of the whole list, or with a problem in words."""
    uploads: list[UploadedFile[bytes] | str] = [one for name in request.FILES for one in request.FILES.getlist(name)]
    uploads += request.POST.getlist("arrived")
    try:
        if not uploads:
            raise Incorrect(_("Chưa nhận được tệp nào."))
        for one in uploads:
            attach(request, found, component, one)
    except Refusal as refusal:
        return JsonResponse({"title": spoken(refusal.message), "detail": spoken(refusal.remedy)}, status=refusal.status)
    found = queries.application(found.draft.account_id, found.draft.id, clock.today())
    rows = attached(found.draft.id, found.files_by_component.get(component, []))
    return render(request, "portal/parts/file_rows.html", {"files": rows})


@require_POST
@of_a_draft
def remove(request: HttpRequest, found: Application, component: str, file_id: UUID) -> HttpResponse:
    """Take a file out of the draft. Where the form asks for it, what was typed on its page is kept."""
    commands.detach_paper(
        draft_id=found.draft.id, component_key=component, file_id=file_id, by=applicant_of(request), now=clock.now()
    )
    if found.version.content.component(component) is None:
        keep_typed(request, found, component)
        return HttpResponseRedirect(page_of(found, component))
    return HttpResponseRedirect(f"{reverse('portal:papers', args=[found.draft.id])}#tep-{component}")
