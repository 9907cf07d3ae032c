"""Reading the form of a draft: what it would be published with, what it changes, what to mend, what to advise."""

from dataclasses import dataclass

from congso.catalogue.models import Amendment, FormVersion, ProcedureVersion
from congso.catalogue.rules import form_editing, records
from congso.catalogue.rules.comparing import Change
from congso.catalogue.rules.comparing_forms import compare_forms
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.form_advice import Advice, advice, minutes_to_fill
from congso.catalogue.rules.form_language import FormDefinition
from congso.catalogue.rules.generated_form import ORIGIN, generated_form
from congso.kernel.refusals import NotFound


def definition_of(version: ProcedureVersion) -> FormDefinition:
    """Return the form a draft would be published with: its own, the one in force, or one made of its text."""
    form = version.form_version
    if form is None or (form.published_at is not None and form.definition.get("origin") == ORIGIN):
        return generated_form(ProcedureContent.from_json(version.content))
    definition: FormDefinition = records.read(FormDefinition, form.definition)
    return definition


def own_form(version: ProcedureVersion) -> FormVersion | None:
    """Return the form that was changed for this draft; None while nobody has changed it."""
    form = version.form_version
    return form if form is not None and form.published_at is None else None


def mark_of(version: ProcedureVersion) -> str:
    """Return the hash of everything a reviewer reads of a draft: its text, and its form when that was changed."""
    form = version.form_version
    if form is None or form.published_at is not None:
        return version.content_hash
    return records.fingerprint([version.content_hash, form.definition_hash])


def form_changes(version: ProcedureVersion | None, base: ProcedureVersion | None) -> tuple[Change, ...]:
    """Return what the changed form of a draft changes; empty while nobody has changed it."""
    if version is None or own_form(version) is None:
        return ()
    return compare_forms(definition_of(base) if base is not None else FormDefinition(""), definition_of(version))


def form_problems(version: ProcedureVersion | None) -> tuple[str, ...]:
    """Return what must be mended in the changed form of a draft before it can be proposed."""
    if version is None or own_form(version) is None:
        return ()
    return tuple(form_editing.problems(definition_of(version)))


@dataclass(frozen=True)
class FormDraft:
    """The form of a draft as its editors work on it. `seen` is the hash a change is made against.

    `before` is the form in force that it will replace; None where the procedure has none.
    """

    definition: FormDefinition
    seen: str
    before: FormDefinition | None
    is_own: bool
    problems: tuple[str, ...]
    advice: tuple[Advice, ...]
    minutes: int


def form_draft(amendment_id: int) -> FormDraft:
    """Return the form of a draft. Raises NotFound for an abolition or an unknown work."""
    rows = Amendment.objects.select_related("version__form_version", "based_on__form_version")
    one = rows.filter(id=amendment_id, version__isnull=False).first()
    if one is None or one.version is None:
        raise NotFound("Không có dự thảo này.")
    definition = definition_of(one.version)
    return FormDraft(
        definition=definition,
        seen=definition.hash,
        before=definition_of(one.based_on) if one.based_on is not None else None,
        is_own=own_form(one.version) is not None,
        problems=tuple(form_editing.problems(definition)),
        advice=tuple(advice(definition)),
        minutes=minutes_to_fill(definition),
    )
