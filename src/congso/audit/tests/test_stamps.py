"""Time-stamps by a real authority over real sockets: asked for once a day, judged again, believed by OpenSSL too."""

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from congso.audit import testing
from congso.audit.commands import record, seal, stamp
from congso.audit.commands.sealing import export_seals
from congso.audit.commands.stamping import export_stamps
from congso.audit.queries import seal_state
from congso.audit.queries.stamp_verification import Stamps
from congso.audit.queries.stamps import STAMPS_FILE, checkpoints, tokens_of
from congso.audit.queries.verification import known_keys, verify
from congso.audit.rules.findings import Report
from congso.audit.rules.stamps import timing
from congso.kernel import timestamps
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotPossibleNow
from congso.kernel.timestamps import NoTimestamp
from congso_simulators.testing import Outside, outside

SECRET = "only-for-tests-0123456789abcdefghijklmnop"
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with outside() as world:
        yield world


@pytest.fixture
def now() -> datetime:
    """The authority's clock is the real one, so ours is too: what was sealed yesterday is stamped now."""
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def world(running: Outside, settings: Any) -> Iterator[Outside]:
    settings.AUDIT_KEY = SECRET
    settings.TSA_URL, settings.TSA_ANCHORS = running.tsa_url, running.anchor
    settings.OUTGOING_HOSTS = settings.OUTGOING_INSIDE = ["127.0.0.1"]
    running.clear()
    testing.empty()
    yield running
    testing.empty()


def checked(world: Outside, *, hours: int = 48, trusted: bool = True, folder: Path | None = None) -> Report:
    roots = timestamps.anchors(world.anchor) if trusted else []
    keys = known_keys(own=SECRET, more=[], folder=None)
    return verify(public_keys=keys, folder=folder, stamps=Stamps(roots, timedelta(hours=hours)))


def sealed(at: datetime) -> None:
    for number in range(3):
        record(action="x", at=at, object_kind="dossier", object_id=number)
    for _ in range(1_200):
        seal(now=at)
        if not seal_state().unsealed:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("a foreign transaction held the horizon for a minute")


def said(report: Report) -> set[str]:
    return {one.what for one in report.found}


def warned(report: Report) -> list[str]:
    return [one.what for one in report.warnings]


def put(change: Callable[[bytes], bytes]) -> None:
    """Let somebody with the owner's rights change the one token."""
    with testing.as_owner() as cursor:
        cursor.execute("SELECT id, token FROM audit_stamp")
        ((key, token),) = cursor.fetchall()
        cursor.execute("UPDATE audit_stamp SET token = %s WHERE id = %s", [change(bytes(token)), key])


def test_the_last_seal_of_each_day_that_is_over_is_stamped_once_and_openssl_agrees(
    world: Outside, now: datetime, tmp_path: Path
) -> None:
    for days in (2, 1, 0):
        sealed(now - days * DAY)
    assert stamp(now=now) == 2
    assert stamp(now=now) == 0
    report = checked(world, hours=49)
    assert (report.is_whole, report.stamps, warned(report)) == (True, 2, [])
    newest = checkpoints(before=now.astimezone(VIETNAM).date(), trusted=timestamps.anchors(world.anchor))[0]
    (token,) = tokens_of(newest.seal)
    with connection.cursor() as cursor:
        cursor.execute("SELECT header FROM audit_seal WHERE number = %s", [newest.seal])
        (tmp_path / "header.txt").write_text(cursor.fetchone()[0], encoding="utf-8")
    (tmp_path / "token.der").write_bytes(token)
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "token.der", "-data", "header.txt"]
    command += ["-CAfile", str(world.anchor)]
    judged = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in judged.stdout, judged.stderr


FAULTS = {
    "unreachable": {"refuse": 1},
    "unreachable, cut off": {"drop": 1},
    "wrong_nonce": {"wrong_nonce": 1},
    "wrong_imprint": {"wrong_imprint": 1},
    "wrong_time": {"wrong_time": 1},
}


def test_what_is_not_worth_keeping_is_not_kept_and_made_good_later(world: Outside, now: datetime) -> None:
    sealed(now - DAY)
    sealed(now)
    for code, knobs in FAULTS.items():
        world.misbehave("tsa", **knobs)
        with pytest.raises(NoTimestamp) as trouble:
            stamp(now=now)
        assert trouble.value.code == code.partition(",")[0]
        report = checked(world)
        assert (report.is_whole, report.stamps, warned(report)) == (True, 0, ["stamp_missing"]), code
    assert stamp(now=now) == 1
    assert warned(checked(world)) == []


def test_without_an_authority_or_its_root_nothing_is_asked_and_the_remedy_is_told(settings: Any, now: datetime) -> None:
    settings.TSA_ANCHORS = None
    with pytest.raises(NotPossibleNow, match="chứng thư gốc"):
        stamp(now=now)
    settings.TSA_URL = ""
    with pytest.raises(NotPossibleNow) as refusal:
        stamp(now=now)
    assert "CONGSO_TSA_URL" in refusal.value.remedy


