"""Gives pytest its settings, and a throw-away PostgreSQL unless DATABASE_URL names one. Loaded by `-p` in pyproject.

It must be a plugin, not a conftest: pytest-django reads the settings before any conftest is imported.
"""

import fcntl
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from .embedded_postgres import Cluster
from .installation import current

TEST_DATABASE = "congso_base"
"""The tests use `test_congso_base` beside it (one per xdist worker): copies of a template (`template_database`)."""

_cluster: Cluster | None = None


def supply_settings() -> None:
    """Set what the tests need and the environment does not say."""
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "congso.config.settings",
        "CONGSO_SECRET_KEY": "only-for-tests-0123456789abcdefghijklmnopqrstuv",
        "CONGSO_VAR": str(current().home / "test"),
        "CONGSO_DEMO": "1",
        "CONGSO_LOG_LEVEL": "WARNING",
        "CONGSO_FILES_ORIGIN": "http://tep.localhost",
        "CONGSO_CLAMD": "off",  # a scanner of this machine is none of the tests' business
        "CONGSO_STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "CONGSO_STATIC_FROM_SOURCE": "1",
        # Django answers from a thread that has an event loop in browser tests.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }.items():
        os.environ.setdefault(name, value)
    (Path(os.environ["CONGSO_VAR"]) / "static").mkdir(parents=True, exist_ok=True)


def start_database() -> Cluster | None:
    """Start the throw-away server and name it in DATABASE_URL; None when there is one already."""
    if os.environ.get("DATABASE_URL"):
        return None
    cluster = ThrowAwayCluster()
    cluster.start()
    cluster.ensure_database(TEST_DATABASE)
    os.environ["DATABASE_URL"] = cluster.url(TEST_DATABASE)
    return cluster


class ThrowAwayCluster(Cluster):
    """A cluster without fsync, kept for the next run. Of two runs at once in a checkout, the second gets its own."""

    def __init__(self) -> None:
        here = current()
        here.run.mkdir(parents=True, exist_ok=True)
        self.lock = (here.run / "test-pg.lock").open("a")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.shared = True
        except BlockingIOError:
            self.shared = False
        super().__init__(here, name="test-pg" if self.shared else f"test-pg-{os.getpid()}", durable=False)

    def stop(self) -> None:
        super().stop()
        self.lock.close()
        if not self.shared:
            for folder in (self.base, self.sockets):
                shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """A wrapper runs before pytest-django's hook of this name, which reads the settings."""
    global _cluster
    supply_settings()
    _cluster = start_database()
    yield


def pytest_unconfigure(config: pytest.Config) -> None:
    if _cluster is not None:
        _cluster.stop()
