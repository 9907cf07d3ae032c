"""Handing in a whole application at once: other systems, the post, somebody at the counter who will wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congso.dossiers import permissions
from congso.dossiers.events import (
    DossierSubmitted,
)
from congso.dossiers.permissions import Actor, Applicant, Client
from congso.dossiers.queries import routes
from congso.dossiers.rules.rights import DossierRight as R
from congso.dossiers.rules.states import Action, DossierState
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotAllowed
from congso.organisation.commands import hold
from congso.organisation.queries import ActingOfficer

from . import clock, opening
from .case import officer_needed
from .opening import PaperInput
from .secrets import no_secrets


@no_secrets
def submit_direct(
    *,
    version_id: int,
    answers: Mapping[str, Any],
    receiving_organisation_id: int,
    by: Actor,
    now: datetime,
    key: str,
    papers: Sequence[PaperInput] = (),
    channel: str = "online",
    case_code: str = "",
    return_channel: str = "counter",
) -> UUID:
    """Hand in a whole application at once: other systems, the post, the counter for somebody who will wait.

    `key` makes a repetition harmless: the same sender with the same key gets the same dossier, also when the procedure
    has a new edition or has closed since. Raises NotPossibleNow `idempotency_key_reused` when the content differs,
    Incorrect with each field's sentences, NotAllowed for a sender who may not hand in there.
    """
    sender, submitter, assurance = _sender(by, receiving_organisation_id)
    if not key or len(key) > 80:
        raise Incorrect("Thiếu khóa chống gửi trùng, hoặc khóa dài quá 80 ký tự.", code="idempotency_key_needed")
    origin = f"{sender}:{key}"
    pinned = routes.pinned(version_id)
    # The procedure, not its edition: whoever repeats what was sent yesterday finds today's edition.
    mark = opening.fingerprint(
        pinned.version.procedure_code, answers, papers, receiving_organisation_id, channel, case_code, return_channel
    )
    before = opening.already_opened(origin, mark)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            application = opening.check_application(
                version_id=version_id,
                case_code=case_code,
                channel=channel,
                answers=answers,
                papers=papers,
                receiving_organisation_id=receiving_organisation_id,
                return_channel=return_channel,
                submitter=submitter,
                assurance=assurance,
                file_owner=permissions.file_owner(by),
                now=now,
            )
            if isinstance(by, Applicant):
                opening.check_assurance(application.pinned.version, by.assurance)
            placement = opening.Placement(
                DossierState.SUBMITTED,
                clock.intake_until(application.agencies.receiving_id, application.pinned.policy, now),
            )
            dossier_id = opening.write(
                application,
                placement,
                action=Action.SUBMIT,
                by=by,
                origin=origin,
                now=now,
                payload={"fingerprint": mark},
            )
            if dossier_id is None:
                raise _OpenedMeanwhileError
            publish(DossierSubmitted(str(dossier_id), 1, application.agencies.receiving_id, channel))
    except _OpenedMeanwhileError:
        # The same was sent twice at once: whatever this one made (a person without a number) is gone again.
        existing = opening.already_opened(origin, mark)
        assert existing is not None
        return existing
    return dossier_id


class _OpenedMeanwhileError(Exception):
    """Another sending of the same key was faster."""


def _sender(by: Actor, receiving_organisation_id: int) -> tuple[str, UUID | None, str]:
    """Return who sends (for the key), who hands in, and with which sign-in."""
    if isinstance(by, Applicant):
        return f"account:{by.account_id}", by.person_id, by.assurance
    if isinstance(by, Client):
        # A system of one agency hands in to that agency only; one without an agency (a national portal) to all.
        if by.organisation_id not in (None, receiving_organisation_id):
            raise NotAllowed("Hệ thống này chỉ được nộp hồ sơ vào cơ quan của mình.")
        return f"client:{by.client_id}", None, "client"
    officer = officer_needed(by)
    check_counter(officer, receiving_organisation_id)
    return f"officer:{officer.id}", None, "counter"


def check_counter(officer: ActingOfficer, receiving_organisation_id: int) -> None:
    """Refuse whoever does not receive at the counter of this agency; keep the delegation they may act under."""
    if not officer.may(R.RECEIVE_AT_COUNTER) or officer.organisation_id != receiving_organisation_id:
        raise NotAllowed("Chỉ cán bộ tiếp nhận của cơ quan này được nhận hồ sơ tại quầy.")
    hold(officer)
