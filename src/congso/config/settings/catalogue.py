"""How the province publishes procedures."""

from congso.config.env import read

# The decree says "ngày"; national scoring counts working days (NĐ 63/2010/NĐ-CP Điều 15).
PUBLICATION_DAYS = read("CONGSO_PUBLICATION_DAYS", default="day")
if PUBLICATION_DAYS not in {"day", "working_day"}:
    raise SystemExit(f"Cấu hình CONGSO_PUBLICATION_DAYS={PUBLICATION_DAYS!r} không hợp lệ: chọn day hoặc working_day.")
