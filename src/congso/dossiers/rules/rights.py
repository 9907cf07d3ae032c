"""What officers may do with dossiers, and which roles may.

Seeing is apart from acting. A right to act is necessary, never enough: the dossier's state, its step and whose hands
it is in decide too (`permissions.may`), and nobody acts on what they may not see.
"""

from collections.abc import Mapping
from types import MappingProxyType

from congso.kernel.rights import Right, Vocabulary, personal, signed
from congso.organisation.rules.roles import Role

from .states import Action

_ART_17 = "NĐ 61/2018/NĐ-CP Điều 17"
_ART_19 = "NĐ 61/2018/NĐ-CP Điều 19"
_WORKFLOW = "TT 01/2018/TT-VPCP Điều 8"
_REGISTER = "TT 01/2018/TT-VPCP Điều 16"


class DossierRight(Right):
    """Rights over dossiers."""

    SEE_AGENCY = (
        "dossiers.see_agency",
        "Xem mọi hồ sơ của cơ quan",
        "Xem mọi hồ sơ mà cơ quan tiếp nhận hoặc giải quyết.",
        _REGISTER,
    )
    SEE_RECEIVED = (
        "dossiers.see_received",
        "Xem mọi hồ sơ cơ quan tiếp nhận",
        "Xem mọi hồ sơ nộp tại Bộ phận Một cửa của cơ quan.",
        _REGISTER,
    )
    SEE_UNIT = (
        "dossiers.see_unit",
        "Xem hồ sơ của đơn vị",
        "Xem hồ sơ mà đơn vị đang giữ hoặc đã từng giữ.",
        _REGISTER,
    )
    SEE_FINISHED = (
        "dossiers.see_finished",
        "Xem hồ sơ cơ quan đã giải quyết",
        "Xem mọi hồ sơ mà cơ quan đã giải quyết xong, để cấp số, đóng dấu, lưu.",
        "NĐ 30/2020/NĐ-CP Điều 18",
    )
    SEE_LOAD = (
        "dossiers.see_load",
        "Xem khối lượng việc theo cán bộ",
        "Xem ai trong đơn vị đang giữ bao nhiêu hồ sơ, bao nhiêu hồ sơ quá hạn.",
    )
    SEE_RETURNS = (
        "dossiers.see_returns",
        "Xem hồ sơ chờ trả kết quả",
        "Xem danh sách kết quả chờ người dân đến nhận tại cơ quan.",
        "NĐ 61/2018/NĐ-CP Điều 20",
    )
    SEE_REGISTER = (
        "dossiers.see_register",
        "Xem sổ theo dõi hồ sơ",
        "Xem và in sổ theo dõi hồ sơ của cơ quan.",
    )
    SEE_READERS = personal(
        "dossiers.see_readers",
        "Xem ai xem được một hồ sơ",
        "Xem danh sách người xem được một hồ sơ của cơ quan và vì sao; không mở được nội dung hồ sơ.",
        "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15",
    )
    COLLECT_FEES = (
        "dossiers.collect_fees",
        "Thu phí, lệ phí",
        "Ghi nhận phí, lệ phí đã thu của hồ sơ tiếp nhận tại cơ quan.",
        "NĐ 61/2018/NĐ-CP Điều 22",
    )
    JUDGE_PAPER = (
        "dossiers.judge_paper",
        "Nhận xét giấy tờ",
        "Ghi giấy tờ đạt hay chưa đạt khi hồ sơ đang ở đơn vị mình.",
        "NĐ 61/2018/NĐ-CP Điều 17, 19",
    )

    ANSWER_QUESTION = (
        "dossiers.answer_question",
        "Trả lời câu hỏi về hồ sơ",
        "Trả lời người nộp trong mục trao đổi của hồ sơ đang ở đơn vị mình; không dùng để đòi giấy tờ.",
    )

    RECEIVE_AT_COUNTER = (
        "dossiers.receive_at_counter",
        "Tiếp nhận tại quầy",
        "Tiếp nhận hồ sơ nộp trực tiếp, cấp mã và giấy tiếp nhận, hẹn trả.",
        _ART_17,
    )
    ACCEPT = ("dossiers.accept", "Tiếp nhận hồ sơ", "Tiếp nhận hồ sơ nộp trực tuyến hoặc qua bưu chính.", _ART_17)
    ASK_SUPPLEMENT = (
        "dossiers.ask_supplement",
        "Yêu cầu bổ sung, hoàn thiện hồ sơ",
        "Gửi phiếu yêu cầu bổ sung, chỉ theo thành phần hồ sơ đã công bố.",
        "NĐ 61/2018/NĐ-CP Điều 17, Điều 19 khoản 4",
    )
    SUPPLEMENT = (
        "dossiers.supplement",
        "Nhận giấy tờ bổ sung tại quầy",
        "Nhận giấy tờ người dân mang đến bổ sung.",
        "NĐ 61/2018/NĐ-CP Điều 19 khoản 4",
    )
    CONFIRM_SUPPLEMENT = (
        "dossiers.confirm_supplement",
        "Xác nhận đã bổ sung đủ",
        "Xác nhận giấy tờ bổ sung đã đủ, cho thời hạn chạy tiếp.",
        "NĐ 61/2018/NĐ-CP Điều 19 khoản 4",
    )
    REPORT_INCOMPLETE = (
        "dossiers.report_incomplete",
        "Báo bổ sung chưa đủ",
        "Báo giấy tờ còn thiếu của phiếu yêu cầu đã gửi, không ra phiếu mới.",
        "NĐ 61/2018/NĐ-CP Điều 11 khoản 2 điểm c, Điều 19 khoản 4",
    )
    EXPIRE_SUPPLEMENT = (
        "dossiers.expire_supplement",
        "Dừng do hết hạn bổ sung",
        "Dừng hồ sơ khi hết thời hạn bổ sung.",
        "TT 03/2025/TT-VPCP Mẫu 05",
    )
    REFUSE = ("dossiers.refuse", "Từ chối tiếp nhận", "Từ chối tiếp nhận, có phiếu và lý do.", _ART_17)
    REQUEST_PAYMENT = (
        "dossiers.request_payment",
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Yêu cầu nộp tiền; thời hạn tạm dừng.",
        "NĐ 61/2018/NĐ-CP Điều 22",
    )
    CONFIRM_PAYMENT = (
        "dossiers.confirm_payment",
        "Xác nhận đã nộp tiền",
        "Xác nhận đã nộp đủ; hồ sơ đi tiếp.",
        "NĐ 61/2018/NĐ-CP Điều 22",
    )
    WAIVE_FEES = signed(
        "dossiers.waive_fees",
        "Miễn phí, lệ phí",
        "Quyết định miễn khoản phải nộp của một hồ sơ, có căn cứ và giấy tờ chứng minh.",
        "Luật Phí và lệ phí 97/2015/QH13 Điều 10",
    )
    FORWARD = (
        "dossiers.forward",
        "Chuyển xử lý",
        "Chuyển hồ sơ đến đơn vị giải quyết hoặc đơn vị khác của cơ quan.",
        "NĐ 61/2018/NĐ-CP Điều 18, 19",
    )
    ASSIGN = (
        "dossiers.assign",
        "Phân công thụ lý",
        "Phân công cán bộ của đơn vị thụ lý.",
        "NĐ 61/2018/NĐ-CP Điều 19 khoản 1",
    )
    TAKE = ("dossiers.take", "Nhận thụ lý", "Nhận hồ sơ của đơn vị chưa có người thụ lý.", _WORKFLOW)
    ADVANCE = ("dossiers.advance", "Chuyển bước tiếp theo", "Xong bước đang làm, chuyển bước sau.", _WORKFLOW)
    SEND_BACK = ("dossiers.send_back", "Trả lại bước trước", "Trả hồ sơ về bước trước, có lý do.", _WORKFLOW)
    DRAFT_RESULT = ("dossiers.draft_result", "Dự thảo kết quả", "Soạn, sửa dự thảo kết quả.", _WORKFLOW)
    APPROVE = signed("dossiers.approve", "Phê duyệt", "Phê duyệt dự thảo kết quả.", _WORKFLOW)
    ISSUE = signed(
        "dossiers.issue", "Ban hành kết quả", "Cấp số và ban hành kết quả đã được phê duyệt.",
        "NĐ 61/2018/NĐ-CP Điều 19; NĐ 30/2020/NĐ-CP Điều 18",
    )  # fmt: skip
    DECLINE = signed(
        "dossiers.decline", "Từ chối giải quyết", "Quyết định không giải quyết, có thông báo và lý do.",
        "NĐ 61/2018/NĐ-CP Điều 19 khoản 8",
    )  # fmt: skip
    STOP = signed("dossiers.stop", "Dừng giải quyết", "Dừng giải quyết, có lý do.", "TT 03/2025/TT-VPCP Mẫu 05")
    WITHDRAW = (
        "dossiers.withdraw",
        "Xác nhận rút hồ sơ",
        "Xác nhận rút hồ sơ theo đề nghị của người nộp.",
        "TT 03/2025/TT-VPCP Mẫu 05",
    )
    EXTEND = signed(
        "dossiers.extend", "Xin lỗi và hẹn lại ngày trả", "Ký văn bản xin lỗi và hẹn lại, một lần, trước khi hết hạn.",
        "NĐ 61/2018/NĐ-CP Điều 19 khoản 9",
    )  # fmt: skip
    RETURN_RESULT = (
        "dossiers.return_result",
        "Trả kết quả",
        "Trả kết quả cho người nộp hoặc người được ủy quyền.",
        "NĐ 61/2018/NĐ-CP Điều 6 khoản 2, Điều 20",
    )
    RECALL_RESULT = signed(
        "dossiers.recall_result", "Thu hồi kết quả để sửa", "Thu hồi kết quả sai chưa trả để sửa.",
        "NĐ 61/2018/NĐ-CP Điều 21 khoản 1",
    )  # fmt: skip


