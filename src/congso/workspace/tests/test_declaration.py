"""The prescribed declaration at an officer's desk: masked unasked, whole for a purpose, each time in the trail."""

import re
import unicodedata
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from congso.audit.models import AuditEntry
from congso.audit.queries import about_person
from congso.audit.rules.kinds import Kind
from congso.dossiers import testing
from congso.dossiers.models import Dossier
from congso.dossiers.testing import ANSWERS, NOW, Province
from congso.representation.models import Mandate
from congso.representation.rules.mandates import Proof
from congso.representation.testing import mandate_of

from .conftest import SignIn

pytestmark = pytest.mark.django_db
NUMBER, PHONE = ANSWERS["applicant_identity_number"], ANSWERS["applicant_phone"]


def address(dossier_id: UUID) -> str:
    return reverse("workspace:declaration", args=[dossier_id])


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "private, no-store" in answer["Cache-Control"]
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text.replace("\u200b", "")))


def test_unasked_it_is_masked_like_the_page(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    client = as_officer(province.commune.counter)
    assert address(dossier_id) in client.get(reverse("workspace:dossier", args=[dossier_id])).content.decode()
    text = text_of(client.get(address(dossier_id)))
    assert "096•••••0123" in text
    assert "Mở quán cà phê" in text
    assert "Bản che bớt dữ liệu cá nhân" in text
    assert NUMBER not in text
    assert PHONE not in text


def test_whole_it_is_asked_for_with_a_purpose(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    client = as_officer(province.commune.counter)
    revealed = client.post(reverse("workspace:reveal", args=[dossier_id]), {"muc-dich": "case"}).content.decode()
    assert f'action="{address(dossier_id)}"' in revealed
    assert "Tờ khai theo mẫu, đầy đủ" in revealed
    text = text_of(client.post(address(dossier_id), {"muc-dich": "case"}))
    assert NUMBER in text
    assert PHONE in text
    assert "Bản che bớt" not in text


def test_the_trail_says_who_took_it_along_whole_or_masked_and_what_for(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    client = as_officer(province.commune.counter)
    client.get(address(dossier_id))
    client.post(address(dossier_id), {"muc-dich": "case"})
    masked, whole = AuditEntry.objects.filter(action="dossiers.print").order_by("number")
    for entry in (masked, whole):
        assert (entry.kind, entry.object_id, entry.officer_id) == (
            Kind.EXPORT,
            str(dossier_id),
            province.commune.counter.id,
        )
        assert province.citizen.person_id in entry.subject_ids
        assert entry.purpose == "case"
    assert (masked.detail["whole"], whole.detail["whole"]) == (False, True)
    told = [one.action for one in about_person(province.citizen.person_id, own=False)[0]]
    assert {"dossiers.read", "dossiers.reveal", "dossiers.print"} <= set(told)


def test_whoever_has_it_not_in_hand_names_a_purpose(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    leader = as_officer(province.commune.leader)
    assert leader.post(address(dossier_id)).status_code == 422
    assert leader.post(address(dossier_id), {"muc-dich": "exchange"}).status_code == 422
    assert AuditEntry.objects.filter(action__in=["dossiers.print", "dossiers.reveal"]).count() == 0
    assert NUMBER in text_of(leader.post(address(dossier_id), {"muc-dich": "supervision"}))
    assert AuditEntry.objects.get(action="dossiers.print").purpose == "supervision"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_outside_the_dossier_gets_it(province: Province, as_officer: SignIn, method: str) -> None:
    dossier_id = testing.received(province)
    for officer in (province.other_commune.counter, province.commune.neighbour, province.commune.administrator):
        answer = getattr(as_officer(officer), method)(address(dossier_id), {"muc-dich": "case"})
        assert answer.status_code in {403, 404}
    assert getattr(Client(), method)(address(dossier_id)).status_code == 302
    assert AuditEntry.objects.filter(action="dossiers.print").count() == 0


def test_a_citizen_is_no_officer(province: Province, as_citizen: Client) -> None:
    assert as_citizen.get(address(testing.received(province))).status_code == 403


def test_the_paper_of_a_proxy_is_masked_above_the_signature_too(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    given = mandate_of(province.citizen.person_id, province.stranger.person_id, NOW)
    Mandate.objects.filter(id=given.id).update(proof=Proof.NOTARISED, document_number=f"CC {NUMBER}")
    Dossier.objects.filter(id=dossier_id).update(mandate=given, submitter=given.receiver_id)
    client = as_officer(province.commune.counter)
    masked = text_of(client.get(address(dossier_id)))
    whole = text_of(client.post(address(dossier_id), {"muc-dich": "case"}))
    assert NUMBER not in masked
    assert f"CC {NUMBER}".lower() in whole.lower()
    assert "Trần Văn Lạ" in whole, "who handed in signs"
