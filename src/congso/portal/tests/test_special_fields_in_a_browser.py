"""Signing with a finger, the position of the browser, a file of the form: on a phone and on a desk, and seen by axe."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from congso.dossiers.models import ApplicationDraft
from congso.dossiers.testing import Province, plain_province
from congso.ui.testing import picture, sound

from .conftest import PDF
from .test_special_fields import SPECIAL, WHERE_PAGE, draft_of, part

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def draw(page: Any, lines: list[list[tuple[float, float]]]) -> None:
    """Draw lines on the pad, places in parts of its size."""
    pad = page.locator("[data-pad] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for line in lines:
        for number, (x, y) in enumerate(line):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
            if not number:
                page.mouse.down()
        page.mouse.up()


LINES = [[(0.1, 0.5), (0.2, 0.2), (0.3, 0.8), (0.4, 0.3)], [(0.5, 0.6), (0.8, 0.5)]]


@pytest.mark.parametrize("width", [360, 1440])
def test_special_fields_on_a_phone_and_on_a_desk(
    live_server: Any, open_page: Callable[..., Any], signed_in: Callable[..., Client], width: int
) -> None:
    province: Province = plain_province(form=SPECIAL)
    citizen = signed_in(province.citizen)
    draft_id = draft_of(citizen, province)
    page = open_page(width)
    page.context.grant_permissions(["geolocation"], origin=live_server.url)
    page.context.set_geolocation({"latitude": 9.1769, "longitude": 105.1524, "accuracy": 12})
    cookie = citizen.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    expect = pytest.importorskip("playwright.sync_api").expect

    page.goto(live_server.url + part(draft_id, "where"), wait_until="networkidle")
    for name, value in WHERE_PAGE.items():
        if page.locator(f'input[name="{name}"]').is_visible() and name != "place":
            page.fill(f'input[name="{name}"]', value)
    expect(page.locator("#id_rent")).to_have_text("20.500.000 đ")
    expect(page.locator("#id_goods-0-line")).to_have_text("200.000 đ")
    expect(page.locator("#id_stock")).to_have_text("200.000 đ")
    expect(page.locator("#id_why")).to_be_visible()
    page.get_by_role("button", name="Lấy vị trí hiện tại").click()
    expect(page.locator("#id_place")).to_have_value("9.176900, 105.152400")
    page.set_input_files("#id_front", {"name": "mat-tien.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(page.locator(".filelist__name")).to_have_text("mat-tien.pdf")
    expect(page.locator(".saved[data-state=saved]")).to_be_visible()
    sound(page, f"where-{width}")
    page.get_by_role("button", name="Tiếp tục").click()

    page.wait_for_url("**/signed/")
    expect(page.locator("#id_total")).to_have_text("20.700.000 đ")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".field__error").first).to_contain_text("Ký hoặc gõ họ tên")
    sound(page, f"unsigned-{width}")
    draw(page, LINES)
    expect(page.locator("[data-signed]")).to_have_text("Đã có nét vẽ.")
    page.get_by_role("button", name="Xóa nét vẽ").click()
    assert page.locator("#id_signature-drawn").input_value() == ""
    page.fill("#id_signature-typed", "Nguyễn Văn Bảo")
    draw(page, LINES)
    assert page.locator("#id_signature-typed").input_value() == ""
    expect(page.locator(".saved[data-state=saved]")).to_be_visible()
    sound(page, f"signed-{width}")
    page.goto(live_server.url + part(draft_id, "signed"), wait_until="networkidle")
    expect(page.locator("[data-signed]")).to_have_text("Đã có nét vẽ.")
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/giay-to/")
    kept = ApplicationDraft.objects.get(id=draft_id).answers["signature"]
    assert len(kept["drawn"].split(";")) == 2
    page.goto(live_server.url + reverse("portal:review", args=[draft_id]), wait_until="networkidle")
    expect(page.get_by_role("img", name="Đã ký bằng nét vẽ")).to_be_visible()
    sound(page, f"review-{width}")


def test_without_script_a_name_is_typed_and_nothing_else_is_offered(
    live_server: Any, open_page: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    province: Province = plain_province(form=SPECIAL)
    citizen = signed_in(province.citizen)
    draft_id = draft_of(citizen, province)
    page = open_page(360, script=False)
    cookie = citizen.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(live_server.url + part(draft_id, "signed"))
    assert not page.locator("canvas").is_visible()
    page.fill("#id_signature-typed", "Nguyễn Văn Bảo")
    picture(page, "no-script")
    page.get_by_role("button", name="Tiếp tục").click()
    assert page.url.endswith("/giay-to/")
    page.goto(live_server.url + part(draft_id, "where"))
    assert not page.get_by_role("button", name="Lấy vị trí hiện tại").is_visible()
