"""The counter: somebody stands there with papers. One page takes them in, one page hands results over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.catalogue import queries as catalogue
from congso.catalogue.forms import AnswersForm, prefilled, read_answers
from congso.catalogue.queries import VersionView
from congso.catalogue.rules.content import Component, deadline_text
from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.commands import PaperInput, opening
from congso.dossiers.queries import QueueView
from congso.dossiers.rules.rights import DossierRight
from congso.dossiers.rules.states import Action, DossierState
from congso.files.commands import store
from congso.files.queries import FileView
from congso.identity import queries as identity
from congso.kernel import clock
from congso.kernel.middleware import let_ask_position
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.ui.components.form_fields import error_links
from congso.ui.htmx import is_partial, template_for

from .. import queries
from ..forms import DeadlineForm, PaidForm
from ..rules.citizen_card import CitizenCard, read_card
from ..submitter_form import SubmitterForm
from .acts import Asked, act
from .scans import CHOSEN, DROPPED, KEPT, Scan, kept_by, scans

CHANNEL = "in_person"
RECEPTION = "workspace/reception.html"
RETURN_WAYS = (("counter", "Tại quầy"), ("postal", "Qua bưu chính"), ("online", "Bản điện tử"))
MOST_SHOWN = 12
SUBMITTER = "nguoi-nop"
"""Names the files that belong to who hands in, among those of the components."""


@officer_required(DossierRight.RECEIVE_AT_COUNTER)
@require_safe
@vary_on_headers("HX-Request")
def choose(request: OfficerRequest) -> HttpResponse:
    """Choose what the person came for: the usual procedures of this desk, or by words as one types."""
    text, officer = request.GET.get("q", "").strip()[:200], request.officer
    found = catalogue.search(text, tier=officer.tier or None, limit=MOST_SHOWN) if text else None
    context = {
        "text": text,
        "found": found,
        "usual": [] if is_partial(request) else dossiers.often_received(officer, year=clock.today().year),
        "title": _("Tiếp nhận tại quầy"),
    }
    if not text and not context["usual"]:
        context["found"] = catalogue.search("", tier=officer.tier or None, limit=MOST_SHOWN)
    return render(request, template_for(request, "workspace/counter.html", "found"), context)


@dataclass
class PaperLine:
    """A component of the published list, as it is ticked off at the counter."""

    component: Component
    number: int
    originals: str
    copies: str
    kept: list[FileView] = field(default_factory=list)
    error: str = ""

    @property
    def scans(self) -> list[Scan]:
        """The kept files as rows of the list."""
        return scans(self.component.key, self.kept)


@dataclass
class Reception:
    """What stands on the reception page; everything in it travels with the page, so nothing is lost on an error."""

    version: VersionView
    key: str
    case_code: str
    return_channel: str
    scanned: str
    form: AnswersForm
    papers: list[PaperLine]
    deadline_form: DeadlineForm | None
    submitter_form: SubmitterForm
    submitter_files: list[FileView]
    promise: queries.Promise
    errors: dict[str, str] = field(default_factory=dict)
    found: str = ""
    not_found: str = ""

    @property
    def submitter_scans(self) -> list[Scan]:
        """The kept pictures of the paper by which somebody hands in for another."""
        return scans(SUBMITTER, self.submitter_files)

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """What is to be corrected: where on the page, and the sentence."""
        links = error_links(
            self.form, self.submitter_form, *([self.deadline_form] if self.deadline_form is not None else [])
        )
        links += [
            (f"#giay-{line.number}", f"{line.component.name[:80]}: {line.error}") for line in self.papers if line.error
        ]
        return links + [("", said) for said in self.errors.values()]


@officer_required(DossierRight.RECEIVE_AT_COUNTER)
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def reception(request: OfficerRequest, code: str) -> HttpResponse:
    """Receive somebody: person, case, form, papers, fees, appointment, all on one page.

    The button says what is wanted: `tra-cuu` fills in a known person or a scanned card, `cap-nhat` shows the page for
    another case, `tiep-nhan` receives.
    """
    now, today, officer = clock.now(), clock.today(), request.officer
    version = catalogue.current(code, today)
    if not queries.receives_here(version, officer, today):
        raise NotPossibleNow(
            _("Cơ quan của bạn không tiếp nhận thủ tục “%s”.") % version.name,
            remedy=_("Hướng dẫn người dân đến cơ quan tiếp nhận ghi ở trang thủ tục."),
        )
    if request.method != "POST":
        return _page(request, _reception(version, request, QueryDict(mutable=True), now, today))
    data, troubles = _with_stored_files(request, version, now)
    wanted = data.get("viec", "tiep-nhan")
    if wanted == "tra-cuu":
        return _looked_up(request, version, data, now, today)
    if wanted == "cap-nhat":
        return _page(request, _reception(version, request, data, now, today, lenient=True, troubles=troubles))
    return _receive(request, version, data, now, today, troubles)


def _page(request: OfficerRequest, page: Reception, status: int = 200, trouble: str = "") -> HttpResponse:
    version = page.version
    context = {
        "page": page,
        "version": version,
        "cases": version.content.cases,
        "fees": catalogue.fee_lines(version, page.case_code, CHANNEL, clock.today()),
        "deadline_words": _deadline_words(page),
        "return_ways": RETURN_WAYS,
        "trouble": trouble,
        "notes": version.content.notes(),
        "title": version.name,
    }
    shown = render(request, template_for(request, RECEPTION, "reception"), context, status=status)
    return let_ask_position(shown) if page.form.asks_where else shown


def _deadline_words(page: Reception) -> str:
    published = catalogue.deadline_rule(page.version, page.case_code, CHANNEL)
    return deadline_text(published.value, published.unit, published.text)


def _reception(
    version: VersionView,
    request: OfficerRequest,
    data: QueryDict,
    now: datetime,
    today: date,
    *,
    answers: Mapping[str, Any] | None = None,
    lenient: bool = False,
    troubles: Mapping[str, str] | None = None,
) -> Reception:
    """Build the page from what was sent; `answers` replaces the form's data, `lenient` shows it without errors."""
    cases = version.content.cases
    case_code = data.get("truong-hop") or ""
    if cases and version.content.case(case_code) is None:
        case_code = cases[0].code
    papers = _papers(version, case_code, data, request, troubles or {})
    with_file = {line.component.key for line in papers if line.kept}
    if answers is None and (lenient or not data):
        answers = read_answers(version.form, data)
    if answers is not None:
        form = AnswersForm(version.form, on=today, answers=answers, files=with_file)
    else:
        form = AnswersForm(version.form, data, on=today, files=with_file)
    deadline_form = None
    if queries.deadline_is_open(version, case_code, CHANNEL):
        sent = data if data and not lenient and answers is None else None
        published = catalogue.deadline_rule(version, case_code, CHANNEL)
        deadline_form = DeadlineForm(sent, published=published, prefix="thoi-han")
        if sent is None and data:
            for name in ("choice", "value", "unit", "ground"):
                if name in deadline_form.fields and (value := data.get(f"thoi-han-{name}")):
                    deadline_form.initial[name] = value
    # Shown again without errors, the form is not bound, and keeps what was typed as its first values.
    typed = {name: data[f"nguoi-nop-{name}"] for name in SubmitterForm.base_fields if f"nguoi-nop-{name}" in data}
    unbound = lenient or answers is not None or not data
    submitter_form = SubmitterForm(None if unbound else data, prefix="nguoi-nop", initial=typed)
    way = data.get("nhan-ket-qua", "counter")
    return Reception(
        version=version,
        key=data.get("key") or uuid4().hex,
        case_code=case_code,
        return_channel=way if way in dict(RETURN_WAYS) else "counter",
        scanned=data.get("the", ""),
        form=form,
        papers=papers,
        deadline_form=deadline_form,
        submitter_form=submitter_form,
        submitter_files=list(kept_by(request, data.getlist(f"{KEPT}{SUBMITTER}"))),
        promise=queries.promise(version, case_code, CHANNEL, request.officer, now),
    )


