"""Codes of dossiers and registrations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.dossiers.rules.codes import (
    PATTERNS,
    REGISTRATION_RANDOM_BITS,
    AgencyCode,
    CodeRefused,
    DossierCode,
    is_qr_safe,
    parse,
    parse_registration_code,
    registration_code,
    render,
)

THANH_HOA = AgencyCode("000.00.12.H56", "H56.12")
DAY = date(2021, 3, 15)


@pytest.mark.parametrize(
    ("pattern", "agency", "serial", "code"),
    [
        ("2018", THANH_HOA, 1, "000.00.12.H56-210315-0001"),
        ("left_to_right", THANH_HOA, 1, "H56.12-210315-0001"),
        ("central", AgencyCode.from_new("G09.20"), 92637, "G09.20-20210315-0092637"),
    ],
)
def test_the_three_patterns_are_written_and_read(pattern: str, agency: AgencyCode, serial: int, code: str) -> None:
    assert render(PATTERNS[pattern], agency, DAY, serial) == code
    read = parse(f"  {code.lower()} ")
    assert read == DossierCode(code.split("-")[0], DAY, serial, PATTERNS[pattern])


def test_the_example_of_the_central_systems_is_read() -> None:
    assert parse("G09.20-20260609-0092637") == DossierCode("G09.20", date(2026, 6, 9), 92637, PATTERNS["central"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.12.H56", "H56.12"),
        ("000.05.12.H56", "H56.12.05"),
        ("007.05.12.H56", "H56.12.05.007"),
        ("000.00.00.G15", "G15"),
    ],
)
def test_an_agency_has_an_old_and_a_new_code(old: str, new: str) -> None:
    assert AgencyCode.from_old(old) == AgencyCode(old, new) == AgencyCode.from_new(new)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "hồ sơ",
        "H56.12-210315",
        "H56.12-210315-001",
        "H56.12-211315-0001",
        "H56.12-20210230-0000001",
        "H56.12-210315-0000",
        "X56.12-210315-0001",
        "H56.12-210315-0001'--",
        "H56.12-210315-0001\n<script>",
    ],
)
def test_anything_else_is_refused(code: str) -> None:
    with pytest.raises(CodeRefused, match="định dạng"):
        parse(code)


def test_a_day_with_more_than_9999_dossiers_still_gets_codes() -> None:
    code = render(PATTERNS["left_to_right"], THANH_HOA, DAY, 10_000)
    assert code == "H56.12-210315-10000"
    assert parse(code).serial == 10_000


@pytest.mark.parametrize(
    ("pattern", "serial", "sentence"),
    [
        ("{agency}-{serial}", 1, "không biết"),
        ("{new}-{serial:04}", 0, "bắt đầu từ 1"),
        ("hồ sơ {serial}", 1, "mã QR"),
        ("{old}{old}{old}-{serial}", 1, "dài quá"),
    ],
)
def test_a_bad_pattern_is_refused(pattern: str, serial: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        render(pattern, THANH_HOA, DAY, serial)


randoms = st.integers(0, (1 << REGISTRATION_RANDOM_BITS) - 1)


@given(
    day=st.dates(date(2018, 1, 1), date(2099, 12, 31)), serial=st.integers(1, 9999), name=st.sampled_from([*PATTERNS])
)
def test_every_written_code_is_read_back_and_fits_a_qr_symbol(day: date, serial: int, name: str) -> None:
    code = render(PATTERNS[name], THANH_HOA, day, serial)
    assert is_qr_safe(code)
    read = parse(code)
    assert (read.received_on, read.serial, read.pattern) == (day, serial, PATTERNS[name])


@given(random=randoms)
def test_a_registration_code_is_read_as_people_type_it(random: int) -> None:
    code = registration_code(DAY, random)
    assert is_qr_safe(code)
    assert parse_registration_code(code) == code
    assert parse_registration_code(f" {code.lower().replace('-', ' ')} ") == code
    assert parse_registration_code("DK" + code[2:].replace("0", "O").replace("1", "l")) == code
    with pytest.raises(CodeRefused):
        parse(code)


@given(random=randoms, place=st.integers(0, 11), wrong=st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_mistyped_character_is_noticed(random: int, place: int, wrong: str) -> None:
    bare = registration_code(DAY, random).replace("-", "")
    mistyped = bare[: 8 + place] + wrong + bare[9 + place :]
    if mistyped != bare:
        with pytest.raises(CodeRefused):
            parse_registration_code(mistyped)


def test_a_registration_code_has_enough_chance_in_it() -> None:
    assert REGISTRATION_RANDOM_BITS >= 50
    with pytest.raises(ValueError, match="ngẫu nhiên"):
        registration_code(DAY, 1 << REGISTRATION_RANDOM_BITS)
