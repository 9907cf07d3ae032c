"""What a table of figures comes to, in one line: read first, and often all that is read."""

from collections.abc import Sequence


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def balance(difference: int) -> str:
    """Tell whether the two sides hold."""
    return f"Chênh lệch {_number(difference)} hồ sơ" if difference else "Hai vế bằng nhau, chênh lệch 0"


def trend(now: float | None, before: float | None) -> str:
    """Compare the share in time of this month with that of the last; per cent, None when nothing was settled."""
    if now is None:
        return "Tháng này chưa giải quyết xong hồ sơ nào"
    said = f"Tháng này đúng hạn {_share(now)}"
    if before is None:
        return said
    moved = round(now - before, 1)
    if not moved:
        return f"{said}, bằng tháng trước"
    return f"{said}, {'tăng' if moved > 0 else 'giảm'} so với tháng trước ({_share(before)})"


def pace(received: int, finished: int) -> str:
    """Tell this week's work."""
    return f"Tuần này nhận {_number(received)}, giải quyết xong {_number(finished)}"


def ages(oldest: int, held: int) -> str:
    """Tell how many of those held are older than thirty days."""
    if not held:
        return "Không giữ hồ sơ nào"
    if oldest:
        return f"{_number(oldest)} trong {_number(held)} hồ sơ đã nhận hơn 30 ngày"
    return f"Không hồ sơ nào quá 30 ngày, trong {_number(held)} hồ sơ"


def channels(online: int, received: int) -> str:
    """Tell how much is handed in online."""
    return f"Nộp trực tuyến {_share(100 * online / received)}" if received else "Chưa tiếp nhận hồ sơ nào"


def most(lines: Sequence[tuple[str, int]], nothing: str) -> str:
    """Name the line with most."""
    name, count = max(lines, key=lambda line: line[1], default=("", 0))
    if not count:
        return nothing
    return f"Nhiều nhất: {name[:79] + '…' if len(name) > 80 else name}, {_number(count)} hồ sơ"


def ranking(first: str, late: int, agencies: int) -> str:
    """Tell who leads, and how many agencies hold something overdue."""
    if not agencies:
        return "Chưa có hồ sơ nào"
    behind = f"{late} cơ quan đang có hồ sơ quá hạn" if late else "không cơ quan nào đang có hồ sơ quá hạn"
    return f"Dẫn đầu: {first}; {behind}" if first else behind.capitalize()


def _share(value: float) -> str:
    return f"{value:.1f} %".replace(".", ",")
