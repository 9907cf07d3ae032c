"""Strings in, arguments out: what somebody looks for in the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField

from ..queries import AUDIENCES
from ..rules.content import TIERS


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the catalogue; anything unreadable counts as not asked."""

    text: str = ""
    field: int | None = None
    tier: str | None = None
    audience: str | None = None

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything was asked."""
        return bool(self.text or self.field or self.tier or self.audience)


class BrowseForm(forms.Form):
    """Search and filters of the list of procedures."""

    q = forms.CharField(
        label="Tên việc, mã thủ tục",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)
    cap = forms.ChoiceField(label="Cấp thực hiện", required=False)
    doi_tuong = forms.ChoiceField(label="Dành cho", required=False)

    def __init__(self, data: Mapping[str, Any], *, fields: Iterable[tuple[int, str, int]]) -> None:
        super().__init__(data)
        chosen = [(str(field_id), f"{name} ({count})") for field_id, name, count in fields]
        self._choose("linh_vuc", [("", "Mọi lĩnh vực"), *chosen])
        tiers = [(code, label) for code, label in TIERS.items() if code != "district" or settings.REGIME == "2021"]
        self._choose("cap", [("", "Mọi cấp"), *tiers])
        self._choose("doi_tuong", [("", "Tất cả"), *AUDIENCES.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.widget.attrs["class"] = "select"

    def filters(self) -> list[BoundField]:
        """Return the filters beside the words."""
        return [self[name] for name in ("linh_vuc", "cap", "doi_tuong")]

    def asked(self) -> Asked:
        """Return what was asked."""
        self.is_valid()
        read = self.cleaned_data
        field = read.get("linh_vuc") or ""
        return Asked(
            text=read.get("q") or str(self.data.get("q", ""))[:200].replace("\x00", ""),
            field=int(field) if field else None,
            tier=read.get("cap") or None,
            audience=read.get("doi_tuong") or None,
        )
