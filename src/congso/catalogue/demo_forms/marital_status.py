"""Certificate of marital status. Source: declaration form (Tờ khai cấp Giấy xác nhận tình trạng hôn nhân) of Circular
04/2020/TT-BTP, appendix 5, as amended; Decree 123/2015/NĐ-CP art. 21–23."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, PaperForm, Rule, RuleKind

from .ethnicities import ETHNICITIES

FOR_ANOTHER = {"field": "for_whom", "op": "eq", "value": "another"}
TO_MARRY = {"field": "purpose", "op": "eq", "value": "marriage"}


PAPER = PaperForm(
    title="Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
    issued="Thông tư 04/2020/TT-BTP, Phụ lục 5; sửa đổi bởi Thông tư 04/2024/TT-BTP",
    signer="Người yêu cầu",
    body=(
        "Họ, chữ đệm, tên người yêu cầu: {applicant_name}",
        "Ngày, tháng, năm sinh: {applicant_born_on}; số định danh cá nhân: {applicant_identity_number}",
        "Nơi cư trú: {applicant_address}",
        "Xã, phường nơi cư trú: {applicant_commune}",
        "Số điện thoại: {applicant_phone}; thư điện tử: {applicant_email}",
        "# Đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho người dưới đây:",
        "[] for_whom Người được cấp",
        "? Quan hệ với người được cấp: {relation}",
        "? Họ, chữ đệm, tên: {subject_name}",
        "? Ngày, tháng, năm sinh: {subject_born_on}; số định danh cá nhân: {subject_identity_number}",
        "Giới tính: {gender}; dân tộc: {ethnicity}; quốc tịch: {nationality}",
        "Nơi cư trú: {residence}",
        "",
        "[] marital_status Tình trạng hôn nhân",
        "? Họ, chữ đệm, tên của vợ, chồng: {spouse_name}",
        "? Bản án hoặc quyết định ly hôn (số, ngày, tòa án ban hành): {divorce_paper}",
        "? Trích lục khai tử (số, ngày, nơi đăng ký): {death_paper}",
        "[] lived_elsewhere Đã từng thường trú ở nơi khác sau khi đủ tuổi kết hôn",
        "? | earlier_residences Những nơi từng thường trú:",
        "",
        "[] purpose Mục đích sử dụng Giấy xác nhận tình trạng hôn nhân",
        "? Đăng ký kết hôn với: {partner_name}; ngày sinh: {partner_born_on}",
        "? Giấy tờ tùy thân của người đó: {partner_identity}",
        "? Nơi dự định đăng ký kết hôn: {marriage_place}",
        "? Ghi rõ mục đích: {purpose_detail}",
        "Số bản giấy xác nhận: {number_of_copies}",
        "",
        "[] commitment",
    ),
    closing=blocks.STATEMENT_SOURCE,
)


def marital_status() -> FormDefinition:
    """Return the form of procedure 1.004873."""
    return FormDefinition(
        title="Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
        official_form="Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
        source="Thông tư 04/2020/TT-BTP, Phụ lục 5 (sửa đổi bởi Thông tư 04/2024/TT-BTP)",
        minutes=8,
        groups=(
            blocks.applicant(title="Người yêu cầu"),
            Group(
                key="subject",
                title="Người được cấp giấy xác nhận",
                fields=(
                    Field(
                        "for_whom",
                        FieldType.CHOICE,
                        "Xin giấy xác nhận cho",
                        required=True,
                        choices=(("self", "Bản thân"), ("another", "Người khác ủy quyền")),
                        default="self",
                    ),
                    Field(
                        "relation",
                        FieldType.TEXT,
                        "Quan hệ với người được cấp",
                        example="Mẹ",
                        required=True,
                        max_length=100,
                        when=FOR_ANOTHER,
                    ),
                    *blocks.identity("subject", of="của người được cấp", when=dict(FOR_ANOTHER)),
                    Field("gender", FieldType.CHOICE, "Giới tính", required=True, choices=blocks.GENDERS),
                    Field("ethnicity", FieldType.CHOICE, "Dân tộc", required=True, choices=ETHNICITIES),
                    Field(
                        "nationality",
                        FieldType.TEXT,
                        "Quốc tịch",
                        required=True,
                        default="Việt Nam",
                        max_length=60,
                    ),
                    Field("residence", FieldType.ADDRESS, "Nơi cư trú của người được cấp", required=True),
                ),
            ),
            Group(
                key="status",
                title="Tình trạng hôn nhân",
                fields=(
                    Field(
                        "marital_status",
                        FieldType.CHOICE,
                        "Tình trạng hôn nhân hiện tại",
                        required=True,
                        choices=(
                            ("single", "Chưa đăng ký kết hôn với ai"),
                            ("married", "Đang có vợ, có chồng"),
                            ("divorced", "Đã ly hôn, chưa kết hôn với người khác"),
                            ("widowed", "Vợ, chồng đã chết, chưa kết hôn với người khác"),
                            ("unregistered", "Chung sống từ trước 03/01/1987, chưa đăng ký kết hôn"),
                        ),
                    ),
                    Field(
                        "spouse_name",
                        FieldType.TEXT,
                        "Họ, chữ đệm, tên của vợ, chồng",
                        required=True,
                        max_length=120,
                        when={
                            "field": "marital_status",
                            "op": "in",
                            "value": ["married", "divorced", "widowed", "unregistered"],
                        },
                    ),
                    Field(
                        "divorce_paper",
                        FieldType.TEXT,
                        "Số, ngày bản án hoặc quyết định ly hôn, tòa án ban hành",
                        example="25/2024/QĐST-HNGĐ ngày 12/03/2024, Tòa án nhân dân khu vực 1",
                        required=True,
                        max_length=200,
                        when={"field": "marital_status", "op": "eq", "value": "divorced"},
                    ),
                    Field(
                        "death_paper",
                        FieldType.TEXT,
                        "Số, ngày trích lục khai tử, nơi đăng ký",
                        required=True,
                        max_length=200,
                        when={"field": "marital_status", "op": "eq", "value": "widowed"},
                    ),
                    Field(
                        "lived_elsewhere",
                        FieldType.CHOICE,
                        "Đã từng thường trú ở nơi khác sau khi đủ tuổi kết hôn?",
                        help="Đủ tuổi kết hôn: nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi.",
                        required=True,
                        choices=(("no", "Không"), ("yes", "Có")),
                    ),
                    Field(
                        "earlier_residences",
                        FieldType.REPEATED,
                        "Nơi từng thường trú",
                        row_label="Nơi từng thường trú",
                        required=True,
                        max_rows=10,
                        when={"field": "lived_elsewhere", "op": "eq", "value": "yes"},
                        fields=(
                            Field("place", FieldType.TEXT, "Xã, phường, tỉnh", required=True, max_length=200),
                            Field("from_on", FieldType.DATE, "Từ ngày", required=True, max="today"),
                            Field("to_on", FieldType.DATE, "Đến ngày", required=True, max="today"),
                        ),
                    ),
                ),
            ),
            Group(
                key="purpose",
                title="Mục đích sử dụng",
                fields=(
                    Field(
                        "purpose",
                        FieldType.CHOICE,
                        "Dùng giấy xác nhận để",
                        help="Giấy dùng để kết hôn chỉ ghi một mục đích (Nghị định 123/2015/NĐ-CP, Điều 23).",
                        required=True,
                        choices=(
                            ("marriage", "Đăng ký kết hôn"),
                            ("property", "Mua bán, thế chấp nhà đất"),
                            ("other", "Việc khác"),
                        ),
                    ),
                    Field(
                        "partner_name", FieldType.TEXT, "Kết hôn với ai", required=True, max_length=120, when=TO_MARRY
                    ),
                    Field("partner_born_on", FieldType.DATE, "Ngày sinh của người đó", max="today", when=TO_MARRY),
                    Field(
                        "partner_identity",
                        FieldType.TEXT,
                        "Giấy tờ tùy thân của người đó",
                        help="Loại giấy tờ và số.",
                        max_length=100,
                        when=TO_MARRY,
                    ),
                    Field(
                        "marriage_place",
                        FieldType.TEXT,
                        "Nơi dự định đăng ký kết hôn",
                        required=True,
                        max_length=200,
                        when=TO_MARRY,
                    ),
                    Field(
                        "purpose_detail",
                        FieldType.TEXT,
                        "Ghi rõ mục đích",
                        required=True,
                        max_length=200,
                        when={"field": "purpose", "op": "in", "value": ["property", "other"]},
                    ),
                    Field(
                        "number_of_copies",
                        FieldType.NUMBER,
                        "Số bản giấy xác nhận",
                        required=True,
                        min=1,
                        max=10,
                        default="1",
                        unit="bản",
                    ),
                ),
            ),
            blocks.statements(),
        ),
        paper=PAPER,
        rules=(
            Rule(
                key="married_already",
                when={"and": [TO_MARRY, {"field": "marital_status", "op": "eq", "value": "married"}]},
                field="purpose",
                message="người đang có vợ, có chồng không được đăng ký kết hôn với người khác",
                kind=RuleKind.INELIGIBLE,
                remedy="Nếu bạn đã ly hôn, hãy chọn lại tình trạng hôn nhân và ghi bản án, quyết định ly hôn.",
                source="Luật Hôn nhân và gia đình 2014, Điều 5 khoản 2 điểm c",
            ),
            Rule(
                key="partner_is_spouse",
                when={
                    "and": [
                        {"field": "marital_status", "op": "eq", "value": "widowed"},
                        {"field": "partner_name", "op": "eq", "other": "spouse_name"},
                    ]
                },
                field="partner_name",
                message="Người sẽ kết hôn có cùng họ tên với vợ, chồng đã chết",
                remedy="Hãy kiểm tra lại hai họ tên.",
            ),
        ),
    )
