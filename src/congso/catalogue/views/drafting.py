"""The pages of editors: the list of procedures, a draft and its parts, review, publication."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms.deciding import AbolitionForm, DecisionForm, EditorListForm, GiveBackForm, LawForm, NewProcedureForm
from ..forms.drafting import PartEditor
from ..queries import amendments as works
from ..queries import editors_list
from ..rules import parts
from ..rules.amending import Act, Kind, Stage
from ..rules.publication_clock import Publisher
from ..rules.rights import CatalogueRight


def number_in(request: HttpRequest, name: str) -> int:
    """Return a number of the address; 0 for what is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def add_errors(form: Any, refusal: Incorrect) -> None:
    """Show a refusal at the fields it is about, the rest above the form."""
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, refusal.message)


@officer_required(CatalogueRight.EDIT)
@require_safe
def manage(request: OfficerRequest) -> HttpResponse:
    """Every procedure for those who keep them, with what is being drafted."""
    form = EditorListForm(request.GET, fields=queries.fields())
    page = editors_list.editor_list(**form.asked(), after="".join(filter(str.isprintable, request.GET.get("sau", ""))))
    context = {"form": form, "page": page, "stages": works.stage_counts(), "is_first": not request.GET.get("sau")}
    return render(request, "catalogue/manage.html", context)


@officer_required(CatalogueRight.EDIT)
@require_safe
def amendments(request: OfficerRequest) -> HttpResponse:
    """What is being drafted, reviewed, scheduled; last changed first."""
    stage = request.GET.get("buoc", "")
    stage = stage if stage in Stage.values else ""
    rows, more = works.amendments(stage=stage, on=clock.today(), after=number_in(request, "sau"))
    context = {"rows": rows, "more": more, "stage": stage, "stages": works.stage_counts()}
    return render(request, "catalogue/amendments.html", context)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_procedure(request: OfficerRequest) -> HttpResponse:
    """Start a procedure that the catalogue does not know."""
    form = NewProcedureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            amendment_id = commands.start_procedure(
                code=form.cleaned_data["code"],
                name=form.cleaned_data["name"],
                officer=request.officer,
                now=clock.now(),
            )
        except Incorrect as refusal:
            add_errors(form, refusal)
        else:
            return redirect("catalogue:amendment_part", amendment_id, parts.PARTS[0].key)
    return render(request, "catalogue/new_procedure.html", {"form": form}, status=422 if form.errors else 200)


@officer_required(CatalogueRight.EDIT)
@require_POST
def start_amendment(request: OfficerRequest, code: str) -> HttpResponse:
    """Start, or go on with, the draft of a procedure; `ban` takes the words of one of its versions."""
    chosen = request.POST.get("ban", "")
    version_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 16 else None
    amendment_id = commands.start_amendment(
        code=code, officer=request.officer, now=clock.now(), from_version_id=version_id
    )
    return redirect("catalogue:amendment", amendment_id)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def start_abolition(request: OfficerRequest, code: str) -> HttpResponse:
    """Propose the end of a procedure."""
    view = queries.current(code, clock.today())
    form = AbolitionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            amendment_id = commands.start_abolition(
                code=code,
                reason=form.cleaned_data["reason"],
                replaced_by=form.cleaned_data["replaced_by"],
                officer=request.officer,
                now=clock.now(),
            )
        except Incorrect as refusal:
            add_errors(form, refusal)
        else:
            messages.success(
                request, _("Đã trình bãi bỏ thủ tục %(code)s; chờ người thứ hai thẩm định.") % {"code": code}
            )
            return redirect("catalogue:amendment", amendment_id)
    context = {"form": form, "view": view}
    return render(request, "catalogue/start_abolition.html", context, status=422 if form.errors else 200)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """One work: what it changes, what is missing, by when it is due, what may be done. Saves the law it follows."""
    view = works.amendment(amendment_id, request.officer, clock.today())
    initial = {
        "publisher": view.publisher,
        "law_signed_on": view.law_signed_on,
        "law_effective_on": view.law_effective_on,
        "simplified": view.simplified,
    }
    law = LawForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and law.is_valid():
        given = law.cleaned_data | {"publisher": Publisher(law.cleaned_data["publisher"])}
        commands.set_law(amendment_id=amendment_id, officer=request.officer, now=clock.now(), **given)
        messages.success(request, _("Đã lưu văn bản và hạn công bố."))
        return redirect("catalogue:amendment", amendment_id)
    context = {
        "view": view,
        "law": law,
        "give_back": GiveBackForm(),
        "is_open": view.row.stage not in ("done", "withdrawn"),
    }
    return render(request, "catalogue/amendment.html", context, status=422 if law.errors else 200)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def amendment_part(request: OfficerRequest, amendment_id: int, part: str) -> HttpResponse:
    """One part of a draft. A wrong input or a part that somebody saved meanwhile gives back what was typed."""
    where = parts.BY_KEY.get(part)
    if where is None:
        raise NotFound("Không có phần này của thủ tục.")
    content = works.draft_content(amendment_id)
    start = number_in(request, "tu")
    editor = PartEditor(part, content, request.POST if request.method == "POST" else None, start=start)
    seen, overtaken, status = parts.seen(content, where), None, 200
    if request.method == "POST":
        if editor.is_valid():
            try:
                commands.revise_part(
                    amendment_id=amendment_id,
                    part=part,
                    edited=editor.edited(),
                    seen=request.POST.get("seen", ""),
                    officer=request.officer,
                    now=clock.now(),
                )
            except commands.PartChanged as refusal:
                overtaken, status = refusal, 409
            else:
                messages.success(request, _("Đã lưu phần “%(part)s”.") % {"part": where.title})
                return HttpResponseRedirect(_after_saving(request, amendment_id, part))
        else:
            seen, status = request.POST.get("seen", "")[:64], 422
    view = works.amendment(amendment_id, request.officer, clock.today())
    context = {
        "view": view,
        "part": where,
        "editor": editor,
        "seen": seen,
        "overtaken": overtaken,
        "saved": PartEditor(part, content, start=start) if overtaken else None,
        "last_saved": works.part_last_saved(amendment_id, part) if overtaken else None,
        "missing": [one for one in view.missing if one.part == part],
        "fields": queries.fields() if part == "chung" else (),
        "before": _neighbour(part, -1),
        "after": _neighbour(part, 1),
    }
    return render(request, "catalogue/amendment_part.html", context, status=status)


