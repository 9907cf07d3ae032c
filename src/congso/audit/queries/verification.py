"""Reading the whole trail against its seals. Streams; needs no more memory for ten million entries than for ten."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from congso.audit.rules import chain
from congso.audit.rules.chain import Header, Place
from congso.audit.rules.findings import Found, Report, compare

from .stamp_verification import Stamps, verify_stamps

KEYS_FILE = "khoa-cong-khai.json"
"""Public keys beside the files of seals."""

_ROWS = 5_000

_SEALS = (
    "SELECT number, day, partition, header, entry_ids, links, head, signature FROM audit_seal "
    "WHERE day BETWEEN %s AND %s {only} ORDER BY number"
)
_ENTRIES = (
    "SELECT era::int, txid::text::bigint, number, uuid_send(id), {content} FROM {partition} "
    "WHERE (era, txid, number) >= (%s, %s::text::xid8, %s) AND (era, txid, number) < (%s, %s::text::xid8, %s) "
    "ORDER BY era, txid, number"
)
BEGINNING, END = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class StoredSeal:
    """A row of the table of seals, not believed yet."""

    number: int
    day: date
    partition: str
    header: str
    entry_ids: bytes
    links: bytes
    head: bytes
    signature: bytes


@transaction.atomic
def verify(
    *,
    public_keys: Mapping[str, bytes],
    folder: Path | None,
    first: date | None = None,
    last: date | None = None,
    stamps: Stamps | None = None,
) -> Report:
    """Read all entries and seals of the days `first`..`last` (sealed on them), and return what is not as it was sealed.

    `public_keys` maps names of keys to keys that are believed; `folder` holds the files of seals, None to leave them
    out; `stamps` says how time-stamps are judged, None to leave them out. Sees one state of the database from
    beginning to end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    report, days = Report(), (first or BEGINNING, last or END)
    heads = _verify_seals(report, public_keys, days)
    _verify_entries(report, heads, days, public_keys)
    if folder is not None:
        _verify_files(report, folder, heads, days)
    if stamps is not None:
        open_day = max(heads.last_of_day, default=None) if heads.is_newest else None
        verify_stamps(report, stamps, heads.last_of_day, days, folder, open_day=open_day)
    return report


Key = tuple[int, int, int]
"""Era, transaction, number: the order of entries."""


def _key(era: int, place: Place) -> Key:
    return era, place.txid, place.number


@dataclass(slots=True)
class _Seals:
    """What the first pass learned: heads by number, between which places the verified stretch lies."""

    numbers: dict[int, bytes]
    partitions: set[str]
    begins: Key = (0, 0, 0)
    ends: Key = (0, 0, 0)
    gaps: list[tuple[Key, Key]] = field(default_factory=list)
    last_of_day: dict[date, tuple[Header, bytes]] = field(default_factory=dict)
    is_newest: bool = True


def _verify_seals(report: Report, public_keys: Mapping[str, bytes], days: tuple[date, date]) -> _Seals:
    seen, before = _Seals({}, set()), None
    for stored in _stored_seals(days):
        report.seals += 1
        wrong = _look_at(stored, public_keys)
        report.add(*wrong)
        seen.numbers[stored.number] = chain.head(stored.header)
        seen.partitions.add(stored.partition)
        try:
            header = Header.read(stored.header)
        except ValueError:
            before = None
            continue
        if report.seals == 1:
            # From the first seal on, everything is looked at; before it only what another range looks at.
            before_head, expected = _before(stored.number)
            seen.begins = _key(header.era, header.begin) if expected > 1 else (0, 0, 0)
        elif before is not None:
            before_head, expected = chain.head(before.header), before.number + 1
        else:
            before_head, expected = bytes.fromhex(header.previous), stored.number
        for missing in range(expected, stored.number):
            report.add(Found("seal_removed", stored.day, seal=missing))
        if expected < stored.number:  # what the lost seal covered is not called inserted
            seen.gaps.append((seen.ends, _key(header.era, header.begin)))
        if expected == stored.number and header.previous != before_head.hex() and not wrong:
            report.add(Found("seal_altered", before.day if before else stored.day, seal=stored.number - 1))
        seen.last_of_day[stored.day] = (header, seen.numbers[stored.number])
        before = stored
        seen.ends = _key(header.era, header.end)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number) FROM audit_seal")
        newest = cursor.fetchone()[0]
    seen.is_newest = not seen.numbers or newest in seen.numbers
    return seen


