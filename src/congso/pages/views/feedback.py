"""Feedback about the portal: anybody sends it, administrators of the province read and answer it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from congso.kernel import clock
from congso.kernel.context import address
from congso.kernel.refusals import Incorrect
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms import AnswerForm, FeedbackForm
from ..permissions import check
from ..rules import feedback as rules
from ..rules.feedback import FeedbackKind, FeedbackState
from ..rules.rights import PagesRight

ON_A_PAGE = 20


@login_not_required
@sensitive_post_parameters("words", "email")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Say something about the portal, without signing in."""
    is_sent = request.method == "POST"
    place = rules.place(request.GET.get("trang", ""))
    form = FeedbackForm(request.POST if is_sent else None, initial={"place": place, "key": uuid4().hex})
    if is_sent and form.is_valid():
        given = form.cleaned_data
        try:
            reference = commands.send_feedback(
                kind=FeedbackKind(given["kind"]),
                words=given["words"],
                email=given["email"],
                place=given["place"],
                key=given["key"],
                address=address() or "",
                now=clock.now(),
            )
        except Incorrect as refusal:
            for name, sentences in refusal.fields.items():
                for sentence in sentences:
                    form.add_error(name, sentence)
        else:
            return HttpResponseRedirect(reverse("pages:feedback_sent", args=[reference]))
    return render(request, "pages/feedback.html", {"form": form}, status=422 if is_sent else 200)


@login_not_required
@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """It has arrived; nothing is looked up, so nothing can be found out by trying names."""
    return render(request, "pages/feedback_sent.html", {"reference": reference[:20]})


@officer_required(PagesRight.ANSWER)
@require_safe
def inbox(request: OfficerRequest) -> HttpResponse:
    """What people say about the portal, by state."""
    check(request.officer, PagesRight.ANSWER)
    typed = request.GET.get("buoc", FeedbackState.NEW)
    state = FeedbackState(typed) if typed in FeedbackState.values else FeedbackState.NEW
    counts = queries.feedback_counts()
    found = queries.feedback_in(state, before=_uuid(request.GET.get("sau", "")), limit=ON_A_PAGE)
    context = {
        "states": [(one.value, one.label, one is state, counts.get(one.value, "")) for one in FeedbackState],
        "rows": found[:ON_A_PAGE],
        "more": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
    }
    return render(request, "pages/feedback_inbox.html", context)


@officer_required(PagesRight.ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficerRequest, feedback_id: UUID) -> HttpResponse:
    """One piece: read it, take it, answer it."""
    check(request.officer, PagesRight.ANSWER)
    now = clock.now()
    shown = queries.feedback(feedback_id)
    form = AnswerForm(request.POST if request.POST.get("action") == "answer" else None)
    if request.method == "POST" and request.POST.get("action") == "take":
        commands.take_feedback(feedback_id=feedback_id, by=request.officer, now=now)
        return HttpResponseRedirect(reverse("pages:one_feedback", args=[feedback_id]))
    if form.is_bound and form.is_valid():
        goes_out = commands.answer_feedback(
            feedback_id=feedback_id, answer=form.cleaned_data["answer"], by=request.officer, now=now
        )
        said = _("Đã trả lời; thư đang được gửi.") if goes_out else _("Đã ghi trả lời. Người góp ý không để lại thư.")
        messages.success(request, said)
        return HttpResponseRedirect(reverse("pages:one_feedback", args=[feedback_id]))
    commands.note_reading(feedback_id=feedback_id, by=request.officer, now=now)
    status = 422 if request.method == "POST" else 200
    return render(request, "pages/one_feedback.html", {"shown": shown, "form": form}, status=status)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
