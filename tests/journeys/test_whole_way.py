"""From a search on the front page to the rating, for four real procedures, on a phone and on a desk."""

import re
from hashlib import sha256
from typing import Any

import pytest

from congso.dossiers import queries as dossiers
from congso.identity.queries import find_by_identity_number
from congso.kernel import clock
from congso.signatures.models import SignedPaper

from . import applications
from .applications import Application
from .house import House
from .steps import Desk, apply
from .visitor import Visitor

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("application", applications.ALL, ids=lambda one: one.__name__)
def test_a_person_applies_and_gets_the_result(application: Any, size: Any, the_house: House, somebody: Any) -> None:
    asked: Application = application()
    citizen: Visitor = somebody("dan", on=size)
    dossier_id = apply(citizen, asked)
    the_house.work()

    desk = Desk(the_house, somebody, size, asked)
    for act in asked.way:
        desk.do(act, dossier_id)
        the_house.work()

    person = find_by_identity_number(asked.citizen)
    assert person is not None
    view = dossiers.dossier_for_person(person.id, dossier_id, now=clock.now())
    assert view.row.state == "returned"
    _, letters = the_house.messages_to(asked.citizen)
    assert view.row.code
    assert any(view.row.code in str(letter) for letter in letters), "no letter about the dossier"

    citizen.go("/cua-toi/thong-bao/")
    message = f"li:has-text('{view.row.code}')"
    citizen.press(re.compile("Xem chi tiết"), within=f"#inbox {message}")
    assert str(dossier_id) in citizen.page.url
    name, content = citizen.saved(lambda: citizen.page.get_by_role("link", name="Tải kết quả (PDF)").first.click())
    assert content.startswith(b"%PDF-")
    assert name.endswith(".pdf")
    is_genuine(content, somebody("người cầm giấy", on=size))
    citizen.fill({"overall": "3"})
    citizen.press("Gửi đánh giá", within="main")
    assert "Rất hài lòng" in citizen.text()


def is_genuine(content: bytes, holder: Visitor) -> None:
    """Whoever holds the paper scans its code: the page says who signed, and shows the same bytes."""
    paper = SignedPaper.objects.get(file__sha256=sha256(content).hexdigest())
    holder.go(f"/van-ban/{paper.code}/")
    assert "Văn bản thật, chữ ký hợp lệ" in holder.text()
    assert paper.reference_number in holder.text()
    original = holder.page.request.get(f"{holder.house.url}/van-ban/{paper.code}/ban-goc/")
    assert original.body() == content
