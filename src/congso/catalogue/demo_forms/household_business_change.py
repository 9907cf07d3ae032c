"""What a household business registered changes. Source: the national record 2.000720 of 2026 (Giấy đề nghị đăng ký thay
đổi nội dung đăng ký hộ kinh doanh), which lists what may change and asks for it within ten days; Decree 168/2025/NĐ-CP,
Circular 68/2025/TT-BTC. The number of the present form is not known to us: the paper bears none."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule

from .asking import address, before, choice, citizen_number, day, group, is_, number, same, text
from .household_business_end import BUSINESS_LINES, registered_business

NEW_OWNER = is_("changes", "owner")


def household_business_change() -> FormDefinition:
    """Return the form of procedure 2.000720."""
    return FormDefinition(
        title="Giấy đề nghị đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
        official_form="Giấy đề nghị đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
        source="Nghị định 168/2025/NĐ-CP và biểu mẫu của Thông tư 68/2025/TT-BTC",
        minutes=8,
        groups=(
            blocks.applicant(title="Chủ hộ kinh doanh"),
            registered_business(),
            group(
                "changes",
                "Nội dung thay đổi",
                Field(
                    "changes",
                    FieldType.CHOICES,
                    "Đăng ký thay đổi",
                    required=True,
                    help="Phải đăng ký trong 10 ngày kể từ ngày có thay đổi.",
                    choices=(
                        ("name", "Tên hộ kinh doanh"),
                        ("address", "Địa chỉ trụ sở"),
                        ("lines", "Ngành, nghề kinh doanh"),
                        ("capital", "Vốn kinh doanh"),
                        ("owner", "Chủ hộ kinh doanh"),
                        ("members", "Thành viên hộ gia đình"),
                        ("tax", "Thông tin đăng ký thuế"),
                    ),
                ),
                day("changed_on", "Ngày có thay đổi", example="20/11/2026"),
                text("new_name", "Tên mới", 150, when=is_("changes", "name"), example="Hộ kinh doanh Tạp hóa Sông Đốc"),
                address("new_address", "Địa chỉ trụ sở mới", when=is_("changes", "address")),
                Field(
                    "new_lines",
                    FieldType.REPEATED,
                    "Ngành, nghề sau khi thay đổi",
                    required=True,
                    row_label="Ngành, nghề",
                    max_rows=20,
                    when=is_("changes", "lines"),
                    fields=(
                        text("name", "Tên ngành, nghề", example="Bán lẻ lương thực, thực phẩm"),
                        text(
                            "code",
                            "Mã ngành cấp bốn",
                            4,
                            required=False,
                            example="4711",
                            pattern=r"\d{4}",
                            pattern_message="Mã ngành cấp bốn gồm 4 chữ số.",
                        ),
                    ),
                ),
                Field(
                    "new_capital_vnd",
                    FieldType.MONEY,
                    "Vốn kinh doanh mới",
                    required=True,
                    min=1_000_000,
                    max=1_000_000_000_000,
                    when=is_("changes", "capital"),
                    example="80.000.000",
                ),
                choice(
                    "owner_reason",
                    "Lý do thay đổi chủ hộ",
                    ("sale", "Bán, tặng cho hộ kinh doanh"),
                    ("inheritance", "Thừa kế"),
                    ("family", "Gia đình ủy quyền cho thành viên khác"),
                    when=NEW_OWNER,
                ),
                text("new_owner_name", "Họ, chữ đệm, tên chủ hộ mới", 120, when=NEW_OWNER, example="Lê Thị Cẩm Tú"),
                day("new_owner_born_on", "Ngày sinh của chủ hộ mới", max="today-18y", when=NEW_OWNER),
                citizen_number(
                    "new_owner_identity_number",
                    "Số định danh của chủ hộ mới",
                    born_field="new_owner_born_on",
                    when=NEW_OWNER,
                ),
                Field(
                    "new_members",
                    FieldType.REPEATED,
                    "Thành viên hộ gia đình sau khi thay đổi",
                    required=True,
                    row_label="Thành viên",
                    max_rows=10,
                    when=is_("changes", "members"),
                    fields=(
                        text("name", "Họ, chữ đệm, tên", 120, example="Trần Thị Hoa"),
                        day("born_on", "Ngày, tháng, năm sinh"),
                        citizen_number("identity_number", "Số định danh cá nhân", born_field="born_on"),
                    ),
                ),
                text(
                    "new_tax",
                    "Thông tin thuế mới",
                    300,
                    when=is_("changes", "tax"),
                    help="Địa chỉ nhận thông báo thuế, điện thoại, số lao động.",
                    example="Địa chỉ nhận thông báo thuế: số 5, đường Lý Bôn, phường Tân Thành",
                ),
                number("number_of_workers", "Số lao động hiện nay", 0, 1_000, unit="người", example="3"),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="same_name",
                when=same("new_name", "business_name"),
                field="new_name",
                message="Tên mới giống hệt tên đang dùng",
                remedy="Hãy ghi tên mới, hoặc bỏ chọn thay đổi tên.",
            ),
            Rule(
                key="owner_is_another",
                when=same("new_owner_identity_number", "applicant_identity_number"),
                field="new_owner_identity_number",
                message="Số định danh của chủ hộ mới trùng với số của chủ hộ hiện nay",
                remedy="Hãy nhập số của chủ hộ mới.",
            ),
            Rule(
                key="changed_before_it_began",
                when=before("changed_on", "certificate_issued_on"),
                field="changed_on",
                message="Ngày có thay đổi đứng trước ngày cấp Giấy chứng nhận",
                remedy="Hãy xem lại hai ngày.",
            ),
        ),
        paper=PaperForm(
            title="Giấy đề nghị đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
            body=(
                *BUSINESS_LINES,
                "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh như sau:",
                "[] changes",
                "Ngày có thay đổi: {changed_on}",
                "? Tên mới: {new_name}",
                "? Trụ sở mới: {new_address}",
                "? | new_lines",
                "? Vốn kinh doanh mới: {new_capital_vnd}",
                "? Lý do thay đổi chủ hộ: {owner_reason}",
                "? Chủ hộ mới: {new_owner_name}, sinh ngày {new_owner_born_on}, số định danh "
                "{new_owner_identity_number}",
                "? | new_members",
                "? Thông tin đăng ký thuế mới: {new_tax}",
                "Số lao động: {number_of_workers}",
                "Tôi cam kết về tính hợp pháp, chính xác, trung thực của nội dung đăng ký thay đổi.",
                "[] commitment",
            ),
            signer="Chủ hộ kinh doanh",
        ),
    )
