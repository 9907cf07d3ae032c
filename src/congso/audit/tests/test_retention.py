"""How long entries stay, what stands in the way of letting a month go, and that the rest still verifies."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from congso.audit import testing
from congso.audit.commands import archive_month, ensure_partitions, record, remove_month, seal
from congso.audit.queries import retention, seal_state
from congso.audit.queries.export_verification import verify_export
from congso.audit.queries.verification import known_keys, verify
from congso.audit.rules.kinds import Kind
from congso.audit.rules.retention import Period, Policy, read_policy
from congso.kernel import timestamps
from congso.kernel.refusals import NotPossibleNow
from congso.kernel.timestamps import Examined

MONTH = date(2029, 3, 1)
NOW = datetime(2031, 4, 2, 3, 0, tzinfo=UTC)
SECRET = "only-for-tests-0123456789abcdefghijklmnop"
KEYS = known_keys(own=SECRET, more=[], folder=None)
TWO_YEARS = Policy((Period(date(2026, 1, 1), "*", 24, "Quyết định số 1"),))
HELD = uuid4()


def test_periods_are_dated_and_a_month_stays_as_long_as_what_stays_longest() -> None:
    policy = read_policy(
        json.dumps(
            [
                {"from": "2026-01-01", "kind": "*", "months": 24, "basis": "QĐ 1"},
                {"from": "2026-01-01", "kind": "sign_in", "months": 6, "basis": "QĐ 1"},
                {"from": "2030-01-01", "kind": "sign_in", "months": 12, "basis": "QĐ 2"},
                {"from": "2026-01-01", "kind": "export", "months": 0, "basis": "QĐ 1"},
            ]
        ),
        keep_months=0,
    )
    assert policy.kept_until(MONTH, ["sign_in"], date(2029, 12, 31)) == date(2029, 10, 1)
    assert policy.kept_until(MONTH, ["sign_in"], date(2030, 1, 1)) == date(2030, 4, 1)
    assert policy.kept_until(MONTH, ["sign_in", "read"], date(2030, 1, 1)) == date(2031, 4, 1)
    assert policy.kept_until(MONTH, ["read", "export"], date(2040, 1, 1)) is None
    assert policy.kept_until(MONTH, ["read"], date(2025, 1, 1)) is None, "no decision yet"
    assert (policy.may_be_due(MONTH, date(2029, 9, 30)), policy.may_be_due(MONTH, date(2029, 10, 1))) == (False, True)
    assert read_policy("", keep_months=0).kept_until(MONTH, ["read"], date(2040, 1, 1)) is None
    assert read_policy("", keep_months=24).kept_until(MONTH, ["read"], date(2040, 1, 1)) == date(2031, 4, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        [{"from": "2026-01-01", "kind": "*", "months": 2, "basis": "QĐ"}],
        [{"from": "2026-01-01", "kind": "*", "months": -1, "basis": "QĐ"}],
        [{"from": "2026-01-01", "kind": "*", "months": 24, "basis": " "}],
        [{"from": "2026-01-01", "kind": "reads", "months": 24, "basis": "QĐ"}],
        [{"from": "x", "kind": "*", "months": 24, "basis": "QĐ"}],
        [{"kind": "*"}],
        {"kind": "*"},
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_policy(json.dumps(wrong), keep_months=0)


@pytest.fixture
def own_trail(settings: Any, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    settings.AUDIT_KEY = SECRET
    monkeypatch.setattr(retention, "_holds", [])
    # Whether tokens hold is tested with a real authority in test_stamps; here a token holds when it says so.
    monkeypatch.setattr(
        timestamps,
        "examine",
        lambda token, _imprint, _roots: Examined(NOW, "", () if token == b"good" else ("signature",)),
    )
    testing.empty()
    yield
    testing.empty()


def sealed() -> None:
    for _ in range(1_200):
        seal(now=NOW)
        if not seal_state().unsealed:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("a foreign transaction held the horizon for a minute")


def stamped() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_stamp (id, seal, day, token, stamped_at, authority) "
            "SELECT gen_random_uuid(), max(number), max(day), 'good', now(), '' FROM audit_seal"
        )


def test_a_month_goes_when_nothing_stands_in_its_way_and_the_rest_still_verifies(
    own_trail: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ensure_partitions(MONTH, MONTH)
    with transaction.atomic():
        for number in range(4):
            record(
                action="dossiers.read",
                kind=Kind.READ,
                at=datetime(2029, 3, 9, tzinfo=UTC),
                object_kind="dossier",
                object_id=number,
                subjects=[HELD],
            )
    record(action="x", at=NOW)

    def look(**changes: Any) -> tuple[str, ...]:
        asked: dict[str, Any] = {"policy": TWO_YEARS, "today": date(2031, 4, 1), **changes}
        policy = asked.pop("policy")
        found = retention.overview(policy, folder=tmp_path, public_keys=KEYS, trusted=(), **asked)
        return next(one.hindrances for one in found if one.month == MONTH)

    def drop() -> int:
        return remove_month(
            month=MONTH,
            basis="Quyết định số 1",
            policy=TWO_YEARS,
            folder=tmp_path,
            public_keys=KEYS,
            trusted=(),
            now=NOW,
        )

    assert look(policy=Policy()) == ("kept",)
    assert look(today=date(2031, 3, 31)) == ("not_over",)
    assert look(due_only=True) == look() == ("not_sealed", "not_archived")
    with pytest.raises(NotPossibleNow, match="chưa khớp niêm phong"):
        drop()
    sealed()
    assert look() == ("not_stamped", "not_archived")
    stamped()
    assert look() == ("not_archived",)
    written = archive_month(month=MONTH, folder=tmp_path, now=NOW)
    assert written.lines == 4
    assert look() == ()
    monkeypatch.setattr(retention, "_holds", [lambda: [HELD]])
    assert look() == ("held",)
    with pytest.raises(NotPossibleNow, match="yêu cầu pháp lý"):
        drop()
    monkeypatch.setattr(retention, "_holds", [])
    archive = retention.archive_of(tmp_path, MONTH)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-200])
    assert look() == ("not_archived",), "an archive that is damaged is none"
    archive.write_bytes(whole)

    assert drop() == 4
    report = verify(public_keys=KEYS, folder=None)
    assert (report.is_whole, report.entries, report.removed_by_policy) == (True, 1, 4)
    assert report.removed_months == {"2029-03": 4}
    kept, manifest = verify_export(archive, KEYS)
    assert (kept.is_whole, kept.entries, kept.removed_by_policy) == (True, 4, 4), [str(one) for one in kept.found]
    assert manifest["month"] == "2029-03"
    with testing.as_owner() as cursor:
        cursor.execute("DELETE FROM audit_removal")
    assert [one.what for one in verify(public_keys=KEYS, folder=None).found] == ["partition_removed"]
