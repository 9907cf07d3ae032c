"""Writing to the unit that has one's dossier, on the page of the dossier."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.files.commands import store
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotPossibleNow, Refusal

from ..question_form import QuestionForm
from .asking import applicant_of
from .mine import dossier_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Write about a dossier; what was typed stays in the form when it cannot be sent."""
    place = reverse("portal:dossier", args=[dossier_id]) + "#trao-doi"
    if request.method != "POST":
        return HttpResponseRedirect(place)
    applicant, now = applicant_of(request), clock.now()
    view = dossiers.dossier_for_person(applicant.person_id, dossier_id, now=now)
    form = QuestionForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            file_ids = _stored(request, applicant.account_id)
            commands.ask(dossier_id=dossier_id, by=applicant, now=now, file_ids=file_ids, **form.cleaned_data)
        except (Incorrect, NotPossibleNow) as refusal:
            form.add_error("text" if "text" in getattr(refusal, "fields", {}) else None, _said(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Đã gửi. Bạn được báo khi cơ quan trả lời."))
            return HttpResponseRedirect(place)
    return dossier_page(request, view, question=form, status=status)


def _stored(request: HttpRequest, account_id: int) -> list[UUID]:
    """Keep the files that were sent along; how many may come is asked before the first is kept."""
    uploads = [one for one in request.FILES.getlist("files") if one.name]
    most = settings.CONVERSATION.files_at_most
    if len(uploads) > most:
        raise Incorrect(_("Một tin kèm tối đa %(most)d tệp; hãy bỏ bớt.") % {"most": most})
    return [store(stream=one, name=one.name or "", account_id=account_id, now=clock.now()).id for one in uploads]


def _said(refusal: Refusal) -> str:
    return f"{refusal.message} {refusal.remedy}".strip()
