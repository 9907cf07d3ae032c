"""Badges for vehicles of transport businesses. Source: the national record 2.002288 of 2026 (Giấy đề nghị cấp, cấp lại
phù hiệu) and Decree 158/2024/NĐ-CP, which it names; the lines are those known from Phụ lục V of Decree 10/2020/NĐ-CP,
the decree before it. The number of the present form is not known to us: the paper bears none. Code and name: that
record; its conditions give the rules."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule, RuleKind

from .asking import before, both, choice, day, filled, group, is_, number, text, year
from .persons import ORGANISATION_LINES, organisation

DECREE = "Nghị định 158/2024/NĐ-CP"
BADGES = (
    ("route", "Xe tuyến cố định"),
    ("transfer", "Xe trung chuyển"),
    ("bus", "Xe buýt"),
    ("taxi", "Xe taxi"),
    ("contract", "Xe hợp đồng"),
    ("truck", "Xe tải"),
    ("four_wheel_people", "Xe bốn bánh chở khách"),
    ("four_wheel_goods", "Xe bốn bánh chở hàng"),
)
AGAIN = is_("request", "again")


def vehicle_badge() -> FormDefinition:
    """Return the form of procedure 2.002288."""
    return FormDefinition(
        title="Giấy đề nghị cấp, cấp lại phù hiệu",
        official_form="Giấy đề nghị cấp (cấp lại) phù hiệu",
        source=f"{DECREE}; mẫu đơn theo hồ sơ thủ tục 2.002288, cần đối chiếu",
        minutes=8,
        groups=(
            blocks.applicant(title="Người đại diện đơn vị kinh doanh vận tải"),
            organisation(always=True),
            group(
                "licence",
                "Giấy phép kinh doanh vận tải",
                choice(
                    "has_licence",
                    "Đơn vị đã có Giấy phép kinh doanh vận tải bằng xe ô tô chưa?",
                    ("yes", "Đã có"),
                    ("no", "Chưa có"),
                ),
                text("licence_number", "Số giấy phép", 40, when=is_("has_licence", "yes"), example="960012/GPKDVT"),
                day("licence_issued_on", "Ngày cấp", when=is_("has_licence", "yes"), example="12/03/2025"),
                text("licence_issued_by", "Nơi cấp", when=is_("has_licence", "yes"), example="Sở Xây dựng tỉnh Cà Mau"),
            ),
            group(
                "request",
                "Đề nghị",
                choice("request", "Đề nghị", ("new", "Cấp phù hiệu"), ("again", "Cấp lại phù hiệu")),
                choice(
                    "reason",
                    "Lý do cấp lại",
                    ("expiring", "Hết hạn"),
                    ("lost", "Bị mất"),
                    ("damaged", "Bị hư hỏng"),
                    ("owner", "Đổi chủ sở hữu xe hoặc đơn vị kinh doanh"),
                    ("withdrawn", "Hết thời gian bị thu hồi"),
                    when=AGAIN,
                    help="Sắp hết hạn: đề nghị trong 15 ngày trước ngày hết hạn.",
                ),
                number("returned", "Số phù hiệu nộp lại", 0, 1_000, when=AGAIN, unit="phù hiệu", example="2"),
                number("wanted", "Số phù hiệu đề nghị cấp", 1, 1_000, unit="phù hiệu", example="2"),
                choice("badge", "Loại phù hiệu", *BADGES),
                text(
                    "route",
                    "Tuyến cố định",
                    when=is_("badge", "route"),
                    help="Bến đi, bến đến, mã số tuyến.",
                    example="Bến xe Cà Mau – Bến xe Miền Tây",
                ),
                Field(
                    "vehicles",
                    FieldType.REPEATED,
                    "Danh sách xe đề nghị cấp phù hiệu",
                    required=True,
                    row_label="Xe",
                    max_rows=50,
                    fields=(
                        text(
                            "plate",
                            "Biển kiểm soát",
                            15,
                            example="69H-012.34",
                            pattern=r"\d{2}[A-ZĐ]{1,2}-?\d{3}\.?\d{1,2}",
                            pattern_message="Ghi biển kiểm soát như “69H-012.34”.",
                        ),
                        text("capacity", "Sức chứa hoặc khối lượng hàng", 40, example="29 chỗ"),
                        text("brand", "Nhãn hiệu xe", 60, example="Samco"),
                        text("country", "Nước sản xuất", 60, example="Việt Nam"),
                        year("built", "Năm sản xuất", example="2022"),
                        choice(
                            "ownership",
                            "Quyền sử dụng xe",
                            ("own", "Của đơn vị"),
                            ("hired", "Thuê"),
                            ("cooperative", "Của thành viên hợp tác xã"),
                        ),
                    ),
                ),
                choice(
                    "tracking",
                    "Thiết bị giám sát hành trình",
                    ("all", "Tất cả xe đã lắp và truyền dữ liệu"),
                    ("some", "Có xe chưa lắp hoặc không truyền dữ liệu"),
                    ("exempt", "Xe không phải lắp"),
                ),
            ),
            blocks.statements(text="Đơn vị chịu trách nhiệm trước pháp luật về sự chính xác của nội dung khai."),
        ),
        rules=(
            Rule(
                key="no_licence",
                when=is_("has_licence", "no"),
                field="has_licence",
                message="chỉ đơn vị có Giấy phép kinh doanh vận tải mới được cấp phù hiệu",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy làm thủ tục cấp Giấy phép kinh doanh vận tải trước.",
                source=DECREE,
            ),
            Rule(
                key="more_returned_than_wanted",
                when=both(AGAIN, filled("returned"), before("wanted", "returned")),
                field="wanted",
                message="Số phù hiệu nộp lại nhiều hơn số đề nghị cấp",
                remedy="Hãy xem lại hai số.",
            ),
            Rule(
                key="lost_is_not_returned",
                when=both(is_("reason", "lost"), {"field": "returned", "op": "gt", "value": 0}),
                field="returned",
                message="Phù hiệu bị mất thì không có để nộp lại",
                remedy="Hãy ghi 0, hoặc chọn lại lý do.",
            ),
        ),
        paper=PaperForm(
            title="Giấy đề nghị cấp, cấp lại phù hiệu",
            body=(
                *ORGANISATION_LINES,
                "Sinh ngày: {applicant_born_on}. Số định danh cá nhân: {applicant_identity_number}",
                "Địa chỉ liên hệ: {applicant_address}, {applicant_commune}",
                "Điện thoại: {applicant_phone}. Thư điện tử: {applicant_email}",
                "Giấy phép kinh doanh vận tải bằng xe ô tô: {has_licence}",
                "? Số: {licence_number}, ngày cấp {licence_issued_on}, nơi cấp {licence_issued_by}",
                "Đề nghị: {request}",
                "? Lý do cấp lại: {reason}. Số phù hiệu nộp lại: {returned}",
                "Số lượng phù hiệu đề nghị cấp: {wanted}. Loại phù hiệu: {badge}",
                "? Tuyến cố định: {route}",
                "| vehicles",
                "Thiết bị giám sát hành trình: {tracking}",
                "[] commitment",
            ),
            signer="Người đại diện đơn vị",
        ),
    )
