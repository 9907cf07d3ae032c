"""Asking on a phone and answering at a desk: seen by axe, nothing wider than the window."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from congso.dossiers import testing
from congso.dossiers.testing import plain_province
from congso.ui.testing import sound

from .conftest import PDF

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_question_and_its_answer(
    live_server: Any, open_page: Callable[..., Any], signed_in: Callable[..., Client], settings: Any, width: int
) -> None:
    province = plain_province()
    dossier_id = testing.in_progress(province)

    def browser_of(asker: Any, level: str) -> Any:
        page = open_page(width)
        cookie = signed_in(asker, assurance=level).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    person = browser_of(province.citizen, "vneid-2")
    officer = browser_of(province.commune.specialist, "two-factors")
    mine = live_server.url + reverse("portal:dossier", args=[dossier_id])
    person.goto(mine)
    person.get_by_label("Nội dung").last.fill("Bao giờ có kết quả?")
    person.set_input_files("#trao-doi-tep", {"name": "anh.pdf", "mimeType": "application/pdf", "buffer": PDF})
    person.get_by_role("button", name="Gửi câu hỏi").click()
    person.get_by_text("Bao giờ có kết quả?").wait_for()
    sound(person, f"asked-{width}")

    officer.goto(live_server.url + reverse("workspace:home") + "?danh-sach=cau-hoi")
    sound(officer, f"questions-{width}")
    officer.goto(live_server.url + reverse("workspace:dossier", args=[dossier_id]))
    officer.get_by_label("Trả lời", exact=True).fill("Chị bổ sung bản sao sổ đỏ.")
    sound(officer, f"at-desk-{width}")
    officer.get_by_role("button", name="Gửi trả lời").click()
    officer.get_by_text("Có vẻ bạn đang đòi giấy tờ").wait_for()
    sound(officer, f"gently-{width}")
    officer.get_by_label("Trả lời", exact=True).fill("Thứ Sáu tuần này.")
    officer.get_by_role("button", name="Không đòi giấy tờ, vẫn gửi").click()
    officer.get_by_text("Thứ Sáu tuần này.").wait_for()

    person.goto(mine)
    person.get_by_text("Thứ Sáu tuần này.").wait_for()
    sound(person, f"answered-{width}")
