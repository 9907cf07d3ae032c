"""Applying: everything once more, what is wrong with it, and handing in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from congso.catalogue import queries as catalogue
from congso.catalogue.forms import AnswersForm
from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.rules import presending
from congso.dossiers.rules.presending import Found
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation import queries as organisation
from congso.privacy.rules.notices import SENSITIVE

from .. import for_whom, queries
from ..forms import (
    DespiteForm,
    TruthForm,
    closing_of,
    keys_of,
    parts_of,
)
from ..queries import Application
from ..rules.next_step import RETURN_PLACES
from .asking import applicant_of, person_of
from .steps import (
    BACK_TO_REVIEW,
    FORM,
    PAPERS,
    REVIEW,
    address_of,
    draft_is_gone,
    of_a_draft,
    page_of,
    part_address,
    wizard_page,
)


@require_safe
@of_a_draft
def review(request: HttpRequest, found: Application) -> HttpResponse:
    """Everything as it will be handed in, what is still missing, and the promise to expect."""
    return _review_page(request, found, _closing_form(found))


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
    looked, not_agreed = _looked_through(request, found), dossiers.not_agreed(draft.id)
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
        "not_agreed": not_agreed,
        "ready": not defects and not not_agreed,
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
    return [(title, lines, part_address(found, where[title])) for title, lines in shown if title in where]
