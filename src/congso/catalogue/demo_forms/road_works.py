"""Permit for works on a road in use. Source: the national record 1.013061 of 2026 (Đơn đề nghị cấp phép thi công công
trình trên đường bộ đang khai thác) and Circular 41/2024/TT-BGTVT art. 32, which it names; the lines are those of the
application known from the circulars before it. The number of the present form is not known to us: the paper bears none.
Code and name: that record."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule, RuleKind

from .asking import agreed, before, both, choice, day, group, is_, long_text, number, text
from .persons import ORGANISATION_LINES, organisation

CIRCULAR = "Thông tư 41/2024/TT-BGTVT"


def road_works() -> FormDefinition:
    """Return the form of procedure 1.013061."""
    return FormDefinition(
        title="Đơn đề nghị cấp giấy phép thi công công trình trên đường bộ đang khai thác",
        official_form="Đơn đề nghị cấp phép thi công",
        source=f"{CIRCULAR}; mẫu đơn theo hồ sơ thủ tục 1.013061, cần đối chiếu",
        minutes=12,
        groups=(
            blocks.applicant(title="Người đại diện chủ đầu tư"),
            organisation(always=True),
            group(
                "works",
                "Công trình",
                text("works_name", "Tên dự án, công trình", 300, example="Tuyến ống cấp nước ấp 3, xã Đầm Dơi"),
                text(
                    "approval",
                    "Văn bản phê duyệt dự án, chấp thuận xây dựng",
                    300,
                    help="Số, ngày, cơ quan ban hành.",
                    example="Quyết định 125/QĐ-UBND ngày 10/03/2026 của Ủy ban nhân dân tỉnh",
                ),
                choice(
                    "works_kind",
                    "Loại công trình",
                    ("pipe", "Đường ống, cáp, đường dây"),
                    ("junction", "Nút giao, lối đấu nối"),
                    ("repair", "Sửa chữa, nâng cấp đường bộ"),
                    ("sign", "Biển quảng cáo, cột, công trình khác"),
                    ("routine", "Bảo dưỡng thường xuyên đường bộ"),
                ),
                Field("road_commune", FieldType.COMMUNE, "Xã, phường có đoạn đường", required=True),
                text("road", "Tên đường", 100, example="Đường tỉnh 988"),
                choice(
                    "road_class",
                    "Cấp đường",
                    ("national", "Quốc lộ giao cho tỉnh quản lý"),
                    ("provincial", "Đường tỉnh, đường đô thị"),
                    ("commune", "Đường xã, đường thôn"),
                ),
                text(
                    "from_km",
                    "Từ lý trình",
                    20,
                    example="Km12+300",
                    pattern=r"Km ?\d{1,4}\+\d{1,3}",
                    pattern_message="Ghi lý trình như “Km12+300”.",
                ),
                text(
                    "to_km",
                    "Đến lý trình",
                    20,
                    example="Km12+850",
                    pattern=r"Km ?\d{1,4}\+\d{1,3}",
                    pattern_message="Ghi lý trình như “Km12+300”.",
                ),
                choice(
                    "side",
                    "Vị trí trên mặt cắt ngang",
                    ("roadside", "Lề đường, đất của đường bộ"),
                    ("carriageway", "Mặt đường"),
                    ("median", "Dải phân cách giữa"),
                    ("bridge", "Trên cầu, trong hầm"),
                ),
                number("length_m", "Chiều dài đoạn thi công", 0.1, 100_000, unit="m", example="550"),
                number("width_m", "Bề rộng chiếm dụng", 0.1, 100, unit="m", example="1,5"),
            ),
            group(
                "time",
                "Thi công",
                day("starts_on", "Thi công từ ngày", min="today", max="today+730d", example="10/12/2026"),
                day("ends_on", "Đến ngày", min="today", max="today+1095d", example="20/01/2027"),
                text("hours", "Giờ thi công trong ngày", 60, example="Từ 20 giờ đến 5 giờ"),
                text("contractor", "Nhà thầu thi công", example="Công ty Xây dựng Năm Căn"),
                text("site_manager", "Chỉ huy công trường, điện thoại", example="Trần Văn Bảy, 0912 345 678"),
                choice(
                    "traffic",
                    "Ảnh hưởng giao thông",
                    ("none", "Không thu hẹp mặt đường"),
                    ("narrow", "Thu hẹp mặt đường, xe vẫn qua lại"),
                    ("closed", "Cấm đường, phải phân luồng"),
                ),
                long_text(
                    "detour",
                    "Phương án phân luồng",
                    when=is_("traffic", "closed"),
                    example="Xe đi theo đường Lý Bôn rồi đường Phan Ngọc Hiển.",
                ),
                choice(
                    "safety_plan",
                    "Biện pháp bảo đảm giao thông, an toàn",
                    ("ready", "Đã có bản vẽ và thuyết minh kèm theo"),
                    ("none", "Chưa lập"),
                ),
                agreed("restores", "Chủ đầu tư cam kết hoàn trả nguyên trạng đường bộ sau khi thi công"),
                agreed(
                    "moves",
                    "Chủ đầu tư cam kết tự di chuyển, cải tạo công trình và không đòi bồi thường khi cơ quan quản lý "
                    "đường bộ yêu cầu",
                ),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="ends_before_it_starts",
                when=before("ends_on", "starts_on"),
                field="ends_on",
                message="Ngày kết thúc đứng trước ngày bắt đầu thi công",
                remedy="Hãy xem lại hai ngày.",
            ),
            Rule(
                key="no_safety_plan",
                when=is_("safety_plan", "none"),
                field="safety_plan",
                message="hồ sơ phải có biện pháp tổ chức thi công và bảo đảm giao thông",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy lập bản vẽ, thuyết minh biện pháp rồi nộp.",
                source=CIRCULAR,
            ),
            Rule(
                key="closed_needs_more",
                when=both(is_("traffic", "none"), is_("side", "carriageway")),
                field="traffic",
                message="Thi công trên mặt đường thì mặt đường bị thu hẹp hoặc phải cấm",
                remedy="Hãy chọn lại vị trí hoặc ảnh hưởng giao thông.",
            ),
        ),
        paper=PaperForm(
            title="Đơn đề nghị cấp giấy phép thi công công trình trên đường bộ đang khai thác",
            body=(
                *ORGANISATION_LINES,
                "Sinh ngày: {applicant_born_on}. Số định danh cá nhân: {applicant_identity_number}",
                "Địa chỉ liên hệ: {applicant_address}, {applicant_commune}",
                "Điện thoại: {applicant_phone}. Thư điện tử: {applicant_email}",
                "Căn cứ: {approval}",
                "Đề nghị được cấp phép thi công: {works_name}",
                "Loại công trình: {works_kind}",
                "Tại: {road} ({road_class}), từ {from_km} đến {to_km}, {road_commune}",
                "Vị trí: {side}. Chiều dài: {length_m}. Bề rộng: {width_m}",
                "Thời gian thi công: từ ngày {starts_on} đến ngày {ends_on}; giờ thi công: {hours}",
                "Nhà thầu: {contractor}. Chỉ huy công trường: {site_manager}",
                "Ảnh hưởng giao thông: {traffic}. Biện pháp bảo đảm giao thông: {safety_plan}",
                "? Phương án phân luồng: {detour}",
                "[] restores",
                "[] moves",
                "Chủ đầu tư chịu trách nhiệm trước pháp luật nếu không bảo đảm an toàn giao thông trong thời gian thi "
                "công.",
                "[] commitment",
            ),
            signer="Người đại diện chủ đầu tư",
        ),
    )
