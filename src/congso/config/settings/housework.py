"""How long things are kept that nobody needs any more. What the law keeps (dossiers, trail) is not among them."""

from congso.config.env import read

KEEP_ORPHANED_FILES_DAYS = read("CONGSO_KEEP_ORPHANED_FILES_DAYS", cast=int, default=7)
KEEP_USED_KEYS_DAYS = read("CONGSO_KEEP_USED_KEYS_DAYS", cast=int, default=30)
KEEP_REGISTER_PRINTS_DAYS = read("CONGSO_KEEP_REGISTER_PRINTS_DAYS", cast=int, default=7)
KEEP_TRAIL_EXPORTS_DAYS = read("CONGSO_KEEP_TRAIL_EXPORTS_DAYS", cast=int, default=7)
KEEP_FEEDBACK_DAYS = read("CONGSO_KEEP_FEEDBACK_DAYS", cast=int, default=730)
KEEP_MESSAGES_DAYS = read("CONGSO_KEEP_MESSAGES_DAYS", cast=int, default=730)
for _name, _days in list(globals().items()):
    if _name.startswith("KEEP_") and _days < 1:
        raise SystemExit(f"Cấu hình CONGSO_{_name}={_days} không hợp lệ: phải từ 1 ngày trở lên.")
