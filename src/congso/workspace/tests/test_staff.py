"""Joiner, mover, leaver: by decision, with a date, and with everything that came with a position ending with it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client

from congso.dossiers.testing import TODAY, Province
from congso.identity import queries as identity
from congso.identity.testing import sign_in, signed_in
from congso.kernel import clock
from congso.organisation import queries as organisation
from congso.organisation.commands import end_appointment, tell_ended_positions
from congso.processes.look_after_accounts import send_invitation

pytestmark = pytest.mark.django_db
LIST = "/can-bo/quan-tri/can-bo/"
PASSWORD = "con-nuoc-rong-mot-cua-2026"


@pytest.fixture
def administrator(province: Province, an_hour_later: datetime) -> Client:
    return signed_in(province.commune.administrator.account_id)


def position_of(unit_id: int, title: str) -> int:
    row = apps.get_model("organisation", "Position").objects.filter(unit=unit_id, title=title).first()
    assert row is not None
    return int(row.pk)


def appointment(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Phan Thị Bích",
        "identity_number": "096190000077",
        "on": f"{TODAY:%d/%m/%Y}",
        "until": "",
        "basis": "Quyết định 12/QĐ-UBND ngày 01/08/2026",
        "username": "bich.pt",
        "email": "bich@tanthanh.vn",
        **changes,
    }


def test_the_new_one_is_shown_first_then_invited_and_chooses_a_password(
    administrator: Client, province: Province, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    post = f"{LIST}bo-nhiem/{position_of(province.commune.clerks, 'Văn thư')}/"
    preview = administrator.post(post, appointment()).content.decode()
    assert "Bắt buộc yếu tố thứ hai" in preview
    assert identity.account_named("bich.pt") is None, "nothing is saved by looking"
    done = administrator.post(post, {**appointment(), "confirmed": "1"})
    assert done.status_code == 302
    page = administrator.get(done["Location"]).content.decode()
    assert "Đã mời" in page

    account = identity.account_named("bich.pt")
    assert account is not None
    invitation = apps.get_model("identity", "Invitation").objects.get(account_id=account.id)
    send_invitation(invitation_id=str(invitation.id))
    link = re.findall(r"http\S+(/kich-hoat/\S+)", str(mail.outbox[0].body))[0]
    assert mail.outbox[0].to == ["bich@tanthanh.vn"]
    newcomer = Client()
    opened = newcomer.get(link)
    assert opened.status_code == 200
    assert opened["Referrer-Policy"] == "same-origin", "under no-referrer browsers send the form with “Origin: null”"
    assert newcomer.post(link, {"new": "ngan", "again": "ngan"}).status_code == 422
    assert newcomer.post(link, {"new": PASSWORD, "again": PASSWORD}).status_code == 302
    assert newcomer.get(link).status_code == 404, "the link is spent"
    newcomer.post("/dang-nhap/can-bo/", {"login": "bich.pt", "password": PASSWORD})
    assert newcomer.get("/can-bo/")["Location"].startswith("/tai-khoan/bao-mat/"), "a clerk needs a second factor"


def test_an_invitation_ends_after_its_time(administrator: Client, province: Province, monkeypatch, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    post = f"{LIST}bo-nhiem/{position_of(province.commune.clerks, 'Văn thư')}/"
    administrator.post(post, {**appointment(), "confirmed": "1"})
    invitation = apps.get_model("identity", "Invitation").objects.get()
    send_invitation(invitation_id=str(invitation.id))
    link = re.findall(r"http\S+(/kich-hoat/\S+)", str(mail.outbox[0].body))[0]
    late = clock.now() + timedelta(hours=settings.INVITATION_HOURS, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert Client().get(link).status_code == 404


def test_when_a_position_ends_its_sessions_end_at_that_moment(administrator: Client, province: Province) -> None:
    leader = province.commune.leader
    office = Client()
    sign_in(office, leader.account_id)
    from congso.identity import commands

    commands.open_session(account_id=leader.account_id or 0, session_key=office.session.session_key or "", device="",
                          level="", methods=[], now=clock.now())  # fmt: skip
    assert office.get("/can-bo/").status_code == 200
    told = {"ket-thuc-on": f"{TODAY:%d/%m/%Y}", "ket-thuc-basis": "Quyết định 15/QĐ-UBND"}
    assert administrator.post(f"{LIST}{leader.id}/ket-thuc/", told).status_code == 302
    assert office.get("/can-bo/")["Location"].startswith("/dang-nhap/")
    state = identity.account_state(leader.person_id)
    assert state is not None
    assert not state.is_active, "who holds nothing any more is locked"


def test_an_end_of_tomorrow_ends_things_tomorrow(province: Province, an_hour_later: datetime) -> None:
    leader = province.commune.leader
    tomorrow = TODAY + timedelta(days=1)
    end_appointment(officer_id=leader.id, on=tomorrow, now=an_hour_later)
    assert tell_ended_positions(today=TODAY, now=an_hour_later) == 0
    state = identity.account_state(leader.person_id)
    assert state is not None
    assert state.is_active
    assert tell_ended_positions(today=tomorrow, now=an_hour_later + timedelta(days=1)) == 1
    assert tell_ended_positions(today=tomorrow, now=an_hour_later + timedelta(days=1)) == 0
    state = identity.account_state(leader.person_id)
    assert state is not None
    assert not state.is_active


def test_who_moves_keeps_the_account_and_loses_the_old_rights(administrator: Client, province: Province) -> None:
    specialist = province.commune.specialist
    told = {
        "dieu-dong-position": str(position_of(province.commune.desk, "Cán bộ tiếp nhận")),
        "dieu-dong-on": f"{TODAY:%d/%m/%Y}",
        "dieu-dong-basis": "Quyết định 16/QĐ-UBND",
    }
    assert administrator.post(f"{LIST}{specialist.id}/dieu-dong/", told).status_code == 302
    held = organisation.acting_officers(specialist.account_id or 0, TODAY)
    assert [one.title for one in held] == ["Cán bộ tiếp nhận"]


def test_nobody_ends_or_locks_themselves(administrator: Client, province: Province) -> None:
    own = province.commune.administrator
    for act in ("ket-thuc", "khoa", "dieu-dong", "go-yeu-to"):
        assert administrator.post(f"{LIST}{own.id}/{act}/", {}).status_code == 403, act


def test_an_administrator_reaches_only_their_own_agency(administrator: Client, province: Province) -> None:
    other = province.other_commune
    assert administrator.get(f"{LIST}?co-quan={other.id}").status_code == 404
    assert administrator.get(f"{LIST}{other.leader.id}/").status_code == 404
    assert administrator.post(f"{LIST}{other.leader.id}/khoa/", {"khoa-reason": "thử"}).status_code == 404
    assert administrator.get(f"{LIST}bo-nhiem/{position_of(other.clerks, 'Văn thư')}/").status_code == 404


def test_a_locked_account_signs_in_again_only_after_it_is_opened(administrator: Client, province: Province) -> None:
    member = province.commune.specialist
    administrator.post(f"{LIST}{member.id}/khoa/", {"khoa-reason": "Mất máy tính"})
    state = identity.account_state(member.person_id)
    assert state is not None
    assert (state.is_active, state.lock_reason) == (False, "Mất máy tính")
    administrator.post(f"{LIST}{member.id}/mo-khoa/")
    state = identity.account_state(member.person_id)
    assert state is not None
    assert state.is_active
