"""A file that comes in pieces: a line cut in the middle loses nothing, and nobody else can go on with it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from congso.files import commands, store
from congso.files.models import StoredFile
from congso.files.testing import text_pdf
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db

CONTENT = text_pdf("Bien ban hop thanh vien") + b"\n" * 3_000


NOW = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)
ACCOUNT, OTHER = 71, 72


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


def begin(account_id: int, size: int = len(CONTENT)) -> str:
    return commands.begin(name="bien-ban.pdf", size_bytes=size, account_id=account_id, now=NOW)


def test_what_arrived_stays_and_the_rest_follows() -> None:
    ticket = begin(ACCOUNT)
    assert commands.take(ticket=ticket, begins_at=0, piece=CONTENT[:1_000], account_id=ACCOUNT).arrived == 1_000
    with pytest.raises(commands.PieceOutOfPlace) as gap:
        commands.take(ticket=ticket, begins_at=2_000, piece=CONTENT[2_000:], account_id=ACCOUNT)
    assert gap.value.arrived == 1_000
    with pytest.raises(commands.PieceOutOfPlace):
        commands.store_arrived(ticket=ticket, account_id=ACCOUNT, now=NOW)
    # The answer to this piece was lost, so it comes again with what follows: what overlaps is kept once.
    again = commands.take(ticket=ticket, begins_at=500, piece=CONTENT[500:], account_id=ACCOUNT)
    assert again.is_whole
    kept = commands.store_arrived(ticket=ticket, account_id=ACCOUNT, now=NOW)
    assert kept.name == "bien-ban.pdf"
    assert store.path_of(kept.sha256).read_bytes() == CONTENT
    with pytest.raises(NotFound):
        commands.arrived(ticket=ticket, account_id=ACCOUNT)


def test_a_ticket_is_of_one_account() -> None:
    ticket = begin(ACCOUNT)
    with pytest.raises(NotFound):
        commands.take(ticket=ticket, begins_at=0, piece=b"x", account_id=OTHER)
    with pytest.raises(NotFound):
        commands.arrived(ticket="v1.x.y", account_id=ACCOUNT)


def test_more_than_was_said_is_not_taken() -> None:
    ticket = begin(ACCOUNT, size=10)
    with pytest.raises(commands.PieceOutOfPlace):
        commands.take(ticket=ticket, begins_at=0, piece=b"x" * 11, account_id=ACCOUNT)


def test_what_is_refused_leaves_nothing_half_way_in() -> None:
    ticket = begin(ACCOUNT, size=40)
    commands.take(ticket=ticket, begins_at=0, piece=b"MZ" + bytes(38), account_id=ACCOUNT)
    with pytest.raises(Exception, match="hệ thống chỉ nhận"):
        commands.store_arrived(ticket=ticket, account_id=ACCOUNT, now=NOW)
    assert list(store.arriving().iterdir()) == []
    assert not StoredFile.objects.exists()
