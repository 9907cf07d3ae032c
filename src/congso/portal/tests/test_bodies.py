"""Organisations in the browser: for whom one works, who acts for an organisation, and that it ends at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from congso.audit.models import AuditEntry
from congso.dossiers import testing as dossiers
from congso.dossiers.testing import NOW, Province
from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.representation import commands
from congso.representation import queries as representation
from congso.representation.models import Body, Membership
from congso.representation.queries import BodyView
from congso.representation.rules.bodies import MemberRole
from congso.representation.testing import body_of, member_of

pytestmark = pytest.mark.django_db
SWITCH = reverse("portal:acting_for")
FORM = {
    "full_name": "Trần Thị Mai", "identity_number": "096190000777", "procedures": "", "valid_from": "03/08/2026",
    "last_day": "31/12/2026", "document_number": "01/UQ",
}  # fmt: skip


@pytest.fixture
def body(province: Province) -> BodyView:
    """An organisation that the citizen represents."""
    return body_of(province.citizen.person_id, province.citizen.account_id, NOW)


def shown(client: Client, address: str = "/") -> str:
    return client.get(address).content.decode()


def test_every_page_says_for_whom_one_works(body: BodyView, citizen: Client) -> None:
    for address in ("/", reverse("portal:mine"), "/thu-tuc/", reverse("portal:contact")):
        assert "Làm việc cho:" in shown(citizen, address), address
        assert body.name not in shown(citizen, address), address
    answer = citizen.post(SWITCH, {"nhan-danh": str(body.id), "next": "/lien-he/"})
    assert answer["Location"] == "/lien-he/"
    assert AuditEntry.objects.filter(action="representation.work_for", object_id=str(body.id)).count() == 1
    for address in ("/", reverse("portal:mine"), "/thu-tuc/", reverse("portal:contact")):
        assert f"<strong>{body.name}</strong>" in shown(citizen, address), address
    citizen.post(SWITCH, {"nhan-danh": ""})
    assert body.name not in shown(citizen)


def test_who_acts_for_nobody_sees_no_switch(body: BodyView, stranger: Client) -> None:
    assert "Làm việc cho:" not in shown(stranger)
    assert "chưa thay mặt tổ chức nào" in shown(stranger, SWITCH)


def test_after_signing_in_one_chooses_when_there_is_a_choice(body: BodyView, citizen: Client, stranger: Client) -> None:
    after = reverse("identity:after_sign_in")
    assert citizen.get(after)["Location"] == SWITCH
    assert stranger.get(after)["Location"] == "/cua-toi/"
    citizen.post(SWITCH, {"nhan-danh": str(body.id)})
    assert citizen.get(after)["Location"] == "/cua-toi/"


def test_nobody_works_for_an_organisation_that_did_not_let_them(body: BodyView, stranger: Client) -> None:
    assert stranger.post(SWITCH, {"nhan-danh": str(body.id)}).status_code == 422
    assert stranger.post(SWITCH, {"nhan-danh": "khong-phai"}).status_code == 422
    session = stranger.session
    session["acting_for_body_id"] = str(body.id)
    session.save()
    assert body.name not in shown(stranger, reverse("portal:mine"))


def test_a_representative_authorises_somebody_in_the_browser_and_ends_it_at_once(
    province: Province, body: BodyView, citizen: Client, signed_in: Callable[..., Client]
) -> None:
    mai = dossiers.citizen("Trần Thị Mai", identity_number="096190000777")
    page = reverse("portal:body", args=[body.id])
    assert citizen.post(reverse("portal:authorise", args=[body.id]), FORM)["Location"] == page
    assert "Trần Thị Mai" in shown(citizen, page)
    browser = signed_in(mai)
    browser.post(SWITCH, {"nhan-danh": str(body.id)})
    assert body.name in shown(browser)
    membership = Membership.objects.get(person=mai.person_id)
    citizen.post(reverse("portal:end_membership", args=[membership.id]))
    assert "Quyền thay mặt tổ chức mà bạn đang dùng đã kết thúc" in shown(browser, SWITCH)
    assert browser.get(page).status_code == 404
    assert "Làm việc cho:" not in shown(browser)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"full_name": ""}, "error"),
        ({"identity_number": "123"}, "12 chữ số"),
        ({"last_day": "01/07/2026"}, "Ngày kết thúc"),
        ({"valid_from": "01/01/2026"}, "lùi ngày"),
        ({"procedures": "9.999999"}, "Không có thủ tục mã"),
    ],
)
def test_what_is_wrong_with_an_authorisation_is_said_beside_it(
    change: dict[str, str], said: str, body: BodyView, citizen: Client
) -> None:
    answer = citizen.post(reverse("portal:authorise", args=[body.id]), {**FORM, **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Membership.objects.filter(role=MemberRole.AUTHORISED).exists()


def test_a_known_number_under_another_name_is_refused_and_tells_nothing(
    province: Province, body: BodyView, citizen: Client
) -> None:
    dossiers.citizen("Phạm Văn Kín", identity_number="096190000777")
    answer = citizen.post(reverse("portal:authorise", args=[body.id]), FORM)
    assert answer.status_code == 422
    assert "Phạm Văn Kín" not in answer.content.decode()


def test_a_member_neither_sees_the_others_nor_lets_anybody_in(
    province: Province, body: BodyView, signed_in: Callable[..., Client]
) -> None:
    member = member_of(body, province.stranger.person_id, province.citizen.person_id, NOW)
    browser = signed_in(province.stranger)
    page = shown(browser, reverse("portal:body", args=[body.id]))
    assert "Nguyễn Văn Bảo" not in page
    assert browser.post(reverse("portal:authorise", args=[body.id]), FORM).status_code == 404
    chief = Membership.objects.get(role=MemberRole.REPRESENTATIVE)
    assert browser.post(reverse("portal:end_membership", args=[chief.id])).status_code == 404
    assert browser.post(reverse("portal:end_membership", args=[member.id])).status_code == 302, "one may stop oneself"
    member.refresh_from_db()
    assert member.ended_at is not None


def test_the_organisation_is_not_found_by_strangers(body: BodyView, stranger: Client) -> None:
    assert stranger.get(reverse("portal:body", args=[body.id])).status_code == 404
    assert stranger.post(reverse("portal:authorise", args=[body.id]), FORM).status_code == 404


def test_the_last_representative_stays_until_another_has_signed_in(province: Province, body: BodyView) -> None:
    first = Membership.objects.get()
    asked: dict[str, Any] = {"account_id": province.citizen.account_id, "today": NOW.date(), "now": NOW}
    with pytest.raises(NotPossibleNow, match="duy nhất"):
        commands.end_membership(membership_id=first.id, by=province.citizen.person_id, **asked)
    body_of(province.stranger.person_id, province.stranger.account_id, NOW)
    commands.end_membership(membership_id=first.id, by=province.stranger.person_id, **asked)
    assert not representation.represents(province.citizen.person_id, body.id, NOW.date())
    with pytest.raises(NotFound):
        representation.members_of(body.id, province.citizen.person_id, NOW.date())
    body_of(province.citizen.person_id, province.citizen.account_id, NOW)
    assert representation.represents(province.citizen.person_id, body.id, NOW.date()), "VNeID vouches for them again"


def test_signing_in_twice_for_an_organisation_makes_it_once(province: Province, body: BodyView) -> None:
    body_of(province.citizen.person_id, province.citizen.account_id, NOW, name="Công ty TNHH Tên Mới")
    assert Body.objects.get().name == "Công ty TNHH Tên Mới"
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("only_vneid_names_a_representative", {"role": MemberRole.REPRESENTATIVE}),
        ("nobody_authorises_themselves", {"entered_by": "person"}),
        ("membership_ends_after_it_begins", {"valid_to": NOW.date()}),
        ("an_ended_membership_has_its_author", {"ended_at": NOW}),
    ],
)
def test_the_database_keeps_memberships_true(
    name: str, change: dict[str, object], province: Province, body: BodyView
) -> None:
    member = member_of(body, province.stranger.person_id, province.citizen.person_id, NOW)
    changed = {key: member.person_id if value == "person" else value for key, value in change.items()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Membership.objects.filter(id=member.id).update(**changed)