def _papers(
    version: VersionView, case_code: str, data: QueryDict, request: OfficerRequest, troubles: Mapping[str, str]
) -> list[PaperLine]:
    lines = []
    kept = {
        str(one.id): one
        for one in kept_by(request, (i for key in data if key.startswith(KEPT) for i in data.getlist(key)))
    }
    for number, component in enumerate(version.papers_for(case_code, CHANNEL)):
        lines.append(
            PaperLine(
                component,
                number,
                data.get(f"chinh-{component.key}", ""),
                data.get(f"sao-{component.key}", ""),
                [kept[one] for one in data.getlist(f"{KEPT}{component.key}") if one in kept],
                troubles.get(component.key, ""),
            )
        )
    return lines


def _with_stored_files(
    request: OfficerRequest, version: VersionView, now: datetime
) -> tuple[QueryDict, dict[str, str]]:
    """Keep uploaded scans at once and remember them in the page, so that an error elsewhere loses none."""
    data, troubles = request.POST.copy(), {}
    for key in (*(component.key for component in version.papers_for()), SUBMITTER):
        for upload in request.FILES.getlist(f"{CHOSEN}{key}"):
            try:
                kept = store(stream=upload, name=upload.name or "", account_id=request.officer.account_id, now=now)
                data.appendlist(f"{KEPT}{key}", str(kept.id))
            except Incorrect as refusal:
                troubles[key] = refusal.message
        dropped = data.getlist(DROPPED)
        if dropped:
            left = [one for one in data.getlist(f"{KEPT}{key}") if one not in dropped]
            data.setlist(f"{KEPT}{key}", left)
    return data, troubles


