"""The work queue: whose list, in which order, how many questions to the database, several at once."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congso.dossiers import commands, queries, testing
from congso.dossiers.rules.states import DossierState
from congso.dossiers.testing import Province

from .conftest import LATER, SignIn

HOME = "/can-bo/"
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for address in (HOME, "/can-bo/tim/", "/can-bo/quay/", "/can-bo/so-theo-doi/", "/can-bo/tra-ket-qua/"):
        response = client.get(address)
        assert response.status_code == 302
        assert "/dang-nhap/" in response["Location"]


def test_a_citizen_is_told_that_this_is_the_officers_page(as_citizen: Client) -> None:
    assert as_citizen.get(HOME).status_code == 403


def test_the_desk_starts_with_what_waits_to_be_received(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    page = as_officer(province.commune.counter).get(HOME)
    assert page.status_code == 200
    assert page.context["title"] == "Chờ tiếp nhận"
    assert reverse("workspace:dossier", args=[dossier_id]) in page.content.decode()
    assert "Nguyễn Văn Bảo" in page.content.decode()


def test_a_leader_starts_with_what_waits_for_a_signature(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.to_approve(province)
    page = as_officer(province.commune.leader).get(HOME)
    assert page.context["title"] == "Chờ ký"
    assert [row.id for row in page.context["rows"]] == [dossier_id]


def test_a_neighbour_sees_nothing_of_it(province: Province, as_officer: SignIn) -> None:
    testing.submitted(province)
    page = as_officer(province.other_commune.counter).get(HOME)
    assert list(page.context["rows"]) == []
    assert "Không có hồ sơ trực tuyến nào" in page.content.decode()


def test_a_role_without_dossiers_gets_a_page_that_says_so(province: Province, as_officer: SignIn) -> None:
    page = as_officer(province.commune.administrator).get(HOME)
    assert page.status_code == 200
    assert "không xử lý hồ sơ" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_list_of_another_role_is_refused(province: Province, as_officer: SignIn) -> None:
    specialist = as_officer(province.commune.specialist)
    assert specialist.get(HOME, {"danh-sach": "cho-tiep-nhan"}).status_code == 403
    assert specialist.get("/can-bo/quay/").status_code == 403
    assert specialist.get("/can-bo/don-vi/").status_code == 403
    assert specialist.get("/can-bo/so-theo-doi/").status_code == 403


def test_htmx_gets_only_the_list_and_the_rest_of_it_only_rows(province: Province, as_officer: SignIn) -> None:
    for _ in range(22):
        testing.submitted(province)
    counter = as_officer(province.commune.counter)
    part = counter.get(HOME, headers=HTMX)
    assert "<html" not in part.content.decode()
    assert 'id="danh-sach"' in part.content.decode()
    assert "HX-Request" in part["Vary"]
    rest = counter.get(part.context["next"], headers=HTMX).content.decode()
    assert rest.lstrip().startswith("<li>")
    assert rest.count("data-pane") == 2
    whole = counter.get(part.context["next"]).content.decode()
    assert "<html" in whole


def test_a_long_list_asks_no_more_than_a_short_one(province: Province, as_officer: SignIn) -> None:
    testing.submitted(province)
    counter = as_officer(province.commune.counter)
    counter.get(HOME)
    with CaptureQueriesContext(connection) as short:
        counter.get(HOME)
    for _ in range(15):
        testing.submitted(province)
    with CaptureQueriesContext(connection) as long:
        counter.get(HOME)
    assert len(long) == len(short)


def test_a_list_is_narrowed_by_procedure_and_by_officer(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.in_progress(province)
    head = as_officer(province.commune.unit_head)
    held = head.get(HOME, {"danh-sach": "don-vi", "can-bo": str(province.commune.specialist.id)})
    assert [row.id for row in held.context["rows"]] == [dossier_id]
    other = head.get(HOME, {"danh-sach": "don-vi", "can-bo": str(province.commune.colleague.id)})
    assert list(other.context["rows"]) == []
    for nothing in ("9.999999", "9\x00"):
        assert list(head.get(HOME, {"danh-sach": "don-vi", "thu-tuc": nothing}).context["rows"]) == []


def test_a_name_without_marks_finds_and_a_whole_code_opens(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    counter = as_officer(province.commune.counter)
    page = counter.get("/can-bo/tim/", {"q": "nguyen van bao"})
    assert [row.id for row in page.context["rows"]] == [dossier_id]
    code = page.context["rows"][0].code
    assert counter.get("/can-bo/tim/", {"q": code})["Location"] == f"/can-bo/ho-so/{dossier_id}/"
    neighbour = as_officer(province.other_commune.counter).get("/can-bo/tim/", {"q": code})
    assert "Không tìm thấy" in neighbour.content.decode()


def test_several_are_accepted_at_once_and_each_is_told_of(province: Province, as_officer: SignIn) -> None:
    first, second = testing.submitted(province), testing.received(province)
    counter = as_officer(province.commune.counter)
    page = counter.post("/can-bo/nhieu-ho-so/", {"viec": "accept", "ho_so": [str(first), str(second)]})
    assert page.status_code == 200
    assert (page.context["done"], page.context["refused"]) == (1, 1)
    view = queries.dossier_for_officer(province.commune.counter, first, now=LATER)
    assert view.row.state is DossierState.RECEIVED


def test_a_head_assigns_several_and_comes_back_to_the_list(province: Province, as_officer: SignIn) -> None:
    ids = [testing.forwarded(province), testing.forwarded(province)]
    head = as_officer(province.commune.unit_head)
    data = {"viec": "assign", "officer": str(province.commune.specialist.id), "ho_so": list(map(str, ids))}
    response = head.post("/can-bo/nhieu-ho-so/", data | {"danh-sach": "don-vi"})
    assert response["Location"] == "/can-bo/?danh-sach=don-vi"
    for one in ids:
        view = queries.dossier_for_officer(province.commune.unit_head, one, now=LATER)
        assert view.row.waiting_officer_id == province.commune.specialist.id


def test_several_at_once_never_reach_a_neighbours_dossier(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    neighbour = as_officer(province.other_commune.counter)
    neighbour.post("/can-bo/nhieu-ho-so/", {"viec": "accept", "ho_so": [str(dossier_id)]})
    view = queries.dossier_for_officer(province.commune.counter, dossier_id, now=LATER)
    assert view.row.state is DossierState.SUBMITTED


def test_a_leader_approves_several(province: Province, as_officer: SignIn) -> None:
    ids = [testing.to_approve(province), testing.to_approve(province)]
    leader = as_officer(province.commune.leader)
    begun = leader.post("/can-bo/nhieu-ho-so/", {"viec": "approve", "ho_so": list(map(str, ids))})
    place = begun["Location"]
    assert "Còn 2 văn bản chưa xem" in leader.get(place).content.decode()
    first, second = (f"{place}{one}/" for one in ids)
    shown = leader.get(first).content.decode()
    seen = re.findall(r'name="da-xem" value="(\w+)"', shown)[0]
    assert leader.post(f"{first}quyet-dinh/", {"quyet-dinh": "sign", "da-xem": seen})["Location"] == second
    assert leader.post(f"{second}quyet-dinh/", {"quyet-dinh": "skip"})["Location"] == place
    assert "Ký 1 văn bản" in leader.get(place).content.decode()
    leader.post(f"{place}ky/")
    round_id = UUID(place.split("/")[-2])
    assert commands.carry_out(round_id=round_id, now=LATER) == 1
    steps = [queries.dossier_for_officer(province.commune.leader, one, now=LATER).row.step_key for one in ids]
    assert steps == ["issue", "approve"]
    assert "Đã ký xong" in leader.get(place).content.decode()


def test_nothing_chosen_is_said_kindly(province: Province, as_officer: SignIn) -> None:
    response = as_officer(province.commune.counter).post("/can-bo/nhieu-ho-so/", {"viec": "accept"}, follow=True)
    assert "Chọn ít nhất một hồ sơ" in response.content.decode()


def test_a_head_sees_who_has_how_much(province: Province, as_officer: SignIn) -> None:
    testing.in_progress(province)
    testing.forwarded(province)
    page = as_officer(province.commune.unit_head).get("/can-bo/don-vi/")
    (unit,) = page.context["units"]
    loads = {one.officer.id: one.load.open for one in unit.colleagues}
    assert loads[province.commune.specialist.id] == 1
    assert page.context["nobody"] == 1


def test_a_leader_sees_every_unit_that_has_work(province: Province, as_officer: SignIn) -> None:
    testing.in_progress(province)
    testing.to_approve(province)
    page = as_officer(province.commune.leader).get("/can-bo/don-vi/")
    assert {unit.name for unit in page.context["units"]} == {"Phòng Kinh tế", "Lãnh đạo Ủy ban nhân dân xã"}
    assert page.context["total"] == 2
