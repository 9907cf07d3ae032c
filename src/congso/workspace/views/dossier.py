"""The open dossier: seen, judged, acted on; its papers printed."""

from dataclasses import replace
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.dossiers import commands, printing
from congso.dossiers import queries as dossiers
from congso.dossiers.queries import DossierView, PaperView, ResultView
from congso.dossiers.rules.rights import DossierRight
from congso.dossiers.rules.states import Action, DossierState
from congso.files import queries as files
from congso.files.views import can_show
from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.signatures.commands import Asking, HashWanted
from congso.ui.components.words import hour
from congso.ui.htmx import is_partial, template_for

from .. import queries
from ..forms import PaidForm, PaperForm, PinField
from ..rules import sentences
from . import conversation
from .acts import Act, Asked, act, offered
from .device import ask_device

TEMPLATE = "workspace/dossier.html"
TONES = {
    DossierState.SUBMITTED: "info",
    DossierState.RECEIVED: "brand",
    DossierState.IN_PROGRESS: "brand",
    DossierState.SUPPLEMENT_REQUESTED: "warn",
    DossierState.PAYMENT_REQUESTED: "warn",
    DossierState.FINISHED: "success",
    DossierState.RETURNED: "success",
    DossierState.NOT_RECEIVED: "danger",
    DossierState.STOPPED: "neutral",
    DossierState.WITHDRAWN: "neutral",
}
SIGNED = frozenset({Action.APPROVE, Action.ISSUE, Action.DECLINE, Action.RECALL_RESULT})
"""Acts that bind the agency: who does them proves anew who they are."""

_PAUSED = frozenset({DossierState.SUPPLEMENT_REQUESTED, DossierState.PAYMENT_REQUESTED})


@officer_required()
@require_safe
@vary_on_headers("HX-Request")
def dossier(request: OfficerRequest, dossier_id: UUID) -> HttpResponse:
    """Show a dossier; `?viec=` unfolds one of its acts, `?giay-to=` shows one of its papers."""
    asked = _asked(request, dossier_id)
    return show(request, asked, opened=request.GET.get("viec", ""))


@officer_required()
@require_POST
@vary_on_headers("HX-Request")
def reveal(request: OfficerRequest, dossier_id: UUID) -> HttpResponse:
    """Show a dossier with nothing masked, for this one view of the page and a purpose that is written down."""
    now, named = clock.now(), request.POST.get("muc-dich", "")
    purpose = Purpose(named) if named in Purpose.values else None
    view = dossiers.dossier_revealed(request.officer, dossier_id, purpose, now=now)
    return show(request, Asked(view, request.officer, now, None), revealed=purpose or view.reveal_purposes[0])


def _asked(request: OfficerRequest, dossier_id: UUID) -> Asked:
    now = clock.now()
    expected = request.POST.get("expected", "")
    seen = int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 9 else None
    return Asked(dossiers.dossier_for_officer(request.officer, dossier_id, now=now), request.officer, now, seen)