def _before(number: int) -> tuple[bytes, int]:
    """Return the head that the first seal of a stretch hangs on, and the number it should have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, header FROM audit_seal WHERE number < %s ORDER BY number DESC LIMIT 1", [number])
        row = cursor.fetchone()
    return (chain.head(row[1]), row[0] + 1) if row else (chain.GENESIS, 1)


def _look_at(stored: StoredSeal, public_keys: Mapping[str, bytes]) -> list[Found]:
    """Look at a seal by itself: is it what was signed, by a key that is believed, about these ids and links?"""
    try:
        header = Header.read(stored.header)
    except ValueError:
        return [Found("seal_altered", stored.day, seal=stored.number)]
    public = public_keys.get(header.key)
    if public is None or not chain.is_signed(public, stored.header, stored.signature):
        what = "seal_not_signed" if public is None else "seal_altered"
        return [Found(what, stored.day, seal=stored.number, place=f"khóa {header.key}" if public is None else "")]  # type: ignore[arg-type]
    same = (
        header.number == stored.number
        and header.day == stored.day
        and header.partition == stored.partition
        and header.count * chain.ID_BYTES == len(stored.entry_ids)
        and header.count * chain.LINK_BYTES == len(stored.links)
        and header.content == chain.content_mark(stored.entry_ids, stored.links)
        and stored.head == chain.head(stored.header)
    )
    return [] if same else [Found("seal_altered", stored.day, seal=stored.number)]


# Entries


def _verify_entries(report: Report, seals: _Seals, days: tuple[date, date], public_keys: Mapping[str, bytes]) -> None:
    there = _partitions()
    removed = _removals(public_keys)
    for partition in sorted(seals.partitions - set(there) - {""}):
        if partition not in removed:
            report.add(Found("partition_removed", place=partition))
    report.removed_by_policy = sum(removed.values())
    report.removed_months = {partition[-7:].replace("_", "-"): count for partition, count in removed.items()}
    for partition in there:
        _verify_partition(report, partition, seals, days)
        if seals.is_newest:
            report.unsealed += _unsealed(partition, seals.ends)


def _verify_partition(report: Report, partition: str, seals: _Seals, days: tuple[date, date]) -> None:
    entries = _entries(partition, seals.begins, seals.ends)
    waiting = next(entries, None)
    for stored in _stored_seals(days, partition):
        try:
            header = Header.read(stored.header)
        except ValueError:
            continue  # said already; what it covered shows up as inserted
        begins, ends = _key(header.era, header.begin), _key(header.era, header.end)
        ids, contents, strangers = bytearray(), list[str](), list[UUID]()
        while waiting is not None and waiting[:3] < ends:
            if waiting[:3] >= begins:
                ids += waiting[3]
                contents.append(waiting[4])
            elif not any(begin <= waiting[:3] < end for begin, end in seals.gaps):
                strangers.append(UUID(bytes=waiting[3]))
            waiting = next(entries, None)
        report.entries += len(contents) + len(strangers)
        report.add(*(Found("entry_inserted", stored.day, None, one, place=partition) for one in strangers))
        report.add(*_compared(stored, header, bytes(ids), contents))
    while waiting is not None:
        report.entries += 1
        report.add(Found("entry_inserted", None, None, UUID(bytes=waiting[3]), place=partition))
        waiting = next(entries, None)


def _compared(stored: StoredSeal, header: Header, ids: bytes, contents: list[str]) -> Iterator[Found]:
    """Yield what differs under one seal. Each entry is judged by the link before it: one does not blame the next."""
    start = chain.start(bytes.fromhex(header.previous), header.day)
    if ids == stored.entry_ids and chain.links(start, contents) == stored.links:
        return
    expected, actual = chain.split_ids(stored.entry_ids), chain.split_ids(ids)
    yield from compare(expected, actual, day=header.day, first_sequence=header.first_sequence, seal=stored.number)
    content_of = dict(zip(actual, contents, strict=True))
    before = start
    for at, entry_id in enumerate(expected):
        link = stored.links[at * chain.LINK_BYTES : (at + 1) * chain.LINK_BYTES]
        content = content_of.get(entry_id)
        if content is not None and chain.link(before, content) != link:
            yield Found("entry_altered", header.day, header.first_sequence + at, entry_id, stored.number)
        before = link


def _partitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'audit_auditentry'::regclass ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _removals(public_keys: Mapping[str, bytes]) -> dict[str, int]:
    """Return the months that a signed record says were removed under the policy, with how many entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT partition, content, signature FROM audit_removal")
        rows = cursor.fetchall()
    removed = {}
    for partition, content, signature in rows:
        told = json.loads(content)
        public = public_keys.get(str(told.get("key")))
        if public and told.get("partition") == partition and chain.is_signed_removal(public, content, bytes(signature)):
            removed[partition] = int(told["entries"])
    return removed


