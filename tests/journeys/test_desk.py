"""What happens at the desk: somebody stands there; two reach for the same dossier."""

from typing import Any

import pytest

from congso.organisation.rules.roles import Role

from . import applications
from .applications import KIM_NGAN
from .house import House
from .steps import Desk, already_handed_in, id_in
from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.journey


def test_the_counter_receives_a_person_and_prints_the_slip(size: Any, somebody: Any, the_house: House) -> None:
    asked = applications.birth()
    counter: Visitor = somebody("mot-cua", on=size)
    counter.sign_in_as_officer(the_house.officer(Role.COUNTER))
    counter.go("/can-bo/quay/")
    counter.fill({"q": "khai sinh"})
    counter.until(lambda: counter.page.locator('#thu-tuc-thay a[href="/can-bo/quay/1.001193/"]').count())
    counter.look("found")
    counter.open('#thu-tuc-thay a[href="/can-bo/quay/1.001193/"]')
    counter.fill({"the": KIM_NGAN})
    counter.press("Điền thông tin", within="main")
    counter.press("Tiếp nhận và in phiếu", within="main")
    assert counter.page.locator(".error-summary").count(), "an empty form is received"
    applicant = {
        "applicant_name": "Võ Thị Kim Ngân",
        "applicant_identity_number": KIM_NGAN,
        "applicant_born_on": "30/06/2004",
        "applicant_phone": "0900000606",
        "applicant_address": "Khóm 8, phường Bạc Liêu, tỉnh Cà Mau",
    }
    papers = {"chinh-TP01": "1", "chinh-TP02": "1", "chinh-TP06": "1"}
    counter.fill({**applicant, **asked.answers, **papers, "commitment": True})
    counter.press("Tiếp nhận và in phiếu", within="main")
    assert "/da-nhan/" in counter.page.url, counter.text()[:1500]
    dossier_id = id_in(counter.page.url)
    slip = counter.page.request.get(f"{the_house.url}/can-bo/ho-so/{dossier_id}/in/tiep-nhan/")
    assert slip.ok
    assert slip.body().startswith(b"%PDF-")
    counter.go("/can-bo/so-theo-doi/")


def test_of_two_officers_the_second_is_told_who_was_faster(somebody: Any, the_house: House) -> None:
    asked = applications.marital_status()
    citizen: Visitor = somebody("dan", on=PHONE)
    dossier_id = already_handed_in(citizen, asked)
    desk = Desk(the_house, somebody, DESK, asked)
    first = desk.open(Role.COUNTER, dossier_id)
    other: Visitor = somebody("nguoi-thu-hai", on=DESK)
    other.sign_in_as_officer(the_house.officer(Role.COUNTER, other_than=the_house.officer(Role.COUNTER)))
    other.go(f"/can-bo/ho-so/{dossier_id}/")
    first.press("Tiếp nhận hồ sơ", within="#ho-so")
    other.press("Tiếp nhận hồ sơ", within="#ho-so")
    assert "vừa" in other.text(), other.text()[:800]


@pytest.mark.parametrize(
    "path",
    ["/can-bo/", "/can-bo/tim/?q=nguyen", "/can-bo/don-vi/", "/can-bo/so-lieu/", "/can-bo/so-theo-doi/",
     "/can-bo/to-chuc/", "/can-bo/to-chuc/lich-lam-viec/", "/can-bo/to-chuc/gio-lam-viec/", "/can-bo/vi-tri/"],
)  # fmt: skip
def test_the_pages_of_a_leader_are_sound(path: str, size: Any, somebody: Any, the_house: House) -> None:
    leader: Visitor = somebody("lanh-dao", on=size)
    leader.sign_in_as_officer(the_house.officer(Role.LEADER))
    leader.go(path)
