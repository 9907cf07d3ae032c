"""Applying together in the browser: invited by a link, read, answered, handed in; and nobody else's business."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.dossiers import commands, testing
from congso.dossiers.models import ApplicationInvitation, CoApplicant, Dossier
from congso.dossiers.permissions import Applicant
from congso.dossiers.testing import ANSWERS, NOW, Province
from congso.notifications.connectors import Outgoing, Undeliverable
from congso.notifications.models import Message

pytestmark = pytest.mark.django_db
MAI = "096190000888"


@pytest.fixture
def mai(province: Province) -> Applicant:
    return testing.citizen("Trần Thị Mai", identity_number=MAI)


@pytest.fixture
def draft_id(province: Province) -> UUID:
    made = commands.start_draft(
        version_id=province.version_id, by=province.citizen, now=NOW, receiving_organisation_id=province.commune.id
    )
    commands.save_draft(draft_id=made, answers=dict(ANSWERS), by=province.citizen, now=NOW)
    return made


def words(answer: Any) -> str:
    return str(answer.content.decode())


def link_of(client: Client, draft_id: UUID, **given: str) -> str:
    """Invite Mai and take the link that the page shows once."""
    page = reverse("portal:co_applicants", args=[draft_id])
    assert client.post(page, {"full_name": "Trần Thị Mai", **given})["Location"] == page
    invitation = ApplicationInvitation.objects.latest("created_at", "id")
    shown = client.post(reverse("portal:co_applicant_act", args=[draft_id, invitation.id, "lay-duong-dan"]))
    found = re.search(r"/cung-de-nghi/[\w-]{32}/", words(shown))
    assert found
    assert found[0] not in words(client.get(page)), "the link stands on one page only"
    return found[0]


def hash_on(page: str) -> str:
    found = re.search(r'name="noi-dung" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def work_off() -> None:
    for job in ProcrastinateJob.objects.filter(queue_name="processes", scheduled_at__isnull=True).order_by("id"):
        app.tasks[job.task_name](**job.args)
    ProcrastinateJob.objects.all().delete()


def test_two_people_hand_in_together(
    province: Province, citizen: Client, mai: Applicant, draft_id: UUID, signed_in: Callable[..., Client]
) -> None:
    link = link_of(citizen, draft_id, identity_number=MAI)
    review = reverse("portal:review", args=[draft_id])
    assert "Trần Thị Mai chưa đồng ý." in words(citizen.get(review))
    refused = citizen.post(reverse("portal:submit", args=[draft_id]), {"truthful": "on"})
    assert refused.status_code == 409
    assert "Trần Thị Mai chưa đồng ý." in words(refused)

    theirs = signed_in(mai)
    assert "Nguyễn Văn Bảo" in words(theirs.get(link))
    assert not ApplicationInvitation.objects.get().person_id, "looking opens nothing"
    place = theirs.post(link)["Location"]
    page = words(theirs.get(place))
    for told in ("Mở quán cà phê", "096095000123", "Nguyễn Văn Bảo mời bạn cùng đề nghị"):
        assert told in page
    assert "Được mời cùng đề nghị" in words(theirs.get(reverse("portal:mine")))
    assert theirs.post(place, {"tra-loi": "dong-y", "noi-dung": hash_on(page)})["Location"] == place
    assert "Bạn đã đồng ý" in words(theirs.get(place))

    assert "Trần Thị Mai chưa đồng ý." not in words(citizen.get(review))
    sent = citizen.post(reverse("portal:submit", args=[draft_id]), {"truthful": "on"})
    dossier = Dossier.objects.get()
    assert sent["Location"] == reverse("portal:submitted", args=[dossier.id])
    assert CoApplicant.objects.get().person_id == mai.person_id
    address = reverse("portal:dossier", args=[dossier.id])
    for client in (citizen, theirs):
        assert "đồng ý 10:00 03/08/2026, VNeID mức độ 2" in words(client.get(address))
    assert theirs.get(place)["Location"] == theirs.get(link)["Location"] == address
    followed = words(theirs.get(address))
    assert "Rút hồ sơ này?" not in followed
    assert "Soạn từ hồ sơ này" not in followed
    assert theirs.post(reverse("portal:withdraw", args=[dossier.id]), {"reason": ""}).status_code == 403
    assert theirs.post(reverse("portal:duplicate", args=[dossier.id])).status_code == 403
    work_off()
    assert Message.objects.filter(person_id=mai.person_id, template="dossier_submitted").exists()


def test_declining_needs_a_reason_that_the_inviter_reads(
    citizen: Client, mai: Applicant, draft_id: UUID, signed_in: Callable[..., Client], province: Province
) -> None:
    theirs = signed_in(mai)
    place = theirs.post(link_of(citizen, draft_id))["Location"]
    empty = theirs.post(place, {"tra-loi": "tu-choi", "reason": " "})
    assert empty.status_code == 422
    assert "Ghi lý do từ chối" in words(empty)
    theirs.post(place, {"tra-loi": "tu-choi", "reason": "Sai diện tích"})
    work_off()
    assert "Sai diện tích" in words(citizen.get(reverse("portal:co_applicants", args=[draft_id])))
    told = Message.objects.get(person_id=province.citizen.person_id, channel="in_app")
    assert "Sai diện tích" in told.body


def test_a_change_after_the_agreement_is_told_and_asked_again(
    province: Province, citizen: Client, mai: Applicant, draft_id: UUID, signed_in: Callable[..., Client]
) -> None:
    theirs = signed_in(mai)
    place = theirs.post(link_of(citizen, draft_id))["Location"]
    before = hash_on(words(theirs.get(place)))
    theirs.post(place, {"tra-loi": "dong-y", "noi-dung": before})
    work_off()
    commands.save_draft(draft_id=draft_id, answers={"content": "Mở quán ăn"}, by=province.citizen, now=NOW)
    work_off()
    told = Message.objects.get(person_id=mai.person_id, template="co_signing_lapsed", channel="in_app")
    assert told.link == place
    stale = theirs.post(place, {"tra-loi": "dong-y", "noi-dung": before})
    assert stale.status_code == 409
    assert "Mở quán ăn" in words(stale), "the page shows what it says now"
    again = theirs.post(place, {"tra-loi": "dong-y", "noi-dung": hash_on(words(stale))})
    assert again.status_code == 302


def test_an_unfinished_draft_says_that_an_agreement_will_not_last(
    province: Province, citizen: Client, mai: Applicant, draft_id: UUID, signed_in: Callable[..., Client]
) -> None:
    theirs = signed_in(mai)
    place = theirs.post(link_of(citizen, draft_id))["Location"]
    assert "Hồ sơ chưa soạn xong" not in words(theirs.get(place))
    commands.save_draft(draft_id=draft_id, answers={"content": ""}, by=province.citizen, now=NOW)
    assert "Hồ sơ chưa soạn xong" in words(theirs.get(place))


def test_somebody_else_at_the_link_is_told_clearly(
    province: Province, citizen: Client, mai: Applicant, stranger: Client, draft_id: UUID, client: Client
) -> None:
    link = link_of(citizen, draft_id, identity_number=MAI)
    unknown = words(client.get(link))
    assert "Đăng nhập bằng VNeID để xem" in unknown
    assert "Nguyễn Văn Bảo" not in unknown, "who is not signed in learns no name"
    wrong = stranger.post(link)
    assert wrong.status_code == 403
    assert "Bạn đang đăng nhập là Trần Văn Lạ" in words(wrong)
    assert "bạn gửi cho người khác" in words(citizen.get(link))
    assert citizen.post(link).status_code == 403
    assert client.get("/cung-de-nghi/sai/").status_code == 404
    invitation = ApplicationInvitation.objects.get()
    citizen.post(reverse("portal:co_applicant_act", args=[draft_id, invitation.id, "thu-hoi"]))
    assert stranger.get(link).status_code == 404


def test_a_stranger_reads_and_answers_nothing_of_an_invitation(
    province: Province, citizen: Client, mai: Applicant, stranger: Client, draft_id: UUID,
    signed_in: Callable[..., Client],
) -> None:  # fmt: skip
    place = signed_in(mai).post(link_of(citizen, draft_id))["Location"]
    assert stranger.get(place).status_code == 404
    assert stranger.post(place, {"tra-loi": "tu-choi", "reason": "x"}).status_code == 404
    invitation = ApplicationInvitation.objects.get()
    for act in ("lay-duong-dan", "gui-lai", "thu-hoi"):
        address = reverse("portal:co_applicant_act", args=[draft_id, invitation.id, act])
        assert stranger.post(address).status_code == 404
    assert ApplicationInvitation.objects.get().answer == "waiting"


def test_a_letter_carries_the_only_copy_of_the_link(
    citizen: Client, mai: Applicant, draft_id: UUID, signed_in: Callable[..., Client]
) -> None:
    page = reverse("portal:co_applicants", args=[draft_id])
    citizen.post(page, {"full_name": "Trần Thị Mai", "email": "mai@example.vn"})
    work_off()
    assert mail.outbox[0].to == ["mai@example.vn"]
    first = re.search(r"/cung-de-nghi/[\w-]{32}/", str(mail.outbox[0].body))
    assert first
    invitation = ApplicationInvitation.objects.get()
    assert first[0].split("/")[2] not in str(vars(invitation))
    citizen.post(reverse("portal:co_applicant_act", args=[draft_id, invitation.id, "gui-lai"]))
    work_off()
    second = re.search(r"/cung-de-nghi/[\w-]{32}/", str(mail.outbox[1].body))
    assert second
    theirs = signed_in(mai)
    assert theirs.get(first[0]).status_code == 404, "of two letters the later one's link is good"
    assert theirs.post(second[0]).status_code == 302


@pytest.mark.parametrize("reached", [True, False])
def test_without_an_address_for_letters_the_link_goes_to_the_telephone(
    citizen: Client,
    mai: Applicant,
    draft_id: UUID,
    signed_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    reached: bool,
) -> None:
    sent: list[Outgoing] = []

    class Gateway:
        def hand_over(self, message: Outgoing) -> dict[str, str]:
            if not reached:
                raise Undeliverable("gateway 422")
            sent.append(message)
            return {}

    monkeypatch.setattr("congso.processes.tell_co_applicants.SmsConnector", Gateway)
    citizen.post(
        reverse("portal:co_applicants", args=[draft_id]), {"full_name": "Trần Thị Mai", "phone": "0912 345 678"}
    )
    work_off()
    assert mail.outbox == []
    if not reached:
        assert ApplicationInvitation.objects.get().answer == "waiting", "the inviter can still pass the link on"
        return
    (message,) = sent
    assert message.address == "+84912345678"
    assert message.body.isascii(), "one text without marks is cheaper and reaches every telephone"
    link = re.search(r"/cung-de-nghi/[\w-]{32}/", message.body)
    assert link
    assert signed_in(mai).post(link[0]).status_code == 302


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"full_name": ""}, "Ghi họ và tên người được mời."),
        ({"full_name": "Mai", "identity_number": "123"}, "12 chữ số"),
        ({"full_name": "Mai", "email": "mai@"}, "Địa chỉ thư điện tử chưa đúng"),
        ({"full_name": "Mai", "phone": "12"}, "Số điện thoại chưa đúng"),
        ({"full_name": "Bảo", "identity_number": "096095000123"}, "số định danh của bạn"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    citizen: Client, draft_id: UUID, given: dict[str, str], sentence: str
) -> None:
    answer = citizen.post(reverse("portal:co_applicants", args=[draft_id]), given)
    assert answer.status_code == 422
    page = words(answer)
    assert sentence in page
    assert all(f'value="{value}"' in page for value in given.values() if value)


def test_a_weak_sign_in_is_offered_a_stronger_one(
    citizen: Client, mai: Applicant, draft_id: UUID, signed_in: Callable[..., Client]
) -> None:
    theirs = signed_in(mai, assurance="vneid-1")
    page = words(theirs.get(theirs.post(link_of(citizen, draft_id))["Location"]))
    assert "mức 2" in page
    assert "Đồng ý cùng đề nghị" not in page


def test_the_officer_the_copy_and_the_trail_name_whoever_applies_together(
    province: Province, citizen: Client, mai: Applicant, draft_id: UUID, signed_in: Callable[..., Client]
) -> None:
    theirs = signed_in(mai)
    place = theirs.post(link_of(citizen, draft_id))["Location"]
    theirs.post(place, {"tra-loi": "dong-y", "noi-dung": hash_on(words(theirs.get(place)))})
    citizen.post(reverse("portal:submit", args=[draft_id]), {"truthful": "on"})
    dossier_id = Dossier.objects.get().id
    desk = signed_in(province.commune.counter, assurance="two-factors")
    assert "Trần Thị Mai, đồng ý 10:00 03/08/2026, VNeID mức độ 2, mã nội dung" in words(
        desk.get(reverse("workspace:dossier", args=[dossier_id]))
    )
    theirs.get(reverse("portal:dossier", args=[dossier_id]))
    assert "Người cùng đề nghị" in words(citizen.get(reverse("portal:who_read")))
    assert province.commune.counter.title in words(theirs.get(reverse("portal:who_read"))), (
        "the officer's reading is told to both"
    )
