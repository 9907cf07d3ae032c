"""A household business ends. Source: the national record 1.001266 of 2026 (Thông báo chấm dứt hoạt động hộ kinh doanh),
Decree 168/2025/NĐ-CP and Circular 68/2025/TT-BTC; the lines are those of the notices used before, for the number of the
present one is not known to us: the paper bears none. The record says that the notice comes within five working days
after all debts are paid."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, PaperForm, Rule, RuleKind

from .asking import address, agreed, before, choice, day, group, is_, long_text, text

DECREE = "Nghị định 168/2025/NĐ-CP"

BUSINESS_LINES = (
    "Họ, chữ đệm, tên chủ hộ kinh doanh: {applicant_name}",
    "Ngày, tháng, năm sinh: {applicant_born_on}. Số định danh cá nhân: {applicant_identity_number}",
    "Nơi cư trú: {applicant_address}, {applicant_commune}",
    "Điện thoại: {applicant_phone}. Thư điện tử: {applicant_email}",
    "Tên hộ kinh doanh: {business_name}. Mã số hộ kinh doanh: {business_code}",
    "Ngày cấp Giấy chứng nhận đăng ký hộ kinh doanh: {certificate_issued_on}",
    "Trụ sở: {business_address}",
)


def registered_business() -> Group:
    """The business as its certificate says it."""
    return group(
        "business",
        "Hộ kinh doanh đã đăng ký",
        text("business_name", "Tên hộ kinh doanh", 150, example="Hộ kinh doanh Tạp hóa Ngọc Hân"),
        Field(
            "business_code",
            FieldType.TAX_CODE,
            "Mã số hộ kinh doanh",
            required=True,
            help="Mã số ghi trên Giấy chứng nhận, cũng là mã số thuế: 10, 13 hoặc 12 chữ số.",
            example="096085001234",
        ),
        day("certificate_issued_on", "Ngày cấp Giấy chứng nhận", example="12/03/2024"),
        address("business_address", "Trụ sở hộ kinh doanh"),
    )


def household_business_end() -> FormDefinition:
    """Return the form of procedure 1.001266."""
    return FormDefinition(
        title="Thông báo chấm dứt hoạt động hộ kinh doanh",
        official_form="Thông báo chấm dứt hoạt động hộ kinh doanh",
        source=f"{DECREE} và biểu mẫu của Thông tư 68/2025/TT-BTC",
        minutes=6,
        groups=(
            blocks.applicant(title="Chủ hộ kinh doanh"),
            registered_business(),
            group(
                "end",
                "Chấm dứt hoạt động",
                day("ends_on", "Ngày chấm dứt hoạt động", max="today+365d", example="31/12/2026"),
                choice(
                    "reason",
                    "Lý do chấm dứt",
                    ("losses", "Kinh doanh không hiệu quả"),
                    ("health", "Chủ hộ không đủ sức khỏe hoặc chuyển nơi ở"),
                    ("company", "Chuyển thành doanh nghiệp"),
                    ("transfer", "Chuyển nhượng cho người khác"),
                    ("other", "Lý do khác"),
                ),
                long_text(
                    "reason_detail", "Nói rõ lý do", when=is_("reason", "other"), example="Hết hợp đồng thuê nhà."
                ),
                choice(
                    "debts",
                    "Các khoản nợ, thuế và nghĩa vụ tài chính",
                    ("paid", "Đã thanh toán đầy đủ"),
                    ("agreed", "Đã thỏa thuận xong với chủ nợ"),
                    ("owing", "Còn nợ chưa thanh toán"),
                    help="Gồm cả nợ thuế, bảo hiểm xã hội, lương và hợp đồng đang thực hiện.",
                ),
                choice(
                    "workers",
                    "Hợp đồng lao động với người làm thuê",
                    ("none", "Không thuê lao động"),
                    ("settled", "Đã chấm dứt và trả đủ quyền lợi"),
                    ("open", "Chưa giải quyết xong"),
                ),
                agreed("no_tax_case", "Hộ kinh doanh đã hoàn thành nghĩa vụ với cơ quan thuế"),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="still_owing",
                when=is_("debts", "owing"),
                field="debts",
                message="phải thanh toán hết các khoản nợ trước khi chấm dứt hoạt động",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy thanh toán hoặc thỏa thuận xong, rồi nộp trong 05 ngày làm việc.",
                source=DECREE,
            ),
            Rule(
                key="ends_before_it_began",
                when=before("ends_on", "certificate_issued_on"),
                field="ends_on",
                message="Ngày chấm dứt đứng trước ngày cấp Giấy chứng nhận",
                remedy="Hãy xem lại hai ngày.",
            ),
            Rule(
                key="workers_unsettled",
                when=is_("workers", "open"),
                field="workers",
                message="Quyền lợi của người lao động chưa giải quyết xong",
                remedy="Hãy trả đủ lương, trợ cấp rồi nộp.",
            ),
        ),
        paper=PaperForm(
            title="Thông báo chấm dứt hoạt động hộ kinh doanh",
            body=(
                *BUSINESS_LINES,
                "Thông báo chấm dứt hoạt động kể từ ngày {ends_on.day} tháng {ends_on.month} năm {ends_on.year}",
                "Lý do: {reason}",
                "? {reason_detail}",
                "Các khoản nợ và nghĩa vụ tài chính: {debts}. Lao động: {workers}",
                "[] no_tax_case",
                "Tôi cam kết về tính chính xác, trung thực và chịu trách nhiệm trước pháp luật về nội dung thông báo.",
                "[] commitment",
            ),
            signer="Chủ hộ kinh doanh",
        ),
    )
