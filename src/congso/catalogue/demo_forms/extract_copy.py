"""Copies of extracts and of birth certificates. Source: what Tờ khai cấp bản sao trích lục hộ tịch of Circular
04/2020/TT-BTP (as amended by Circular 04/2024/TT-BTP) is known to ask; Law on Civil Status 60/2014/QH13 art. 63, 64.
Code and name: national record 2.000635 of 2026. Circular 08/2025/TT-BTP may have another: the paper has no number."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import FormDefinition, PaperForm, Rule

from .asking import before, both, choice, day, group, is_, number, text
from .persons import APPLICANT_LINES, person_lines, registered_person


def extract_copy() -> FormDefinition:
    """Return the form of procedure 2.000635."""
    return FormDefinition(
        title="Tờ khai cấp bản sao trích lục hộ tịch",
        official_form="Tờ khai cấp bản sao trích lục hộ tịch",
        source="Thông tư 04/2020/TT-BTP (sửa đổi bởi Thông tư 04/2024/TT-BTP); cần đối chiếu Thông tư 08/2025/TT-BTP",
        minutes=6,
        groups=(
            blocks.applicant(title="Người yêu cầu"),
            group(
                "wanted",
                "Bản sao cần cấp",
                choice(
                    "for_whom",
                    "Xin bản sao về việc hộ tịch của",
                    ("self", "Bản thân"),
                    ("another", "Người khác"),
                    default="self",
                ),
                text("relation", "Quan hệ với người ấy", 100, example="Con", when=is_("for_whom", "another")),
                choice(
                    "extract",
                    "Loại bản sao",
                    ("birth", "Bản sao Giấy khai sinh"),
                    ("marriage", "Trích lục kết hôn"),
                    ("death", "Trích lục khai tử"),
                    ("parent", "Trích lục đăng ký nhận cha, mẹ, con"),
                    ("guardian", "Trích lục đăng ký giám hộ"),
                    ("correction", "Trích lục thay đổi, cải chính, bổ sung hộ tịch"),
                    ("other", "Trích lục khác"),
                ),
                text("extract_detail", "Ghi rõ loại trích lục", 100, when=is_("extract", "other"), example="Ly hôn"),
                number("number_of_copies", "Số lượng bản sao", 1, 50, default="1", unit="bản", example="2"),
            ),
            group("subject", "Người đã được đăng ký", *registered_person("subject", "của người đã đăng ký")),
            group(
                "register",
                "Lần đăng ký",
                text("registered_at", "Đã đăng ký tại", example="Ủy ban nhân dân xã Đầm Dơi, tỉnh Cà Mau"),
                day("registered_on", "Ngày đăng ký", required=False, help="Ghi càng đúng càng tra được nhanh."),
                text("register_number", "Số", 40, required=False, example="125"),
                text("register_book", "Quyển số", 40, required=False, example="01/2010"),
                text("purpose", "Dùng vào việc", required=False, help="Không bắt buộc.", example="Nhập học cho con"),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="own_death",
                when=both(is_("for_whom", "self"), is_("extract", "death")),
                field="extract",
                message="Không ai xin được trích lục khai tử của chính mình",
                remedy="Hãy chọn “Người khác”, hoặc chọn lại loại bản sao.",
            ),
            Rule(
                key="registered_before_born",
                when=before("registered_on", "subject_born_on"),
                field="registered_on",
                message="Ngày đăng ký đứng trước ngày sinh của người đã được đăng ký",
                remedy="Hãy xem lại hai ngày.",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai cấp bản sao trích lục hộ tịch",
            body=(
                *APPLICANT_LINES,
                "Xin bản sao về việc hộ tịch của: {for_whom}",
                "? Quan hệ với người được cấp bản sao: {relation}",
                "Đề nghị cơ quan cấp bản sao: {extract} cho người có tên dưới đây:",
                "? Ghi rõ loại trích lục: {extract_detail}",
                *person_lines("subject"),
                "Đã đăng ký tại: {registered_at} ngày {registered_on}. Số: {register_number}. "
                "Quyển số: {register_book}",
                "Số lượng bản sao đề nghị cấp: {number_of_copies}",
                "Dùng vào việc: {purpose}",
                "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam "
                "đoan của mình.",
                "[] commitment",
            ),
            signer="Người yêu cầu",
        ),
    )
