"""Handing in, seeing and acting for somebody else: by mandate, for an organisation, merely helping; and its end."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from congso.audit.models import AuditEntry
from congso.dossiers import commands, queries, testing
from congso.dossiers.commands import AtCounter
from congso.dossiers.models import Dossier, DossierEvent
from congso.dossiers.permissions import Applicant
from congso.dossiers.testing import ANSWERS, NOW, PROCEDURE_CODE, Province
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.representation import commands as representation
from congso.representation import queries as standing
from congso.representation.commands import Paper
from congso.representation.models import Mandate, Membership
from congso.representation.rules.bodies import MemberRole
from congso.representation.rules.mandates import Ground, Proof
from congso.representation.rules.standing import Capacity
from congso.representation.testing import body_of, mandate_of, member_of, party

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def province(db: None) -> Province:
    """Two communes, a procedure, a citizen and a stranger."""
    return testing.plain_province()


def today(applicant: Applicant) -> Applicant:
    """An applicant with what they may do for others now."""
    return replace(applicant, standing=standing.standing(applicant.person_id, TODAY))


def handed_in(province: Province, by: Applicant, capacity: Capacity, **changes: Any) -> UUID:
    """A dossier that somebody hands in from the portal for another."""
    by = today(by)
    draft_id = commands.start_draft(
        version_id=province.version_id, by=by, now=NOW, receiving_organisation_id=province.commune.id
    )
    commands.choose_for_whom(draft_id=draft_id, by=by, now=NOW, capacity=capacity)
    commands.save_draft(draft_id=draft_id, answers={**ANSWERS, **changes}, by=by, now=NOW)
    return commands.submit(draft_id=draft_id, by=by, now=NOW)


def given(province: Province, **more: Any) -> Mandate:
    """What the citizen lets the stranger do."""
    return mandate_of(province.citizen.person_id, province.stranger.person_id, NOW, **more)


def seen(applicant: Applicant, dossier_id: UUID) -> bool:
    try:
        queries.dossier_for_person(applicant.person_id, dossier_id, now=NOW)
    except NotFound:
        return False
    return True


def test_what_a_proxy_hands_in_is_the_givers_and_says_by_what(province: Province) -> None:
    mandate = given(province)
    dossier_id = handed_in(province, province.stranger, Capacity(mandate_id=mandate.id))
    row = Dossier.objects.get(id=dossier_id)
    assert (row.applicant_id, row.submitter_id) == (province.citizen.person_id, province.stranger.person_id)
    assert row.mandate_id == mandate.id
    assert DossierEvent.objects.get(dossier=row).payload["acting"] == {"mandate": str(mandate.id)}
    entry = AuditEntry.objects.get(action="dossiers.submit")
    assert entry.mandate_id == str(mandate.id)
    assert set(entry.subject_ids) == {row.applicant_id, row.submitter_id}
    view = queries.dossier_for_officer(province.commune.counter, dossier_id, now=NOW)
    assert view.behalf is not None
    assert view.behalf.words == "Được ủy quyền của Nguyễn Văn Bảo"
    assert "Xác nhận điện tử" in view.behalf.document
    assert "được ủy quyền" in view.events[0].by_label


def test_a_proxy_loses_sight_and_hand_at_the_moment_the_giver_revokes(province: Province) -> None:
    mandate = given(province)
    dossier_id = handed_in(province, province.stranger, Capacity(mandate_id=mandate.id))
    assert seen(province.stranger, dossier_id)
    before = today(province.stranger)
    representation.revoke(mandate_id=mandate.id, by=party(province.citizen), now=NOW)
    assert not seen(province.stranger, dossier_id)
    assert seen(province.citizen, dossier_id)
    assert queries.dossiers_of_person(province.stranger.person_id, now=NOW).rows == []
    with pytest.raises(NotFound):
        commands.ask_withdrawal(dossier_id=dossier_id, by=today(province.stranger), now=NOW, reason="Thôi")
    with pytest.raises(NotPossibleNow) as refused:
        commands.ask_withdrawal(dossier_id=dossier_id, by=before, now=NOW, reason="Thôi")
    assert refused.value.code == "capacity_ended", "what was sent in the belief of the right is not done"


@pytest.mark.parametrize(
    ("change", "answers"),
    [
        ({}, {"applicant_name": "Trần Thị Khác"}),
        ({}, {"applicant_identity_number": "096095000999"}),
        ({"procedures": ["9.999999"]}, {}),
        ({"until": TODAY}, {}),
    ],
)
def test_a_mandate_reaches_its_giver_its_procedures_and_its_days(
    change: dict[str, Any], answers: dict[str, str], province: Province
) -> None:
    if change.get("until") == TODAY:
        mandate = given(province)
        Mandate.objects.update(valid_from=TODAY - timedelta(days=9), valid_to=TODAY)
    else:
        mandate = given(province, **change)
    with pytest.raises(Incorrect):
        handed_in(province, province.stranger, Capacity(mandate_id=mandate.id), **answers)


def test_nobody_hands_in_under_what_others_were_given(province: Province) -> None:
    mandate = given(province)
    other = testing.citizen("Lý Văn Tư")
    with pytest.raises(Incorrect, match="không được nộp thay"):
        handed_in(province, other, Capacity(mandate_id=mandate.id))
    with pytest.raises(Incorrect, match="không được nộp thay"):
        handed_in(province, province.citizen, Capacity(mandate_id=mandate.id))


def test_what_was_handed_in_while_it_ended_is_refused(province: Province) -> None:
    mandate = given(province)
    by = today(province.stranger)
    draft_id = commands.start_draft(
        version_id=province.version_id, by=by, now=NOW, receiving_organisation_id=province.commune.id
    )
    commands.choose_for_whom(draft_id=draft_id, by=by, now=NOW, capacity=Capacity(mandate_id=mandate.id))
    commands.save_draft(draft_id=draft_id, answers=ANSWERS, by=by, now=NOW)
    representation.revoke(mandate_id=mandate.id, by=party(province.citizen), now=NOW)
    with pytest.raises(NotPossibleNow) as refused:
        commands.submit(draft_id=draft_id, by=by, now=NOW)
    assert refused.value.code == "capacity_ended"
    assert not Dossier.objects.exists()


def test_a_proxy_is_told_only_the_name_and_number_of_the_giver(province: Province) -> None:
    mandate = given(province)
    by = today(province.stranger)
    draft_id = commands.start_draft(version_id=province.version_id, by=by, now=NOW)
    commands.choose_for_whom(draft_id=draft_id, by=by, now=NOW, capacity=Capacity(mandate_id=mandate.id))
    answers = queries.draft(by.account_id, draft_id).answers
    assert answers["applicant_name"] == "Nguyễn Văn Bảo"
    assert set(answers) <= {"applicant_name", "applicant_identity_number"}


def test_an_electronic_authorisation_gives_nothing_before_its_giver_confirms(province: Province) -> None:
    asked: dict[str, Any] = {
        "full_name": "Nguyễn Văn Bảo", "identity_number": "096095000123", "procedures": [], "valid_from": TODAY,
        "valid_to": None, "by": party(province.stranger), "today": TODAY, "now": NOW,
    }  # fmt: skip
    mandate_id = representation.register(paper=Paper(Proof.ELECTRONIC), **asked)
    assert mandate_id not in today(province.stranger).standing.mandates
    with pytest.raises(NotFound):
        representation.confirm(mandate_id=mandate_id, by=party(province.stranger), now=NOW)
    weak = replace(party(province.citizen), assurance="vneid-1")
    with pytest.raises(NotPossibleNow, match="mức 2"):
        representation.confirm(mandate_id=mandate_id, by=weak, now=NOW)
    representation.confirm(mandate_id=mandate_id, by=party(province.citizen), now=NOW)
    assert mandate_id in today(province.stranger).standing.mandates
    row = Mandate.objects.get(id=mandate_id)
    assert row.valid_to == TODAY + timedelta(days=365), "no term agreed: one year"


def test_a_parent_hands_in_for_a_child_without_a_number(province: Province) -> None:
    paper = Paper(Proof.CIVIL_STATUS, "15/2024")
    asked: dict[str, Any] = {
        "by": party(province.stranger),
        "today": TODAY,
        "now": NOW,
        "valid_to": None,
        "ground": Ground.PARENT,
    }
    with pytest.raises(Incorrect, match="Đính kèm"):
        representation.declare_ward(
            full_name="Trần Bé Na", identity_number="", born_on=TODAY - timedelta(days=900), paper=paper, **asked
        )
    mandate = Mandate.objects.create(
        ground=Ground.PARENT, giver=testing.person("Trần Bé Na"), receiver_id=province.stranger.person_id,
        proof=Proof.CIVIL_STATUS, document_number="15/2024", valid_from=TODAY, entered_at=NOW,
        entered_by_id=province.stranger.person_id,
    )  # fmt: skip
    dossier_id = handed_in(
        province, province.stranger, Capacity(mandate_id=mandate.id), applicant_name="Trần Bé Na",
        applicant_identity_number="096324000999",
    )  # fmt: skip
    assert Dossier.objects.get(id=dossier_id).applicant_name == "Trần Bé Na"
    with pytest.raises(NotFound):
        representation.revoke(mandate_id=mandate.id, by=party(testing.citizen("Ai Đó")), now=NOW)
    representation.revoke(mandate_id=mandate.id, by=party(province.stranger), now=NOW)
    assert not seen(province.stranger, dossier_id)


def test_an_organisations_dossiers_are_its_peoples_in_scope_and_nobody_elses(province: Province) -> None:
    boss, clerk = testing.citizen("Lê Thị Chủ"), testing.citizen("Phan Văn Viên")
    narrow, outsider = testing.citizen("Hồ Thị Hẹp"), testing.citizen("Ngô Văn Ngoài")
    body = body_of(boss.person_id, boss.account_id, NOW)
    member_of(body, clerk.person_id, boss.person_id, NOW)
    member_of(body, narrow.person_id, boss.person_id, NOW, procedures=["9.999999"])
    body_of(outsider.person_id, outsider.account_id, NOW, code="9900003031", name="Hợp tác xã Khác")
    dossier_id = handed_in(province, clerk, Capacity(body_id=body.id))
    row = Dossier.objects.get(id=dossier_id)
    assert (row.body_id, row.applicant_name, row.submitter_id) == (body.id, body.name, clerk.person_id)
    assert DossierEvent.objects.get(dossier=row).payload["acting"] == {"body": str(body.id)}
    assert [seen(one, dossier_id) for one in (boss, clerk, narrow, outsider, province.stranger)] == [
        True, True, False, False, False,
    ]  # fmt: skip
    listed = [
        len(queries.dossiers_of_body(one.person_id, body.id, now=NOW).rows) for one in (boss, clerk, narrow, outsider)
    ]
    assert listed == [1, 1, 0, 0]
    assert queries.dossiers_of_person(clerk.person_id, now=NOW).rows == [], "not among one's own"
    with pytest.raises(Incorrect, match="không được nộp thay"):
        handed_in(province, narrow, Capacity(body_id=body.id))
    readers = queries.readers(province.commune.leader, dossier_id, now=NOW).people
    assert [one.name for one in readers] == ["Phan Văn Viên", "Lê Thị Chủ"]
    Membership.objects.filter(person=clerk.person_id).update(ended_at=NOW, ended_by_id=boss.person_id)
    assert not seen(clerk, dossier_id), "who handed it in and left sees it no more"
    with pytest.raises(NotFound):
        commands.ask_withdrawal(dossier_id=dossier_id, by=today(clerk), now=NOW, reason="Thôi")
    commands.ask_withdrawal(dossier_id=dossier_id, by=today(boss), now=NOW, reason="Thôi")
    last = DossierEvent.objects.filter(dossier=row).latest("sequence")
    assert (last.person_id, last.payload["acting"]) == (boss.person_id, {"body": str(body.id)})


def test_messages_reach_only_those_who_may_still_know(province: Province) -> None:
    boss, clerk = testing.citizen("Lê Thị Chủ"), testing.citizen("Phan Văn Viên")
    body = body_of(boss.person_id, boss.account_id, NOW)
    member_of(body, clerk.person_id, boss.person_id, NOW)
    mandate = given(province)
    of_body = handed_in(province, clerk, Capacity(body_id=body.id))
    of_citizen = handed_in(province, province.stranger, Capacity(mandate_id=mandate.id))
    assert set(queries.concerned(of_body, TODAY)) >= {boss.person_id, clerk.person_id}
    assert queries.concerned(of_citizen, TODAY) == [province.citizen.person_id, province.stranger.person_id]
    Membership.objects.filter(role=MemberRole.AUTHORISED).update(ended_at=NOW, ended_by_id=boss.person_id)
    representation.revoke(mandate_id=mandate.id, by=party(province.citizen), now=NOW)
    assert clerk.person_id not in queries.concerned(of_body, TODAY)
    assert queries.concerned(of_citizen, TODAY) == [province.citizen.person_id]


COUNTER: dict[str, Any] = {"full_name": "Phan Văn Nộp", "identity_number": "096080000111"}


def received(province: Province, submitter: AtCounter | None, key: str = "k1") -> Dossier:
    dossier_id = commands.receive_at_counter(
        version_id=province.version_id, answers=ANSWERS, by=province.commune.counter, now=NOW, key=key,
        papers=[commands.PaperInput("TP02", kind="original")], submitter=submitter,
    )  # fmt: skip
    return Dossier.objects.get(id=dossier_id)


def test_at_the_counter_a_proxy_is_kept_with_ground_and_paper(province: Province) -> None:
    paper = Paper(Proof.NOTARISED, "123/2026", TODAY, "Phòng Công chứng số 1")
    row = received(province, AtCounter(**COUNTER, ground=Ground.AUTHORISATION, paper=paper))
    assert row.mandate is not None
    assert row.submitter is not None
    assert (row.mandate.giver_id, row.mandate.receiver_id) == (row.applicant_id, row.submitter_id)
    assert (row.mandate.procedures, row.mandate.document_number) == ([row.procedure_code], "123/2026")
    assert row.mandate.entered_at_counter_by_id == province.commune.counter.id
    view = queries.dossier_for_officer(province.commune.counter, row.id, now=NOW)
    assert view.submitter_name == "Phan Văn Nộp"
    assert view.behalf is not None
    assert "số 123/2026" in view.behalf.document
    twice = received(province, AtCounter(**COUNTER, ground=Ground.AUTHORISATION, paper=paper))
    assert twice.id == row.id
    assert Mandate.objects.count() == 1


def test_at_the_counter_an_organisation_and_a_helper_are_kept(province: Province) -> None:
    of_body = received(province, AtCounter(**COUNTER, body_code="9900002020", body_name="Công ty A", body_kind="x"))
    assert of_body.body is not None
    assert (of_body.applicant_name, of_body.body.kind) == ("Công ty A", "other")
    helped = received(province, AtCounter(**COUNTER), key="k2")
    assert (helped.body_id, helped.mandate_id) == (None, None)
    assert helped.submitter_id == of_body.submitter_id != helped.applicant_id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"full_name": ""}, "submitter_full_name"),
        ({"identity_number": "12"}, "submitter_identity_number"),
        ({"full_name": "Nguyễn Văn Bảo", "identity_number": "096095000123"}, "submitter_capacity"),
        ({"ground": Ground.PARENT, "paper": Paper(Proof.PRIVATE, "1")}, "submitter_proof"),
        ({"ground": Ground.AUTHORISATION, "paper": Paper(Proof.PRIVATE)}, "submitter_document_number"),
        ({"body_code": "123"}, "submitter_code"),
    ],
)
def test_what_is_wrong_at_the_counter_is_said_beside_it(change: dict[str, Any], field: str, province: Province) -> None:
    with pytest.raises(Incorrect) as refused:
        received(province, AtCounter(**{**COUNTER, **change}))
    assert field in refused.value.fields
    assert not Dossier.objects.exists()


def test_a_province_may_ask_helpers_for_a_paper(province: Province, settings: Any) -> None:
    settings.MANDATES = replace(settings.MANDATES, helper_needs_paper=True)
    with pytest.raises(Incorrect, match="giấy ủy quyền"):
        received(province, AtCounter(**COUNTER))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("nobody_has_a_mandate_from_themselves", {"giver": "receiver", "entered_by": "receiver"}),
        ("an_authorisation_of_a_person_ends", {"valid_to": None}),
        ("a_mandate_is_entered_by_its_parties_or_at_a_counter", {"entered_by": None}),
        ("a_revoked_mandate_has_its_author", {"revoked_at": NOW}),
        ("mandate_ends_after_it_begins", {"valid_to": TODAY}),
    ],
)
def test_the_database_keeps_mandates_true(name: str, change: dict[str, Any], province: Province) -> None:
    mandate = given(province)
    changed = {
        f"{key}_id" if value == "receiver" else key: mandate.receiver_id if value == "receiver" else value
        for key, value in change.items()
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Mandate.objects.filter(id=mandate.id).update(**changed)


@pytest.mark.parametrize("name", ["a_dossier_is_handed_in_for_one_other", "a_mandate_needs_somebody_who_hands_in"])
def test_the_database_keeps_dossiers_of_others_true(name: str, province: Province) -> None:
    mandate = given(province)
    boss = testing.citizen("Lê Thị Chủ")
    body = body_of(boss.person_id, boss.account_id, NOW)
    dossier_id = handed_in(province, province.stranger, Capacity(mandate_id=mandate.id))
    change = {"body_id": body.id} if "one_other" in name else {"submitter": None}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Dossier.objects.filter(id=dossier_id).update(**change)


@pytest.mark.django_db(transaction=True)
def test_revoking_waits_for_what_is_being_done_and_then_holds(province: Province) -> None:
    mandate = given(province)
    ended: list[str] = []

    def revoke() -> None:
        representation.revoke(mandate_id=mandate.id, by=party(province.citizen), now=NOW)
        ended.append("revoked")
        connection.close()

    with transaction.atomic():
        representation.hold(province.stranger.person_id, Capacity(mandate_id=mandate.id), PROCEDURE_CODE, TODAY)
        thread = Thread(target=revoke)
        thread.start()
        thread.join(0.3)
        assert ended == [], "the giver waits for the end of the act"
    thread.join(10)
    assert ended == ["revoked"]
    with pytest.raises(NotPossibleNow), transaction.atomic():
        representation.hold(province.stranger.person_id, Capacity(mandate_id=mandate.id), PROCEDURE_CODE, TODAY)
