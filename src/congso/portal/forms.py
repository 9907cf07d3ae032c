"""Strings in, arguments out: the choices around a form, the answer to a supplement, a withdrawal, a rating.

The form of a procedure itself is `catalogue.forms.AnswersForm`; here is only how it is cut into pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congso.catalogue.queries import VersionView
from congso.catalogue.rules import form_language
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition
from congso.organisation.queries import OrganisationView
from congso.ui.fields import ChoiceCards

from .rules.next_step import RETURN_HELP, RETURN_PLACES

FIELDS_ON_ONE_PAGE = 8
FEW_PLACES = 4
WHOLE = "tat-ca"
CLOSING = "statements"


class PlaceForm(forms.Form):
    """The case, where to hand in, how to get the result."""

    for_whom = forms.ChoiceField(label=gettext_lazy("Tôi nộp cho"), required=False)
    case = forms.ChoiceField(label=gettext_lazy("Trường hợp của bạn"), widget=ChoiceCards())
    receiving_organisation = forms.TypedChoiceField(
        label=gettext_lazy("Nộp hồ sơ tại"),
        coerce=int,
        error_messages={"required": gettext_lazy("Chọn cơ quan tiếp nhận hồ sơ.")},
    )
    return_channel = forms.ChoiceField(
        label=gettext_lazy("Nhận kết quả"),
        choices=list(RETURN_PLACES.items()),
        widget=ChoiceCards(help_texts=RETURN_HELP),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        version: VersionView,
        places: list[OrganisationView],
        near: OrganisationView | None = None,
        whom: Sequence[tuple[str, str, str]] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        asked = self.fields["for_whom"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [(value, words) for value, words, _below in whom]
        asked.widget = ChoiceCards(help_texts={value: below for value, _words, below in whom}, choices=asked.choices)
        cases = version.content.cases
        if len(cases) > 1:
            case = self.fields["case"]
            assert isinstance(case, forms.ChoiceField)
            case.choices = [(one.code, one.name) for one in cases]
            case.widget = ChoiceCards(
                help_texts={one.code: one.help for one in cases if one.help}, choices=case.choices
            )
        else:
            del self.fields["case"]
        place = self.fields["receiving_organisation"]
        assert isinstance(place, forms.TypedChoiceField)
        choices = [(str(one.id), one.name) for one in places]
        if len(places) <= FEW_PLACES:
            place.choices = choices
            helps = {str(one.id): one.address for one in places if one.address}
            place.widget = ChoiceCards(help_texts=helps, choices=choices)
        else:
            place.choices = [("", _("Chọn xã, phường hoặc cơ quan")), *choices]
        if near is not None and len(places) > 1:
            place.help_text = _("Chọn sẵn theo nơi cư trú của bạn: %(place)s. Bạn có thể chọn nơi khác.") % {
                "place": near.place_name
            }


# The form of a procedure, page by page


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the form: one group, or all of them when they are few."""

    key: str
    title: str
    groups: tuple[str, ...]


def parts_of(definition: FormDefinition, answers: Mapping[str, Any]) -> list[Part]:
    """Cut a form into pages: everything on one where that is faster, otherwise one group per page.

    Groups that do not apply to the answers given so far are left out; the closing statements stand on the last step.
    """
    groups = [group for group in definition.groups if group.key != CLOSING]
    if sum(len(group.fields) for group in groups) <= FIELDS_ON_ONE_PAGE:
        return [Part(WHOLE, definition.title, tuple(group.key for group in groups))]
    shown = {field.key for field in form_language.visible_fields(definition, answers)}
    return [
        Part(group.key, group.title, (group.key,))
        for group in groups
        if any(field.key in shown for field in group.fields)
    ]


