"""Applying, step by step. Every step saves; nothing is sent to the agency before "Nộp hồ sơ"."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.catalogue import queries as catalogue
from congso.catalogue.forms import AnswersForm, read_answers
from congso.catalogue.rules import form_language
from congso.catalogue.rules.content import Case
from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.commands.opening import ASSURANCE
from congso.dossiers.rules import presending
from congso.dossiers.rules.presending import Found
from congso.identity.queries import PersonView
from congso.kernel import clock
from congso.kernel.middleware import let_ask_position
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow, Refusal
from congso.organisation import queries as organisation
from congso.privacy.rules.notices import SENSITIVE

from .. import for_whom, queries
from ..forms import (
    WHOLE,
    DespiteForm,
    Part,
    PlaceForm,
    TruthForm,
    asked_elsewhere,
    changed_answers,
    closing_of,
    keys_of,
    parts_at_most,
    parts_of,
    printable,
)
from ..queries import Application
from ..rules.next_step import RETURN_PLACES
from .asking import applicant_of, body_of, is_person, own_dossiers, person_of
from .attaching import pickers_of, take

PLACE, FORM, PAPERS, REVIEW = "place", "form", "papers", "review"
STEPS = (PLACE, FORM, PAPERS, REVIEW)
SAME_CLICK = timedelta(seconds=10)
BACK_TO_REVIEW = "kiem-tra"

P = ParamSpec("P")
DraftPage = Callable[Concatenate[HttpRequest, Application, P], HttpResponse]


def of_a_draft(page: "DraftPage[P]") -> Callable[Concatenate[HttpRequest, UUID, P], HttpResponse]:
    """Give a page its draft; a draft that is gone, or somebody else's, is a page that says so."""

    @wraps(page)
    def wrapped(request: HttpRequest, /, draft_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        applicant = applicant_of(request)
        try:
            found = queries.application(applicant.account_id, draft_id, clock.today())
        except NotFound:
            return draft_is_gone(request, draft_id)
        dossiers.note_own(
            applicant.person_id,
            "dossiers.own_draft",
            now=clock.now(),
            account_id=applicant.account_id,
            object_kind="draft",
            object_id=draft_id,
        )
        return page(request, found, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, UUID, P], HttpResponse], never_cache(wrapped))


