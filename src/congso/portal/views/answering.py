"""Applying: the form, a page at a time, saved as one types."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.catalogue import queries as catalogue
from congso.catalogue.forms import AnswersForm, read_answers
from congso.catalogue.rules import form_language
from congso.dossiers import commands
from congso.identity.queries import PersonView
from congso.kernel import clock
from congso.kernel.middleware import let_ask_position
from congso.kernel.refusals import NotFound, Refusal
from congso.ui.english import spoken

from .. import queries
from ..forms import (
    WHOLE,
    Part,
    asked_elsewhere,
    changed_answers,
    keys_of,
    parts_at_most,
    parts_of,
    printable,
)
from ..queries import Application
from .asking import applicant_of, own_dossiers, person_of
from .attaching import pickers_of, take
from .steps import (
    FORM,
    PAPERS,
    PLACE,
    address_of,
    go_on,
    of_a_draft,
    part_with,
    wizard_page,
)


@require_safe
@of_a_draft
def form(request: HttpRequest, found: Application) -> HttpResponse:
    """Go to the first page of the form that still wants something, else to its first page."""
    parts = parts_of(found.version.form, found.draft.answers)
    wrong = queries.wrong_answers(found, clock.today(), own_dossiers(request))
    asking = next((part for part in parts if _touches(found, part, wrong)), parts[0] if parts else None)
    if asking is None:
        return HttpResponseRedirect(address_of(found, PAPERS))
    return HttpResponseRedirect(reverse("portal:form_part", args=[found.draft.id, asking.key]))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def form_part(request: HttpRequest, found: Application, part: str) -> HttpResponse:
    """One page of the form. What was typed is saved first, right or wrong; then wrong answers are explained."""
    definition, draft = found.version.form, found.draft
    parts = parts_of(definition, draft.answers)
    here = next((one for one in parts if one.key == part), None)
    if here is None:
        return HttpResponseRedirect(address_of(found, FORM))
    own = own_dossiers(request)
    if request.method != "POST":
        pickers = pickers_of(found)
        shown = AnswersForm(
            definition, on=clock.today(), answers=draft.answers, only=here.groups, dossiers=own, pickers=pickers
        )
        return _form_page(request, found, parts, here, shown)

    action = request.POST.get("action", "next")
    refused = _take_files(request, found, here)
    found = queries.application(draft.account_id, draft.id, clock.today())
    draft = found.draft
    posted = AnswersForm(
        definition,
        request.POST,
        on=clock.today(),
        answers=draft.answers,
        files={paper.component_key for paper in draft.papers},
        partly=action != "next",
        only=here.groups,
        dossiers=own,
        pickers=pickers_of(found),
    )
    correct = posted.is_valid() and not refused
    for key, sentence in refused.items():
        posted.add_error(key, sentence)
    typed = printable(read_answers(definition, request.POST))
    answers = {key: posted.checked.answers.get(key, typed.get(key)) for key in keys_of(definition, here.groups)}
    differences = _differences(request, found, answers)
    if differences:
        context = {"differences": differences, "revision": draft.revision}
        return _form_page(request, found, parts, here, posted, context, status=409)
    commands.save_draft(
        draft_id=draft.id, answers=answers, by=applicant_of(request), now=clock.now(), revision=None, step=FORM
    )
    found = queries.application(draft.account_id, draft.id, clock.today())
    if not correct:
        return _form_page(request, found, parts_of(definition, found.draft.answers), here, posted, status=422)
    if action == "more":
        return HttpResponseRedirect(reverse("portal:form_part", args=[draft.id, here.key]))
    return go_on(request, found, FORM, here)


def _touches(found: Application, part: Part, wrong: Mapping[str, Any]) -> bool:
    keys = set(keys_of(found.version.form, part.groups))
    return any(key.split(".")[0] in keys for key in wrong)


def _take_files(request: HttpRequest, found: Application, here: Part) -> dict[str, str]:
    """Keep the files that came with a page of the form (without script); return what is wrong with them, by field."""
    asked, refused = set(keys_of(found.version.form, here.groups)), dict[str, str]()
    for one in found.version.papers_of_form:
        if one.key in asked:
            refused |= take(request, found, one.key, request.FILES.getlist(one.key))
    return refused


def keep_typed(request: HttpRequest, found: Application, key: str) -> None:
    """Keep what stands on the page of the form that asks for `key`, when a button of that page led elsewhere."""
    part = part_with(found, key)
    if part is None or "revision" not in request.POST:
        return
    typed = printable(read_answers(found.version.form, request.POST))
    answers = {one: typed.get(one) for one in keys_of(found.version.form, part.groups)}
    if not _differences(request, found, answers):
        commands.save_draft(draft_id=found.draft.id, answers=answers, by=applicant_of(request), now=clock.now())


def _differences(request: HttpRequest, found: Application, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the fields another window has saved otherwise since this page was made: label and what is saved."""
    if request.POST.get("revision", str(found.draft.revision)) == str(found.draft.revision):
        return []
    today, changed = clock.today(), []
    for key, answer in answers.items():
        field, saved = found.version.form.field(key), found.draft.answers.get(key)
        if field is None or field.type in form_language.NEVER_TYPED or (saved or None) == (answer or None):
            continue
        shown = form_language.shown_value(field, saved, places=catalogue.PLACES, on=today) if saved else _("để trống")
        changed.append((field.label, shown))
    return changed