def parts_at_most(definition: FormDefinition, answers: Mapping[str, Any], here: Part) -> int:
    """Return how many pages the form may come to, seen from one of them.

    A group that does not apply yet still may when it depends on an answer that is asked on this page or a later one
    and has not been given.
    """
    parts = parts_of(definition, answers)
    if here.key == WHOLE:
        return len(parts)
    shown, asked, reached = {part.key for part in parts}, set[str](), False
    for group in definition.groups:
        reached = reached or group.key == here.key
        if reached:
            asked |= {field.key for field in group.fields if answers.get(field.key) in (None, "")}
    hidden = (group for group in definition.groups if group.key not in shown and group.key != CLOSING)
    return len(parts) + sum(bool(_asked_by(group) & asked) for group in hidden)


def _asked_by(group: form_language.Group) -> set[str]:
    """Return the fields on which it depends whether a group is shown."""
    named = form_language.keys_named(group.when)
    return named or named.union(*(form_language.keys_named(field.when) for field in group.fields))


def closing_of(definition: FormDefinition) -> tuple[str, ...]:
    """Return the groups that the last step asks: the statements one hands in with."""
    return tuple(group.key for group in definition.groups if group.key == CLOSING)


class TruthForm(forms.Form):
    """The statement of truth, for a form that has none of its own."""

    truthful = forms.BooleanField(
        label=gettext_lazy("Tôi cam đoan nội dung khai và giấy tờ đính kèm là đúng sự thật"),
        help_text=gettext_lazy("Người khai chịu trách nhiệm trước pháp luật về nội dung đã khai."),
        error_messages={"required": gettext_lazy("Đánh dấu để cam đoan trước khi nộp.")},
    )


class DespiteForm(forms.Form):
    """Handing in although something is doubtful. `seen` names the doubts that stood on the page."""

    despite = forms.BooleanField(
        label=gettext_lazy("Tôi đã xem các điểm cần xem lại ở trên và vẫn nộp"),
        help_text=gettext_lazy("Cán bộ cũng thấy các điểm này và có thể yêu cầu bổ sung."),
        error_messages={"required": gettext_lazy("Sửa các điểm cần xem lại, hoặc đánh dấu là vẫn nộp.")},
    )


def keys_of(definition: FormDefinition, groups: Iterable[str]) -> list[str]:
    """Return the keys of the fields of some groups."""
    wanted = set(groups)
    return [field.key for group in definition.groups if group.key in wanted for field in group.fields]


