"""Letting old months go, by policy. Needs the owner's rights: the application itself cannot remove anything."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from congso.audit.queries import retention
from congso.audit.queries.retention import archive_of, partition_of
from congso.audit.rules import chain, exports
from congso.audit.rules.retention import HINDRANCES, Policy
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotPossibleNow

from .exporting import Written, write


def archive_month(*, month: date, folder: Path, now: datetime) -> Written:
    """Write a whole month into `folder`, with the content that is hashed and a signed manifest; again writes anew.

    Raises NotPossibleNow without the key, and when the month has no partition.
    """
    partition = partition_of(month)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [partition])
        if not cursor.fetchone()[0]:
            raise NotPossibleNow(f"Không có tháng {month:%m/%Y} trong nhật ký.", code="no_such_month")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = archive_of(folder, month)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        with draft.open("wb") as target:
            about = {"kind": "archive", "partition": partition, "month": f"{month:%Y-%m}"}
            written = write(target, _lines(partition), format="jsonl", about=about, now=now)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return written


def _lines(partition: str) -> Iterator[dict[str, Any]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {exports.SELECTED} FROM {connection.ops.quote_name(partition)} ORDER BY era, txid, number"  # noqa: S608
        )
        while rows := cursor.fetchmany(2_000):
            for row in rows:
                yield exports.told(row, with_content=True)


@transaction.atomic
def remove_month(
    *,
    month: date,
    basis: str,
    policy: Policy,
    folder: Path,
    public_keys: Mapping[str, bytes],
    trusted: Sequence[Any],
    now: datetime,
) -> int:
    """Remove a month's partition and leave a signed record of it; return how many entries went.

    Seals and stamps stay, so the chain still verifies, and the archive against it. Raises Incorrect without a basis,
    NotPossibleNow without the key, for whatever stands in the way of the month, and for who may not remove.
    """
    if not basis.strip():
        raise Incorrect("Chưa ghi căn cứ tiêu hủy.")
    if len(settings.AUDIT_KEY) < 32:
        raise NotPossibleNow("Không có khóa ký nên không lập được biên bản.", code="no_audit_key")
    partition = partition_of(month)
    quoted = connection.ops.quote_name(partition)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass(%s) IS NOT NULL, pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class "
            "WHERE oid = 'audit_auditentry'::regclass",
            [partition],
        )
        there, may = cursor.fetchone()
        if not there:
            raise NotPossibleNow(f"Không có tháng {month:%m/%Y} trong nhật ký.", code="no_such_month")
        if not may:
            raise NotPossibleNow(
                "Tài khoản ứng dụng không được bỏ nhật ký.",
                code="not_the_owner",
                remedy="Chạy lệnh này với CONGSO_OWNER_DATABASE_URL của chủ sở hữu cơ sở dữ liệu.",
            )
        cursor.execute(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE")
        found = retention.look(
            month,
            policy,
            today=now.astimezone(VIETNAM).date(),
            folder=folder,
            public_keys=public_keys,
            trusted=trusted,
            held=retention.held_people(),
        )
        if not found.may_go:
            reasons = "; ".join(HINDRANCES[one] for one in found.hindrances)
            raise NotPossibleNow(
                f"Tháng {month:%m/%Y} chưa bỏ được: {reasons}.",
                code=found.hindrances[0],
                remedy="Xem `congso audit retention`.",
            )
        key = chain.private_key(settings.AUDIT_KEY)
        content = json.dumps(
            {
                "v": chain.VERSION,
                "partition": partition,
                "entries": found.entries,
                "removed_at": now.astimezone(VIETNAM).isoformat(),
                "basis": basis.strip()[:200],
                "key": chain.key_id(chain.public_bytes(key)),
            },
            ensure_ascii=False,
        )
        cursor.execute(
            "INSERT INTO audit_removal (partition, removed_at, content, signature) VALUES (%s, %s, %s, %s)",
            [partition, now, content, chain.sign_removal(key, content)],
        )
        cursor.execute(f"DROP TABLE {quoted}")
    return found.entries
