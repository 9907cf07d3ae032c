"""What makes an application easier: uploads in pieces, the appointment in a calendar, a draft from an old dossier."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from congso.dossiers import commands, testing
from congso.dossiers import queries as dossiers
from congso.dossiers.models import ApplicationDraft
from congso.dossiers.rules.calendar_file import Appointment, calendar_file
from congso.dossiers.testing import NOW, Province

from .conftest import PDF
from .test_applying import FORM_PAGE, begin, fill, pdf, submit

pytestmark = pytest.mark.django_db


def test_a_file_that_came_in_pieces_is_attached_by_its_ticket(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    begun = citizen.post(reverse("files:begin_upload"), {"name": "bien-ban.pdf", "size": len(PDF)}).json()
    upload = reverse("portal:upload", args=[draft_id, "TP02"])
    early = citizen.post(upload, {"arrived": begun["ticket"]})
    assert early.status_code == 409
    citizen.post(begun["address"], PDF, content_type="application/octet-stream", headers={"X-Offset": "0"})
    rows = citizen.post(upload, {"arrived": begun["ticket"]})
    assert "bien-ban.pdf" in rows.content.decode()
    assert len(dossiers.draft(province.citizen.account_id, draft_id).papers) == 1


def test_pieces_are_taken_from_the_account_that_began(
    province: Province, citizen: Client, stranger: Client, client: Client
) -> None:
    assert citizen.post(reverse("files:begin_upload"), {"name": "a.pdf", "size": "x"}).status_code == 422
    assert citizen.post(reverse("files:begin_upload"), {"name": "a.pdf", "size": 10**9}).status_code == 422
    begun = citizen.post(reverse("files:begin_upload"), {"name": "a.pdf", "size": len(PDF)})
    assert begun.status_code == 201
    address = begun.json()["address"]

    def send(begins: object, piece: bytes) -> Any:
        return citizen.post(address, piece, content_type="application/octet-stream", headers={"X-Offset": str(begins)})

    assert send(0, PDF[:300]).json()["arrived"] == 300
    assert citizen.get(address).json()["arrived"] == 300
    gap = send(500, PDF[500:])
    assert (gap.status_code, gap.json()["arrived"]) == (409, 300)
    assert send("xyz", b"").status_code == 409
    assert send(300, PDF[300:]).json()["arrived"] == len(PDF)
    assert stranger.get(address).status_code == 404
    assert client.get(address).status_code == 302


# The appointment


def test_the_appointment_goes_into_a_calendar(province: Province, citizen: Client, stranger: Client) -> None:
    dossier_id = testing.received(province)
    address = reverse("portal:appointment", args=[dossier_id])
    assert address in citizen.get(reverse("portal:dossier", args=[dossier_id])).content.decode()
    answer = citizen.get(address)
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    view = dossiers.dossier_for_person(province.citizen.person_id, dossier_id, now=NOW)
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"SUMMARY:Nhận kết quả hồ sơ {view.row.code}" in lines
    assert f"DTSTART:{view.row.due_at:%Y%m%dT%H%M%S}Z" in lines
    assert "LOCATION:Ủy ban nhân dân Xã Phú Tân" in lines
    assert stranger.get(address).status_code == 404


def test_without_a_promise_there_is_no_appointment(province: Province, citizen: Client) -> None:
    dossier_id = testing.submitted(province)
    assert citizen.get(reverse("portal:appointment", args=[dossier_id])).status_code == 404


def test_lines_of_a_calendar_file_are_escaped_and_never_cut_within_a_letter() -> None:
    made = calendar_file(Appointment("1@x", 2, NOW, "Nhận; kết, quả\\", "ừ" * 200 + "\nhai", "", "https://x/"), now=NOW)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    whole = made.decode().replace("\r\n ", "")
    assert "SUMMARY:Nhận\\; kết\\, quả\\\\\r\n" in whole
    assert f"DESCRIPTION:{'ừ' * 200}\\nhai\r\n" in whole
    assert "SEQUENCE:2\r\n" in whole
    assert "LOCATION" not in whole


# A new draft from an old dossier


def handed_in(province: Province, citizen: Client) -> UUID:
    draft_id = begin(citizen)
    fill(citizen, province, draft_id)
    citizen.post(reverse("portal:upload", args=[draft_id, "TP02"]), {"f": pdf()})
    return UUID(submit(citizen, draft_id)["Location"].split("/")[3])


def test_a_dossier_becomes_a_draft_with_its_answers_and_files(province: Province, citizen: Client) -> None:
    dossier_id = handed_in(province, citizen)
    assert "Soạn từ hồ sơ này" in citizen.get(reverse("portal:dossier", args=[dossier_id])).content.decode()
    again = citizen.post(reverse("portal:duplicate", args=[dossier_id]))
    draft = ApplicationDraft.objects.get()
    assert again["Location"] == reverse("portal:place", args=[draft.id])
    assert draft.answers["content"] == FORM_PAGE["content"]
    assert draft.receiving_organisation_id == province.commune.id
    assert draft.return_channel == "online"
    assert [paper.file_name for paper in dossiers.draft(province.citizen.account_id, draft.id).papers] == [
        "bien-ban.pdf"
    ]
    citizen.post(reverse("portal:duplicate", args=[dossier_id]))
    assert ApplicationDraft.objects.count() == 1  # a double click
    assert submit(citizen, draft.id).status_code == 302


def test_a_paper_found_bad_stays_behind(province: Province, citizen: Client) -> None:
    dossier_id = handed_in(province, citizen)
    view = dossiers.dossier_for_officer(province.commune.counter, dossier_id, now=NOW)
    paper = next(one for component in view.components for one in component.papers)
    commands.judge_paper(
        dossier_id=dossier_id, paper_id=paper.id, verdict="bad", remark="Mờ", by=province.commune.counter, now=NOW
    )
    citizen.post(reverse("portal:duplicate", args=[dossier_id]))
    assert not dossiers.draft(province.citizen.account_id, ApplicationDraft.objects.get().id).papers


def test_somebody_elses_dossier_is_not_duplicated(
    province: Province, citizen: Client, stranger: Client, signed_in: Callable[..., Any]
) -> None:
    dossier_id = handed_in(province, citizen)
    assert stranger.post(reverse("portal:duplicate", args=[dossier_id])).status_code == 404
    assert not ApplicationDraft.objects.exists()


def test_a_draft_that_ends_soon_says_so(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    assert "Sẽ bị xóa sau" not in citizen.get(reverse("portal:mine")).content.decode()
    ApplicationDraft.objects.filter(id=draft_id).update(expires_at=NOW + commands.KEPT_FOR / 30)
    assert "Sẽ bị xóa sau 06/08/2026" in citizen.get(reverse("portal:mine")).content.decode()
