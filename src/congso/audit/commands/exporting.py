"""Writing entries out, with a signed manifest: what an inspector asked for, or a whole month before it goes."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.conf import settings

from congso.audit.queries.search import every
from congso.audit.rules import chain, exports
from congso.audit.rules.exports import DATA, MANIFEST, Format
from congso.audit.rules.searching import Scope, Search
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotPossibleNow

from .sealing import newest_seal

Naming = Callable[[Sequence[int]], Mapping[int, str]]
"""Gives the words beside some ids of officers; whoever exports knows them, the trail does not."""

_NAMED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many lines, and the SHA-256 of the file of lines."""

    lines: int
    digest: str


def write_export(
    target: IO[bytes],
    *,
    search: Search,
    scope: Scope | None,
    format: Format,
    ground: Mapping[str, Any],
    name: Naming,
    now: datetime,
) -> Written:
    """Write what a search finds as a ZIP with its manifest. Streams. Raises NotPossibleNow without the key."""
    rows = every(search, scope, exports.SELECTED)
    lines = (line for batch in _batches(rows) for line in _named(batch, name))
    about = {
        "kind": "export",
        "search": search.as_dict(),
        "scope": {"units": scope.units, "accounts": scope.accounts} if scope else None,
        **ground,
    }
    return write(target, lines, format=format, about=about, now=now)


def write(
    target: IO[bytes], lines: Iterable[Mapping[str, Any]], *, format: Format, about: Mapping[str, Any], now: datetime
) -> Written:
    """Write lines and a signed manifest that begins with `about`."""
    if len(settings.AUDIT_KEY) < 32:
        raise NotPossibleNow("Không có khóa ký nên không lập được bản kê.", code="no_audit_key")
    digest, count = hashlib.sha256(), 0
    first: list[int] | None = None
    last: list[int] | None = None
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as kept:
        with kept.open(DATA[format], "w", force_zip64=True) as stream:
            for piece, place in _pieces(lines, format):
                digest.update(piece)
                stream.write(piece)
                if place is not None:
                    first, last, count = first or place, place, count + 1
        seal, head = newest_seal()
        manifest = {
            **about,
            "file": DATA[format],
            "format": format,
            "lines": count,
            "sha256": digest.hexdigest(),
            "first": first,
            "last": last,
            "newest_seal": {"number": seal, "head": head},
            "made_at": now.astimezone(VIETNAM).isoformat(),
        }
        kept.writestr(MANIFEST, exports.sign_manifest(chain.private_key(settings.AUDIT_KEY), manifest))
    return Written(count, digest.hexdigest())


def _pieces(lines: Iterable[Mapping[str, Any]], format: Format) -> Iterator[tuple[bytes, list[int] | None]]:
    if heading := exports.heading(format):
        yield heading, None
    for line in lines:
        yield exports.write_line(line, format), [line["era"], line["txid"], line["number"]]


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _NAMED_AT_ONCE:
            yield batch
            batch = []
    yield batch


def _named(batch: list[tuple[Any, ...]], name: Naming) -> Iterator[dict[str, Any]]:
    lines = [exports.told(row) for row in batch]
    wanted = {one for line in lines for one in (line["officer_id"], line["on_behalf_of_officer_id"]) if one is not None}
    names = name(sorted(wanted)) if wanted else {}
    for line in lines:
        yield line | {
            "officer": names.get(line["officer_id"], ""),
            "on_behalf_of": names.get(line["on_behalf_of_officer_id"], ""),
        }
