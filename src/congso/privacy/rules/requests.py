"""What a data subject may ask, by when it is answered, and the way of a request.

Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 4 (rights), Điều 14 (deletion); Nghị định 356/2025/NĐ-CP Điều 5
(times; from a second source, see docs/law.md). The acknowledgement counts working days, the answer calendar days; an
answer due on a day off is due on the next working day (Bộ luật Dân sự 91/2015/QH13 Điều 148 khoản 5).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from congso.kernel.refusals import NotPossibleNow

ACKNOWLEDGE_WORKING_DAYS = 2
IsWorked = Callable[[date], bool]


class RequestKind(TextChoices):
    """What may be asked (yêu cầu của chủ thể dữ liệu)."""

    VIEW = "view", "Xem dữ liệu của tôi"
    PROVIDE = "provide", "Cung cấp bản sao dữ liệu"
    CORRECT = "correct", "Chỉnh sửa dữ liệu"
    DELETE = "delete", "Xóa dữ liệu"
    RESTRICT = "restrict", "Hạn chế xử lý dữ liệu"
    OBJECT = "object", "Phản đối xử lý dữ liệu"
    WITHDRAW = "withdraw", "Rút lại sự đồng ý"
    PROTECT = "protect", "Áp dụng biện pháp bảo vệ"


class RequestState(TextChoices):
    """Where a request stands."""

    LODGED = "lodged", "Đã gửi"
    IN_HAND = "in_hand", "Đang xử lý"
    DONE = "done", "Đã thực hiện"
    REFUSED = "refused", "Từ chối"


class Step(TextChoices):
    """What moves a request on."""

    ACKNOWLEDGE = "acknowledge", "Xác nhận đã nhận"
    EXTEND = "extend", "Gia hạn"
    FINISH = "finish", "Hoàn thành"
    REFUSE = "refuse", "Từ chối"


class RefusalGround(TextChoices):
    """Why a request may be refused; articles to be checked by the province's lawyer (docs/law.md)."""

    KEPT_BY_LAW = (
        "kept_by_law",
        "Pháp luật quy định phải lưu trữ (Luật 91/2025/QH15 Điều 14; Luật Lưu trữ 33/2024/QH15)",
    )
    LEGAL_HOLD = "legal_hold", "Dữ liệu đang được giữ theo yêu cầu của cơ quan có thẩm quyền"
    DUTY = "duty", "Cơ quan nhà nước xử lý theo nhiệm vụ luật định (Luật 91/2025/QH15 Điều 19)"
    NOT_THE_SUBJECT = "not_the_subject", "Người yêu cầu không phải chủ thể dữ liệu hoặc người đại diện hợp pháp"


TRANSITIONS = {
    (RequestState.LODGED, Step.ACKNOWLEDGE): RequestState.IN_HAND,
    (RequestState.LODGED, Step.REFUSE): RequestState.REFUSED,
    (RequestState.IN_HAND, Step.EXTEND): RequestState.IN_HAND,
    (RequestState.IN_HAND, Step.FINISH): RequestState.DONE,
    (RequestState.IN_HAND, Step.REFUSE): RequestState.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Times:
    """Calendar days to do what is asked, the same when a processor takes part, and how much may be added once."""

    days: int
    with_processor: int
    extension: int


TIMES: dict[RequestKind, Times] = {
    RequestKind.VIEW: Times(10, 15, 10),
    RequestKind.PROVIDE: Times(10, 15, 10),
    RequestKind.CORRECT: Times(10, 15, 10),
    RequestKind.DELETE: Times(20, 30, 20),
    RequestKind.RESTRICT: Times(15, 20, 15),
    RequestKind.OBJECT: Times(15, 20, 15),
    RequestKind.WITHDRAW: Times(15, 20, 15),
    RequestKind.PROTECT: Times(15, 15, 15),
}


def next_state(state: RequestState, step: Step) -> RequestState:
    """Return where a step leads. Raises NotPossibleNow."""
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        raise NotPossibleNow(f"Yêu cầu đang ở trạng thái “{state.label}”, không thể: {step.label.lower()}.") from None


def acknowledge_by(lodged_on: date, is_worked: IsWorked) -> date:
    """Return the last day to tell that the request has come: the second working day after it."""
    day, left = lodged_on, ACKNOWLEDGE_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_worked(day)
    return day


def answer_by(
    kind: RequestKind, lodged_on: date, is_worked: IsWorked, *, with_processor: bool = False, extended: bool = False
) -> date:
    """Return the last day to do what is asked, the day of the request not counted."""
    times = TIMES[kind]
    days = (times.with_processor if with_processor else times.days) + (times.extension if extended else 0)
    day = lodged_on + timedelta(days=days)
    while not is_worked(day):
        day += timedelta(days=1)
    return day
