"""Household business. Source: application form (Giấy đề nghị đăng ký hộ kinh doanh) of the forms guiding Decree
168/2025/NĐ-CP on business registration; names: the same decree (formerly Decree 01/2021/NĐ-CP art. 88)."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, PaperForm

FAMILY = {"field": "founded_by", "op": "eq", "value": "family"}


PAPER = PaperForm(
    title="Giấy đề nghị đăng ký hộ kinh doanh",
    signer="Chủ hộ kinh doanh",
    body=(
        "Tôi là: {applicant_name}",
        "Ngày, tháng, năm sinh: {applicant_born_on}; số định danh cá nhân: {applicant_identity_number}",
        "Nơi cư trú: {applicant_address}",
        "Xã, phường nơi cư trú: {applicant_commune}",
        "Số điện thoại: {applicant_phone}; thư điện tử: {applicant_email}",
        "# Đăng ký hộ kinh doanh do tôi là chủ hộ với các nội dung sau:",
        "# 1. Hộ kinh doanh",
        "Tên hộ kinh doanh: Hộ kinh doanh {business_name}",
        "Trụ sở: {business_address}",
        "Điện thoại: {business_phone}; thư điện tử: {business_email}",
        "Trang web: {business_website}",
        "[] founded_by Chủ thể thành lập",
        "Ngày bắt đầu hoạt động: {starts_on}",
        "# 2. Ngành, nghề kinh doanh",
        "| business_lines Dòng đầu tiên là ngành, nghề chính.",
        "# 3. Vốn và lao động",
        "Vốn kinh doanh: {capital_vnd}",
        "Số lao động dự kiến: {number_of_workers}",
        "? # 4. Thành viên hộ gia đình tham gia hộ kinh doanh",
        "? | members Các thành viên:",
        "# 5. Thông tin đăng ký thuế",
        "Mã số thuế của chủ hộ: {owner_tax_code}",
        "[] tax_method Phương pháp tính thuế",
        "[] tax_notice_same_address Địa chỉ nhận thông báo thuế",
        "? Địa chỉ khác: {tax_notice_address}",
        "[] social_insurance Phương thức đóng bảo hiểm xã hội",
        "",
        "[] may_found",
        "[] no_other_business",
        "[] commitment",
    ),
    closing="Trụ sở thuộc quyền sử dụng hợp pháp của tôi và được dùng đúng mục đích theo quy định của pháp luật.",
)


def household_business() -> FormDefinition:
    """Return the form of procedure 1.001612."""
    return FormDefinition(
        title="Giấy đề nghị đăng ký hộ kinh doanh",
        official_form="Giấy đề nghị đăng ký hộ kinh doanh",
        source="Nghị định 168/2025/NĐ-CP và biểu mẫu hướng dẫn của Bộ Tài chính",
        minutes=15,
        groups=(
            blocks.applicant(title="Chủ hộ kinh doanh"),
            Group(
                key="business",
                title="Hộ kinh doanh",
                fields=(
                    Field(
                        "founded_by",
                        FieldType.CHOICE,
                        "Chủ thể thành lập",
                        required=True,
                        choices=(("person", "Cá nhân"), ("family", "Các thành viên hộ gia đình")),
                        default="person",
                    ),
                    Field(
                        "business_name",
                        FieldType.TEXT,
                        "Tên riêng của hộ kinh doanh",
                        help="Đứng sau cụm từ “Hộ kinh doanh”. Không dùng “công ty”, “doanh nghiệp”; không "
                        "trùng tên hộ "
                        "kinh doanh khác trong cùng xã, phường.",
                        example="Tạp hóa Ngọc Hân",
                        required=True,
                        min_length=2,
                        max_length=150,
                        pattern=r"(?is)(?!.*(?:công ty|doanh nghiệp|hộ kinh doanh)).*\w.*",
                        pattern_message="Tên riêng không được có “công ty”, “doanh nghiệp” và không lặp lại cụm từ "
                        "“hộ kinh doanh”.",
                    ),
                    Field("business_address", FieldType.ADDRESS, "Trụ sở hộ kinh doanh", required=True),
                    Field("business_phone", FieldType.PHONE, "Điện thoại của hộ kinh doanh", required=True),
                    Field("business_email", FieldType.EMAIL, "Thư điện tử của hộ kinh doanh"),
                    Field("business_website", FieldType.TEXT, "Trang web", help="Không bắt buộc.", max_length=200),
                    Field(
                        "capital_vnd",
                        FieldType.MONEY,
                        "Vốn kinh doanh",
                        required=True,
                        min=1_000_000,
                        max=1_000_000_000_000,
                        example="50.000.000",
                    ),
                    Field(
                        "number_of_workers",
                        FieldType.NUMBER,
                        "Số lao động dự kiến",
                        required=True,
                        min=0,
                        max=1_000,
                        unit="người",
                    ),
                    Field(
                        "starts_on",
                        FieldType.DATE,
                        "Ngày bắt đầu hoạt động",
                        help="Bỏ trống nếu bắt đầu ngay khi được cấp giấy chứng nhận.",
                        min="today",
                        max="today+365d",
                    ),
                ),
            ),
            Group(
                key="lines",
                title="Ngành, nghề kinh doanh",
                help="Dòng đầu tiên là ngành, nghề chính. Ngành, nghề có điều kiện chỉ kinh doanh khi đủ điều kiện.",
                fields=(
                    Field(
                        "business_lines",
                        FieldType.REPEATED,
                        "Ngành, nghề",
                        row_label="Ngành, nghề",
                        required=True,
                        max_rows=20,
                        fields=(
                            Field("name", FieldType.TEXT, "Tên ngành, nghề", required=True, max_length=200),
                            Field(
                                "code",
                                FieldType.TEXT,
                                "Mã ngành cấp bốn",
                                help="4 chữ số; bỏ trống nếu không rõ, cơ quan đăng ký sẽ hướng dẫn.",
                                example="4711",
                                pattern=r"\d{4}",
                                pattern_message="Mã ngành cấp bốn gồm 4 chữ số.",
                            ),
                        ),
                    ),
                ),
            ),
            Group(
                key="members",
                title="Thành viên hộ gia đình tham gia",
                when=FAMILY,
                fields=(
                    Field(
                        "members",
                        FieldType.REPEATED,
                        "Thành viên",
                        row_label="Thành viên",
                        required=True,
                        max_rows=20,
                        fields=(
                            Field("name", FieldType.TEXT, "Họ, chữ đệm, tên", required=True, max_length=120),
                            Field("born_on", FieldType.DATE, "Ngày, tháng, năm sinh", required=True, max="today"),
                            Field("gender", FieldType.CHOICE, "Giới tính", required=True, choices=blocks.GENDERS),
                            Field(
                                "identity_number",
                                FieldType.CITIZEN_NUMBER,
                                "Số định danh cá nhân",
                                required=True,
                                born_field="born_on",
                                gender_field="gender",
                            ),
                            Field("address", FieldType.TEXT, "Nơi cư trú", required=True, max_length=300),
                        ),
                    ),
                ),
            ),
            Group(
                key="tax",
                title="Thông tin đăng ký thuế",
                fields=(
                    Field(
                        "owner_tax_code",
                        FieldType.TAX_CODE,
                        "Mã số thuế của chủ hộ",
                        help="Bỏ trống nếu chưa có; từ 01/7/2025 số định danh cá nhân là mã số thuế của cá nhân.",
                    ),
                    Field(
                        "tax_method",
                        FieldType.CHOICE,
                        "Phương pháp tính thuế",
                        help="Từ 01/01/2026 không còn thuế khoán.",
                        required=True,
                        choices=(
                            ("declaration", "Kê khai"),
                            ("each_time", "Từng lần phát sinh"),
                        ),
                    ),
                    Field(
                        "tax_notice_same_address",
                        FieldType.CHOICE,
                        "Nhận thông báo thuế tại trụ sở?",
                        required=True,
                        choices=(("yes", "Tại trụ sở"), ("no", "Địa chỉ khác")),
                        default="yes",
                    ),
                    Field(
                        "tax_notice_address",
                        FieldType.ADDRESS,
                        "Địa chỉ nhận thông báo thuế",
                        required=True,
                        when={"field": "tax_notice_same_address", "op": "eq", "value": "no"},
                    ),
                    Field(
                        "social_insurance",
                        FieldType.CHOICE,
                        "Phương thức đóng bảo hiểm xã hội",
                        required=True,
                        choices=(
                            ("monthly", "Hằng tháng"),
                            ("quarterly", "03 tháng một lần"),
                            ("half_year", "06 tháng một lần"),
                        ),
                    ),
                ),
            ),
            Group(
                key="conditions",
                title="Điều kiện của chủ hộ",
                fields=(
                    Field(
                        "may_found",
                        FieldType.YES_NO,
                        "Tôi không thuộc trường hợp bị cấm thành lập hộ kinh doanh",
                        help="Không phải người chưa thành niên, người bị hạn chế năng lực hành vi dân sự, người đang "
                        "chấp hành hình phạt tù hoặc biện pháp xử lý hành chính bắt buộc.",
                        required=True,
                    ),
                    Field(
                        "no_other_business",
                        FieldType.YES_NO,
                        "Tôi không đồng thời là chủ hộ kinh doanh khác, chủ doanh nghiệp tư nhân",
                        required=True,
                    ),
                ),
            ),
            blocks.statements(
                text="Trụ sở thuộc quyền sử dụng hợp pháp của tôi và được dùng đúng mục đích theo quy định "
                "của pháp luật."
            ),
        ),
        paper=PAPER,
    )
