"""Sealing: what was committed is chained, signed and written out. Run every few seconds by the worker; ADR 0013.

Writers never wait for it and never for each other. An entry carries the id of its transaction; once every transaction
up to some id has ended, no entry below it can come any more, so what lies between the last such horizon and the
present one is complete and is sealed in order. A writer that takes long only holds back the sealing of what came later.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from congso.audit.queries.verification import KEYS_FILE
from congso.audit.rules import chain
from congso.audit.rules.chain import Header, Place
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotPossibleNow

_LOCK = 7_216_301
"""Advisory lock: one sealer at a time."""

_FETCHED = 5_000
EMPTY_AFTER_SECONDS = 3600
"""Without entries a seal is still made this often, so that a tail cannot be cut unseen in a quiet night."""


class TrailNotSealed(NotPossibleNow):
    """Nothing can be sealed now; the sentence says why and what to do."""


@transaction.atomic
def seal(*, now: datetime) -> int:
    """Seal every entry that is complete, and return how many; 0 also when another process is sealing.

    Raises TrailNotSealed without a key, and after a restore into another database system until `congso migrate` ran.
    """
    if len(settings.AUDIT_KEY) < 32:
        raise TrailNotSealed(
            "Nhật ký chưa được niêm phong: chưa có khóa ký.",
            code="no_audit_key",
            remedy="Đặt CONGSO_AUDIT_KEY_FILE là một tệp có ít nhất 32 ký tự ngẫu nhiên.",
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        era, horizon = _horizon(cursor)
        writer = _Writer(now, era)
        count = writer.close_era_before(era)
        begin = writer.begins_at()
        for partition, entries in groupby(_complete(era, begin, horizon), key=lambda one: one[0]):
            count += writer.write_partition(partition, begin, horizon, entries)
        if not count and writer.is_stale(now):
            writer.write("", begin, horizon, b"", [])
    return count


def _horizon(cursor: Any) -> tuple[int, Place]:
    """Return the present era and the first transaction that may still be running."""
    cursor.execute(
        "SELECT era, system_identifier = (SELECT system_identifier FROM pg_control_system()), "
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM audit_era ORDER BY era DESC LIMIT 1"
    )
    era, is_here, horizon = cursor.fetchone()
    if not is_here:
        raise TrailNotSealed(
            "Nhật ký được phục hồi từ một máy chủ cơ sở dữ liệu khác.",
            code="trail_moved",
            remedy="Chạy `congso migrate` một lần bằng tài khoản chủ sở hữu để mở kỷ nguyên mới của chuỗi.",
        )
    return era, Place(horizon)


def _complete(era: int, begin: Place, horizon: Place) -> Iterator[tuple[str, int, int, bytes, str]]:
    """Yield partition, transaction, number, id and content of what lies before the horizon, by partition and order."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT tableoid::regclass::text, txid::text::bigint, number, id, {chain.CONTENT} "  # noqa: S608
            "FROM audit_auditentry WHERE era = %s AND txid >= %s::text::xid8 AND txid < %s::text::xid8 "
            "ORDER BY 1, 2, 3",
            [era, str(begin.txid), str(horizon.txid)],
        )
        while rows := cursor.fetchmany(_FETCHED):
            for partition, txid, number, entry_id, content in rows:
                yield partition, txid, number, entry_id.bytes, content


_FOREVER = Place(2**62)


