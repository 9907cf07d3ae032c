"""A result and its price: what is charged is due, at the latest, when the result goes out.

Source: NĐ 61/2018/NĐ-CP Điều 22; Luật Phí và lệ phí 97/2015/QH13.
"""

from congso.kernel.refusals import NotPossibleNow


class ResultHeld(NotPossibleNow):
    """A result that is there, and not to be had before its fees are paid or waived."""

    code = "fee_unpaid"

    def __init__(self, due_vnd: int, remedy: str) -> None:
        amount = f"{due_vnd:,}".replace(",", ".")
        super().__init__(f"Hồ sơ còn {amount} đ phí, lệ phí chưa nộp.", remedy=remedy)


PAY_AT_DESK = (
    "Nộp tại quầy Bộ phận Một cửa nơi bạn nộp hồ sơ, đọc mã hồ sơ cho cán bộ; nộp xong, tải được kết quả ngay."
)
"""What a person is told to do."""
