"""What may be done to an open dossier: each act with its words, its form, and the one command it calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.catalogue import queries as catalogue
from congso.dossiers import commands
from congso.dossiers.queries import DossierView, published_exemptions
from congso.dossiers.rules.states import Action, DossierState
from congso.files.commands import store
from congso.kernel import clock, masking
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role
from congso.signatures import queries as signed
from congso.signatures.commands import Device
from congso.signatures.rules.keys import Medium

from .. import forms as ours
from .. import queries
from ..rules import draft_results, sentences


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to do something to which dossier, when, having seen how many events; with which device of their own."""

    dossier: DossierView
    officer: ActingOfficer
    now: datetime
    expected: int | None = None
    device: Device | None = None

    @property
    def named(self) -> dict[str, Any]:
        """The arguments that every command takes."""
        return {
            "dossier_id": self.dossier.id,
            "by": self.officer,
            "now": self.now,
            "expected_event_count": self.expected,
        }


Maker = Callable[..., forms.Form]
Runner = Callable[[Asked, Any], object]


@dataclass(frozen=True, slots=True)
class Act:
    """An act as the page offers it. `template` shows its form when the plain list of fields does not do."""

    slug: str
    action: Action
    label: Any
    icon: str
    make: Callable[[Asked, dict[str, Any]], forms.Form]
    run: Runner
    done: Any
    kind: str = "secondary"
    key: str = ""
    help: Any = ""
    template: str = ""

    def form(self, asked: Asked, data: Any = None, files: Any = None) -> forms.Form:
        """Return the form, with what was sent when something was."""
        return self.make(asked, {"data": data, "files": files, "prefix": self.slug})


def _plain(kind: Maker, **options: Any) -> Callable[[Asked, dict[str, Any]], forms.Form]:
    return lambda asked, given: kind(**given, **options)


def _of_dossier(kind: Maker) -> Callable[[Asked, dict[str, Any]], forms.Form]:
    return lambda asked, given: kind(**given, dossier=asked.dossier)


def _reason(usual: Iterable[str] = ()) -> Callable[[Asked, dict[str, Any]], forms.Form]:
    return _plain(ours.ReasonForm, usual=tuple(usual))


def _simply(command: Callable[..., object]) -> Runner:
    return lambda asked, form: command(**asked.named)


def _with_reason(command: Callable[..., object]) -> Runner:
    return lambda asked, form: command(**asked.named, reason=form.cleaned_data["reason"])


def _asks_pins(
    make: Callable[[Asked, dict[str, Any]], forms.Form], *, own: bool = False, seal: bool = False
) -> Callable[[Asked, dict[str, Any]], forms.Form]:
    """Return the same form, which also asks for the PIN of each key that signs and is at a remote service."""

    def made(asked: Asked, given: dict[str, Any]) -> forms.Form:
        form = make(asked, given)
        agency_id = asked.dossier.row.processing_organisation_id
        if own and _is_remote(signed.key_of_person(asked.officer.person_id, asked.now)):
            form.fields["pin"] = ours.PinField(label=_("Mã PIN chữ ký số của bạn"))
        if seal and _is_remote(signed.key_of_agency(agency_id, asked.now)):
            form.fields["seal_pin"] = ours.PinField(label=_("Mã PIN chữ ký số của cơ quan"))
        return form

    return made


def _is_remote(key: signed.KeyView | None) -> bool:
    return key is not None and key.medium == Medium.REMOTE


def _means(asked: Asked, form: forms.Form) -> commands.Means:
    told = form.cleaned_data
    return commands.Means(pin=told.get("pin", ""), seal_pin=told.get("seal_pin", ""), device=asked.device)


def _approve(asked: Asked, form: forms.Form) -> object:
    return commands.approve(
        **asked.named, note=form.cleaned_data["note"], seen=form.cleaned_data["seen"], means=_means(asked, form)
    )


def _issue(asked: Asked, form: forms.Form) -> object:
    return commands.issue(**asked.named, means=_means(asked, form))


def _decline(asked: Asked, form: forms.Form) -> object:
    return commands.decline(**asked.named, reason=form.cleaned_data["reason"], means=_means(asked, form))


# Forms that depend on the dossier


