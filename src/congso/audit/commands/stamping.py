"""Having the last seal of each day time-stamped by somebody else, so that a forged chain cannot be dated back."""

import base64
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from congso.audit.queries.stamps import LATEST, STAMPS_FILE, Checkpoint, checkpoints, read_stamps
from congso.audit.rules.stamps import CLOCKS_MAY_DIFFER
from congso.kernel import outgoing, timestamps
from congso.kernel.clock import VIETNAM
from congso.kernel.ids import uuid7
from congso.kernel.refusals import NotPossibleNow
from congso.kernel.timestamps import NoTimestamp


def stamp(*, now: datetime, most: int = LATEST) -> int:
    """Have every day that is over and has no stamp that holds stamped, oldest first; return how many were.

    Safe to run again. Raises NotPossibleNow when no authority is set, and NoTimestamp at the first answer that is not
    worth keeping: what is left waits for the next run.
    """
    trusted = timestamps.anchors(settings.TSA_ANCHORS)
    stamps_are_possible(trusted)
    waiting = [
        one
        for one in checkpoints(before=now.astimezone(VIETNAM).date(), trusted=trusted, most=most)
        if one.stamped_at is None
    ]
    session = outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE, largest=timestamps.LARGEST_REPLY)
    for one in reversed(waiting):
        _stamp(one, trusted, now, session)
    return len(waiting)


def stamps_are_possible(trusted: list[Any]) -> None:
    """Raise NotPossibleNow when no authority is set, or no root by which to believe it."""
    if not settings.TSA_URL:
        raise NotPossibleNow(
            "Chưa cấu hình dịch vụ cấp dấu thời gian.",
            code="no_tsa",
            remedy="Đặt CONGSO_TSA_URL và CONGSO_TSA_ANCHORS.",
        )
    if not trusted:
        raise NotPossibleNow(
            "Chưa có chứng thư gốc để kiểm tra dấu thời gian.",
            code="no_tsa_anchor",
            remedy="Đặt CONGSO_TSA_ANCHORS là tệp PEM chứa chứng thư gốc của dịch vụ.",
        )


def _stamp(one: Checkpoint, trusted: list[Any], now: datetime, session: outgoing.Session) -> None:
    token = timestamps.ask(settings.TSA_URL, one.head, session=session)
    examined = timestamps.examine(token, one.head, trusted)
    if not examined.holds or examined.at is None:
        raise NoTimestamp("not_believed", ", ".join(examined.faults))
    if not one.sealed_at - CLOCKS_MAY_DIFFER <= examined.at <= now + CLOCKS_MAY_DIFFER:
        raise NoTimestamp("wrong_time", examined.at.isoformat())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_stamp (id, seal, day, token, stamped_at, authority) VALUES (%s, %s, %s, %s, %s, %s)",
            [uuid7(), one.seal, one.day, token, examined.at, examined.authority],
        )


def export_stamps(*, folder: Path) -> int:
    """Append to the file of stamps what it lacks, flushed to the disk; return how many. Safe to run again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / STAMPS_FILE
    known = {token for _seal, _day, token in read_stamps(path)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal, day, token FROM audit_stamp ORDER BY stamped_at, id")
        missing = [
            {"seal": seal, "day": day.isoformat(), "token": base64.b64encode(bytes(token)).decode()}
            for seal, day, token in cursor.fetchall()
            if bytes(token) not in known
        ]
    if missing:
        torn = path.is_file() and path.read_bytes()[-1:] not in (b"", b"\n")
        with path.open("a", encoding="utf-8") as stream:
            stream.write("\n" if torn else "")
            stream.writelines(json.dumps(line, separators=(",", ":")) + "\n" for line in missing)
            stream.flush()
            os.fsync(stream.fileno())
    return len(missing)
