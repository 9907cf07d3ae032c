"""Confirmation of residence. Source: Mẫu CT01 (Tờ khai thay đổi thông tin cư trú), which the national record 1.010041
of 2026 names with Circular 53/2025/TT-BCA; its eleven points were read in reproductions of the edition of Circular
66/2023/TT-BCA and are to be compared. Circular 55/2021/TT-BCA art. 17 says what
is confirmed: times, places and kinds of registration. Handled by the police of the commune."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule

from .asking import both, choice, citizen_number, day, group, is_, long_text, same, text

MEMBER = is_("is_head", "no")
WITH_MEMBERS = is_("with_members", "yes")


def residence() -> FormDefinition:
    """Return the form of procedure 1.010041."""
    return FormDefinition(
        title="Tờ khai thay đổi thông tin cư trú (xác nhận thông tin về cư trú)",
        official_form="Mẫu CT01",
        source="Thông tư 53/2025/TT-BCA, Mẫu CT01",
        minutes=6,
        groups=(
            blocks.applicant(title="Người đề nghị"),
            group(
                "household",
                "Hộ gia đình",
                choice("gender", "Giới tính của người đề nghị", *blocks.GENDERS),
                choice("is_head", "Bạn có phải là chủ hộ không?", ("yes", "Tôi là chủ hộ"), ("no", "Không phải")),
                text("head_name", "Họ, chữ đệm và tên chủ hộ", 120, example="Trần Văn Bảy", when=MEMBER),
                text("head_relation", "Mối quan hệ với chủ hộ", 60, example="Con", when=MEMBER),
                citizen_number("head_identity_number", "Số định danh cá nhân của chủ hộ", when=MEMBER),
            ),
            group(
                "request",
                "Nội dung đề nghị",
                choice(
                    "confirm",
                    "Đề nghị xác nhận",
                    ("current", "Nơi cư trú hiện tại"),
                    ("periods", "Thời gian và địa điểm đã cư trú trước đây"),
                    ("household", "Các thành viên trong hộ"),
                    ("declared", "Đã khai báo cư trú"),
                    help="Nội dung xác nhận gồm thời gian, địa điểm, hình thức đăng ký cư trú.",
                ),
                long_text(
                    "request_detail",
                    "Nói rõ nội dung đề nghị",
                    required=False,
                    example="Xác nhận nơi thường trú từ năm 2018 đến nay để vay vốn.",
                ),
                choice(
                    "paper_kind",
                    "Nhận kết quả bằng",
                    ("paper", "Bản giấy"),
                    ("electronic", "Bản điện tử"),
                    default="electronic",
                ),
                choice(
                    "with_members",
                    "Có thành viên khác trong hộ cùng đề nghị không?",
                    ("no", "Không"),
                    ("yes", "Có"),
                    default="no",
                ),
                Field(
                    "members",
                    FieldType.REPEATED,
                    "Thành viên trong hộ cùng đề nghị",
                    required=True,
                    row_label="Thành viên",
                    max_rows=20,
                    when=WITH_MEMBERS,
                    fields=(
                        text("name", "Họ, chữ đệm và tên", 120, example="Trần Thị Hoa"),
                        day("born_on", "Ngày, tháng, năm sinh", example="05/09/2001"),
                        choice("gender", "Giới tính", *blocks.GENDERS),
                        citizen_number(
                            "identity_number",
                            "Số định danh cá nhân",
                            required=False,
                            born_field="born_on",
                            gender_field="gender",
                        ),
                        text("relation", "Mối quan hệ với chủ hộ", 60, example="Vợ"),
                    ),
                ),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="head_is_another",
                when=both(MEMBER, same("head_identity_number", "applicant_identity_number")),
                field="head_identity_number",
                message="Số định danh của chủ hộ trùng với số của người đề nghị, nhưng đã chọn không phải chủ hộ",
                remedy="Hãy chọn “Tôi là chủ hộ”, hoặc nhập số của chủ hộ.",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai thay đổi thông tin cư trú",
            number="Mẫu CT01",
            issued="Thông tư số 53/2025/TT-BCA",
            body=(
                "1. Họ, chữ đệm và tên: {applicant_name}",
                "2. Ngày, tháng, năm sinh: {applicant_born_on}. 3. Giới tính: {gender}",
                "4. Số định danh cá nhân: {applicant_identity_number}",
                "5. Số điện thoại liên hệ: {applicant_phone}. 6. Email: {applicant_email}",
                "Nơi cư trú: {applicant_address}, {applicant_commune}",
                "Người đề nghị là chủ hộ: {is_head}",
                "? 7. Họ, chữ đệm và tên chủ hộ: {head_name}. 8. Mối quan hệ với chủ hộ: {head_relation}",
                "? 9. Số định danh cá nhân của chủ hộ: {head_identity_number}",
                "10. Nội dung đề nghị: xác nhận thông tin về cư trú – {confirm}. {request_detail}",
                "Hình thức nhận kết quả: {paper_kind}",
                "11. Những thành viên trong hộ gia đình cùng thay đổi: {with_members}",
                "? | members",
                "[] commitment",
            ),
            signer="Người kê khai",
        ),
    )
