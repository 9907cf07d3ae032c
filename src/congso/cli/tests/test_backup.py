"""Backups: everything that belongs together is there, everything altered is named, and a restore proves it."""

import contextlib
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from pypdf import PdfWriter

from congso.audit import testing as trail
from congso.audit.commands import export_seals, seal
from congso.audit.queries.verification import known_keys
from congso.cli import embedded_postgres
from congso.cli.backup import aftercare, check, drill, keys, making, moments, objects, places, restoring, tools
from congso.cli.backup.retention import Keeping, kept
from congso.cli.backup.shelf import DRAFT, Shelf, choose
from congso.cli.backup.source import Source
from congso.cli.backup.verifying import verify
from congso.cli.embedded_postgres import Cluster
from congso.cli.installation import Installation
from congso.cli.trouble import Trouble
from congso.dossiers import testing
from congso.dossiers.commands import PaperInput
from congso.files import commands as files
from congso.files import store
from congso.files.commands import letting_go
from congso.files.models import StoredFile
from congso.kernel import backups, clock
from congso.kernel.models import BackupRun

NOW = datetime(2026, 11, 30, 7, 5, tzinfo=UTC)
KEEPING = Keeping(daily=7, weekly=5, monthly=12)
AUDIT_KEY = "only-for-tests-0123456789abcdefghijklmnop"
PUBLIC_KEYS = known_keys(own=AUDIT_KEY, more=[], folder=None)
PASSPHRASE = keys.Lock(passphrase="năm chữ khó đoán ở đây")


def quiet(_line: str) -> None:
    """Nobody reads the progress of a test."""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the user of the database server may enter; pytest closes its own again and again."""
    with tempfile.TemporaryDirectory(prefix="congso-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def source(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The installation under test: the test database, a store and seals of its own."""
    settings.AUDIT_KEY, settings.STORED_FILES_DIR = AUDIT_KEY, tmp_path / "files"
    monkeypatch.setenv("CONGSO_AUDIT_KEY", AUDIT_KEY)
    at = connection.settings_dict
    address = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    return Source(
        url=make_conninfo("", dbname=at["NAME"], **{k: v for k, v in address.items() if v}),
        files=tmp_path / "files",
        seals=tmp_path / "seals",
        secrets=tmp_path / "secrets",
        ring=Path(settings.DATA_KEYS_PATH),
        regime="2026",
        audit_key=AUDIT_KEY,
        public_keys=PUBLIC_KEYS,
        application_role="congso_app",
    )


def paper(account_id: int | None, width: int = 100) -> Any:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=width, height=100)
    writer.write(out)
    return files.store(stream=io.BytesIO(out.getvalue()), name="Giấy.pdf", account_id=account_id, now=testing.NOW)


@pytest.fixture
def province(source: Source) -> Iterator[testing.Province]:
    """A small province with one dossier and its paper, and a sealed trail."""
    trail.empty()
    made = testing.plain_province()
    file = paper(made.citizen.account_id)
    testing.submitted(made, papers=[PaperInput("TP02", file.id)])
    seal(now=NOW)
    export_seals(folder=source.seals)
    yield made
    trail.empty()


def make(source: Source, shelf: Shelf, *, now: datetime = NOW, place: making.KeysPlace | None = None) -> making.Made:
    return making.make(source, shelf, now=now, keeping=KEEPING, keys_place=place, say=quiet)


