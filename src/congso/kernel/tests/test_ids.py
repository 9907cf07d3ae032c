"""Identifiers sort by time, within a process strictly."""

import threading
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from congso.kernel.ids import uuid7, uuid7_at_stamp


def test_identifiers_of_one_process_grow_even_when_threads_ask_at_once() -> None:
    made: list[list[UUID]] = [[] for _ in range(4)]

    def make(mine: list[UUID]) -> None:
        mine.extend(uuid7() for _ in range(2_000))

    threads = [threading.Thread(target=make, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for mine in made:
        assert mine == sorted(mine)
    assert len({one for mine in made for one in mine}) == 8_000


@given(st.integers(0, (1 << 60) - 1), st.binary(min_size=8, max_size=8))
def test_every_stamp_and_tail_make_a_valid_version_seven(stamp: int, tail: bytes) -> None:
    made = uuid7_at_stamp(stamp, tail)
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == stamp // 4096


@given(st.integers(0, (1 << 60) - 2), st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_a_later_stamp_sorts_later_whatever_the_tail(stamp: int, tail: bytes, other: bytes) -> None:
    assert uuid7_at_stamp(stamp, tail) < uuid7_at_stamp(stamp + 1, other)