def _looked_up(
    request: OfficerRequest, version: VersionView, data: QueryDict, now: datetime, today: date
) -> HttpResponse:
    """Fill in the person: from the text of a card's QR code, and from what the province knows by the number.

    A number opens what is known of anybody, so each look is written in the trail, found or not.
    """
    answers = read_answers(version.form, data)
    card = read_card(data.get("the", ""))
    if card is None:
        page = _reception(version, request, data, now, today, answers=answers)
        page.not_found = _("Chưa đọc được: quét mã QR trên thẻ căn cước hoặc gõ đủ 12 chữ số định danh.")
        return _page(request, page, status=422)
    known = identity.find_by_identity_number(card.identity_number)
    record(
        action="identity.look_up",
        at=now,
        kind=Kind.READ,
        account_id=request.officer.account_id,
        officer_id=request.officer.id,
        unit_id=request.officer.unit_id,
        subjects=[known.id] if known else [],
        object_kind="person",
        object_id=known.id if known else "",
        procedure=version.procedure_code,
    )
    filled = prefilled(version.form, known) if known else {}
    filled |= _from_card(version, card)
    page = _reception(version, request, data, now, today, answers={**answers, **filled})
    page.scanned = card.identity_number
    if known:
        page.found = _("Đã điền thông tin đã biết của %s.") % known.full_name
    elif card.full_name:
        page.found = _("Đã điền thông tin trên thẻ của %s.") % card.full_name
    else:
        page.not_found = _("Chưa có thông tin của số %s; nhập họ tên và các mục còn lại.") % card.identity_number
    return _page(request, page)


def _from_card(version: VersionView, card: CitizenCard) -> dict[str, Any]:
    """Return what a card tells, for the fields that the form has."""
    told: dict[str, Any] = {"applicant_identity_number": card.identity_number}
    if card.full_name:
        told["applicant_name"] = card.full_name
    if card.born_on:
        told["applicant_born_on"] = card.born_on.isoformat()
    if card.gender:
        told["applicant_gender"] = card.gender
    wanted = {one.key for one in version.form.fields}
    return {key: value for key, value in told.items() if key in wanted}


def _receive(
    request: OfficerRequest, version: VersionView, data: QueryDict, now: datetime, today: date, troubles: dict[str, str]
) -> HttpResponse:
    page = _reception(version, request, data, now, today, troubles=troubles)
    valid = page.form.is_valid()
    if page.deadline_form is not None:
        valid = page.deadline_form.is_valid() and valid
    valid = page.submitter_form.is_valid() and valid
    inputs = _inputs(page)
    if SUBMITTER in troubles:
        page.errors[SUBMITTER] = troubles[SUBMITTER]
    if not valid or troubles:
        return _page(request, page, status=422)
    try:
        dossier_id = commands.receive_at_counter(
            version_id=version.id,
            answers=page.form.checked.answers,
            by=request.officer,
            now=now,
            key=page.key[:60],
            papers=inputs,
            case_code=page.case_code,
            return_channel=page.return_channel,
            submitter=page.submitter_form.submitter([one.id for one in page.submitter_files]),
            deadline_choice=page.deadline_form.decision() if page.deadline_form else None,
        )
    except Incorrect as refusal:
        _spread(page, refusal)
        return _page(request, page, status=422, trouble=refusal.message)
    except NotPossibleNow as refusal:
        made = opening.already_opened(f"counter:{request.officer.id}:{page.key[:60]}"[:120])
        if made is None:
            return _page(request, page, status=409, trouble=refusal.message)
        # The first of two clicks made the dossier; the second carried its scans again, under other numbers.
        dossier_id = made
    return _to(request, reverse("workspace:received", args=[dossier_id]))


