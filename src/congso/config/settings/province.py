"""What this installation is: which province, under which regime, demo or not."""

from ..env import boolean, read

REGIME = read("CONGSO_REGIME", default="2026")
if REGIME not in {"2021", "2026"}:
    raise SystemExit(f"Cấu hình CONGSO_REGIME={REGIME!r} không hợp lệ: chọn 2026 (hai cấp) hoặc 2021 (ba cấp).")
DEMO = read("CONGSO_DEMO", cast=boolean, default=False)
PROVINCE_NAME = read("CONGSO_PROVINCE_NAME", default="Cà Mau")
