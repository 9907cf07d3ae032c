"""Asking for money, taking it, and letting it go."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.dossiers.commands import FeeInput
from congso.dossiers.queries import FeeView
from congso.ui.fields import CheckCards, ChoiceCards, MoneyField

from .acts import ActForm


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
