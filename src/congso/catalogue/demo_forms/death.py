"""Registration of death. Source: Tờ khai đăng ký khai tử of Circular 04/2020/TT-BTP, as amended by Circular
04/2024/TT-BTP (its lines were read in public reproductions); Law on Civil Status 60/2014/QH13 art. 32–34. The code is
the well-known national one; the record is not among the records at hand, so that the editor compares it. Circular
08/2025/TT-BTP may have changed the form: the paper bears no number."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import FormDefinition, PaperForm, Rule

from .asking import before, choice, day, filled, group, is_, same, text
from .persons import APPLICANT_LINES, COPIES_LINES, copies, person_lines, registered_person

HAS_PAPER = is_("death_paper", "notice", "other")


def death() -> FormDefinition:
    """Return the form of procedure 1.000656."""
    return FormDefinition(
        title="Tờ khai đăng ký khai tử",
        official_form="Tờ khai đăng ký khai tử",
        source="Thông tư 04/2020/TT-BTP (sửa đổi bởi Thông tư 04/2024/TT-BTP); cần đối chiếu Thông tư 08/2025/TT-BTP",
        minutes=8,
        groups=(
            blocks.applicant(title="Người yêu cầu đăng ký khai tử"),
            group(
                "relation",
                "Quan hệ với người đã chết",
                choice(
                    "relation",
                    "Quan hệ với người đã chết",
                    ("spouse", "Vợ hoặc chồng"),
                    ("child", "Con"),
                    ("parent", "Cha hoặc mẹ"),
                    ("relative", "Người thân thích khác"),
                    ("other", "Cơ quan, tổ chức, người có trách nhiệm"),
                    help="Vợ, chồng, con, cha, mẹ hoặc người thân thích đi khai; không có người thân thích thì đại "
                    "diện cơ quan, tổ chức, cá nhân liên quan (Luật Hộ tịch 2014, Điều 33).",
                ),
                text(
                    "relation_detail",
                    "Ghi rõ quan hệ",
                    100,
                    example="Cháu nội",
                    when=is_("relation", "relative", "other"),
                ),
            ),
            group(
                "deceased",
                "Người đã chết",
                *registered_person("deceased", "của người đã chết", residence="Nơi cư trú cuối cùng"),
            ),
            group(
                "death",
                "Việc chết",
                day("died_on", "Ngày, tháng, năm chết", help="Theo Dương lịch.", example="20/11/2026"),
                text(
                    "died_at",
                    "Giờ chết",
                    20,
                    required=False,
                    help="Bỏ trống nếu không rõ.",
                    example="08 giờ 30",
                    pattern=r"(?:[01]?\d|2[0-3]) giờ(?: [0-5]?\d(?: phút)?)?",
                    pattern_message="Ghi giờ chết như “08 giờ 30”.",
                ),
                text(
                    "death_place",
                    "Nơi chết",
                    300,
                    help="Tên cơ sở y tế và địa chỉ; chết ở nơi khác thì ghi xã, phường, tỉnh.",
                    example="Tại nhà, ấp 3, xã Đầm Dơi, tỉnh Cà Mau",
                ),
                text(
                    "death_cause",
                    "Nguyên nhân chết",
                    help="Theo giấy báo tử; chưa xác định thì ghi “Chưa rõ”.",
                    example="Tuổi già",
                    sensitive=True,
                ),
                choice(
                    "death_paper",
                    "Giấy báo tử",
                    ("notice", "Có Giấy báo tử"),
                    ("other", "Có giấy tờ thay thế Giấy báo tử"),
                    ("none", "Không có"),
                    help="Chết tại cơ sở y tế: do cơ sở y tế cấp. Chết ở nơi khác: do Ủy ban nhân dân cấp xã nơi chết "
                    "cấp; nơi ấy cũng là nơi đăng ký khai tử thì không cần.",
                ),
                text("death_paper_number", "Tên, số giấy", 100, when=HAS_PAPER, example="Giấy báo tử số 12/BV"),
                text("death_paper_issuer", "Cơ quan cấp", when=HAS_PAPER, example="Bệnh viện Đa khoa Cà Mau"),
                day("death_paper_issued_on", "Ngày cấp", when=HAS_PAPER, example="21/11/2026"),
            ),
            copies("Trích lục khai tử"),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="died_before_born",
                when=before("died_on", "deceased_born_on"),
                field="died_on",
                message="Ngày chết đứng trước ngày sinh của người đã chết",
                remedy="Hãy xem lại hai ngày.",
            ),
            Rule(
                key="paper_before_death",
                when=before("death_paper_issued_on", "died_on"),
                field="death_paper_issued_on",
                message="Giấy báo tử không thể được cấp trước ngày chết",
                remedy="Hãy xem lại ngày chết và ngày cấp giấy.",
            ),
            Rule(
                key="not_oneself",
                when={"and": [filled("relation"), same("deceased_identity_number", "applicant_identity_number")]},
                field="deceased_identity_number",
                message="Số định danh của người đã chết trùng với số của người yêu cầu",
                remedy="Hãy nhập số trên thẻ căn cước của người đã chết.",
            ),
        ),
        paper=PaperForm(
            title="Tờ khai đăng ký khai tử",
            body=(
                *APPLICANT_LINES,
                "Quan hệ với người đã chết: {relation}",
                "? Ghi rõ quan hệ: {relation_detail}",
                "Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:",
                *person_lines("deceased", "Nơi cư trú cuối cùng"),
                "Đã chết vào lúc: {died_at}, ngày {died_on.day} tháng {died_on.month} năm {died_on.year}",
                "Nơi chết: {death_place}",
                "Nguyên nhân chết: {death_cause}",
                "[] death_paper",
                "? Số Giấy báo tử hoặc giấy tờ thay thế Giấy báo tử: {death_paper_number} do {death_paper_issuer} cấp "
                "ngày {death_paper_issued_on}",
                "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam "
                "đoan của mình.",
                "[] commitment",
                *COPIES_LINES,
            ),
            signer="Người yêu cầu",
        ),
    )