def spoil(path: Path) -> None:
    """Flip one bit in the middle."""
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_a_province_restores_identically_and_every_tampering_is_named(
    source: Source, province: testing.Province, tmp_path: Path, open_folder: Path
) -> None:
    shelf = Shelf(tmp_path / "backup")
    place = making.KeysPlace(tmp_path / "safe", PASSPHRASE)
    first = make(source, shelf, place=place)
    assert (first.files, first.new_files, first.missing) == (1, 1, [])
    paper(province.citizen.account_id, width=200)
    second = make(source, shelf, now=NOW + timedelta(minutes=1), place=place)
    assert (second.files, second.new_files) == (2, 1), "only what is missing is copied"

    archive = second.keys_archive
    looked = verify(shelf, second.path, public_keys=PUBLIC_KEYS, archive=archive, lock=PASSPHRASE)
    assert (looked.wrong, looked.signed, looked.files) == ([], True, 2)
    assert looked.opened is not None

    drilled = drill.drill(
        shelf, second.path, beside=open_folder, ring=source.ring, public_keys=PUBLIC_KEYS,
        recovered=looked.opened, say=quiet,
    )  # fmt: skip
    assert drilled.wrong == []
    assert drilled.rows == second.rows > 100
    assert drilled.answers["dossier_read"]
    assert drilled.answers["file_read"]
    assert drilled.answers["seals"] >= 1
    assert list(open_folder.iterdir()) == [], "nothing is left behind"

    def found(spoiling: Any, **more: Any) -> str:
        copy = tmp_path / "copy"
        shutil.copytree(shelf.root, copy)
        spoiling(copy)
        told = verify(Shelf(copy), copy / second.path.name, public_keys=PUBLIC_KEYS, **more)
        shutil.rmtree(copy)
        return "; ".join(told.wrong)

    (a_file, *_), name = objects.read_list(second.path / "files.txt"), second.path.name
    assert "database.dump đã bị sửa" in found(lambda copy: spoil(copy / name / "database.dump"))
    assert f"thiếu tệp {a_file[0]}" in found(lambda copy: objects.place(copy / "objects", a_file[0]).unlink())
    assert f"tệp {a_file[0]} đã bị sửa" in found(lambda copy: spoil(objects.place(copy / "objects", a_file[0])))
    assert "manifest.json đã bị sửa: mã băm" in found(lambda copy: spoil(copy / name / "manifest.json"))
    assert "files.txt đã bị sửa" in found(lambda copy: (copy / name / "files.txt").write_text(""))
    assert "thiếu structure.txt" in found(lambda copy: (copy / name / "structure.txt").unlink())
    assert "seals/thua.json không thuộc" in found(lambda copy: (copy / name / "seals" / "thua.json").write_text("{}"))
    assert "chữ ký không khớp" in found(lambda copy: _forge(copy / name))
    gone = found(lambda _: None, archive=tmp_path / "nowhere.age", lock=PASSPHRASE)
    assert "Không có tệp khóa" in gone
    wrong = found(lambda _: None, archive=archive, lock=keys.Lock(passphrase="đoán bừa"))
    assert "sai cụm mật khẩu" in wrong

    with _filled(source) as url, pytest.raises(Trouble, match="đã có dữ liệu nên không phục hồi đè lên"):
        restoring.check_target(restoring.Target(url, tmp_path / "elsewhere", tmp_path / "seals"), overwrite=False)


@pytest.mark.django_db(transaction=True)
def test_whoever_still_uses_the_database_is_named(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "LEAVING", 0.0)
    with _filled(source) as url:
        target = restoring.Target(url, tmp_path / "elsewhere", tmp_path / "seals")
        with psycopg.connect(url, application_name="web") as user:
            told = rf"đang có 1 kết nối \(web: pid {user.info.backend_pid}\): dừng web"
            with pytest.raises(Trouble, match=told):
                restoring.check_target(target, overwrite=True)


