"""The row of a draft: taken under its lock, kept for its time, and what a change of it does to those who agreed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from congso.audit.commands import record
from congso.dossiers.events import CoSigningLapsed
from congso.dossiers.models import ApplicationDraft, ApplicationInvitation
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries.co_applicants import hash_of
from congso.dossiers.rules.co_applicants import Answer
from congso.kernel.events import publish
from congso.kernel.refusals import NotFound

KEPT_FOR = timedelta(days=90)


def own(draft_id: UUID, by: Applicant) -> ApplicationDraft:
    """Lock a draft of one's own. Raises NotFound for anybody else's."""
    found = ApplicationDraft.objects.select_for_update().filter(id=draft_id, account_id=by.account_id).first()
    if found is None:
        raise NotFound("Không tìm thấy bản nháp này.")
    return found


def note(action: str, draft: ApplicationDraft, by: Applicant, now: datetime, **detail: Any) -> None:
    """Write down what was done to a draft; `subjects` are those whom it concerns besides who did it."""
    record(
        action=f"dossiers.{action}",
        at=now,
        account_id=by.account_id,
        person_id=by.person_id,
        subjects=[by.person_id, *detail.pop("subjects", ())],
        object_kind="draft",
        object_id=draft.id,
        **detail,
    )


def touch(draft: ApplicationDraft, now: datetime, *fields: str) -> int:
    """Keep a draft with a new revision, which is returned."""
    draft.revision += 1
    keep(draft, now, "revision", *fields)
    return draft.revision


def keep(draft: ApplicationDraft, now: datetime, *fields: str) -> None:
    """Keep a draft for its time from now on; who agreed to what it no longer says must be asked again.

    Files come and go without a new revision: nobody writes over them.
    """
    draft.updated_at, draft.expires_at = now, now + KEPT_FOR
    draft.save(update_fields=["updated_at", "expires_at", *fields])
    _lapse(draft, now)


def _lapse(draft: ApplicationDraft, now: datetime) -> None:
    agreed = list(
        ApplicationInvitation.objects.select_for_update().filter(draft=draft, answer=Answer.AGREED).order_by("id")
    )
    current = hash_of(draft) if agreed else ""
    for one in agreed:
        if one.content_hash != current:
            one.answer = Answer.LAPSED
            one.save(update_fields=["answer"])
            record(
                action="dossiers.co_signing_lapsed",
                at=now,
                account_id=draft.account_id,
                subjects=[one.person_id],
                object_kind="draft",
                object_id=draft.id,
                invitation=one.id,
            )
            publish(CoSigningLapsed(str(one.id), one.round))
