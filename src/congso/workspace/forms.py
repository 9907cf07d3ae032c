"""What officers type, as arguments of the commands."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.catalogue.rules.content import UNIT_LABELS
from congso.catalogue.rules.policy import DeadlineChoice
from congso.dossiers.commands import DeadlineDecision, FeeInput
from congso.dossiers.queries import DossierView, FeeView, SupplementItem
from congso.dossiers.rules.deadlines import DeadlineUnit
from congso.organisation.queries import UnitView
from congso.ui.fields import CheckCards, ChoiceCards, DayField, MoneyField

from .queries import Colleague
from .rules import sentences

UNITS = [("", _("Chọn đơn vị tính")), *((unit.value, label) for unit, label in UNIT_LABELS.items())]
REASON_MAX = 4_000


class ActForm(forms.Form):
    """A form of one act. Its fields carry the act's name, so that several stand on a page."""

    required_css_class = ""


class NoteForm(ActForm):
    """An act that may carry a word for whoever comes next."""

    note = forms.CharField(
        label=_("Ý kiến kèm theo"), required=False, max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )


class ApproveForm(NoteForm):
    """An approval says what was seen: the fingerprint of the draft that stood above the button."""

    seen = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": _("Mở lại hồ sơ, xem dự thảo kết quả rồi phê duyệt.")},
    )