R = DossierRight

OF_ACTION: Mapping[Action, DossierRight] = MappingProxyType(
    {
        Action.RECEIVE_AT_COUNTER: R.RECEIVE_AT_COUNTER,
        Action.ACCEPT: R.ACCEPT,
        Action.ASK_SUPPLEMENT: R.ASK_SUPPLEMENT,
        Action.SUPPLEMENT: R.SUPPLEMENT,
        Action.CONFIRM_SUPPLEMENT: R.CONFIRM_SUPPLEMENT,
        Action.REPORT_INCOMPLETE: R.REPORT_INCOMPLETE,
        Action.EXPIRE_SUPPLEMENT: R.EXPIRE_SUPPLEMENT,
        Action.REFUSE: R.REFUSE,
        Action.REQUEST_PAYMENT: R.REQUEST_PAYMENT,
        Action.CONFIRM_PAYMENT: R.CONFIRM_PAYMENT,
        Action.WAIVE_FEES: R.WAIVE_FEES,
        Action.FORWARD: R.FORWARD,
        Action.ASSIGN: R.ASSIGN,
        Action.TAKE: R.TAKE,
        Action.ADVANCE: R.ADVANCE,
        Action.SEND_BACK: R.SEND_BACK,
        Action.DRAFT_RESULT: R.DRAFT_RESULT,
        Action.APPROVE: R.APPROVE,
        Action.ISSUE: R.ISSUE,
        Action.DECLINE: R.DECLINE,
        Action.STOP: R.STOP,
        Action.WITHDRAW: R.WITHDRAW,
        Action.EXTEND: R.EXTEND,
        Action.RETURN_RESULT: R.RETURN_RESULT,
        Action.RECALL_RESULT: R.RECALL_RESULT,
    }
)
"""The right an officer needs for an act. The others (submit, rate …) are the applicant's."""

