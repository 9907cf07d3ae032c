"""Change, correction and completion of civil status, and redetermining ethnicity. Source: what the form of Circular
04/2020/TT-BTP (as amended by Circular 04/2024/TT-BTP) is known to ask; Law on Civil Status 60/2014/QH13 art. 26–29;
Civil Code 91/2015/QH13 art. 27, 29. Code and name: national record 1.004859 of 2026. Circular 08/2025/TT-BTP is to be
compared: the paper bears no number."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import FormDefinition, PaperForm, Rule, RuleKind

from .asking import both, choice, day, group, is_, long_text, same, text
from .persons import APPLICANT_LINES, COPIES_LINES, copies, person_lines, registered_person

CHILD_NAME = both(is_("request", "change"), is_("age", "9_to_15", "15_to_18"))
CHILD_ETHNICITY = both(is_("request", "ethnicity"), is_("age", "15_to_18"))


def correction() -> FormDefinition:
    """Return the form of procedure 1.004859."""
    return FormDefinition(
        title="Tờ khai đăng ký thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
        official_form="Tờ khai đăng ký việc thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
        source="Thông tư 04/2020/TT-BTP (sửa đổi bởi Thông tư 04/2024/TT-BTP); cần đối chiếu Thông tư 08/2025/TT-BTP",
        minutes=10,
        groups=(
            blocks.applicant(title="Người yêu cầu"),
            group(
                "request",
                "Việc đề nghị",
                text(
                    "relation",
                    "Quan hệ với người được thay đổi, cải chính",
                    100,
                    help="Làm cho chính mình thì ghi “Bản thân”.",
                    example="Mẹ",
                ),
                choice(
                    "request",
                    "Đề nghị đăng ký việc",
                    ("change", "Thay đổi họ, chữ đệm, tên"),
                    ("correction", "Cải chính thông tin ghi sai"),
                    ("completion", "Bổ sung thông tin còn thiếu"),
                    ("ethnicity", "Xác định lại dân tộc"),
                    help="Cải chính chỉ khi có đủ căn cứ là đã ghi sai do lỗi của công chức hoặc của người yêu cầu "
                    "(Nghị định 123/2015/NĐ-CP, Điều 7).",
                ),
            ),
            group(
                "subject",
                "Người được thay đổi, cải chính, bổ sung",
                *registered_person("subject", "của người được cải chính"),
                choice(
                    "age",
                    "Tuổi hiện nay của người ấy",
                    ("under_9", "Dưới 9 tuổi"),
                    ("9_to_15", "Từ đủ 9 tuổi đến dưới 15 tuổi"),
                    ("15_to_18", "Từ đủ 15 tuổi đến dưới 18 tuổi"),
                    ("adult", "Từ đủ 18 tuổi"),
                ),
                choice(
                    "subject_agrees",
                    "Người ấy có đồng ý không?",
                    ("yes", "Đồng ý"),
                    ("no", "Không đồng ý"),
                    help="Phải có ý kiến của người từ đủ 9 tuổi khi đổi họ, tên; của người từ đủ 15 tuổi đến dưới 18 "
                    "tuổi khi xác định lại dân tộc.",
                    when={"or": [CHILD_NAME, CHILD_ETHNICITY]},
                ),
            ),
            group(
                "register",
                "Việc hộ tịch đã đăng ký",
                choice(
                    "register",
                    "Đã đăng ký",
                    ("birth", "Khai sinh"),
                    ("marriage", "Kết hôn"),
                    ("death", "Khai tử"),
                    ("parent", "Nhận cha, mẹ, con"),
                    ("other", "Việc hộ tịch khác"),
                ),
                text("register_detail", "Ghi rõ việc hộ tịch", 100, when=is_("register", "other"), example="Giám hộ"),
                text("registered_at", "Nơi đã đăng ký", example="Ủy ban nhân dân xã Đầm Dơi, tỉnh Cà Mau"),
                text("register_number", "Số", 40, required=False, help="Số ghi trên giấy hộ tịch.", example="125"),
                text("register_book", "Quyển số", 40, required=False, example="01/2010"),
                day("registered_on", "Ngày đăng ký", example="12/03/2010"),
            ),
            group(
                "content",
                "Nội dung",
                text("was", "Từ (đang ghi là)", 300, help="Bổ sung thì ghi “Để trống”.", example="Trần Thị Lan"),
                text("becomes", "Thành (đề nghị ghi là)", 300, example="Trần Thị Ngọc Lan"),
                long_text("reason", "Lý do", example="Giấy khai sinh ghi thiếu chữ đệm so với sổ đăng ký khai sinh."),
            ),
            copies("Trích lục"),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="nothing_changes",
                when=same("becomes", "was"),
                field="becomes",
                message="Nội dung đề nghị giống hệt nội dung đang ghi",
                remedy="Hãy ghi lại phần cần sửa.",
            ),
            Rule(
                key="name_needs_consent",
                when=both(CHILD_NAME, is_("subject_agrees", "no")),
                field="subject_agrees",
                message="đổi họ, tên cho người từ đủ 9 tuổi phải có sự đồng ý của người ấy",
                kind=RuleKind.INELIGIBLE,
                remedy="Chỉ nộp khi người ấy đồng ý.",
                source="Bộ luật Dân sự 2015, Điều 27 khoản 2",
            ),
            Rule(
                key="ethnicity_needs_consent",
                when=both(CHILD_ETHNICITY, is_("subject_agrees", "no")),
                field="subject_agrees",
                message="xác định lại dân tộc cho người từ đủ 15 tuổi đến dưới 18 tuổi phải được người ấy đồng ý",
                kind=RuleKind.INELIGIBLE,
                remedy="Chỉ nộp khi người ấy đồng ý.",
                source="Bộ luật Dân sự 2015, Điều 29 khoản 4",
            ),
            Rule(
                key="registered_before_born",
                when={"field": "registered_on", "op": "lt", "other": "subject_born_on"},
                field="registered_on",
                message="Ngày đăng ký đứng trước ngày sinh của người được thay đổi, cải chính",
                remedy="Nếu xin cải chính năm sinh, hãy ghi ngày sinh đúng ở phần trên rồi xem lại ngày đăng ký.",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai đăng ký việc thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
            body=(
                *APPLICANT_LINES,
                "Quan hệ với người được thay đổi, cải chính, bổ sung, xác định lại dân tộc: {relation}",
                "Đề nghị cơ quan đăng ký việc: {request} cho người có tên dưới đây:",
                *person_lines("subject"),
                "Tuổi hiện nay: {age}",
                "Đã đăng ký {register} tại {registered_at} ngày {registered_on.day} tháng {registered_on.month} năm "
                "{registered_on.year}, số {register_number}, quyển số {register_book}",
                "? Việc hộ tịch khác: {register_detail}",
                "Từ: {was}",
                "Thành: {becomes}",
                "Lý do: {reason}",
                "? Ý kiến của người được thay đổi họ, chữ đệm, tên (từ đủ 9 tuổi), xác định lại dân tộc (từ đủ 15 đến "
                "dưới 18 tuổi): {subject_agrees}",
                "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam "
                "đoan của mình.",
                "[] commitment",
                *COPIES_LINES,
            ),
            signer="Người yêu cầu",
        ),
    )
