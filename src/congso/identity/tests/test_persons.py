import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import RequestFactory

from congso.identity import commands
from congso.identity.api_auth import ClientToken
from congso.identity.models import Account, ClientSystem, Person
from congso.identity.rules.assurance import level_of_acr, suffices
from congso.identity.rules.claims import ClaimNames, read_claims
from congso.identity.rules.numbers import tidy_phone
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LEVELS = {"1": "vneid-1", "2": "vneid-2"}


@pytest.mark.django_db
def test_only_gaps_are_filled() -> None:
    first = commands.ensure_person(full_name="  Lê  Văn Tư ", identity_number="096080000002", phone="0911 222 333")
    again = commands.ensure_person(
        full_name="Le Van Tu", identity_number="096080000002", phone="0999999999", born_on=date(1980, 1, 2)
    )
    assert again.id == first.id
    assert (again.full_name, again.phone, again.born_on) == ("Lê Văn Tư", "0911222333", date(1980, 1, 2))


@pytest.mark.django_db
def test_without_a_number_two_people_of_one_name_stay_two() -> None:
    assert commands.ensure_person(full_name="Lê Văn Tư").id != commands.ensure_person(full_name="Lê Văn Tư").id


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["12345678901", "1234567890123", "09608000000a", "０９６０８００００００２"])
def test_a_number_has_twelve_digits(number: str) -> None:
    with pytest.raises(Incorrect, match="12 chữ số"):
        commands.ensure_person(full_name="Lê Văn Tư", identity_number=number)


@pytest.mark.django_db
def test_the_database_refuses_a_number_of_another_form() -> None:
    with pytest.raises(IntegrityError, match="an_identity_number_has_its_index"):
        Person.objects.create(full_name="X", name_sort_key="X", search_name="x", identity_number="123")


@pytest.mark.django_db
def test_a_person_has_one_account_of_each_kind() -> None:
    person = commands.ensure_person(full_name="Lê Văn Tư", identity_number="096080000002")
    Account.objects.create(username="a", kind="citizen", person_id=person.id)
    Account.objects.create(username="b", kind="officer", person_id=person.id)
    with pytest.raises(IntegrityError, match="a_person_has_one_account_of_each_kind"):
        Account.objects.create(username="c", kind="officer", person_id=person.id)


@pytest.mark.django_db(transaction=True)
def test_two_requests_for_the_same_newcomer_make_one_person() -> None:
    found, start = [], threading.Barrier(4)

    def ask() -> None:
        start.wait()
        found.append(commands.ensure_person(full_name="Lê Văn Tư", identity_number="096080000002").id)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.django_db
def test_a_token_opens_only_what_it_was_given_for() -> None:
    client_id, token = commands.issue_client_token(name="Phần mềm Bưu điện", scopes=["dossiers:read"], now=NOW)
    assert ClientSystem.objects.get(id=client_id).token_digest != token
    client = commands.client_of_token(token)
    assert client is not None
    assert client.may("dossiers:read")
    assert not client.may("dossiers:submit")
    request = RequestFactory().get("/")
    assert ClientToken("dossiers:read").authenticate(request, token) is not None
    with pytest.raises(NotAllowed):
        ClientToken("dossiers:submit").authenticate(request, token)
    assert ClientToken("dossiers:submit").authenticate(request, "cgs_sai") is None


@pytest.mark.django_db
def test_a_new_token_ends_the_old_one_and_a_revoked_one_opens_nothing() -> None:
    client_id, old = commands.issue_client_token(name="Bưu điện", scopes=["dossiers:read"], now=NOW)
    same, new = commands.issue_client_token(name="Bưu điện", scopes=["dossiers:read"], now=NOW)
    assert same == client_id
    assert commands.client_of_token(old) is None
    assert commands.client_of_token(new) is not None
    commands.revoke_client(client_id=client_id, now=NOW)
    assert commands.client_of_token(new) is None
    with pytest.raises(NotFound):
        commands.revoke_client(client_id=client_id + 1, now=NOW)


@pytest.mark.django_db
def test_a_token_ends_with_its_time() -> None:
    _id, token = commands.issue_client_token(name="Thử", scopes=[], now=NOW, valid_until=NOW + timedelta(days=1))
    assert commands.client_of_token(token, now=NOW) is not None
    assert commands.client_of_token(token, now=NOW + timedelta(days=1)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "cgs_", "cgs_sai", "khac", "cgs_" + "x" * 200, "cgs_\0"])
def test_a_made_up_token_opens_nothing(token: str) -> None:
    assert commands.client_of_token(token) is None


@pytest.mark.django_db
def test_a_scope_nobody_knows_is_refused() -> None:
    with pytest.raises(Incorrect, match="dossiers:all"):
        commands.issue_client_token(name="Thử", scopes=["dossiers:all"], now=NOW)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("+84 912 345 678", "0912345678"), ("0912.345.678", "0912345678"), ("0084912345678", "0912345678"), ("", "")],
)
def test_a_telephone_number_is_kept_as_it_is_dialled(typed: str, kept: str) -> None:
    assert tidy_phone(typed) == kept


def test_an_unknown_level_counts_as_the_lowest() -> None:
    assert level_of_acr("urn:gi-do", LEVELS) == "vneid-1"
    assert suffices("vneid-2", "vneid-1")
    assert not suffices("vneid-1", "vneid-2")
    assert not suffices("", "vneid-1")
    assert not suffices("vneid-2", "muc-la")
    assert suffices("", "")


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "name": "An"},
        {"sub": "1", "name": "An", "identity_number": "12"},
        {"sub": "1", "name": ["An"], "identity_number": "096085000101"},
        {"sub": "1", "identity_number": "096085000101"},
    ],
)
def test_claims_that_do_not_say_who_it_is_are_refused(claims: dict) -> None:
    with pytest.raises(Incorrect):
        read_claims(claims, names=ClaimNames(), levels=LEVELS)


def test_claims_are_read_with_distrust() -> None:
    facts = read_claims(
        {
            "sub": "1",
            "cccd": "096085000101",
            "name": "Nguyễn\u0300 Văn An",
            "birthdate": "khoảng 1985",
            "gender": "Nam",
            "address": {"formatted": "Khóm 3\nTân Thành\0"},
            "acr": 2,
            "amr": ["pwd", 7],
            "auth_time": "hôm qua",
            "email": "không phải thư",
        },
        names=ClaimNames(identity_number="cccd"),
        levels=LEVELS,
    )
    assert (facts.born_on, facts.gender, facts.address) == (None, "male", "Khóm 3 Tân Thành")
    assert (facts.assurance, facts.amr, facts.authenticated_at, facts.email) == ("vneid-2", ("pwd",), None, "")
