"""Forms about acting for others: members of an organisation, mandates given, received, and by law."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.catalogue import queries as catalogue
from congso.kernel import clock
from congso.kernel.refusals import Refusal
from congso.representation.rules.mandates import GROUNDS, Ground, Proof
from congso.ui.fields import ChoiceCards, DayField

MOST_PROCEDURES = 50


class ScopeField(forms.CharField):
    """Codes of procedures, one a line; empty: all of them. `cleaned_data` holds the codes, each that of a procedure."""

    default_error_messages = {
        "unknown": _("Không có thủ tục mã “%(code)s”. Mã ghi ở đầu trang của mỗi thủ tục, ví dụ 1.001612."),
        "many": _("Tối đa 50 thủ tục; nhiều hơn thì để trống, là mọi thủ tục."),
    }

    def __init__(self, **options: Any) -> None:
        defaults = {
            "label": _("Chỉ với các thủ tục"),
            "help_text": _("Mỗi dòng một mã thủ tục, ví dụ 1.001612. Để trống: mọi thủ tục."),
            "required": False,
            "max_length": 1_000,
            "widget": forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        }
        super().__init__(**{**defaults, **options})

    def clean(self, value: Any) -> Any:
        codes = sorted(set(super().clean(value).replace(",", " ").replace(";", " ").split()))
        if len(codes) > MOST_PROCEDURES:
            raise forms.ValidationError(self.error_messages["many"], code="many")
        for code in codes:
            try:
                catalogue.current(code[:20], clock.today())
            except Refusal:
                raise forms.ValidationError(
                    self.error_messages["unknown"] % {"code": code[:20]}, code="unknown"
                ) from None
        return codes


class PersonForm(forms.Form):
    """Another person, as one knows them oneself: name and number must fit each other."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    identity_number = forms.CharField(
        label=_("Số định danh cá nhân"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("12 chữ số trên thẻ căn cước."),
    )


class TermForm(forms.Form):
    """From a day to a day, both counted in."""

    valid_from = DayField(label=_("Từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"), required=False)

    @property
    def until(self) -> date | None:
        """The day after the last one."""
        last = self.cleaned_data.get("last_day")
        return last + timedelta(days=1) if last else None


class MemberForm(PersonForm, TermForm):
    """Somebody who acts for an organisation."""

    field_order = ("full_name", "identity_number", "procedures", "valid_from", "last_day", "document_number")
    procedures = ScopeField()
    document_number = forms.CharField(
        label=_("Số văn bản ủy quyền"),
        max_length=60,
        required=False,
        help_text=_("Nếu tổ chức có văn bản ủy quyền riêng."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].help_text = _("Để trống: đến khi người đại diện kết thúc.")


class GiveForm(PersonForm, TermForm):
    """Authorising somebody from one's own account."""

    field_order: tuple[str, ...] = ("full_name", "identity_number", "procedures", "valid_from", "last_day")
    procedures = ScopeField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].help_text = _("Để trống: một năm (Bộ luật Dân sự Điều 563).")


class PaperFields(forms.Form):
    """What proves a mandate."""

    proof = forms.ChoiceField(label=_("Giấy tờ chứng minh"))
    document_number = forms.CharField(label=_("Số giấy tờ"), max_length=60, required=False)
    document_on = DayField(label=_("Ngày giấy tờ"), required=False)
    document_issuer = forms.CharField(label=_("Nơi cấp, nơi công chứng, chứng thực"), max_length=160, required=False)
    paper = forms.FileField(
        label=_("Ảnh chụp, bản quét"), required=False, help_text=_("PDF, JPG hoặc PNG. Cán bộ xem khi tiếp nhận hồ sơ.")
    )

    def offer(self, proofs: tuple[Proof, ...]) -> None:
        """Offer these kinds of proof."""
        field = self.fields["proof"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in proofs]


class RegisterForm(GiveForm, PaperFields):
    """Saying that somebody has authorised oneself."""

    field_order = (
        "full_name", "identity_number", "procedures", "valid_from", "last_day",
        "proof", "document_number", "document_on", "document_issuer", "paper",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(GROUNDS[Ground.AUTHORISATION].proofs)
        self.fields["proof"].widget = ChoiceCards(
            help_texts={
                Proof.ELECTRONIC.value: str(_("Không cần giấy. Dùng được sau khi người ủy quyền xác nhận.")),
                Proof.PRIVATE.value: str(_("Dùng được ngay; cán bộ xem giấy khi tiếp nhận hồ sơ.")),
                Proof.NOTARISED.value: str(_("Dùng được ngay; cán bộ xem giấy khi tiếp nhận hồ sơ.")),
            },
            choices=self.fields["proof"].choices,  # type: ignore[attr-defined]
        )


class WardForm(PersonForm, PaperFields):
    """Whom one represents by law."""

    field_order = (
        "ground", "full_name", "born_on", "identity_number",
        "proof", "document_number", "document_on", "document_issuer", "paper", "last_day",
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("Quan hệ"))
    born_on = DayField(label=_("Ngày sinh"), required=False)
    last_day = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống: đến khi đủ 18 tuổi, hoặc không thời hạn.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        grounds = [one for one in Ground if one is not Ground.AUTHORISATION]
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = [(one.value, one.label) for one in grounds]
        ground.widget = ChoiceCards(
            help_texts={one.value: GROUNDS[one].help for one in grounds}, choices=ground.choices
        )
        self.offer((Proof.CIVIL_STATUS, Proof.DECISION))
        self.fields["full_name"].label = _("Họ và tên con, người được giám hộ")
        self.fields["identity_number"].required = False
        self.fields["identity_number"].help_text = _("Để trống nếu trẻ chưa được cấp.")

    @property
    def until(self) -> date | None:
        """The day after the last one."""
        last = self.cleaned_data.get("last_day")
        return last + timedelta(days=1) if last else None
