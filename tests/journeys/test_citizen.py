"""What happens to citizens on the way: no scripts, no mouse, a session that ends, a second click, a file too large."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from PIL import Image

from congso.files.testing import as_jpeg, page_picture
from congso.organisation.rules.roles import Role

from . import applications
from .applications import KIM_NGAN, NGOC, PHUC, Act, file
from .house import House
from .steps import (
    Desk,
    already_handed_in,
    apply,
    attach_papers,
    choose_place,
    fill_the_form,
    find_and_begin,
    hand_in,
    sign_in,
    unfold,
)
from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.journey

LIGHT = 150 * 1024


@pytest.mark.parametrize(
    "path",
    ["/", "/thu-tuc/", "/thu-tuc/1.001193/", "/nop-ho-so/bat-dau/1.001193/", "/tra-cuu/", "/lien-he/", "/dang-nhap/"],
)
def test_a_first_visit_is_light(path: str, somebody: Any) -> None:
    visitor: Visitor = somebody("khach", on=PHONE)
    assert visitor.weigh(path) <= LIGHT
    visitor.look()


def test_without_scripts_a_person_applies(somebody: Any, the_house: House) -> None:
    before = the_house.dossiers_of(applications.AN)
    apply(somebody("dan", on=PHONE, script=False), applications.birth())
    assert len(the_house.dossiers_of(applications.AN)) == len(before) + 1


def test_a_session_that_ends_in_the_middle_of_the_form_loses_nothing(somebody: Any) -> None:
    asked = applications.household_business()
    citizen: Visitor = somebody("dan", on=DESK)
    find_and_begin(citizen, asked)
    choose_place(citizen, asked)
    citizen.press("Tiếp tục", within="main")
    here = citizen.page.url
    citizen.fill({"business_name": "Quán Sông Trẹm"})
    citizen.until(lambda: "Đã lưu" in citizen.page.locator(".saved").inner_text())
    Session.objects.all().delete()
    citizen.house.cookies.clear()
    citizen.fill({"business_phone": "0912 345 678"})
    citizen.until(lambda: "Phiên đăng nhập đã hết" in citizen.page.locator(".saved").inner_text())
    citizen.look("ended")
    citizen.act(lambda: citizen.page.get_by_role("button", name="Tiếp tục").click())
    citizen.look("asked-to-sign-in")
    assert "/dang-nhap/" in citizen.page.url
    sign_in(citizen, asked.citizen)
    if citizen.page.url != here:
        citizen.go(here.removeprefix(citizen.house.url))
    assert citizen.page.locator('[name="business_name"]').input_value() == "Quán Sông Trẹm"
    citizen.until(lambda: citizen.page.locator('[name="business_phone"]').input_value() == "0912 345 678")


def test_a_second_click_going_back_and_trying_again_make_one_dossier(somebody: Any, the_house: House) -> None:
    asked = applications.marital_status()
    citizen: Visitor = somebody("dan", on=DESK)
    citizen.expected |= {404}
    find_and_begin(citizen, asked)
    before = len(the_house.dossiers_of(asked.citizen))
    choose_place(citizen, asked)
    fill_the_form(citizen, asked)
    attach_papers(citizen, asked)
    review = citizen.page.url
    citizen.fill({"commitment": True})
    citizen.act(lambda: citizen.page.get_by_role("button", name="Nộp hồ sơ", exact=True).dblclick())
    citizen.until(lambda: "/da-nop/" in citizen.page.url)
    citizen.look("handed-in")
    done = citizen.page.url
    citizen.page.go_back()
    citizen.until(lambda: citizen.page.evaluate("document.readyState") == "complete")
    again = citizen.page.get_by_role("button", name="Nộp hồ sơ", exact=True)
    if again.count():
        citizen.fill({"commitment": True})
        citizen.act(lambda: again.click())
        assert citizen.page.url == done
    citizen.page.goto(review)
    citizen.look("review-again")
    assert "đã được nộp" in citizen.text()
    assert len(the_house.dossiers_of(asked.citizen)) == before + 1


def test_files_too_large_or_of_a_wrong_kind_are_refused_in_words(somebody: Any, tmp_path: Path) -> None:
    asked = applications.birth()
    citizen: Visitor = somebody("dan", on=PHONE)
    find_and_begin(citizen, asked)
    choose_place(citizen, asked)
    fill_the_form(citizen, asked)
    paper = citizen.page.locator("section:has([name='paper-TP02'])")
    picker = paper.locator("input[type=file]")
    huge = tmp_path / "ban-quet.pdf"
    huge.write_bytes(b"%PDF-1.4\n" + b"0" * (40 * 1024 * 1024))
    picker.set_input_files(huge)
    citizen.until(lambda: "Tệp lớn hơn 20 MB nên không gửi được" in paper.inner_text())
    citizen.look("too-large")
    picker.set_input_files(file("anh.pdf", b"MZ\x90\x00" + b"khong phai pdf" * 100))
    citizen.until(lambda: paper.locator("[data-failed]").count() == 2)
    citizen.look("wrong-kind")
    paper.get_by_role("button", name="Bỏ ban-quet.pdf").tap()
    citizen.until(lambda: paper.locator("[data-failed]").count() == 1)
    citizen.press("Tiếp tục", within="main")
    assert "Thiếu giấy tờ này" in citizen.text()
    attach_papers(citizen, asked)
    hand_in(citizen)


def forgive_the_line(citizen: Visitor) -> None:
    """The browser notes what it could not fetch without a line."""
    citizen.troubles[:] = [one for one in citizen.troubles if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_line_cut_in_the_middle_of_a_step_and_of_an_upload_loses_nothing(somebody: Any, tmp_path: Path) -> None:
    asked = applications.birth()
    citizen: Visitor = somebody("dan", on=PHONE)
    find_and_begin(citizen, asked)
    choose_place(citizen, asked)
    line = citizen.page.context
    here = citizen.page.url
    citizen.fill(asked.answers)
    line.set_offline(True)
    citizen.page.get_by_role("button", name="Tiếp tục").tap()
    citizen.until(lambda: "trang sẽ tự gửi tiếp khi có mạng" in citizen.page.locator(".saved").inner_text())
    citizen.look("step-without-a-line")
    assert citizen.page.url == here
    line.set_offline(False)
    citizen.until(lambda: citizen.page.url != here)
    fill_the_form(citizen, asked)

    paper = citizen.page.locator("section:has([name='paper-TP02'])")
    photo = tmp_path / "giay-chung-sinh.jpg"
    grain = Image.effect_noise((1800, 2546), 40)
    photo.write_bytes(as_jpeg(Image.blend(page_picture(size=(1800, 2546)), grain, 0.25), quality=95))
    assert photo.stat().st_size > 1_500_000
    sent: list[tuple[str, str]] = []

    def cut(route: Any) -> None:
        request = route.request
        sent.append((request.method, request.headers.get("x-offset", "")))
        if len(sent) == 3:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    citizen.page.route("**/tep/gui/**", cut)
    paper.locator("input[type=file]").set_input_files(photo)
    citizen.until(lambda: "Mất kết nối khi đang tải lên" in paper.inner_text())
    forgive_the_line(citizen)
    citizen.look("upload-without-a-line")
    citizen.until(paper.locator('[formaction*="/TP02/"][formaction$="/bo/"]').count)
    begun = [one for one in sent if one == ("POST", "")]
    offsets = [int(begins) for _method, begins in sent if begins]
    assert len(begun) == 1  # it went on where it stopped
    assert sorted(set(offsets)) == list(range(0, photo.stat().st_size, 512 * 1024))
    forgive_the_line(citizen)
    citizen.look("upload-went-on")
    citizen.press("Tiếp tục", within="main")
    hand_in(citizen)


def test_a_form_can_be_filled_with_keys_alone(somebody: Any) -> None:
    asked = applications.marital_status()
    citizen: Visitor = somebody("dan", on=DESK)
    find_and_begin(citizen, asked)
    choose_place(citizen, asked)
    keys = citizen.page.keyboard

    def tab_to(name: str) -> None:
        for _ in range(90):
            keys.press("Tab")
            if citizen.page.evaluate("document.activeElement.name || document.activeElement.value") == name:
                return
        raise AssertionError(f"no way to “{name}” by keys on {citizen.page.url}")

    def press_enter_on(words: str) -> None:
        for _ in range(90):
            keys.press("Tab")
            said = citizen.page.evaluate("document.activeElement.textContent.trim()")
            if said == words:
                citizen.act(lambda: keys.press("Enter"))
                citizen.look()
                return
        raise AssertionError(f"no way to “{words}” by keys on {citizen.page.url}")

    press_enter_on("Tiếp tục")
    for name, typed in (
        ("gender", ["ArrowDown", "ArrowDown"]),
        ("ethnicity", ["ArrowDown"]),
        ("residence-commune", ["ArrowDown"]),
        ("residence-street", "Số 12, khóm 3"),
    ):
        tab_to(name)
        if isinstance(typed, str):
            keys.type(typed)
        else:
            for key in typed:
                keys.press(key)
    press_enter_on("Tiếp tục")
    assert "/to-khai/status/" in citizen.page.url, citizen.text()
    tab_to("marital_status")
    keys.press("Space")
    tab_to("lived_elsewhere")
    keys.press("Space")
    press_enter_on("Tiếp tục")
    assert "/to-khai/purpose/" in citizen.page.url, citizen.text()


def test_a_supplement_is_asked_and_answered_before_the_dossier_is_accepted(somebody: Any, the_house: House) -> None:
    asked = applications.birth()
    citizen: Visitor = somebody("dan", on=PHONE)
    dossier_id = already_handed_in(citizen, asked)
    desk = Desk(the_house, somebody, DESK, asked)
    counter = desk.open(Role.COUNTER, dossier_id)
    form = unfold(counter, "Yêu cầu bổ sung")
    number = counter.page.locator(f'{form} label:has-text("Giấy chứng sinh")').first.get_attribute("for") or ""
    number = re.sub(r"\D", "", number)
    counter.fill(
        {
            f"yeu-cau-bo-sung-ask{number}": True,
            f"yeu-cau-bo-sung-wanted{number}": "Bản chụp rõ nét, đủ bốn góc",
            f"yeu-cau-bo-sung-why{number}": "Bản chụp mờ, không đọc được.",
        },
        within=form,
    )
    counter.press("Yêu cầu bổ sung", within=form)
    the_house.work()
    texts, letters = the_house.messages_to(asked.citizen)
    assert any("bổ sung" in str(one) or "bo sung" in str(one) for one in [*texts, *letters])

    citizen.go("/cua-toi/")
    citizen.open(f'main a[href^="/cua-toi/ho-so/{dossier_id}/"].button')
    assert citizen.page.locator("#bo-sung .paper").count() == 1, "more is asked than the officer chose"
    citizen.page.locator('input[type=file][name="paper-TP02"]').set_input_files(file("ro-net.pdf"))
    citizen.press("Gửi phần bổ sung", within="main")
    assert "Đã gửi phần bổ sung" in str(citizen.page.inner_text("body"))
    desk.do(Act(Role.COUNTER, "Tiếp nhận hồ sơ"), dossier_id)
    citizen.go(f"/cua-toi/ho-so/{dossier_id}/")
    assert "Hẹn trả kết quả" in citizen.text()


def test_a_person_withdraws_and_the_desk_confirms(somebody: Any, the_house: House) -> None:
    asked = applications.marital_status()
    citizen: Visitor = somebody("dan", on=PHONE)
    dossier_id = already_handed_in(citizen, asked)
    desk = Desk(the_house, somebody, DESK, asked)
    desk.do(Act(Role.COUNTER, "Tiếp nhận hồ sơ"), dossier_id)
    citizen.go(f"/cua-toi/ho-so/{dossier_id}/")
    citizen.page.locator("summary", has_text="Rút hồ sơ").first.tap()
    citizen.look("dialog")
    citizen.fill({"reason": "Tôi đã có giấy này."}, within="body")
    citizen.press("Gửi đề nghị rút")
    assert "Đã gửi đề nghị rút hồ sơ" in str(citizen.page.inner_text("body"))
    desk.do(Act(Role.COUNTER, "Xác nhận rút hồ sơ"), dossier_id)
    citizen.go(f"/cua-toi/ho-so/{dossier_id}/")
    assert "Rút" in citizen.text()


def test_somebody_else_does_not_find_the_dossier(somebody: Any) -> None:
    owner: Visitor = somebody("chu", on=DESK)
    dossier_id = already_handed_in(owner, applications.marital_status())
    other: Visitor = somebody("nguoi-khac", on=PHONE)
    other.expected |= {404}
    other.go(f"/cua-toi/ho-so/{dossier_id}/")
    sign_in(other, PHUC)
    assert "Trần Thị Bích Ngọc" not in str(other.page.content())
    assert NGOC not in str(other.page.content())


def test_a_person_of_another_commune_is_led_to_their_own(somebody: Any) -> None:
    asked = applications.birth()
    citizen: Visitor = somebody("dan", on=PHONE)
    citizen.go("/nop-ho-so/bat-dau/1.001193/")
    sign_in(citizen, KIM_NGAN)
    citizen.press(re.compile("Bắt đầu|Soạn hồ sơ mới"), within="main")
    chosen = citizen.page.locator('[name="receiving_organisation"] option:checked').inner_text()
    assert chosen == "Ủy ban nhân dân phường Bạc Liêu"
    assert asked.code in citizen.text()
