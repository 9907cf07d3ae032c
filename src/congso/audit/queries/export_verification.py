"""Checking an export against the trail: its manifest, each line against its entry, or the seals once that is gone."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import connection, transaction

from congso.audit.rules import chain, exports
from congso.audit.rules.chain import Header
from congso.audit.rules.exports import DATA, MANIFEST, Format
from congso.audit.rules.findings import Found, Report

from .verification import stored_seals

_AT_ONCE = 1_000
_PIECE = 1024 * 1024


@transaction.atomic
def verify_export(path: Path, public_keys: Mapping[str, bytes]) -> tuple[Report, dict[str, Any]]:
    """Return what is wrong with an export, and its manifest ({} when there is none that can be read)."""
    report = Report()
    try:
        with zipfile.ZipFile(path) as kept:
            manifest, is_signed = exports.read_manifest(kept.read(MANIFEST), public_keys)
            format: Format = "csv" if manifest.get("format") == "csv" else "jsonl"
            if not is_signed:
                report.add(Found("export_not_signed", place=f"khóa {manifest.get('key')}"))
            if _digest(kept, DATA[format]) != manifest.get("sha256"):
                report.add(Found("export_altered", place="SHA-256"))
            with kept.open(DATA[format]) as stream:
                _verify_lines(report, stream, format)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        report.add(Found("export_altered", place=f"không đọc được ({type(error).__name__})"))
        return report, {}
    if report.entries != manifest.get("lines"):
        report.add(Found("export_altered", place=f"{report.entries} dòng, bản kê nêu {manifest.get('lines')}"))
    return report, manifest


def _digest(kept: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with kept.open(name) as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _verify_lines(report: Report, stream: IO[bytes], format: Format) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="" if format == "csv" else None)
    gone: dict[UUID, bytes] = {}
    for batch in _batches(exports.read_lines(text, format)):
        report.entries += len(batch)
        there = _entries([one for one, _line in batch])
        for entry_id, line in batch:
            expected = there.get(entry_id)
            if expected is None:
                gone[entry_id] = _digest_of(line)
            elif not exports.is_same(line, expected, format):
                report.add(Found("export_differs", entry_id=entry_id))
    if gone:
        report.removed_by_policy = len(gone)
        _verify_by_seals(report, gone)


def _digest_of(line: Mapping[str, Any]) -> bytes:
    """Return the digest a line claims; of an archived line that of its content, which it must claim."""
    claimed = bytes.fromhex(str(line.get("digest") or ""))
    content = line.get("content")
    if content is not None and chain.digest(str(content)) != claimed:
        return b""
    return claimed


def _verify_by_seals(report: Report, gone: dict[UUID, bytes]) -> None:
    """Check lines whose entries are no more: their seals still say which id stood where, and with which digest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT partition FROM audit_removal ORDER BY partition")
        removed = [row[0] for row in cursor.fetchall()]
    left = dict(gone)
    for partition in removed:
        for stored in stored_seals(partition):
            header = Header.read(stored.header)
            before = chain.start(bytes.fromhex(header.previous), header.day)
            for at, entry_id in enumerate(chain.split_ids(stored.entry_ids)):
                link = stored.links[at * chain.LINK_BYTES : (at + 1) * chain.LINK_BYTES]
                digest = left.pop(entry_id, None)
                if digest is not None and hashlib.sha256(before + digest).digest() != link:
                    report.add(Found("export_differs", header.day, header.first_sequence + at, entry_id, stored.number))
                before = link
    report.add(*(Found("export_stranger", entry_id=one) for one in left))


def _entries(ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {exports.SELECTED} FROM audit_auditentry WHERE id = ANY(%s)", [ids])  # noqa: S608
        return {row[5]: exports.told(row) for row in cursor.fetchall()}


def _batches(lines: Iterator[dict[str, Any]]) -> Iterator[list[tuple[UUID, dict[str, Any]]]]:
    batch: list[tuple[UUID, dict[str, Any]]] = []
    for line in lines:
        batch.append((UUID(str(line.get("id"))), line))
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    yield batch