def _to(request: OfficerRequest, address: str) -> HttpResponse:
    if is_partial(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def _inputs(page: Reception) -> list[PaperInput]:
    """Return the papers ticked off and scanned."""
    inputs = []
    for line in page.papers:
        key = line.component.key
        originals, copies = _count(line.originals), _count(line.copies)
        for number, kept in enumerate(line.kept):
            kind = "original" if originals and not number else "copy" if copies and not number else "electronic"
            quantity = (originals or copies or 1) if not number else 1
            inputs.append(PaperInput(key, file_id=kept.id, kind=kind, quantity=quantity))
        if originals and not line.kept:
            inputs.append(PaperInput(key, kind="original", quantity=originals))
        if copies and (originals or not line.kept):
            inputs.append(PaperInput(key, kind="copy", quantity=copies))
    return inputs


def _count(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _spread(page: Reception, refusal: Incorrect) -> None:
    """Put the sentences of a refusal beside what they are about."""
    for name, said in refusal.fields.items():
        if name.startswith("papers."):
            for line in page.papers:
                if line.component.key == name.removeprefix("papers."):
                    line.error = " ".join(said)
        elif (place := page.form.place_of(name)) is not None:
            for sentence in said:
                page.form.add_error(place, sentence)
        elif name.removeprefix("submitter_") in page.submitter_form.fields:
            for sentence in said:
                page.submitter_form.add_error(name.removeprefix("submitter_"), sentence)
        elif name == "deadline" and page.deadline_form is not None:
            page.deadline_form.add_error(None, " ".join(said))
        else:
            page.errors[name] = " ".join(said)


@officer_required(DossierRight.RECEIVE_AT_COUNTER)
@require_safe
def received(request: OfficerRequest, dossier_id: UUID) -> HttpResponse:
    """Show what was received: the slip to print, the money to take, on to the next person."""
    now = clock.now()
    view = dossiers.dossier_for_officer(request.officer, dossier_id, now=now)
    if view.slip is None:
        raise NotFound(_("Hồ sơ này chưa được tiếp nhận."))
    due = [fee for fee in view.fees if fee.is_due]
    context = {
        "dossier": view,
        "row": view.row,
        "now": now,
        "fees_due": due,
        "sum_due": sum(fee.amount_vnd for fee in due),
        "paid_form": PaidForm(prefix="thu-tien"),
        "may_waive": bool(due) and Action.WAIVE_FEES in view.actions,
        "may_forward": Action.FORWARD in view.actions,
        "deadline_lines": view.deadlines[-1].lines if view.deadlines else (),
        "title": _("Đã tiếp nhận hồ sơ"),
    }
    return render(request, "workspace/received.html", context)


# Handing over


@officer_required(DossierRight.RETURN_RESULT)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: OfficerRequest) -> HttpResponse:
    """Hand a result over: scan or type the code of the slip, see who may take it, note who did."""
    now, officer = clock.now(), request.officer
    text = request.GET.get("ma", "").strip()[:200]
    page = dossiers.queue(officer, view=QueueView.WAITING_RETURN, now=now, after=request.GET.get("sau") or None)
    context: dict[str, Any] = {
        "text": text,
        "now": now,
        "rows": page.rows,
        "next": f"{request.path}?{urlencode({'sau': page.next_cursor})}" if page.next_cursor else "",
        "title": _("Trả kết quả"),
    }
    status = 200
    found = queries.dossier_with_code(officer, _code_in(text), now=now) if text else None
    if text and found is None:
        context["not_found"] = True
        status = 404
    if found is not None:
        view = dossiers.dossier_for_officer(officer, found.id, now=now)
        returning, asked = act("tra-ket-qua"), Asked(view, officer, now, view.row.event_count)
        may = returning.action in view.actions
        context |= {"dossier": view, "row": view.row, "may": may, "waits": found.state is DossierState.FINISHED}
        form = returning.form(asked) if may else None
        if request.method == "POST" and may:
            form = returning.form(asked, request.POST)
            if form.is_valid():
                try:
                    returning.run(asked, form)
                except Incorrect as refusal:
                    for name, said in refusal.fields.items():
                        form.add_error(name if name in form.fields else None, " ".join(said))
                else:
                    words = _("Đã trả kết quả hồ sơ %(code)s cho %(name)s.")
                    who = form.cleaned_data["receiver_name"] or view.row.applicant_name
                    messages.success(request, words % {"code": view.row.shown_code, "name": who})
                    return HttpResponseRedirect(reverse("workspace:hand_over"))
            status = 422
        context["form"] = form
    return render(request, "workspace/hand_over.html", context, status=status)


def _code_in(text: str) -> str:
    """Return the code in a scanned address of the tracking page, or the text itself."""
    return text.rstrip("/").rpartition("/")[2] if "://" in text else text
