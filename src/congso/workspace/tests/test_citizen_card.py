"""The text of a citizen's card, as a scanner types it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ..rules.citizen_card import read_card
from ..rules.draft_results import MOST_LINES, first_text

CARD = "096090000123|381234567|Nguyễn Thị Lan|20051990|Nữ|Ấp 5, Xã Phú Tân, Cà Mau|15082021"


def test_a_card_tells_number_name_birthday_sex_and_address() -> None:
    card = read_card(CARD)
    assert card is not None
    assert (card.identity_number, card.full_name) == ("096090000123", "Nguyễn Thị Lan")
    assert (card.born_on, card.gender) == (date(1990, 5, 20), "female")
    assert card.address == "Ấp 5, Xã Phú Tân, Cà Mau"


def test_a_number_alone_is_enough_and_may_be_grouped() -> None:
    card = read_card(" 096 090 000 123 ")
    assert card is not None
    assert card.identity_number == "096090000123"
    assert card.full_name == ""


def test_an_impossible_birthday_is_left_out_not_guessed() -> None:
    card = read_card(CARD.replace("20051990", "31021990"))
    assert card is not None
    assert card.born_on is None


def test_what_is_neither_card_nor_number_is_refused() -> None:
    assert read_card("") is None
    assert read_card("Nguyễn Thị Lan") is None
    assert read_card("12345678901") is None


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    card = read_card(text)
    assert card is None or len(card.identity_number) == 12


def test_a_first_text_has_the_answers_and_ends() -> None:
    rows = [(f"Mục {number}", "giá trị") for number in range(100)]
    text = first_text("9.999999", "Thủ tục", "Lê Văn An", [("Nhóm", rows)])
    assert text.splitlines()[0].count("Lê Văn An") == 1
    assert len(text.splitlines()) == MOST_LINES + 1


def test_a_first_text_names_the_child_and_tells_nobody_how_to_reach_the_parents() -> None:
    summary = [
        ("Người yêu cầu đăng ký khai sinh", [("Họ, chữ đệm, tên", "Lê Văn An"), ("Số điện thoại", "0912 345 678")]),
        ("Người được khai sinh", [("Họ, chữ đệm, tên của trẻ", "Lê Minh Khôi")]),
        ("Cam đoan", [("Tôi cam đoan những nội dung khai trên đây là đúng sự thật", "Có")]),
    ]
    text = first_text("1.001193", "Đăng ký khai sinh", "Lê Văn An", summary)
    assert text.splitlines()[1:] == ["- Họ, chữ đệm, tên của trẻ: Lê Minh Khôi"]
