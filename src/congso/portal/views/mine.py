"""One's own pages: all dossiers, and each with who has it, until when, why, and what can be done."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import quote
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.catalogue import queries as catalogue
from congso.catalogue.forms import AnswersForm, read_answers
from congso.catalogue.rules import form_language
from congso.dossiers import commands, printing
from congso.dossiers import queries as dossiers
from congso.dossiers.queries import DossierView, EventView, OwnDossiers, SupplementView, Urgency
from congso.dossiers.rules.calendar_file import calendar_file
from congso.dossiers.rules.money import PAY_AT_DESK, ResultHeld
from congso.dossiers.rules.states import Action, DossierState
from congso.files.commands import store
from congso.kernel import clock
from congso.kernel.middleware import let_ask_position
from congso.kernel.refusals import Incorrect, NotFound, Refusal
from congso.notifications.queries import unread_count
from congso.privacy import queries as privacy
from congso.privacy.rules.notices import PROCESSING

from .. import queries
from ..forms import RatingForm, WithdrawalForm, closing_of, keys_of, printable
from ..question_form import QuestionForm
from ..rules.history import QUIET, told
from ..rules.next_step import RETURN_PLACES, ROLE_NAMES, TONES, next_for
from .asking import applicant_of, body_of, own_dossiers, person_of

S = DossierState
DRAFT_ENDS_SOON = timedelta(days=7)
SAME_CLICK = timedelta(seconds=10)
Printer = Callable[[UUID], bytes]


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything of mine: what needs me first, then drafts, then what runs, then what is done."""
    person = person_of(request)
    after = request.GET.get("sau") or None
    now = clock.now()
    body = body_of(request)
    body_id = body.id if body else None
    page = queries.my_dossiers(person.id, now=now, after=after, body_id=body_id)
    context = {
        "page": page,
        "body": body,
        "invited_to": dossiers.invited_to(person.id, now=now) if after is None and body is None else [],
        "drafts": dossiers.drafts_of(applicant_of(request).account_id, body_id=body_id) if after is None else [],
        "first": after is None,
        "unread": unread_count(person.id, at_work=False),
        "notice": None if after or privacy.has_read(person.id, PROCESSING) else PROCESSING,
        "next": f"{reverse('portal:mine')}?sau={page.next_cursor}" if page.next_cursor else "",
        "now": now,
        "soon": now + DRAFT_ENDS_SOON,
    }
    return render(request, "portal/mine.html", context)


@never_cache
@require_safe
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """A dossier of one's own, whole."""
    view = dossiers.dossier_for_person(person_of(request).id, dossier_id, now=clock.now())
    return dossier_page(request, view)


