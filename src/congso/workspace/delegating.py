"""The form by which an officer lets a colleague act in their place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.kernel.rights import Right, vocabularies
from congso.organisation.queries import ActingOfficer, UnitView
from congso.organisation.rules.delegation import KINDS, DelegationKind, may_pass_on
from congso.ui.fields import CheckCards, ChoiceCards, DayField


class DelegationForm(forms.Form):
    """Who acts for the giver, in what, from when, by which paper."""

    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=DelegationKind.choices,
        initial=DelegationKind.AUTHORISATION,
        widget=ChoiceCards(help_texts={kind.value: line.help for kind, line in KINDS.items()}),
    )
    receiver = forms.TypedChoiceField(label=_("Người nhận"), coerce=int)
    rights = forms.MultipleChoiceField(
        label=_("Quyền được giao"),
        required=False,
        widget=CheckCards(),
        help_text=_("Giao điều hành, phụ trách mà không chọn quyền nào là giao mọi quyền giao được."),
    )
    fields_of_work = forms.MultipleChoiceField(
        label=_("Chỉ trong các lĩnh vực"), required=False, widget=CheckCards(), help_text=_("Không chọn: mọi lĩnh vực.")
    )
    unit = forms.TypedChoiceField(label=_("Chỉ với việc của đơn vị"), required=False, coerce=int, empty_value=None)
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Chỉ thừa lệnh theo quy chế mới được để trống.")
    )
    document_number = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=60)
    document_on = DayField(label=_("Ngày văn bản"))
    document_issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=160)

    def __init__(
        self,
        *args: Any,
        giver: ActingOfficer,
        colleagues: Sequence[ActingOfficer],
        units: Sequence[UnitView],
        today: date,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"valid_from": today, "document_on": today, "document_issuer": giver.organisation_name}
        super().__init__(*args, **kwargs)
        self.named("receiver").choices = [("", _("Chọn"))] + [
            (one.id, f"{one.name}, {one.title}, {one.unit_name}") for one in colleagues
        ]
        offered = may_pass_on(giver.rights, DelegationKind.ACTING)
        self.named("rights").choices = [(right.value, right.label) for right in _in_order(offered)]
        self.named("rights").widget.help_texts = {right.value: right.description for right in offered}
        fields = sorted({field for unit in units for field in unit.fields_of_work})
        self.named("fields_of_work").choices = [(field, field) for field in fields]
        if not fields:
            del self.fields["fields_of_work"]
        self.named("unit").choices = [("", _("Mọi đơn vị"))] + [(unit.id, unit.name) for unit in units]

    def named(self, name: str) -> Any:
        """Return a field; its class knows more than `forms.Field` tells."""
        return self.fields[name]


def _in_order(rights: frozenset[Right]) -> list[Right]:
    return [right for vocabulary in vocabularies() for right in vocabulary.rights if right in rights]