class _Writer:
    """Writes seals one after the other, each hanging on the one before."""

    def __init__(self, now: datetime, era: int) -> None:
        self.now, self.era, self.day = now, era, now.astimezone(VIETNAM).date()
        self.key = chain.private_key(settings.AUDIT_KEY)
        self.key_id = chain.key_id(chain.public_bytes(self.key))
        with connection.cursor() as cursor:
            cursor.execute("SELECT header FROM audit_seal ORDER BY number DESC LIMIT 1")
            row = cursor.fetchone()
        self.last = Header.read(row[0]) if row else None
        self.last_head = chain.head(row[0]) if row else chain.GENESIS

    def close_era_before(self, era: int) -> int:
        """Seal what an earlier era left unsealed: nobody writes to it any more. Return how many entries."""
        last = self.last
        if last is None or last.era >= era:
            return 0
        self.era, count = last.era, 0
        for partition, entries in groupby(_complete(last.era, last.end, _FOREVER), key=lambda one: one[0]):
            count += self.write_partition(partition, last.end, _FOREVER, entries)
        self.era = era
        return count

    def begins_at(self) -> Place:
        """Return where the last seal of this era ended."""
        return self.last.end if self.last is not None and self.last.era == self.era else Place(0)

    def is_stale(self, now: datetime) -> bool:
        """Tell whether the last seal is so old that an empty one is due."""
        last = self.last
        return last is None or (now - last.sealed_at).total_seconds() >= EMPTY_AFTER_SECONDS or last.day != self.day

    def write_partition(
        self, partition: str, begin: Place, end: Place, entries: Iterator[tuple[str, int, int, bytes, str]]
    ) -> int:
        """Seal the entries of one partition, a bounded number under each seal."""
        count, ids, contents, at = 0, bytearray(), list[str](), begin
        for _partition, txid, number, entry_id, content in entries:
            if len(contents) == chain.ENTRIES_AT_MOST:
                here = Place(txid, number)
                self.write(partition, at, here, bytes(ids), contents)
                at, ids, contents = here, bytearray(), []
            ids += entry_id
            contents.append(content)
            count += 1
        self.write(partition, at, end, bytes(ids), contents)
        return count

    def write(self, partition: str, begin: Place, end: Place, ids: bytes, contents: list[str]) -> None:
        """Write one seal."""
        last = self.last
        links = chain.links(chain.start(self.last_head, self.day), contents)
        header = Header(
            number=last.number + 1 if last else 1,
            day=self.day,
            sealed_at=self.now,
            era=self.era,
            partition=partition,
            begin=begin,
            end=end,
            first_sequence=last.first_sequence + last.count if last is not None and last.day == self.day else 1,
            count=len(contents),
            content=chain.content_mark(ids, links),
            previous=self.last_head.hex(),
            key=self.key_id,
        )
        text = header.text()
        head = chain.head(text)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_seal (number, day, partition, header, entry_ids, links, head, signature) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [header.number, self.day, partition, text, ids, links, head, chain.sign(self.key, text)],
            )
        self.last, self.last_head = header, head


def newest_seal() -> tuple[int, str]:
    """Return number and head of the last seal; (0, "") before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, encode(head, 'hex') FROM audit_seal ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return row or (0, "")


# Written out, so that a shorter table is known by the longer file


def seals_file(folder: Path, month: str) -> Path:
    """Return the file of a month's seals (`2026-11`)."""
    return folder / f"niem-phong-{month}.jsonl"


def export_seals(*, folder: Path) -> int:
    """Append to the files of seals what they lack, flushed to the disk; return how many lines. Safe to run again.

    One line per seal: its header, head and signature. These files are what to copy to another machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _remember_key(folder)
    written = last_exported(folder)
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_char(day, 'YYYY-MM'), number, header, head, signature FROM audit_seal WHERE number > %s "
            "ORDER BY number LIMIT 20000",
            [written],
        )
        for month, rows in groupby(cursor.fetchall(), key=lambda row: row[0]):
            path = seals_file(folder, month)
            torn = path.is_file() and path.read_bytes()[-1:] not in (b"", b"\n")
            with path.open("a", encoding="utf-8") as stream:
                if torn:  # cut off while it was written
                    stream.write("\n")
                for _month, number, header, head, signature in rows:
                    line = {
                        "number": number,
                        "header": header,
                        "head": bytes(head).hex(),
                        "signature": bytes(signature).hex(),
                    }
                    stream.write(json.dumps(line, separators=(",", ":")) + "\n")
                    count += 1
                stream.flush()
                os.fsync(stream.fileno())
    return count


def last_exported(folder: Path) -> int:
    """Return the number of the last seal that was written out, 0 before the first."""
    for path in sorted(folder.glob("niem-phong-*.jsonl"), reverse=True):
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - 8_192))
            lines = [line for line in stream.read().split(b"\n") if line]
        for line in reversed(lines):
            try:
                return int(json.loads(line)["number"])
            except (ValueError, KeyError, TypeError):
                continue  # torn: the next run writes it whole
    return 0


def _remember_key(folder: Path) -> None:
    """Keep the public key beside the seals, for whoever verifies them without the private one."""
    path = folder / KEYS_FILE
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    public = chain.public_bytes(chain.private_key(settings.AUDIT_KEY))
    if known.get(chain.key_id(public)) != public.hex():
        known[chain.key_id(public)] = public.hex()
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(known, indent=1), encoding="utf-8")
        draft.replace(path)
