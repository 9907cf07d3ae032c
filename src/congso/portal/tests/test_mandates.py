"""Mandates in the browser: given, registered with a paper, confirmed, used, revoked; and nobody else's business."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congso.dossiers import queries, testing
from congso.dossiers.commands import start_draft
from congso.dossiers.models import ApplicationDraft
from congso.dossiers.testing import NOW, PROCEDURE_CODE, Province
from congso.files.models import StoredFile
from congso.identity import queries as identity
from congso.representation.models import Mandate
from congso.representation.testing import body_of, mandate_of

from .conftest import PDF

pytestmark = pytest.mark.django_db
LIST = reverse("portal:mandates")
REGISTER = {
    "full_name": "Nguyễn Văn Bảo", "identity_number": "096095000123", "procedures": PROCEDURE_CODE,
    "valid_from": "03/08/2026", "last_day": "31/12/2026", "proof": "notarised", "document_number": "12/2026",
    "document_on": "01/08/2026", "document_issuer": "Phòng Công chứng số 1",
}  # fmt: skip
WARD = {
    "ground": "parent", "full_name": "Trần Bé Na", "born_on": "01/02/2024", "identity_number": "",
    "proof": "civil_status", "document_number": "15/2024",
}  # fmt: skip


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay.pdf", PDF, "application/pdf")


def shown(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode()


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        list(answer)
    return answer.status_code


def test_a_giver_authorises_in_the_browser_and_takes_it_back(province: Province, citizen: Client) -> None:
    known = identity.person(testing.citizen("Trần Văn Nhận", identity_number="096190000888").person_id)
    assert known is not None
    answer = citizen.post(
        reverse("portal:give"),
        {
            "full_name": known.full_name, "identity_number": known.identity_number,
            "procedures": "", "valid_from": "03/08/2026", "last_day": "",
        },
    )  # fmt: skip
    assert answer["Location"] == LIST
    mandate = Mandate.objects.get()
    assert mandate.confirmed_at is not None
    assert "Đang hiệu lực" in shown(citizen)
    citizen.post(reverse("portal:revoke_mandate", args=[mandate.id]))
    assert "Đã kết thúc" in shown(citizen)


def test_a_paper_is_registered_shown_to_both_and_to_nobody_else(
    province: Province, citizen: Client, stranger: Client, signed_in: Callable[..., Client]
) -> None:
    address = reverse("portal:register_mandate")
    assert stranger.post(address, REGISTER).status_code == 422, "a paper must be shown"
    assert stranger.post(address, {**REGISTER, "paper": paper()})["Location"] == LIST
    file = reverse("dossiers:file", args=[StoredFile.objects.get().id])
    third = signed_in(testing.citizen("Lý Văn Tư"))
    assert [status(client, file) for client in (citizen, stranger, third)] == [302, 302, 404], "led to the files' place"
    mandate = Mandate.objects.get()
    for act in ("portal:confirm_mandate", "portal:revoke_mandate"):
        assert third.post(reverse(act, args=[mandate.id])).status_code == 404
    assert stranger.post(reverse("portal:confirm_mandate", args=[mandate.id])).status_code == 404
    assert citizen.post(reverse("portal:revoke_mandate", args=[mandate.id])).status_code == 302
    assert "Nguyễn Văn Bảo" not in shown(stranger), "its former holder reads the giver's name no more"


def test_a_child_without_a_number_is_represented(province: Province, citizen: Client) -> None:
    address = reverse("portal:declare_ward")
    assert citizen.post(address, {**WARD, "born_on": "", "paper": paper()}).status_code == 422
    assert citizen.post(address, {**WARD, "paper": paper()})["Location"] == LIST
    assert "Trần Bé Na" in shown(citizen)


def test_one_says_for_whom_one_hands_in(province: Province, stranger: Client) -> None:
    mandate = mandate_of(province.citizen.person_id, province.stranger.person_id, NOW)
    body = body_of(province.stranger.person_id, province.stranger.account_id, NOW)
    draft_id = start_draft(
        version_id=province.version_id, by=province.stranger, now=NOW, receiving_organisation_id=province.commune.id
    )
    place = reverse("portal:place", args=[draft_id])
    page = shown(stranger, place)
    for words in ("Tôi nộp cho", "Chính tôi", "Được ủy quyền của Nguyễn Văn Bảo", f"Tổ chức: {body.name}", "nộp hộ"):
        assert words in page, words
    form = {"receiving_organisation": str(province.commune.id), "return_channel": "counter", "action": "next"}
    stranger.post(place, {**form, "for_whom": f"mandate:{mandate.id}"})
    draft = ApplicationDraft.objects.get()
    assert (draft.mandate_id, draft.answers["applicant_name"]) == (mandate.id, "Nguyễn Văn Bảo")
    assert "Được ủy quyền của Nguyễn Văn Bảo" in shown(stranger, reverse("portal:review", args=[draft_id]))
    stranger.post(place, {**form, "for_whom": f"body:{body.id}"})
    draft.refresh_from_db()
    assert (draft.body_id, draft.mandate_id) == (body.id, None)
    stranger.post(place, {**form, "for_whom": "another"})
    draft.refresh_from_db()
    assert (draft.body_id, draft.for_another, "applicant_name" in draft.answers) == (None, True, False)
    assert stranger.post(place, {**form, "for_whom": "mandate:khong"}).status_code == 422


def test_an_organisations_list_is_its_own(province: Province, citizen: Client) -> None:
    body = body_of(province.citizen.person_id, province.citizen.account_id, NOW)
    citizen.post(reverse("portal:acting_for"), {"nhan-danh": str(body.id)})
    page = shown(citizen, reverse("portal:mine"))
    assert f"Hồ sơ của {body.name}" in page
    assert "Tổ chức chưa có hồ sơ nào" in page
    assert queries.dossiers_of_body(province.stranger.person_id, body.id, now=NOW).rows == []
