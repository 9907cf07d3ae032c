"""What the steps of applying share: the draft they are about, their frame, and the way from one to the next."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.kernel import clock
from congso.kernel.refusals import NotFound

from .. import queries
from ..forms import (
    Part,
    keys_of,
    parts_of,
)
from ..queries import Application
from .asking import applicant_of

PLACE, FORM, PAPERS, REVIEW = "place", "form", "papers", "review"
STEPS = (PLACE, FORM, PAPERS, REVIEW)
BACK_TO_REVIEW = "kiem-tra"

P = ParamSpec("P")
DraftPage = Callable[Concatenate[HttpRequest, Application, P], HttpResponse]


def of_a_draft(page: "DraftPage[P]") -> Callable[Concatenate[HttpRequest, UUID, P], HttpResponse]:
    """Give a page its draft; a draft that is gone, or somebody else's, is a page that says so."""

    @wraps(page)
    def wrapped(request: HttpRequest, /, draft_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        applicant = applicant_of(request)
        try:
            found = queries.application(applicant.account_id, draft_id, clock.today())
        except NotFound:
            return draft_is_gone(request, draft_id)
        dossiers.note_own(
            applicant.person_id,
            "dossiers.own_draft",
            now=clock.now(),
            account_id=applicant.account_id,
            object_kind="draft",
            object_id=draft_id,
        )
        return page(request, found, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, UUID, P], HttpResponse], never_cache(wrapped))


def draft_is_gone(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Lead to what the draft became; a draft that became nothing, or is somebody else's, is not found."""
    dossier_id = dossiers.handed_in_from(applicant_of(request).person_id, draft_id)
    if dossier_id is None:
        return render(request, "portal/draft_gone.html", status=404)
    messages.info(request, _("Bản nháp này đã được nộp. Đây là hồ sơ của bạn."))
    return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))


def note_step(request: HttpRequest, found: Application, step: str) -> None:
    """Remember how far one has come, for coming back on another device."""
    if found.draft.step != step:
        commands.save_draft(draft_id=found.draft.id, answers={}, by=applicant_of(request), now=clock.now(), step=step)


def address_of(found: Application, step: str) -> str:
    """Return the address of a step."""
    return reverse(f"portal:{step}", args=[found.draft.id])


def go_on(request: HttpRequest, found: Application, step: str, here: Part | None = None) -> HttpResponse:
    """Go where the button says: later, back to the review, or on to the next page."""
    if request.POST.get("action") == "later":
        messages.success(request, _("Đã lưu. Bạn có thể soạn tiếp trên bất kỳ máy nào."))
        return HttpResponseRedirect(reverse("portal:mine"))
    if request.POST.get("ve") == BACK_TO_REVIEW:
        return HttpResponseRedirect(address_of(found, REVIEW))
    following = address_of(found, STEPS[STEPS.index(step) + 1])
    if here is not None:
        parts = parts_of(found.version.form, found.draft.answers)
        keys = [one.key for one in parts]
        after = parts[keys.index(here.key) + 1 :] if here.key in keys else parts
        if after:
            return HttpResponseRedirect(reverse("portal:form_part", args=[found.draft.id, after[0].key]))
    note_step(request, found, STEPS[STEPS.index(step) + 1])
    if step == PLACE:
        # The first page shows what is known already, even where nothing is left to fill in.
        parts = parts_of(found.version.form, found.draft.answers)
        if parts:
            following = reverse("portal:form_part", args=[found.draft.id, parts[0].key])
    return HttpResponseRedirect(following)


def wizard_page(
    request: HttpRequest,
    template: str,
    found: Application,
    step: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Show a step in the frame that all steps share."""
    labels = (_("Trường hợp, nơi nộp"), _("Tờ khai"), _("Giấy tờ"), _("Kiểm tra và nộp"))
    frame = {
        "found": found,
        "draft": found.draft,
        "version": found.version,
        "steps": [(label, address_of(found, one)) for label, one in zip(labels, STEPS, strict=True)],
        "current": STEPS.index(step) + 1,
        "invitations": dossiers.invitations_of(found.draft.id),
    }
    return render(request, template, {**frame, **context}, status=status)


def page_of(found: Application, key: str) -> str:
    """Return where the answer with this key is given."""
    part = part_with(found, key.split(".")[0])
    if part is None:
        return address_of(found, FORM)
    field = found.version.form.field(key)
    last = "-typed" if field is not None and field.type in {"signature", "dossier"} else ""
    return f"{part_address(found, part.key)}#id_{key.replace('.', '-')}{last}"


def part_address(found: Application, part: str) -> str:
    """Return the address of a page of the form that leads back to the review."""
    return f"{reverse('portal:form_part', args=[found.draft.id, part])}?ve={BACK_TO_REVIEW}"


def part_with(found: Application, field: str) -> Part | None:
    """Return the page of the form that asks for a field; None while none does."""
    parts = parts_of(found.version.form, found.draft.answers)
    return next((one for one in parts if field in keys_of(found.version.form, one.groups)), None)
