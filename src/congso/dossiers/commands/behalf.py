"""For whom an application is handed in: by the account's own choice, or as whoever stands at the counter shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from congso.identity import queries as identity
from congso.identity.commands import ensure_person
from congso.kernel.normalise import fold, tidy
from congso.kernel.refusals import Incorrect
from congso.organisation.queries import ActingOfficer
from congso.representation import commands as representation
from congso.representation import queries as standing
from congso.representation.commands import Paper
from congso.representation.queries import BodyView, MandateView
from congso.representation.rules.mandates import Ground
from congso.representation.rules.standing import Capacity


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom an application is handed in: an organisation, or the giver of a mandate; neither: by the form."""

    body: BodyView | None = None
    mandate: MandateView | None = None

    @property
    def capacity(self) -> Capacity:
        """In whose place the submitter acts."""
        return Capacity(self.body.id if self.body else None, self.mandate.id if self.mandate else None)


ONESELF = Behalf()


def check_giver(mandate: MandateView, answers: Mapping[str, Any], errors: dict[str, list[str]]) -> None:
    """Refuse a form that names somebody else than the one who is represented."""
    giver = identity.person(mandate.giver_id)
    number, name = answers.get("applicant_identity_number"), answers.get("applicant_name")
    if giver is not None and number and giver.identity_number and number != giver.identity_number:
        errors["applicant_identity_number"] = [f"Bạn nộp thay {giver.full_name}: ghi số định danh của người đó."]
    if giver is not None and name and fold(str(name)) != fold(giver.full_name):
        errors["applicant_name"] = [f"Bạn nộp thay {giver.full_name}: ghi họ tên của người đó."]


@dataclass(frozen=True, slots=True)
class AtCounter:
    """Who stands at the counter for somebody else, and by what: a mandate with its paper, an organisation, neither."""

    full_name: str
    identity_number: str
    ground: Ground | None = None
    paper: Paper | None = None
    valid_to: date | None = None
    born_on: date | None = None
    body_code: str = ""
    body_name: str = ""
    body_kind: str = ""

    @property
    def for_body(self) -> bool:
        """Whether they speak for an organisation."""
        return bool(self.body_code)


def person_at_counter(who: AtCounter) -> UUID:
    """Return the person who hands in, made known when they were not. Raises Incorrect beside `submitter_…`."""
    if not tidy(who.full_name):
        raise _incorrect("submitter_full_name", "Ghi họ tên người nộp.")
    if not who.identity_number.strip():
        raise _incorrect("submitter_identity_number", "Ghi số định danh người nộp.")
    try:
        found = ensure_person(full_name=tidy(who.full_name)[:120], identity_number=who.identity_number)
    except Incorrect as refusal:
        raise _incorrect("submitter_identity_number", refusal.message) from None
    if fold(found.full_name) != fold(tidy(who.full_name)):
        raise _incorrect("submitter_full_name", "Họ tên và số định danh người nộp chưa khớp nhau; xem lại thẻ.")
    policy = settings.MANDATES
    if who.ground is None and not who.for_body and policy.helper_needs_paper:
        raise _incorrect("submitter_capacity", "Người nộp hộ phải có giấy ủy quyền: chọn “Được ủy quyền”.")
    return found.id


def behalf_at_counter(
    who: AtCounter,
    *,
    submitter_id: UUID,
    applicant_id: UUID,
    procedure_code: str,
    by: ActingOfficer,
    now: datetime,
    today: date,
) -> Behalf:
    """Keep by what somebody hands in for another: the mandate with its paper, or the organisation.

    Raises Incorrect beside `submitter_…` for a paper that does not fit, or somebody who is the applicant themselves.
    """
    try:
        if who.for_body:
            return Behalf(
                body=representation.ensure_body(code=who.body_code, name=who.body_name, kind=who.body_kind, now=now)
            )
        if submitter_id == applicant_id:
            raise _incorrect("capacity", "Người nộp chính là người đề nghị: chọn “Chính người đề nghị”.")
        if who.ground is None or who.paper is None:
            return ONESELF
        mandate_id = representation.enter_at_counter(
            ground=who.ground,
            giver_id=applicant_id,
            receiver_id=submitter_id,
            procedure_code=procedure_code,
            valid_to=who.valid_to,
            born_on=who.born_on or _born_on(applicant_id),
            paper=who.paper,
            officer_id=by.id,
            account_id=by.account_id,
            today=today,
            now=now,
        )
    except Incorrect as refusal:
        said = {f"submitter_{key.removeprefix('submitter_')}": words for key, words in refusal.fields.items()}
        raise Incorrect(refusal.message, fields=said) from None
    return Behalf(mandate=standing.mandate(mandate_id))


def _born_on(person_id: UUID) -> date | None:
    known = identity.person(person_id)
    return known.born_on if known else None


def _incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})
