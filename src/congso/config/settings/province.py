"""What this installation is: which province, under which regime, demo or not."""

from congso.config.env import boolean, read

REGIME = read("CONGSO_REGIME", default="2026")
if REGIME not in {"2021", "2026"}:
    raise SystemExit(f"Cấu hình CONGSO_REGIME={REGIME!r} không hợp lệ: chọn 2026 (hai cấp) hoặc 2021 (ba cấp).")
DEMO = read("CONGSO_DEMO", cast=boolean, default=False)
PROVINCE_NAME = read("CONGSO_PROVINCE_NAME", default="Cà Mau")
# The identifiers of the 34 provinces of today (QĐ 20/2020/QĐ-TTg) were not found; H12 was the former Cà Mau's.
PROVINCE_IDENTIFIER = read("CONGSO_PROVINCE_IDENTIFIER", default="H12")
# "2018" 000.00.12.H56-210315-0001 · "left_to_right" H56.12-230315-0001 · "central" H56.12-20260609-0092637, or a
# pattern of one's own with {old} {new} {yymmdd} {yyyymmdd} {serial}: see dossiers/rules/codes.py.
DOSSIER_CODE_PATTERN = read("CONGSO_DOSSIER_CODE", default="left_to_right" if REGIME == "2026" else "2018")
