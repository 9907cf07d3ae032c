"""Letting old months go, by policy. Needs the owner's rights: the application itself cannot remove anything."""

import json
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction

from congso.audit.rules import chain
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotPossibleNow


def expired_months(*, keep_months: int, today: date) -> list[date]:
    """Return the months whose entries are older than the policy keeps them, oldest first; none when 0 months are set.

    A month is over when it has ended `keep_months` whole months ago.
    """
    if keep_months <= 0:
        return []
    number = today.year * 12 + today.month - 1 - keep_months
    limit = date(number // 12, number % 12 + 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_date(right(c.relname, 7), 'YYYY_MM') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'audit_auditentry'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$' ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall() if row[0] < limit]


@transaction.atomic
def remove_month(*, month: date, basis: str, now: datetime) -> int:
    """Remove a month's partition and leave a signed record of it; return how many entries went.

    Seals keep the hashes of what went, so the chain still verifies. Raises Incorrect without a basis, NotPossibleNow
    without the key, for entries that are not sealed yet, and for who may not remove.
    """
    if not basis.strip():
        raise Incorrect("Chưa ghi căn cứ tiêu hủy.")
    if len(settings.AUDIT_KEY) < 32:
        raise NotPossibleNow("Không có khóa ký nên không lập được biên bản.", code="no_audit_key")
    partition = f"audit_auditentry_{month:%Y_%m}"
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
        cursor.execute(f"SELECT count(*) FROM {quoted}")  # noqa: S608 - a name made of a date
        count = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT coalesce(sum((header::jsonb->>'count')::bigint), 0) FROM audit_seal WHERE partition = %s",
            [partition],
        )
        if int(cursor.fetchone()[0]) != count:
            raise NotPossibleNow(
                f"Tháng {month:%m/%Y} không khớp niêm phong nên chưa bỏ được.",
                code="not_sealed",
                remedy="Chạy `congso audit seal` rồi `congso audit verify`.",
            )
        key = chain.private_key(settings.AUDIT_KEY)
        content = json.dumps(
            {
                "v": chain.VERSION,
                "partition": partition,
                "entries": count,
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
    return count
