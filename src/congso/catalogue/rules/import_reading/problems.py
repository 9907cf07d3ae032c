"""What may be wrong with a record, and what a reading comes to."""

from dataclasses import dataclass

from congso.catalogue.rules.content import (
    ProcedureContent,
)

PROBLEMS = {
    "abolished_comes_back": "Thủ tục tỉnh đã bãi bỏ lại có trong tệp nạp; bản mới chờ người quyết định.",
    "adopted_case_lost": "Bản mới không có trường hợp mà tỉnh đang cho người nộp chọn; bản đang dùng giữ hiệu lực.",
    "adopted_deadline_lost": "Bản mới không nêu rõ thời hạn mà quy trình của tỉnh dựa vào; bản đang dùng giữ hiệu lực.",
    "adopted_online_lost": "Bản mới không có nộp trực tuyến mà tỉnh đang có biểu mẫu; bản đang dùng giữ hiệu lực.",
    "agency_missing": "Không ghi cơ quan thực hiện.",
    "case_headings": "Thành phần hồ sơ chia theo trường hợp bằng lời; cần lập danh mục trường hợp để người nộp chọn.",
    "channel_unknown": "Cách thức nộp ghi bằng lời, không thuộc trực tiếp, trực tuyến hay bưu chính.",
    "component_is_note": "Dòng không yêu cầu giấy tờ, được xếp là lưu ý theo quy tắc; cần xác nhận.",
    "component_name_too_long": "Tên thành phần hồ sơ quá dài (trên 1.000 ký tự), thường là nhiều giấy tờ gộp lại.",
    "component_quantity_missing": "Giấy tờ không ghi số bản chính, bản sao.",
    "components_missing": "Không có thành phần hồ sơ.",
    "deadline_differs_by_channel": "Thời hạn khác nhau giữa các cách thức nộp; cần xác nhận là đúng quy định.",
    "deadline_difficult_area": "Chênh lệch thời hạn giữa các cách thức có thể là phần cộng thêm cho vùng khó khăn.",
    "deadline_missing": "Không ghi thời hạn giải quyết.",
    "deadline_ruling_outdated": "Bản công bố mới nêu thời hạn khác thời hạn tỉnh đã xác định.",
    "deadline_several": "Một cách thức nộp có nhiều thời hạn khác nhau; phải chọn theo từng hồ sơ.",
    "deadline_text_says_more": "Lời ghi thời hạn nêu nhiều mức hoặc mức khác với con số.",
    "deadline_unit_missing": "Thời hạn chỉ có con số, không có đơn vị (ngày, ngày làm việc, giờ).",
    "deadline_unit_unknown": "Đơn vị thời hạn không thuộc danh mục.",
    "decision_missing": "Không ghi số quyết định công bố.",
    "fee_amount_doubtful": "Số tiền nhỏ bất thường (dưới 1.000 đồng).",
    "fee_currency": "Khoản thu không tính bằng đồng Việt Nam.",
    "fee_in_thousands": "Số tiền có vẻ ghi theo nghìn đồng: chú thích nêu số lớn gấp nghìn lần.",
    "fee_not_free": "Ghi “Miễn phí” nhưng chú thích nói đến mức thu.",
    "fee_set_by_council": "Ghi “Miễn phí” nhưng mức thu do Hội đồng nhân dân hoặc Ủy ban nhân dân cấp tỉnh quy định.",
    "fee_text_only": "Khoản thu ghi bằng lời, không đọc được một số tiền.",
    "field_missing": "Không ghi lĩnh vực.",
    "field_unknown": "Bản ghi có phần mà hệ thống chưa biết; được giữ nguyên.",
    "field_wrong_type": "Giá trị không đúng kiểu; được giữ nguyên ở phần chưa đọc.",
    "form_file_in_name": "Có mẫu đơn nhưng tên tệp còn dính trong tên giấy tờ.",
    "index_only": "Chỉ có thông tin mục lục, không có nội dung thủ tục.",
    "legal_basis_missing": "Không có căn cứ pháp lý.",
    "methods_missing": "Không có cách thức thực hiện.",
    "name_too_long": "Tên thủ tục dài trên 500 ký tự.",
    "quantities_missing": "Nguồn không ghi số lượng của bất kỳ giấy tờ nào.",
    "result_code_doubtful": "Mã kết quả không đúng cấu trúc.",
    "results_missing": "Không có kết quả thực hiện.",
    "steps_missing": "Không có trình tự thực hiện.",
    "subjects_missing": "Không có đối tượng thực hiện.",
    "text_unreadable": "Có ký tự không lưu được (ký tự điều khiển hoặc hỏng mã); đã thay bằng dấu �.",
    "tier_missing": "Không ghi cấp thực hiện.",
    "tier_unknown": "Cấp thực hiện không thuộc danh mục.",
}
"""Every problem code with what it means."""
REJECTIONS = {
    "code_missing": "Bản ghi không có mã thủ tục nên không lưu được.",
    "code_malformed": "Mã thủ tục không đúng cấu trúc n.nnnnnn (chữ số đầu từ 1 đến 6).",
    "export_differs": "Mục của bản xuất danh mục đã có ở đây với nội dung khác; bản đang có được giữ.",
    "json_invalid": "Dòng không phải JSON hợp lệ.",
    "name_missing": "Bản ghi không có tên thủ tục nên không lưu được.",
    "not_a_record": "Dòng không phải một bản ghi (đối tượng JSON).",
    "record_repeated": "Mã thủ tục lặp lại trong cùng một nguồn; bản ghi đầu tiên được lấy.",
    "store_failed": "Cơ sở dữ liệu từ chối bản ghi.",
}
"""Every reason for not storing a record."""
SOURCES = ("portal_2021", "danang_doc_2024", "defence_doc_2025", "national_portal_2026")
"""Known origins of records, weakest first. Other origins rank below all of them, as local editions."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a human must look at: a code of `PROBLEMS`, which procedure, which part, and why."""

    code: str
    procedure: str
    field: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """Return this as JSON values."""
        return {"code": self.code, "procedure": self.procedure, "field": self.field, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one record says: content and problems, or the code of `REJECTIONS` and why it is not stored."""

    source: str
    content: ProcedureContent | None
    problems: tuple[Problem, ...] = ()
    rejected: str = ""
    reason: str = ""
    code: str = ""
    name: str = ""
    is_index: bool = False


def source_rank(source: str) -> int:
    """Return how much an origin counts: editions of a higher rank are in force before those of a lower."""
    return SOURCES.index(source) if source in SOURCES else -1
