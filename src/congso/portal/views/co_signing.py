"""Applying together, for somebody invited: opening the link, reading exactly what would be handed in, answering."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from congso.catalogue import queries as catalogue
from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.commands.opening import ASSURANCE
from congso.dossiers.queries import InvitedView
from congso.dossiers.rules.co_applicants import Answer
from congso.kernel import clock
from congso.kernel.refusals import NotPossibleNow
from congso.organisation import queries as organisation
from congso.representation import queries as representation

from .. import queries
from ..co_applicant_forms import DeclineForm
from ..forms import closing_of, keys_of
from ..rules.next_step import RETURN_PLACES
from .asking import applicant_of, is_person, person_of
from .steps import FORM


@login_not_required
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link is for. Looking spends nothing; the button makes the invitation that of whoever is signed in."""
    found = dossiers.invitation_link(token, now=clock.now())
    here = reverse("portal:invited", args=[token])
    if request.user.is_authenticated:
        person = person_of(request)
        if found.dossier_id is not None and found.person_id == person.id:
            return HttpResponseRedirect(reverse("portal:dossier", args=[found.dossier_id]))
        if found.person_id == person.id:
            return HttpResponseRedirect(reverse("portal:co_signing", args=[found.invitation_id]))
        if request.method == "POST":
            invitation_id = commands.open_invitation(token=token, by=applicant_of(request), now=clock.now())
            return HttpResponseRedirect(reverse("portal:co_signing", args=[invitation_id]))
    if is_person(request) and found.person_id is None:
        dossiers.note_invited(person_of(request).id, [found.inviter_id], now=clock.now(), object_id=found.invitation_id)
    context = {
        "found": found if is_person(request) and found.person_id is None else None,
        "opened": found.person_id is not None,
        "is_inviter": is_person(request) and person_of(request).id == found.inviter_id,
        "person": person_of(request) if is_person(request) else None,
        "here": here,
    }
    return render(request, "portal/invited.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def co_signing(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The draft as it would be handed in, read only, and the answer. What became a dossier leads there."""
    applicant, now = applicant_of(request), clock.now()
    dossier_id = dossiers.became(applicant.person_id, invitation_id)
    if dossier_id is not None:
        if request.method == "POST":
            messages.info(request, _("Hồ sơ đã được nộp với sự đồng ý của bạn nên không trả lời lại được."))
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))
    found = dossiers.invited(applicant.person_id, invitation_id, now=now)
    if request.method != "POST":
        return _page(request, found)
    if request.POST.get("tra-loi") == "dong-y":
        try:
            commands.agree_to_apply(
                invitation_id=invitation_id, seen=request.POST.get("noi-dung", ""), by=applicant, now=now
            )
        except NotPossibleNow as refusal:
            found = dossiers.invited(applicant.person_id, invitation_id, now=now)
            return _page(request, found, refused=f"{refusal.message} {refusal.remedy}", status=refusal.status)
        messages.success(request, _("Bạn đã đồng ý cùng đề nghị. Nội dung sửa sau đó thì bạn được hỏi lại."))
        return HttpResponseRedirect(reverse("portal:co_signing", args=[invitation_id]))
    decline = DeclineForm(request.POST)
    if not decline.is_valid():
        return _page(request, found, decline=decline, status=422)
    commands.decline_to_apply(invitation_id=invitation_id, reason=decline.cleaned_data["reason"], by=applicant, now=now)
    messages.success(request, _("Đã gửi lời từ chối cho người mời."))
    return HttpResponseRedirect(reverse("portal:co_signing", args=[invitation_id]))


def _page(
    request: HttpRequest,
    found: InvitedView,
    *,
    decline: DeclineForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    draft = found.draft
    version = catalogue.version(draft.version_id)
    application = queries.whole(draft, clock.today())
    case = version.content.case(draft.case_code)
    level, needed = str(request.session.get("assurance", "")), version.policy.min_assurance
    agency = draft.receiving_organisation_id
    context: dict[str, Any] = {
        "found": found,
        "version": version,
        "draft": draft,
        "case_name": case.name if case else "",
        "organisation": organisation.organisation(agency).name if agency else "",
        "return_place": RETURN_PLACES.get(draft.return_channel, ""),
        "for_whom": _for_whom(found),
        "summary": catalogue.answers_shown(version, application.draft.answers, clock.today()),
        "components": [
            (one, files)
            for one in (*application.components, *version.papers_of_form)
            if (files := application.files_by_component.get(one.key))
        ],
        "fees": queries.fees(version, draft.case_code, clock.today()),
        "unfinished": _is_unfinished(found, application),
        "agreed": found.answer is Answer.AGREED,
        "lapsed": found.answer is Answer.LAPSED,
        "declined": found.answer is Answer.DECLINED,
        "too_weak": ASSURANCE.get(level, 0) < ASSURANCE.get(needed, 0),
        "needed": needed.removeprefix("vneid-"),
        "here": reverse("portal:co_signing", args=[found.id]),
        "decline": decline or DeclineForm(),
        "refused": refused,
    }
    return render(request, "portal/co_signing.html", context, status=status)


def _is_unfinished(found: InvitedView, application: queries.Application) -> bool:
    """Tell whether the draft must still be changed before it can be handed in: then an agreement will not last."""
    closing = set(keys_of(application.version.form, closing_of(application.version.form)))
    looked = dossiers.presending(found.draft, person_id=found.inviter_id, on=clock.today())
    return any(one.is_defect and (one.step != FORM or one.key.split(".")[0] not in closing) for one in looked)


def _for_whom(found: InvitedView) -> str:
    """Return in whose name the inviter hands in, in words."""
    draft = found.draft
    if draft.body_id is not None:
        body = representation.body(draft.body_id)
        return _("Tổ chức: %s") % body.name if body else ""
    if draft.mandate_id is not None:
        given = representation.mandate(draft.mandate_id)
        return dossiers.mandate_words(given) if given else ""
    return _("Người khác (nộp hộ)") if draft.for_another else found.inviter_name
