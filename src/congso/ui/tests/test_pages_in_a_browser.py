"""Every component and frame in Chromium, under the strict policy: no violation, no error, no sideways scrolling."""

from typing import Any

import pytest

from congso.ui import testing
from congso.ui.testing import axe_violations, console_errors, sideways

EXAMPLES = ["400", "403", "404", "500", "bieu-mau-het-han", "tu-choi", "dang-nhap", "in", "to-khai", "trang-chu"]
PAGES = [
    "/giao-dien/",
    "/giao-dien/can-bo/",
    *[f"/giao-dien/trang/{name}/" for name in EXAMPLES],
]

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_is_accessible_quiet_and_fits(live_server: Any, open_page: Any, width: int) -> None:
    page = open_page(width)
    problems = []
    for address in PAGES:
        page.goto(live_server.url + address, wait_until="networkidle")
        problems += [(address, violation) for violation in axe_violations(page)]
        problems += [(address, f"{sideways(page)} px too wide")] if sideways(page) else []
    assert problems == []
    assert console_errors(page) == []


def test_menus_and_boxes_open_close_and_are_accessible(live_server: Any, phone: Any) -> None:
    phone.goto(live_server.url + "/giao-dien/", wait_until="networkidle")
    phone.click("summary:has-text('Trình đơn')")
    assert axe_violations(phone) == []
    phone.keyboard.press("Escape")
    assert not phone.locator("details[data-menu][open]").count()
    phone.click("summary:has-text('Rút hồ sơ')")
    assert phone.locator("dialog.dialog[open]").count() == 1
    assert axe_violations(phone) == []
    phone.keyboard.press("Escape")
    phone.wait_for_selector("dialog.dialog", state="detached")
    assert console_errors(phone) == []


def test_without_script_the_menu_and_the_box_still_open(live_server: Any, open_page: Any) -> None:
    page = open_page(360, script=False)
    page.goto(live_server.url + "/giao-dien/")
    page.click("summary:has-text('Trình đơn')")
    assert page.locator(".menu__panel").first.is_visible()
    page.click("summary:has-text('Rút hồ sơ')")
    assert page.locator("#hop-rut-ho-so").is_visible()


def test_a_condition_shows_and_hides_its_field(live_server: Any, desk: Any) -> None:
    desk.goto(live_server.url + "/giao-dien/", wait_until="networkidle")
    words = desk.locator("#dk-ten")
    words.wait_for(state="hidden")
    desk.select_option("#dk-co", "yes")
    words.wait_for(state="visible")
    desk.select_option("#dk-co", "no")
    words.wait_for(state="hidden")
    assert words.is_disabled()


def test_days_and_money_are_formed_while_typing(live_server: Any, desk: Any) -> None:
    desk.goto(live_server.url + "/giao-dien/trang/to-khai/", wait_until="networkidle")
    born = desk.locator("#id_born_on")
    born.fill("")
    born.press_sequentially("05091990")
    assert born.input_value() == "05/09/1990"
    capital = desk.locator("#id_capital")
    capital.fill("")
    capital.press_sequentially("1500000")
    assert capital.input_value() == "1.500.000"


def test_keys_move_over_the_queue_and_open_their_help(live_server: Any, desk: Any) -> None:
    desk.goto(live_server.url + "/giao-dien/can-bo/", wait_until="networkidle")
    desk.keyboard.press("j")
    assert "H12.34-261120-0031" in desk.locator("[data-rows] > [data-current]").inner_text()
    desk.keyboard.press("k")
    assert "H12.34-261121-0007" in desk.locator("[data-rows] > [data-current]").inner_text()
    desk.keyboard.press("?")
    assert desk.locator("#keys[open]").count() == 1
    assert axe_violations(desk) == []


def test_only_a_page_of_a_known_clean_shape_is_passed_by(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def looking(page: Any) -> list[str]:
        looked.append(page.title())
        return axe_violations(page)

    monkeypatch.setattr(testing, "axe_violations", looking)
    monkeypatch.setattr(testing, "_seen", set())

    def look(title: str, inside: str) -> bool:
        """Whether a page is found clean."""
        desk.set_content(f'<html lang="vi"><title>{title}</title><main><h1>Hồ sơ</h1>{inside}</main></html>')
        return testing.new_axe_violations(desk) == []

    assert look("hai dòng", "<p>Mã 12</p><p>Mã 13</p>")
    assert look("ba dòng", "<p>Mã 7</p><p>Mã 8</p><p>Mã 9</p>")
    assert not look("ảnh không lời", '<p>Mã 12</p><p>Mã 13</p><img src="x">')
    assert not look("vẫn không lời", '<p>Mã 14</p><p>Mã 15</p><img src="y">')
    assert looked == ["hai dòng", "ảnh không lời", "vẫn không lời"]