def _unsealed(partition: str, end: Key) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {connection.ops.quote_name(partition)} "  # noqa: S608 - a name from the catalogue
            "WHERE (era, txid, number) >= (%s, %s::text::xid8, %s)",
            [end[0], str(end[1]), end[2]],
        )
        return int(cursor.fetchone()[0])


# Streams


def stored_seals(partition: str) -> Iterator[StoredSeal]:
    """Yield the seals of a partition in order, also of one that is gone. For whoever has a transaction open."""
    return _stored_seals((BEGINNING, END), partition)


def _stored_seals(days: tuple[date, date], partition: str | None = None) -> Iterator[StoredSeal]:
    only = "AND partition = %s" if partition is not None else ""
    parameters: list[Any] = [*days, *([partition] if partition is not None else [])]
    for row in _stream(_SEALS.format(only=only), parameters, rows=20):
        yield StoredSeal(*row)


def _entries(partition: str, begin: Key, end: Key) -> Iterator[Any]:
    statement = _ENTRIES.format(content=chain.CONTENT, partition=connection.ops.quote_name(partition))
    return _stream(statement, [begin[0], str(begin[1]), begin[2], end[0], str(end[1]), end[2]], rows=_ROWS)


_names = count(1)


def _stream(statement: str, parameters: list[Any], *, rows: int) -> Iterator[Any]:
    """Yield rows of a server-side cursor, in PostgreSQL's own binary form."""
    connection.ensure_connection()
    with connection.connection.cursor(f"trail_{next(_names)}", binary=True) as cursor:
        cursor.itersize = rows
        cursor.execute(statement, parameters)
        yield from cursor


# Files


def _verify_files(report: Report, folder: Path, seals: _Seals, days: tuple[date, date]) -> None:
    """Compare with the seals that were written out: a table that is shorter than its files has lost its tail."""
    newest = max(seals.numbers, default=0)
    for path in sorted(folder.glob("niem-phong-*.jsonl")):
        with path.open(encoding="utf-8") as stream:
            for text in stream:
                try:
                    line = json.loads(text)
                    number, head = int(line["number"]), bytes.fromhex(line["head"])
                    header = Header.read(line["header"])
                except (ValueError, KeyError, TypeError):
                    continue  # torn while it was written; written again whole below
                if not days[0] <= header.day <= days[1]:
                    continue
                report.seals_in_files += 1
                here = seals.numbers.get(number)
                if here is None and number > newest:
                    report.add(Found("tail_cut", header.day, header.first_sequence, seal=number, place=path.name))
                elif here is not None and here != head:
                    report.add(Found("seal_differs_from_file", header.day, seal=number, place=path.name))


def known_keys(*, own: str, more: list[str], folder: Path | None) -> dict[str, bytes]:
    """Return the public keys that are believed: that of our own secret, those configured, else those in the folder.

    The folder is believed only when nothing else is known, since whoever can alter the seals may reach it too.
    """
    found = [chain.public_bytes(chain.private_key(own))] if len(own) >= 32 else []
    found += [bytes.fromhex(one) for one in more]
    if not found and folder is not None and (folder / KEYS_FILE).is_file():
        found = [bytes.fromhex(one) for one in json.loads((folder / KEYS_FILE).read_text(encoding="utf-8")).values()]
    return {chain.key_id(one): one for one in found}
