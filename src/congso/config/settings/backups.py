"""Backups: where they go, how many are kept, who can open the keys (docs/operations/sao-luu.md)."""

from pathlib import Path

from congso.config.env import read, words

BACKUP_DIR = read("CONGSO_BACKUP_DIR", default="-").removeprefix("-")
# Another place than the data: another disk, a key store, a stick in a safe.
BACKUP_KEYS_DIR = read("CONGSO_BACKUP_KEYS_DIR", default="-").removeprefix("-")
# Public keys of age (age1…). What opens them lies in a safe, not on this machine. Else a passphrase.
BACKUP_RECIPIENTS: list[str] = read("CONGSO_BACKUP_RECIPIENTS", cast=words, default=list[str]())
BACKUP_PASSPHRASE = read("CONGSO_BACKUP_PASSPHRASE", default="-").removeprefix("-")
BACKUP_KEEP_DAILY = read("CONGSO_BACKUP_KEEP_DAILY", cast=int, default=7)
BACKUP_KEEP_WEEKLY = read("CONGSO_BACKUP_KEEP_WEEKLY", cast=int, default=5)
BACKUP_KEEP_MONTHLY = read("CONGSO_BACKUP_KEEP_MONTHLY", cast=int, default=12)
# `congso doctor` and the administrator's page complain beyond these.
BACKUP_LATE_HOURS = read("CONGSO_BACKUP_LATE_HOURS", cast=int, default=26)
BACKUP_DRILL_LATE_DAYS = read("CONGSO_BACKUP_DRILL_LATE_DAYS", cast=int, default=35)
# Embedded server: where it archives its log, for going back to a moment. Read again by the launcher.
WAL_ARCHIVE = read("CONGSO_WAL_ARCHIVE", default="-").removeprefix("-")
for _name, _place in (("BACKUP_DIR", BACKUP_DIR), ("BACKUP_KEYS_DIR", BACKUP_KEYS_DIR), ("WAL_ARCHIVE", WAL_ARCHIVE)):
    if _place and not Path(_place).is_absolute():
        raise SystemExit(f"Cấu hình CONGSO_{_name}={_place!r} không hợp lệ: phải là đường dẫn đầy đủ, bắt đầu bằng /.")
for _name, _count in list(globals().items()):
    if _name.startswith("BACKUP_KEEP_") and _count < 0:
        raise SystemExit(f"Cấu hình CONGSO_{_name}={_count} không hợp lệ: phải từ 0 trở lên.")