def show(
    request: HttpRequest,
    asked: Asked,
    *,
    opened: str = "",
    bound: forms.Form | None = None,
    trouble: str = "",
    remedy: str = "",
    done: str = "",
    revealed: Purpose | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the dossier: whole, or the part that htmx swaps. `bound` is the form of the act that was refused."""
    view, row = asked.dossier, asked.dossier.row
    first, others = offered(view, asked.officer, asked.now)
    offers = [_offer(one, asked, opened, bound) for one in ([first] if first else []) + others]
    lost = bound if bound is not None and all(offer["act"].slug != opened for offer in offers) else None
    paper = _paper_shown(view, request.GET.get("giay-to", ""))
    officer = asked.officer
    desk = officer.may(DossierRight.COLLECT_FEES) and row.receiving_organisation_id == officer.organisation_id
    context = {
        "dossier": view,
        "row": row,
        "now": asked.now,
        "lacks_apology": view.lacks_apology(asked.now),
        "tone": TONES[row.state],
        "paused": row.state in _PAUSED,
        "first": offers[0] if first else None,
        "others": offers[1:] if first else offers,
        "lost": _typed(lost),
        "trouble": trouble,
        "remedy": remedy,
        "done": done,
        "facts": _facts(view),
        "revealed": revealed,
        "signing": queries.signing(view) if any(one["act"].action is Action.APPROVE for one in offers) else None,
        "prints": _prints(view),
        "paper": paper,
        "shows_files": can_show(),
        "declared": queries.declared_online(view),
        "shown": queries.shown_at_desk(view),
        "may_judge": row.is_open and row.waiting_unit_id == asked.officer.unit_id,
        "fees_due": [fee for fee in view.fees if fee.is_due],
        "paid_form": PaidForm(prefix="thu-tien") if desk and row.state is not DossierState.PAYMENT_REQUESTED else None,
        "sentences": sentences,
        "current_deadline": view.deadlines[-1] if view.deadlines else None,
        # What an act answers stands where its form stood: beside the list, or on the dossier's own page.
        "in_pane": is_partial(request) and (request.method != "POST" or request.POST.get("khung") == "1"),
        "title": f"{row.shown_code}: {row.applicant_name}",
        **conversation.shown(view, cast(OfficerRequest, request)),
    }
    response = render(request, template_for(request, TEMPLATE, "dossier"), context, status=status)
    if done:
        response["HX-Trigger"] = "congso:changed"
    return response


def _offer(one: Act, asked: Asked, opened: str, bound: forms.Form | None) -> dict[str, Any]:
    chosen = one.slug == opened
    form = bound if chosen and bound is not None else one.form(asked)
    return {
        "act": one,
        "form": form,
        "open": chosen,
        "multipart": form.is_multipart(),
        "address": reverse("workspace:act", args=[asked.dossier.id, one.slug]),
    }


def _typed(form: forms.Form | None) -> list[tuple[str, str]]:
    """Return what was typed into a form that can no longer be sent; PINs are not shown again."""
    if form is None:
        return []
    return [
        (str(bound.label), str(value))
        for bound in form
        if not isinstance(bound.field, PinField)
        and isinstance(value := bound.value(), str)
        and value
        and value != bound.initial
    ]


def _mandate_document(view: DossierView) -> str:
    if view.behalf is None or not view.behalf.document:
        return ""
    ended = _(" (đã kết thúc hoặc bị thu hồi)") if view.behalf.has_ended else ""
    return view.behalf.document + ended


def _facts(view: DossierView) -> list[tuple[str, str]]:
    applicant, row = view.applicant, view.row
    facts = [
        (_("Số định danh"), applicant.identity_number),
        (_("Điện thoại"), applicant.phone),
        (_("Thư điện tử"), applicant.email),
        (_("Địa chỉ"), applicant.address),
        (_("Người nộp thay"), view.submitter_name if view.submitter_name != applicant.full_name else ""),
        (_("Tư cách người nộp"), view.behalf.words if view.behalf else ""),
        (_("Giấy tờ ủy quyền, đại diện"), _mandate_document(view)),
        *((_("Người cùng đề nghị"), _("%(name)s, đồng ý %(at)s, %(level)s, mã nội dung %(mark)s") % {
            "name": one.full_name, "at": hour(one.agreed_at), "level": one.level, "mark": one.content_hash[:12]})
            for one in view.co_applicants),
        (_("Trường hợp"), view.case_name),
        (_("Kênh nộp"), row.channel_label),
        (_("Nhận kết quả"), {"counter": _("Tại quầy"), "postal": _("Qua bưu chính"), "online": _("Bản điện tử")}.get(
            view.return_channel, "")),
        (_("Nơi tiếp nhận"), view.receiving_organisation_name),
        (_("Cơ quan giải quyết"), view.processing_organisation_name
            if view.processing_organisation_name != view.receiving_organisation_name else ""),
        (_("Số sổ theo dõi"), view.register_number),
    ]  # fmt: skip
    declared = {said for _group, rows in view.summary for _label, said in rows}
    return [(label, value) for label, value in facts if value and value not in declared]


def _paper_shown(view: DossierView, wanted: str) -> PaperView | None:
    papers = [paper for component in view.components for paper in component.papers] + list(view.other_papers)
    with_file = [paper for paper in papers if paper.file_id]
    return next((paper for paper in with_file if str(paper.id) == wanted), with_file[0] if with_file else None)


# Acting


@officer_required()
@require_POST
@vary_on_headers("HX-Request")
def do(request: OfficerRequest, dossier_id: UUID, viec: str) -> HttpResponse:
    """Do one act. What is refused comes back with what was typed; a colleague who was faster is named."""
    chosen, asked = act(viec), _asked(request, dossier_id)
    if chosen.action not in asked.dossier.actions:
        return _too_late_or_not_allowed(request, asked, chosen)
    if chosen.action in SIGNED and (again := asked_again(request, "sign")):
        return again
    form = chosen.form(asked, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, asked, opened=viec, bound=form, status=422)
    try:
        chosen.run(replace(asked, device=Asking()), form)
    except HashWanted as wanted:
        return ask_device(request, asked, chosen, wanted)
    except Incorrect as refusal:
        _spread(form, refusal)
        return show(request, asked, opened=viec, bound=form, trouble=refusal.message, status=refusal.status)
    except NotPossibleNow as refusal:
        fresh = _asked(request, dossier_id)
        if refusal.code == "changed_meanwhile" and _was_me(fresh, chosen):
            return _done(request, fresh, str(chosen.done))
        return show(
            request, fresh, opened=viec, bound=form, trouble=refusal.message, remedy=refusal.remedy,
            status=refusal.status,
        )  # fmt: skip
    return _done(request, None, str(chosen.done), dossier_id)


def _was_me(asked: Asked, chosen: Act) -> bool:
    """Tell whether the last event is the very act that is asked for again: a second click, not a conflict."""
    last = asked.dossier.events[-1]
    return last.by_officer_id == asked.officer.id and last.action is chosen.action


def _too_late_or_not_allowed(request: OfficerRequest, asked: Asked, chosen: Act) -> HttpResponse:
    view = asked.dossier
    if asked.expected is None or asked.expected == view.row.event_count or not view.events:
        raise NotAllowed(_("Bạn không thể “%s” với hồ sơ này lúc này.") % chosen.label)
    if _was_me(asked, chosen):
        return _done(request, asked, str(chosen.done))
    last = view.events[-1]
    trouble = _("%(who)s vừa “%(what)s” hồ sơ này. Việc bạn định làm chưa được thực hiện.") % {
        "who": last.by_label,
        "what": last.label,
    }
    try:
        bound = chosen.form(asked, request.POST, request.FILES)
    except (LookupError, ValueError):
        bound = None
    return show(request, asked, opened=chosen.slug, bound=bound, trouble=trouble, status=409)


def _done(request: OfficerRequest, asked: Asked | None, words: str, dossier_id: UUID | None = None) -> HttpResponse:
    if asked is None:
        assert dossier_id is not None
        if not is_partial(request):
            messages.success(request, words)
            return HttpResponseRedirect(reverse("workspace:dossier", args=[dossier_id]))
        asked = _asked(request, dossier_id)
    if not is_partial(request):
        messages.success(request, words)
        return HttpResponseRedirect(reverse("workspace:dossier", args=[asked.dossier.id]))
    return show(request, asked, done=words)


def _spread(form: forms.Form, refusal: Incorrect) -> None:
    """Put the sentences of a refusal beside the fields they are about."""
    for name, sentences_said in refusal.fields.items():
        for sentence in sentences_said:
            form.add_error(name if name in form.fields else None, sentence)


@officer_required()
@require_POST
@vary_on_headers("HX-Request")
def judge(request: OfficerRequest, dossier_id: UUID, paper_id: UUID) -> HttpResponse:
    """Note what one thinks of a paper."""
    form = PaperForm(request.POST)
    if not form.is_valid():
        raise Incorrect(_("Nhận xét không đúng."))
    commands.judge_paper(
        dossier_id=dossier_id, paper_id=paper_id, by=request.officer, now=clock.now(), **form.cleaned_data
    )
    if not is_partial(request):
        address = reverse("workspace:dossier", args=[dossier_id])
        return HttpResponseRedirect(f"{address}?giay-to={paper_id}#giay-to-{paper_id}")
    asked = _asked(request, dossier_id)
    declared = queries.declared_online(asked.dossier)
    shown = queries.shown_at_desk(asked.dossier)
    context = {
        "dossier": asked.dossier, "row": asked.dossier.row, "may_judge": True, "declared": declared, "shown": shown,
    }  # fmt: skip
    return render(request, "workspace/parts/papers.html", context)


@officer_required(DossierRight.COLLECT_FEES)
@require_POST
def collect(request: OfficerRequest, dossier_id: UUID) -> HttpResponse:
    """Take the fees of a dossier at the counter while it goes its way."""
    form = PaidForm(request.POST, prefix="thu-tien")
    if not form.is_valid():
        raise Incorrect(_("Chọn cách nộp tiền."))
    commands.collect_fees(dossier_id=dossier_id, by=request.officer, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Đã ghi nhận nộp phí, lệ phí."))
    back = request.POST.get("ve", "")
    name = "workspace:received" if back == "quay" else "workspace:dossier"
    return HttpResponseRedirect(reverse(name, args=[dossier_id]))


# Printing

PAPERS = {
    "tiep-nhan": printing.acceptance_slip_pdf,
    "tu-choi": printing.refusal_pdf,
    "hen-lai": printing.extension_pdf,
    "dung": printing.stop_notice_pdf,
    "kiem-soat": printing.control_slip_pdf,
    "ket-qua": printing.result_pdf,
}


def _prints(view: DossierView) -> list[tuple[str, str]]:
    """Return (words, address) of every official paper this dossier has."""

    def address(kind: str, query: str = "") -> str:
        return reverse("workspace:paper", args=[view.id, kind]) + query

    found = [
        (_("Giấy tiếp nhận và hẹn trả"), "tiep-nhan", view.slip is not None),
        (_("Phiếu từ chối"), "tu-choi", view.refusal is not None),
        (_("Văn bản xin lỗi, hẹn lại"), "hen-lai", view.extension is not None),
        (_("Thông báo dừng"), "dung", view.stop_notice is not None),
        (_("Kết quả"), "ket-qua", view.result is not None),
        (_("Phiếu kiểm soát"), "kiem-soat", view.slip is not None),
    ]
    asked = [
        (_("Phiếu yêu cầu bổ sung lần %d") % one.round, address("bo-sung", f"?lan={one.round}"))
        for one in view.supplements
    ]
    shown = [(words, address(kind)) for words, kind, there in found if there]
    shown.append((_("Tờ khai theo mẫu"), reverse("workspace:declaration", args=[view.id])))
    return [*shown[:1], *asked, *shown[1:]] if view.slip else [*asked, *shown]


def _as_drafted(result: ResultView) -> bool:
    """Tell whether the file as it was drafted is what is to be seen: nobody signed it yet."""
    return result.file_id is not None and result.signed_paper_id is None


@officer_required()
@require_safe
def paper(request: OfficerRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    """Show an official paper as PDF to whoever may see the dossier."""
    view = dossiers.dossier_for_officer(request.officer, dossier_id, now=clock.now())
    if kind == "bo-sung":
        which = request.GET.get("lan", "")
        content = printing.supplement_request_pdf(
            dossier_id, int(which) if which.isascii() and which.isdigit() and len(which) < 4 else None
        )
    elif kind == "ket-qua" and view.result is not None and _as_drafted(view.result):
        if request.GET.get("anh") == "1":
            return _first_page(request, view.result)
        return HttpResponseRedirect(reverse("dossiers:file", args=[view.result.file_id]) + "?xem=1")
    elif kind in PAPERS:
        content = PAPERS[kind](dossier_id)
    else:
        raise NotFound(_("Không có loại giấy này."))
    dossiers.note(
        request.officer,
        "dossiers.print",
        now=clock.now(),
        kind=Kind.EXPORT,
        subjects=[view.row.applicant_id],
        object_kind="dossier",
        object_id=dossier_id,
        paper=kind,
    )
    return pdf(content, f"{view.row.shown_code}-{kind}.pdf")


@officer_required()
@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: OfficerRequest, dossier_id: UUID) -> HttpResponse:
    """Show the prescribed declaration as PDF, masked like the page; whole when asked for with a purpose (POST)."""
    now, named = clock.now(), request.POST.get("muc-dich", "")
    purpose = Purpose(named) if named in Purpose.values else None
    is_whole = request.method == "POST"
    if is_whole:
        view = dossiers.dossier_revealed(request.officer, dossier_id, purpose, now=now)
    else:
        view = dossiers.dossier_for_officer(request.officer, dossier_id, now=now)
    content = printing.declaration_pdf(dossier_id, masked=not is_whole)
    dossiers.note(
        request.officer,
        "dossiers.print",
        now=now,
        kind=Kind.EXPORT,
        purpose=(purpose or view.reveal_purposes[0]) if is_whole else None,
        subjects=[view.row.applicant_id, view.submitter_id],
        object_kind="dossier",
        object_id=dossier_id,
        paper="to-khai-theo-mau",
        whole=is_whole,
    )
    return pdf(content, f"{view.row.shown_code}-to-khai.pdf")


def _first_page(request: OfficerRequest, result: ResultView) -> HttpResponse:
    """Send the first page of the very file that the page around it speaks of (`dau` is its fingerprint)."""
    if request.GET.get("dau") != result.fingerprint or result.file_id is None:
        raise NotPossibleNow(_("Dự thảo kết quả đã thay đổi; hãy mở lại hồ sơ."), code="result_changed")
    dossiers.note_file_read(request.officer, result.file_id, now=clock.now())
    with files.open_bytes(result.file_id) as stream:
        picture = printing.first_page_picture(stream.read())
    if picture is None:
        raise NotFound(_("Không vẽ được trang đầu của tệp; hãy mở tệp để xem."))
    return HttpResponse(picture, content_type="image/webp")


def pdf(content: bytes, name: str) -> HttpResponse:
    """Send a PDF that our own pages may frame."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
    )
    response["Cache-Control"] = "private, no-store"
    return response
