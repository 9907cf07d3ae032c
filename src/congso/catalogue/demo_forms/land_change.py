"""Registration of changes of land: of details (1.013833) and by transfer (1.013831), one application for both.

Source: the national record 1.013833 of 2026 names Mẫu số 18 (Đơn đăng ký biến động đất đai, tài sản gắn liền với đất)
and Decrees 101/2024/NĐ-CP, 151/2025/NĐ-CP; its points are those of the forms before it: the user, the change, the
papers. A letter of the ministry of 2026 is said to have issued the form anew, so that what it was issued with is left
open. Land Law 31/2024/QH15 art. 45 says when land may be transferred. Code and name of 1.013833: national record; of
1.013831: the well-known national code, whose record is not at hand."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, PaperForm, Rule, RuleKind

from .asking import both, choice, citizen_number, day, filled, group, is_, long_text, number, same, text
from .persons import ORGANISATION_LINES, organisation

LAND_LAW = "Luật Đất đai 2024"
SOURCE = "Mẫu số 18, Nghị định 151/2025/NĐ-CP; cần đối chiếu bản mới nhất của Bộ Nông nghiệp và Môi trường"
TITLE = "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất"
EROSION = is_("change", "erosion")

USER_LINES = (
    "1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:",
    "a) Tên: {applicant_name}. Sinh ngày: {applicant_born_on}",
    "b) Giấy tờ nhân thân số: {applicant_identity_number}",
    "c) Địa chỉ: {applicant_address}, {applicant_commune}",
    "d) Điện thoại liên hệ: {applicant_phone}. Hộp thư điện tử: {applicant_email}",
    "Đề nghị cho: {speaks_for}",
    *(f"? {line}" for line in ORGANISATION_LINES[:2]),
    "? Chức vụ của người đại diện: {representative_position}",
    "2. Thửa đất và Giấy chứng nhận đã cấp:",
    "Thửa đất số: {plot_number}. Tờ bản đồ số: {map_sheet}. Diện tích: {plot_area_m2}",
    "Địa chỉ thửa đất: {plot_address}, {plot_commune}",
    "Tài sản gắn liền với đất: {attached_property}",
    "Giấy chứng nhận số phát hành: {certificate_serial}. Số vào sổ: {certificate_entry}. "
    "Ngày cấp: {certificate_issued_on}",
)
END_LINES = (
    "Tôi, chúng tôi cam đoan nội dung kê khai trên đơn là đúng sự thật và chịu trách nhiệm trước pháp luật.",
    "[] commitment",
)


def _plot() -> Group:
    return group(
        "plot",
        "Thửa đất và Giấy chứng nhận",
        Field(
            "plot_commune",
            FieldType.COMMUNE,
            "Xã, phường nơi có đất",
            required=True,
            help="Chi nhánh Văn phòng đăng ký đất đai nơi có đất giải quyết.",
        ),
        text("plot_address", "Ấp, khóm, đường", example="Ấp 3"),
        text("plot_number", "Thửa đất số", 20, example="125"),
        text("map_sheet", "Tờ bản đồ số", 20, example="14"),
        number("plot_area_m2", "Diện tích ghi trên Giấy chứng nhận", 0.1, 10_000_000, unit="m²", example="120,5"),
        text(
            "attached_property",
            "Tài sản gắn liền với đất",
            required=False,
            help="Nhà ở, công trình, cây lâu năm; không có thì bỏ trống.",
            example="Nhà ở cấp IV, 80 m²",
        ),
        text(
            "certificate_serial",
            "Số phát hành Giấy chứng nhận",
            20,
            help="Hai chữ cái và các chữ số ở góc dưới trang 1.",
            example="DK 123456",
            pattern=r"[A-ZĐ]{1,3} ?\d{6,9}",
            pattern_message="Ghi số phát hành như “DK 123456”.",
        ),
        text("certificate_entry", "Số vào sổ cấp Giấy chứng nhận", 30, required=False, example="CS 01234"),
        day("certificate_issued_on", "Ngày cấp Giấy chứng nhận", example="15/06/2020"),
    )


def land_details() -> FormDefinition:
    """Return the form of procedure 1.013833."""
    return FormDefinition(
        title=f"{TITLE} (đổi tên, thay đổi thông tin)",
        official_form="Mẫu số 18",
        source=SOURCE,
        minutes=10,
        groups=(
            blocks.applicant(title="Người sử dụng đất"),
            organisation(),
            _plot(),
            group(
                "change",
                "Nội dung biến động",
                choice(
                    "change",
                    "Biến động về",
                    ("user", "Đổi tên hoặc thông tin của người sử dụng đất, chủ sở hữu tài sản"),
                    ("plot", "Số hiệu hoặc địa chỉ của thửa đất"),
                    ("restriction", "Hạn chế quyền sử dụng đất, quyền sở hữu tài sản"),
                    ("adjacent", "Quyền đối với thửa đất liền kề"),
                    ("erosion", "Giảm diện tích do sạt lở tự nhiên"),
                ),
                text("was", "Nội dung đang ghi trên Giấy chứng nhận", 500, example="Ông Trần Văn Bảy, CMND 380123456"),
                text("becomes", "Nội dung đề nghị ghi", 500, example="Ông Trần Văn Bảy, số định danh 096085001234"),
                number("area_left_m2", "Diện tích còn lại", 0, 10_000_000, unit="m²", when=EROSION, example="98,2"),
                long_text("reason", "Lý do biến động", example="Đổi từ chứng minh nhân dân sang thẻ căn cước."),
                choice(
                    "survey",
                    "Có yêu cầu đo đạc lại thửa đất không?",
                    ("no", "Không"),
                    ("yes", "Có, tôi nộp mảnh trích đo bản đồ địa chính"),
                    default="no",
                ),
                long_text(
                    "papers",
                    "Giấy tờ nộp kèm",
                    help="Bản gốc Giấy chứng nhận và giấy tờ chứng minh thay đổi.",
                    example="Bản gốc Giấy chứng nhận DK 123456.",
                ),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="nothing_changes",
                when=same("becomes", "was"),
                field="becomes",
                message="Nội dung đề nghị giống hệt nội dung đang ghi",
                remedy="Hãy ghi lại phần cần thay đổi.",
            ),
            Rule(
                key="erosion_leaves_less",
                when=both(
                    EROSION,
                    filled("plot_area_m2"),
                    filled("area_left_m2"),
                    {"not": {"field": "area_left_m2", "op": "lt", "other": "plot_area_m2"}},
                ),
                field="area_left_m2",
                message="Sạt lở thì diện tích còn lại phải nhỏ hơn diện tích trên Giấy chứng nhận",
                remedy="Hãy xem lại hai diện tích.",
            ),
        ),
        paper=PaperForm(
            title=TITLE,
            number="Mẫu số 18",
            body=(
                *USER_LINES,
                "3. Nội dung biến động: {change}",
                "a) Trước khi biến động: {was}",
                "b) Sau khi biến động: {becomes}",
                "? Diện tích còn lại: {area_left_m2}",
                "Lý do biến động: {reason}",
                "Đo đạc lại thửa đất: {survey}",
                "4. Giấy tờ liên quan đến nội dung biến động nộp kèm: {papers}",
                *END_LINES,
            ),
            signer="Người viết đơn",
        ),
    )


def land_transfer() -> FormDefinition:
    """Return the form of procedure 1.013831."""
    return FormDefinition(
        title=f"{TITLE} (chuyển nhượng, thừa kế, tặng cho, góp vốn)",
        official_form="Mẫu số 18",
        source=SOURCE,
        minutes=12,
        groups=(
            blocks.applicant(title="Người nhận quyền sử dụng đất", help="Người sẽ đứng tên trên Giấy chứng nhận."),
            organisation(),
            _plot(),
            group(
                "transfer",
                "Việc chuyển quyền",
                choice(
                    "transfer",
                    "Nhận quyền sử dụng đất do",
                    ("sale", "Nhận chuyển nhượng (mua)"),
                    ("inheritance", "Nhận thừa kế"),
                    ("gift", "Được tặng cho"),
                    ("capital", "Nhận góp vốn"),
                    ("exchange", "Chuyển đổi đất nông nghiệp"),
                ),
                text("giver_name", "Họ tên, tên tổ chức chuyển quyền", 200, example="Bà Nguyễn Thị Sáu"),
                citizen_number(
                    "giver_identity_number",
                    "Số định danh của người chuyển quyền",
                    required=False,
                    help="Bỏ trống nếu là tổ chức hoặc người để lại thừa kế không có số.",
                ),
                text(
                    "deed",
                    "Hợp đồng, văn bản về chuyển quyền",
                    300,
                    help="Số, nơi công chứng hoặc chứng thực.",
                    example="Hợp đồng chuyển nhượng số 1250, Phòng công chứng số 1 tỉnh Cà Mau",
                ),
                day("deed_on", "Ngày ký hợp đồng, văn bản", example="10/11/2026"),
                choice("part", "Phần chuyển quyền", ("whole", "Toàn bộ thửa đất"), ("part", "Một phần thửa đất")),
                number("part_area_m2", "Diện tích chuyển quyền", 0.1, 10_000_000, unit="m²", when=is_("part", "part")),
                Field(
                    "price_vnd",
                    FieldType.MONEY,
                    "Giá chuyển nhượng ghi trong hợp đồng",
                    required=True,
                    min=0,
                    when=is_("transfer", "sale"),
                    help="Cơ quan thuế dùng để tính thuế thu nhập cá nhân, lệ phí trước bạ.",
                    example="850.000.000",
                ),
                choice(
                    "kin",
                    "Bên chuyển và bên nhận là vợ chồng, cha mẹ và con, ông bà và cháu, anh chị em ruột?",
                    ("no", "Không"),
                    ("yes", "Có"),
                    help="Có thể được miễn thuế thu nhập cá nhân, lệ phí trước bạ; kèm giấy tờ chứng minh.",
                    when=is_("transfer", "inheritance", "gift", "sale"),
                ),
                choice(
                    "land_state",
                    "Tình trạng của đất",
                    ("clear", "Không tranh chấp, không bị kê biên, còn thời hạn sử dụng"),
                    ("mortgaged", "Đang thế chấp, bên nhận thế chấp đã đồng ý bằng văn bản"),
                    ("disputed", "Đang có tranh chấp"),
                    ("seized", "Đang bị kê biên để thi hành án"),
                    ("expired", "Đã hết thời hạn sử dụng đất"),
                ),
                long_text("papers", "Giấy tờ nộp kèm", example="Bản gốc Giấy chứng nhận; hợp đồng chuyển nhượng."),
            ),
            blocks.statements(),
        ),
        rules=(
            Rule(
                key="land_not_free",
                when=is_("land_state", "disputed", "seized", "expired"),
                field="land_state",
                message="đất đang tranh chấp, bị kê biên hoặc hết thời hạn sử dụng thì chưa được chuyển quyền",
                kind=RuleKind.INELIGIBLE,
                remedy="Hãy giải quyết xong tranh chấp, kê biên hoặc gia hạn sử dụng đất rồi nộp.",
                source=f"{LAND_LAW}, Điều 45 khoản 1",
            ),
            Rule(
                key="two_parties",
                when=same("giver_identity_number", "applicant_identity_number"),
                field="giver_identity_number",
                message="Số định danh của người chuyển quyền trùng với số của người nhận",
                remedy="Hãy nhập số của từng người.",
            ),
            Rule(
                key="part_of_plot",
                when={"field": "part_area_m2", "op": "gt", "other": "plot_area_m2"},
                field="part_area_m2",
                message="Diện tích chuyển quyền lớn hơn diện tích thửa đất",
                remedy="Hãy xem lại hai diện tích.",
            ),
        ),
        paper=PaperForm(
            title=TITLE,
            number="Mẫu số 18",
            body=(
                *USER_LINES,
                "3. Nội dung biến động: {transfer}",
                "Người chuyển quyền: {giver_name}. Số định danh: {giver_identity_number}",
                "Theo: {deed}, ngày {deed_on}",
                "Phần chuyển quyền: {part}",
                "? Diện tích chuyển quyền: {part_area_m2}",
                "? Giá chuyển nhượng: {price_vnd}",
                "? Quan hệ vợ chồng, cha mẹ và con, ông bà và cháu, anh chị em ruột: {kin}",
                "Tình trạng của đất: {land_state}",
                "4. Giấy tờ liên quan đến nội dung biến động nộp kèm: {papers}",
                *END_LINES,
            ),
            signer="Người viết đơn",
        ),
    )
