"""What an exported entry looks like, and the manifest that goes with it: the same for whoever writes and verifies.

An export is a ZIP of `nhat-ky.csv` or `nhat-ky.jsonl` and `manifest.json`. Each line carries its place in the order of
sealing (era, transaction, number) and the digest that its link in the chain is made of. The manifest says what was
asked, how many lines there are, their SHA-256, the first and last place, and which seal was the newest; the key of the
trail signs it. An archive of a whole month carries the hashed content itself as well.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from . import chain

Format = Literal["csv", "jsonl"]
MANIFEST = "manifest.json"
DATA: Mapping[Format, str] = {"csv": "nhat-ky.csv", "jsonl": "nhat-ky.jsonl"}

PLACE = ("era", "txid", "number", "digest")
FACTS = (
    "id",
    "at",
    "recorded_at",
    "kind",
    "action",
    "purpose",
    "account_id",
    "officer_id",
    "unit_id",
    "on_behalf_of_officer_id",
    "delegation_id",
    "mandate_id",
    "client_id",
    "person_id",
    "subject_ids",
    "object_kind",
    "object_id",
    "address",
    "session",
    "agent",
    "request",
    "detail",
)
WORDS = ("officer", "on_behalf_of")
"""Names beside the ids, for people: the manifest covers them, the trail does not know them."""

SELECTED = (
    f"tableoid::regclass::text, era::int, txid::text::bigint, number, {chain.CONTENT}, id, at, recorded_at, kind, "
    "action, purpose, account_id, officer_id, unit_id, on_behalf_of_officer_id, delegation_id, mandate_id, client_id, "
    "person_id, subject_ids, object_kind, object_id, host(address), session, agent, request, detail"
)
"""The columns of the trail that `told` makes a line of."""


def told(row: Sequence[Any], *, with_content: bool = False) -> dict[str, Any]:
    """Return what an export says of a row of `SELECTED`."""
    _partition, era, txid, number, content, *facts = row
    line = {"era": era, "txid": txid, "number": number, "digest": chain.digest(content).hex()}
    line |= {name: _plain(name, value) for name, value in zip(FACTS, facts, strict=True)}
    return line | {"content": content} if with_content else line


def _plain(name: str, value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if name == "subject_ids":
        return [str(one) for one in value]
    if name == "detail":
        return json.loads(value) if isinstance(value, str) else value
    return str(value)


def write_line(line: Mapping[str, Any], format: Format) -> bytes:
    """Return a line as bytes, with its end. In a table no cell begins like a formula."""
    if format == "jsonl":
        return (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    return _cells([_cell(line.get(name)) for name in (*PLACE, *FACTS, *WORDS)])


def heading(format: Format) -> bytes:
    """Return what stands before the first line: nothing, or the names of the columns (with a mark for spreadsheets)."""
    return b"" if format == "jsonl" else "\ufeff".encode() + _cells([*PLACE, *FACTS, *WORDS])


def _cells(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def read_lines(stream: io.TextIOBase, format: Format) -> Iterator[dict[str, Any]]:
    """Yield the lines of an export; in a table every value is text. Raises ValueError for what is none."""
    if format == "jsonl":
        for text in stream:
            line = json.loads(text)
            if not isinstance(line, dict):
                raise ValueError("not a line")
            yield line
    else:
        yield from csv.DictReader(stream)


def is_same(line: Mapping[str, Any], expected: Mapping[str, Any], format: Format) -> bool:
    """Tell whether an exported line says what the trail says."""
    names = (*PLACE, *FACTS)
    if format == "jsonl":
        return all(line.get(name) == expected.get(name) for name in names)
    return all((line.get(name) or "") == _cell(expected.get(name)) for name in names)


def sign_manifest(key: Ed25519PrivateKey, manifest: Mapping[str, Any]) -> bytes:
    """Return the file of a manifest, signed."""
    named = {**manifest, "v": chain.VERSION, "key": chain.key_id(chain.public_bytes(key))}
    signature = chain.sign_export(key, _canonical(named)).hex()
    return json.dumps({"manifest": named, "signature": signature}, ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes, public_keys: Mapping[str, bytes]) -> tuple[dict[str, Any], bool]:
    """Return a manifest, and whether a key that is believed signed it. Raises ValueError for what is none."""
    try:
        kept = json.loads(content)
        manifest, signature = dict(kept["manifest"]), bytes.fromhex(kept["signature"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a manifest: {error}") from None
    public = public_keys.get(str(manifest.get("key")))
    return manifest, bool(public and chain.is_signed_export(public, _canonical(manifest), signature))


def _canonical(manifest: Mapping[str, Any]) -> str:
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
