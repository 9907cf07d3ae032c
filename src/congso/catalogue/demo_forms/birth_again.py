"""Registering a birth again. Source: what Tờ khai đăng ký lại khai sinh of Circular 04/2020/TT-BTP (as amended by
Circular 04/2024/TT-BTP) is known to ask; Decree 123/2015/NĐ-CP art. 24–27. Code and name: national record 1.004884 of
2026, which asks for a statement that no original is left and that every paper there is was handed in. Circular
08/2025/TT-BTP is to be compared: the paper bears no number."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FormDefinition, Group, PaperForm, Rule, RuleKind

from .asking import address, agreed, before, beyond, choice, citizen_number, day, group, is_, text
from .ethnicities import ETHNICITIES
from .persons import APPLICANT_LINES, COPIES_LINES, IDENTITY_HELP, copies, nationality

DECREE = "Nghị định 123/2015/NĐ-CP"


def _parent(prefix: str, title: str, of: str) -> Group:
    known = is_(f"{prefix}_known", "yes")
    asked: tuple[Field, ...] = (
        choice(
            f"{prefix}_known",
            f"Khai thông tin {of}?",
            ("yes", "Có"),
            ("no", "Giấy khai sinh đã cấp không ghi"),
            default="yes",
        ),
        text(f"{prefix}_name", f"Họ, chữ đệm, tên {of}", 120, when=known, example="Nguyễn Thị Sáu"),
        text(
            f"{prefix}_born",
            f"Năm sinh {of}",
            10,
            when=known,
            help="Ngày, tháng, năm; không nhớ thì ghi năm.",
            example="1952",
            pattern=r"(?:\d{1,2}/\d{1,2}/)?(?:18|19|20)\d\d",
            pattern_message="Ghi năm sinh như “1952” hoặc ngày sinh như “05/09/1952”.",
        ),
        choice(f"{prefix}_ethnicity", f"Dân tộc {of}", *ETHNICITIES, when=known),
        nationality(prefix, of, when=known),
        address(f"{prefix}_residence", f"Nơi cư trú {of}", required=False, when=known, help="Đã chết thì bỏ trống."),
        citizen_number(
            f"{prefix}_identity_number", f"Số định danh cá nhân {of}", required=False, when=known, help=IDENTITY_HELP
        ),
    )
    return group(prefix, title, *asked)


def _parent_lines(prefix: str, who: str) -> tuple[str, ...]:
    return (
        f"Khai thông tin về người {who}: {{{prefix}_known}}",
        f"? Họ, chữ đệm, tên người {who}: {{{prefix}_name}}",
        f"? Năm sinh: {{{prefix}_born}}. Dân tộc: {{{prefix}_ethnicity}}. Quốc tịch: {{{prefix}_nationality}}",
        f"? Nơi cư trú: {{{prefix}_residence}}. Số định danh cá nhân: {{{prefix}_identity_number}}",
    )


def birth_again() -> FormDefinition:
    """Return the form of procedure 1.004884."""
    return FormDefinition(
        title="Tờ khai đăng ký lại khai sinh",
        official_form="Tờ khai đăng ký lại khai sinh",
        source="Thông tư 04/2020/TT-BTP (sửa đổi bởi Thông tư 04/2024/TT-BTP); cần đối chiếu Thông tư 08/2025/TT-BTP",
        minutes=12,
        groups=(
            blocks.applicant(title="Người yêu cầu đăng ký lại"),
            group(
                "child",
                "Người được đăng ký lại khai sinh",
                text("relation", "Quan hệ với người được khai sinh", 100, help="Cho mình: “Bản thân”.", example="Con"),
                text("child_name", "Họ, chữ đệm, tên", 120, example="Nguyễn Văn Út"),
                day(
                    "child_born_on",
                    "Ngày, tháng, năm sinh",
                    max="2015-12-31",
                    help="Chỉ người sinh trước ngày 01/01/2016 mới có thể đã đăng ký trước ngày ấy.",
                    example="05/09/1975",
                ),
                choice("child_gender", "Giới tính", *blocks.GENDERS),
                choice("child_ethnicity", "Dân tộc", *ETHNICITIES),
                nationality("child", "của người được khai sinh"),
                text("child_place_of_birth", "Nơi sinh", 300, example="Xã Đầm Dơi, tỉnh Cà Mau"),
                text("child_home", "Quê quán", 300, example="Xã Tân Hưng, tỉnh Cà Mau"),
            ),
            _parent("mother", "Người mẹ", "của mẹ"),
            _parent("father", "Người cha", "của cha"),
            group(
                "earlier",
                "Lần đăng ký trước",
                text("registered_at", "Đã đăng ký khai sinh tại", example="Ủy ban nhân dân xã Đầm Dơi, tỉnh Cà Mau"),
                day("registered_on", "Ngày đăng ký", help="Không nhớ ngày thì ghi ngày 01/01 của năm ấy."),
                text("certificate_number", "Giấy khai sinh số", 40, required=False, help="Bỏ trống nếu không nhớ."),
                text("certificate_book", "Quyển số", 40, required=False, help="Bỏ trống nếu không nhớ."),
                choice(
                    "register_kept",
                    "Sổ đăng ký khai sinh ở nơi ấy còn không?",
                    ("lost", "Đã mất hoặc hư hỏng"),
                    ("unknown", "Không biết"),
                    ("kept", "Còn lưu"),
                ),
                choice(
                    "original_kept",
                    "Bản chính Giấy khai sinh còn không?",
                    ("lost", "Không còn"),
                    ("kept", "Còn giữ"),
                ),
                agreed(
                    "all_papers",
                    "Tôi đã nộp đủ các giấy tờ hiện có về việc sinh",
                    help="Bản sao giấy khai sinh cũ, sổ hộ khẩu, học bạ, bằng, lý lịch … nếu có.",
                ),
            ),
            copies("Giấy khai sinh"),
            blocks.statements(text="Việc khai sinh đã được đăng ký nhưng sổ và bản chính giấy tờ đều không còn."),
        ),
        rules=(
            Rule(
                key="registered_since_2016",
                when=beyond("registered_on", "2015-12-31"),
                field="registered_on",
                message="chỉ đăng ký lại việc khai sinh đã đăng ký trước ngày 01/01/2016",
                kind=RuleKind.INELIGIBLE,
                remedy="Việc đăng ký từ ngày 01/01/2016 đã có trong dữ liệu hộ tịch: hãy xin cấp bản sao trích lục.",
                source=f"{DECREE}, Điều 24 khoản 1",
            ),
            Rule(
                key="register_still_there",
                when=is_("register_kept", "kept"),
                field="register_kept",
                message="sổ đăng ký khai sinh còn lưu thì không đăng ký lại",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy xin cấp bản sao Giấy khai sinh từ sổ ấy.",
                source=f"{DECREE}, Điều 24 khoản 1",
            ),
            Rule(
                key="original_still_there",
                when=is_("original_kept", "kept"),
                field="original_kept",
                message="bản chính Giấy khai sinh còn thì không đăng ký lại",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy dùng bản chính, hoặc xin bản sao có chứng thực.",
                source=f"{DECREE}, Điều 24 khoản 1",
            ),
            Rule(
                key="registered_before_born",
                when=before("registered_on", "child_born_on"),
                field="registered_on",
                message="Ngày đăng ký đứng trước ngày sinh",
                remedy="Hãy xem lại hai ngày.",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai đăng ký lại khai sinh",
            body=(
                *APPLICANT_LINES,
                "Quan hệ với người được khai sinh: {relation}",
                "Đề nghị cơ quan đăng ký lại khai sinh cho người có tên dưới đây:",
                "Họ, chữ đệm, tên: {child_name}",
                "Ngày, tháng, năm sinh: {child_born_on}",
                "Giới tính: {child_gender}. Dân tộc: {child_ethnicity}. Quốc tịch: {child_nationality}",
                "Nơi sinh: {child_place_of_birth}",
                "Quê quán: {child_home}",
                *_parent_lines("mother", "mẹ"),
                *_parent_lines("father", "cha"),
                "Đã đăng ký khai sinh tại: {registered_at} ngày {registered_on}",
                "Theo Giấy khai sinh số: {certificate_number}, quyển số: {certificate_book}",
                "Sổ đăng ký khai sinh: {register_kept}. Bản chính Giấy khai sinh: {original_kept}",
                "[] all_papers",
                "Tôi cam đoan những nội dung khai trên đây là đúng sự thật, đã nộp đủ các giấy tờ hiện có và chịu hoàn "
                "toàn trách nhiệm trước pháp luật về cam đoan của mình.",
                "[] commitment",
                *COPIES_LINES,
            ),
            signer="Người yêu cầu",
        ),
    )
