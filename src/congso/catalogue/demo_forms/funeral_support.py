"""Support for the costs of a funeral. Source: Mẫu số 04 of Decree 20/2021/NĐ-CP (Tờ khai đề nghị hỗ trợ chi phí mai
táng), which the record 1.001731 of Đà Nẵng (2024) names; art. 11 of that decree says who is buried with support. Code
and name: that record. The official spacing was not read; the points of the two parts are well known."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import FormDefinition, PaperForm, Rule, RuleKind

from .asking import address, before, choice, citizen_number, day, group, is_, same, text
from .ethnicities import ETHNICITIES
from .persons import APPLICANT_LINES, IDENTITY_HELP, ORGANISATION_LINES, organisation

DECREE = "Nghị định 20/2021/NĐ-CP"


def funeral_support() -> FormDefinition:
    """Return the form of procedure 1.001731."""
    return FormDefinition(
        title="Tờ khai đề nghị hỗ trợ chi phí mai táng",
        official_form="Mẫu số 04",
        source="Nghị định 20/2021/NĐ-CP, Mẫu số 04",
        minutes=8,
        groups=(
            blocks.applicant(title="Người đứng ra mai táng"),
            organisation(),
            group(
                "deceased",
                "Người chết được mai táng",
                text("relation", "Quan hệ với người chết", 100, example="Con"),
                text("deceased_name", "Họ và tên", 120, example="Trần Thị Út"),
                day("deceased_born_on", "Ngày, tháng, năm sinh", example="05/09/1940"),
                choice("deceased_gender", "Giới tính", *blocks.GENDERS),
                choice("deceased_ethnicity", "Dân tộc", *ETHNICITIES),
                citizen_number(
                    "deceased_identity_number",
                    "Số định danh cá nhân",
                    required=False,
                    help=IDENTITY_HELP,
                    born_field="deceased_born_on",
                    gender_field="deceased_gender",
                ),
                address("deceased_residence", "Nơi thường trú"),
                choice(
                    "entitlement",
                    "Người chết thuộc diện",
                    ("allowance", "Đang hưởng trợ cấp xã hội hằng tháng"),
                    ("child", "Con của người đơn thân nghèo đang hưởng trợ cấp xã hội"),
                    ("survivor", "Từ đủ 80 tuổi, đang hưởng trợ cấp tuất hoặc trợ cấp hằng tháng khác"),
                    ("none", "Không thuộc các diện trên"),
                ),
                choice(
                    "other_support",
                    "Đã được hỗ trợ mai táng theo chế độ khác chưa?",
                    ("no", "Chưa"),
                    ("lower", "Đã nhận một mức thấp hơn"),
                    ("yes", "Đã nhận mức bằng hoặc cao hơn"),
                    help="Trợ cấp mai táng của bảo hiểm xã hội, người có công.",
                ),
            ),
            group(
                "death",
                "Việc chết và mai táng",
                day("died_on", "Ngày, tháng, năm chết", example="20/11/2026"),
                text("death_cause", "Nguyên nhân chết", example="Tuổi già", sensitive=True),
                text(
                    "death_certificate",
                    "Số trích lục khai tử",
                    60,
                    required=False,
                    help="Bỏ trống nếu cơ quan tự tra được.",
                    example="15/2026",
                ),
                day("buried_on", "Thời gian mai táng", example="22/11/2026"),
                text("burial_place", "Địa điểm mai táng", 300, example="Nghĩa trang nhân dân xã Đầm Dơi"),
            ),
            group(
                "payment",
                "Nhận tiền",
                choice(
                    "payment",
                    "Nhận tiền hỗ trợ",
                    ("account", "Qua tài khoản ngân hàng"),
                    ("cash", "Tiền mặt"),
                ),
                text(
                    "account",
                    "Ngân hàng, số tài khoản",
                    when=is_("payment", "account"),
                    example="Ngân hàng Đồng Bằng, 0123456789",
                    sensitive=True,
                ),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="not_entitled",
                when=is_("entitlement", "none"),
                field="entitlement",
                message="hỗ trợ mai táng này chỉ dành cho các diện trên",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy hỏi chế độ mai táng của bảo hiểm xã hội, người có công hoặc của tỉnh.",
                source=f"{DECREE}, Điều 11 khoản 1",
            ),
            Rule(
                key="supported_already",
                when=is_("other_support", "yes"),
                field="other_support",
                message="thuộc nhiều chế độ mai táng thì chỉ được hưởng một mức cao nhất",
                kind=RuleKind.INELIGIBLE,
                remedy="Bạn đã nhận mức bằng hoặc cao hơn nên không nhận thêm.",
                source=f"{DECREE}, Điều 11",
            ),
            Rule(
                key="died_before_born",
                when=before("died_on", "deceased_born_on"),
                field="died_on",
                message="Ngày chết đứng trước ngày sinh",
                remedy="Hãy xem lại hai ngày.",
            ),
            Rule(
                key="buried_before_death",
                when=before("buried_on", "died_on"),
                field="buried_on",
                message="Ngày mai táng đứng trước ngày chết",
                remedy="Hãy xem lại hai ngày.",
            ),
            Rule(
                key="not_oneself",
                when=same("deceased_identity_number", "applicant_identity_number"),
                field="deceased_identity_number",
                message="Số định danh của người chết trùng với số của người đứng ra mai táng",
                remedy="Hãy nhập số trên thẻ căn cước của người chết.",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai đề nghị hỗ trợ chi phí mai táng",
            number="Mẫu số 04",
            issued="Nghị định số 20/2021/NĐ-CP",
            body=(
                "# Thông tin về người chết được mai táng",
                "1. Họ và tên: {deceased_name}",
                "Ngày, tháng, năm sinh: {deceased_born_on}. Giới tính: {deceased_gender}. "
                "Dân tộc: {deceased_ethnicity}",
                "Số định danh cá nhân: {deceased_identity_number}",
                "2. Nơi thường trú: {deceased_residence}",
                "3. Ngày, tháng, năm chết: {died_on}. Trích lục khai tử số: {death_certificate}",
                "4. Nguyên nhân chết: {death_cause}",
                "5. Thời gian mai táng: {buried_on}",
                "6. Địa điểm mai táng: {burial_place}",
                "Thuộc diện: {entitlement}. Hỗ trợ mai táng theo chế độ khác: {other_support}",
                "# Thông tin cơ quan, tổ chức, hộ gia đình, cá nhân đứng ra mai táng",
                "Đề nghị cho: {speaks_for}",
                *(f"? {line}" for line in ORGANISATION_LINES[:2]),
                "? Chức vụ của người đại diện: {representative_position}",
                *APPLICANT_LINES,
                "Quan hệ với người chết: {relation}",
                "Nhận tiền hỗ trợ: {payment}",
                "? Tài khoản: {account}",
                "Tôi xin cam đoan những lời khai trên là đúng sự thật, nếu có điều gì khai không đúng tôi xin chịu "
                "trách nhiệm hoàn toàn. Đề nghị các cấp có thẩm quyền xem xét, giải quyết.",
                "[] commitment",
            ),
        ),
    )
