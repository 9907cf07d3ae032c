"""Sealed values, blind indexes, and changing keys."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from congso.identity.commands import ensure_person
from congso.identity.models import Person
from congso.identity.queries import find_by_identity_number
from congso.kernel import keyring, rewriting
from congso.kernel.keyring import KeyringTrouble
from congso.kernel.protection import blind_index, blind_word, seal, unseal

NUMBER = "096095000771"


@pytest.fixture
def own_ring(settings: Any, tmp_path: Path) -> None:
    settings.DATA_KEYS, settings.DATA_KEYS_PATH = "", tmp_path / "data.json"
    keyring.create(today=date(2026, 1, 2))


@given(st.text(min_size=1))
def test_what_was_sealed_opens_again_and_does_not_show(text: str) -> None:
    sealed = seal(text, "a.b")
    assert unseal(sealed, "a.b") == text
    assert len(text) < 4 or text.encode() not in sealed


def test_two_sealings_of_one_text_differ() -> None:
    assert seal(NUMBER, "a.b") != seal(NUMBER, "a.b")


def test_a_value_moved_to_another_column_or_altered_does_not_open() -> None:
    sealed = seal(NUMBER, "a.b")
    with pytest.raises(KeyringTrouble, match="sai chỗ"):
        unseal(sealed, "a.c")
    with pytest.raises(KeyringTrouble, match="đã bị sửa"):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "a.b")


def test_a_blind_index_ignores_spacing_and_separates_kinds() -> None:
    assert blind_index("096095 000771", "n") == blind_index(NUMBER, "n") != blind_index(NUMBER, "m")
    assert NUMBER not in blind_word(NUMBER)


def test_the_ring_shows_no_key_and_needs_its_master(own_ring: None, settings: Any) -> None:
    text = Path(settings.DATA_KEYS_PATH).read_text()
    assert keyring.ring().newest.secret.hex() not in text
    assert Path(settings.DATA_KEYS_PATH).stat().st_mode & 0o077 == 0
    settings.MASTER_KEY, settings.DATA_KEYS = "another master key, long enough to be one", text
    with pytest.raises(KeyringTrouble, match="CONGSO_MASTER_KEY"):
        keyring.ring()


def test_a_new_master_key_opens_what_was_wrapped_anew(own_ring: None, settings: Any) -> None:
    sealed, old = seal(NUMBER, "a.b"), settings.MASTER_KEY
    settings.MASTER_KEY = "another master key, long enough to be one"
    keyring.rewrap(old)
    assert unseal(sealed, "a.b") == NUMBER


def test_a_ring_that_is_there_is_not_made_again(own_ring: None) -> None:
    before = keyring.ring().newest.secret
    keyring.create(today=date(2026, 2, 2))
    assert keyring.ring().newest.secret == before


def test_the_current_key_cannot_be_dropped(own_ring: None) -> None:
    with pytest.raises(KeyringTrouble, match="đang dùng"):
        keyring.drop_key(1)


@pytest.mark.django_db
def test_the_database_holds_no_number_no_telephone_no_address_in_clear() -> None:
    ensure_person(full_name="Lê Kín", identity_number=NUMBER, phone="0987000771", email="kin@vidu.vn", address="Ấp 9")
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text, encode(p.identity_number, 'escape') FROM identity_person p")
        row = " ".join(cursor.fetchone())
    for clear in (NUMBER, "0987000771", "kin@vidu.vn", "Ấp 9"):
        assert clear not in row
        assert clear.encode().hex() not in row


@pytest.mark.django_db
def test_a_sealed_field_cannot_be_searched_but_its_index_can() -> None:
    person = ensure_person(full_name="Lê Kín", identity_number=NUMBER)
    with pytest.raises(FieldError, match="blind index"):
        Person.objects.filter(identity_number=NUMBER).exists()
    found = find_by_identity_number(NUMBER)
    assert found is not None
    assert found.id == person.id


@pytest.mark.django_db
def test_rotation_seals_every_value_with_the_new_key_and_the_old_can_go(own_ring: None) -> None:
    people = [ensure_person(full_name=f"Lê Kín {n}", identity_number=f"0960950{n:05}", phone="0987") for n in range(7)]
    assert set(rewriting.count_by_key()) == {1}
    fresh = keyring.add_key(today=date(2026, 3, 3))
    one_more = ensure_person(full_name="Lê Sau", identity_number=NUMBER)
    assert fresh.id == 2
    assert set(rewriting.count_by_key()) == {1, 2}

    done = {column.label: count for column, count in rewriting.seal_anew(batch=3)}
    assert done["person.identity_number"] == done["person.phone"] == 7
    assert set(rewriting.count_by_key()) == {2}
    keyring.drop_key(1)
    for person in [*people, one_more]:
        assert find_by_identity_number(str(person.identity_number)) == person


@pytest.mark.django_db
def test_a_row_that_is_not_sealed_is_counted_as_such() -> None:
    person = ensure_person(full_name="Lê Kín", identity_number=NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE identity_person SET phone = '0987000771' WHERE id = %s", [person.id])
    assert rewriting.count_by_key()[0] == 1
