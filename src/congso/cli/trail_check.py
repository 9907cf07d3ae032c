"""What `congso doctor` looks at in the trail: can the application alter it, and is it sealed?"""

import os
from collections.abc import Iterator
from typing import Any

from .doctor import Finding

UNSEALED_TOO_LONG = 300
"""Seconds an entry may wait for its seal (the worker seals every ten)."""

_RIGHTS = """
SELECT current_user, rolsuper, pg_has_role(current_user, trail.relowner, 'MEMBER'),
    pg_has_role(current_user, pg_get_userbyid(home.nspowner), 'MEMBER'),
    EXISTS (
        SELECT FROM pg_partition_tree('audit_auditentry') part
        WHERE has_table_privilege(part.relid, 'UPDATE') OR has_table_privilege(part.relid, 'DELETE')
            OR has_table_privilege(part.relid, 'TRUNCATE') OR has_table_privilege(part.relid, 'TRIGGER')
    ) OR has_table_privilege('audit_seal', 'UPDATE') OR has_table_privilege('audit_seal', 'DELETE')
FROM pg_roles, pg_class trail, pg_namespace home
WHERE rolname = current_user AND trail.oid = 'audit_auditentry'::regclass AND home.oid = trail.relnamespace
"""

_SEALS = """
WITH last AS (SELECT header::jsonb AS told FROM audit_seal ORDER BY number DESC LIMIT 1)
SELECT extract(epoch FROM now() - (SELECT (told->>'sealed_at')::timestamptz FROM last)),
    extract(epoch FROM now() - min(recorded_at)), count(*)
FROM (
    SELECT recorded_at FROM audit_auditentry
    WHERE (era, txid) >= (
        coalesce((SELECT (told->>'era')::smallint FROM last), 0::smallint),
        coalesce((SELECT (told->'to'->>0)::text::xid8 FROM last), '0'::xid8)
    )
    ORDER BY era, txid, number LIMIT 100000
) waiting
"""

STAMPS_MISSING_TOO_LONG = 2
"""Days without a time-stamp before it is worth a warning."""

_STAMPS = """
WITH RECURSIVE days(day, left_over) AS (
    SELECT (SELECT max(day) FROM audit_seal WHERE day < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date), 31
    UNION ALL
    SELECT (SELECT max(day) FROM audit_seal s WHERE s.day < days.day), left_over - 1
    FROM days WHERE days.day IS NOT NULL AND left_over > 1
)
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT FROM audit_stamp WHERE audit_stamp.day = days.day))
FROM days WHERE day IS NOT NULL
"""

REMEDY = (
    "Tạo vai riêng cho ứng dụng (CREATE ROLE congso_app LOGIN PASSWORD '…'), đặt nó vào DATABASE_URL, đặt vai đang "
    "dùng vào CONGSO_OWNER_DATABASE_URL rồi chạy `congso migrate` (docs/operations/nhat-ky.md)."
)


def look(connection: Any) -> Iterator[Finding]:
    """Look at the trail of one database; nothing before it was migrated."""
    if connection.execute("select to_regclass('audit_seal')").fetchone() == (None,):
        return
    role, is_super, owns, owns_schema, may_change = connection.execute(_RIGHTS).fetchone()
    if is_super:
        yield Finding("Quyền trên nhật ký", "warning", f"ứng dụng vào bằng siêu người dùng {role}", REMEDY)
    elif owns or owns_schema or may_change:
        yield Finding("Quyền trên nhật ký", "warning", f"vai {role} sửa, xóa được nhật ký", REMEDY)
    else:
        yield Finding("Quyền trên nhật ký", "fine", f"vai {role} chỉ ghi thêm được")
    since, waiting, count = connection.execute(_SEALS).fetchone()
    late = waiting is not None and waiting > UNSEALED_TOO_LONG
    found = "chưa có niêm phong nào" if since is None else f"niêm phong cách đây {int(since)} giây, {count} dòng chờ"
    remedy = "Chạy `congso worker` với CONGSO_AUDIT_KEY_FILE; thử `congso audit seal` để biết vì sao không được."
    yield Finding("Niêm phong nhật ký", "broken" if late else "fine", found, remedy if late else "")
    if connection.execute("select to_regclass('audit_stamp')").fetchone() == (None,):
        return
    days, missing = connection.execute(_STAMPS).fetchone()
    if not os.environ.get("CONGSO_TSA_URL"):
        yield Finding("Dấu thời gian", "warning", "chưa cấu hình dịch vụ", "Đặt CONGSO_TSA_URL và CONGSO_TSA_ANCHORS.")
        return
    yield Finding(
        "Dấu thời gian",
        "warning" if missing >= STAMPS_MISSING_TOO_LONG else "fine",
        f"{missing} trong {days} ngày gần đây chưa có dấu" if missing else f"{days} ngày gần đây đều có dấu",
        "Chạy `congso audit stamp` để biết vì sao." if missing >= STAMPS_MISSING_TOO_LONG else "",
    )
