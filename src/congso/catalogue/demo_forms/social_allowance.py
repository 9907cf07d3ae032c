"""Monthly social allowance. Source: Mẫu số 1a–1đ of Decree 20/2021/NĐ-CP (Tờ khai đề nghị trợ giúp xã hội), of which 1c
and 1đ were read in public reproductions: the form asks for what any of the five asks, by the kind of person, so that
the paper bears no single number. Decree 20/2021/NĐ-CP art. 5 says who is entitled. The code is the well-known national
one, whose record is not at hand (the records of Đà Nẵng of 2024 have the same procedure as 1.010380). Decree
176/2025/NĐ-CP is said to move people of 75 and more to the social pension: to be compared."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule, RuleKind

from .asking import address, before, both, choice, citizen_number, day, group, is_, number, text
from .ethnicities import ETHNICITIES
from .persons import APPLICANT_LINES, IDENTITY_HELP

DECREE = "Nghị định 20/2021/NĐ-CP"
DISABLED = is_("kind", "disabled")
CHILD = is_("kind", "child", "child_hiv", "toddler")
SINGLE = is_("kind", "single_parent")
FOR_ANOTHER = is_("for_whom", "another")
WORKING = is_("works", "yes")


def social_allowance() -> FormDefinition:
    """Return the form of procedure 1.001776."""
    return FormDefinition(
        title="Tờ khai đề nghị trợ giúp xã hội",
        official_form="Mẫu số 1a, 1b, 1c, 1d, 1đ",
        source="Nghị định 20/2021/NĐ-CP, Mẫu số 1a đến 1đ; cần đối chiếu các nghị định sửa đổi",
        minutes=12,
        groups=(
            blocks.applicant(title="Người khai"),
            group(
                "request",
                "Việc đề nghị",
                choice(
                    "request",
                    "Đề nghị",
                    ("new", "Hưởng trợ cấp xã hội hằng tháng"),
                    ("change", "Điều chỉnh mức trợ cấp"),
                    ("stop", "Thôi hưởng trợ cấp"),
                ),
                choice(
                    "for_whom",
                    "Bạn khai cho ai?",
                    ("self", "Bản thân"),
                    ("another", "Người khác (khai thay)"),
                    default="self",
                ),
                text("relation", "Quan hệ với người được trợ giúp", 100, example="Con", when=FOR_ANOTHER),
                choice(
                    "kind",
                    "Người được trợ giúp thuộc diện",
                    ("child", "Trẻ em dưới 16 tuổi không có nguồn nuôi dưỡng"),
                    ("student", "Người 16 đến 22 tuổi thuộc diện trên, đang đi học"),
                    ("child_hiv", "Trẻ em nhiễm HIV thuộc hộ nghèo"),
                    ("single_parent", "Người đơn thân nghèo đang nuôi con"),
                    ("elder", "Người cao tuổi nghèo không có người phụng dưỡng"),
                    ("pension_age", "Người từ đủ 75 tuổi không có lương hưu"),
                    ("disabled", "Người khuyết tật"),
                    ("toddler", "Trẻ em dưới 3 tuổi của hộ nghèo, cận nghèo ở vùng đặc biệt khó khăn"),
                    ("hiv", "Người nhiễm HIV thuộc hộ nghèo, không có thu nhập ổn định"),
                    help="Các diện tại Điều 5 Nghị định 20/2021/NĐ-CP.",
                    # It tells of health: what depends on it is hidden from an officer with it, until asked for.
                    sensitive=True,
                ),
            ),
            group(
                "person",
                "Người được trợ giúp",
                text("person_name", "Họ và tên", 120, example="Trần Thị Út"),
                day("person_born_on", "Ngày, tháng, năm sinh", example="05/09/1946"),
                choice("person_gender", "Giới tính", *blocks.GENDERS),
                choice("person_ethnicity", "Dân tộc", *ETHNICITIES),
                citizen_number(
                    "person_identity_number",
                    "Số định danh cá nhân",
                    required=False,
                    help=IDENTITY_HELP,
                    born_field="person_born_on",
                    gender_field="person_gender",
                ),
                address("person_residence", "Nơi thường trú"),
                text("lives_with", "Hiện ở với ai, ở đâu", 300, example="Ở với con trai, ấp 3, xã Đầm Dơi"),
                choice(
                    "schooling",
                    "Tình trạng đi học",
                    ("none", "Chưa đi học hoặc đã nghỉ học"),
                    ("school", "Đang học phổ thông, học nghề"),
                    ("college", "Đang học cao đẳng, đại học"),
                    when=is_("kind", "child", "student", "child_hiv", "disabled"),
                ),
                choice("health_card", "Có thẻ bảo hiểm y tế không?", ("yes", "Có"), ("no", "Không")),
                choice(
                    "poverty", "Hộ gia đình thuộc diện", ("none", "Không"), ("poor", "Nghèo"), ("near", "Cận nghèo")
                ),
                choice(
                    "other_support",
                    "Đang hưởng chế độ hằng tháng nào?",
                    ("none", "Không có"),
                    ("insurance", "Lương hưu, trợ cấp bảo hiểm xã hội"),
                    ("merit", "Trợ cấp ưu đãi người có công"),
                    ("social", "Trợ cấp xã hội khác"),
                ),
                Field(
                    "other_support_vnd",
                    FieldType.MONEY,
                    "Số tiền hưởng mỗi tháng",
                    required=True,
                    min=1,
                    when=is_("other_support", "insurance", "merit", "social"),
                    example="1.500.000",
                ),
            ),
            group(
                "disability",
                "Khuyết tật",
                choice(
                    "disability_degree",
                    "Mức độ khuyết tật",
                    ("very_heavy", "Đặc biệt nặng"),
                    ("heavy", "Nặng"),
                    ("light", "Nhẹ"),
                    help="Theo giấy xác nhận khuyết tật.",
                    sensitive=True,
                ),
                choice(
                    "disability_kind",
                    "Dạng khuyết tật",
                    ("movement", "Vận động"),
                    ("hearing", "Nghe, nói"),
                    ("sight", "Nhìn"),
                    ("mental", "Thần kinh, tâm thần"),
                    ("intellectual", "Trí tuệ"),
                    ("other", "Khuyết tật khác"),
                    sensitive=True,
                ),
                text(
                    "disability_paper", "Giấy xác nhận khuyết tật: số, ngày cấp, nơi cấp", example="12/2026, xã Đầm Dơi"
                ),
                choice(
                    "self_care",
                    "Khả năng tự phục vụ",
                    ("full", "Tự làm được"),
                    ("partly", "Cần giúp một phần"),
                    ("none", "Cần người chăm sóc hoàn toàn"),
                    sensitive=True,
                ),
                text("carer", "Người đang chăm sóc, nuôi dưỡng", required=False, example="Nguyễn Văn Hai, con trai"),
                when=DISABLED,
            ),
            group(
                "family",
                "Hoàn cảnh",
                text(
                    "parents",
                    "Thông tin về cha, mẹ",
                    300,
                    when=CHILD,
                    help="Họ tên, còn sống hay đã chết, mất tích, đang chấp hành án.",
                    example="Cha mất năm 2024, mẹ mất tích",
                ),
                number(
                    "children", "Số con đang nuôi", 0, 20, unit="người", when=is_("kind", "single_parent", "disabled")
                ),
                number("children_studying", "Số con từ 16 đến 22 tuổi đang học", 0, 20, unit="người", when=SINGLE),
                choice(
                    "marriage",
                    "Tình trạng hôn nhân",
                    ("single", "Chưa kết hôn"),
                    ("married", "Có vợ hoặc chồng"),
                    ("alone", "Ly hôn, góa, vợ hoặc chồng mất tích"),
                    when=is_("kind", "single_parent", "elder", "disabled", "hiv"),
                ),
                choice(
                    "works",
                    "Có đi làm không?",
                    ("no", "Không"),
                    ("yes", "Có"),
                    when=is_("kind", "single_parent", "elder", "disabled", "hiv"),
                ),
                text("work", "Việc đang làm", when=WORKING, example="Bán vé số"),
                Field(
                    "income_vnd",
                    FieldType.MONEY,
                    "Thu nhập mỗi tháng",
                    required=True,
                    min=0,
                    when=WORKING,
                    example="1.200.000",
                ),
            ),
            group(
                "payment",
                "Chi trả",
                choice(
                    "payment",
                    "Nhận tiền",
                    ("account", "Qua tài khoản ngân hàng"),
                    ("cash", "Tiền mặt tại điểm chi trả"),
                ),
                text("bank", "Ngân hàng", 120, when=is_("payment", "account"), example="Ngân hàng Đồng Bằng"),
                text(
                    "account",
                    "Số tài khoản",
                    30,
                    when=is_("payment", "account"),
                    pattern=r"\d{6,20}",
                    pattern_message="Số tài khoản gồm 6 đến 20 chữ số.",
                    example="0123456789",
                    sensitive=True,
                ),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="lightly_disabled",
                when=both(DISABLED, is_("disability_degree", "light")),
                field="disability_degree",
                message="trợ cấp hằng tháng dành cho người khuyết tật nặng và đặc biệt nặng",
                kind=RuleKind.INELIGIBLE,
                remedy="Nếu khuyết tật đã nặng hơn, hãy đề nghị xác định lại mức độ khuyết tật trước.",
                source=f"{DECREE}, Điều 5 khoản 6",
            ),
            Rule(
                key="social_pension",
                when=is_("kind", "pension_age"),
                field="kind",
                message="người từ đủ 75 tuổi không có lương hưu hưởng trợ cấp hưu trí xã hội theo thủ tục khác",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy nộp hồ sơ trợ cấp hưu trí xã hội.",
                source="Nghị định 176/2025/NĐ-CP",
            ),
            Rule(
                key="more_children_than_there_are",
                when=before("children", "children_studying"),
                field="children_studying",
                message="Số con đang học nhiều hơn số con đang nuôi",
                remedy="Hãy xem lại hai số.",
            ),
            Rule(
                key="not_poor",
                when=both(is_("kind", "child_hiv", "single_parent", "elder", "toddler", "hiv"), is_("poverty", "none")),
                field="poverty",
                message="diện này chỉ dành cho người thuộc hộ nghèo hoặc hộ cận nghèo",
                kind=RuleKind.INELIGIBLE,
                remedy="Nếu hoàn cảnh khó khăn, hãy đề nghị rà soát hộ nghèo, hộ cận nghèo trước.",
                source=f"{DECREE}, Điều 5",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai đề nghị trợ giúp xã hội",
            body=(
                "# Thông tin của đối tượng",
                "Đề nghị: {request}. Thuộc diện: {kind}",
                "1. Họ và tên: {person_name}",
                "Ngày, tháng, năm sinh: {person_born_on}. Giới tính: {person_gender}. Dân tộc: {person_ethnicity}",
                "Số định danh cá nhân: {person_identity_number}",
                "2. Nơi thường trú: {person_residence}",
                "Hiện đang ở với ai và địa chỉ nơi ở: {lives_with}",
                "? 3. Tình trạng đi học: {schooling}",
                "4. Có thẻ bảo hiểm y tế: {health_card}",
                "5. Chế độ hằng tháng đang hưởng: {other_support}",
                "? Số tiền mỗi tháng: {other_support_vnd}",
                "6. Thuộc hộ nghèo, hộ cận nghèo: {poverty}",
                "? 7. Mức độ khuyết tật: {disability_degree}. Dạng khuyết tật: {disability_kind}",
                "? Giấy xác nhận khuyết tật: {disability_paper}",
                "? Khả năng tự phục vụ: {self_care}. Người chăm sóc, nuôi dưỡng: {carer}",
                "? 8. Có tham gia làm việc không: {works}",
                "? Việc đang làm: {work}. Thu nhập hằng tháng: {income_vnd}",
                "? 9. Tình trạng hôn nhân: {marriage}",
                "? 10. Số con đang nuôi: {children}",
                "? Số con từ 16 đến 22 tuổi đang học: {children_studying}",
                "? Thông tin về cha, mẹ: {parents}",
                "11. Nhận tiền: {payment}",
                "? Ngân hàng: {bank}. Số tài khoản: {account}",
                "# Thông tin người khai",
                "Khai cho: {for_whom}",
                "? Quan hệ với đối tượng: {relation}",
                *APPLICANT_LINES,
                "Tôi xin cam đoan những lời khai trên là đúng, nếu có điều gì khai không đúng tôi xin chịu trách nhiệm "
                "hoàn toàn.",
                "[] commitment",
            ),
        ),
    )
