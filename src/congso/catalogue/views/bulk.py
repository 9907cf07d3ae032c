"""One change over many procedures: choose, look at what changes, propose; review and publish them together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms.deciding import BulkForm, DecisionForm, EditorListForm, GiveBackForm
from ..queries import amendments as works
from ..queries import editors_list
from ..rules.bulk_changes import MOST_AT_ONCE
from ..rules.rights import CatalogueRight
from .drafting import add_errors, number_in

SHOWN = 100
"""How many procedures a preview shows in full; all are counted, and all are proposed."""


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: OfficerRequest) -> HttpResponse:
    """Say what to change in the procedures that were chosen, see it, and propose it. Nothing changes before that."""
    posted = request.method == "POST"
    chosen = _chosen(request)
    step = request.POST.get("action", "") if posted else ""
    form = BulkForm(request.POST if step in {"preview", "propose"} else None)
    context: dict[str, Any] = {"form": form, "codes": chosen, "too_many": len(chosen) > MOST_AT_ONCE}
    if step and chosen and not context["too_many"] and form.is_valid():
        wanted = form.wanted()
        if step == "propose":
            try:
                outcome = commands.start_batch(
                    chosen=_previewed(request),
                    wanted=wanted,
                    reason=form.cleaned_data["reason"],
                    replaced_by=form.cleaned_data["replaced_by"],
                    officer=request.officer,
                    now=clock.now(),
                )
            except Incorrect as refusal:
                add_errors(form, refusal)
            else:
                _say(request, outcome, _("Đã trình thẩm định"))
                return redirect("catalogue:batch", outcome.batch_id)
        rows = editors_list.preview(chosen, wanted)
        context |= {
            "said": wanted.said,
            "doable": [row for row in rows if not row.refused],
            "refused": [row for row in rows if row.refused],
            "shown": SHOWN,
        }
    context["fields"] = queries.fields()
    return render(request, "catalogue/bulk.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> list[str]:
    """Return the codes that were ticked, or all that the list of editors finds when that was asked for."""
    if request.GET.get("tat_ca"):
        asked = EditorListForm(request.GET, fields=queries.fields()).asked()
        return list(editors_list.found_versions(**asked, limit=MOST_AT_ONCE))
    source = request.POST if request.method == "POST" else request.GET
    return sorted({code for code in source.getlist("code") if len(code) == 8 and code.isprintable()})


def _previewed(request: HttpRequest) -> dict[str, int]:
    """Return code → version that was looked at, as the page of the preview sends it ("1.001193:42")."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    return {
        code: int(version)
        for code, _, version in pairs
        if version.isascii() and version.isdigit() and len(version) < 16
    }


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: OfficerRequest, batch_id: int) -> HttpResponse:
    """One change over many procedures: where each stands; approve, give back or publish them together."""
    today, now, officer = clock.today(), clock.now(), request.officer
    action = request.POST.get("action", "")
    decision = DecisionForm(request.POST if action == "publish" else None)
    give_back = GiveBackForm(request.POST if action == "give_back" else None)
    outcome = None
    try:
        if action == "approve":
            outcome = commands.approve_batch(batch_id=batch_id, officer=officer, now=now)
            said = _("Đã thẩm định đạt")
        elif action == "withdraw":
            outcome = commands.withdraw_batch(batch_id=batch_id, officer=officer, now=now)
            said = _("Đã hủy")
        elif action == "give_back" and give_back.is_valid():
            outcome = commands.give_back_batch(
                batch_id=batch_id, reason=give_back.cleaned_data["reason"], officer=officer, now=now
            )
            said = _("Đã trả lại")
        elif action == "publish" and decision.is_valid():
            asked = asked_again(request, "sign")
            if asked is not None:
                return asked
            outcome = commands.publish_batch(
                batch_id=batch_id,
                ruling=decision.ruling(),
                effective_from=decision.cleaned_data["effective_from"],
                publish_on=decision.cleaned_data["publish_on"],
                officer=officer,
                now=now,
                today=today,
            )
            queries.forget()
            said = _("Đã công bố hoặc hẹn ngày")
    except Incorrect as refusal:
        add_errors(decision if action == "publish" else give_back, refusal)
    if outcome is not None:
        _say(request, outcome, said)
        return redirect("catalogue:batch", batch_id)
    rows, more = works.amendments(batch_id=batch_id, on=today, after=number_in(request, "sau"), limit=100)
    context = {
        "batch": works.batch(batch_id, officer),
        "rows": rows,
        "more": more,
        "decision": decision,
        "give_back": give_back,
        "decisions": works.decisions_entered(),
    }
    wrong = bool(decision.errors or give_back.errors)
    return render(request, "catalogue/batch.html", context, status=422 if wrong else 200)


def _say(request: HttpRequest, outcome: commands.BatchOutcome, said: str) -> None:
    words = ngettext("%(said)s %(n)d thủ tục.", "%(said)s %(n)d thủ tục.", outcome.done) % {
        "said": said,
        "n": outcome.done,
    }
    messages.success(request, words)
    if outcome.refused:
        shown = "; ".join(f"{code}: {why}" for code, why in outcome.refused[:10])
        left = _(" … và %(n)d thủ tục khác.") % {"n": len(outcome.refused) - 10} if len(outcome.refused) > 10 else ""
        messages.warning(request, _("Không làm được với %(which)s") % {"which": shown} + left)
