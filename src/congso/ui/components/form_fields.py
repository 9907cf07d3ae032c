"""A bound field as the person meets it: label, help, error, control, each tied to the other for screen readers."""

from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Choice:
    """One option of a group of cards."""

    id: str
    value: str
    label: str
    help: str
    checked: bool


@dataclass(frozen=True)
class RenderedField:
    """What `ui/components/field.html` needs. `kind` is control, group, single (a lone checkbox), file or hidden."""

    kind: str
    bound: BoundField
    id: str
    label: str
    help: str
    errors: list[str]
    optional: bool
    control: str = ""
    unit: str = ""
    input_type: str = "radio"
    in_row: bool = False
    choices: list[Choice] = field(default_factory=list)

    @property
    def help_id(self) -> str:
        return f"{self.id}-help"

    @property
    def error_id(self) -> str:
        return f"{self.id}-error"

    @property
    def described_by(self) -> str:
        return " ".join([*([self.help_id] if self.help else []), *([self.error_id] if self.errors else [])])


def rendered(
    bound: BoundField, *, label: str = "", help: str = "", attrs: dict[str, str] | None = None
) -> RenderedField:
    """Return how to show `bound`. Attributes of the widget are kept; ours are added."""
    widget = bound.field.widget
    base = RenderedField(
        kind="control",
        bound=bound,
        id=str(bound.id_for_label or bound.auto_id),
        label=str(label or bound.label),
        help=str(help or bound.help_text or ""),
        errors=_errors(bound),
        # In rows of which most stay empty, the word beside every label would be all one reads.
        optional=not bound.field.required and not getattr(bound.form, "is_a_row", False),
        unit=str(getattr(widget, "unit", "")),
    )
    if widget.is_hidden:
        return _with(base, kind="hidden", control=str(bound))
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _with(
            base,
            kind="group",
            id=str(bound.auto_id),
            input_type="checkbox" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio",
            in_row=bool(getattr(widget, "in_row", False)),
            choices=_choices(bound, getattr(widget, "help_texts", {})),
        )
    given: dict[str, str | bool] = dict(attrs or {})
    if base.described_by:
        given["aria-describedby"] = base.described_by
    if base.errors:
        given["aria-invalid"] = "true"
    if isinstance(widget, forms.CheckboxInput):
        return _with(base, kind="single", control=bound.as_widget(attrs=given))
    if isinstance(widget, forms.FileInput):
        return _with(base, kind="file", control=bound.as_widget(attrs=given))
    if isinstance(widget, forms.Textarea) and str(widget.attrs.get("rows")) == "10":
        given.setdefault("rows", "4")
    classes = [_class(widget), str(widget.attrs.get("class", "")), str(given.get("class", ""))]
    given["class"] = " ".join(filter(None, classes))
    return _with(base, control=bound.as_widget(attrs=given))


def _errors(bound: BoundField) -> list[str]:
    """The sentences about the field; where the form says nothing of its own, ours instead of the framework's."""
    widget = bound.field.widget
    said = []
    for error in bound.errors.as_data():
        words = " ".join(error.messages)
        if error.code == "required" and words == str(forms.Field.default_error_messages["required"]):
            words = _missing(widget)
        elif error.code == "invalid_choice" and isinstance(bound.field, forms.ChoiceField):
            words = _("Mục đã chọn không có trong danh sách. Hãy chọn lại.")
        said.append(words)
    return said


def _missing(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return _("Hãy đánh dấu ô này để tiếp tục.")
    if isinstance(widget, forms.FileInput):
        return _("Hãy chọn tệp.")
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _("Hãy chọn một mục.")
    return _("Hãy nhập mục này.")


def _class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if "data-day" in widget.attrs:
        return "input input--day"
    return "input"


def _choices(bound: BoundField, help_texts: dict[str, str]) -> list[Choice]:
    found = []
    for index, option in enumerate(bound.subwidgets):
        data = option.data
        value = str(data["value"])
        if value == "" and isinstance(bound.field.widget, forms.RadioSelect):
            continue  # Django's empty choice: an unanswered question shows no chosen card
        checked = bool(data["selected"])
        found.append(
            Choice(f"{bound.auto_id}_{index}", value, str(data["label"]), str(help_texts.get(value, "")), checked)
        )
    return found


def _with(base: RenderedField, **changes: Any) -> RenderedField:
    return replace(base, **changes)


def error_links(*forms_shown: forms.BaseForm) -> list[tuple[str, str]]:
    """(anchor or "", sentence) for every error of the forms, in the order of the fields."""
    links: list[tuple[str, str]] = []
    for form in forms_shown:
        links += [("", str(error)) for error in form.non_field_errors()]
        for bound in form:
            shown = rendered(bound)
            anchor = shown.choices[0].id if shown.choices else shown.id
            links += [(f"#{anchor}", _named(shown.label.rstrip(":."), error)) for error in shown.errors]
    return links


def _named(label: str, sentence: str) -> str:
    """The sentence with the name of its field before it, unless it names the field itself."""
    if label in sentence:
        return sentence
    return f"{label} {sentence}" if label.endswith("?") else f"{label}: {sentence}"