def _forge(path: Path) -> None:
    """Alter the manifest and its hash as somebody without the key would."""
    text = (path / "manifest.json").read_text().replace('"regime": "2026"', '"regime": "2021"')
    (path / "manifest.json").write_text(text)
    told = json.loads((path / "manifest.sig").read_text())
    told["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    (path / "manifest.sig").write_text(json.dumps(told))


@contextlib.contextmanager
def _filled(source: Source) -> Iterator[str]:
    """Yield the address of a database that holds one row and that nobody uses."""
    own = str(connection.settings_dict["NAME"])
    name = f"{own}_filled"
    with psycopg.connect(source.url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        try:
            url = make_conninfo(source.url, dbname=name)
            with psycopg.connect(url) as filled:
                filled.execute("CREATE TABLE held AS SELECT 1 AS one")
            yield url
        finally:
            server.execute(f"DROP DATABASE {name}")


# One at a time, whole or not at all


@pytest.mark.django_db(transaction=True)
def test_what_does_not_end_well_never_stands_under_a_backups_name(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path / "backup")
    (shelf.root / f"{DRAFT}20261130T000000Z").mkdir(parents=True)  # a backup that was killed
    assert shelf.complete() == []
    with monkeypatch.context() as broken:
        tool = tmp_path / "pg_dump"
        tool.write_text('#!/bin/sh\necho "pg_dump: error: could not write: No space left on device" >&2\nexit 1\n')
        tool.chmod(0o755)
        broken.setattr(tools, "find", lambda *_arguments, **_more: tool)
        with pytest.raises(Trouble, match="Hết chỗ trên đĩa"):
            make(source, shelf)
    assert sorted(path.name for path in shelf.root.iterdir()) == ["lock"]
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
        with pytest.raises(Trouble, match="giải phóng chỗ"):
            make(source, shelf)
    with shelf.alone(), pytest.raises(Trouble, match="đang ghi vào"):
        make(source, shelf)
    with psycopg.connect(source.url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [making.ONE_AT_A_TIME])
        with pytest.raises(Trouble, match="Một lần sao lưu khác"):
            make(source, shelf)
    assert shelf.complete() == []


@pytest.mark.django_db(transaction=True)
def test_bytes_stay_while_a_backup_names_them_and_go_afterwards(source: Source) -> None:
    sha256 = paper(None).sha256
    StoredFile.objects.all().delete()
    with psycopg.connect(source.url, autocommit=True) as backup:
        backup.execute("SELECT pg_advisory_lock(%s)", [store.REMOVALS])
        later = clock.now() + timedelta(days=1)
        assert letting_go.remove_lost_bytes(prefix=sha256[:2], before=later) == 0
        assert store.path_of(sha256).is_file()
        backup.execute("SELECT pg_advisory_unlock(%s)", [store.REMOVALS])
    assert letting_go.remove_lost_bytes(prefix=sha256[:2], before=later) == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_the_store_has_lost_is_named_and_does_not_hold_back_the_rest(source: Source, tmp_path: Path) -> None:
    lost = paper(None).sha256
    store.path_of(lost).unlink()
    shelf = Shelf(tmp_path / "backup")
    made = make(source, shelf)
    assert made.missing == [lost]
    assert any(lost in one for one in verify(shelf, made.path, public_keys=PUBLIC_KEYS).wrong)


def test_the_newest_of_days_weeks_and_months_are_kept() -> None:
    daily = [NOW - timedelta(days=day) for day in range(400)]
    stay = kept([*daily, NOW - timedelta(hours=2)], Keeping(daily=3, weekly=3, monthly=3))
    assert sorted(stay, reverse=True) == [
        NOW,
        NOW - timedelta(days=1),  # Sunday, and the newest of its week
        NOW - timedelta(days=2),
        datetime(2026, 11, 22, 7, 5, tzinfo=UTC),
        datetime(2026, 10, 31, 7, 5, tzinfo=UTC),
        datetime(2026, 9, 30, 7, 5, tzinfo=UTC),
    ]
    assert kept(daily, Keeping(0, 0, 0)) == {NOW}


def test_what_only_old_backups_named_is_let_go_with_them(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for name, contents in (("20261101T000000Z", "a" * 64), ("20261102T000000Z", "b" * 64)):
        (shelf.root / name).mkdir()
        objects.write_list(shelf.root / name / "files.txt", [(contents, 1)])
        place = objects.place(shelf.objects, contents)
        place.parent.mkdir(parents=True)
        place.write_text("x")
    assert shelf.let_go(Keeping(1, 0, 0)) == ["20261101T000000Z"]
    assert [path.name for path in shelf.objects.glob("??/??/*")] == ["b" * 64]
    assert choose(tmp_path)[1].name == "20261102T000000Z"


# Keys


def test_keys_are_sealed_for_a_recipient_and_never_replace_others(tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    secrets, archive = tmp_path / "secrets", tmp_path / "safe" / "x.age"
    secrets.mkdir()
    (secrets / "secret_key").write_text("bí mật")
    gathered = replace(keys.gather(secrets=secrets, ring=tmp_path / "none"), settings={"CONGSO_SECRET_KEY": "bí mật"})
    keys.write(archive, gathered, keys.Lock(recipients=(str(identity.to_public()),)), backup="x", now=NOW)
    assert "bí mật".encode() not in archive.read_bytes()
    with pytest.raises(Trouble, match="sai cụm mật khẩu hoặc sai khóa"):
        keys.read(archive, keys.Lock(identities=(str(pyrage.x25519.Identity.generate()),)))
    opened = keys.read(archive, keys.Lock(identities=(str(identity),)))
    assert opened == gathered
    keys.place(opened, tmp_path / "new")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]
    (secrets / "secret_key").write_text("khác")
    with pytest.raises(Trouble, match="đã có khóa secret_key khác"):
        keys.place(opened, secrets)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (making.KeysPlace(Path("/backup/keys"), PASSPHRASE), "nằm trong nơi để dữ liệu"),
        (making.KeysPlace(Path("/safe"), keys.Lock()), "Chưa có ai để niêm khóa"),
    ],
)
def test_keys_go_apart_from_the_data_and_sealed(source: Source, place: making.KeysPlace, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        make(source, Shelf(Path("/backup")), place=place)


# Restoring


def test_a_database_is_replaced_only_when_its_name_was_typed() -> None:
    request = places.Request(Path(), None, None, keys.Lock(), overwrite=True, confirm="congso")
    with pytest.raises(Trouble, match="--confirm congso_2026"):
        request.check("congso_2026")
    replace(request, confirm="congso_2026").check("congso_2026")


def test_the_address_of_another_role_leads_to_the_same_database() -> None:
    assert aftercare.as_application("postgresql://o:p@/d?host=/s", "congso_app") == "postgresql://congso_app@/d?host=/s"


def test_a_tool_is_never_older_than_the_server() -> None:
    newest = max(binaries.major for binaries in embedded_postgres.available("auto"))
    assert tools.find("pg_dump", server=newest).is_file()
    with pytest.raises(Trouble, match="postgresql-client-99"):
        tools.find("pg_dump", server=99)


def test_a_moment_is_meant_in_vietnam() -> None:
    assert moments.instant("2026-11-30 14:05") == datetime(2026, 11, 30, 7, 5, tzinfo=UTC)
    with pytest.raises(Trouble, match="Không hiểu"):
        moments.instant("hôm qua")


def test_going_back_to_a_moment_between_two_transactions_keeps_exactly_the_first(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONGSO_WAL_ARCHIVE", str(open_folder / "archive"))
    monkeypatch.delenv("DATABASE_URL")
    here = Installation(home=open_folder / "var", regime="2026")
    cluster = Cluster(here)

    def ask(statement: str) -> Any:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as asking:
            row = asking.execute(statement).fetchone()
            return row[0] if row else None

    cluster.start()
    try:
        moments.take_base(here, say=quiet)
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as writing:
            writing.execute("CREATE TABLE acts (name text)")
            writing.execute("INSERT INTO acts VALUES ('first')")
            between = writing.execute("SELECT clock_timestamp()").fetchone()
            writing.execute("SELECT pg_sleep(0.02)")
            writing.execute("INSERT INTO acts VALUES ('second')")
        assert between
        cluster.stop()
        told = moments.restore_until(here, between[0].isoformat(), say=quiet)
        assert told["last_transaction"] < between[0]
        with pytest.raises(Trouble, match="Không có bản gốc nào trước"):
            moments.restore_until(here, "2020-01-01 00:00", say=quiet)
        cluster.start()
        assert ask("SELECT string_agg(name, ' ') FROM acts") == "first"
        assert ask("SHOW recovery_target_time") == ""
    finally:
        cluster.stop()


# What is told


@pytest.mark.django_db
def test_doctor_says_how_old_the_last_backup_is_and_why_the_last_drill_failed() -> None:
    assert [one.verdict for one in check.look()] == ["warning", "warning"]
    now = clock.now()

    def note(kind: str, hours: int, *, succeeded: bool, summary: str) -> None:
        at = now - timedelta(hours=hours)
        backups.note(kind=kind, backup="x", began_at=at, ended_at=at, succeeded=succeeded, summary=summary)

    note(backups.BACKUP, 3, succeeded=True, summary="10 dòng")
    note(backups.DRILL, 30, succeeded=True, summary="giống hệt")
    note(backups.DRILL, 2, succeeded=False, summary="bảng x khác nội dung")
    made, drilled = check.look()
    assert (made.verdict, drilled.verdict) == ("fine", "broken")
    assert "3 giờ trước" in made.found
    assert "bảng x khác nội dung" in drilled.found
    with transaction.atomic():
        BackupRun.objects.filter(kind=backups.BACKUP).update(
            ended_at=now - timedelta(days=3), began_at=now - timedelta(days=3)
        )
    assert next(iter(check.look())).verdict == "warning"
