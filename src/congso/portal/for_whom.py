"""For whom an application is handed in: the choices one has, as the form shows them and as the command wants them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from congso.dossiers.queries import DraftView, document_words, mandate_words
from congso.identity.queries import PersonView
from congso.representation import queries as representation
from congso.representation.queries import MembershipView
from congso.representation.rules.standing import Capacity, covers

ONESELF, ANOTHER = "self", "another"
BODY, MANDATE = "body:", "mandate:"

Choice = tuple[str, str, str]
"""Value, words, and what stands below them."""


def choices(person: PersonView, procedure_code: str, memberships: Iterable[MembershipView], on: date) -> list[Choice]:
    """Return for whom a person may hand in an application of this procedure today."""
    found: list[Choice] = [(ONESELF, _("Chính tôi"), person.full_name)]
    for given in representation.usable_mandates(person.id, procedure_code, on):
        found.append((f"{MANDATE}{given.id}", mandate_words(given), document_words(given)))
    for one in memberships:
        if covers(one.procedures, procedure_code):
            said = f"{one.role.label}, {_('mã số thuế')} {one.body.code}"
            found.append((f"{BODY}{one.body.id}", _("Tổ chức: %s") % one.body.name, said))
    helps = _("Bạn chỉ nộp giúp; người đề nghị là người có tên trong tờ khai và cũng theo dõi được hồ sơ.")
    return [*found, (ANOTHER, _("Người khác (nộp hộ)"), helps)]


def value_of(draft: DraftView) -> str:
    """Return the choice a draft stands for."""
    if draft.body_id is not None:
        return f"{BODY}{draft.body_id}"
    if draft.mandate_id is not None:
        return f"{MANDATE}{draft.mandate_id}"
    return ANOTHER if draft.for_another else ONESELF


def read(value: str) -> tuple[Capacity, bool]:
    """Return what a choice means: in whose place, and whether for another without a mandate."""
    if value.startswith(BODY):
        return Capacity(body_id=UUID(value.removeprefix(BODY))), False
    if value.startswith(MANDATE):
        return Capacity(mandate_id=UUID(value.removeprefix(MANDATE))), False
    return Capacity(), value == ANOTHER


def said(draft: DraftView, person: PersonView) -> str:
    """Return for whom a draft is, in words; empty for oneself."""
    if draft.body_id is not None:
        body = representation.body(draft.body_id)
        return _("Tổ chức: %s") % body.name if body else ""
    if draft.mandate_id is not None:
        given = representation.mandate_for(person.id, draft.mandate_id)
        return f"{mandate_words(given)}. {document_words(given)}"
    return _("Người khác (nộp hộ)") if draft.for_another else ""
