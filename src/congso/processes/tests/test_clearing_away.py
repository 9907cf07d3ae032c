"""Housework is done every hour, noted, and one chore that fails leaves the others to be done."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from congso.dossiers import commands as dossiers
from congso.dossiers.testing import Province, plain_province
from congso.kernel import clock, housework, idempotency
from congso.kernel.models import UsedKey
from congso.notifications.commands import notify, remove_old
from congso.notifications.models import Message
from congso.processes import clear_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    return plain_province()


def tell(province: Province, key: str) -> None:
    notify(
        key=key,
        person_id=province.citizen.person_id,
        template="dossier_received",
        context={"code": "H12-1", "procedure": "Đăng ký", "due": "05/08/2026"},
        now=clock.now(),
        channels=["in_app", "sms"],
        phone="0912345678",
    )


def test_old_keys_messages_and_drafts_go_and_what_was_done_is_noted(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    with transaction.atomic():
        idempotency.claim("client:1", "k", "f", now=now)
    tell(province, "a")
    dossiers.start_draft(version_id=province.version_id, by=province.citizen, now=now)
    clear_away.clear_away()
    assert {one.name: one.removed for one in housework.noted()} == dict.fromkeys(clear_away.CHORES, 0)
    later = now + timedelta(days=731)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _ in range(2):
        clear_away.clear_away()
    noted = {one.name: one for one in housework.noted()}
    assert {name: noted[name].removed_in_all for name in ("used_keys", "old_messages", "expired_drafts")} == {
        "used_keys": 1,
        "old_messages": 1,
        "expired_drafts": 1,
    }
    assert noted["used_keys"].removed == 0
    assert noted["used_keys"].ran_at == later
    assert not UsedKey.objects.exists()
    assert list(Message.objects.values_list("channel", "state")) == [("sms", "waiting")], "it still has to go out"


def test_removing_messages_is_bounded(province: Province) -> None:
    for key in "abc":
        tell(province, key)
    Message.objects.filter(channel="sms").delete()
    before = clock.now() + timedelta(minutes=1)
    assert [remove_old(before=before, limit=2) for _ in range(3)] == [2, 1, 0]
    tell(province, "d")
    assert remove_old(before=clock.now() - timedelta(days=1)) == 0


def test_a_chore_that_fails_is_reported_and_keeps_nobody(monkeypatch: pytest.MonkeyPatch, province: Province) -> None:
    def broken(now: object) -> int:
        raise OSError("the disk is away")

    monkeypatch.setitem(clear_away.CHORES, "orphaned_files", broken)
    with pytest.raises(ExceptionGroup):
        clear_away.clear_away()
    assert {one.name for one in housework.noted()} == set(clear_away.CHORES) - {"orphaned_files"}
