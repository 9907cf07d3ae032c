"""Where signatures and seals stand, in millimetres of NĐ 30/2020/NĐ-CP; what marks in a PDF say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.signatures.rules.lasting import FIRST, LONGEST, again_in
from congso.signatures.rules.places import (
    MM,
    SIGNATURE_SIZE,
    Place,
    lower_right,
    seal_over,
    upper_right,
    within,
)

A4 = (595.276, 841.89)


def test_the_seal_covers_the_left_third_of_the_signature() -> None:
    signature = lower_right(0, *A4)
    assert (signature.width, signature.height) == tuple(one * MM for one in SIGNATURE_SIZE)
    seal = seal_over(signature, 36.0)
    assert seal.width == seal.height == pytest.approx(36 * MM)
    assert seal.left + seal.width == pytest.approx(signature.left + signature.width / 3)
    assert seal.top + seal.height / 2 == pytest.approx(signature.top + signature.height / 2)


def test_lines_of_a_copy_stand_at_the_upper_right() -> None:
    place = upper_right(A4[0])
    assert place.top < 15 * MM
    assert place.left + place.width > A4[0] - 15 * MM


@given(st.floats(-500, 900), st.floats(-500, 1200), st.floats(1, 900), st.floats(1, 1200))
def test_a_place_lies_on_its_page(left: float, top: float, width: float, height: float) -> None:
    moved = within(Place("x", 0, left, top, width, height), *A4)
    low_left, bottom, right, high = moved.on(A4[1])
    assert low_left >= -0.01
    assert bottom >= -0.01
    assert right <= A4[0] + 0.01
    assert high <= A4[1] + 0.01


@given(st.integers(0, 10_000))
def test_patience_grows_and_has_a_bound(tries: int) -> None:
    assert FIRST <= again_in(tries) <= LONGEST
    assert again_in(tries) <= again_in(tries + 1)
