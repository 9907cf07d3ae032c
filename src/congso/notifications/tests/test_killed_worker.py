"""A real worker, killed −9 between handing a text over and noting it, with a real gateway on a real socket."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.identity import commands as identity
from congso.kernel import clock
from congso.notifications import commands
from congso.notifications.models import Message
from congso_simulators.testing import Outside, outside


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside(CONGSO_SMS_TOKEN="ma") as running:
        yield running


@contextmanager
def worker(world: Outside) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a worker that ends when nothing waits; it does not outlive the block, whatever happens in it."""
    settings = connection.settings_dict
    host, port = quote(settings["HOST"], safe=""), settings["PORT"]
    place = f"?host={host}" + (f"&port={port}" if port else "")
    login = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{login}@/{settings['NAME']}{place}",
        "CONGSO_SMS_URL": world.sms_url,
        "CONGSO_SMS_TOKEN": "ma",
    }
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot", "-q", "messages"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_text_reaches_the_telephone_once_though_the_worker_dies(world: Outside) -> None:
    person = identity.ensure_person(full_name="Lê Văn Tư", identity_number="096080000002", phone="0912345678")
    now = clock.now()
    commands.notify(
        key="dossier:1:1",
        person_id=person.id,
        template="dossier_received",
        context={"code": "H12-1", "due": "25/11/2026"},
        now=now,
        channels=["sms"],
    )
    world.misbehave("sms", delay_ms=5_000)  # the gateway is slow to answer: the worker dies waiting for it

    with worker(world):
        until(lambda: len(world.texts()) == 1)
    assert Message.objects.get().state == Message.State.SENDING, "handed over, and nobody noted it"

    # What `house.retry_stalled_jobs` does once the worker has been silent for half a minute.
    job = ProcrastinateJob.objects.get(task_name=commands.SEND)
    assert job.status == "doing"
    app.job_manager.retry_job_by_id(job.id, retry_at=now)
    world.misbehave("sms")
    with worker(world) as second:
        assert second.wait(120) == 0

    message = Message.objects.get()
    assert (message.state, message.attempts) == (Message.State.SENT, 2)
    assert message.evidence["repeated"] == "True"
    assert [one["handed"] for one in world.texts()] == [2], "handed over twice, received once"