_COMMON = frozenset({R.FORWARD, R.TAKE, R.ADVANCE, R.SEND_BACK, R.JUDGE_PAPER, R.ANSWER_QUESTION})
_CASE = _COMMON | {R.ASK_SUPPLEMENT, R.REQUEST_PAYMENT, R.DRAFT_RESULT}

HELD_BY: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        Role.COUNTER: _COMMON
        | {
            R.SEE_RECEIVED,
            R.SEE_UNIT,
            R.SEE_RETURNS,
            R.SEE_REGISTER,
            R.COLLECT_FEES,
            R.RECEIVE_AT_COUNTER,
            R.ACCEPT,
            R.ASK_SUPPLEMENT,
            R.SUPPLEMENT,
            R.CONFIRM_SUPPLEMENT,
            R.REPORT_INCOMPLETE,
            R.EXPIRE_SUPPLEMENT,
            R.REFUSE,
            R.REQUEST_PAYMENT,
            R.CONFIRM_PAYMENT,
            R.WITHDRAW,
            R.RETURN_RESULT,
        },
        Role.SPECIALIST: _CASE | {R.SEE_UNIT},
        Role.UNIT_HEAD: _CASE | {R.SEE_UNIT, R.SEE_LOAD, R.SEE_READERS, R.ASSIGN, R.APPROVE, R.WAIVE_FEES},
        Role.LEADER: _CASE
        | {
            R.SEE_AGENCY,
            R.SEE_LOAD,
            R.SEE_READERS,
            R.SEE_RETURNS,
            R.SEE_REGISTER,
            R.ASSIGN,
            R.APPROVE,
            R.ISSUE,
            R.DECLINE,
            R.STOP,
            R.EXTEND,
            R.RECALL_RESULT,
            R.WAIVE_FEES,
        },
        Role.CLERK: _COMMON | {R.SEE_UNIT, R.SEE_FINISHED, R.ISSUE},
        Role.ADMINISTRATOR: frozenset({R.SEE_READERS}),
        Role.INSPECTOR: frozenset({R.SEE_AGENCY, R.SEE_LOAD, R.SEE_READERS, R.SEE_RETURNS, R.SEE_REGISTER}),
    }
)

VOCABULARY = Vocabulary("dossiers", "Hồ sơ thủ tục hành chính", tuple(R), HELD_BY)
