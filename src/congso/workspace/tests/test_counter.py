"""The counter: one page takes somebody in, a double click makes one dossier, an error loses nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congso.audit.models import AuditEntry
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group
from congso.dossiers import queries, testing
from congso.dossiers.rules.states import DossierState
from congso.dossiers.testing import Province
from congso.files.commands import store
from congso.organisation.models import Unit
from congso.organisation.rules.roles import Role

from .conftest import LATER, SignIn

COUNTER = "/can-bo/quay/"
RECEPTION = f"/can-bo/quay/{testing.PROCEDURE_CODE}/"
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)

pytestmark = pytest.mark.django_db


def filled(client: Client, **changes: object) -> dict[str, object]:
    page = client.get(RECEPTION)
    assert page.status_code == 200
    key = page.context["page"].key
    return {"key": key, "viec": "tiep-nhan", "chinh-TP01": "1", "nhan-ket-qua": "counter", **testing.ANSWERS, **changes}


def test_the_desk_finds_a_procedure_without_marks(province: Province, as_officer: SignIn) -> None:
    counter = as_officer(province.commune.counter)
    found = counter.get(COUNTER, {"q": "ho kinh doanh"}, headers={"HX-Request": "true"})
    assert RECEPTION in found.content.decode()
    assert "<html" not in found.content.decode()


def test_what_the_desk_receives_most_is_one_key_away(province: Province, as_officer: SignIn) -> None:
    testing.received(province)
    page = as_officer(province.commune.counter).get(COUNTER)
    assert page.context["usual"] == [(testing.PROCEDURE_CODE, "Đăng ký thành lập hộ kinh doanh")]


def test_receiving_gives_a_code_and_a_slip(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    response = client.post(RECEPTION, filled(client))
    assert response.status_code == 302, response.content.decode()[:4000]
    slip = client.get(response["Location"])
    view = slip.context["dossier"]
    assert view.row.state is DossierState.RECEIVED
    assert view.row.code in slip.content.decode()
    assert view.components[0].papers[0].kind == "original"
    assert client.get(f"/can-bo/ho-so/{view.id}/in/tiep-nhan/").content.startswith(b"%PDF")


def test_a_double_click_makes_one_dossier_even_with_scans(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    data = filled(client)
    places = set()
    for _ in range(2):
        scan = SimpleUploadedFile("giay.png", PIXEL, "image/png")
        places.add(client.post(RECEPTION, data | {"quet-TP01": scan})["Location"])
    assert len(places) == 1
    assert len(queries.register_book(province.commune.counter, 2026, now=testing.NOW).rows) == 1


def test_an_error_keeps_everything_typed_and_the_scan(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    scan = SimpleUploadedFile("giay.png", PIXEL, "image/png")
    refused = client.post(RECEPTION, filled(client, applicant_identity_number="12", **{"quet-TP01": scan}))
    words = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="Mở quán cà phê"' in words
    kept = re.search(r'name="tep-TP01" value="([0-9a-f-]{36})"', words)
    assert kept
    data = filled(client, **{"tep-TP01": kept[1], "key": refused.context["page"].key})
    done = client.post(RECEPTION, data, follow=True)
    assert done.context["dossier"].components[0].papers[0].file_name == "giay.png"


def test_files_and_other_dossiers_that_a_form_asks_for_are_taken_in_at_the_counter(as_officer: SignIn) -> None:
    asked = Group(
        "more",
        "Thêm",
        fields=(
            Field("front", FieldType.FILE, "Ảnh mặt tiền", required=True),
            Field("before", FieldType.DOSSIER, "Hồ sơ trước đây"),
            Field("place", FieldType.MAP_POINT, "Vị trí"),
        ),
    )
    province = testing.plain_province(form=FormDefinition(testing.FORM.title, (*testing.FORM.groups, asked)))
    client = as_officer(province.commune.counter)
    assert "geolocation=(self)" in client.get(RECEPTION)["Permissions-Policy"]
    refused = client.post(RECEPTION, filled(client))
    assert refused.status_code == 422
    assert "Cần đính kèm tệp cho mục “Ảnh mặt tiền”" in refused.content.decode()
    assert (
        client.post(f"{RECEPTION}quet/front/", {"f": SimpleUploadedFile("a.png", PIXEL, "image/png")}).status_code
        == 200
    )
    scan = SimpleUploadedFile("giay.png", PIXEL, "image/png")
    stranger = filled(client, **{"quet-front": scan, "before-typed": "DK260814-7K3Q-9XPM-2ATB"})
    refused = client.post(RECEPTION, stranger)
    assert refused.status_code == 422
    assert "người nộp không có hồ sơ nào mang mã này" in str(refused.context["page"].form.errors["before-typed"])
    kept = re.search(r'name="tep-front" value="([0-9a-f-]{36})"', refused.content.decode())
    assert kept
    data = filled(client, **{"tep-front": kept[1], "place": "9,1769; 105,1524", "key": refused.context["page"].key})
    done = client.post(RECEPTION, data, follow=True)
    front = next(one for one in done.context["dossier"].components if one.key == "front")
    assert front.papers[0].file_name == "giay.png"


def test_a_card_fills_in_the_person(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    card = "096090000999|381234567|Lê Thị Út|20051990|Nữ|Ấp 5, Xã Phú Tân|15082021"
    page = client.post(RECEPTION, {"viec": "tra-cuu", "the": card, "content": "Bán nước"})
    words = page.content.decode()
    assert page.status_code == 200
    assert 'value="Lê Thị Út"' in words
    assert 'value="096090000999"' in words
    assert 'value="Bán nước"' in words, "what was typed before stays"
    assert client.post(RECEPTION, {"viec": "tra-cuu", "the": "xyz"}).status_code == 422


def test_a_known_person_is_filled_in_by_number(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    page = client.post(RECEPTION, {"viec": "tra-cuu", "the": "096095000123"})
    assert "Nguyễn Văn Bảo" in page.content.decode()
    client.post(RECEPTION, {"viec": "tra-cuu", "the": "096095999999"})
    looks = AuditEntry.objects.filter(action="identity.look_up").order_by("id")
    assert {one.officer_id for one in looks} == {province.commune.counter.id}
    assert [one.object_id for one in looks] == [str(province.citizen.person_id), ""]
    assert "096095" not in str([one.detail for one in looks]), "the trail holds no numbers of people"


def test_a_scan_of_somebody_else_cannot_be_attached(province: Province, as_officer: SignIn) -> None:
    other = as_officer(province.other_commune.counter)
    scan = SimpleUploadedFile("giay.png", PIXEL, "image/png")
    refused = other.post(RECEPTION, filled(other, applicant_identity_number="12", **{"quet-TP01": scan}))
    kept = re.search(r'name="tep-TP01" value="([0-9a-f-]{36})"', refused.content.decode())
    assert kept
    client = as_officer(province.commune.counter)
    done = client.post(RECEPTION, filled(client, **{"tep-TP01": kept[1]}), follow=True)
    assert done.context["dossier"].components[0].papers[0].file_id is None


def test_a_procedure_not_received_here_is_refused_with_advice(as_officer: SignIn, db: None) -> None:
    province = testing.plain_province(policy=None)
    from congso.catalogue.rules.policy import ProcedurePolicy

    testing.procedure(
        content=testing.plain_content("2.000001", tiers=("province",)),
        policy=ProcedurePolicy(receiving_tiers=("province",), fee_timing="none"),
    )
    response = as_officer(province.commune.counter).get("/can-bo/quay/2.000001/")
    assert response.status_code == 409


def test_only_the_desk_receives_and_hands_over(province: Province, as_officer: SignIn) -> None:
    for who in (province.commune.specialist, province.commune.leader, province.commune.clerk):
        client = as_officer(who)
        assert client.get(RECEPTION).status_code == 403
        assert client.post(RECEPTION, {}).status_code == 403
        assert client.get("/can-bo/tra-ket-qua/").status_code == 403


def test_the_slip_page_is_nobody_elses(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    address = f"/can-bo/quay/da-nhan/{dossier_id}/"
    assert as_officer(province.commune.counter).get(address).status_code == 200
    assert as_officer(province.other_commune.counter).get(address).status_code == 404


def test_a_result_is_handed_over_by_its_code(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.finished(province)
    client = as_officer(province.commune.counter)
    code = queries.dossier_for_officer(province.commune.counter, dossier_id, now=LATER).row.code
    place = "/can-bo/tra-ket-qua/"
    assert client.get(place, {"ma": "khong co"}).status_code == 404
    page = client.get(place, {"ma": f"http://testserver/tra-cuu/{code}/"})
    assert page.context["may"] is True
    data = {"tra-ket-qua-channel": "counter", "tra-ket-qua-receiver_name": "", "tra-ket-qua-on_behalf": "on"}
    assert client.post(f"{place}?ma={code}", data).status_code == 422
    data |= {"tra-ket-qua-receiver_name": "Trần Thị Mai", "tra-ket-qua-receiver_paper": "Giấy ủy quyền 12"}
    assert client.post(f"{place}?ma={code}", data).status_code == 302
    view = queries.dossier_for_officer(province.commune.counter, dossier_id, now=LATER)
    assert view.row.state is DossierState.RETURNED
    assert view.results[-1].receiver_name == "Trần Thị Mai"


def test_fees_are_taken_at_the_counter(as_officer: SignIn, db: None) -> None:
    from congso.catalogue.rules.policy import ProcedurePolicy

    province = testing.plain_province(policy=ProcedurePolicy(receiving_tiers=("commune",)))
    client = as_officer(province.commune.counter)
    slip = client.post(RECEPTION, filled(client), follow=True)
    assert slip.context["sum_due"] == 100_000
    dossier_id = slip.context["dossier"].id
    data = {"thu-tien-method": "cash", "thu-tien-receipt_number": "0000123", "ve": "quay"}
    after = client.post(f"/can-bo/ho-so/{dossier_id}/thu-tien/", data, follow=True)
    assert after.context["fees_due"] == []
    refused = as_officer(province.other_commune.counter).post(f"/can-bo/ho-so/{dossier_id}/thu-tien/", data)
    assert refused.status_code == 404


def test_a_head_waives_a_fee_from_the_page_of_the_dossier(as_officer: SignIn, db: None) -> None:
    from congso.catalogue.rules.policy import ProcedurePolicy

    province = testing.plain_province(policy=ProcedurePolicy(receiving_tiers=("commune",)))
    desk = Unit.objects.get(id=province.commune.counter.unit_id)
    head = as_officer(testing.officer(desk, "Trưởng bộ phận", Role.UNIT_HEAD, Role.COUNTER))
    slip = head.post(RECEPTION, filled(head), follow=True)
    assert slip.context["may_waive"]
    dossier_id = slip.context["dossier"].id
    plain = as_officer(province.commune.counter).get(f"/can-bo/quay/da-nhan/{dossier_id}/")
    assert not plain.context["may_waive"]
    place = f"/can-bo/ho-so/{dossier_id}/viec/mien-phi/"
    page = head.get(f"/can-bo/ho-so/{dossier_id}/?viec=mien-phi")
    assert place in page.content.decode()
    due = page.context["fees_due"]
    data = {"mien-phi-fees": [due[0].id], "mien-phi-basis": "Người khuyết tật nặng"}
    assert head.post(place, data).status_code == 422
    answer = head.post(place, data | {"mien-phi-evidence": "Giấy xác nhận số 12"}, follow=True)
    assert answer.context["fees_due"] == []
    assert "Giấy xác nhận số 12" in answer.content.decode()
    assert "viec/mien-phi/" not in answer.content.decode()
    assert as_officer(province.commune.counter).post(place, data).status_code == 403


def test_the_register_has_a_line_for_each_reception(province: Province, as_officer: SignIn) -> None:
    testing.received(province)
    client = as_officer(province.commune.counter)
    page = client.get("/can-bo/so-theo-doi/")
    assert [line.number for line in page.context["lines"]] == [1]
    other = as_officer(province.other_commune.counter).get("/can-bo/so-theo-doi/")
    assert list(other.context["lines"]) == []


def test_scans_go_as_they_are_chosen_and_the_list_names_those_before(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    address = f"{RECEPTION}quet/TP01/"
    kept: list[str] = []
    for number in (1, 2):
        scan = SimpleUploadedFile(f"trang-{number}.png", PIXEL, "image/png")
        rows = client.post(address, {"quet-TP01": scan, "tep-TP01": kept}).content.decode()
        kept = re.findall(r'name="tep-TP01" value="([0-9a-f-]{36})"', rows)
        assert len(kept) == number
    assert "trang-1.png" in rows
    done = client.post(RECEPTION, filled(client, **{"tep-TP01": kept}), follow=True)
    names = [paper.file_name for paper in done.context["dossier"].components[0].papers]
    assert names == ["trang-1.png", "trang-2.png"]


def test_a_scan_nobody_asks_for_or_that_is_no_paper_is_refused_in_words(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    scan = SimpleUploadedFile("giay.png", PIXEL, "image/png")
    unknown = client.post(f"{RECEPTION}quet/KHONG/", {"quet-KHONG": scan})
    assert (unknown.status_code, unknown.json()["title"][:14]) == (422, "Giấy tờ này kh")
    text = SimpleUploadedFile("a.png", b"khong phai anh", "image/png")
    assert client.post(f"{RECEPTION}quet/TP01/", {"quet-TP01": text}).status_code == 422
    assert client.post(f"{RECEPTION}quet/TP01/").json()["title"] == "Chưa nhận được tệp nào."


def test_a_colleagues_file_is_not_taken_into_the_list(province: Province, as_officer: SignIn) -> None:
    foreign = store(
        stream=SimpleUploadedFile("giay.png", PIXEL, "image/png"),
        name="giay.png",
        account_id=province.commune.neighbour.account_id,
        now=LATER,
    )
    scan = SimpleUploadedFile("x.png", PIXEL, "image/png")
    client = as_officer(province.commune.counter)
    rows = client.post(f"{RECEPTION}quet/TP01/", {"quet-TP01": scan, "tep-TP01": [str(foreign.id)]})
    assert "x.png" in rows.content.decode()
    assert str(foreign.id) not in rows.content.decode()


def test_what_is_wrong_leads_to_its_place_and_a_long_list_is_folded(province: Province, as_officer: SignIn) -> None:
    client = as_officer(province.commune.counter)
    key = client.get(RECEPTION).context["page"].key
    refused = client.post(RECEPTION, {"key": key, "viec": "tiep-nhan"})
    links = refused.context["page"].wrong
    words = refused.content.decode()
    assert all(anchor for anchor, _sentence in links)
    assert all(f'id="{anchor[1:]}"' in words for anchor, _sentence in links)
    assert ("chỗ còn lại" in words) == (len(links) > 5)
