"""What editors type beside the text of a procedure: decisions, reasons, changes over many procedures."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings

from congso.ui.fields import DayField

from ..commands import Ruling
from ..queries.editors_list import STATES
from ..rules.bulk_changes import LABELS, Change, Wanted
from ..rules.content import CHANNELS, TIERS
from ..rules.publication_clock import Publisher

PUBLISHERS = ((Publisher.PROVINCE.value, "Chủ tịch UBND tỉnh"), (Publisher.MINISTRY.value, "Bộ, cơ quan ngang bộ"))


OF_CHANNELS = frozenset({Change.ADD_CHANNEL, Change.REMOVE_CHANNEL})


class NewProcedureForm(forms.Form):
    """A procedure that the catalogue does not know yet."""

    code = forms.CharField(label="Mã thủ tục", max_length=12, help_text="Ví dụ 1.001193; mã 6.… là thủ tục nội bộ.")
    name = forms.CharField(label="Tên thủ tục", max_length=1_200, widget=forms.Textarea(attrs={"rows": "2"}))


class AbolitionForm(forms.Form):
    """Why a procedure ends, and what replaces it."""

    reason = forms.CharField(label="Lý do, căn cứ bãi bỏ", max_length=1_000, widget=forms.Textarea(attrs={"rows": "3"}))
    replaced_by = forms.CharField(
        label="Thay bằng thủ tục mã", max_length=12, required=False, help_text="Bỏ trống nếu không có thủ tục thay thế."
    )


class GiveBackForm(forms.Form):
    """What must be done before this can be approved."""

    reason = forms.CharField(label="Cần sửa gì", max_length=2_000, widget=forms.Textarea(attrs={"rows": "3"}))


class LawForm(forms.Form):
    """The legal text that an amendment follows, on which the clock of publication runs."""

    publisher = forms.ChoiceField(label="Cấp công bố", choices=PUBLISHERS)
    law_effective_on = DayField(label="Văn bản quy phạm có hiệu lực từ", required=False)
    simplified = forms.BooleanField(label="Văn bản ban hành theo thủ tục rút gọn", required=False)
    law_signed_on = DayField(label="Văn bản quy phạm ký ngày", required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("simplified") and not given.get("law_signed_on") and not self.errors:
            self.add_error("law_signed_on", "Theo thủ tục rút gọn thì hạn tính từ ngày ký văn bản; ghi ngày ký.")
        return given


class DecisionForm(LawForm):
    """The decision under which something is published."""

    number = forms.CharField(
        label="Số quyết định công bố",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "quyet-dinh-da-nhap"}),
        help_text="Ví dụ 1234/QĐ-UBND. Nhiều thủ tục cùng một quyết định thì ghi cùng số, cùng ngày.",
    )
    signed_on = DayField(label="Ngày ký quyết định")
    effective_from = DayField(label="Hiệu lực từ ngày", help_text="Ngày chưa đến thì máy tự chuyển khi đến ngày.")
    publish_on = DayField(
        label="Ngày đăng công khai", required=False, help_text="Để trống: đăng ngay. Ngày chưa đến: máy đăng khi đến."
    )
    field_order = ("number", "signed_on", "effective_from", "publish_on")

    def ruling(self) -> Ruling:
        """Return the decision as commands take it."""
        given = self.cleaned_data
        return Ruling(
            number=given["number"],
            signed_on=given["signed_on"],
            publisher=Publisher(given["publisher"]),
            law_signed_on=given["law_signed_on"],
            law_effective_on=given["law_effective_on"],
            simplified=given["simplified"],
        )


class EditorListForm(forms.Form):
    """Search and filters of the list of editors."""

    q = forms.CharField(
        label="Tên, mã thủ tục",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "autocomplete": "off"}),
    )
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)
    cap = forms.ChoiceField(label="Cấp thực hiện", required=False)
    trang_thai = forms.ChoiceField(label="Tình trạng", required=False, choices=list(STATES.items()))

    def __init__(self, data: Mapping[str, Any], *, fields: Iterable[tuple[int, str, int]]) -> None:
        super().__init__(data)
        tiers = [(code, label) for code, label in TIERS.items() if code != "district" or settings.REGIME == "2021"]
        self._choose("linh_vuc", [("", "Mọi lĩnh vực"), *((str(id_), name) for id_, name, _ in fields)])
        self._choose("cap", [("", "Mọi cấp"), *tiers])
        self.fields["trang_thai"].widget.attrs["class"] = "select"

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.widget.attrs["class"] = "select"

    def asked(self) -> dict[str, Any]:
        """Return what was asked, as the queries take it; anything unreadable counts as not asked."""
        self.is_valid()
        read = self.cleaned_data
        return {
            "text": read.get("q") or "",
            "field": int(read["linh_vuc"]) if read.get("linh_vuc") else None,
            "tier": read.get("cap") or "",
            "state": read.get("trang_thai") or "",
        }


class BulkForm(forms.Form):
    """One change over the procedures that were chosen."""

    change = forms.ChoiceField(
        label="Thay đổi", choices=[("", "Chọn"), *((change.value, LABELS[change]) for change in Change)]
    )
    value = forms.CharField(
        label="Giá trị mới",
        max_length=300,
        help_text="Tên cơ quan hoặc lĩnh vực.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "gia-tri-co-san"}),
    )
    only = forms.CharField(
        label="Chỉ thay chỗ đang ghi",
        required=False,
        max_length=300,
        help_text="Với cơ quan: để trống thì thay tất cả.",
    )
    channel = forms.ChoiceField(label="Cách nộp", choices=[("", "Chọn"), *CHANNELS.items()])
    reason = forms.CharField(label="Lý do, căn cứ bãi bỏ", max_length=1_000, widget=forms.Textarea(attrs={"rows": "2"}))
    replaced_by = forms.CharField(label="Thay bằng thủ tục mã", required=False, max_length=12)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        change = given.get("change", "")
        wanted = "channel" if change in OF_CHANNELS else "reason" if change == Change.ABOLISH else "value"
        # Each change asks for one thing; what belongs to the others is not missed.
        for name in {"channel", "reason", "value"} - {wanted if change else ""}:
            self.errors.pop(name, None)
            given.setdefault(name, "")
        if change == Change.ABOLISH and 0 < len(given.get("reason", "")) < 5:
            self.add_error("reason", "Ghi rõ lý do, căn cứ bãi bỏ.")
        return given

    def wanted(self) -> Wanted:
        """Return the change as rules and commands take it."""
        given = self.cleaned_data
        change = Change(given["change"])
        if change in OF_CHANNELS:
            return Wanted(change, given["channel"])
        if change is Change.ABOLISH:
            return Wanted(change)
        only = given["only"] if change in {Change.AUTHORITY, Change.EXECUTING} else ""
        return Wanted(change, given["value"], only)
