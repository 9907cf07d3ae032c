"""A person asks about their data; the province answers: both pages looked at on a phone and at a desk."""

from typing import Any

import pytest

from congso.organisation.rules.roles import Role

from .applications import KIM_NGAN
from .house import House
from .steps import id_in, sign_in
from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.journey


def test_a_person_asks_about_their_data_and_the_province_answers(somebody: Any, the_house: House) -> None:
    citizen: Visitor = somebody("dan", on=PHONE)
    citizen.go("/cua-toi/du-lieu/")
    sign_in(citizen, KIM_NGAN)
    assert "Chúng tôi giữ gì về bạn" in citizen.text()
    citizen.follow("Gửi yêu cầu", within="main")
    citizen.fill({"kind": "restrict", "words": "Không dùng dữ liệu của tôi ngoài hồ sơ đang làm"})
    citizen.press("Gửi yêu cầu", within="main")
    request_id = id_in(citizen.page.url)

    keeper: Visitor = somebody("bao-ve-du-lieu", on=DESK)
    keeper.sign_in_as_officer(the_house.officer_of_province(Role.ADMINISTRATOR))
    keeper.go("/can-bo/du-lieu-ca-nhan/")
    keeper.open(f'main a[href*="{request_id}"]')
    keeper.press("Xác nhận đã nhận", within="main")
    keeper.fill({"hoan-thanh-answer": "Đã hạn chế xử lý dữ liệu của bạn."})
    keeper.press("Hoàn thành, trả lời", within="main")
    assert "Đã thực hiện" in keeper.text(), keeper.text()[:800]

    citizen.go(f"/cua-toi/du-lieu/yeu-cau/{request_id}/")
    assert "Đã hạn chế xử lý dữ liệu của bạn." in citizen.text()
