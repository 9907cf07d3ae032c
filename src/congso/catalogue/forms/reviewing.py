"""Strings in, arguments out: settling what an import left on the review list."""

from django import forms

from ..rules.content import UNIT_LABELS


class DeadlineRulingForm(forms.Form):
    """Settle a deadline that was published without its unit, or not at all."""

    value = forms.FloatField(label="Thời hạn", min_value=0, max_value=9_999, localize=True)
    unit = forms.ChoiceField(
        label="Đơn vị", choices=[("", "Chọn đơn vị"), *((unit.value, label) for unit, label in UNIT_LABELS.items())]
    )
    source = forms.CharField(
        label="Căn cứ", max_length=300, help_text="Văn bản quy định thời hạn, ví dụ: Luật Hộ tịch 2014, Điều 18."
    )


class SettlementForm(forms.Form):
    """Close an item with what was done, or why it is accepted as published."""

    settlement = forms.CharField(label="Cách xử lý hoặc lý do chấp nhận", max_length=1_000)
