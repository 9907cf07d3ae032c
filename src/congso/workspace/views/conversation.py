"""Answering what people ask about a dossier, on the page of the dossier."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.queries import DossierView
from congso.dossiers.rules.conversation import asks_for_papers
from congso.dossiers.rules.states import Action
from congso.kernel import clock
from congso.kernel.refusals import NotAllowed
from congso.organisation.permissions import OfficerRequest, officer_required


class AnswerForm(forms.Form):
    """What an officer answers. `key` makes a second click the same message."""

    text = forms.CharField(
        label=gettext_lazy("Trả lời"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Người nộp đọc được nguyên văn. Không đòi giấy tờ ở đây."),
        error_messages={"required": gettext_lazy("Ghi nội dung trả lời.")},
    )
    key = forms.CharField(max_length=36, widget=forms.HiddenInput())

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.auto_id = "id_tra-loi-%s"
        self.initial.setdefault("key", str(uuid4()))


def shown(view: DossierView, request: OfficerRequest) -> dict[str, Any]:
    """Return what the page of a dossier shows of its conversation, and note that the unit that has it was shown it."""
    now = clock.now()
    told = dossiers.conversation(view, now=now)
    may_answer = dossiers.may_answer(request.officer, view.id)
    if may_answer and request.method in {"GET", "HEAD"}:
        commands.mark_conversation_read(dossier_id=view.id, person_id=None, now=now)
    return {
        "conversation": told,
        "answer_form": AnswerForm() if may_answer and told.is_open and told.messages else None,
    }


@officer_required()
@require_POST
def answer(request: OfficerRequest, dossier_id: UUID) -> HttpResponse:
    """Answer, or say that none is needed. Words that ask for papers are pointed out once; the officer decides."""
    now, officer = clock.now(), request.officer
    view = dossiers.dossier_for_officer(officer, dossier_id, now=now)
    if not dossiers.may_answer(officer, dossier_id):
        raise NotAllowed(_("Chỉ đơn vị đang giữ hồ sơ được trả lời người nộp ở đây."))
    place = reverse("workspace:dossier", args=[dossier_id]) + "#trao-doi"
    if request.POST.get("viec") == "khong-can":
        commands.needs_no_answer(dossier_id=dossier_id, by=officer, now=now)
        messages.success(request, _("Đã ghi là không cần trả lời."))
        return HttpResponseRedirect(place)
    form = AnswerForm(request.POST)
    words = asks_for_papers(request.POST.get("text", ""), settings.CONVERSATION.asking_words)
    if not form.is_valid() or (words and request.POST.get("van-gui") != "1"):
        context = {
            "dossier": view,
            "row": view.row,
            "form": form,
            "words": words if form.is_valid() else [],
            "may_ask": view.may(Action.ASK_SUPPLEMENT),
            "title": _("Trả lời người nộp"),
        }
        return render(request, "workspace/answer.html", context, status=422)
    commands.answer(dossier_id=dossier_id, by=officer, now=now, **form.cleaned_data)
    messages.success(request, _("Đã gửi trả lời cho người nộp."))
    return HttpResponseRedirect(place)
