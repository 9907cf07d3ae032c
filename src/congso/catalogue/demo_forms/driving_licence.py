"""Exchange of a driving licence. Source: Phụ lục XII of Circular 12/2025/TT-BCA (Đề nghị đổi giấy phép lái xe), which
the national record 3.000347 of 2026 names and whose lines were read in a public reproduction; art. 21 of that
circular: the papers. Classes: Law on Traffic Order and Safety 36/2024/QH15 art. 57, and those of before. Code and name:
that record, which leads to the police of the commune, of the province and of the ministry."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import FormDefinition, PaperForm, Rule, RuleKind

from .asking import before, both, choice, day, group, is_, text, year

CIRCULAR = "Thông tư 12/2025/TT-BCA"
NEW_CLASSES = tuple(
    (name, name) for name in ("A1", "A", "B1", "B", "C1", "C", "D1", "D2", "D", "BE", "C1E", "CE", "D1E", "D2E", "DE")
)
OLD_CLASSES = tuple((name, name) for name in ("A2", "A3", "A4", "B2", "E", "FB2", "FC", "FD", "FE"))
WITHOUT_HEALTH_PAPER = is_("wanted_class", "A1", "A", "B1")


def driving_licence() -> FormDefinition:
    """Return the form of procedure 3.000347."""
    return FormDefinition(
        title="Đề nghị đổi giấy phép lái xe",
        official_form="Phụ lục XII",
        source="Thông tư 12/2025/TT-BCA, Phụ lục XII",
        minutes=6,
        groups=(
            blocks.applicant(title="Người đề nghị"),
            group(
                "person",
                "Giấy tờ của người đề nghị",
                day("identity_issued_on", "Ngày cấp thẻ căn cước hoặc hộ chiếu", example="12/03/2022"),
                text("identity_issued_by", "Nơi cấp", example="Bộ Công an"),
                text("nationality", "Quốc tịch", 60, default="Việt Nam"),
            ),
            group(
                "licence",
                "Giấy phép lái xe hiện có",
                text("school", "Đã học lái xe tại", example="Trung tâm đào tạo lái xe Cà Mau"),
                year("school_year", "Năm học lái xe", example="2016", help="Không nhớ thì ghi gần đúng."),
                choice("held_class", "Hiện có giấy phép lái xe hạng", *NEW_CLASSES, *OLD_CLASSES),
                text(
                    "licence_number",
                    "Số giấy phép lái xe",
                    12,
                    help="12 chữ số; giấy phép cũ bằng giấy bìa có thể ngắn hơn.",
                    example="960161234567",
                    pattern=r"[A-Z]{0,2}\d{6,12}",
                    pattern_message="Số giấy phép lái xe gồm 6 đến 12 chữ số.",
                ),
                text("licence_issued_by", "Cơ quan cấp", example="Sở Giao thông vận tải tỉnh Cà Mau"),
                day("licence_issued_on", "Ngày cấp giấy phép lái xe", example="20/06/2016"),
                day(
                    "valid_until",
                    "Có giá trị đến",
                    required=False,
                    max=None,
                    help="Bỏ trống nếu không thời hạn.",
                    example="20/06/2027",
                ),
            ),
            group(
                "exchange",
                "Đề nghị",
                choice("wanted_class", "Đề nghị đổi sang hạng", *NEW_CLASSES),
                choice(
                    "reason",
                    "Lý do",
                    ("expiring", "Sắp hết hạn"),
                    ("damaged", "Bị hỏng, mờ"),
                    ("personal", "Thông tin cá nhân thay đổi, sai lệch"),
                    ("paper", "Đổi giấy phép bằng giấy bìa sang thẻ nhựa"),
                    ("age", "Đổi xuống hạng thấp hơn do tuổi, sức khỏe"),
                    ("foreign", "Có giấy phép lái xe nước ngoài"),
                    ("lost", "Bị mất"),
                ),
                choice(
                    "combine",
                    "Tích hợp giấy phép có thời hạn với giấy phép không thời hạn?",
                    ("no", "Không"),
                    ("yes", "Có"),
                    default="no",
                ),
                choice(
                    "health_paper",
                    "Giấy khám sức khỏe của người lái xe",
                    ("valid", "Có, còn hiệu lực"),
                    ("none", "Chưa có"),
                    when={"not": WITHOUT_HEALTH_PAPER},
                    help="Không cần với hạng A1, A, B1.",
                    sensitive=True,
                ),
                choice(
                    "violation",
                    "Đang có vi phạm hành chính về giao thông chưa giải quyết?",
                    ("no", "Không"),
                    ("yes", "Có"),
                ),
                text(
                    "violation_detail",
                    "Quyết định xử phạt",
                    300,
                    when=is_("violation", "yes"),
                    example="Quyết định 125/QĐ-XPHC ngày 10/10/2026",
                ),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="lost_is_another_procedure",
                when=is_("reason", "lost"),
                field="reason",
                message="giấy phép bị mất thì làm thủ tục cấp lại, không đổi",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy nộp hồ sơ “Cấp lại giấy phép lái xe”.",
            ),
            Rule(
                key="health_paper_is_needed",
                when=both({"not": WITHOUT_HEALTH_PAPER}, is_("health_paper", "none")),
                field="health_paper",
                message="phải có giấy khám sức khỏe của người lái xe còn hiệu lực, trừ hạng A1, A, B1",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy khám sức khỏe tại cơ sở đủ điều kiện rồi nộp.",
                source=f"{CIRCULAR}, Điều 21 khoản 2",
            ),
            Rule(
                key="ends_before_it_began",
                when=before("valid_until", "licence_issued_on"),
                field="valid_until",
                message="Giấy phép lái xe hết giá trị trước ngày được cấp",
                remedy="Hãy xem lại hai ngày.",
            ),
        ),
        paper=PaperForm(
            title="Đề nghị đổi giấy phép lái xe",
            number="Phụ lục XII",
            issued="Thông tư số 12/2025/TT-BCA",
            body=(
                "Tôi là: {applicant_name}. Quốc tịch: {nationality}",
                "Ngày, tháng, năm sinh: {applicant_born_on}",
                "Số định danh cá nhân: {applicant_identity_number}, ngày cấp {identity_issued_on}, nơi cấp "
                "{identity_issued_by}",
                "Nơi cư trú: {applicant_address}, {applicant_commune}",
                "Số điện thoại: {applicant_phone}. Thư điện tử: {applicant_email}",
                "Đã học lái xe tại: {school}, năm {school_year}",
                "Hiện đã có giấy phép lái xe hạng: {held_class}, số: {licence_number}",
                "do: {licence_issued_by} cấp ngày {licence_issued_on}, có giá trị đến {valid_until}",
                "Đề nghị cho tôi được đổi giấy phép lái xe hạng: {wanted_class}",
                "Lý do: {reason}",
                "Đăng ký tích hợp giấy phép lái xe có thời hạn với giấy phép lái xe không thời hạn: {combine}",
                "? Giấy khám sức khỏe của người lái xe: {health_paper}",
                "Vi phạm hành chính trong lĩnh vực giao thông đường bộ: {violation}",
                "? Quyết định xử phạt: {violation_detail}",
                "Tôi xin cam đoan những điều ghi trên đây là đúng sự thật, nếu sai tôi xin hoàn toàn chịu trách nhiệm.",
                "[] commitment",
            ),
            signer="Người đề nghị",
        ),
    )
