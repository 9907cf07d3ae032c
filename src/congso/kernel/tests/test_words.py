"""Numbers as receipts spell them."""

import pytest

from congso.kernel.words import in_words, money_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (91, "chín mươi mốt"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1015, "một nghìn không trăm mười lăm"),
        (1105, "một nghìn một trăm linh năm"),
        (10_000, "mười nghìn"),
        (20_000, "hai mươi nghìn"),
        (75_500, "bảy mươi lăm nghìn năm trăm"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_001_000, "một triệu không trăm linh một nghìn"),
        (21_021_021, "hai mươi mốt triệu không trăm hai mươi mốt nghìn không trăm hai mươi mốt"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_005, "một tỷ không trăm linh năm"),
        (1_000_005_000, "một tỷ không trăm linh năm nghìn"),
        (1_002_000_000_000, "một nghìn không trăm linh hai tỷ"),
        (10**18, "một tỷ tỷ"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_a_number_is_spelt_as_official_papers_do(number: int, words: str) -> None:
    assert in_words(number) == words


def test_money_starts_with_a_capital_and_ends_with_dong() -> None:
    assert money_in_words(150_000) == "Một trăm năm mươi nghìn đồng"
    assert money_in_words(0) == "Không đồng"


def test_no_two_numbers_are_spelt_alike() -> None:
    spelt = [in_words(number) for number in (*range(20_000), *range(999_000, 1_003_000))]
    assert len(set(spelt)) == len(spelt)
    assert not any("  " in words for words in spelt)