def _accept_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    dossier = asked.dossier
    version = catalogue.version(dossier.version_id)
    if queries.deadline_is_open(version, dossier.case_code, dossier.row.channel):
        published = catalogue.deadline_rule(version, dossier.case_code, dossier.row.channel)
        return ours.DeadlineForm(**given, published=published)
    return ours.ActForm(**given)


def _accept(asked: Asked, form: forms.Form) -> object:
    choice = form.decision() if isinstance(form, ours.DeadlineForm) else None
    return commands.accept(**asked.named, deadline_choice=choice)


def _supplement_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    not_missing = queries.declared_online(asked.dossier) | queries.shown_at_desk(asked.dossier)
    return ours.SupplementForm(**given, dossier=asked.dossier, not_missing=not_missing)


def _payment_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    dossier = asked.dossier
    due = [fee for fee in dossier.fees if fee.is_due]
    suggested: list[tuple[str, int | None]] = []
    if not due:
        lines = catalogue.fee_lines(
            catalogue.version(dossier.version_id), dossier.case_code, dossier.row.channel,
            asked.now.astimezone(clock.VIETNAM).date(),
        )  # fmt: skip
        suggested = [(line.name or "Phí, lệ phí", line.amount_vnd) for line in lines if line.amount_vnd]
    return ours.PaymentRequestForm(**given, suggested=suggested)


def _waive_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    dossier = asked.dossier
    version = catalogue.version(dossier.version_id)
    on = asked.now.astimezone(clock.VIETNAM).date()
    published = published_exemptions(version, dossier.case_code, dossier.row.channel, on)
    return ours.WaiveForm(**given, due=[fee for fee in dossier.fees if fee.is_due], published=published)


def _waive(asked: Asked, form: Any) -> object:
    return commands.waive_fees(**asked.named, **form.decision())


def _forward_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    dossier, today = asked.dossier, asked.now.astimezone(clock.VIETNAM).date()
    units = organisation.units(dossier.row.processing_organisation_id, today)
    by_workflow = ""
    at_the_desk = next((step.role for step in dossier.steps if step.status == "current"), "") == "counter"
    if at_the_desk:
        following = next((step.name for step in dossier.steps if step.status == "ahead"), "")
        by_workflow = f"Theo quy trình: {following}"
        return ours.ForwardForm(**given, units=units, by_workflow=by_workflow)
    return ours.ForwardForm(**given, units=[unit for unit in units if unit.id != dossier.row.waiting_unit_id])


ASSIGNABLE = frozenset({Role.SPECIALIST, Role.UNIT_HEAD})


def _roles_of_step(asked: Asked) -> frozenset[Role]:
    """Return the roles that the present step may be given to; a step of the head leads to the specialists."""
    role = next((step.role for step in asked.dossier.steps if step.status == "current"), "")
    if role in ("leader", "clerk", "counter"):
        return frozenset({Role(role)})
    return ASSIGNABLE


def _assign_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    today = asked.now.astimezone(clock.VIETNAM).date()
    unit_id = asked.dossier.row.waiting_unit_id
    found = queries.colleagues(asked.officer, on=today, now=asked.now, roles=_roles_of_step(asked), unit_id=unit_id)
    return ours.AssignForm(**given, colleagues=found)


def _draft_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    dossier, row = asked.dossier, asked.dossier.row
    result = dossier.result
    if result is not None:
        body = masking.in_text(result.body) if dossier.is_masked else result.body
        initial = {"title": result.title, "body": body, "declined": result.declined}
    else:
        published = [one.name for one in catalogue.version(dossier.version_id).content.results]
        initial = {
            "title": draft_results.result_title(published, row.procedure_name)[:600],
            "body": draft_results.first_text(
                row.procedure_code, row.procedure_name, dossier.applicant.full_name, dossier.summary
            ),
        }
    return ours.DraftResultForm(**given, initial=initial)


def _draft(asked: Asked, form: forms.Form) -> object:
    data, kept = form.cleaned_data, asked.dossier.result
    file_id = kept.file_id if kept else None
    if data["file"]:
        file_id = stored(data["file"], asked)
    elif data["file"] is False:
        file_id = None
    published = catalogue.version(asked.dossier.version_id).content.results
    code = next((one.code for one in published if one.name == data["title"]), published[0].code if published else "")
    return commands.draft_result(
        **asked.named, title=data["title"], body=data["body"], file_id=file_id, declined=data["declined"],
        result_code=code,
    )  # fmt: skip