class ReasonForm(ActForm):
    """An act that needs a reason: a usual sentence, own words, or both."""

    usual = forms.ChoiceField(label=_("Mẫu câu"), required=False)
    reason = forms.CharField(
        label=_("Lý do"), required=False, max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, usual: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["usual"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Tự ghi lý do")), *((one, one) for one in usual)]
        if not usual:
            del self.fields["usual"]
            self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parts = [cleaned.get("usual", ""), cleaned.get("reason", "").strip()]
        cleaned["reason"] = "\n".join(part for part in parts if part)
        if not cleaned["reason"] and "reason" not in self.errors:
            self.add_error("reason", str(_("Chọn một mẫu câu hoặc tự ghi lý do.")))
        return cleaned


class DeadlineForm(ActForm):
    """The deadline that the catalogue leaves open: one of the published ones, or settled with its ground."""

    choice = forms.ChoiceField(label=_("Thời hạn đã công bố"), required=False, widget=ChoiceCards())
    value = forms.DecimalField(
        label=_("Thời hạn"), required=False, min_value=Decimal(0), max_value=Decimal(9_999), localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Đơn vị tính"), required=False, choices=UNITS)
    ground = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=300, help_text=_("Văn bản, điều khoản quy định thời hạn.")
    )

    def __init__(self, *args: Any, published: DeadlineChoice, **options: Any) -> None:
        super().__init__(*args, **options)
        self.alternatives = [one for one in published.alternatives if one.value is not None and one.unit is not None]
        if self.alternatives:
            cards = [(str(n), _said(one)) for n, one in enumerate(self.alternatives)]
            field = self.fields["choice"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*cards, ("", _("Thời hạn khác"))]
        else:
            del self.fields["choice"]
        if published.value is not None:
            self.fields["value"].initial = Decimal(str(published.value))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice"):
            return cleaned
        for name, words in (
            ("value", _("Nhập thời hạn.")),
            ("unit", _("Chọn đơn vị tính.")),
            ("ground", _("Ghi căn cứ.")),
        ):
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, str(words))
        return cleaned

    def decision(self) -> DeadlineDecision:
        """Return what was settled."""
        chosen = self.cleaned_data.get("choice")
        if chosen:
            one = self.alternatives[int(chosen)]
            assert one.unit is not None
            return DeadlineDecision(
                Decimal(str(one.value)), DeadlineUnit(one.unit.value), one.text or one.source or "Theo công bố"
            )
        data = self.cleaned_data
        return DeadlineDecision(data["value"], DeadlineUnit(data["unit"]), data["ground"])


def _said(one: DeadlineChoice) -> str:
    assert one.unit is not None
    amount = f"{Decimal(str(one.value)).normalize():f} {UNIT_LABELS[one.unit]}".replace(".", ",")
    return f"{amount}: {one.text[:160]}" if one.text else amount


class SupplementForm(ActForm):
    """What the applicant is asked for. Only the published components can be chosen (NĐ 61/2018/NĐ-CP Điều 5)."""

    reason = forms.CharField(
        label=_("Lý do chung"), max_length=REASON_MAX, initial=sentences.SUPPLEMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, dossier: DossierView, not_missing: frozenset[str] = frozenset(), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.components = dossier.components
        for number, component in enumerate(dossier.components):
            bad = [paper for paper in component.papers if paper.verdict == "bad"]
            remark = next((paper.remark for paper in bad if paper.remark), "")
            missing = not component.papers and component.required == "yes" and component.key not in not_missing
            self.fields[f"ask{number}"] = forms.BooleanField(
                label=component.name, required=False, initial=bool(bad) or missing
            )
            self.fields[f"wanted{number}"] = forms.CharField(
                label=_("Cần nộp"), required=False, max_length=600,
                widget=forms.TextInput(attrs={"list": "cau-can-nop", "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"why{number}"] = forms.CharField(
                label=_("Vì sao"), required=False, max_length=600,
                initial=remark or (sentences.WHY[0] if missing else ""),
                widget=forms.TextInput(attrs={"list": "cau-vi-sao", "autocomplete": "off"}),
            )  # fmt: skip

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the three fields of each component."""
        return [(self[f"ask{n}"], self[f"wanted{n}"], self[f"why{n}"]) for n in range(len(self.components))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = [n for n in range(len(self.components)) if cleaned.get(f"ask{n}")]
        if not asked:
            raise forms.ValidationError(_("Chọn ít nhất một giấy tờ cần bổ sung."))
        for n in asked:
            if not cleaned.get(f"why{n}"):
                self.add_error(f"why{n}", str(_("Ghi lý do cần bổ sung giấy tờ này.")))
        return cleaned

    def items(self) -> list[SupplementItem]:
        """Return what is asked for."""
        return [
            SupplementItem(component.key, component.name, self.cleaned_data[f"wanted{n}"], self.cleaned_data[f"why{n}"])
            for n, component in enumerate(self.components)
            if self.cleaned_data.get(f"ask{n}")
        ]


class BroughtForm(ActForm):
    """Papers that the applicant brought to the desk for a request to complete the dossier."""

    def __init__(self, *args: Any, dossier: DossierView, **options: Any) -> None:
        super().__init__(*args, **options)
        request = dossier.open_supplement
        self.items = request.wanted if request else ()
        for number, item in enumerate(self.items):
            self.fields[f"got{number}"] = forms.BooleanField(label=item.name, required=False, initial=True)
            self.fields[f"file{number}"] = forms.FileField(label=_("Bản chụp"), required=False)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each thing asked for."""
        return [(self[f"got{n}"], self[f"file{n}"]) for n in range(len(self.items))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"got{n}") for n in range(len(self.items))):
            raise forms.ValidationError(_("Đánh dấu giấy tờ người nộp đã mang đến."))
        return cleaned


class IncompleteForm(ActForm):
    """What of a request is still missing after an answer, and why."""

    def __init__(self, *args: Any, dossier: DossierView, **options: Any) -> None:
        super().__init__(*args, **options)
        request = dossier.open_supplement
        self.asked = request.items if request else ()
        for number, item in enumerate(self.asked):
            self.fields[f"missing{number}"] = forms.BooleanField(label=item.name, required=False)
            self.fields[f"why{number}"] = forms.CharField(
                label=_("Vì sao chưa đủ"), required=False, max_length=600,
                widget=forms.TextInput(attrs={"list": "cau-chua-du", "autocomplete": "off"}),
            )  # fmt: skip

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each thing asked for."""
        return [(self[f"missing{n}"], self[f"why{n}"]) for n in range(len(self.asked))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = [n for n in range(len(self.asked)) if cleaned.get(f"missing{n}")]
        if not missing:
            raise forms.ValidationError(_("Chọn ít nhất một giấy tờ còn thiếu."))
        for n in missing:
            if not cleaned.get(f"why{n}"):
                self.add_error(f"why{n}", str(_("Ghi vì sao phần này chưa đủ.")))
        return cleaned

    def missing(self) -> list[SupplementItem]:
        """Return what is still missing."""
        return [
            SupplementItem(item.component_key, item.name, item.wanted, self.cleaned_data[f"why{n}"])
            for n, item in enumerate(self.asked)
            if self.cleaned_data.get(f"missing{n}")
        ]


class PaymentRequestForm(ActForm):
    """What must be paid before work goes on."""

    note = forms.CharField(label=_("Lời nhắn cho người nộp"), required=False, max_length=2_000)

    ROWS = 3

    def __init__(self, *args: Any, suggested: Sequence[tuple[str, int | None]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(self.ROWS):
            name, amount = suggested[number] if number < len(suggested) else ("", None)
            self.fields[f"name{number}"] = forms.CharField(
                label=_("Khoản thu"), required=False, max_length=300, initial=name
            )
            self.fields[f"amount{number}"] = MoneyField(label=_("Số tiền"), required=False, initial=amount)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return name and amount of each line."""
        return [(self[f"name{n}"], self[f"amount{n}"]) for n in range(self.ROWS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for n in range(self.ROWS):
            if bool(cleaned.get(f"name{n}")) != bool(cleaned.get(f"amount{n}")):
                empty = f"amount{n}" if cleaned.get(f"name{n}") else f"name{n}"
                self.add_error(empty, str(_("Ghi đủ tên khoản thu và số tiền.")))
        return cleaned

    def fees(self) -> list[FeeInput]:
        """Return the lines that were filled in."""
        data = self.cleaned_data
        return [FeeInput(data[f"name{n}"], data[f"amount{n}"]) for n in range(self.ROWS) if data.get(f"amount{n}")]


class PaidForm(ActForm):
    """Money was paid."""

    method = forms.ChoiceField(
        label=_("Cách nộp"), choices=[("cash", _("Tiền mặt tại quầy")), ("transfer", _("Chuyển khoản"))],
        initial="cash", widget=ChoiceCards(in_row=True),
    )  # fmt: skip
    receipt_number = forms.CharField(label=_("Số biên lai"), required=False, max_length=30)


class WaiveForm(ActForm):
    """Which fees the person is exempt from, on what ground, proved by what."""

    OTHER = "-"

    fees = forms.TypedMultipleChoiceField(label=_("Khoản được miễn"), coerce=int, widget=CheckCards())
    ground = forms.ChoiceField(label=_("Căn cứ đã công bố"), widget=ChoiceCards())
    basis = forms.CharField(
        label=_("Căn cứ khác"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ghi đối tượng được miễn và văn bản quy định."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Giấy tờ chứng minh"), required=False, max_length=300,
        help_text=_("Tên, số, ngày của giấy tờ người nộp đã xuất trình. Bắt buộc khi ghi căn cứ khác."),
    )  # fmt: skip

    def __init__(self, *args: Any, due: Sequence[FeeView], published: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        fees, ground = self.fields["fees"], self.fields["ground"]
        assert isinstance(fees, forms.MultipleChoiceField)
        assert isinstance(ground, forms.ChoiceField)
        fees.choices = [(one.id, f"{one.name}: {f'{one.amount_vnd:,}'.replace(',', '.')} đ") for one in due]
        fees.initial = [one.id for one in due]
        self.published = list(published)
        if self.published:
            ground.choices = [*((str(n), one) for n, one in enumerate(self.published)), (self.OTHER, _("Căn cứ khác"))]
        else:
            del self.fields["ground"]
            self.fields["basis"].label = _("Căn cứ miễn")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ground", self.OTHER) == self.OTHER and "ground" not in self.errors:
            if not cleaned.get("basis"):
                self.add_error("basis", str(_("Ghi căn cứ miễn.")))
            if not cleaned.get("evidence"):
                self.add_error("evidence", str(_("Ghi giấy tờ chứng minh người nộp được miễn.")))
        return cleaned

    def decision(self) -> dict[str, Any]:
        """Return the arguments of the command."""
        data = self.cleaned_data
        chosen = data.get("ground", self.OTHER)
        basis = data["basis"] if chosen == self.OTHER else self.published[int(chosen)]
        return {"fee_ids": data["fees"], "basis": basis, "evidence": data["evidence"]}


class ForwardForm(NoteForm):
    """Where the dossier goes."""

    unit = forms.TypedChoiceField(label=_("Đơn vị nhận"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, units: Sequence[UnitView], by_workflow: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        first = [("", by_workflow)] if by_workflow else [("", _("Chọn đơn vị"))]
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*first, *((unit.id, unit.name) for unit in units)]
        field.required = not by_workflow
        self.order_fields(["unit", "note"])


class AssignForm(NoteForm):
    """Who works on it."""

    officer = forms.TypedChoiceField(label=_("Cán bộ thụ lý"), coerce=int)

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["officer"]
        assert isinstance(field, forms.ChoiceField)
        helps = {str(one.officer.id): one.said for one in colleagues}
        field.widget = ChoiceCards(help_texts=helps)
        field.choices = [(one.officer.id, one.officer.name) for one in colleagues]
        self.order_fields(["officer", "note"])


class AdvanceForm(NoteForm):
    """Which way on."""

    branch = forms.ChoiceField(label=_("Chuyển đến"), required=False, widget=ChoiceCards())

    def __init__(self, *args: Any, dossier: DossierView, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        if len(dossier.branches) > 1:
            # The ordinary way has no key of its own.
            field.choices = [(way.branch or "-", way.label) for way in dossier.branches]
            field.widget = ChoiceCards(help_texts={
                way.branch: f"{_('Đến bước')}: {way.to_step_name}" for way in dossier.branches if way.branch
            })  # fmt: skip
            field.widget.choices = field.choices
            field.initial = "-"
        else:
            del self.fields["branch"]
        self.order_fields(["branch", "note"])

    def chosen(self) -> str | None:
        """Return the key of the branch, None for the ordinary way."""
        branch = self.cleaned_data.get("branch") or "-"
        return None if branch == "-" else str(branch)


class SendBackForm(ReasonForm):
    """Which step again, and why."""

    to_step = forms.ChoiceField(label=_("Trả lại bước"), widget=ChoiceCards())

    def __init__(self, *args: Any, dossier: DossierView, **options: Any) -> None:
        super().__init__(*args, usual=sentences.SEND_BACK, **options)
        field = self.fields["to_step"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way.to_step, way.to_step_name) for way in dossier.back_branches]
        if len(dossier.back_branches) == 1:
            field.initial = dossier.back_branches[0].to_step
        self.order_fields(["to_step", "usual", "reason"])


class DraftResultForm(ActForm):
    """The draft of the result: a text set by the system, or a file made elsewhere."""

    title = forms.CharField(label=_("Tên kết quả"), max_length=600)
    body = forms.CharField(
        label=_("Nội dung"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    file = forms.FileField(
        label=_("Hoặc tệp kết quả soạn sẵn"), required=False,
        help_text=_("Tệp PDF; khi có tệp, bản in kết quả là tệp này."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip
    declined = forms.BooleanField(
        label=_("Từ chối giải quyết"), required=False,
        help_text=_("Hồ sơ không đủ điều kiện: phần nội dung là lý do từ chối."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("declined") and not cleaned.get("body", "").strip():
            self.add_error("body", str(_("Ghi lý do từ chối giải quyết.")))
        return cleaned


class ReturnForm(ActForm):
    """Who took the result away."""

    channel = forms.ChoiceField(
        label=_("Cách trả"), widget=ChoiceCards(in_row=True),
        choices=[("counter", _("Tại quầy")), ("postal", _("Qua bưu chính")), ("online", _("Bản điện tử"))],
    )  # fmt: skip
    receiver_name = forms.CharField(label=_("Người nhận"), max_length=160)
    on_behalf = forms.BooleanField(label=_("Nhận thay (có giấy ủy quyền)"), required=False)
    receiver_paper = forms.CharField(
        label=_("Giấy ủy quyền, giấy tờ của người nhận thay"), required=False, max_length=60,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == "online" and "receiver_name" in self.errors:
            del self.errors["receiver_name"]
            cleaned["receiver_name"] = ""
        if cleaned.get("on_behalf") and not cleaned.get("receiver_paper"):
            self.add_error("receiver_paper", str(_("Ghi giấy ủy quyền hoặc giấy tờ của người nhận thay.")))
        return cleaned


class ExtendForm(ReasonForm):
    """Apologise and name another day."""

    new_due_on = DayField(label=_("Ngày hẹn mới"), required=False)
    working_days = forms.IntegerField(
        label=_("Hoặc hẹn thêm số ngày làm việc"), required=False, min_value=1, max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, usual=sentences.EXTEND, **options)
        self.fields["reason"].label = _("Lý do chậm trả kết quả")
        self.order_fields(["new_due_on", "working_days", "usual", "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        days: tuple[date | None, int | None] = (cleaned.get("new_due_on"), cleaned.get("working_days"))
        if not self.errors and (days[0] is None) == (days[1] is None):
            self.add_error("new_due_on", str(_("Chọn ngày hẹn mới hoặc ghi số ngày làm việc hẹn thêm.")))
        return cleaned


class EndForm(ReasonForm):
    """An end without a result: the ground, and which papers went back."""

    papers_returned = forms.CharField(
        label=_("Giấy tờ trả lại"), required=False, max_length=REASON_MAX, help_text=_("Mỗi giấy tờ một dòng."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def papers(self) -> list[str]:
        """Return the papers that went back."""
        return [line for line in self.cleaned_data["papers_returned"].splitlines() if line.strip()]


class WithdrawForm(EndForm):
    """Confirm a withdrawal; its ground is the applicant's wish."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = False
        self.fields["reason"].label = _("Ghi chú")

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class PaperForm(forms.Form):
    """What an officer thinks of one paper."""

    verdict = forms.ChoiceField(
        choices=[("unchecked", _("Chưa xem")), ("good", _("Đạt")), ("bad", _("Cần thay"))], label=_("Nhận xét")
    )
    remark = forms.CharField(label=_("Ghi chú"), required=False, max_length=500)


class BulkForm(forms.Form):
    """Several dossiers at once: which, and what."""

    MOST = 100

    ho_so = forms.TypedMultipleChoiceField(coerce=UUID)
    viec = forms.ChoiceField(choices=[(one, one) for one in ("accept", "assign", "approve", "take", "issue")])
    officer = forms.IntegerField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["ho_so"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in dict.fromkeys(data.getlist("ho_so")[: self.MOST]) if _is_uuid(one)]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
