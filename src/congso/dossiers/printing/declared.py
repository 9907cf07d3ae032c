"""From answers to the prescribed declaration: of a dossier as handed in, of a draft, and of nobody yet.

Source: NĐ 224/2026/NĐ-CP Điều 3 khoản 22. Who may have it is decided where it is asked for.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from congso.catalogue import queries as catalogue
from congso.catalogue.queries import VersionView
from congso.catalogue.rules import form_language
from congso.catalogue.rules.form_language import Declaration, FormDefinition
from congso.dossiers.queries import routes
from congso.kernel import masking
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Refusal
from congso.organisation import queries as organisation

from . import parts, wording
from .paper import DeclarationPaper, Letterhead, Signatory

DRAFT = "BẢN XEM TRƯỚC, chưa nộp"
MASKED = "Bản che bớt dữ liệu cá nhân"
_SOME_TITLE = "Tờ khai"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def of_dossier(dossier_id: UUID | str, *, masked: bool) -> DeclarationPaper:
    """Return the declaration that was handed in; `masked` as an officer sees it unasked. Raises NotFound."""
    dossier = parts.dossier_of(dossier_id)
    version = catalogue.version(dossier.procedure_version_id)
    answers: Mapping[str, Any] = dossier.form.answers
    said = _said(
        version,
        catalogue.answers_masked(version, answers) if masked else answers,
        dossier.submitted_at,
        organisation.organisation(dossier.processing_organisation_id).name,
    )
    subject, submitter = parts.subject_of(dossier), parts.submitter_of(dossier)
    # For whom and by what paper they handed in follows the words above their signature.
    for_whom = submitter.role.partition("\n")[2]
    role = f"{said.signer}\n{masking.in_text(for_whom) if masked else for_whom}" if for_whom else said.signer
    return DeclarationPaper(
        head=_head(said, dossier.receiving_organisation_id, dossier.submitted_at),
        declaration=said,
        signatory=replace(submitter, role=role),
        footer=f"{subject.code_label}: {subject.code}",
        signed_at=dossier.submitted_at,
        subject=subject,
        mark=MASKED if masked else "",
        together=parts.together_of(dossier),
    )


def of_draft(
    version: VersionView, answers: Mapping[str, Any], receiving_organisation_id: int | None, now: datetime
) -> DeclarationPaper:
    """Return the declaration as it would be handed in now, marked as a draft."""
    said = _said(version, answers, now, _addressee(version, receiving_organisation_id, now))
    return DeclarationPaper(
        head=_head(said, receiving_organisation_id, now),
        declaration=said,
        signatory=Signatory(said.signer, said.name),
        footer=f"{DRAFT}. In lúc {wording.moment(now)}",
        signed_at=now,
        mark=DRAFT,
    )


def of_nobody(version: VersionView) -> DeclarationPaper:
    """Return the declaration with nothing filled in; the same for everybody, as long as the version is the same."""
    return of_form(version.form, version.procedure_code, version.published_at or _LONG_AGO)


def of_form(form: FormDefinition, code: str, at: datetime) -> DeclarationPaper:
    """Return the declaration of a form that may be in use or not, with nothing filled in."""
    said = form_language.blank_declaration(form)
    return DeclarationPaper(
        head=_head(said, None, at),
        declaration=said,
        signatory=Signatory(said.signer, ""),
        footer=f"Mẫu để xem, thủ tục {code}",
    )


def _said(version: VersionView, answers: Mapping[str, Any], at: datetime, agency: str) -> Declaration:
    return form_language.declaration(version.form, answers, places=catalogue.PLACES, on=parts.day_of(at), agency=agency)


def _addressee(version: VersionView, receiving_organisation_id: int | None, now: datetime) -> str:
    """Return the name of who would process a draft; of who receives it while nobody is known to process it."""
    if receiving_organisation_id is None:
        return ""
    receiving = organisation.organisation(receiving_organisation_id)
    try:
        agencies = routes.agencies_for(version, receiving, now.astimezone(VIETNAM).date())
    except Refusal:
        return receiving.name
    return organisation.organisation(agencies.processing_id).name


def _head(said: Declaration, organisation_id: int | None, at: datetime) -> Letterhead:
    title = said.title if any(letter.isalnum() for letter in said.title) else _SOME_TITLE
    if organisation_id is None:
        return Letterhead(title, agency="", place="", issued_at=at)
    return parts.letterhead(title, organisation_id, at, "", desk=False)
