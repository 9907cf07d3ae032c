"""Certifying copies. No law prescribes a declaration for it: who comes shows the original (Decree 23/2015/NĐ-CP art.
20). The form is the request made ahead of the visit, with what art. 22 lets nobody certify; the paper is ours and
bears no number. Code and name: national record 2.000815 of 2026, whose conditions list the same grounds."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule, RuleKind

from .asking import choice, group, is_, number, text
from .persons import APPLICANT_LINES

DECREE = "Nghị định 23/2015/NĐ-CP"


def _refused(key: str, field: str, value: str, message: str, clause: int, remedy: str) -> Rule:
    return Rule(
        key=key,
        when=is_(field, value),
        field=field,
        message=message,
        kind=RuleKind.INELIGIBLE,
        remedy=remedy,
        source=f"{DECREE}, Điều 22 khoản {clause}",
    )


def certified_copy() -> FormDefinition:
    """Return the form of procedure 2.000815."""
    return FormDefinition(
        title="Phiếu yêu cầu chứng thực bản sao từ bản chính",
        source="Pháp luật không quy định tờ khai; nội dung theo Nghị định 23/2015/NĐ-CP, Điều 20, 22",
        minutes=4,
        groups=(
            blocks.applicant(title="Người yêu cầu chứng thực"),
            group(
                "originals",
                "Bản chính",
                Field(
                    "originals",
                    FieldType.REPEATED,
                    "Giấy tờ cần chứng thực",
                    help="Nhớ mang theo bản chính.",
                    required=True,
                    row_label="Giấy tờ",
                    max_rows=20,
                    fields=(
                        text("name", "Tên giấy tờ", example="Bằng tốt nghiệp trung học phổ thông"),
                        number("pages", "Số trang của một bản", 1, 1_000, unit="trang", example="2"),
                        number("copies", "Số bản sao", 1, 200, unit="bản", example="3"),
                    ),
                ),
                choice(
                    "copies_made",
                    "Bản sao",
                    ("brought", "Tôi mang theo bản sao đã chụp"),
                    ("made", "Nhờ cơ quan chụp từ bản chính"),
                ),
            ),
            group(
                "condition",
                "Tình trạng của bản chính",
                choice(
                    "state",
                    "Bản chính thuộc trường hợp nào?",
                    ("sound", "Nguyên vẹn, đọc rõ"),
                    ("altered", "Có chỗ tẩy xóa, sửa chữa, thêm bớt không hợp lệ"),
                    ("damaged", "Hư hỏng, cũ nát, không xác định được nội dung"),
                    ("secret", "Đóng dấu mật hoặc ghi rõ không được sao chụp"),
                    ("self_made", "Cá nhân tự lập, không có xác nhận và dấu của cơ quan"),
                ),
                choice(
                    "issuer",
                    "Bản chính do ai cấp?",
                    ("vietnam", "Cơ quan, tổ chức của Việt Nam"),
                    ("abroad_legalised", "Cơ quan nước ngoài, đã hợp pháp hóa lãnh sự hoặc được miễn"),
                    ("abroad", "Cơ quan nước ngoài, chưa hợp pháp hóa lãnh sự"),
                    help="Hộ chiếu, thẻ căn cước, giấy phép lái xe, bằng và bảng điểm của nước ngoài được miễn.",
                ),
                choice(
                    "electronic",
                    "Có cần bản sao điện tử không?",
                    ("no", "Không"),
                    ("yes", "Có, gửi vào kho giấy tờ của tôi"),
                    default="no",
                ),
            ),
            blocks.statements(text="Tôi chịu trách nhiệm về nội dung, tính hợp lệ, hợp pháp của bản chính."),
        ),
        rules=(
            _refused(
                "altered",
                "state",
                "altered",
                "bản chính bị tẩy xóa, sửa chữa, thêm, bớt nội dung không hợp lệ",
                1,
                "Hãy xin cơ quan đã cấp đổi hoặc cấp lại.",
            ),
            _refused(
                "damaged",
                "state",
                "damaged",
                "bản chính hư hỏng, cũ nát, không xác định được nội dung",
                2,
                "Hãy xin cơ quan đã cấp đổi hoặc cấp lại.",
            ),
            _refused(
                "secret",
                "state",
                "secret",
                "bản chính đóng dấu mật hoặc ghi rõ không được sao chụp",
                3,
                "Hãy hỏi cơ quan đã ban hành văn bản.",
            ),
            _refused(
                "not_legalised",
                "issuer",
                "abroad",
                "giấy tờ của nước ngoài chưa được hợp pháp hóa lãnh sự",
                5,
                "Hãy hợp pháp hóa lãnh sự trước, trừ giấy tờ được miễn.",
            ),
            _refused(
                "self_made",
                "state",
                "self_made",
                "giấy tờ do cá nhân tự lập, không có xác nhận và đóng dấu của cơ quan, tổ chức",
                6,
                "Nếu cần xác nhận chữ ký, hãy làm thủ tục chứng thực chữ ký.",
            ),
        ),
        paper=PaperForm(
            title="Phiếu yêu cầu chứng thực bản sao từ bản chính",
            body=(
                *APPLICANT_LINES,
                "Đề nghị chứng thực bản sao từ bản chính các giấy tờ, văn bản sau:",
                "| originals",
                "Bản sao: {copies_made}",
                "Tình trạng của bản chính: {state}",
                "Cơ quan cấp bản chính: {issuer}",
                "Bản sao điện tử: {electronic}",
                "[] commitment",
            ),
            signer="Người yêu cầu chứng thực",
        ),
    )
