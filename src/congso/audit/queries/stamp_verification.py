"""Judging the time-stamps of the seals: signature, imprint, use of the certificate, and time, each named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from congso.audit.rules.chain import Header
from congso.audit.rules.findings import Found, Report
from congso.audit.rules.stamps import timing
from congso.kernel import timestamps
from congso.kernel.timestamps import FAULTS

from .stamps import STAMPS_FILE, read_stamps


@dataclass(frozen=True, slots=True)
class Stamps:
    """How stamps are judged: which roots are trusted, and how long after its seal a stamp may come."""

    trusted: Sequence[Any]
    within: timedelta


def verify_stamps(
    report: Report,
    how: Stamps,
    last_of_day: Mapping[date, tuple[Header, bytes]],
    days: tuple[date, date],
    folder: Path | None,
    *,
    open_day: date | None,
) -> None:
    """Judge every stamp of these days, and say which day that is over has none that holds.

    `last_of_day` holds the last seal of each day with the head computed from it, as the first pass read them; the last
    seal of `open_day` may not be its last yet, so it needs no stamp.
    """
    in_time: set[date] = set()
    late: dict[date, Found] = {}
    kept: set[bytes] = set()
    for seal, day, token in _stored(days):
        report.stamps += 1
        kept.add(token)
        if not how.trusted:
            continue
        header, head = last_of_day.get(day, (None, b""))
        if header is None or header.number != seal:
            report.add(Found("stamp_forged", day, seal=seal, place="không phải niêm phong cuối ngày"))
            continue
        examined = timestamps.examine(token, head, how.trusted)
        if examined.at is None or not examined.holds:
            words = ", ".join(FAULTS[one] for one in examined.faults)
            report.add(Found("stamp_forged", day, seal=seal, place=words))
            continue
        when = timing(header.sealed_at, examined.at, within=how.within)
        if when == "early":
            report.add(Found("stamp_early", day, seal=seal, place=f"{examined.at:%Y-%m-%dT%H:%M:%SZ}"))
        elif when == "late":
            late[day] = Found("stamp_late", day, seal=seal, place=f"{examined.at:%Y-%m-%dT%H:%M:%SZ}")
        else:
            in_time.add(day)
    if how.trusted:
        for day, (header, _head) in sorted(last_of_day.items()):
            if day in in_time or (day == open_day and day not in late):
                continue
            report.warn(late.get(day) or Found("stamp_missing", day, seal=header.number))
    elif report.stamps:
        report.warn(Found("stamp_unchecked"))
    if folder is not None:
        for seal, day, token in read_stamps(folder / STAMPS_FILE):
            if days[0] <= day <= days[1] and token not in kept:
                report.add(Found("stamp_removed", day, seal=seal, place=STAMPS_FILE))


def _stored(days: tuple[date, date]) -> list[tuple[int, date, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seal, day, token FROM audit_stamp WHERE day BETWEEN %s AND %s ORDER BY day, stamped_at, id",
            list(days),
        )
        return [(seal, day, bytes(token)) for seal, day, token in cursor.fetchall()]
