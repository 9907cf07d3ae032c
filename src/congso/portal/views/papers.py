"""The papers of an application: each file is stored and checked as it comes, by itself or with the form."""

from collections.abc import Iterable
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
from congso.dossiers.queries import DraftPaperView
from congso.files.commands import store, store_arrived
from congso.files.queries import HAS_MALWARE
from congso.files.rules.findings import Remark
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, Refusal

from .. import queries
from ..queries import Application
from .applying import PAPERS, go_on, of_a_draft, wizard_page
from .asking import applicant_of


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of the list as the file picker shows it."""

    name: str
    size: int
    url: str
    remove_url: str
    note: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A paper of the published list with what is attached and what is wrong."""

    component: Component
    files: list[AttachedFile]
    upload_url: str
    needed: bool
    error: str = ""


def attached(draft_id: UUID, papers: Iterable[DraftPaperView]) -> list[AttachedFile]:
    """Return attached files as rows."""
    return [
        AttachedFile(
            name=paper.file_name,
            size=paper.size_bytes,
            url=f"{reverse('dossiers:file', args=[paper.file_id])}?xem=1",
            remove_url=reverse("portal:remove", args=[draft_id, paper.component_key, paper.file_id]),
            note=_note(paper),
            remarks=paper.remarks(clock.today()),
        )
        for paper in papers
    ]


def _note(paper: DraftPaperView) -> str:
    if paper.is_quarantined:
        return HAS_MALWARE
    return _("%(pages)s trang") % {"pages": paper.pages} if paper.pages else ""


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def papers(request: HttpRequest, found: Application) -> HttpResponse:
    """The checklist. Without script the chosen files come with "Tiếp tục"; with it they are there already."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        for component in found.components:
            errors |= _take(request, found, component, request.FILES.getlist(f"paper-{component.key}"))
        found = queries.application(found.draft.account_id, found.draft.id)
        if not errors and request.POST.get("action") != "later":
            errors = {key: _("Thiếu giấy tờ này.") for key in queries.missing_papers(found)} | _unusable(found)
        if not errors:
            return go_on(request, found, PAPERS)
    slots = [_slot(found, component, errors.get(component.key, "")) for component in found.components]
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


def _slot(found: Application, component: Component, error: str) -> Slot:
    return Slot(
        component,
        attached(found.draft.id, found.files_by_component.get(component.key, [])),
        reverse("portal:upload", args=[found.draft.id, component.key]),
        component.needs_file,
        error,
    )


def _take(
    request: HttpRequest, found: Application, component: Component, uploads: Iterable["UploadedFile[bytes]"]
) -> dict[str, str]:
    """Store and attach files; return what is wrong, under the component's key."""
    wrong = []
    for upload in uploads:
        try:
            _attach(request, found, component.key, upload)
        except Incorrect as refusal:
            wrong.append(refusal.message)
    return {component.key: " ".join(wrong)} if wrong else {}


def _attach(request: HttpRequest, found: Application, component: str, upload: "UploadedFile[bytes] | str") -> None:
    """Keep and attach a file, or one that came in pieces, by its ticket."""
    applicant, now = applicant_of(request), clock.now()
    # Asked before the bytes are kept: what nobody asks for must not fill the store.
    if all(one.key != component for one in found.components):
        raise Incorrect(_("Giấy tờ này không có trong thành phần hồ sơ của thủ tục."))
    if isinstance(upload, str):
        kept = store_arrived(ticket=upload, account_id=applicant.account_id, now=now)
    else:
        kept = store(stream=upload, name=upload.name or "", account_id=applicant.account_id, now=now)
    commands.attach_paper(draft_id=found.draft.id, component_key=component, file_id=kept.id, by=applicant, now=now)


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
            _attach(request, found, component, one)
    except Refusal as refusal:
        return JsonResponse({"title": refusal.message, "detail": refusal.remedy}, status=refusal.status)
    found = queries.application(found.draft.account_id, found.draft.id)
    rows = attached(found.draft.id, found.files_by_component.get(component, []))
    return render(request, "portal/parts/file_rows.html", {"files": rows})


@require_POST
@of_a_draft
def remove(request: HttpRequest, found: Application, component: str, file_id: UUID) -> HttpResponse:
    """Take a file out of the draft."""
    commands.detach_paper(
        draft_id=found.draft.id, component_key=component, file_id=file_id, by=applicant_of(request), now=clock.now()
    )
    return HttpResponseRedirect(f"{reverse('portal:papers', args=[found.draft.id])}#tep-{component}")
