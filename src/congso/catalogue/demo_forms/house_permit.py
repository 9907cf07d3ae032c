"""Permit to build a private house. Source: application form (Đơn đề nghị cấp giấy phép xây dựng, Mẫu số 01, Phụ lục II)
of Decree 175/2024/NĐ-CP; Law on Construction 50/2014/QH13 art. 95, 102, as amended by Law 62/2020/QH14."""

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, PaperForm

DESIGNED = {"field": "designed_by", "op": "in", "value": ["company", "person"]}


PAPER = PaperForm(
    title="Đơn đề nghị cấp giấy phép xây dựng",
    number="Mẫu số 01",
    issued="Nghị định 175/2024/NĐ-CP, Phụ lục II",
    signer="Người làm đơn",
    body=(
        "# 1. Thông tin về chủ đầu tư",
        "Tên chủ đầu tư (tên chủ hộ): {applicant_name}",
        "Ngày, tháng, năm sinh: {applicant_born_on}; số định danh cá nhân: {applicant_identity_number}",
        "Địa chỉ liên hệ: {applicant_address}",
        "Xã, phường nơi cư trú: {applicant_commune}",
        "Số điện thoại: {applicant_phone}; thư điện tử: {applicant_email}",
        "# 2. Thông tin công trình",
        "Địa điểm xây dựng: {site_address}, {site_commune.commune}, {site_commune.province}",
        "Thửa đất số: {plot_number}; tờ bản đồ số: {map_sheet}; diện tích: {plot_area_m2}",
        "[] land_paper Giấy tờ về đất",
        "Số, ngày cấp giấy tờ về đất: {land_paper_number}",
        "[] is_residential_land Mục đích sử dụng đất ghi trên giấy tờ là đất ở",
        "# 3. Tổ chức, cá nhân lập thiết kế xây dựng",
        "[] designed_by Người lập thiết kế",
        "? Tên: {designer_name}",
        "? Mã số chứng chỉ năng lực, hành nghề: {designer_certificate}",
        "? Chủ nhiệm, chủ trì thiết kế và số chứng chỉ hành nghề: {lead_designer}",
        "# 4. Nội dung đề nghị cấp phép (nhà ở riêng lẻ)",
        "[] building_grade Cấp công trình",
        "Diện tích xây dựng tầng 1: {ground_floor_area_m2}",
        "Tổng diện tích sàn: {total_floor_area_m2}",
        "Chiều cao công trình: {height_m}; khoảng lùi so với chỉ giới đường đỏ: {setback_m}",
        "Số tầng: {storeys}; số tầng hầm: {basements}",
        "[] neighbours",
        "# 5. Dự kiến thời gian hoàn thành công trình: {finish_within_months}",
        "# 6. Cam kết",
        "[] commitment",
    ),
    closing="Tôi cam đoan làm theo đúng giấy phép được cấp; nếu sai tôi hoàn toàn chịu trách nhiệm và bị xử lý theo "
    "quy định của pháp luật.",
)


