"""A form definition as a form of the pages.

`AnswersForm` shows any definition; its checks are those of `rules/form_language`, not Django's. The names of its
fields are the keys of the definition; parts of an address are `<key>-province`, `-commune`, `-street`, of a signature
`-typed`, `-drawn`, of a dossier `-chosen`, `-typed`, and rows of a repeated group `<key>-<row>-<part>`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from congso.organisation import queries as organisation
from congso.ui.fields import CheckCards, ChoiceCards, ComputedOutput, DayField, MoneyField, NumberInput, PointInput

from ..queries import PLACES
from ..queries.handling import home_province
from ..rules import form_language
from ..rules.form_language import PARTS, Checked, Dossiers, Field, FieldType, FormDefinition
from .given_answers import read_answers

SPARE_ROWS = 1
ADDRESS_PARTS = PARTS[FieldType.ADDRESS]
FEW_CHOICES = 6
POINT_EXAMPLE = "9.1769, 105.1524"
CODE_EXAMPLE = "H12.34-261130-0001"
COMMUNES_URL = "/thu-tuc/xa-phuong/?tinh="


@dataclass(frozen=True)
class FilePicker:
    """Where the files of a file field go as they are chosen, and those that are there (rows of the file picker)."""

    upload_url: str
    files: Sequence[Any] = ()


@dataclass(frozen=True)
class ShownField:
    """A field as the template shows it. `shown_when` is the browser's rule ("" for always).

    `kind` is the type where it has a template of its own. `path` is what is drawn already of a signature.
    """

    key: str
    bound: BoundField | None
    shown_when: str = ""
    kind: str = ""
    required: bool = False
    path: str = ""
    picker: FilePicker | None = None
    title: str = ""
    text: str = ""
    parts: tuple[BoundField, ...] = ()
    rows: tuple[tuple[str, str, tuple["ShownField", ...]], ...] = ()
    """Heading, beginning of the names, and fields of each row."""
    rules: tuple[tuple[str, str], ...] = ()
    """The form's rules shown here: the browser's rule while which the sentence is shown at once, and the sentence."""

    @property
    def has_own_style(self) -> bool:
        """Tell whether its control needs the style sheet of answers."""
        return self.bound is not None and isinstance(self.bound.field.widget, ComputedOutput | PointInput)


@dataclass(frozen=True)
class ShownGroup:
    """A group of fields under its heading."""

    key: str
    title: str
    help: str
    shown_when: str
    fields: tuple[ShownField, ...]


class AnswersForm(forms.Form):
    """The form of a definition on the day `on`, filled from `answers`, or read from posted `data` when given.

    `checked` holds the answers and errors after `is_valid()`. `files` names the file fields that have a file. With
    `partly` missing answers are accepted (a draft). `only` limits the form to some groups (a step). `dossiers` are
    those of who fills it in, `pickers` where the files of its file fields go; without one, files are not asked here.
    """

    def __init__(
        self,
        definition: FormDefinition,
        data: Mapping[str, Any] | None = None,
        *,
        on: date,
        answers: Mapping[str, Any] | None = None,
        files: Iterable[str] = (),
        partly: bool = False,
        only: Iterable[str] | None = None,
        prefix: str | None = None,
        dossiers: Dossiers | None = None,
        pickers: Mapping[str, FilePicker] | None = None,
    ) -> None:
        super().__init__(data=data, prefix=prefix)
        self.dossiers = dossiers
        self.pickers = dict(pickers or {})
        self.definition = definition
        self.on = on
        self.given = dict(answers or {})
        self.with_file = set(files)
        self.partly = partly
        chosen = None if only is None else set(only)
        self.shown = [group for group in definition.groups if chosen is None or group.key in chosen]
        self.checked = Checked(self.given)
        shown_answers = read_answers(definition, data) if data is not None else self.given
        for group in self.shown:
            for field in group.fields:
                self._add(field, field.key, shown_answers.get(field.key))

    def full_clean(self) -> None:
        """Check with the rules of the definition; Django's own checks are not asked."""
        self._errors = ErrorDict()
        if not self.is_bound:
            return
        self.cleaned_data = {}
        shown = {field.key for group in self.shown for field in group.fields}
        answers = {key: value for key, value in self.given.items() if key not in shown}
        answers |= read_answers(self.definition, self.data)
        self.checked = form_language.check(
            self.definition,
            answers,
            self.with_file,
            self.on,
            places=PLACES,
            dossiers=self.dossiers,
            partly=self.partly,
        )
        for key, sentences in self.checked.errors.items():
            if key.split(".")[0] not in shown:
                continue
            for sentence in sentences:
                self.add_error(self.place_of(key), sentence)
        self.cleaned_data = self.checked.answers

    def place_of(self, key: str) -> str | None:
        """Return the name of the control at which an error under `key` is shown; None where there is none."""
        name = key.replace(".", "-")
        for place in (name, f"{name}-commune", f"{name}-typed"):
            if place in self.fields:
                return place
        return next((one for one in self.fields if one.startswith(f"{name}-")), None)

    @property
    def asks_where(self) -> bool:
        """Tell whether it asks for a point on the map, for which a browser may be asked where it is."""
        shown = (one for group in self.shown for field in group.fields for one in (field, *field.fields))
        return any(field.type is FieldType.MAP_POINT for field in shown)

    @cached_property
    def own_dossiers(self) -> Sequence[tuple[str, str]]:
        """The latest dossiers to choose from: code and name."""
        return self.dossiers.recent() if self.dossiers is not None else ()

    @cached_property
    def _worked_out(self) -> Mapping[str, Any]:
        """The answers with their calculated values, as they stand."""
        if self.is_bound:
            self.is_valid()
            return self.checked.answers
        return form_language.recalculated(self.definition, self.given, self.on)

    # Building

    def _add(self, field: Field, name: str, answer: Any) -> None:
        if field.type is FieldType.INFORMATION:
            return
        if field.type is FieldType.REPEATED:
            rows = answer if isinstance(answer, list | tuple) else []
            for number in range(min(max(len(rows) + SPARE_ROWS, field.min_rows), field.max_rows)):
                row = rows[number] if number < len(rows) and isinstance(rows[number], Mapping) else {}
                for part in field.fields:
                    self._add(part, f"{name}-{number}-{part.key}", row.get(part.key))
            return
        if field.type is FieldType.ADDRESS:
            self._add_address(field, name, answer if isinstance(answer, Mapping) else {})
            return
        if field.type in {FieldType.SIGNATURE, FieldType.DOSSIER}:
            self._add_parts(field, name, answer)
            return
        made = self._made(field)
        made.required = field.required or field.type is FieldType.CALCULATED
        made.widget.attrs.setdefault("id", f"id_{name}")
        if field.autocomplete:
            made.widget.attrs["autocomplete"] = field.autocomplete
        if field.max_length and not isinstance(made.widget, forms.Select):
            made.widget.attrs["maxlength"] = str(field.max_length)
        if field.example and isinstance(made.widget, forms.TextInput | forms.Textarea):
            made.widget.attrs["placeholder"] = _("Ví dụ: %(example)s") % {"example": field.example}
        self.fields[name] = made
        value = answer if answer not in (None, "") else field.default
        self.initial[name] = _shown_initial(field, value)

    def _made(self, field: Field) -> forms.Field:
        common: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
        match field.type:
            case FieldType.TEXTAREA:
                return forms.CharField(widget=forms.Textarea, **common)
            case FieldType.DATE:
                return DayField(**common)
            case FieldType.MONEY:
                return MoneyField(**common)
            case FieldType.YES_NO:
                return forms.BooleanField(widget=forms.CheckboxInput(attrs={"value": "yes"}), **common)
            case FieldType.CHOICE:
                choices = [(value, label) for value, label in field.choices]
                if len(choices) <= FEW_CHOICES:
                    return forms.ChoiceField(choices=choices, widget=ChoiceCards(), **common)
                return forms.ChoiceField(choices=[("", _("Chọn")), *choices], **common)
            case FieldType.CHOICES:
                choices = [(value, label) for value, label in field.choices]
                return forms.MultipleChoiceField(choices=choices, widget=CheckCards(), **common)
            case FieldType.COMMUNE:
                return forms.ChoiceField(choices=self._communes(home_province(self.on)), **common)
            case FieldType.FILE:
                return forms.FileField(**common)
            case FieldType.EMAIL:
                return forms.CharField(widget=forms.EmailInput, **common)
            case FieldType.PHONE:
                return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "tel"}), **common)
            case FieldType.NUMBER:
                return forms.CharField(widget=NumberInput(unit=field.unit), **common)
            case FieldType.CALCULATED:
                return forms.CharField(widget=self._output(field), **common)
            case FieldType.MAP_POINT:
                common["help_text"] = field.help or _("Vĩ độ rồi kinh độ, như ứng dụng bản đồ ghi.")
                placeholder = _("Ví dụ: %(example)s") % {"example": POINT_EXAMPLE}
                return forms.CharField(widget=PointInput(attrs={"placeholder": placeholder}), **common)
            case FieldType.CITIZEN_NUMBER | FieldType.OLD_IDENTITY_NUMBER | FieldType.TAX_CODE:
                return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **common)
        return forms.CharField(**common)

    def _output(self, field: Field) -> ComputedOutput:
        about = {
            "data-formula": json.dumps(field.formula, ensure_ascii=False),
            "data-kind": "money" if form_language.is_money(field) else "number",
            "data-unit": field.unit,
            "data-today": self.on.isoformat(),
        }
        return ComputedOutput(attrs=about)

    def _add_parts(self, field: Field, name: str, answer: Any) -> None:
        """Add the two ways in which a signature, or another dossier, is given."""
        given = answer if isinstance(answer, Mapping) else {"typed": answer or ""}
        if field.type is FieldType.SIGNATURE:
            drawn = forms.HiddenInput(attrs={"id": f"id_{name}-drawn", "data-drawn": ""})
            self.fields[f"{name}-drawn"] = forms.CharField(label=field.label, widget=drawn, required=False)
        elif self.own_dossiers:
            own = [(code, f"{code}: {words}") for code, words in self.own_dossiers]
            self.fields[f"{name}-chosen"] = forms.ChoiceField(
                label=field.label,
                help_text=field.help,
                choices=[("", _("Chọn trong hồ sơ của bạn")), *own],
                widget=forms.Select(attrs={"id": f"id_{name}-chosen"}),
                required=field.required,
            )
            code = given.get("typed")
            if code in dict(own):
                given = {"chosen": code}
        attrs = {"id": f"id_{name}-typed", "maxlength": "120"}
        if field.type is FieldType.SIGNATURE:
            attrs |= {"data-typed": "", "autocomplete": "name"}
        else:
            example = _("Ví dụ: %(example)s") % {"example": field.example or CODE_EXAMPLE}
            attrs |= {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            attrs["placeholder"] = example
        self.fields[f"{name}-typed"] = forms.CharField(
            label=field.label,
            help_text=field.help if f"{name}-chosen" not in self.fields else "",
            widget=forms.TextInput(attrs=attrs),
            required=field.required and f"{name}-chosen" not in self.fields,
        )
        for part in PARTS[field.type]:
            self.initial[f"{name}-{part}"] = given.get(part) or ""

    def _add_address(self, field: Field, name: str, answer: Mapping[str, Any]) -> None:
        home = home_province(self.on)
        province = str(answer.get("province") or home)
        provinces = [(place.code, place.full_name) for place in organisation.places("province", None, self.on)]
        commune_id = f"id_{name}-commune"
        chooser = forms.Select(
            attrs={
                "data-address": commune_id,
                "data-address-url": "/thu-tuc/xa-phuong/?tinh=",
                "id": f"id_{name}-province",
            }
        )
        self.fields[f"{name}-province"] = forms.ChoiceField(
            label=f"{field.label}: " + _("tỉnh, thành phố"),
            choices=[("", _("Chọn tỉnh, thành phố")), *provinces],
            widget=chooser,
            required=field.required,
        )
        self.fields[f"{name}-commune"] = forms.ChoiceField(
            label=_("Xã, phường, đặc khu"),
            choices=self._communes(province),
            widget=forms.Select(attrs={"id": commune_id}),
            required=field.required,
        )
        self.fields[f"{name}-street"] = forms.CharField(
            label=_("Số nhà, đường, ấp, khóm"),
            help_text=field.help,
            widget=forms.TextInput(attrs={"id": f"id_{name}-street", "maxlength": "200"}),
            required=field.required,
        )
        for part in ADDRESS_PARTS:
            self.initial[f"{name}-{part}"] = answer.get(part) or (home if part == "province" else "")

    def _communes(self, province: str) -> list[tuple[str, str]]:
        found = organisation.places("commune", None, self.on)
        communes = [(place.code, place.full_name) for place in found if place.province_code == province]
        return [("", _("Chọn xã, phường")), *communes]

    # Showing

    def groups(self) -> Iterator[ShownGroup]:
        """Yield the groups for a template: a fieldset each, with `shown_when` as `data-shown-when`."""
        for group in self.shown:
            answers = self._worked_out
            fields = tuple(
                replace(self._shown(field, field.key, answers.get(field.key)), rules=self._rules(field))
                for field in group.fields
            )
            yield ShownGroup(group.key, group.title, group.help, browser_rule(group.when), fields)

    def _rules(self, field: Field) -> tuple[tuple[str, str], ...]:
        said = self.checked.errors.get(field.key, [])
        return tuple(
            (browser_rule(rule.when), rule.sentence)
            for rule in self.definition.rules
            if rule.field == field.key and rule.sentence not in said
        )

    def _shown(self, field: Field, name: str, answer: Any) -> ShownField:
        rule = browser_rule(field.when)
        match field.type:
            case FieldType.INFORMATION:
                return ShownField(name, None, rule, title=field.label, text=field.text)
            case FieldType.ADDRESS:
                parts = tuple(self[f"{name}-{part}"] for part in ADDRESS_PARTS)
                return ShownField(name, None, rule, title=field.label, text=field.help, parts=parts)
            case FieldType.SIGNATURE | FieldType.DOSSIER:
                return self._shown_parts(field, name, rule)
            case FieldType.REPEATED:
                return self._shown_rows(field, name, rule, answer)
            case FieldType.FILE:
                picker = self.pickers.get(field.key)
                return ShownField(name, self[name], rule, kind=field.type, required=field.required, picker=picker)
            case FieldType.CALCULATED:
                widget = self.fields[name].widget
                assert isinstance(widget, ComputedOutput)
                widget.attrs["data-name"] = name
                widget.shown = "" if answer is None else form_language.shown_value(field, answer)
        return ShownField(name, self[name], rule)

    def _shown_parts(self, field: Field, name: str, rule: str) -> ShownField:
        parts = tuple(self[one] for part in PARTS[field.type] if (one := f"{name}-{part}") in self.fields)
        path = form_language.path_of(self[f"{name}-drawn"].value()) if field.type is FieldType.SIGNATURE else ""
        return ShownField(
            name,
            self[f"{name}-typed"],
            rule,
            kind=field.type,
            required=field.required,
            path=path,
            title=field.label,
            text=field.help,
            parts=parts,
        )

    def _shown_rows(self, field: Field, name: str, rule: str, answer: Any) -> ShownField:
        answers = answer if isinstance(answer, list | tuple) else ()
        first = next(part for part in field.fields if part.type is not FieldType.INFORMATION)
        rows = []
        number = 0
        while any(one in self.fields for one in _names(first, f"{name}-{number}-{first.key}")):
            row = answers[number] if number < len(answers) and isinstance(answers[number], Mapping) else {}
            title = f"{field.row_label or field.label} {number + 1}"
            parts = tuple(self._shown(part, f"{name}-{number}-{part.key}", row.get(part.key)) for part in field.fields)
            rows.append((title, f"{name}-{number}-", parts))
            number += 1
        return ShownField(name, None, rule, title=field.label, text=field.help, rows=tuple(rows))


def _names(field: Field, name: str) -> tuple[str, ...]:
    return tuple(f"{name}-{part}" for part in PARTS[field.type]) if field.type in PARTS else (name,)


def browser_rule(condition: Mapping[str, Any] | None) -> str:
    """Return a condition as the browser reads it: the same JSON."""
    return "" if condition is None else json.dumps(condition, ensure_ascii=False)


def _shown_initial(field: Field, value: Any) -> Any:
    if field.type is FieldType.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if field.type is FieldType.YES_NO:
        return value is True or value == "yes"
    if field.type is FieldType.MAP_POINT and isinstance(value, Mapping):
        return form_language.shown_value(field, value)
    return value