def stored(upload: Any, asked: Asked) -> Any:
    """Keep an uploaded file and return its id."""
    return store(stream=upload, name=upload.name, account_id=asked.officer.account_id, now=asked.now).id


def _return_form(asked: Asked, given: dict[str, Any]) -> forms.Form:
    initial = {"channel": asked.dossier.return_channel, "receiver_name": asked.dossier.applicant.full_name}
    return ours.ReturnForm(**given, initial=initial)


def _return(asked: Asked, form: forms.Form) -> object:
    return commands.return_result(**asked.named, **form.cleaned_data)


def _assign(asked: Asked, form: forms.Form) -> object:
    return commands.assign(**asked.named, officer_id=form.cleaned_data["officer"], note=form.cleaned_data["note"])


def _forward(asked: Asked, form: forms.Form) -> object:
    return commands.forward(**asked.named, unit_id=form.cleaned_data["unit"], note=form.cleaned_data["note"])


def _advance(asked: Asked, form: Any) -> object:
    return commands.advance(**asked.named, branch=form.chosen(), note=form.cleaned_data["note"])


def _send_back(asked: Asked, form: forms.Form) -> object:
    return commands.send_back(**asked.named, to_step=form.cleaned_data["to_step"], reason=form.cleaned_data["reason"])


def _ask_supplement(asked: Asked, form: Any) -> object:
    return commands.ask_supplement(**asked.named, items=form.items(), reason=form.cleaned_data["reason"])


def _brought(asked: Asked, form: Any) -> object:
    papers = [
        commands.PaperInput(
            item.component_key,
            file_id=stored(form.cleaned_data[f"file{n}"], asked) if form.cleaned_data.get(f"file{n}") else None,
            kind="copy",
        )
        for n, item in enumerate(form.items)
        if form.cleaned_data.get(f"got{n}")
    ]
    named = {key: value for key, value in asked.named.items() if key != "expected_event_count"}
    return commands.answer_supplement(**named, papers=papers)


def _report_incomplete(asked: Asked, form: Any) -> object:
    return commands.report_incomplete(**asked.named, missing=form.missing())


def _expire(asked: Asked, form: forms.Form) -> object:
    return commands.expire_supplement(dossier_id=asked.dossier.id, by=asked.officer, now=asked.now)


def _request_payment(asked: Asked, form: Any) -> object:
    return commands.request_payment(**asked.named, fees=form.fees(), note=form.cleaned_data["note"])


def _confirm_payment(asked: Asked, form: forms.Form) -> object:
    return commands.confirm_payment(**asked.named, **form.cleaned_data)


def _extend(asked: Asked, form: forms.Form) -> object:
    data = form.cleaned_data
    return commands.extend(
        **asked.named, reason=data["reason"], new_due_on=data["new_due_on"], working_days=data["working_days"]
    )


def _end(command: Callable[..., object]) -> Runner:
    def run(asked: Asked, form: Any) -> object:
        return command(**asked.named, reason=form.cleaned_data["reason"], papers_returned=form.papers())

    return run


_nothing = _plain(ours.ActForm)
A = Action