def _of_another_root(world: Outside) -> Callable[[bytes], bytes]:
    def forge(token: bytes) -> bytes:
        from asn1crypto import cms
        from django.conf import settings

        from congso.kernel import outgoing

        with outside() as elsewhere:
            imprint = (
                cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"]
                .parsed["message_imprint"]["hashed_message"]
                .native
            )
            session = outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE)
            return timestamps.ask(elsewhere.tsa_url, imprint, session=session)

    return forge


FORGERIES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("garbage", lambda _token: b"garbage", "không đọc được"),
    ("cut", lambda token: token[:-40], "không đọc được"),
    ("another time", lambda token: _moved(token), "chữ ký"),
    ("another signature", lambda token: token[:-20] + bytes(20), "chữ ký"),
]


# Tag, length and digits: a lone tag byte also occurs in what is random before it (imprint, serial number, nonce).
_GENERALIZED_TIME = re.compile(rb"\x18.20\d{12}", re.DOTALL)


def _moved(token: bytes) -> bytes:
    """Change the last digit of the year of genTime, the first time in the token."""
    found = _GENERALIZED_TIME.search(token, token.index(bytes.fromhex("060b2a864886f70d0109100104")))
    assert found is not None
    year = found.start() + 5
    return token[:year] + bytes([token[year] ^ 1]) + token[year + 1 :]


def test_a_forged_token_is_found_and_the_day_is_without_one(world: Outside, now: datetime) -> None:
    sealed(now - DAY)
    sealed(now)
    stamp(now=now)
    kept: list[bytes] = []
    put(lambda token: kept.append(token) or token)  # type: ignore[func-returns-value]
    for name, forge, words in FORGERIES:
        put(lambda _token, forge=forge: forge(kept[0]))  # type: ignore[misc]
        report = checked(world)
        assert said(report) == {"stamp_forged"}, name
        assert words in report.found[0].place, name
        assert warned(report) == ["stamp_missing"], name
    assert stamp(now=now) == 1, "a token that does not hold is no token"
    assert warned(checked(world)) == []


def test_a_token_of_another_root_and_one_about_another_seal_are_not_believed(world: Outside, now: datetime) -> None:
    sealed(now - DAY)
    sealed(now)
    stamp(now=now)
    put(_of_another_root(world))
    (found,) = checked(world).found
    assert (found.what, "gốc tin cậy" in found.place) == ("stamp_forged", True)
    testing.empty()
    sealed(now - 2 * DAY)
    sealed(now - DAY)
    sealed(now)
    stamp(now=now)
    with testing.as_owner() as cursor:
        cursor.execute("SELECT id, token FROM audit_stamp ORDER BY day")
        (first, _mine), (_second, other) = cursor.fetchall()
        cursor.execute("UPDATE audit_stamp SET token = %s WHERE id = %s", [other, first])
    (found,) = checked(world).found
    assert (found.what, "nội dung khác" in found.place) == ("stamp_forged", True)


def test_a_chain_made_anew_bears_late_stamps_or_none(world: Outside, now: datetime) -> None:
    """Whoever has the key can seal anew what they altered; what they cannot have is a stamp of that day."""
    sealed(now - 3 * DAY)
    sealed(now)
    stamp(now=now)
    assert warned(checked(world, hours=24)) == ["stamp_late"]
    assert checked(world, hours=24).is_whole, "late is weaker, not altered"


def test_a_stamp_before_its_seal_cannot_be() -> None:
    at, hour = datetime(2026, 11, 1, 17, 0, tzinfo=UTC), timedelta(hours=1)
    assert timing(at, at - timedelta(minutes=1), within=hour) == ""
    assert timing(at, at - timedelta(minutes=3), within=hour) == "early"
    assert timing(at, at + hour, within=hour) == ""
    assert timing(at, at + timedelta(minutes=61), within=hour) == "late"


def test_a_removed_stamp_is_known_by_the_file(world: Outside, now: datetime, tmp_path: Path) -> None:
    sealed(now - DAY)
    sealed(now)
    stamp(now=now)
    export_seals(folder=tmp_path)
    assert (export_stamps(folder=tmp_path), export_stamps(folder=tmp_path)) == (1, 0)
    assert checked(world, folder=tmp_path).is_whole
    with testing.as_owner() as cursor:
        cursor.execute("DELETE FROM audit_stamp")
    assert said(checked(world, folder=tmp_path)) == {"stamp_removed"}
    (tmp_path / STAMPS_FILE).unlink()
    assert warned(checked(world, folder=tmp_path)) == ["stamp_missing"]


def test_without_roots_verification_says_that_it_could_not_judge(world: Outside, now: datetime) -> None:
    sealed(now - DAY)
    sealed(now)
    stamp(now=now)
    report = checked(world, trusted=False)
    assert (report.is_whole, warned(report)) == (True, ["stamp_unchecked"])
