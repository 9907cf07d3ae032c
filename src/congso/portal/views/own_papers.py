"""One's own papers: what was issued, what was handed in, until when it is valid; and handing one in again."""

import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from congso.dossiers import commands, printing
from congso.dossiers import queries as dossiers
from congso.dossiers.queries import OwnPaper, OwnPapers
from congso.files import commands as files
from congso.files import queries as stored
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotFound

from ..queries import Application
from .asking import applicant_of, body_of, person_of
from .steps import of_a_draft


def of_person(request: HttpRequest) -> OwnPapers:
    """Return the papers of whom one works for now: oneself, or the chosen organisation."""
    body = body_of(request)
    return dossiers.own_papers(person_of(request).id, now=clock.now(), body_id=body.id if body else None)


@never_cache
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Results and papers of one's dossiers."""
    return render(request, "portal/own_papers.html", {"own": of_person(request), "today": clock.today()})


@require_POST
@of_a_draft
def reuse(request: HttpRequest, found: Application, component: str) -> HttpResponse:
    """Hand in a paper that one has already; a second click attaches it once."""
    back = f"{reverse('portal:papers', args=[found.draft.id])}#tep-{component}"
    if all(one.key != component for one in found.components):
        raise Incorrect(_("Giấy tờ này không có trong thành phần hồ sơ của thủ tục."))
    paper = of_person(request).named(request.POST.get("giay", ""))
    if paper is None:
        raise NotFound(_("Không tìm thấy giấy tờ này trong những giấy tờ còn dùng được của bạn."))
    if any(one.kept.sha256 == paper.sha256 for one in found.files_by_component.get(component, [])):
        return HttpResponseRedirect(back)
    file_id = _as_own(request, paper)
    commands.attach_paper(
        draft_id=found.draft.id, component_key=component, file_id=file_id, by=applicant_of(request), now=clock.now()
    )
    messages.success(request, _("Đã dùng lại “%(name)s”.") % {"name": paper.name[:120]})
    return HttpResponseRedirect(back)


def _as_own(request: HttpRequest, paper: OwnPaper) -> UUID:
    """Return a file of the account's own with the paper: itself, the same bytes again, or the result printed."""
    account_id, now = applicant_of(request).account_id, clock.now()
    if paper.file_id is None:
        content = io.BytesIO(printing.result_pdf(paper.dossier_id))
        return files.store(stream=content, name=_name(paper), account_id=account_id, now=now).id
    if stored.view(paper.file_id).is_of(stored.Owner(account_id)):
        return paper.file_id
    return files.keep_again(file_id=paper.file_id, account_id=account_id, now=now).id


def _name(paper: OwnPaper) -> str:
    number = paper.reference_number.replace("/", "-")
    return f"{paper.name[:80]} {number}".strip() + ".pdf"