ACTS: tuple[Act, ...] = (
    Act("tiep-nhan", A.ACCEPT, _("Tiếp nhận hồ sơ"), "check", _accept_form, _accept,
        _("Đã tiếp nhận hồ sơ; giấy tiếp nhận đã gửi người nộp."), "primary", "t"),
    Act("xac-nhan-bo-sung", A.CONFIRM_SUPPLEMENT, _("Xác nhận đã bổ sung đủ"), "check", _nothing,
        _simply(commands.confirm_supplement), _("Đã xác nhận; hồ sơ trở lại bước đang làm."), "primary", "t"),
    Act("xac-nhan-nop-tien", A.CONFIRM_PAYMENT, _("Xác nhận đã nộp tiền"), "money", _plain(ours.PaidForm),
        _confirm_payment, _("Đã ghi nhận nộp tiền."), "primary", "t"),
    Act("chuyen-xu-ly", A.FORWARD, _("Chuyển xử lý"), "send", _forward_form, _forward,
        _("Đã chuyển hồ sơ."), "primary", "c"),
    Act("phan-cong", A.ASSIGN, _("Phân công thụ lý"), "people", _assign_form, _assign,
        _("Đã phân công hồ sơ."), "primary", "p"),
    Act("nhan", A.TAKE, _("Nhận thụ lý"), "inbox", _nothing, _simply(commands.take),
        _("Bạn đã nhận thụ lý hồ sơ này."), "primary", "n"),
    Act("phe-duyet", A.APPROVE, _("Phê duyệt"), "stamp", _asks_pins(_plain(ours.ApproveForm), own=True), _approve,
        _("Đã phê duyệt kết quả."), "primary", "d", template="workspace/acts/approve.html"),
    Act("ban-hanh", A.ISSUE, _("Ban hành kết quả"), "stamp", _asks_pins(_nothing, seal=True), _issue,
        _("Đã cấp số và ban hành kết quả."), "primary", "b"),
    Act("du-thao", A.DRAFT_RESULT, _("Dự thảo kết quả"), "edit", _draft_form, _draft,
        _("Đã lưu dự thảo kết quả."), "primary", "s", template="workspace/acts/draft.html"),
    Act("chuyen-buoc", A.ADVANCE, _("Chuyển bước tiếp theo"), "arrow-right", _of_dossier(ours.AdvanceForm), _advance,
        _("Đã chuyển hồ sơ sang bước tiếp theo."), "primary", "c"),
    Act("tra-ket-qua", A.RETURN_RESULT, _("Trả kết quả"), "check-circle", _return_form, _return,
        _("Đã ghi nhận trả kết quả."), "primary", "r"),
    Act("nhan-bo-sung", A.SUPPLEMENT, _("Nhận giấy tờ bổ sung tại quầy"), "paper", _of_dossier(ours.BroughtForm),
        _brought, _("Đã nhận giấy tờ bổ sung; kiểm tra rồi xác nhận đủ."), template="workspace/acts/brought.html"),
    Act("bo-sung-chua-du", A.REPORT_INCOMPLETE, _("Báo bổ sung chưa đủ"), "paper", _of_dossier(ours.IncompleteForm),
        _report_incomplete, _("Đã báo người nộp phần còn thiếu; hồ sơ tiếp tục chờ."),
        help=_("Vẫn là phiếu yêu cầu đã gửi, không phải yêu cầu mới. Thời hạn giải quyết vẫn tạm dừng."),
        template="workspace/acts/incomplete.html"),
    Act("yeu-cau-bo-sung", A.ASK_SUPPLEMENT, _("Yêu cầu bổ sung"), "paper", _supplement_form,
        _ask_supplement, _("Đã gửi phiếu yêu cầu bổ sung."),
        help=_("Chỉ chọn được giấy tờ trong thành phần hồ sơ đã công bố. Thời hạn giải quyết tạm dừng."),
        template="workspace/acts/supplement.html"),
    Act("yeu-cau-nop-tien", A.REQUEST_PAYMENT, _("Yêu cầu nộp tiền"), "money", _payment_form, _request_payment,
        _("Đã gửi yêu cầu nộp tiền."), help=_("Thời hạn giải quyết tạm dừng đến khi nộp xong."),
        template="workspace/acts/payment.html"),
    Act("mien-phi", A.WAIVE_FEES, _("Miễn phí, lệ phí"), "money", _waive_form, _waive,
        _("Đã ghi nhận miễn phí, lệ phí."),
        help=_("Người nộp thấy căn cứ miễn. Không còn khoản phải nộp, hồ sơ chờ nộp tiền được đi tiếp.")),
    Act("tra-lai", A.SEND_BACK, _("Trả lại bước trước"), "arrow-left", _of_dossier(ours.SendBackForm), _send_back,
        _("Đã trả lại hồ sơ.")),
    Act("hen-lai", A.EXTEND, _("Xin lỗi và hẹn lại ngày trả"), "calendar", _plain(ours.ExtendForm), _extend,
        _("Đã ban hành văn bản xin lỗi và hẹn lại."),
        help=_("Chỉ một lần, chậm nhất 01 ngày trước ngày hẹn. Muộn hơn vẫn phải xin lỗi mới ban hành được kết quả, "
            "nhưng hồ sơ vẫn tính quá hạn; chấm điểm luôn theo ngày hẹn đầu tiên.")),
    Act("tu-choi", A.REFUSE, _("Từ chối tiếp nhận"), "close", _reason(sentences.REFUSE),
        _with_reason(commands.refuse), _("Đã từ chối tiếp nhận."), "danger",
        help=_("Hồ sơ kết thúc; người nộp nhận phiếu từ chối có lý do.")),
    Act("khong-giai-quyet", A.DECLINE, _("Từ chối giải quyết"), "close",
        _asks_pins(_reason(sentences.REFUSE[1:]), own=True, seal=True), _decline, _("Đã từ chối giải quyết."), "danger",
        help=_("Quyết định ngay, kèm thông báo từ chối có lý do.")),
    Act("dung", A.STOP, _("Dừng giải quyết"), "stop", _plain(ours.EndForm, usual=sentences.STOP),
        _end(commands.stop), _("Đã dừng giải quyết hồ sơ."), "danger"),
    Act("xac-nhan-rut", A.WITHDRAW, _("Xác nhận rút hồ sơ"), "history", _plain(ours.WithdrawForm),
        _end(commands.confirm_withdrawal), _("Đã xác nhận rút hồ sơ."), "danger"),
    Act("het-han-bo-sung", A.EXPIRE_SUPPLEMENT, _("Dừng do hết hạn bổ sung"), "stop", _nothing, _expire,
        _("Đã dừng hồ sơ do hết hạn bổ sung."), "danger"),
    Act("thu-hoi", A.RECALL_RESULT, _("Thu hồi kết quả để sửa"), "history", _reason(sentences.RECALL),
        _with_reason(commands.recall_result), _("Đã thu hồi kết quả; hồ sơ trở lại bước dự thảo."), "danger"),
)  # fmt: skip

