"""What an administrator types about a system and about a token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.identity.rules.scopes import ClientScope
from congso.ui.fields import CheckCards, ChoiceCards, DayField

from .commands import Registration
from .queries import SystemView
from .rules.scopes import SCOPES

AUDIENCES = [
    ("officers", _("Cán bộ, công chức")),
    ("people", _("Người dân, doanh nghiệp")),
    ("everyone", _("Cả hai")),
]


class Lines(forms.CharField):
    """One address a line."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))


class SystemForm(forms.Form):
    """A connected system."""

    name = forms.CharField(
        label=_("Tên hệ thống"), max_length=100, help_text=_("Người dùng thấy tên này khi đăng nhập.")
    )
    owner_id = forms.TypedChoiceField(label=_("Đơn vị chủ quản"), coerce=int)
    audience = forms.ChoiceField(label=_("Ai được đăng nhập"), choices=AUDIENCES, widget=ChoiceCards(in_row=True))
    redirect_uris = Lines(
        label=_("Địa chỉ quay lại"), help_text=_("Mỗi dòng một địa chỉ https đầy đủ; so khớp từng ký tự.")
    )
    post_logout_uris = Lines(label=_("Địa chỉ sau khi đăng xuất"), required=False)
    logout_uri = forms.CharField(
        label=_("Địa chỉ báo đăng xuất"),
        max_length=500,
        required=False,
        help_text=_("Máy chủ của hệ thống nhận báo khi phiên kết thúc (back-channel logout)."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Được biết"),
        choices=[(scope, words) for scope, (words, _claims) in SCOPES.items() if scope != "openid"],
        required=False,
        widget=CheckCards(),
    )
    asks_consent = forms.BooleanField(
        label=_("Hỏi người dùng trước khi chia sẻ"),
        required=False,
        initial=True,
        help_text=_("Chỉ bỏ chọn cho hệ thống của chính tỉnh."),
    )
    may_introspect = forms.BooleanField(label=_("Được hỏi về mã cấp cho hệ thống khác"), required=False)

    def __init__(
        self, *args: Any, units: list[tuple[int, str]], system: SystemView | None = None, **kwargs: Any
    ) -> None:
        if system:
            kwargs["initial"] = {
                "name": system.name,
                "owner_id": system.owner_id,
                "audience": system.audience,
                "redirect_uris": "\n".join(system.redirect_uris),
                "post_logout_uris": "\n".join(system.post_logout_uris),
                "logout_uri": system.logout_uri,
                "scopes": list(system.scopes),
                "asks_consent": system.asks_consent,
                "may_introspect": system.may_introspect,
            }
        super().__init__(*args, **kwargs)
        owner = self.fields["owner_id"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [(number, name) for number, name in units]

    def registration(self) -> Registration:
        """Return what was typed, for the command."""
        typed = self.cleaned_data
        return Registration(
            name=typed["name"],
            owner_id=typed["owner_id"],
            audience=typed["audience"],
            redirect_uris=typed["redirect_uris"],
            post_logout_uris=typed["post_logout_uris"],
            logout_uri=typed["logout_uri"].strip(),
            scopes=("openid", *typed["scopes"]),
            asks_consent=typed["asks_consent"],
            may_introspect=typed["may_introspect"],
        )


class NewSystemForm(SystemForm):
    """A system that is registered: whether it can keep a secret is decided once."""

    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=[
            ("confidential", _("Có máy chủ, giữ được khóa bí mật")),
            ("public", _("Ứng dụng trên máy người dùng")),
        ],
        initial="confidential",
        widget=ChoiceCards(),
    )


class TokenForm(forms.Form):
    """A token for the programming interface."""

    name = forms.CharField(label=_("Tên hệ thống"), max_length=120)
    scopes = forms.MultipleChoiceField(
        label=_("Được làm"),
        choices=[(scope.value, scope.label) for scope in ClientScope],
        widget=CheckCards(),
    )
    organisation_id = forms.TypedChoiceField(label=_("Chỉ cho cơ quan"), coerce=int, required=False, empty_value=None)
    officer = forms.CharField(
        label=_("Làm việc thay cán bộ"), max_length=80, required=False, help_text=_("Tên đăng nhập của cán bộ.")
    )
    valid_until = DayField(label=_("Có hiệu lực đến hết ngày"))

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["organisation_id"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Không giới hạn")), *organisations]
