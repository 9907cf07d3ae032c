"""Vietnamese text as data: one form, search without marks, the order of the alphabet."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.kernel.normalise import fold, person_sort_key, search_words, sort_key, tidy

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
TONES = ["a", "à", "ả", "ã", "á", "ạ"]
VIETNAMESE = st.text(alphabet=st.sampled_from("aàảãáạăằâậbcdđeéêếghiìklmnoòôốơờpqrstuùưứvxyỳ ĐƯƠ\t\u00a0'-09"))


@pytest.mark.parametrize(("before", "after"), list(pairwise(ALPHABET)))
def test_letters_stand_in_the_order_of_the_vietnamese_alphabet(before: str, after: str) -> None:
    assert sort_key(before) < sort_key(after)
    assert sort_key(f"{before}z") < sort_key(f"{after}a")


@pytest.mark.parametrize(("before", "after"), list(pairwise(TONES)))
def test_tones_decide_only_between_equal_letters(before: str, after: str) -> None:
    assert sort_key(f"m{before}") < sort_key(f"m{after}")
    assert sort_key(f"m{after}") < sort_key(f"m{before}i")


def test_names_are_sorted_as_in_a_dictionary() -> None:
    names = [
        "Đầm Dơi",
        "Cà Mau",
        "Đất Mũi",
        "Cái Nước",
        "An Xuyên",
        "Ân",
        "Ăn",
        "Dân",
        "U Minh",
        "Ưu",
        "Trí Phải",
        "Tân Ân",
    ]
    assert sorted(names, key=sort_key) == [
        "An Xuyên",
        "Ăn",
        "Ân",
        "Cà Mau",
        "Cái Nước",
        "Dân",
        "Đầm Dơi",
        "Đất Mũi",
        "Tân Ân",
        "Trí Phải",
        "U Minh",
        "Ưu",
    ]


def test_a_shorter_name_stands_before_the_longer_one_it_begins() -> None:
    assert sort_key("Tân") < sort_key("Tân Ân") < sort_key("Tân An Bình") or sort_key("Tân An Bình") < sort_key(
        "Tân Ân"
    )
    assert sort_key("Phường 2") < sort_key("Phường 9")


def test_people_stand_by_their_given_name_first() -> None:
    people = ["Trần Thị Bình", "Nguyễn Văn An", "Lê Thị An", "Đỗ Bình"]
    assert sorted(people, key=person_sort_key) == ["Lê Thị An", "Nguyễn Văn An", "Đỗ Bình", "Trần Thị Bình"]


def test_a_person_with_one_name_can_be_sorted_too() -> None:
    assert person_sort_key("An") < person_sort_key("Bình")


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đường Trần Phú", "duong tran phu"), ("  HỒ   THỊ KỶ ", "ho thi ky"), ("ước", "uoc"), ("", "")],
)
def test_marks_and_case_are_folded_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_search_words_are_letters_and_digits() -> None:
    assert search_words("Hộ tịch, (cấp xã) 1.001193") == ["ho", "tich", "cap", "xa", "1", "001193"]


@given(VIETNAMESE)
def test_both_forms_of_unicode_mean_the_same(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert tidy(apart) == tidy(text)
    assert fold(apart) == fold(text)
    assert sort_key(apart) == sort_key(text)


@given(VIETNAMESE)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_keys_are_plain_ascii_so_that_every_collation_orders_them_alike(text: str) -> None:
    assert sort_key(text).isascii()


@given(VIETNAMESE, VIETNAMESE)
def test_texts_that_differ_in_letters_are_ordered_by_their_letters(one: str, other: str) -> None:
    bare_one, bare_other = sort_key(one).split("!")[0], sort_key(other).split("!")[0]
    if bare_one < bare_other and not bare_other.startswith(bare_one):
        assert sort_key(one) < sort_key(other)
