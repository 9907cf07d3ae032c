"""Using a carriageway or sidewalk for a time. Source: the national record 1.013274 of 2026 (Văn bản đề nghị cấp phép sử
dụng tạm thời lòng đường, vỉa hè vào mục đích khác), Decree 165/2024/NĐ-CP art. 21 (purposes, and roads where none is
allowed) and Law on Traffic Order and Safety 36/2024/QH15 art. 77, which it names. The number of the form is not known
to us: the paper bears none. Code and name: that record."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, PaperForm, Rule, RuleKind

from .asking import before, both, choice, day, filled, group, is_, long_text, number, text
from .persons import ORGANISATION_LINES, organisation

DECREE = "Nghị định 165/2024/NĐ-CP"
ON_SIDEWALK = is_("place", "sidewalk", "both")
ON_CARRIAGEWAY = is_("place", "carriageway", "both")


def sidewalk() -> FormDefinition:
    """Return the form of procedure 1.013274."""
    return FormDefinition(
        title="Văn bản đề nghị cấp phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác",
        official_form="Văn bản đề nghị cấp phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác",
        source=f"{DECREE}, Điều 21; mẫu theo hồ sơ thủ tục 1.013274, cần đối chiếu",
        minutes=8,
        groups=(
            blocks.applicant(title="Người đề nghị"),
            organisation(),
            group(
                "use",
                "Mục đích và vị trí",
                choice(
                    "purpose",
                    "Mục đích sử dụng",
                    ("funeral", "Tổ chức đám tang"),
                    ("wedding", "Tổ chức đám cưới"),
                    ("event", "Sự kiện chính trị, văn hóa, thể thao"),
                    ("building", "Phục vụ thi công xây dựng công trình"),
                    ("material", "Tập kết, thu gom rác thải, vật liệu xây dựng"),
                    ("parking", "Trông, giữ xe"),
                    ("shop", "Bày hàng, bán hàng"),
                ),
                text("purpose_detail", "Nói rõ mục đích", 300, example="Dựng rạp đám cưới con trai"),
                Field("site_commune", FieldType.COMMUNE, "Xã, phường nơi sử dụng", required=True),
                text("road", "Tên đường, đoạn đường", example="Đường Phan Ngọc Hiển, trước số nhà 12 đến 16"),
                choice(
                    "road_class",
                    "Loại đường",
                    ("street", "Đường đô thị, không phải phố chính"),
                    ("main_street", "Phố chính đô thị"),
                    ("rural", "Đường xã, đường thôn, đường huyện cũ"),
                    ("provincial", "Đường tỉnh"),
                    ("national", "Quốc lộ hoặc đường cao tốc"),
                ),
                choice(
                    "place",
                    "Phần đường sử dụng",
                    ("sidewalk", "Vỉa hè"),
                    ("carriageway", "Lòng đường"),
                    ("both", "Cả vỉa hè và lòng đường"),
                ),
                number("length_m", "Chiều dài sử dụng", 0.1, 5_000, unit="m", example="12"),
                number("width_m", "Bề rộng sử dụng", 0.1, 50, unit="m", example="2,5"),
                number("sidewalk_width_m", "Bề rộng vỉa hè", 0.1, 50, unit="m", when=ON_SIDEWALK, example="4"),
                number("carriageway_width_m", "Bề rộng lòng đường", 1, 100, unit="m", when=ON_CARRIAGEWAY, example="7"),
            ),
            group(
                "time",
                "Thời gian",
                day("starts_on", "Từ ngày", min="today", max="today+365d", example="05/12/2026"),
                text("starts_at", "Từ giờ", 10, example="14 giờ"),
                day("ends_on", "Đến ngày", min="today", max="today+730d", example="06/12/2026"),
                text("ends_at", "Đến giờ", 10, example="22 giờ"),
            ),
            group(
                "plan",
                "Phương án",
                long_text(
                    "traffic_plan", "Phương án tổ chức giao thông", example="Chừa lối đi bộ 1,5 m, đặt biển báo."
                ),
                choice(
                    "rescue",
                    "Xe cứu thương, cứu hỏa có qua được không?",
                    ("yes", "Qua được"),
                    ("no", "Không qua được"),
                ),
                text(
                    "construction_permit",
                    "Số giấy phép xây dựng của công trình",
                    60,
                    required=False,
                    when=is_("purpose", "building"),
                    example="125/GPXD",
                ),
                text(
                    "restoring",
                    "Việc dọn dẹp, trả lại nguyên trạng",
                    300,
                    example="Dọn sạch và trả mặt bằng trước 23 giờ cùng ngày",
                ),
            ),
            blocks.statements(text="Tôi chịu trách nhiệm về an toàn giao thông, vệ sinh môi trường nơi sử dụng."),
        ),
        rules=(
            Rule(
                key="not_on_a_national_road",
                when=is_("road_class", "national"),
                field="road_class",
                message="không sử dụng lòng đường, vỉa hè của đường cao tốc và quốc lộ vào các mục đích này",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy chọn nơi khác.",
                source=f"{DECREE}, Điều 21 khoản 1",
            ),
            Rule(
                key="not_the_carriageway_of_a_main_street",
                when=both(is_("road_class", "main_street", "provincial"), ON_CARRIAGEWAY),
                field="place",
                message="lòng đường chỉ được dùng ở đường xã, đường thôn, đường đô thị không phải phố chính",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy chỉ dùng vỉa hè, hoặc chọn đường khác.",
                source=f"{DECREE}, Điều 21 khoản 1",
            ),
            Rule(
                key="no_selling",
                when=is_("purpose", "shop"),
                field="purpose",
                message="bày hàng, bán hàng không thuộc các mục đích được cấp phép",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy hỏi phường về nơi được phép kinh doanh.",
                source=f"{DECREE}, Điều 21 khoản 1",
            ),
            Rule(
                key="ends_before_it_starts",
                when=before("ends_on", "starts_on"),
                field="ends_on",
                message="Ngày kết thúc đứng trước ngày bắt đầu",
                remedy="Hãy xem lại hai ngày.",
            ),
            Rule(
                key="wider_than_the_sidewalk",
                when=both(is_("place", "sidewalk"), filled("width_m"), before("sidewalk_width_m", "width_m")),
                field="sidewalk_width_m",
                message="Bề rộng sử dụng lớn hơn bề rộng vỉa hè",
                remedy="Hãy xem lại hai số; phải chừa lối cho người đi bộ.",
            ),
        ),
        paper=PaperForm(
            title="Đề nghị cấp phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác",
            body=(
                "Họ, chữ đệm, tên người đề nghị: {applicant_name}. Sinh ngày: {applicant_born_on}",
                "Số định danh cá nhân: {applicant_identity_number}",
                "Địa chỉ: {applicant_address}, {applicant_commune}",
                "Điện thoại: {applicant_phone}. Thư điện tử: {applicant_email}",
                "Đề nghị cho: {speaks_for}",
                *(f"? {line}" for line in ORGANISATION_LINES[:2]),
                "? Chức vụ của người đại diện: {representative_position}",
                "Đề nghị được sử dụng tạm thời: {place}",
                "Mục đích: {purpose}. {purpose_detail}",
                "Vị trí: {road} ({road_class}), {site_commune}",
                "Kích thước: dài {length_m}, rộng {width_m}",
                "? Bề rộng vỉa hè: {sidewalk_width_m}",
                "? Bề rộng lòng đường: {carriageway_width_m}",
                "Thời gian: từ {starts_at} ngày {starts_on} đến {ends_at} ngày {ends_on}",
                "Phương án tổ chức giao thông: {traffic_plan}",
                "Xe cứu thương, cứu hỏa: {rescue}",
                "? Giấy phép xây dựng số: {construction_permit}",
                "Trả lại nguyên trạng: {restoring}",
                "Tôi cam kết thực hiện đúng giấy phép, bảo đảm an toàn giao thông và vệ sinh môi trường.",
                "[] commitment",
            ),
            signer="Người đề nghị",
        ),
    )
