"""The program as an operator meets it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from congso.cli import doctor, installation, processes, up
from congso.cli.installation import Installation
from congso.cli.supervisor import Supervisor
from congso.cli.trouble import Trouble, of_disk
from congso.config.env import MissingSetting, read
from congso.config.settings import web
from congso.kernel import housework


def congso(*arguments: str, home: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the program as a fresh process without the settings of these tests."""
    clean = {"PATH": os.environ["PATH"], "CONGSO_HOME": str(home), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(
        [sys.executable, "-m", "congso.cli", *arguments], env=clean, capture_output=True, text=True, check=False
    )


def test_help_knows_every_command_without_loading_django(tmp_path: Path) -> None:
    shown = congso("--help", home=tmp_path)
    assert shown.returncode == 0, shown.stderr
    for command in ("up", "down", "reset", "doctor", "migrate", "serve", "worker", "manage", "import", "demo"):
        assert f"\n  {command} " in shown.stdout
    probe = "import sys; sys.argv = ['congso', '--help']\nfrom congso.cli.program import build; build()\n"
    loaded = subprocess.run(
        [sys.executable, "-c", probe + "sys.exit('django.db' in sys.modules)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert loaded.returncode == 0, "a context imports Django when its commands are listed"


def test_a_wrong_port_or_regime_is_one_sentence(tmp_path: Path) -> None:
    for environment, words in (({"CONGSO_PORT": "99999"}, "Cổng"), ({"CONGSO_REGIME": "1999"}, "REGIME=2026")):
        told = congso("up", home=tmp_path, **environment)
        assert told.returncode == 1
        assert words in told.stderr
        assert told.stderr.count("\n") == 1


def test_without_an_installation_a_missing_setting_is_named(tmp_path: Path) -> None:
    told = congso("manage", "check", home=tmp_path)
    assert told.returncode != 0
    assert "DATABASE_URL" in told.stderr


def test_stopping_what_does_not_run_is_no_failure(tmp_path: Path) -> None:
    told = congso("down", home=tmp_path)
    assert told.returncode == 0
    assert "không chạy" in told.stdout


def test_reset_does_not_touch_a_database_server_that_is_not_ours(tmp_path: Path) -> None:
    told = congso("reset", home=tmp_path, DATABASE_URL="postgresql://somewhere/else")
    assert told.returncode == 1
    assert "DATABASE_URL" in told.stderr


def test_the_callers_settings_win_over_those_supplied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGSO_SMS_URL", "https://sms.example/send")
    supplied = Installation(home=tmp_path, regime="2026").environment()
    assert supplied["CONGSO_SMS_URL"] == "https://sms.example/send"
    assert supplied["CONGSO_VNEID_ISSUER"] == "http://127.0.0.1:8010"


def test_a_running_installation_is_known_by_its_lock(tmp_path: Path) -> None:
    import fcntl

    here = Installation(home=tmp_path, regime="2026")
    here.run.mkdir(parents=True)
    assert not up.is_running(here)
    with (here.run / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert up.is_running(here)
    assert not up.is_running(here)
    (here.run / "lock").write_text("a file alone means nothing")
    assert not up.is_running(here)


def test_a_second_start_waits_for_one_that_is_stopping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    here = Installation(home=tmp_path, regime="2026")
    here.run.mkdir(parents=True)
    first = Supervisor([], on_change=lambda supervisor: up.write_state(here, supervisor))
    first.start()
    with (here.run / "lock").open("a") as held, (here.run / "lock").open("a") as wanted:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert not up.is_ours(wanted, here), "one that runs is left alone"
        first.stop()

        def until(condition: Callable[[], object], *, seconds: float) -> bool:
            assert not condition()
            fcntl.flock(held, fcntl.LOCK_UN)
            return bool(condition())

        monkeypatch.setattr(processes, "wait_for", until)
        assert up.is_ours(wanted, here)
        assert up.is_running(here)


def test_the_doctor_finds_open_secrets_and_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = Installation(home=tmp_path, regime="2026")
    here.secret("secret_key")
    (here.secrets / "secret_key").chmod(0o644)
    findings = doctor.examine(here)
    assert [finding.verdict for finding in findings if finding.subject == "Khoá bí mật"] == ["broken"]
    doctor.show(findings, as_json=True)
    assert {"subject", "verdict", "found", "remedy"} == set(json.loads(capsys.readouterr().out)[0])


def test_every_finding_that_is_not_fine_has_a_remedy(tmp_path: Path) -> None:
    for finding in doctor.examine(Installation(home=tmp_path, regime="2026")):
        assert finding.verdict == "fine" or finding.remedy, finding


def test_a_check_that_breaks_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def collapse(_: Installation) -> list[doctor.Finding]:
        """Một điều lạ."""
        raise RuntimeError("đổ vỡ")

    monkeypatch.setattr(doctor, "CHECKS", (collapse,))
    (finding,) = doctor.examine(Installation(home=tmp_path, regime="2026"))
    assert (finding.verdict, finding.subject) == ("broken", "Một điều lạ")


def test_a_full_disk_is_explained_and_other_errors_are_not_hidden() -> None:
    assert isinstance(of_disk(OSError(28, "No space left on device", "/x")), Trouble)
    assert of_disk(OSError(2, "No such file", "/x")) is None


def test_the_home_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGSO_HOME", str(tmp_path / "elsewhere"))
    assert installation.current().secrets == tmp_path / "elsewhere" / "secrets"


@pytest.mark.django_db
def test_the_doctor_tells_when_the_house_was_last_cleared() -> None:
    connection.ensure_connection()
    assert [one.verdict for one in doctor._housework(connection.connection)] == ["fine"]
    housework.note("old_messages", 7, now=datetime(2026, 8, 3, tzinfo=UTC))
    (late,) = doctor._housework(connection.connection)
    assert (late.verdict, "old_messages" in late.found) == ("warning", True)
    housework.note("old_messages", 0, now=datetime.now(UTC))
    (fine,) = doctor._housework(connection.connection)
    assert (fine.verdict, fine.found) == ("fine", "0 phút trước; đã dọn tổng cộng 7 mục")


def test_a_secret_in_a_file_wins_over_the_one_we_would_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "sms_token"
    kept.write_text("cua-tinh\n")
    monkeypatch.setenv("CONGSO_SMS_TOKEN_FILE", str(kept))
    monkeypatch.delenv("CONGSO_SMS_TOKEN", raising=False)
    supplied = Installation(home=tmp_path / "var", regime="2026").environment()
    assert "CONGSO_SMS_TOKEN" not in supplied
    assert supplied["CONGSO_SMS_TOKEN_FILE"] == str(kept)


@pytest.mark.parametrize("content", [None, "", b"\xff\xfe"])
def test_a_secret_file_that_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes | None
) -> None:
    kept = tmp_path / "token"
    if content is not None:
        kept.write_bytes(content.encode() if isinstance(content, str) else content)
    monkeypatch.setenv("CONGSO_THU_FILE", str(kept))
    with pytest.raises(MissingSetting, match=r"CONGSO_THU_FILE='.*token' "):
        read("CONGSO_THU", default="x")


def test_the_host_of_djangos_test_client_is_no_host_of_an_installation() -> None:
    assert "testserver" not in web.ALLOWED_HOSTS
