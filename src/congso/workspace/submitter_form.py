"""Who hands in at the counter for somebody else, by what, and with which paper."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.dossiers.commands import AtCounter
from congso.representation.commands import Paper
from congso.representation.rules.bodies import BodyKind
from congso.representation.rules.mandates import Ground, Proof
from congso.ui.fields import DayField

ONESELF, HELPER, BODY = "self", "helper", "body"


class SubmitterForm(forms.Form):
    """Nothing is asked while the applicant stands there; the rest belongs to what is chosen."""

    capacity = forms.ChoiceField(
        label=_("Người nộp là"),
        choices=[
            (ONESELF, _("Chính người đề nghị")),
            (HELPER, _("Người nộp hộ")),
            *((one.value, one.label) for one in Ground),
            (BODY, _("Người thay mặt tổ chức")),
        ],
        initial=ONESELF,
        required=False,
    )
    full_name = forms.CharField(label=_("Họ và tên người nộp"), required=False, max_length=120)
    identity_number = forms.CharField(
        label=_("Số định danh người nộp"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    body_code = forms.CharField(label=_("Mã số thuế của tổ chức"), required=False, max_length=16)
    body_name = forms.CharField(label=_("Tên tổ chức"), required=False, max_length=300)
    body_kind = forms.ChoiceField(label=_("Loại hình"), required=False, choices=BodyKind.choices)
    proof = forms.ChoiceField(
        label=_("Giấy tờ đã xem"),
        required=False,
        choices=[(one.value, one.label) for one in Proof if one is not Proof.ELECTRONIC],
    )
    document_number = forms.CharField(label=_("Số giấy tờ"), required=False, max_length=60)
    document_on = DayField(label=_("Ngày giấy tờ"), required=False)
    document_issuer = forms.CharField(label=_("Nơi cấp, nơi công chứng, chứng thực"), required=False, max_length=160)
    last_day = DayField(label=_("Có hiệu lực đến hết ngày"), required=False)
    born_on = DayField(label=_("Ngày sinh của người được đại diện"), required=False)

    ABOUT_BODY = ("body_code", "body_name", "body_kind")
    ABOUT_PAPER = ("proof", "document_number", "document_on", "document_issuer", "last_day", "born_on")

    @property
    def chosen(self) -> str:
        """What stands in the first field."""
        return str(self["capacity"].value() or ONESELF)

    @property
    def asks_paper(self) -> bool:
        """Whether a paper belongs to what is chosen."""
        return self.chosen in Ground.values

    @property
    def asked(self) -> list[Any]:
        """The fields that belong to what is chosen."""
        names: tuple[str, ...] = ()
        if self.chosen != ONESELF:
            names = ("full_name", "identity_number")
        if self.chosen == BODY:
            names += self.ABOUT_BODY
        elif self.chosen in Ground.values:
            names += self.ABOUT_PAPER
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("capacity") == BODY and not given.get("body_code"):
            self.add_error("body_code", _("Ghi mã số thuế."))
        return given

    def submitter(self, files: Sequence[UUID]) -> AtCounter | None:
        """Return who hands in for another; None when the applicant does so themselves."""
        given, chosen = self.cleaned_data, self.cleaned_data.get("capacity") or ONESELF
        if chosen == ONESELF:
            return None
        if chosen not in Ground.values:
            about_body = {key: given[key] for key in self.ABOUT_BODY} if chosen == BODY else {}
            return AtCounter(given["full_name"], given["identity_number"], **about_body)
        last = given["last_day"]
        return AtCounter(
            given["full_name"],
            given["identity_number"],
            ground=Ground(chosen),
            paper=Paper(
                Proof(given["proof"] or Proof.PRIVATE),
                given["document_number"],
                given["document_on"],
                given["document_issuer"],
                files[0] if files else None,
            ),
            valid_to=last + timedelta(days=1) if last else None,
            born_on=given["born_on"],
        )
