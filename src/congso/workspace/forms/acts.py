"""What every act on a dossier asks: a note, a reason, who gets it next, until when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.dossiers.queries import DossierView
from congso.organisation.queries import UnitView
from congso.ui.fields import ChoiceCards, DayField

from ..queries import Colleague
from ..rules import sentences

REASON_MAX = 4_000


class ActForm(forms.Form):
    """A form of one act. Its fields carry the act's name, so that several stand on a page."""

    required_css_class = ""


class PinField(forms.CharField):
    """The PIN of a key at a remote service: passed on once, never sent back in a page, never kept."""

    def __init__(self, *, label: Any) -> None:
        """`label` says whose key it opens."""
        super().__init__(
            label=label,
            max_length=32,
            strip=False,
            help_text=_("Chỉ chuyển đến dịch vụ ký số để ký lần này, không lưu lại."),
            error_messages={"required": _("Nhập mã PIN để ký.")},
            widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        )


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