def _form_page(
    request: HttpRequest,
    found: Application,
    parts: list[Part],
    here: Part,
    shown: AnswersForm,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    definition, answers = found.version.form, found.draft.answers
    from_sign_in = _say_where_from(shown, person_of(request), answers)
    wrong = queries.wrong_answers(found, clock.today(), own_dossiers(request))
    known = catalogue.check_answers(found.version, answers, (), clock.today(), partly=True).answers
    elsewhere = asked_elsewhere(definition, here.groups, known)
    context = {
        "form": shown,
        "from_sign_in": from_sign_in,
        "part": here,
        "parts": [(one, reverse("portal:form_part", args=[found.draft.id, one.key])) for one in parts],
        "done_parts": {one.key for one in parts if not _touches(found, one, wrong)},
        "number": parts.index(here) + 1 if here in parts else 1,
        "at_most": parts_at_most(definition, answers, here),
        "is_whole": here.key == WHOLE,
        "has_rows": any(definition_field.fields for definition_field in _fields_of(found, here)),
        "has_files": any(one.type == form_language.FieldType.FILE for one in _fields_of(found, here)),
        "elsewhere": json.dumps(elsewhere, ensure_ascii=False) if elsewhere else "",
        "back": request.GET.get("ve") or request.POST.get("ve", ""),
        "before": _before(found, parts, here),
        "revision": found.draft.revision,
        "store_key": f"{found.draft.id}-{here.key}",
        **(extra or {}),
    }
    page = wizard_page(request, "portal/form_part.html", found, FORM, context, status=status)
    return let_ask_position(page) if shown.asks_where else page


def _fields_of(found: Application, here: Part) -> Iterable[form_language.Field]:
    return (field for group in found.version.form.groups if group.key in here.groups for field in group.fields)


def _before(found: Application, parts: list[Part], here: Part) -> str:
    """Return the address of the page before this one."""
    place_in_form = parts.index(here) if here in parts else 0
    if place_in_form == 0:
        return address_of(found, PLACE)
    return reverse("portal:form_part", args=[found.draft.id, parts[place_in_form - 1].key])


def _say_where_from(shown: AnswersForm, person: PersonView, answers: Mapping[str, Any]) -> bool:
    """Say beside a field that its answer came with the sign-in, as long as it is that answer; tell whether any did."""
    said = False
    for field in shown.definition.fields:
        source, _dot, attribute = field.prefill.partition(".")
        if source != "person" or field.key not in shown.fields:
            continue
        known, answer = getattr(person, attribute, None), answers.get(field.key)
        if known and answer and str(answer) == (known.isoformat() if hasattr(known, "isoformat") else str(known)):
            control = shown.fields[field.key]
            control.help_text = f"{control.help_text} {_('Đã điền từ VNeID.')}".strip()
            said = True
    return said


@require_POST
@never_cache
def autosave(request: HttpRequest, draft_id: UUID) -> JsonResponse:
    """Save the fields named in `_changed`; answers with the new revision, or 409 and a sentence when it is stale."""
    applicant = applicant_of(request)
    try:
        found = queries.application(applicant.account_id, draft_id, clock.today())
        answers = changed_answers(
            found.version.form, found.draft.answers, request.POST, request.POST.getlist("_changed")[:500]
        )
        given = request.POST.get("revision", "")
        revision = commands.save_draft(
            draft_id=draft_id,
            answers=answers,
            by=applicant,
            now=clock.now(),
            revision=int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None,
        )
    except NotFound:
        title = _("Bản nháp này không còn: có thể đã nộp hoặc đã xóa.")
        return JsonResponse({"title": title, "code": "not_found"}, status=409)
    except Refusal as refusal:
        document = {"title": f"{spoken(refusal.message)} {spoken(refusal.remedy)}".strip(), "code": refusal.code}
        return JsonResponse(document, status=refusal.status)
    return JsonResponse({"revision": revision})
