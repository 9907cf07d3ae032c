"""Sending and declining at the same moment: one of the two happens, and the other is told which."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from congso.dossiers import commands, queries, testing
from congso.dossiers.models import ApplicationInvitation, CoApplicant, Dossier
from congso.dossiers.permissions import Applicant
from congso.dossiers.testing import ANSWERS, NOW, plain_province
from congso.kernel.refusals import NotPossibleNow
from congso.kernel.testing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", range(4))
def test_of_sending_and_declining_one_happens(turn: int) -> None:
    province = plain_province()
    mai = testing.citizen("Trần Thị Mai", identity_number="096190000888")
    draft_id = commands.start_draft(
        version_id=province.version_id, by=province.citizen, now=NOW, receiving_organisation_id=province.commune.id
    )
    ours: dict[str, Any] = {"draft_id": draft_id, "by": province.citizen, "now": NOW}
    commands.save_draft(answers=ANSWERS, **ours)
    invitation_id = commands.invite_co_applicant(full_name="Mai", **ours)
    token = commands.draw_invitation_link(invitation_id=invitation_id, **ours)
    commands.open_invitation(token=token, by=mai, now=NOW)
    seen = queries.invited(mai.person_id, invitation_id, now=NOW).content_hash
    commands.agree_to_apply(invitation_id=invitation_id, seen=seen, by=mai, now=NOW)

    sent, declined = at_once(
        [
            lambda: commands.submit(**ours),
            lambda: commands.decline_to_apply(invitation_id=invitation_id, reason="Thôi", by=mai, now=NOW),
        ][:: 1 if turn % 2 else -1]
    )[:: 1 if turn % 2 else -1]
    if isinstance(sent, NotPossibleNow):
        assert sent.code == "not_everybody_agreed"
        assert declined is None
        assert ApplicationInvitation.objects.get().answer == "declined"
        assert not Dossier.objects.exists()
    else:
        assert isinstance(declined, NotPossibleNow)
        assert declined.code == "handed_in_already"
        assert CoApplicant.objects.get().dossier_id == sent


def test_of_two_people_at_one_link_one_opens_it() -> None:
    province = plain_province()
    draft_id = commands.start_draft(version_id=province.version_id, by=province.citizen, now=NOW)
    ours: dict[str, Any] = {"draft_id": draft_id, "by": province.citizen, "now": NOW}
    invitation_id = commands.invite_co_applicant(full_name="Mai", **ours)
    token = commands.draw_invitation_link(invitation_id=invitation_id, **ours)

    def opening(one: Applicant) -> Callable[[], UUID]:
        return lambda: commands.open_invitation(token=token, by=one, now=NOW)

    people = [testing.citizen(f"Trần Thị Mai {number}") for number in range(3)]
    results = at_once(map(opening, people))
    assert sum(one == invitation_id for one in results) == 1
    assert {getattr(one, "code", "") for one in results} == {"", "opened_by_another"}
