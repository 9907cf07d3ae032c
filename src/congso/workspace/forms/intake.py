"""What the desk asks and gets at intake: which deadline, what is missing, what was brought."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.catalogue.rules.content import UNIT_LABELS
from congso.catalogue.rules.policy import DeadlineChoice
from congso.dossiers.commands import DeadlineDecision
from congso.dossiers.queries import DossierView, SupplementItem
from congso.dossiers.rules.deadlines import DeadlineUnit
from congso.ui.fields import ChoiceCards

from ..rules import sentences
from .acts import REASON_MAX, ActForm

UNITS = [("", _("Chọn đơn vị tính")), *((unit.value, label) for unit, label in UNIT_LABELS.items())]


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
