"""Registration of marriage. Source: what the form of Circular 04/2020/TT-BTP (as amended by Circular 04/2024/TT-BTP,
Tờ khai đăng ký kết hôn) is known to ask of either party; Law on Marriage and Family 52/2014/QH13 art. 5, 8; Law on
Civil Status 60/2014/QH13 art. 18. Code and name: national record 1.000894 of 2026. The record also names Circular
08/2025/TT-BTP: whether it changed the form is to be compared, so that the paper bears no number."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FormDefinition, Group, PaperForm, Rule, RuleKind

from .asking import address, agreed, below, both, choice, citizen_number, day, differs, group, is_, number, same, text
from .ethnicities import ETHNICITIES
from .persons import APPLICANT_LINES, COPIES_LINES, copies, nationality

FAMILY_LAW = "Luật Hôn nhân và gia đình 2014"
STATUSES = (
    ("single", "Chưa kết hôn lần nào"),
    ("divorced", "Đã ly hôn"),
    ("widowed", "Vợ hoặc chồng đã chết"),
    ("married", "Đang có vợ hoặc có chồng"),
)


def _party(prefix: str, side: str, years: int) -> Group:
    of = f"của bên {side}"
    asked: tuple[Field, ...] = (
        text(f"{prefix}_name", f"Họ, chữ đệm, tên {of}", 120, example="Lê Thị Cẩm Tú"),
        day(
            f"{prefix}_born_on",
            f"Ngày, tháng, năm sinh {of}",
            max=f"today-{years}y",
            help=f"Bên {side} phải từ đủ {years} tuổi ({FAMILY_LAW}, Điều 8).",
            example="05/09/1998",
        ),
        choice(f"{prefix}_ethnicity", f"Dân tộc {of}", *ETHNICITIES),
        nationality(prefix, of),
        address(f"{prefix}_residence", f"Nơi cư trú {of}", help="Nơi thường trú; không có thì nơi tạm trú."),
        citizen_number(
            f"{prefix}_identity_number",
            f"Số định danh cá nhân {of}",
            help="12 chữ số trên thẻ căn cước.",
            born_field=f"{prefix}_born_on",
        ),
        choice(f"{prefix}_status", f"Tình trạng hôn nhân hiện nay {of}", *STATUSES),
        number(f"{prefix}_times", f"Bên {side} kết hôn lần thứ mấy", 1, 20, default="1", example="1"),
    )
    return group(prefix, f"Bên {side}", *asked)


def _married_already(prefix: str, side: str) -> Rule:
    return Rule(
        key=f"{prefix}_married_already",
        when=is_(f"{prefix}_status", "married"),
        field=f"{prefix}_status",
        message=f"bên {side} đang có vợ hoặc có chồng nên không được kết hôn với người khác",
        kind=RuleKind.INELIGIBLE,
        remedy="Nếu đã ly hôn, hãy chọn lại và chuẩn bị bản án hoặc quyết định ly hôn.",
        source=f"{FAMILY_LAW}, Điều 5 khoản 2 điểm c",
    )


def _not_the_first_time(prefix: str, side: str) -> Rule:
    return Rule(
        key=f"{prefix}_not_the_first_time",
        when=both(is_(f"{prefix}_status", "divorced", "widowed"), below(f"{prefix}_times", 2)),
        field=f"{prefix}_times",
        message=f"Bên {side} đã từng kết hôn nên lần này không phải lần thứ nhất",
        remedy="Hãy xem lại tình trạng hôn nhân và số lần kết hôn.",
    )


def _lines(prefix: str) -> tuple[str, ...]:
    return (
        f"Họ, chữ đệm, tên: {{{prefix}_name}}",
        f"Ngày, tháng, năm sinh: {{{prefix}_born_on}}",
        f"Dân tộc: {{{prefix}_ethnicity}}. Quốc tịch: {{{prefix}_nationality}}",
        f"Nơi cư trú: {{{prefix}_residence}}",
        f"Số định danh cá nhân: {{{prefix}_identity_number}}",
        f"Tình trạng hôn nhân: {{{prefix}_status}}. Kết hôn lần thứ mấy: {{{prefix}_times}}",
    )


def marriage() -> FormDefinition:
    """Return the form of procedure 1.000894."""
    return FormDefinition(
        title="Tờ khai đăng ký kết hôn",
        official_form="Tờ khai đăng ký kết hôn",
        source="Thông tư 04/2020/TT-BTP (sửa đổi bởi Thông tư 04/2024/TT-BTP); cần đối chiếu Thông tư 08/2025/TT-BTP",
        minutes=10,
        groups=(
            blocks.applicant(
                title="Người nộp tờ khai", help="Một trong hai bên nam, nữ; không cần ủy quyền của bên còn lại."
            ),
            _party("female", "nữ", 18),
            _party("male", "nam", 20),
            group(
                "conditions",
                "Điều kiện kết hôn",
                choice(
                    "kinship",
                    "Hai bên có quan hệ họ hàng không?",
                    ("none", "Không có quan hệ họ hàng"),
                    ("distant", "Có họ nhưng ngoài phạm vi ba đời"),
                    ("close", "Cùng dòng máu trực hệ hoặc có họ trong phạm vi ba đời"),
                    ("adoptive", "Là hoặc từng là cha mẹ nuôi, cha mẹ chồng, cha mẹ vợ, cha dượng, mẹ kế của bên kia"),
                    help="Ba đời: cha mẹ là đời thứ nhất; anh chị em là đời thứ hai; anh chị em con chú, con bác, con "
                    "cô, con cậu, con dì là đời thứ ba.",
                ),
                agreed("free_will", "Hai bên tự nguyện kết hôn, không bên nào bị mất năng lực hành vi dân sự"),
            ),
            copies("Trích lục kết hôn"),
            blocks.statements(
                text="Việc kết hôn của chúng tôi không vi phạm Luật Hôn nhân và gia đình; chúng tôi chịu hoàn toàn "
                "trách nhiệm trước pháp luật về nội dung cam đoan."
            ),
        ),
        rules=(
            _married_already("female", "nữ"),
            _married_already("male", "nam"),
            _not_the_first_time("female", "nữ"),
            _not_the_first_time("male", "nam"),
            Rule(
                key="two_persons",
                when=same("male_identity_number", "female_identity_number"),
                field="male_identity_number",
                message="Số định danh của bên nam trùng với số của bên nữ",
                remedy="Hãy nhập số trên thẻ căn cước của từng người.",
            ),
            Rule(
                key="handed_in_by_a_party",
                when=both(
                    differs("applicant_identity_number", "female_identity_number"),
                    differs("applicant_identity_number", "male_identity_number"),
                ),
                field="male_identity_number",
                message="Người nộp tờ khai phải là bên nam hoặc bên nữ, không ủy quyền cho người khác",
                remedy="Hãy xem lại các số định danh, hoặc để một trong hai bên nộp.",
                source="Thông tư 04/2020/TT-BTP, Điều 2 khoản 1",
            ),
            Rule(
                key="near_relatives",
                when=is_("kinship", "close", "adoptive"),
                field="kinship",
                message="pháp luật cấm kết hôn giữa những người có quan hệ này",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy hỏi công chức tư pháp – hộ tịch nếu chưa rõ quan hệ họ hàng.",
                source=f"{FAMILY_LAW}, Điều 5 khoản 2 điểm d",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai đăng ký kết hôn",
            body=(
                *APPLICANT_LINES,
                "# Bên nữ",
                *_lines("female"),
                "# Bên nam",
                *_lines("male"),
                "# Cam đoan",
                "Quan hệ họ hàng giữa hai bên: {kinship}",
                "[] free_will",
                "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn của chúng tôi là tự nguyện, "
                "không vi phạm quy định của Luật Hôn nhân và gia đình Việt Nam.",
                "[] commitment",
                *COPIES_LINES,
            ),
            closing="Chúng tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình. Đề nghị Quý "
            "cơ quan đăng ký.",
            signer="Bên nữ và bên nam",
        ),
    )
