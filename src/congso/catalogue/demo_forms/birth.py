"""Registration of birth. Source: declaration form (Tờ khai đăng ký khai sinh) of Circular 04/2020/TT-BTP, appendix 5,
as amended by Circular 04/2024/TT-BTP; Law on Civil Status 60/2014/QH13 art. 14–16 (what a birth certificate says)."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, PaperForm, Rule

from .ethnicities import ETHNICITIES

RELATIONS = (
    ("mother", "Mẹ"),
    ("father", "Cha"),
    ("grandparent", "Ông, bà"),
    ("relative", "Người thân thích khác"),
    ("foster", "Người, tổ chức đang nuôi dưỡng trẻ"),
)
MOTHER_KNOWN = {"field": "mother_known", "op": "eq", "value": "yes"}
FATHER_KNOWN = {"field": "father_known", "op": "eq", "value": "yes"}
COPIES_WANTED = {"field": "wants_copies", "op": "eq", "value": "yes"}


def _parent(prefix: str, title: str, of: str, shown: dict[str, str]) -> Group:
    return Group(
        key=prefix,
        title=title,
        fields=(
            Field(
                f"{prefix}_known",
                FieldType.CHOICE,
                f"Khai thông tin {of}?",
                required=True,
                choices=(("yes", "Có"), ("no", "Không xác định được")),
                default="yes",
            ),
            *blocks.identity(prefix, of=of, when=dict(shown)),
            Field(
                f"{prefix}_ethnicity",
                FieldType.CHOICE,
                f"Dân tộc {of}",
                required=True,
                choices=ETHNICITIES,
                when=shown,
            ),
            Field(
                f"{prefix}_nationality",
                FieldType.TEXT,
                f"Quốc tịch {of}",
                required=True,
                default="Việt Nam",
                max_length=60,
                when=shown,
            ),
            Field(f"{prefix}_address", FieldType.ADDRESS, f"Nơi cư trú {of}", required=True, when=shown),
        ),
    )


def _born_before_child(prefix: str, of: str) -> Rule:
    born = f"{prefix}_born_on"
    return Rule(
        key=f"{prefix}_born_before_child",
        when={"or": [{"field": born, "op": operator, "other": "child_born_on"} for operator in ("gt", "eq")]},
        field=born,
        message=f"Ngày sinh {of} phải trước ngày sinh của trẻ",
        remedy="Hãy xem lại hai ngày sinh.",
    )


RULES = (
    _born_before_child("mother", "của mẹ"),
    _born_before_child("father", "của cha"),
    Rule(
        key="parents_differ",
        when={"field": "father_identity_number", "op": "eq", "other": "mother_identity_number"},
        field="father_identity_number",
        message="Số định danh của cha trùng với số của mẹ",
        remedy="Hãy nhập số trên thẻ căn cước của từng người.",
    ),
)


PAPER = PaperForm(
    title="Tờ khai đăng ký khai sinh",
    issued="Thông tư 04/2020/TT-BTP, Phụ lục 5; sửa đổi bởi Thông tư 04/2024/TT-BTP",
    signer="Người yêu cầu",
    body=(
        "Họ, chữ đệm, tên người yêu cầu: {applicant_name}",
        "Ngày, tháng, năm sinh: {applicant_born_on}; số định danh cá nhân: {applicant_identity_number}",
        "Nơi cư trú: {applicant_address}",
        "Xã, phường nơi cư trú: {applicant_commune}",
        "Số điện thoại: {applicant_phone}; thư điện tử: {applicant_email}",
        "Quan hệ với người được khai sinh: {relation}",
        "? Ghi rõ quan hệ: {relation_detail}",
        "# Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:",
        "Họ, chữ đệm, tên: {child_name}",
        "Ngày, tháng, năm sinh: {child_born_on}; giờ sinh: {child_birth_hour}",
        "Giới tính: {child_gender}; dân tộc: {child_ethnicity}; quốc tịch: {child_nationality}",
        "Nơi sinh: {child_place_of_birth}",
        "Quê quán: {child_home}",
        "Số giấy chứng sinh: {birth_paper_number}",
        "",
        "[] mother_known Thông tin người mẹ",
        "? Họ, chữ đệm, tên người mẹ: {mother_name}",
        "? Ngày, tháng, năm sinh: {mother_born_on}; số định danh cá nhân: {mother_identity_number}",
        "? Dân tộc: {mother_ethnicity}; quốc tịch: {mother_nationality}",
        "? Nơi cư trú: {mother_address}",
        "",
        "[] father_known Thông tin người cha",
        "? Họ, chữ đệm, tên người cha: {father_name}",
        "? Ngày, tháng, năm sinh: {father_born_on}; số định danh cá nhân: {father_identity_number}",
        "? Dân tộc: {father_ethnicity}; quốc tịch: {father_nationality}",
        "? Nơi cư trú: {father_address}",
        "? [] parents_married Hôn nhân của cha mẹ",
        "? Giấy chứng nhận kết hôn (số, ngày, nơi cấp): {marriage_certificate}",
        "",
        "[] wants_copies Đề nghị cấp bản sao Giấy khai sinh",
        "? Số lượng: {number_of_copies}",
        "",
        "[] commitment",
    ),
    closing="Tôi chịu trách nhiệm trước pháp luật về nội dung khai và đã thống nhất với cha, mẹ trẻ về các "
    "nội dung khai sinh.",
)


def birth() -> FormDefinition:
    """Return the form of procedure 1.001193."""
    return FormDefinition(
        title="Tờ khai đăng ký khai sinh",
        official_form="Tờ khai đăng ký khai sinh",
        source="Thông tư 04/2020/TT-BTP, Phụ lục 5 (sửa đổi bởi Thông tư 04/2024/TT-BTP)",
        minutes=12,
        groups=(
            blocks.applicant(title="Người yêu cầu đăng ký khai sinh"),
            Group(
                key="relation",
                title="Quan hệ với trẻ",
                fields=(
                    Field(
                        "relation",
                        FieldType.CHOICE,
                        "Quan hệ với người được khai sinh",
                        required=True,
                        choices=RELATIONS,
                    ),
                    Field(
                        "relation_detail",
                        FieldType.TEXT,
                        "Ghi rõ quan hệ",
                        example="Cô ruột",
                        required=True,
                        max_length=100,
                        when={"field": "relation", "op": "in", "value": ["relative", "foster"]},
                    ),
                ),
            ),
            Group(
                key="child",
                title="Người được khai sinh",
                fields=(
                    Field(
                        "child_name",
                        FieldType.TEXT,
                        "Họ, chữ đệm, tên của trẻ",
                        help="Tên phải bằng tiếng Việt hoặc tiếng dân tộc khác của Việt Nam; không đặt tên bằng số hay "
                        "ký tự không phải chữ (Bộ luật Dân sự 2015, Điều 26).",
                        example="Nguyễn Minh Khôi",
                        required=True,
                        min_length=2,
                        max_length=120,
                        pattern=r"[^\W\d_]+(?:[ '’\-][^\W\d_]+)*",
                        pattern_message="Họ tên của trẻ chỉ gồm chữ cái và dấu cách.",
                    ),
                    Field("child_gender", FieldType.CHOICE, "Giới tính", required=True, choices=blocks.GENDERS),
                    Field(
                        "child_born_on",
                        FieldType.DATE,
                        "Ngày, tháng, năm sinh",
                        required=True,
                        max="today",
                        example="05/11/2026",
                    ),
                    Field(
                        "child_birth_hour",
                        FieldType.TEXT,
                        "Giờ sinh",
                        help="Theo giấy chứng sinh; bỏ trống nếu không rõ.",
                        example="08 giờ 30",
                        max_length=20,
                    ),
                    Field("child_ethnicity", FieldType.CHOICE, "Dân tộc", required=True, choices=ETHNICITIES),
                    Field(
                        "child_nationality",
                        FieldType.TEXT,
                        "Quốc tịch",
                        required=True,
                        default="Việt Nam",
                        max_length=60,
                    ),
                    Field(
                        "child_place_of_birth",
                        FieldType.TEXT,
                        "Nơi sinh",
                        help="Tên cơ sở y tế và địa chỉ; sinh ngoài cơ sở y tế thì ghi xã, phường, tỉnh.",
                        example="Bệnh viện Sản – Nhi Cà Mau, phường Tân Thành, tỉnh Cà Mau",
                        required=True,
                        max_length=300,
                    ),
                    Field(
                        "child_home",
                        FieldType.TEXT,
                        "Quê quán",
                        help="Theo quê quán của cha hoặc mẹ, theo thỏa thuận hoặc tập quán.",
                        example="Xã Đầm Dơi, tỉnh Cà Mau",
                        required=True,
                        max_length=300,
                    ),
                    Field(
                        "birth_paper_number",
                        FieldType.TEXT,
                        "Số giấy chứng sinh",
                        help="Bỏ trống nếu không có giấy chứng sinh.",
                        max_length=60,
                    ),
                ),
            ),
            _parent("mother", "Người mẹ", "của mẹ", MOTHER_KNOWN),
            _parent("father", "Người cha", "của cha", FATHER_KNOWN),
            Group(
                key="marriage",
                title="Hôn nhân của cha mẹ",
                fields=(
                    Field(
                        "parents_married",
                        FieldType.CHOICE,
                        "Cha mẹ đã đăng ký kết hôn?",
                        required=True,
                        choices=(("yes", "Đã đăng ký kết hôn"), ("no", "Chưa đăng ký kết hôn")),
                        when={"and": [MOTHER_KNOWN, FATHER_KNOWN]},
                    ),
                    Field(
                        "marriage_certificate",
                        FieldType.TEXT,
                        "Số, ngày, nơi cấp Giấy chứng nhận kết hôn",
                        help="Bỏ trống nếu không nhớ; cơ quan đăng ký tự tra cứu.",
                        max_length=200,
                        when={"field": "parents_married", "op": "eq", "value": "yes"},
                    ),
                    Field(
                        "father_recognition",
                        FieldType.INFORMATION,
                        "Ghi tên người cha khi chưa đăng ký kết hôn",
                        text="Cha mẹ chưa đăng ký kết hôn thì tên người cha được ghi khi làm thủ tục nhận con "
                        "(Luật Hộ tịch 2014, Điều 25; Nghị định 123/2015/NĐ-CP, Điều 15).",
                        when={"field": "parents_married", "op": "eq", "value": "no"},
                    ),
                ),
            ),
            Group(
                key="copies",
                title="Bản sao",
                fields=(
                    Field(
                        "wants_copies",
                        FieldType.CHOICE,
                        "Đề nghị cấp bản sao Giấy khai sinh?",
                        required=True,
                        choices=(("no", "Không"), ("yes", "Có")),
                        default="no",
                    ),
                    Field(
                        "number_of_copies",
                        FieldType.NUMBER,
                        "Số bản sao",
                        required=True,
                        min=1,
                        max=20,
                        unit="bản",
                        when=COPIES_WANTED,
                    ),
                ),
            ),
            blocks.statements(
                text="Tôi chịu trách nhiệm trước pháp luật về nội dung khai và đã thống nhất với cha, mẹ trẻ "
                "về các nội "
                "dung khai sinh."
            ),
        ),
        rules=RULES,
        paper=PAPER,
    )
