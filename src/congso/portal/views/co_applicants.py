"""Applying together, for whom prepares the application: whom one invited, how each answered, links to pass on."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.kernel import clock
from congso.kernel.refusals import NotFound, Refusal

from ..co_applicant_forms import InviteForm
from ..queries import Application
from .asking import applicant_of
from .bodies import spread
from .mine import qr_of
from .steps import REVIEW, of_a_draft, wizard_page


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def co_applicants(request: HttpRequest, found: Application) -> HttpResponse:
    """Everybody invited, and the form to invite one more."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.invite_co_applicant(draft_id=found.draft.id, by=applicant_of(request), now=clock.now(), **given)
        except Refusal as refusal:
            spread(form, refusal, {})
        else:
            if given["email"] or given["phone"]:
                said = _("Đã gửi lời mời cho %s.") % given["full_name"]
            else:
                said = _("Đã lập lời mời cho %s. Bấm “Lấy đường dẫn” rồi gửi cho người đó.") % given["full_name"]
            messages.success(request, said)
            return HttpResponseRedirect(reverse("portal:co_applicants", args=[found.draft.id]))
    return _page(request, found, form, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, found: Application, form: InviteForm, *, link: str = "", whose: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "link": link,
        "whose": whose,
        "qr": qr_of(link) if link else "",
        "days": settings.CO_APPLICANTS.valid_days,
        "now": clock.now(),
    }
    return wizard_page(request, "portal/co_applicants.html", found, REVIEW, context, status=status)


@require_POST
@of_a_draft
def act(request: HttpRequest, found: Application, invitation_id: UUID, act: str) -> HttpResponse:
    """Withdraw, write once more, or show a link to pass on: it stands on this page only, and only now."""
    applicant, now, draft_id = applicant_of(request), clock.now(), found.draft.id
    if act == "lay-duong-dan":
        token = commands.draw_invitation_link(draft_id=draft_id, invitation_id=invitation_id, by=applicant, now=now)
        invited = next(one for one in dossiers.invitations_of(draft_id) if one.id == invitation_id)
        address = settings.SITE_URL + reverse("portal:invited", args=[token])
        return _page(request, found, InviteForm(), link=address, whose=invited.full_name)
    if act == "gui-lai":
        commands.send_invitation_again(draft_id=draft_id, invitation_id=invitation_id, by=applicant, now=now)
        messages.success(request, _("Đã gửi lại lời mời. Đường dẫn trong thư trước không dùng được nữa."))
    elif act == "thu-hoi":
        commands.withdraw_invitation(draft_id=draft_id, invitation_id=invitation_id, by=applicant, now=now)
        messages.success(request, _("Đã thu hồi lời mời."))
    else:
        raise NotFound(_("Không có việc này."))
    return HttpResponseRedirect(reverse("portal:co_applicants", args=[draft_id]))
