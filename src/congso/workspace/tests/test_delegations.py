"""The pages of acting for a colleague, of roles, and of who can see a dossier."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from congso.dossiers import queries as dossiers
from congso.dossiers import testing
from congso.dossiers.models import DossierEvent
from congso.dossiers.testing import NOW, Province
from congso.identity.testing import signed_in as browser
from congso.kernel import clock
from congso.kernel.rights import vocabularies
from congso.organisation import commands
from congso.organisation.models import Delegation, Unit
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


@pytest.fixture
def province() -> Province:
    return testing.plain_province()


def signed_in(officer: ActingOfficer) -> Client:
    return browser(officer.account_id)


def paper(province: Province, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "authorisation",
        "receiver": province.commune.unit_head.id,
        "rights": ["dossiers.see_agency", "dossiers.approve"],
        "valid_from": f"{NOW:%d/%m/%Y}",
        "valid_to": f"{NOW + timedelta(days=10):%d/%m/%Y}",
        "document_number": "12/GUQ-UBND",
        "document_on": f"{NOW:%d/%m/%Y}",
        "document_issuer": "UBND xã",
    } | changes


def words(response: Any) -> str:
    return str(response.content.decode())


def fingerprint(province: Province, dossier_id: UUID) -> str:
    """The mark of the draft that stands above the approval."""
    drafted = dossiers.dossier_for_officer(province.commune.leader, dossier_id, now=NOW).result
    assert drafted is not None
    return drafted.fingerprint


def test_from_the_paper_to_the_signature_and_back(province: Province) -> None:
    dossier_id = testing.to_approve(province)
    leader, head = signed_in(province.commune.leader), signed_in(province.commune.unit_head)
    assert leader.post(reverse("workspace:delegate"), paper(province)).status_code == 302
    made = Delegation.objects.get()
    assert made.valid_to == NOW.date() + timedelta(days=11)
    assert "Làm việc thay người này" in words(head.get(reverse("workspace:delegations")))

    assert head.post(reverse("workspace:act_as"), {"uy-quyen": made.pk}).status_code == 302
    page = words(head.get(reverse("workspace:dossier", args=[dossier_id])))
    assert f"Bạn đang làm việc thay mặt {province.commune.leader.name}" in page
    approval = {"phe-duyet-seen": fingerprint(province, dossier_id)}
    assert head.post(reverse("workspace:act", args=[dossier_id, "phe-duyet"]), approval).status_code == 302
    event = DossierEvent.objects.get(dossier_id=dossier_id, action="approve")
    assert event.on_behalf_of_id == province.commune.leader.id

    head.post(reverse("workspace:act_as"), {"uy-quyen": ""})
    assert "Bạn đang làm việc thay mặt" not in words(head.get(reverse("workspace:home")))


def test_what_is_sent_after_it_was_taken_back_is_refused_not_done_as_oneself(province: Province) -> None:
    dossier_id = testing.to_approve(province)
    leader, head = signed_in(province.commune.leader), signed_in(province.commune.unit_head)
    leader.post(reverse("workspace:delegate"), paper(province))
    made = Delegation.objects.get()
    approval = {"phe-duyet-seen": fingerprint(province, dossier_id)}
    head.post(reverse("workspace:act_as"), {"uy-quyen": made.pk})
    assert leader.post(reverse("workspace:revoke", args=[made.pk])).status_code == 302
    refused = head.post(reverse("workspace:act", args=[dossier_id, "phe-duyet"]), approval)
    assert refused.status_code == 409
    assert "đã kết thúc" in words(refused)
    assert not DossierEvent.objects.filter(dossier_id=dossier_id, action="approve").exists()
    assert head.get(reverse("workspace:home")).status_code == 200


def test_what_goes_too_far_is_said_beside_its_field(province: Province) -> None:
    leader = signed_in(province.commune.leader)
    response = leader.post(reverse("workspace:delegate"), paper(province, receiver=province.commune.specialist.id))
    assert response.status_code == 422
    assert "Chỉ người đứng đầu một đơn vị được ký TUQ." in words(response)
    assert leader.post(reverse("workspace:delegate"), paper(province, rights=["dossiers.accept"])).status_code == 422


def test_nobody_takes_anothers_delegation(province: Province) -> None:
    leader, other = signed_in(province.commune.leader), signed_in(province.commune.specialist)
    leader.post(reverse("workspace:delegate"), paper(province))
    made = Delegation.objects.get()
    assert other.post(reverse("workspace:act_as"), {"uy-quyen": made.pk}).status_code == 403
    assert other.post(reverse("workspace:revoke", args=[made.pk])).status_code == 404
    assert other.get(reverse("workspace:delegate")).status_code == 403


def test_an_administrator_enters_what_the_giver_signed(province: Province) -> None:
    unit = Unit.objects.get(id=province.commune.clerks)
    administrator = signed_in(testing.officer(unit, "Quản trị", Role.ADMINISTRATOR, name="Trần Quản Trị"))
    assert "Ghi nhận theo văn bản đã ký" in words(administrator.get(reverse("workspace:delegations")))
    address = f"{reverse('workspace:delegate')}?nguoi-giao={province.commune.leader.id}"
    assert administrator.post(address, paper(province)).status_code == 302
    assert Delegation.objects.get().entered_as_administrator
    elsewhere = f"{reverse('workspace:delegate')}?nguoi-giao={province.other_commune.leader.id}"
    assert administrator.get(elsewhere).status_code == 403


def test_the_page_of_a_role_says_what_the_table_says(province: Province) -> None:
    client = signed_in(province.commune.specialist)
    for role in Role:
        page = words(client.get(reverse("workspace:role", args=[role.value])))
        for vocabulary in vocabularies():
            for right in vocabulary.rights:
                assert (right.value in page) == (right in vocabulary.held_by.get(role.value, ()))
    assert client.get(reverse("workspace:role", args=["khong-co"])).status_code == 404


def test_who_can_see_a_dossier_is_who_is_let_in(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    head = signed_in(province.commune.unit_head)
    page = words(head.get(reverse("workspace:readers", args=[dossier_id])))
    commune = province.commune
    for officer in (commune.counter, commune.unit_head, commune.specialist, commune.leader):
        assert (f"{officer.name}, {officer.title}" in page) == (
            signed_in(officer).get(reverse("workspace:dossier", args=[dossier_id])).status_code == 200
        )
    assert province.other_commune.leader.organisation_name not in page
    assert "Nguyễn Văn Bảo" in page
    neighbour = signed_in(province.other_commune.unit_head)
    assert neighbour.get(reverse("workspace:readers", args=[dossier_id])).status_code == 404


def test_an_administrator_learns_who_but_not_whose(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    unit = Unit.objects.get(id=province.commune.clerks)
    administrator = signed_in(testing.officer(unit, "Quản trị", Role.ADMINISTRATOR, name="Trần Quản Trị"))
    page = words(administrator.get(reverse("workspace:readers", args=[dossier_id])))
    assert province.commune.specialist.name in page
    assert "Nguyễn Văn Bảo" not in page
    assert administrator.get(reverse("workspace:dossier", args=[dossier_id])).status_code == 404


def test_a_delegate_stands_in_the_list_with_the_paper(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    leader = signed_in(province.commune.leader)
    leader.post(reverse("workspace:delegate"), paper(province))
    page = words(leader.get(reverse("workspace:readers", args=[dossier_id])))
    assert f"thay mặt {province.commune.leader.name}" in page
    commands.revoke(delegation_id=Delegation.objects.get().pk, by=province.commune.leader, now=NOW)
    assert "thay mặt" not in words(leader.get(reverse("workspace:readers", args=[dossier_id])))
