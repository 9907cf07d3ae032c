"""Editors of the province change what the portal says; people read it, hear of interruptions, and answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from congso.kernel import clock
from congso.pages.queries import ANNOUNCED_KEY

from .house import House
from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.journey

KEEPER = "quantri.vpubnd"
LIMIT = 150 * 1024
FOR_STRANGERS = (
    "/", "/thu-tuc/1.001193/", "/nop-ho-so/bat-dau/1.001193/", "/lien-he/", "/tra-cuu/?ma=sai", "/huong-dan/",
    "/hoi-dap/", "/bao-mat/", "/tro-nang/", "/gop-y/", "/tinh-trang/", "/dang-nhap/",
)  # fmt: skip


def test_questions_are_edited_and_read_on_a_phone(somebody: Any, the_house: House) -> None:
    keeper: Visitor = somebody("quan-tri", on=DESK)
    keeper.sign_in_as_officer(KEEPER)
    keeper.go("/can-bo/trang/")
    keeper.follow("Câu hỏi thường gặp", within="main")
    text = keeper.page.locator('textarea[name="text"]').input_value()
    keeper.page.locator('textarea[name="text"]').fill(
        f"{text}\n## Chuyện khác\n\n### Có cần photo căn cước không?\n\nKhông."
    )
    keeper.press("Xem trước", within="main")
    keeper.fill({"note": "Thêm câu hỏi về căn cước"})
    keeper.press("Lưu", within="main")
    keeper.follow("Bản 1", within="main")

    for script in (True, False):
        anybody: Visitor = somebody("dan" if script else "dan-khong-script", on=PHONE, script=script)
        anybody.go("/hoi-dap/?q=photo can cuoc")
        assert "Có cần photo căn cước không?" in anybody.text()
        for path in ("/hoi-dap/", "/huong-dan/", "/lien-he/", "/tro-nang/", "/bao-mat/", "/gop-y/", "/tinh-trang/"):
            anybody.go(path)
    assert somebody("dan-moi", on=PHONE).weigh("/hoi-dap/") <= LIMIT

    keeper.go("/can-bo/trang/huong-dan/")
    colleague: Visitor = somebody("dong-nghiep", on=PHONE)
    colleague.sign_in_as_officer(KEEPER)
    colleague.go("/can-bo/trang/huong-dan/")
    for one, words in ((colleague, "Của đồng nghiệp."), (keeper, "Của quản trị.")):
        one.page.locator('textarea[name="text"]').fill(words)
        one.press("Lưu", within="main", look=one is colleague)
    assert "Có người vừa lưu trước bạn" in keeper.text()
    assert keeper.page.locator('textarea[name="text"]').input_value().strip() == "Của quản trị."


def test_an_interruption_is_announced_to_everybody_and_withdrawn(somebody: Any, the_house: House) -> None:
    keeper: Visitor = somebody("quan-tri", on=PHONE)
    keeper.sign_in_as_officer(KEEPER)
    keeper.go("/can-bo/tam-ngung/")
    soon, later = clock.today() + timedelta(days=1), clock.today() + timedelta(days=40)
    answers = {"what": "Thanh toán trực tuyến", "reason": "Đổi máy chủ", "starts_time": "22:00", "ends_time": "23:30"}
    keeper.fill(answers | {"starts_on": f"{soon:%d/%m/%Y}", "ends_on": f"{soon:%d/%m/%Y}"})
    keeper.press("Thông báo", within="main", look=False)
    assert "bắt đầu sớm nhất sau ngày" in keeper.text()
    keeper.fill({"starts_on": f"{later:%d/%m/%Y}", "ends_on": f"{later:%d/%m/%Y}"})
    keeper.press("Thông báo", within="main")
    anybody: Visitor = somebody("dan", on=PHONE)
    cache.delete(ANNOUNCED_KEY)  # a process that asked just before knows it after half a minute
    for path in ("/", "/dang-nhap/can-bo/", "/tinh-trang/"):
        anybody.go(path)
        assert "Thanh toán trực tuyến" in anybody.page.locator("body").inner_text(), path
    anybody.go("/thu-tuc/")
    assert somebody("dan-moi", on=PHONE).weigh("/tinh-trang/") <= LIMIT
    keeper.go("/can-bo/tam-ngung/")
    keeper.page.locator("main details[data-dialog] summary").first.tap()
    keeper.press("Rút thông báo", within="main .dialog__box")
    cache.delete(ANNOUNCED_KEY)
    anybody.go("/")
    assert "Thanh toán trực tuyến" not in anybody.page.locator("body").inner_text()


def test_feedback_is_sent_and_answered_by_letter(somebody: Any, the_house: House) -> None:
    anybody: Visitor = somebody("dan", on=PHONE, script=False)
    anybody.go("/lien-he/")
    anybody.follow("Góp ý về trang này")
    anybody.page.locator('textarea[name="words"]').fill("Bản đồ đến Bộ phận Một cửa ở đâu?")
    anybody.page.locator('input[name="email"]').fill("gop-y@dan.example.vn")
    anybody.press("Gửi góp ý", within="main")
    assert "Mã góp ý" in anybody.text()

    keeper: Visitor = somebody("quan-tri", on=DESK)
    keeper.sign_in_as_officer(KEEPER)
    keeper.go("/can-bo/gop-y/")
    keeper.follow("Bản đồ đến Bộ phận Một cửa ở đâu?", within="main")
    assert "/lien-he/" in keeper.text()
    keeper.press("Nhận xem", within="main")
    keeper.fill({"answer": "Đã thêm bản đồ vào trang Liên hệ."})
    keeper.press("Gửi trả lời", within="main")
    the_house.work()
    letters = [letter for letter in the_house.outside.letters() if "gop-y@dan.example.vn" in str(letter)]
    assert len(letters) == 1


def test_a_stranger_chooses_english_and_keeps_it(somebody: Any, the_house: House) -> None:
    """The switch is on every page, keeps the page, and is remembered; what a phone announces does not matter."""
    for place, script in ((PHONE, True), (DESK, True), (PHONE, False)):
        guest: Visitor = somebody(f"khach-{place['width']}-{script}", on=place, script=script)
        guest.go("/thu-tuc/?q=khai sinh")
        assert guest.page.locator("html").get_attribute("lang") == "vi"
        if place is PHONE:
            guest.page.locator(".masthead__narrow summary").tap()
        guest.follow("English", within=".masthead")
        assert guest.page.url.endswith("/thu-tuc/?q=khai+sinh")
        assert guest.page.locator("html").get_attribute("lang") == "en"
        assert guest.page.locator('main a[href^="/thu-tuc/1.001193/"] [lang=vi], main a[lang=vi]').count()
        guest.expected |= {404}
        for path in FOR_STRANGERS:
            guest.go(path)
            assert guest.page.locator("html").get_attribute("lang") == "en"
        guest.follow("Tiếng Việt")
        assert "Đăng nhập" in guest.text()
