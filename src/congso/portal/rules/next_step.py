"""What a person is told about a dossier: what it waits for, whose turn it is. Words only; rights are checked elsewhere.

Source: TT 01/2018/TT-VPCP art. 16 (the applicant sees the state down to the department), Decree 61/2018/NĐ-CP art. 17
(eight working hours for the answer of the desk).
"""

from dataclasses import dataclass

from congso.dossiers.rules.states import DossierState

S = DossierState

TONES = {
    S.SUBMITTED: "info",
    S.RECEIVED: "brand",
    S.IN_PROGRESS: "brand",
    S.SUPPLEMENT_REQUESTED: "warn",
    S.PAYMENT_REQUESTED: "warn",
    S.FINISHED: "success",
    S.RETURNED: "success",
    S.NOT_RECEIVED: "danger",
    S.STOPPED: "neutral",
    S.WITHDRAWN: "neutral",
}
"""The colour of each state's chip; the word beside it carries the meaning."""


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: a sentence, and whether it is the person's turn (`anchor` of the place to act)."""

    sentence: str
    is_yours: bool = False
    action: str = ""
    anchor: str = ""


def next_for(
    state: DossierState, *, supplement_answered: bool, withdrawal_asked: bool, return_channel: str = ""
) -> Next:
    """Return what the applicant is told to expect or to do."""
    if withdrawal_asked and not state.is_final:
        return Next("Bạn đã đề nghị rút hồ sơ. Bộ phận Một cửa sẽ xác nhận và trả lại giấy tờ.")
    match state:
        case S.SUBMITTED:
            return Next("Cơ quan đang kiểm tra hồ sơ và sẽ trả lời việc tiếp nhận trong 8 giờ làm việc.")
        case S.RECEIVED:
            return Next("Hồ sơ đã được tiếp nhận, đang chuyển đến đơn vị giải quyết.")
        case S.IN_PROGRESS:
            return Next("Cơ quan đang giải quyết. Bạn không cần làm gì thêm.")
        case S.SUPPLEMENT_REQUESTED if supplement_answered:
            return Next("Bạn đã bổ sung. Bộ phận Một cửa đang kiểm tra phần bổ sung; chưa đủ sẽ báo bạn.")
        case S.SUPPLEMENT_REQUESTED:
            return Next("Hồ sơ đang chờ bạn bổ sung giấy tờ.", True, "Bổ sung hồ sơ", "bo-sung")
        case S.PAYMENT_REQUESTED:
            return Next("Hồ sơ đang chờ bạn nộp phí, lệ phí.", True, "Xem khoản phải nộp", "phi")
        case S.FINISHED:
            return Next(_WAITING_RESULT.get(return_channel, _WAITING_RESULT["counter"]), True, "Xem kết quả", "ket-qua")
        case S.RETURNED:
            return Next("Kết quả đã được trả.")
        case S.NOT_RECEIVED:
            return Next("Hồ sơ không được tiếp nhận. Xem lý do và cách làm lại trong chi tiết hồ sơ.")
        case S.STOPPED:
            return Next("Việc giải quyết đã dừng. Xem lý do trong chi tiết hồ sơ.")
        case S.WITHDRAWN:
            return Next("Hồ sơ đã được rút theo đề nghị của bạn.")


_WAITING_RESULT = {
    "counter": "Đã có kết quả. Mời bạn đến nhận tại Bộ phận Một cửa nơi đã nộp hồ sơ.",
    "postal": "Đã có kết quả. Bưu chính sẽ chuyển kết quả đến địa chỉ của bạn.",
    "online": "Đã có kết quả. Bạn có thể tải bản điện tử ngay bây giờ.",
}

RETURN_PLACES = {
    "counter": "Tại Bộ phận Một cửa nơi nộp hồ sơ",
    "postal": "Qua dịch vụ bưu chính công ích",
    "online": "Bản điện tử trên cổng này",
}

RETURN_HELP = {
    "counter": "Mang theo giấy tiếp nhận hoặc mã hồ sơ và căn cước.",
    "postal": "Cước bưu chính do người nhận trả.",
    "online": "Tải về ngay khi được ban hành; có giá trị như bản giấy.",
}

ROLE_NAMES = {
    "counter": "cán bộ tiếp nhận",
    "specialist": "chuyên viên thụ lý",
    "unit_head": "lãnh đạo phòng",
    "leader": "lãnh đạo cơ quan",
    "clerk": "văn thư",
    "applicant": "người nộp hồ sơ",
    "system": "hệ thống",
}
"""Titles by the part somebody plays: a person is told the post, not the name of who sits in it."""