def dossier_page(
    request: HttpRequest,
    view: DossierView,
    *,
    rating: RatingForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    supplement: AnswersForm | None = None,
    supplement_errors: list[tuple[str, str]] | None = None,
    question: QuestionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the page of a dossier, with forms as they were sent when something was wrong with them."""
    now, row = clock.now(), view.row
    asked = view.open_supplement
    is_asked = asked is not None and view.may(Action.SUPPLEMENT) and _is_answerable(asked, now)
    following = next_for(
        row.state,
        supplement_answered=row.supplement_answered,
        withdrawal_asked=row.withdrawal_asked,
        return_channel=view.return_channel,
    )
    step = next((one for one in view.steps if one.status == "current"), None)
    context = {
        "view": view,
        "row": row,
        "tone": TONES[row.state],
        "next": following,
        "title_of_holder": ROLE_NAMES.get(step.role, "") if step is not None and row.state is S.IN_PROGRESS else "",
        "is_paused": row.state in {S.SUPPLEMENT_REQUESTED, S.PAYMENT_REQUESTED},
        "is_late": row.is_open and row.urgency is Urgency.OVERDUE and row.state in {S.RECEIVED, S.IN_PROGRESS},
        "done_at": row.finished_at,
        "deadline": view.deadlines[-1] if view.deadlines else None,
        "deadline_lines": _lines(view),
        "earlier_deadlines": view.deadlines[:-1],
        "supplement": asked if is_asked else None,
        "supplement_form": supplement
        or (_supplement_form(view, own_dossiers(request)) if is_asked and _form_is_asked(view) else None),
        "supplement_errors": supplement_errors or [],
        "papers": _official_papers(view),
        "return_place": RETURN_PLACES.get(view.return_channel, ""),
        "has_appointment": _has_appointment(view),
        "rating_form": (rating or RatingForm()) if view.may(Action.RATE) and view.rating is None else None,
        "rating_open": rating is not None or row.state is S.RETURNED,
        "withdrawal_form": (withdrawal or WithdrawalForm()) if _may_withdraw(view) else None,
        "withdraws_at_once": row.state is S.SUBMITTED,
        "history": _history(view),
        "fees_due": view.fee_due_vnd,
        "asked_first": following.is_yours and row.state is not S.FINISHED,
        "next_step": next((one.name for one in view.steps if one.status == "ahead"), "")
        if row.state is S.IN_PROGRESS
        else "",
        "result": view.result if view.result is not None and view.result.state == "issued" else None,
        "now": now,
        "conversation": dossiers.conversation(view, now=now),
        "question_form": question or QuestionForm(),
        "person_id": person_of(request).id,
    }
    commands.mark_conversation_read(dossier_id=view.id, person_id=person_of(request).id, now=now)
    page = render(request, "portal/dossier.html", context, status=status)
    form = context["supplement_form"]
    return let_ask_position(page) if isinstance(form, AnswersForm) and form.asks_where else page


def _may_withdraw(view: DossierView) -> bool:
    return view.may(Action.WITHDRAW_REQUEST) or (view.row.state is S.SUBMITTED and view.may(Action.WITHDRAW))


def _lines(view: DossierView) -> list[tuple[str, str]]:
    """Return the lines of the promise in force: what was counted or skipped, and by which rule."""
    if not view.deadlines:
        return []
    return [
        (str(line.get("text", "")), str(line.get("source", "")))
        for line in view.deadlines[-1].derivation.get("lines", ())
    ]


def _history(view: DossierView) -> list[tuple[date, list[tuple[EventView, str, str]]]]:
    """Return what happened in words for people, newest first, a day at a time."""
    events = [event for event in reversed(view.events) if event.action not in QUIET]
    days = groupby(events, key=lambda event: event.at.astimezone(clock.VIETNAM).date())
    return [(day, [(event, *told(event, view.row.channel)) for event in of_day]) for day, of_day in days]


# Official papers

PAPERS: dict[str, tuple[str, Printer]] = {
    "to-khai": ("Hồ sơ như đã nộp", printing.application_pdf),
    "to-khai-theo-mau": ("Tờ khai", printing.declaration_pdf),
    "tiep-nhan": ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", printing.acceptance_slip_pdf),
    "bo-sung": ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", printing.supplement_request_pdf),
    "tu-choi": ("Phiếu từ chối tiếp nhận giải quyết hồ sơ", printing.refusal_pdf),
    "xin-loi": ("Văn bản xin lỗi và hẹn lại ngày trả", printing.extension_pdf),
    "dung": ("Thông báo dừng giải quyết hồ sơ", printing.stop_notice_pdf),
    "ket-qua": ("Kết quả giải quyết", printing.result_pdf),
}


def _official_papers(view: DossierView) -> list[tuple[str, str, Any]]:
    """Return the official papers that exist: name, address, when issued."""
    there: dict[str, Any] = {
        "to-khai": view.row.submitted_at,
        "to-khai-theo-mau": view.row.submitted_at,
        "tiep-nhan": view.slip and view.slip.issued_at,
        "bo-sung": view.supplements[-1].asked_at if view.supplements else None,
        "tu-choi": view.refusal and view.refusal.issued_at,
        "xin-loi": view.extension and view.extension.issued_at,
        "dung": view.stop_notice and view.stop_notice.issued_at,
    }
    return [(PAPERS[kind][0], reverse("portal:paper", args=[view.id, kind]), at) for kind, at in there.items() if at]


@never_cache
@require_safe
def paper(request: HttpRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    """An official paper of one's own dossier as PDF; `?xem=1` shows it, otherwise it is saved."""
    view = dossiers.dossier_for_person(person_of(request).id, dossier_id, now=clock.now())
    if kind not in PAPERS:
        raise NotFound(_("Không có giấy tờ này."))
    issued = view.result is not None and view.result.state == "issued"
    if kind == "ket-qua" and not issued:
        raise NotFound(_("Hồ sơ chưa có kết quả được ban hành."))
    if kind == "ket-qua" and view.fee_due_vnd:
        raise ResultHeld(view.fee_due_vnd, _(PAY_AT_DESK))
    name, made = PAPERS[kind]
    response = HttpResponse(made(dossier_id), content_type="application/pdf")
    shown = "inline" if request.GET.get("xem") == "1" else "attachment"
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(f'{name} {view.row.shown_code}.pdf', safe='')}"
    return response


