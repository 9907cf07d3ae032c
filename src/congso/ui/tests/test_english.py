"""Pages in English: what is known is said in English, what is not is marked, and nothing else of the page changes."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client, override_settings
from django.utils import translation

from congso.ui.components import words
from congso.ui.english.page import _Page
from congso.ui.english.phrases import Phrases

KNOWN = Phrases(
    [
        ("Mới đăng ký", "Newly registered"),
        ("Trực tuyến", "Online"),
        ("Trực tiếp", "In person"),
        ("Tiếp nhận hồ sơ", "Accept the dossier"),
        ("Tại Bộ phận Một cửa", "At the one-stop desk (Bộ phận Một cửa)"),
        (
            "Hồ sơ đang ở trạng thái “{label}”, không thể “{label2}”.",
            "In the state “{label}”, “{label2}” is not possible.",
        ),
        ("Hồ sơ {code} – {procedure} đã được tiếp nhận.", "Dossier {code} – {procedure} was accepted."),
        ("Từ {dated} đến {dated2}", "{dated} to {dated2}"),
        ("{dated}: không tính ({reason})", "{dated}: not counted ({reason})"),
        ("Xác nhận điện tử", "Confirmed electronically"),
        ("năm {year}", "year {year}"),
        ("Mở tại quầy", "Opened at the one-stop desk"),
        (" lúc {moment}", " at {moment}"),
        ("Nộp hồ sơ trước ngày hẹn", "Submit dossiers before the date"),
    ]
)


def said(text: str) -> list[tuple[str, bool]]:
    with translation.override("en"):
        return [(piece.text, piece.foreign) for piece in KNOWN.english(text)]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Mới đăng ký", "Newly registered"),
        ("mới đăng ký", "newly registered"),
        ("Trực tuyến, Trực tiếp", "Online, In person"),
        ("Trực tuyến:", "Online:"),
        (": Trực tuyến", ": Online"),
        (
            "Hồ sơ đang ở trạng thái “Mới đăng ký”, không thể “Tiếp nhận hồ sơ”.",
            "In the state “Newly registered”, “Accept the dossier” is not possible.",
        ),
        ("Từ 21/11/2026 đến 05/12/2026", "21 Nov 2026 to 5 Dec 2026"),
        ("Xác nhận điện tử lúc 08:30 21/11/2026", "Confirmed electronically at 08:30 21 Nov 2026"),
        ("năm 2026", "year 2026"),
        ("Already English, 21/11/2026", "Already English, 21/11/2026"),
    ],
)
def test_what_is_known_is_said_in_english(text: str, english: str) -> None:
    assert said(text) == [(english, False)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Đăng ký khai sinh", [("Đăng ký khai sinh", True)]),
        ("khai sinh cho bé Nam", [("khai sinh cho bé Nam", True)]),
        ("năm sinh", [("năm sinh", True)]),
        # Half a sentence in English would be worse than none.
        ("Trực tuyến, theo quy định của bộ", [("Trực tuyến, theo quy định của bộ", True)]),
        ("Từ lúc tìm thủ tục đến khi có kết quả", [("Từ lúc tìm thủ tục đến khi có kết quả", True)]),
        (
            "Hồ sơ H12 – Đăng ký khai sinh đã được tiếp nhận.",
            [("Dossier H12 – ", False), ("Đăng ký khai sinh", True), (" was accepted.", False)],
        ),
        (
            "24/11/2026: không tính (Ngày nghỉ lễ)",
            [("24 Nov 2026: not counted (", False), ("Ngày nghỉ lễ", True), (")", False)],
        ),
        ("Submit dossiers before Nguyễn Văn An", [("Submit dossiers before ", False), ("Nguyễn Văn An", True)]),
        (
            "Tại Bộ phận Một cửa",
            [("At the one-stop desk (", False), ("Bộ phận Một cửa", True), (")", False)],
        ),
        ("Hộ tịch · Trực tuyến", [("Hộ tịch", True), (" · Online", False)]),
        ("Xã Đất Mũi at the Cà Mau", [("Xã Đất Mũi", True), (" at the ", False), ("Cà Mau", True)]),
    ],
)
def test_what_stays_vietnamese_is_told_apart(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert said(text) == pieces


@pytest.mark.parametrize(
    ("html", "english"),
    [
        ("<p>Mới đăng ký</p>", "<p>Newly registered</p>"),
        ("<p>Đăng ký &amp; khai</p>", '<p lang="vi">Đăng ký &amp; khai</p>'),
        ("<p>Mới đăng ký <b>Lê &lt;b&gt;</b></p>", '<p>Newly registered <b lang="vi">Lê &lt;b&gt;</b></p>'),
        ("<h1>A<span>Lê</span> Hộ tịch</h1>", '<h1>A<span lang="vi">Lê</span> <span lang="vi">Hộ tịch</span></h1>'),
        ('<p lang="vi">Mới đăng ký <b>Lê</b></p>Trực tuyến', '<p lang="vi">Mới đăng ký <b>Lê</b></p>Online'),
        ('<a title="Trực tuyến" href="/tìm">x</a>', '<a title="Online" href="/tìm">x</a>'),
        ("<option>Trực tuyến</option>", "<option>Online</option>"),
        ("<option value=1>Xã Đất Mũi</option>", '<option value=1 lang="vi">Xã Đất Mũi</option>'),
        ("<title>Hộ tịch – Portal</title>", "<title>Hộ tịch – Portal</title>"),
        ("<textarea>Mới đăng ký</textarea>", "<textarea>Mới đăng ký</textarea>"),
        ('<input value="Mới đăng ký">', '<input value="Mới đăng ký">'),
        ("<script>say('Trực tuyến')</script>", "<script>say('Trực tuyến')</script>"),
        ("<!-- Trực tuyến --><br>Trực tuyến", "<!-- Trực tuyến --><br>Online"),
    ],
)
def test_only_texts_and_spoken_attributes_of_a_page_change(html: str, english: str) -> None:
    with translation.override("en"):
        assert _Page(KNOWN).read(html) == english


def test_what_somebody_typed_cannot_become_markup() -> None:
    typed = "<p>Lê &lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; “Mới đăng ký”</p>"
    assert "<script" not in _Page(KNOWN).read(typed)
    assert "&amp;amp;" in _Page(KNOWN).read(typed)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("vi", ("21/11/2026", "09:00 21/11/2026", "20.000\u00a0đ", "1.234,5", "3 ngày làm việc", "1,4 MB")),
        ("en", ("21 Nov 2026", "09:00, 21 Nov 2026", "20,000\u00a0VND", "1,234.5", "3 days of working time", "1.4 MB")),
    ],
)
def test_days_money_and_numbers_are_written_as_the_language_writes_them(language: str, shown: tuple[str, ...]) -> None:
    with translation.override(language):
        assert shown == (
            words.day(date(2026, 11, 21)),
            words.hour(datetime(2026, 11, 21, 2, 0, tzinfo=UTC)),
            words.money(20_000),
            words.number(1234.5, 1),
            words.duration(24),
            words.size(1_468_006),
        )


def test_what_is_typed_into_a_form_is_grouped_alike_in_every_language() -> None:
    with translation.override("en"):
        assert words.grouped(20_000) == "20.000"


def test_one_is_one(client: Client) -> None:
    with translation.override("en"):
        assert words.duration(8) == "1 day of working time"


def test_the_switch_is_on_every_page_and_keeps_it(client: Client) -> None:
    page = client.get("/giao-dien/trang/404/?q=a")
    assert page.content.decode().count('href="/ngon-ngu/en/?next=%2Fgiao-dien%2Ftrang%2F404%2F%3Fq%3Da" lang="en"') == 2
    assert page["Content-Language"] == "vi"
    assert "Cookie" in page["Vary"]
    client.get("/ngon-ngu/en/?next=/")
    english = client.get("/giao-dien/trang/404/")
    assert 'href="/ngon-ngu/vi/?next=%2Fgiao-dien%2Ftrang%2F404%2F" lang="vi"' in english.content.decode()
    assert english["Content-Language"] == "en"
    assert int(english["Content-Length"]) == len(english.content)
    assert "Page not found" in english.content.decode()
    client.get("/ngon-ngu/vi/?next=/")
    assert "Không tìm thấy trang" in client.get("/giao-dien/trang/404/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_switch_repeats_no_address_of_another_site(client: Client, elsewhere: str) -> None:
    page = client.get("/giao-dien/trang/404/", {"next": elsewhere, "q": "a b"}).content.decode()
    assert "evil" not in page
    assert "alert(1)" not in page
    assert 'href="/ngon-ngu/en/?next=%2Fgiao-dien%2Ftrang%2F404%2F%3Fq%3Da%2Bb"' in page


@pytest.mark.django_db
def test_after_a_form_was_sent_back_the_switch_leads_to_where_it_was_filled_in(client: Client) -> None:
    page = client.post("/gop-y/", {}, headers={"Referer": "http://testserver/tinh-trang/?a=b"}).content.decode()
    assert 'href="/ngon-ngu/en/?next=%2Ftinh-trang%2F"' in page


def test_the_page_of_faults_is_english_too(client: Client) -> None:
    client.get("/ngon-ngu/en/?next=/")
    page = client.get("/giao-dien/trang/500/").content.decode()
    assert '<html lang="en">' in page
    assert "The system has a problem" in page


@pytest.mark.django_db
def test_a_refusal_is_said_in_english(client: Client) -> None:
    client.get("/ngon-ngu/en/?next=/")
    with override_settings(REQUEST_MAX_BYTES=1024 * 1024):
        page = client.post("/gop-y/", {"words": "x" * 2 * 1024 * 1024})
    assert page.status_code == 413
    assert "What was sent is larger than 1 MB, so it was not received." in page.content.decode()
    assert "Send fewer files at a time" in page.content.decode()
