"""Permit to repair or rebuild a private house. Source: Mẫu số 01, Phụ lục II of Decree 175/2024/NĐ-CP, which the
national record 1.013229 of 2026 names, in the part for works that are repaired or rebuilt; Law on Construction
50/2014/QH13 art. 79, 89, 102 as amended by Law 62/2020/QH14. Code and name: that record. Decree 14/2026/NĐ-CP, which it
names too, is to be compared, and whether the law of 2014 still holds."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule, RuleKind

from .asking import agreed, below, both, choice, filled, group, is_, long_text, number, shown, text

BUILDING_LAW = "Luật Xây dựng 2014 (sửa đổi năm 2020)"
DESIGNED = is_("designed_by", "company", "person")
DECLARES_NO_PERMIT = is_("scope", "inside")


def house_repair() -> FormDefinition:
    """Return the form of procedure 1.013229 for private houses."""
    return FormDefinition(
        title="Đơn đề nghị cấp giấy phép sửa chữa, cải tạo nhà ở riêng lẻ",
        official_form="Mẫu số 01, Phụ lục II",
        source="Nghị định 175/2024/NĐ-CP, Phụ lục II, Mẫu số 01; cần đối chiếu Nghị định 14/2026/NĐ-CP",
        minutes=12,
        groups=(
            blocks.applicant(title="Chủ đầu tư (chủ hộ)"),
            group(
                "house",
                "Ngôi nhà hiện có",
                Field("site_commune", FieldType.COMMUNE, "Xã, phường nơi có nhà", required=True),
                text("site_address", "Số nhà, đường, ấp, khóm", example="Số 12, đường Phan Ngọc Hiển, khóm 3"),
                text("plot_number", "Thửa đất số", 20, example="125"),
                text("map_sheet", "Tờ bản đồ số", 20, example="14"),
                number("plot_area_m2", "Diện tích lô đất", 1, 1_000_000, unit="m²", example="120,5"),
                text(
                    "ownership_paper",
                    "Giấy tờ về quyền sở hữu, sử dụng nhà",
                    help="Tên giấy, số, ngày cấp.",
                    example="Giấy chứng nhận DK 123456, cấp ngày 15/06/2020",
                ),
                choice("building_grade", "Cấp công trình", ("III", "Cấp III"), ("IV", "Cấp IV")),
                number("floor_area_before_m2", "Tổng diện tích sàn hiện nay", 1, 100_000, unit="m²", example="160"),
                number("storeys_before", "Số tầng hiện nay", 1, 50, unit="tầng", example="2"),
                number("height_before_m", "Chiều cao hiện nay", 1, 200, unit="m", example="8,5"),
            ),
            group(
                "repair",
                "Nội dung sửa chữa, cải tạo",
                choice(
                    "scope",
                    "Phạm vi sửa chữa, cải tạo",
                    ("structure", "Thay đổi kết cấu chịu lực"),
                    ("storey", "Nâng tầng, cơi nới, mở rộng"),
                    ("facade", "Thay đổi mặt ngoài giáp đường trong đô thị có yêu cầu quản lý kiến trúc"),
                    ("use", "Thay đổi công năng sử dụng"),
                    ("inside", "Chỉ sửa bên trong, không đổi công năng và kết cấu chịu lực"),
                ),
                shown(
                    "no_permit",
                    "Có thể không cần giấy phép",
                    "Sửa bên trong mà không đổi công năng, không ảnh hưởng an toàn kết cấu và môi trường thì được miễn "
                    "giấy phép xây dựng.",
                    DECLARES_NO_PERMIT,
                ),
                long_text("work", "Mô tả việc sẽ làm", example="Nâng thêm một tầng, thay mái tôn bằng mái bê tông."),
                number("ground_floor_area_m2", "Diện tích xây dựng tầng 1 sau khi làm", 1, 100_000, unit="m²"),
                number("floor_area_m2", "Tổng diện tích sàn sau khi làm", 1, 100_000, unit="m²", example="230"),
                number("storeys", "Số tầng sau khi làm", 1, 50, unit="tầng", example="3"),
                number("height_m", "Chiều cao sau khi làm", 1, 200, unit="m", example="11,5"),
                number("finish_within_months", "Dự kiến hoàn thành trong", 1, 60, unit="tháng", example="6"),
                choice(
                    "neighbours",
                    "Có công trình liền kề không?",
                    ("no", "Không"),
                    ("yes", "Có"),
                    help="Có thì kèm bản cam kết bảo đảm an toàn cho công trình liền kề.",
                ),
                agreed(
                    "neighbours_safe",
                    "Tôi cam kết bảo đảm an toàn cho công trình liền kề",
                    when=is_("neighbours", "yes"),
                ),
            ),
            group(
                "designer",
                "Người lập thiết kế",
                choice(
                    "designed_by",
                    "Thiết kế do",
                    ("company", "Tổ chức"),
                    ("person", "Cá nhân hành nghề"),
                    ("owner", "Chủ hộ tự lập"),
                ),
                text(
                    "designer_name", "Tên người, tổ chức thiết kế", when=DESIGNED, example="Công ty Thiết kế Minh Hải"
                ),
                text(
                    "designer_certificate",
                    "Mã số chứng chỉ năng lực, hành nghề",
                    60,
                    when=DESIGNED,
                    example="CAM-00012345",
                ),
            ),
            blocks.statements(
                text="Tôi cam đoan làm đúng giấy phép được cấp; nếu sai tôi hoàn toàn chịu trách nhiệm và bị xử lý "
                "theo quy định của pháp luật."
            ),
        ),
        rules=(
            Rule(
                key="no_permit_needed",
                when=DECLARES_NO_PERMIT,
                field="scope",
                message="việc sửa chữa bên trong này được miễn giấy phép xây dựng",
                kind=RuleKind.INELIGIBLE,
                remedy="Bạn không phải nộp hồ sơ; nếu có thay đổi kết cấu hoặc công năng, hãy chọn lại.",
                source=f"{BUILDING_LAW}, Điều 89 khoản 2",
            ),
            Rule(
                key="too_large_for_own_design",
                when=both(
                    is_("designed_by", "owner"),
                    *(filled(key) for key in ("floor_area_m2", "storeys", "height_m")),
                    {"not": below("floor_area_m2", 250)},
                    {"not": below("storeys", 3)},
                    {"not": below("height_m", 12)},
                ),
                field="designed_by",
                message="nhà từ 250 m² sàn, từ 3 tầng và cao từ 12 m phải do tổ chức, cá nhân đủ năng lực thiết kế",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy thuê thiết kế rồi nộp lại bản vẽ.",
                source=f"{BUILDING_LAW}, Điều 79 khoản 7",
            ),
            Rule(
                key="storeys_are_added",
                when=both(
                    is_("scope", "storey"), {"field": "floor_area_m2", "op": "lt", "other": "floor_area_before_m2"}
                ),
                field="floor_area_m2",
                message="Nâng tầng, cơi nới mà tổng diện tích sàn lại nhỏ hơn hiện nay",
                remedy="Hãy xem lại hai diện tích.",
            ),
        ),
        paper=PaperForm(
            title="Đơn đề nghị cấp giấy phép sửa chữa, cải tạo nhà ở riêng lẻ",
            number="Mẫu số 01, Phụ lục II",
            issued="Nghị định số 175/2024/NĐ-CP",
            body=(
                "1. Thông tin về chủ đầu tư:",
                "Tên chủ đầu tư (chủ hộ): {applicant_name}. Sinh ngày: {applicant_born_on}",
                "Địa chỉ liên hệ: {applicant_address}, {applicant_commune}",
                "Số định danh cá nhân: {applicant_identity_number}",
                "Số điện thoại: {applicant_phone}. Thư điện tử: {applicant_email}",
                "2. Thông tin công trình:",
                "Địa điểm xây dựng: {site_address}, {site_commune}",
                "Thửa đất số: {plot_number}. Tờ bản đồ số: {map_sheet}. Diện tích lô đất: {plot_area_m2}",
                "Giấy tờ về quyền sở hữu, sử dụng nhà: {ownership_paper}",
                "Cấp công trình: {building_grade}",
                "Hiện trạng: tổng diện tích sàn {floor_area_before_m2}; {storeys_before}; cao {height_before_m}",
                "3. Tổ chức, cá nhân lập thiết kế: {designed_by}",
                "? Tên: {designer_name}. Mã số chứng chỉ: {designer_certificate}",
                "4. Nội dung đề nghị cấp phép sửa chữa, cải tạo:",
                "Phạm vi: {scope}",
                "Việc sẽ làm: {work}",
                "Diện tích xây dựng tầng 1: {ground_floor_area_m2}. Tổng diện tích sàn: {floor_area_m2}",
                "Số tầng: {storeys}. Chiều cao công trình: {height_m}",
                "Công trình liền kề: {neighbours}",
                "? [] neighbours_safe",
                "5. Dự kiến thời gian hoàn thành công trình: {finish_within_months}",
                "6. Cam kết: tôi xin cam đoan làm theo đúng giấy phép được cấp, nếu sai tôi xin hoàn toàn chịu trách "
                "nhiệm và bị xử lý theo quy định của pháp luật.",
                "[] commitment",
            ),
            signer="Chủ đầu tư",
        ),
    )