@never_cache
@require_safe
def appointment(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The appointment to fetch the result, for a calendar; loaded again after it moved, it replaces the old one."""
    now = clock.now()
    view = dossiers.dossier_for_person(person_of(request).id, dossier_id, now=now)
    if not _has_appointment(view):
        raise NotFound(_("Hồ sơ này không có lịch hẹn trả kết quả."))
    made = calendar_file(dossiers.appointment(view), now=now)
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'Hen tra {view.row.shown_code}.ics', safe='')}"
    )
    return response


def _has_appointment(view: DossierView) -> bool:
    paused = view.row.state in {S.SUPPLEMENT_REQUESTED, S.PAYMENT_REQUESTED}
    return view.row.due_at is not None and not view.row.state.is_final and not paused


@never_cache
@require_POST
def duplicate(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Begin a new draft from a dossier of one's own; the same click twice leads to the same draft."""
    applicant, now = applicant_of(request), clock.now()
    view = dossiers.dossier_for_person(applicant.person_id, dossier_id, now=now)
    for one in dossiers.drafts_of(applicant.account_id, body_id=view.behalf.body_id if view.behalf else None):
        if one.procedure_code == view.row.procedure_code and one.step == "start" and now - one.created_at < SAME_CLICK:
            return HttpResponseRedirect(reverse("portal:place", args=[one.id]))
    draft_id = commands.duplicate(dossier_id=dossier_id, by=applicant, now=now)
    messages.success(request, _("Đã lập bản nháp mới từ hồ sơ cũ. Xem lại từng bước trước khi nộp."))
    return HttpResponseRedirect(reverse("portal:place", args=[draft_id]))


@never_cache
@require_safe
def submitted(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """It is handed in: the code to keep, and what happens next."""
    view = dossiers.dossier_for_person(person_of(request).id, dossier_id, now=clock.now())
    address = settings.SITE_URL + reverse("portal:track_code", args=[view.row.registration_code])
    context = {
        "view": view,
        "row": view.row,
        "answer_by": view.row.waits_until if view.row.state is S.SUBMITTED else None,
        "qr": qr_of(address),
        "track_address": address,
        "papers": _official_papers(view),
    }
    return render(request, "portal/submitted.html", context)


def qr_of(address: str) -> SafeString:
    """Draw a QR code that leads to an address."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=3, dark="#05272c", light="#ffffff", omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308  made of our own address


# Acting


def _is_answerable(asked: SupplementView, now: datetime) -> bool:
    """Tell whether something may still be handed in: nothing has been yet, or the last day has not passed."""
    return asked.answered_at is None or now <= asked.answer_until


def _form_is_asked(view: DossierView) -> bool:
    """Tell whether answers may be corrected: the paper the form stands for was asked, or there is no such paper."""
    declarations = {one.key for one in catalogue.version(view.version_id).content.components if one.has_form}
    asked = view.open_supplement
    return asked is not None and (not declarations or any(item.component_key in declarations for item in asked.items))


def _supplement_form(view: DossierView, own: OwnDossiers, data: Any = None) -> AnswersForm:
    """The whole form with what was answered, for corrections that go with a supplement."""
    version = catalogue.version(view.version_id)
    groups = [group.key for group in version.form.groups if group.key not in closing_of(version.form)]
    return AnswersForm(
        version.form, data, on=clock.today(), answers=view.answers, only=groups, partly=True, dossiers=own
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_supplement(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Hand in what was asked for: files for the papers asked, corrected answers."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]) + "#bo-sung")
    applicant, now = applicant_of(request), clock.now()
    view = dossiers.dossier_for_person(applicant.person_id, dossier_id, now=now)
    asked = view.open_supplement
    if asked is None or not _is_answerable(asked, now):
        messages.info(request, _("Phần bổ sung đã được gửi trước đó."))
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))
    form = _supplement_form(view, own_dossiers(request), request.POST)
    answers: dict[str, Any] = {}
    if request.POST.get("sua") == "yes":
        form.is_valid()
        typed = printable(read_answers(form.definition, request.POST))
        shown = keys_of(form.definition, [group.key for group in form.shown])
        asked_of = {one.key for one in form.definition.fields if one.type not in form_language.NEVER_TYPED}
        answers = {key: typed.get(key) for key in shown if key in asked_of and typed.get(key) != view.answers.get(key)}
    uploads, errors = _stored_uploads(request, asked, applicant.account_id)
    if asked.answered_at is not None and not (uploads or answers or errors):
        messages.info(request, _("Phần bổ sung đã được gửi trước đó."))
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))
    if not errors:
        try:
            commands.answer_supplement(dossier_id=dossier_id, papers=uploads, answers=answers, by=applicant, now=now)
        except Incorrect as refusal:
            errors = [("", refusal.message), *(("", words) for words in _sentences(refusal))]
        else:
            messages.success(request, _("Đã gửi phần bổ sung. Bộ phận Một cửa sẽ kiểm tra."))
            return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))
    corrected = form if request.POST.get("sua") == "yes" else None
    return dossier_page(request, view, supplement=corrected, supplement_errors=errors, status=422)


def _sentences(refusal: Incorrect) -> list[str]:
    return [words for sentences in refusal.fields.values() for words in sentences if words != refusal.message]


def _stored_uploads(
    request: HttpRequest, asked: SupplementView, account_id: int
) -> tuple[list[commands.PaperInput], list[tuple[str, str]]]:
    """Store the files sent for each paper asked; return them and what is wrong: component key and sentence."""
    kept: list[commands.PaperInput] = []
    wrong: list[tuple[str, str]] = []
    for item in asked.items:
        for upload in request.FILES.getlist(f"paper-{item.component_key}"):
            try:
                stored = store(stream=upload, name=upload.name or "", account_id=account_id, now=clock.now())
                kept.append(commands.PaperInput(item.component_key, stored.id))
            except Incorrect as refusal:
                wrong.append((item.component_key, refusal.message))
    return kept, wrong


@never_cache
@require_POST
def withdraw(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Withdraw at once before reception; afterwards ask for it."""
    applicant, now = applicant_of(request), clock.now()
    view = dossiers.dossier_for_person(applicant.person_id, dossier_id, now=now)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return dossier_page(request, view, withdrawal=form, status=422)
    at_once = view.row.state is S.SUBMITTED
    commands.ask_withdrawal(dossier_id=dossier_id, by=applicant, now=now, reason=form.cleaned_data["reason"])
    done = _("Đã rút hồ sơ.") if at_once else _("Đã gửi đề nghị rút hồ sơ. Bộ phận Một cửa sẽ xác nhận.")
    messages.success(request, done)
    return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))


@never_cache
@require_POST
def rate(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Say what the service was like, once."""
    applicant, now = applicant_of(request), clock.now()
    view = dossiers.dossier_for_person(applicant.person_id, dossier_id, now=now)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return dossier_page(request, view, rating=form, status=422)
    try:
        commands.rate(
            dossier_id=dossier_id,
            overall=form.cleaned_data["overall"],
            details=form.details,
            comment=form.cleaned_data["comment"],
            by=applicant,
            now=now,
        )
        messages.success(request, _("Cảm ơn bạn đã đánh giá."))
    except Refusal as refusal:
        if refusal.code != "rated_already":
            raise
        messages.info(request, refusal.message)
    return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))