def draft_is_gone(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Lead to what the draft became; a draft that became nothing, or is somebody else's, is not found."""
    dossier_id = dossiers.handed_in_from(applicant_of(request).person_id, draft_id)
    if dossier_id is None:
        return render(request, "portal/draft_gone.html", status=404)
    messages.info(request, _("Bản nháp này đã được nộp. Đây là hồ sơ của bạn."))
    return HttpResponseRedirect(reverse("portal:dossier", args=[dossier_id]))


# Beginning


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What you need before you begin; a stranger goes on to VNeID and comes back here, a person to the first step."""
    now, today = clock.now(), clock.today()
    version = queries.procedure_in_force(code, today)
    case = version.content.case(request.GET.get("truong-hop", "")) if len(version.content.cases) > 1 else None
    here = reverse("portal:start", args=[version.procedure_code])
    if case is not None:
        here = f"{here}?{urlencode({'truong-hop': case.code})}"
    person = person_of(request) if is_person(request) else None
    if request.method == "POST":
        if person is None:
            return HttpResponseRedirect(here)
        return HttpResponseRedirect(
            reverse("portal:place", args=[_draft_to_work_on(request, version, person, case.code if case else "", now)])
        )
    drafts = []
    if person is not None and request.user.pk is not None:
        body = body_of(request)
        listed = dossiers.drafts_of(request.user.pk, body_id=body.id if body else None)
        drafts = [one for one in listed if one.procedure_code == version.procedure_code]
    level = str(request.session.get("assurance", "")) if person else ""
    needed = version.policy.min_assurance
    cases = [
        (one, f"{reverse('portal:start', args=[version.procedure_code])}?{urlencode({'truong-hop': one.code})}")
        for one in (version.content.cases if len(version.content.cases) > 1 else ())
    ]
    context = {
        "version": version,
        "terms": queries.terms_by_case(version, today, case.code if case else ""),
        "case": case,
        "cases": cases,
        "estimate": None if cases and case is None else _promise_today(version, case, person, now),
        "shared": () if case else queries.shared_components(version),
        "closed": not (version.is_usable and version.policy.online),
        "here": here,
        "person": person,
        "drafts": drafts,
        "too_weak": person is not None and ASSURANCE.get(level, 0) < ASSURANCE.get(needed, 0),
        "needed": needed.removeprefix("vneid-"),
    }
    return render(request, "portal/start.html", context)


def _promise_today(
    version: catalogue.VersionView, case: Case | None, person: PersonView | None, now: datetime
) -> queries.Estimate | None:
    """Return what would be promised today: by the agency of one's own commune, else by the first that receives."""
    choices = queries.receiving_choices(version, clock.today())
    near = queries.receiving_of(person, choices, clock.today()) if person is not None else None
    place = near or (choices[0] if choices else None)
    if place is None:
        return None
    only = version.content.cases[0].code if len(version.content.cases) == 1 else ""
    return queries.estimate(version, case.code if case else only, place.id, now)


def _draft_to_work_on(
    request: HttpRequest, version: catalogue.VersionView, person: PersonView, case_code: str, now: datetime
) -> UUID:
    """Begin a draft, or take the one that the same click has just begun."""
    applicant, body = applicant_of(request), body_of(request)
    for one in dossiers.drafts_of(applicant.account_id, body_id=body.id if body else None):
        same = one.procedure_code == version.procedure_code and (not case_code or one.case_code == case_code)
        if same and one.step == "start" and now - one.created_at < SAME_CLICK:
            return one.id
    choices = queries.receiving_choices(version, clock.today())
    near = queries.receiving_of(person, choices, clock.today())
    return commands.start_draft(
        version_id=version.id,
        by=applicant,
        now=now,
        case_code=case_code,
        receiving_organisation_id=near.id if near else None,
        body_id=body.id if body else None,
    )


@require_safe
@of_a_draft
def resume(request: HttpRequest, found: Application) -> HttpResponse:
    """Go on where one stopped."""
    step = found.draft.step
    return HttpResponseRedirect(address_of(found, step if step in STEPS else PLACE))


# Step 1: case and place


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def place(request: HttpRequest, found: Application) -> HttpResponse:
    """Which case, handed in where, result received how."""
    today, draft, version = clock.today(), found.draft, found.version
    person = person_of(request)
    choices = queries.receiving_choices(version, today)
    near = queries.receiving_of(person, choices, today)
    chosen = draft.receiving_organisation_id or (near.id if near else None)
    initial = {
        "case": draft.case_code,
        "receiving_organisation": str(chosen) if chosen else "",
        "return_channel": draft.return_channel or "counter",
        "for_whom": for_whom.value_of(draft),
    }
    whom = for_whom.choices(person, version.procedure_code, cast(Any, request).memberships, today)
    posted = request.POST if request.method == "POST" else None
    form = PlaceForm(posted, version=version, places=choices, near=near, whom=whom, initial=initial)
    if posted is not None and form.is_valid():
        applicant, now = applicant_of(request), clock.now()
        capacity, for_another = for_whom.read(form.cleaned_data["for_whom"] or for_whom.value_of(draft))
        commands.choose_for_whom(draft_id=draft.id, by=applicant, now=now, capacity=capacity, for_another=for_another)
        commands.choose(
            draft_id=draft.id,
            by=applicant,
            now=now,
            case_code=form.cleaned_data.get("case"),
            receiving_organisation_id=form.cleaned_data["receiving_organisation"],
            return_channel=form.cleaned_data["return_channel"],
        )
        _drop_papers_of_other_cases(request, found, form.cleaned_data.get("case"))
        return go_on(request, found, PLACE)
    context = {"form": form, "no_places": not choices}
    return wizard_page(request, "portal/place.html", found, PLACE, context, status=422 if posted is not None else 200)


def _drop_papers_of_other_cases(request: HttpRequest, found: Application, case_code: str | None) -> None:
    if case_code is None or case_code == found.draft.case_code:
        return
    kept = {one.key for one in (*queries.components_of(found.version, case_code), *found.version.papers_of_form)}
    others = [paper for paper in found.draft.papers if paper.component_key not in kept]
    for paper in others:
        commands.detach_paper(
            draft_id=found.draft.id,
            component_key=paper.component_key,
            file_id=paper.file_id,
            by=applicant_of(request),
            now=clock.now(),
        )
    if others:
        messages.warning(request, _("Đã bỏ các tệp của trường hợp cũ vì trường hợp mới không cần."))


# Step 2: the form


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


def _touches(found: Application, part: Part, wrong: Mapping[str, Any]) -> bool:
    keys = set(keys_of(found.version.form, part.groups))
    return any(key.split(".")[0] in keys for key in wrong)


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


def _take_files(request: HttpRequest, found: Application, here: Part) -> dict[str, str]:
    """Keep the files that came with a page of the form (without script); return what is wrong with them, by field."""
    asked, refused = set(keys_of(found.version.form, here.groups)), dict[str, str]()
    for one in found.version.papers_of_form:
        if one.key in asked:
            refused |= take(request, found, one.key, request.FILES.getlist(one.key))
    return refused


def keep_typed(request: HttpRequest, found: Application, key: str) -> None:
    """Keep what stands on the page of the form that asks for `key`, when a button of that page led elsewhere."""
    part = _part_with(found, key)
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
        document = {"title": f"{refusal.message} {refusal.remedy}".strip(), "code": refusal.code}
        return JsonResponse(document, status=refusal.status)
    return JsonResponse({"revision": revision})


# Step 4: look through, hand in


@require_safe
@of_a_draft
def review(request: HttpRequest, found: Application) -> HttpResponse:
    """Everything as it will be handed in, what is still missing, and the promise to expect."""
    return _review_page(request, found, _closing_form(found))


def _closing_form(found: Application, data: Any = None) -> AnswersForm | TruthForm:
    closing = closing_of(found.version.form)
    if not closing:
        return TruthForm(data)
    answers, files = found.draft.answers, {paper.component_key for paper in found.draft.papers}
    return AnswersForm(found.version.form, data, on=clock.today(), answers=answers, files=files, only=closing)


def _review_page(
    request: HttpRequest,
    found: Application,
    closing: AnswersForm | TruthForm,
    *,
    despite: DespiteForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    now, today, draft, version = clock.now(), clock.today(), found.draft, found.version
    organisation_id = draft.receiving_organisation_id
    looked = _looked_through(request, found)
    defects, doubts = [one for one in looked if one.is_defect], [one for one in looked if not one.is_defect]
    context = {
        "for_whom": for_whom.said(draft, person_of(request)),
        "organisation": organisation.organisation(organisation_id) if organisation_id else None,
        "return_place": RETURN_PLACES.get(draft.return_channel, ""),
        "summary": _summary(found),
        "defects": [(one.words, _where_mended(found, one)) for one in defects],
        "doubts": [(one.words, _where_mended(found, one), one.mark) for one in doubts],
        "despite": (despite or DespiteForm()) if doubts else None,
        "for_a_human": presending.for_a_human(version.content, found.components, found.files_by_component),
        "ready": not defects,
        "estimate": queries.estimate(version, draft.case_code, organisation_id, now) if organisation_id else None,
        "fees": queries.fees(version, draft.case_code, today),
        "components": [
            (one, found.files_by_component.get(one.key, []))
            for one in (*found.components, *found.version.papers_of_form)
        ],
        "closing": closing,
        "closing_is_group": isinstance(closing, AnswersForm),
        "refused": refused,
        "sensitive": SENSITIVE if any(one.sensitive for one in version.form.fields) else None,
    }
    return wizard_page(request, "portal/review.html", found, REVIEW, context, status=status)


def _looked_through(request: HttpRequest, found: Application) -> list[Found]:
    """Return what is found in a draft, but for the closing statements, which stand on the last step itself."""
    closing = set(keys_of(found.version.form, closing_of(found.version.form)))
    looked = dossiers.presending(found.draft, person_id=applicant_of(request).person_id, on=clock.today())
    return [one for one in looked if one.step != FORM or one.key.split(".")[0] not in closing]


def _where_mended(found: Application, one: Found) -> str:
    """Return the address at which something found is put right."""
    if one.step == FORM or found.version.form.field(one.key) is not None:
        return page_of(found, one.key)
    anchor = f"#tep-{one.key}" if one.step == PAPERS else f"#id_{one.key}"
    return f"{address_of(found, one.step)}?ve={BACK_TO_REVIEW}{anchor}"


def _summary(found: Application) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Return the answers as they read, each group with the address where it can be corrected."""
    parts = parts_of(found.version.form, found.draft.answers)
    titles = {group.key: group.title for group in found.version.form.groups}
    where = {titles[key]: part.key for part in parts for key in part.groups}
    shown = catalogue.answers_shown(found.version, found.draft.answers, clock.today())
    return [(title, lines, _part_address(found, where[title])) for title, lines in shown if title in where]


def _part_address(found: Application, part: str) -> str:
    return f"{reverse('portal:form_part', args=[found.draft.id, part])}?ve={BACK_TO_REVIEW}"


def page_of(found: Application, key: str) -> str:
    """Return where the answer with this key is given."""
    part = _part_with(found, key.split(".")[0])
    if part is None:
        return address_of(found, FORM)
    field = found.version.form.field(key)
    last = "-typed" if field is not None and field.type in {"signature", "dossier"} else ""
    return f"{_part_address(found, part.key)}#id_{key.replace('.', '-')}{last}"


def _part_with(found: Application, field: str) -> Part | None:
    parts = parts_of(found.version.form, found.draft.answers)
    return next((one for one in parts if field in keys_of(found.version.form, one.groups)), None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def submit(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Hand in. The draft is its own key: a second click, a reload or a retry leads to the same dossier."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("portal:review", args=[draft_id]))
    applicant, now = applicant_of(request), clock.now()
    try:
        found: Application | None = queries.application(applicant.account_id, draft_id, clock.today())
    except NotFound:
        found = None
    seen = request.POST.getlist("seen")[:200]
    if found is not None:
        closing = _closing_form(found, request.POST)
        correct = closing.is_valid()
        if isinstance(closing, AnswersForm):
            keys = keys_of(found.version.form, closing_of(found.version.form))
            answers = {key: closing.checked.answers.get(key) for key in keys}
            commands.save_draft(draft_id=draft_id, answers=answers, by=applicant, now=now)
        doubts = [one.mark for one in _looked_through(request, found) if not one.is_defect]
        # A doubt that was not on the page has not been seen, whatever was ticked there.
        despite = DespiteForm(request.POST if set(doubts) <= set(seen) else {}) if doubts else None
        if not correct or (despite is not None and not despite.is_valid()):
            return _review_page(request, found, closing, despite=despite, status=422)
    try:
        dossier_id = commands.submit(draft_id=draft_id, by=applicant, now=now, despite=seen)
    except NotFound:
        return draft_is_gone(request, draft_id)
    except (Incorrect, NotPossibleNow) as refusal:
        if found is None:
            raise
        words = f"{refusal.message} {refusal.remedy}".strip()
        found = queries.application(applicant.account_id, draft_id, clock.today())
        return _review_page(request, found, _closing_form(found), refused=words, status=refusal.status)
    return HttpResponseRedirect(reverse("portal:submitted", args=[dossier_id]))


@require_POST
@never_cache
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away; twice is as good as once."""
    try:
        commands.discard_draft(draft_id=draft_id, by=applicant_of(request), now=clock.now())
        messages.success(request, _("Đã xóa bản nháp."))
    except NotFound:
        messages.info(request, _("Bản nháp này không còn."))
    return HttpResponseRedirect(reverse("portal:mine"))


# What the steps share


def note_step(request: HttpRequest, found: Application, step: str) -> None:
    """Remember how far one has come, for coming back on another device."""
    if found.draft.step != step:
        commands.save_draft(draft_id=found.draft.id, answers={}, by=applicant_of(request), now=clock.now(), step=step)


def address_of(found: Application, step: str) -> str:
    return reverse(f"portal:{step}", args=[found.draft.id])


def go_on(request: HttpRequest, found: Application, step: str, here: Part | None = None) -> HttpResponse:
    """Go where the button says: later, back to the review, or on to the next page."""
    if request.POST.get("action") == "later":
        messages.success(request, _("Đã lưu. Bạn có thể soạn tiếp trên bất kỳ máy nào."))
        return HttpResponseRedirect(reverse("portal:mine"))
    if request.POST.get("ve") == BACK_TO_REVIEW:
        return HttpResponseRedirect(address_of(found, REVIEW))
    following = address_of(found, STEPS[STEPS.index(step) + 1])
    if here is not None:
        parts = parts_of(found.version.form, found.draft.answers)
        keys = [one.key for one in parts]
        after = parts[keys.index(here.key) + 1 :] if here.key in keys else parts
        if after:
            return HttpResponseRedirect(reverse("portal:form_part", args=[found.draft.id, after[0].key]))
    note_step(request, found, STEPS[STEPS.index(step) + 1])
    if step == PLACE:
        # The first page shows what is known already, even where nothing is left to fill in.
        parts = parts_of(found.version.form, found.draft.answers)
        if parts:
            following = reverse("portal:form_part", args=[found.draft.id, parts[0].key])
    return HttpResponseRedirect(following)


def wizard_page(
    request: HttpRequest,
    template: str,
    found: Application,
    step: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Show a step in the frame that all steps share."""
    labels = (_("Trường hợp, nơi nộp"), _("Tờ khai"), _("Giấy tờ"), _("Kiểm tra và nộp"))
    frame = {
        "found": found,
        "draft": found.draft,
        "version": found.version,
        "steps": [(label, address_of(found, one)) for label, one in zip(labels, STEPS, strict=True)],
        "current": STEPS.index(step) + 1,
    }
    return render(request, template, {**frame, **context}, status=status)
