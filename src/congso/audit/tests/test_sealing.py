"""Sealed in order, whoever commits when; every tampering is found and named."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from congso.audit import testing
from congso.audit.commands import ensure_partitions, record
from congso.audit.commands.eras import begin_era_after_restore, set_era
from congso.audit.commands.sealing import TrailNotSealed, export_seals, seal
from congso.audit.queries import seal_state
from congso.audit.queries.verification import known_keys, verify
from congso.audit.rules.chain import Header
from congso.audit.rules.findings import Report

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SECRET = "only-for-tests-0123456789abcdefghijklmnop"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_trail(settings: Any) -> Iterator[None]:
    settings.AUDIT_KEY = SECRET
    testing.empty()
    yield
    testing.empty()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "seals"


def checked(folder: Path | None = None, **days: Any) -> Report:
    return verify(public_keys=known_keys(own=SECRET, more=[], folder=None), folder=folder, **days)


def entries(count: int, at: datetime = NOW) -> list[UUID]:
    with transaction.atomic():
        return [record(action="x", at=at, object_kind="dossier", object_id=number) for number in range(count)]


def sealed(*, now: datetime = NOW) -> int:
    """Seal until nothing is left: transactions of other databases may hold the horizon for a moment."""
    done = 0
    for _ in range(1_200):
        done += seal(now=now)
        if not seal_state().unsealed:
            return done
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("a foreign transaction held the horizon for a minute")


def test_what_was_committed_is_sealed_once_and_verifies() -> None:
    entries(5)
    assert sealed() == 5
    assert sealed() == 0
    entries(3)
    assert sealed() == 3
    report = checked()
    assert (report.is_whole, report.entries, report.unsealed) == (True, 8, 0)


def test_without_a_key_nothing_is_sealed_and_the_remedy_is_told(settings: Any) -> None:
    settings.AUDIT_KEY = ""
    with pytest.raises(TrailNotSealed) as refusal:
        seal(now=NOW)
    assert "CONGSO_AUDIT_KEY_FILE" in refusal.value.remedy


def test_an_entry_that_commits_late_is_not_skipped() -> None:
    """Writer A begins first and commits last; what B commits meanwhile waits, and nothing is lost."""
    begun, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(action="slow", at=NOW)
            begun.set()
            may_commit.wait(10)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert begun.wait(10)
    record(action="quick", at=NOW)
    assert seal(now=NOW) == 0
    may_commit.set()
    writer.join()
    assert sealed() == 2
    assert checked().is_whole


def test_many_writers_and_two_sealers_leave_nothing_out_and_nothing_twice() -> None:
    def write() -> None:
        for _ in range(20):
            record(action="x", at=NOW)
        connection.close()

    def keep_sealing() -> None:
        for _ in range(20):
            seal(now=NOW)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)] + [
        threading.Thread(target=keep_sealing) for _ in range(2)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    sealed()
    report = checked()
    assert (report.is_whole, report.entries) == (True, 120)


def test_days_hang_on_each_other_and_each_counts_from_one() -> None:
    entries(2)
    sealed()
    entries(3)
    sealed(now=NOW + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT header FROM audit_seal ORDER BY number")
        headers = [Header.read(row[0]) for row in cursor.fetchall() if Header.read(row[0]).count]
    assert [(one.day.day, one.first_sequence, one.count) for one in headers] == [(21, 1, 2), (22, 1, 3)]
    day = headers[0].day
    assert checked(first=day, last=day).entries == 2
    assert checked(first=headers[1].day).entries == 3
    assert checked().is_whole


def test_entries_of_many_months_are_sealed_month_by_month() -> None:
    for month in (1, 5, 9):
        entries(4, at=datetime(2026, month, 3, tzinfo=UTC))
    entries(1, at=datetime(1999, 1, 1, tzinfo=UTC))
    assert sealed() == 13
    assert checked().is_whole


def test_a_quiet_hour_is_sealed_too() -> None:
    for minutes in (0, 59, 61):
        seal(now=NOW + timedelta(minutes=minutes))
    assert checked().seals == 2


def test_the_rules_of_what_is_sealed_do_not_depend_on_the_session() -> None:
    entries(3)
    sealed()
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'America/New_York'")
        cursor.execute("SET DateStyle TO 'SQL, DMY'")
    try:
        assert checked().is_whole
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET TIME ZONE")
            cursor.execute("RESET DateStyle")


TAMPERINGS: list[tuple[str, Callable[[UUID], None], str]] = [
    ("content", testing.alter_content, "entry_altered"),
    ("who", testing.alter_officer, "entry_altered"),
    ("removal", testing.remove, "entry_removed"),
    ("order", testing.swap_with_next, "entry_altered"),
    ("another month", testing.move_to_another_month, "entry_removed"),
]


@pytest.mark.parametrize(("_name", "tamper", "what"), TAMPERINGS, ids=[one[0] for one in TAMPERINGS])
def test_a_tampered_entry_is_found_and_named(_name: str, tamper: Callable[[UUID], None], what: str) -> None:
    ids = entries(30)
    sealed()
    tamper(ids[11])
    report = checked()
    mine = [one for one in report.found if one.entry_id == ids[11] and one.what == what]
    assert mine, [str(one) for one in report.found]
    assert (mine[0].sequence, mine[0].day) == (12, NOW.date())
    assert all(one.entry_id in {ids[11], ids[12]} for one in report.found)


def test_an_inserted_entry_is_found_and_named() -> None:
    ids = entries(10)
    sealed()
    stranger = testing.insert_after(ids[4])
    (found,) = checked().found
    assert (found.what, found.entry_id) == ("entry_inserted", stranger)


def test_an_altered_a_lost_and_a_forged_seal_are_found() -> None:
    for number in range(3):
        entries(4)
        sealed(now=NOW + timedelta(minutes=number))
    middle = checked().seals - 1
    with testing.as_owner() as cursor:
        cursor.execute(
            "UPDATE audit_seal SET header = replace(header, '\"count\":4', '\"count\":3') WHERE number = %s", [middle]
        )
    assert {(one.what, one.seal) for one in checked().found} >= {("seal_altered", middle)}
    with testing.as_owner() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE number = %s", [middle])
    report = checked()
    assert [(one.what, one.seal) for one in report.found] == [("seal_removed", middle)]


def test_a_seal_of_a_strangers_key_is_not_believed(settings: Any) -> None:
    entries(2)
    settings.AUDIT_KEY = "somebody-elses-0123456789abcdefghijklmnop"
    sealed()
    assert {one.what for one in checked().found} == {"seal_not_signed"}


def test_a_cut_tail_is_known_by_the_files(folder: Path) -> None:
    for number in range(3):
        entries(4)
        sealed(now=NOW + timedelta(minutes=number))
    written = export_seals(folder=folder)
    assert written == checked().seals
    assert export_seals(folder=folder) == 0
    assert checked(folder).is_whole
    with testing.as_owner() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE number = %s", [written])
        last_four = "SELECT number FROM audit_auditentry ORDER BY number DESC LIMIT 4"
        cursor.execute(f"DELETE FROM audit_auditentry WHERE number IN ({last_four})")
    assert checked().is_whole, "without the files nobody could tell"
    (found,) = checked(folder).found
    assert (found.what, found.seal) == ("tail_cut", written)


def test_a_torn_line_of_a_file_is_written_again(folder: Path) -> None:
    entries(2)
    sealed()
    written = export_seals(folder=folder)
    (path,) = folder.glob("niem-phong-*.jsonl")
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    assert export_seals(folder=folder) == 1
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["number"] == written
    assert checked(folder).is_whole


def test_the_applications_role_seals_and_verifies(settings: Any) -> None:
    ensure_partitions(date(2034, 5, 1), date(2034, 5, 1))
    entries(3)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.DATABASE_APPLICATION_ROLE)}")
    try:
        entries(2, at=datetime(2034, 5, 3, tzinfo=UTC))
        assert sealed() == 5
        assert (checked().is_whole, checked().entries) == (True, 5)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_after_a_restore_into_another_system_a_new_era_begins_and_nothing_is_lost() -> None:
    entries(2)
    sealed()
    entries(3)
    with testing.as_owner() as cursor:  # as if the database had come from elsewhere
        cursor.execute("UPDATE audit_era SET system_identifier = 1")
    try:
        with pytest.raises(TrailNotSealed) as refusal:
            seal(now=NOW)
        assert refusal.value.code == "trail_moved"
        begin_era_after_restore(None)
        entries(4)
        assert sealed() == 7
        report = checked()
        assert (report.is_whole, report.entries) == (True, 9), [str(one) for one in report.found]
    finally:
        with testing.as_owner() as cursor:
            cursor.execute("DELETE FROM audit_era WHERE era > 1")
            cursor.execute(
                "UPDATE audit_era SET system_identifier = (SELECT system_identifier FROM pg_control_system())"
            )
            set_era(cursor, 1)


def test_an_entry_not_sealed_yet_is_counted_apart() -> None:
    entries(2)
    sealed()
    entries(3)
    report = checked()
    assert (report.is_whole, report.entries, report.unsealed) == (True, 2, 3)
