"""What happened to a dossier, told to its owner: the act in plain words, and who by post and unit, never by name."""

from typing import Protocol

from congso.dossiers.rules.states import Action

QUIET = frozenset({Action.TAKE})
"""Steps inside an office that tell the owner nothing."""

TITLES = {
    Action.SUBMIT: "Bạn nộp hồ sơ",
    Action.RECEIVE_AT_COUNTER: "Hồ sơ được tiếp nhận tại quầy",
    Action.ACCEPT: "Hồ sơ được tiếp nhận",
    Action.ASK_SUPPLEMENT: "Cơ quan yêu cầu bổ sung",
    Action.SUPPLEMENT: "Bạn nộp phần bổ sung",
    Action.REPORT_INCOMPLETE: "Phần bổ sung chưa đủ, còn thiếu",
    Action.CONFIRM_SUPPLEMENT: "Phần bổ sung đã đủ",
    Action.EXPIRE_SUPPLEMENT: "Hết hạn bổ sung, việc giải quyết dừng",
    Action.REFUSE: "Hồ sơ không được tiếp nhận",
    Action.REQUEST_PAYMENT: "Cơ quan yêu cầu nộp phí, lệ phí",
    Action.CONFIRM_PAYMENT: "Đã xác nhận nộp tiền",
    Action.WAIVE_FEES: "Bạn được miễn phí, lệ phí",
    Action.FORWARD: "Hồ sơ được chuyển đến đơn vị giải quyết",
    Action.ASSIGN: "Đơn vị phân công người thụ lý",
    Action.ADVANCE: "Xong một bước, chuyển bước tiếp theo",
    Action.SEND_BACK: "Trả lại bước trước để làm lại",
    Action.DRAFT_RESULT: "Đã dự thảo kết quả",
    Action.APPROVE: "Lãnh đạo đã duyệt",
    Action.ISSUE: "Kết quả được ban hành",
    Action.DECLINE: "Cơ quan từ chối giải quyết, có văn bản nêu lý do",
    Action.STOP: "Việc giải quyết dừng",
    Action.WITHDRAW_REQUEST: "Bạn đề nghị rút hồ sơ",
    Action.WITHDRAW: "Hồ sơ được rút",
    Action.EXTEND: "Cơ quan xin lỗi và hẹn lại ngày trả",
    Action.RETURN_RESULT: "Kết quả được trả",
    Action.RECALL_RESULT: "Kết quả được thu hồi để sửa",
    Action.RATE: "Bạn đánh giá việc phục vụ",
}

TONES = {
    Action.ASK_SUPPLEMENT: "warn",
    Action.REPORT_INCOMPLETE: "warn",
    Action.REQUEST_PAYMENT: "warn",
    Action.EXTEND: "warn",
    Action.RECALL_RESULT: "warn",
    Action.REFUSE: "danger",
    Action.DECLINE: "danger",
    Action.STOP: "danger",
    Action.EXPIRE_SUPPLEMENT: "danger",
    Action.WAIVE_FEES: "success",
    Action.ISSUE: "success",
    Action.RETURN_RESULT: "success",
    Action.ACCEPT: "success",
    Action.RECEIVE_AT_COUNTER: "success",
}


AT_THE_COUNTER = {
    Action.SUBMIT: "Hồ sơ được nhận vào tại quầy, chờ kiểm tra",
    Action.SUPPLEMENT: "Phần bổ sung được nhận tại quầy",
    Action.WITHDRAW_REQUEST: "Đề nghị rút hồ sơ được ghi nhận tại quầy",
    Action.RATE: "Ý kiến đánh giá được ghi nhận tại quầy",
}
"""The same acts when an officer wrote them down: the owner did not do them here."""

BY_CHANNEL = {
    "online": "Bạn nộp hồ sơ trực tuyến",
    "in_person": "Bạn nộp hồ sơ tại quầy",
    "postal": "Hồ sơ được gửi qua bưu chính",
}


class Happened(Protocol):
    """What of an event is told."""

    @property
    def action(self) -> Action: ...
    @property
    def to_step_name(self) -> str: ...
    @property
    def by_officer_id(self) -> int | None: ...


def told(event: Happened, channel: str) -> tuple[str, str]:
    """Return the title and the tone of an event in a dossier that came by `channel`."""
    title = TITLES.get(event.action, event.action.label)
    if event.by_officer_id is not None and channel != "postal":
        title = AT_THE_COUNTER.get(event.action, title)
    elif event.action is Action.SUBMIT:
        title = BY_CHANNEL.get(channel, title)
    if event.action is Action.ADVANCE and event.to_step_name:
        title = f"Chuyển sang bước: {event.to_step_name}"
    return title, TONES.get(event.action, "brand")