_BY_SLUG = {act.slug: act for act in ACTS}


def act(slug: str) -> Act:
    """Return the act with this address. Raises NotFound."""
    if slug not in _BY_SLUG:
        raise NotFound("Không có thao tác này.")
    return _BY_SLUG[slug]


def offered(dossier: DossierView, officer: ActingOfficer, now: datetime) -> tuple[Act | None, list[Act]]:
    """Return the next thing to do, and what else may be done, in the order of the table."""
    possible = {one.action: one for one in ACTS if one.action in dossier.actions}
    request = dossier.open_supplement
    if A.EXPIRE_SUPPLEMENT in possible and (request is None or request.answered_at or request.answer_until > now):
        del possible[A.EXPIRE_SUPPLEMENT]
    if request is not None:
        possible.pop(A.SUPPLEMENT if request.answered_at else A.REPORT_INCOMPLETE, None)
    if not dossier.fee_due_vnd:
        possible.pop(A.WAIVE_FEES, None)
    if dossier.row.waiting_officer_id == officer.seat_id or possible.keys() & {A.APPROVE, A.ISSUE}:
        possible.pop(A.TAKE, None)
    owed = [A.EXTEND] if dossier.lacks_apology(now) else []  # nothing is issued before the person has had an apology
    first = next((possible[action] for action in [*owed, *_order(dossier, officer)] if action in possible), None)
    return first, [one for one in possible.values() if one is not first]


def _order(dossier: DossierView, officer: ActingOfficer) -> list[Action]:
    """Return what comes first, most pressing first: this decides what the officer is led to, never what is allowed."""
    row = dossier.row
    if row.withdrawal_asked:
        return [A.WITHDRAW]
    if row.state is DossierState.SUPPLEMENT_REQUESTED and not row.supplement_answered:
        return [A.SUPPLEMENT]
    if row.state is not DossierState.IN_PROGRESS:
        return [A.ACCEPT, A.CONFIRM_SUPPLEMENT, A.CONFIRM_PAYMENT, A.FORWARD, A.RETURN_RESULT]
    if row.waiting_officer_id not in (None, officer.seat_id) or row.waiting_unit_id != officer.unit_id:
        return [A.APPROVE, A.ISSUE]  # a colleague or another unit has it: heads may step in, but are not led to
    nobody = [A.ASSIGN, A.TAKE] if row.waiting_officer_id is None else []
    draft = [] if dossier.result is not None else [A.DRAFT_RESULT]
    return [A.APPROVE, A.ISSUE, *nobody, *draft, A.ADVANCE, A.DRAFT_RESULT, A.FORWARD]


__all__ = ["ACTS", "Act", "Asked", "act", "offered", "stored"]