def _after_saving(request: HttpRequest, amendment_id: int, part: str) -> str:
    action = request.POST.get("action", "")
    if action == "next":
        after = _neighbour(part, 1)
        if after is not None:
            return redirect("catalogue:amendment_part", amendment_id, after.key)["Location"]
    if action == "more":
        return request.get_full_path()
    return redirect("catalogue:amendment", amendment_id)["Location"]


def _neighbour(part: str, step: int) -> parts.Part | None:
    place = [one.key for one in parts.PARTS].index(part) + step
    return parts.PARTS[place] if 0 <= place < len(parts.PARTS) else None


ACTS = {
    Act.PROPOSE: (commands.propose, gettext_lazy("Đã trình thẩm định.")),
    Act.TAKE_BACK: (commands.take_back, gettext_lazy("Đã lấy lại để soạn tiếp.")),
    Act.WITHDRAW: (commands.withdraw, gettext_lazy("Đã hủy dự thảo.")),
    Act.CANCEL: (commands.cancel_publication, gettext_lazy("Đã bỏ hẹn ngày công bố.")),
    Act.REBASE: (commands.rebase, gettext_lazy("Từ nay so sánh với bản đang hiệu lực.")),
}


@officer_required(CatalogueRight.EDIT)
@require_POST
def amendment_act(request: OfficerRequest, amendment_id: int, act: str) -> HttpResponse:
    """Propose, take back, give back, approve, withdraw, cancel, compare anew."""
    officer, now = request.officer, clock.now()
    try:
        if act == Act.GIVE_BACK:
            form = GiveBackForm(request.POST)
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            commands.give_back(amendment_id=amendment_id, reason=reason, officer=officer, now=now)
            said = _("Đã trả lại, kèm lý do.")
        elif act == Act.APPROVE:
            seen = request.POST.get("seen", "")
            commands.approve(amendment_id=amendment_id, officer=officer, now=now, seen_hash=seen)
            said = _("Đã thẩm định đạt; chờ số quyết định công bố.")
        elif act in ACTS:
            command, words = ACTS[Act(act)]
            said = str(words)
            command(amendment_id=amendment_id, officer=officer, now=now)
        else:
            raise NotFound("Không có việc này.")
    except Incorrect as refusal:
        sentences = [sentence for some in refusal.fields.values() for sentence in some]
        messages.error(request, " ".join((refusal.message, *(one for one in sentences if one != refusal.message))))
    else:
        messages.success(request, said)
    return redirect("catalogue:amendment", amendment_id)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """Enter the decision, and publish now or on a day to come."""
    today = clock.today()
    view = works.amendment(amendment_id, request.officer, today)
    initial = {
        "publisher": view.publisher,
        "law_signed_on": view.law_signed_on,
        "law_effective_on": view.law_effective_on,
        "simplified": view.simplified,
        "effective_from": view.law_effective_on,
    }
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = asked_again(request, "sign")
        if asked is not None:
            return asked
        try:
            stage = commands.publish_amendment(
                amendment_id=amendment_id,
                ruling=form.ruling(),
                effective_from=form.cleaned_data["effective_from"],
                publish_on=form.cleaned_data["publish_on"],
                officer=request.officer,
                now=clock.now(),
                today=today,
            )
        except Incorrect as refusal:
            add_errors(form, refusal)
        else:
            queries.forget()
            messages.success(request, _published(view, stage))
            return redirect("catalogue:amendment", amendment_id)
    context = {"view": view, "form": form, "decisions": works.decisions_entered()}
    return render(request, "catalogue/publish.html", context, status=422 if form.errors else 200)


def _published(view: works.AmendmentView, stage: Stage) -> str:
    if stage is Stage.SCHEDULED:
        return _("Đã hẹn ngày; đến ngày hệ thống tự công bố.")
    return _("Đã bãi bỏ.") if view.row.kind == Kind.ABOLISH else _("Đã công bố.")
