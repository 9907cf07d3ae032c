"""What an inspector types to search the trail."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.audit.rules.searching import Search, network
from congso.dossiers import queries as dossiers
from congso.identity import queries as identity
from congso.kernel.clock import VIETNAM
from congso.kernel.normalise import tidy
from congso.organisation import queries as organisation
from congso.ui.fields import DayField

from ..rules.trail_words import ACTIONS

LONGEST_DAYS = 366
GROUNDS = (Purpose.INSPECTION, Purpose.SUBJECT_REQUEST, Purpose.SECURITY)
"""What the trail may be searched for."""

ANY = [("", _("Tất cả"))]
DOERS = [
    ("", _("Bất kỳ ai")),
    ("account", _("Cán bộ (tên đăng nhập)")),
    ("behalf", _("Thay mặt cán bộ (tên đăng nhập của người được thay)")),
    ("person", _("Người dân tự thực hiện (số định danh)")),
    ("system", _("Hệ thống kết nối (tên)")),
]


class TrailForm(forms.Form):
    """A search of the trail with its ground; `search()` gives what it means once it is valid."""

    purpose_of_search = forms.ChoiceField(
        label=_("Mục đích tra cứu"), choices=[(one.value, one.label) for one in GROUNDS]
    )
    ground = forms.CharField(
        label=_("Căn cứ"),
        help_text=_("Số, ngày của quyết định, kế hoạch hoặc yêu cầu. Không ghi họ tên, số định danh."),
        min_length=5,
        max_length=200,
    )
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))
    doer_kind = forms.ChoiceField(label=_("Ai thực hiện"), choices=DOERS, required=False)
    doer = forms.CharField(label=_("Tên đăng nhập, số định danh hoặc tên hệ thống"), max_length=120, required=False)
    subject = forms.CharField(
        label=_("Dữ liệu của ai (số định danh)"), help_text=_("Nhập đủ 12 chữ số."), max_length=20, required=False
    )
    dossier = forms.CharField(label=_("Mã hồ sơ"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Loại"), choices=[*ANY, *Kind.choices], required=False)
    action = forms.ChoiceField(
        label=_("Việc"), choices=[*ANY, *sorted(ACTIONS.items(), key=lambda one: one[1])], required=False
    )
    purpose = forms.ChoiceField(label=_("Mục đích ghi ở dòng"), choices=[*ANY, *Purpose.choices], required=False)
    address = forms.CharField(
        label=_("Địa chỉ mạng"),
        help_text=_("Một địa chỉ, hoặc một dải như 10.1.0.0/16."),
        max_length=50,
        required=False,
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options.setdefault("initial", {"since": today - timedelta(days=30), "until": today})
        super().__init__(*args, **options)
        self._found: dict[str, Any] = {}

    def clean_ground(self) -> str:
        return tidy(self.cleaned_data["ground"])

    def clean_address(self) -> str:
        text = self.cleaned_data["address"].strip()
        try:
            return network(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("Địa chỉ mạng chưa đúng.")) from None

    def clean_subject(self) -> UUID | None:
        """Return whose number it is, by the blind index."""
        number = "".join(self.cleaned_data["subject"].split())
        return self._person(number) if number else None

    def clean_dossier(self) -> UUID | None:
        code = self.cleaned_data["dossier"].strip()
        if not code:
            return None
        found = dossiers.id_for_inspection(code)
        if found is None:
            raise forms.ValidationError(_("Không có hồ sơ mang mã này."))
        return found

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and not timedelta() <= until - since <= timedelta(days=LONGEST_DAYS):
            self.add_error("until", _("Chọn từ 1 đến 366 ngày, ngày cuối không trước ngày đầu."))
        kind, doer = told.get("doer_kind", ""), (told.get("doer") or "").strip()
        if bool(kind) != bool(doer):
            self.add_error("doer", _("Chọn loại người thực hiện và ghi tên hoặc số, hoặc bỏ trống cả hai."))
        elif kind:
            try:
                self._found = self._doer(kind, doer)
            except forms.ValidationError as error:
                self.add_error("doer", error)
        return told

    def search(self) -> Search:
        """Return what is asked. Days are those of Vietnam, the last one included."""
        told = self.cleaned_data
        return Search(
            since=datetime.combine(told["since"], time(), VIETNAM),
            until=datetime.combine(told["until"] + timedelta(days=1), time(), VIETNAM),
            kind=told["kind"],
            action=told["action"],
            purpose=told["purpose"],
            subject_id=told["subject"],
            object_kind="dossier" if told["dossier"] else "",
            object_id=str(told["dossier"] or ""),
            address=told["address"],
            **self._found,
        )

    def _doer(self, kind: str, doer: str) -> dict[str, Any]:
        if kind == "person":
            return {"person_id": self._person("".join(doer.split()))}
        if kind == "system":
            client = identity.client_named(doer)
            if client is None:
                raise forms.ValidationError(_("Không có hệ thống kết nối mang tên này."))
            return {"client_id": client.id}
        account = identity.account_named(doer.lower())
        if account is None or account.kind != "officer":
            raise forms.ValidationError(_("Không có tài khoản cán bộ mang tên này."))
        if kind == "account":
            return {"account_id": account.id}
        held = organisation.appointments_of(account.id)
        if not held:
            raise forms.ValidationError(_("Tài khoản này chưa từng giữ vị trí nào."))
        return {"on_behalf_of": tuple(held)}

    def _person(self, number: str) -> UUID:
        if not (number.isdigit() and number.isascii() and len(number) == 12):
            raise forms.ValidationError(_("Số định danh có 12 chữ số."))
        found = identity.find_by_identity_number(number)
        if found is None:
            raise forms.ValidationError(_("Không có ai mang số định danh này trong hệ thống."))
        return found.id
