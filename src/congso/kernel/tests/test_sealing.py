import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.kernel.sealing import CannotUnseal, is_current, seal, unseal

FIRST, SECOND = "khoa-thu-nhat-du-dai", "khoa-thu-hai-cung-du-dai"


@pytest.fixture(autouse=True)
def _keys(settings) -> None:
    settings.SEALING_KEYS = [FIRST]


@given(st.text(max_size=80))
def test_what_was_sealed_opens_again(text: str) -> None:
    assert unseal(seal(text, purpose="a", owner="1"), purpose="a", owner="1") == text


def test_the_same_words_never_look_the_same() -> None:
    assert seal("bí mật", purpose="a", owner="1") != seal("bí mật", purpose="a", owner="1")


@pytest.mark.parametrize(("purpose", "owner"), [("b", "1"), ("a", "2")])
def test_a_value_opens_only_where_it_belongs(purpose: str, owner: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal("bí mật", purpose="a", owner="1"), purpose=purpose, owner=owner)


def test_an_altered_value_does_not_open() -> None:
    sealed = seal("bí mật", purpose="a", owner="1")
    altered = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for broken in (altered, "v1.x", "", "v2" + sealed[2:]):
        with pytest.raises(CannotUnseal):
            unseal(broken, purpose="a", owner="1")


def test_after_a_change_of_keys_old_values_open_and_new_ones_use_the_new_key(settings) -> None:
    old = seal("bí mật", purpose="a", owner="1")
    settings.SEALING_KEYS = [SECOND, FIRST]
    assert unseal(old, purpose="a", owner="1") == "bí mật"
    assert not is_current(old)
    assert is_current(seal("bí mật", purpose="a", owner="1"))
    settings.SEALING_KEYS = [SECOND]
    with pytest.raises(CannotUnseal):
        unseal(old, purpose="a", owner="1")
