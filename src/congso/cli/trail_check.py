"""What `congso doctor` looks at in the trail: can the application alter it, and is it sealed?"""

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
