from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from congso.identity import commands
from congso.identity.rules.passwords import is_of_our_words, is_of_the_name
from congso.identity.rules.throttling import CROWD, LONGEST, Bucket, buckets_of, open_from
from congso.kernel import clock

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PASSWORD = "con-nuoc-rong-mot-cua-2026"
OWN = Bucket("own", 5)
EVERYBODY = Bucket("crowd", CROWD, True)


def failed(number: int, *, apart: timedelta = timedelta(seconds=1)) -> list[datetime]:
    return [NOW - apart * back for back in range(number)]


@pytest.mark.parametrize(("failures", "minutes"), [(5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (60, 15)])
def test_each_failure_after_the_fifth_waits_longer_up_to_a_quarter_of_an_hour(failures: int, minutes: int) -> None:
    assert open_from(OWN, failed(failures)) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize("failures", range(5))
def test_the_first_five_cost_nothing(failures: int) -> None:
    assert open_from(OWN, failed(failures)) is None


def test_a_whole_office_behind_one_address_may_err_now_and_then() -> None:
    assert open_from(EVERYBODY, failed(99)) is None
    assert open_from(EVERYBODY, failed(99, apart=timedelta(minutes=10))) is None
    assert open_from(EVERYBODY, failed(130)) is not None


@given(st.integers(0, 300))
def test_nobody_waits_longer_than_a_quarter_of_an_hour(failures: int) -> None:
    for bucket in (OWN, EVERYBODY):
        until = open_from(bucket, failed(failures))
        assert until is None or until <= NOW + LONGEST


def test_a_known_browser_shares_no_count_with_any_other() -> None:
    at_home = {one.key for one in buckets_of(username="hanh", address="198.51.100.7", device="d1")}
    elsewhere = {one.key for one in buckets_of(username="hanh", address="198.51.100.7", device=None)}
    assert not at_home & elsewhere


@pytest.mark.parametrize(
    ("password", "refused"),
    [("nguyenthihanh", True), ("Nguyễn Thị Hạnh 1990", True), ("hanh.nt@congty", True), ("con cua đồng quê", False)],
)
def test_ones_name_is_no_password(password: str, refused: bool) -> None:
    assert is_of_the_name(password, full_name="Nguyễn Thị Hạnh", username="hanh.nt") is refused


@pytest.mark.parametrize(
    ("password", "refused"), [("matkhau123456", True), ("Cà Mau 2026 2026", True), ("cà mau mùa nước nổi", False)]
)
def test_our_own_words_are_no_password(password: str, refused: bool) -> None:
    assert is_of_our_words(password) is refused


@pytest.mark.django_db
def test_an_attacker_and_the_owner_at_the_same_time(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """The attacker never stops, from many addresses and from the owner's own; the owner signs in all day long."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hour = {"now": NOW}
    monkeypatch.setattr(clock, "now", lambda: hour["now"])
    person = commands.ensure_person(full_name="Nguyễn Thị Hạnh")
    commands.open_officer_account(person_id=person.id, username="hanh.nt", password=PASSWORD, now=NOW)
    owner = Client(REMOTE_ADDR="198.51.100.7")

    def tried(client: Client, password: str) -> int:
        return client.post("/dang-nhap/can-bo/", {"login": "hanh.nt", "password": password}).status_code

    assert tried(owner, PASSWORD) == 302
    heard = 0
    for minute in range(60):
        hour["now"] = NOW + timedelta(minutes=minute)
        for address in ("198.51.100.7", "203.0.113.9", f"203.0.113.{minute + 10}"):
            answer = Client(REMOTE_ADDR=address).post("/dang-nhap/can-bo/", {"login": "hanh.nt", "password": "doan"})
            heard += "không đúng" in answer.content.decode()
        owner.post("/dang-xuat/")
        assert tried(owner, PASSWORD) == 302, f"minute {minute}"
    assert heard < 90, "each address is heard ever less often"
    assert tried(Client(REMOTE_ADDR="192.0.2.55"), PASSWORD) == 302, "nor is the owner locked out on a new device"