def asked_elsewhere(definition: FormDefinition, groups: Iterable[str], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of other pages that conditions and formulas of these groups speak of, for the browser.

    `answers` were read; of rows only the columns come along that are summed up.
    """
    wanted = set(groups)
    here = set(keys_of(definition, wanted))
    named: set[str] = set()
    columns: set[str] = set()
    for group in definition.groups:
        if group.key in wanted:
            named |= form_language.keys_named(group.when)
            for field in (one for asked in group.fields for one in (asked, *asked.fields)):
                named |= form_language.keys_named(field.when) | form_language.keys_of_formula(field.formula)
                columns |= form_language.columns_of_formula(field.formula)
    for rule in definition.rules:
        if rule.field in here:
            named |= rule.named
    found: dict[str, Any] = {}
    for key in sorted(named - here):
        known, answer = definition.field(key), answers.get(key)
        if known is None or answer in (None, ""):
            continue
        if known.type is FieldType.REPEATED and isinstance(answer, list | tuple):
            found[key] = [{part: row[part] for part in columns if part in row} for row in answer]
        else:
            found[key] = True if isinstance(answer, Mapping) else answer
    return found


def changed_answers(
    definition: FormDefinition, answers: Mapping[str, Any], data: Any, changed: Iterable[str]
) -> dict[str, Any]:
    """Return the answers that the named inputs of an autosave change, each whole: parts are laid over what is there.

    `data` is the posted QueryDict. Names that belong to no field are passed over; a field emptied becomes None.
    """
    found: dict[str, Any] = {}
    for name in changed:
        key, _dash, rest = name.partition("-")
        field = definition.field(key)
        if field is None or field.type in form_language.NEVER_TYPED:
            continue
        if field.type in form_language.PARTS:
            found[key] = _part_changed(field, found.get(key, answers.get(key)), rest, data.get(name)) or None
        elif field.type is FieldType.REPEATED:
            found[key] = _row_changed(field, found.get(key, answers.get(key)), rest, name, data)
        elif field.type is FieldType.CHOICES:
            found[key] = data.getlist(name) or None
        else:
            found[key] = data.get(name) or None
    kept: dict[str, Any] = printable(found)
    return kept


def printable(value: Any) -> Any:
    """Return what was typed without NUL, which no store of ours can hold; parts of addresses and rows included."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def _laid_over(whole: dict[str, Any], part: str, value: Any) -> dict[str, Any]:
    if value:
        whole[part] = value
    else:
        whole.pop(part, None)
    return whole


def _part_changed(field: Field, whole: Any, part: str, value: Any) -> dict[str, Any]:
    """Return an answer of several parts with one of them changed; what another page made of it is taken apart again."""
    parts = dict(whole) if isinstance(whole, Mapping) else {}
    if isinstance(whole, str) and whole and part == "typed":
        parts = {"chosen": whole}
    return _laid_over(parts, part, value) if part in form_language.PARTS[field.type] else parts


def _row_changed(field: Field, rows: Any, rest: str, name: str, data: Any) -> list[dict[str, Any]]:
    kept = [dict(row) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    number, _dash, part = rest.partition("-")
    if not (number.isascii() and number.isdigit()) or int(number) >= form_language.MAX_ROWS:
        return kept
    while len(kept) <= int(number):
        kept.append({})
    row = kept[int(number)]
    part_key, _dash, inner = part.partition("-")
    known = next((one for one in field.fields if one.key == part_key), None)
    if known is None or known.type in form_language.NEVER_TYPED:
        return kept
    if known.type in form_language.PARTS:
        row[part_key] = _part_changed(known, row.get(part_key), inner, data.get(name))
    elif known.type is FieldType.CHOICES:
        row[part_key] = data.getlist(name)
    else:
        _laid_over(row, part_key, data.get(name))
    return kept


# What follows


class WithdrawalForm(forms.Form):
    """Ask to withdraw."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": "3"}), required=False, max_length=2000
    )


LEVELS = (
    ("3", gettext_lazy("Rất hài lòng")),
    ("2", gettext_lazy("Hài lòng")),
    ("1", gettext_lazy("Chưa hài lòng")),
)
QUESTIONS = (
    ("ease", gettext_lazy("Tìm hiểu, kê khai, nộp hồ sơ có dễ không?")),
    ("response_time", gettext_lazy("Cơ quan trả lời có nhanh không?")),
    ("punctuality", gettext_lazy("Kết quả có đúng hẹn không?")),
    ("attitude", gettext_lazy("Thái độ phục vụ")),
)


class RatingForm(forms.Form):
    """What the service was like, on the three levels of TT 32/2017/TT-BTTTT art. 12."""

    overall = forms.TypedChoiceField(
        label=gettext_lazy("Nhìn chung, bạn hài lòng đến mức nào?"),
        choices=LEVELS,
        coerce=int,
        widget=ChoiceCards(in_row=True),
        error_messages={"required": gettext_lazy("Chọn mức độ hài lòng.")},
    )
    comment = forms.CharField(
        label=gettext_lazy("Góp ý"),
        help_text=gettext_lazy("Điều gì tốt, điều gì cần sửa. Đừng ghi số căn cước hay thông tin riêng tư."),
        widget=forms.Textarea(attrs={"rows": "3"}),
        required=False,
        max_length=2000,
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        for key, label in QUESTIONS:
            self.fields[key] = forms.TypedChoiceField(
                label=label,
                choices=LEVELS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=ChoiceCards(in_row=True),
            )
        self.order_fields(["overall", *(key for key, _label in QUESTIONS), "comment"])

    @property
    def details(self) -> dict[str, int]:
        """The answered questions, after `is_valid()`."""
        given = {key: self.cleaned_data.get(key) for key, _label in QUESTIONS}
        return {key: level for key, level in given.items() if level is not None}