def house_permit() -> FormDefinition:
    """Return the form of procedure 1.013225 for private houses."""
    return FormDefinition(
        title="Đơn đề nghị cấp giấy phép xây dựng nhà ở riêng lẻ",
        official_form="Mẫu số 01, Phụ lục II",
        source="Nghị định 175/2024/NĐ-CP, Phụ lục II, Mẫu số 01",
        minutes=15,
        groups=(
            blocks.applicant(title="Chủ đầu tư (chủ hộ)"),
            Group(
                key="land",
                title="Thửa đất xây dựng",
                fields=(
                    Field(
                        "site_commune",
                        FieldType.COMMUNE,
                        "Xã, phường nơi xây dựng",
                        help="Hồ sơ được giải quyết tại Ủy ban nhân dân xã, phường này.",
                        required=True,
                    ),
                    Field("site_address", FieldType.TEXT, "Số nhà, đường, ấp, khóm", required=True, max_length=200),
                    Field("plot_number", FieldType.TEXT, "Thửa đất số", required=True, max_length=20, example="125"),
                    Field("map_sheet", FieldType.TEXT, "Tờ bản đồ số", required=True, max_length=20, example="14"),
                    Field(
                        "plot_area_m2",
                        FieldType.NUMBER,
                        "Diện tích lô đất",
                        required=True,
                        min=1,
                        max=1_000_000,
                        unit="m²",
                        example="120,5",
                    ),
                    Field(
                        "land_paper",
                        FieldType.CHOICE,
                        "Giấy tờ về đất",
                        required=True,
                        choices=(
                            ("certificate", "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"),
                            ("allocation", "Quyết định giao đất, cho thuê đất"),
                            ("other", "Giấy tờ hợp pháp khác theo pháp luật đất đai"),
                        ),
                    ),
                    Field(
                        "land_paper_number",
                        FieldType.TEXT,
                        "Số, ngày cấp giấy tờ về đất",
                        example="DK 123456, cấp ngày 15/06/2020",
                        required=True,
                        max_length=150,
                    ),
                    Field(
                        "is_residential_land",
                        FieldType.CHOICE,
                        "Mục đích sử dụng đất ghi trên giấy tờ là đất ở?",
                        required=True,
                        choices=(("yes", "Có"), ("no", "Không")),
                    ),
                    Field(
                        "not_residential",
                        FieldType.INFORMATION,
                        "Đất chưa phải là đất ở",
                        text="Nhà ở chỉ được cấp phép trên đất ở. Hãy làm thủ tục chuyển mục đích sử dụng đất "
                        "trước khi nộp "
                        "hồ sơ này; nếu vẫn nộp, hồ sơ có thể bị từ chối.",
                        when={"field": "is_residential_land", "op": "eq", "value": "no"},
                    ),
                ),
            ),
            Group(
                key="building",
                title="Công trình",
                fields=(
                    Field(
                        "building_grade",
                        FieldType.CHOICE,
                        "Cấp công trình",
                        help="Nhà từ 7 tầng trở xuống thường là cấp III; nhà một tầng, dưới 1.000 m² sàn "
                        "thường là cấp IV.",
                        required=True,
                        choices=(("III", "Cấp III"), ("IV", "Cấp IV")),
                    ),
                    Field(
                        "ground_floor_area_m2",
                        FieldType.NUMBER,
                        "Diện tích xây dựng tầng 1",
                        required=True,
                        min=1,
                        max=100_000,
                        unit="m²",
                    ),
                    Field(
                        "total_floor_area_m2",
                        FieldType.NUMBER,
                        "Tổng diện tích sàn",
                        help="Gồm cả tầng hầm, tầng lửng, tum.",
                        required=True,
                        min=1,
                        max=1_000_000,
                        unit="m²",
                    ),
                    Field(
                        "height_m", FieldType.NUMBER, "Chiều cao công trình", required=True, min=1, max=200, unit="m"
                    ),
                    Field(
                        "storeys",
                        FieldType.NUMBER,
                        "Số tầng",
                        help="Không tính tầng hầm, lửng, kỹ thuật, tum.",
                        required=True,
                        min=1,
                        max=50,
                        unit="tầng",
                    ),
                    Field("basements", FieldType.NUMBER, "Số tầng hầm", min=0, max=10, unit="tầng"),
                    Field(
                        "setback_m",
                        FieldType.NUMBER,
                        "Khoảng lùi so với chỉ giới đường đỏ",
                        min=0,
                        max=100,
                        unit="m",
                    ),
                    Field(
                        "neighbours",
                        FieldType.YES_NO,
                        "Có công trình liền kề",
                        help="Khi có, kèm bản cam kết bảo đảm an toàn cho công trình liền kề.",
                    ),
                    Field(
                        "finish_within_months",
                        FieldType.NUMBER,
                        "Dự kiến hoàn thành trong",
                        required=True,
                        min=1,
                        max=60,
                        unit="tháng",
                    ),
                ),
            ),
            Group(
                key="designer",
                title="Đơn vị, cá nhân lập thiết kế",
                fields=(
                    Field(
                        "designed_by",
                        FieldType.CHOICE,
                        "Người lập thiết kế",
                        help="Hộ gia đình tự thiết kế nhà có tổng diện tích sàn dưới 250 m², dưới 3 tầng "
                        "hoặc cao dưới 12 m "
                        "(Luật Xây dựng 2014, Điều 79 khoản 7).",
                        required=True,
                        choices=(("company", "Tổ chức"), ("person", "Cá nhân"), ("owner", "Chủ hộ tự thiết kế")),
                    ),
                    Field("designer_name", FieldType.TEXT, "Tên", required=True, max_length=200, when=DESIGNED),
                    Field(
                        "designer_certificate",
                        FieldType.TEXT,
                        "Mã số chứng chỉ năng lực, hành nghề",
                        required=True,
                        max_length=60,
                        when=DESIGNED,
                    ),
                    Field(
                        "lead_designer",
                        FieldType.TEXT,
                        "Chủ nhiệm, chủ trì thiết kế và số chứng chỉ hành nghề",
                        max_length=200,
                        when={"field": "designed_by", "op": "eq", "value": "company"},
                    ),
                ),
            ),
            blocks.statements(
                text="Tôi cam đoan làm theo đúng giấy phép được cấp; nếu sai tôi hoàn toàn chịu trách nhiệm "
                "và bị xử lý theo "
                "quy định của pháp luật."
            ),
        ),
        paper=PAPER,
    )
