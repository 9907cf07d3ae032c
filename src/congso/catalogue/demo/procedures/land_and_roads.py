"""Land, roads and sidewalks (đất đai, giao thông)."""

from dataclasses import replace
from typing import Any

from congso.catalogue.rules.content import (
    Case,
    DeadlineModifier,
    Decision,
    Fee,
    LegalBasis,
    ProcedureContent,
    Result,
    Unit,
    Units,
)
from congso.catalogue.rules.policy import ProcedurePolicy, Processing

from .said import (
    BUILDING,
    BY_COUNCIL,
    CITIZEN,
    COMPANY,
    COOPERATIVE,
    FREE,
    LAND,
    ORGANISATION,
    DemoProcedure,
    calendar_days,
    council_fee,
    days,
    desk,
    paper,
    steps,
    ways,
)


def land_and_roads(old: bool) -> list[DemoProcedure]:
    """Return the procedures of both regimes; `old` for that of 2021."""
    department = "Sở Giao thông vận tải" if old else "Sở Xây dựng"
    land_ministry = "Bộ Tài nguyên và Môi trường" if old else "Bộ Nông nghiệp và Môi trường"
    at_province = ProcedurePolicy(receiving_tiers=("province",), processing=Processing.DEPARTMENT)
    road: dict[str, Any] = {
        "field": "Đường bộ",
        "ministry": BUILDING,
        "publisher": BUILDING,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "decisions": (Decision("461/QĐ-BXD", agency=BUILDING),),
        "number_of_sets": 1,
        "service_level": "full",
        "returning_methods": ("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
    }
    provincial_road: dict[str, Any] = {
        **road,
        "tiers": ("province",),
        "tiers_text": "Cấp tỉnh",
        "subjects": (COMPANY, COOPERATIVE, CITIZEN),
        "units": Units((department,), (department,)),
        "reception_address": "Trung tâm Phục vụ hành chính công tỉnh",
        "legal_bases": (LegalBasis("10/2020/NĐ-CP" if old else "158/2024/NĐ-CP", "Nghị định về vận tải đường bộ"),),
    }
    sidewalk_days, funeral = "1.013274.01", "1.013274.02"
    sidewalk_tier = "district" if old else "commune"
    transfer = (
        calendar_days(10, "Nghị định 43/2014/NĐ-CP, Điều 61") if old else days(8, "Nghị định 101/2024/NĐ-CP, Điều 22")
    )
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.013831",
                name="Đăng ký biến động quyền sử dụng đất khi chuyển nhượng, thừa kế, tặng cho, góp vốn",
                field="Đất đai",
                ministry=land_ministry,
                publisher=land_ministry,
                type_text="TTHC được luật giao quy định chi tiết",
                decisions=(Decision("3380/QĐ-BNNMT", agency=land_ministry),),
                tiers=("province",),
                tiers_text="Cấp tỉnh",
                subjects=(CITIZEN, COMPANY, ORGANISATION),
                summary="Sang tên sổ đỏ sau khi mua bán, thừa kế, tặng cho nhà đất.",
                methods=ways(transfer, BY_COUNCIL),
                deadline_modifiers=(
                    DeadlineModifier(
                        10,
                        Unit.WORKING_DAY,
                        "Xã miền núi, biên giới, đảo, vùng có điều kiện khó khăn",
                        "Nghị định 101/2024/NĐ-CP, Điều 22",
                        kind="difficult_area",
                    ),
                ),
                steps=steps(
                    "Người sử dụng đất nộp hồ sơ.",
                    "Văn phòng đăng ký đất đai kiểm tra, gửi thông tin sang cơ quan thuế.",
                    "Người sử dụng đất nộp thuế, lệ phí trước bạ; thời gian này không tính vào thời hạn.",
                    "Cập nhật hồ sơ địa chính, trao Giấy chứng nhận.",
                ),
                components=(
                    paper(1, "Đơn đăng ký biến động đất đai", form="Mẫu số 18"),
                    paper(2, "Bản gốc Giấy chứng nhận đã cấp"),
                    paper(3, "Hợp đồng hoặc văn bản về chuyển quyền đã công chứng, chứng thực"),
                    paper(4, "Văn bản đồng ý của bên nhận thế chấp", required="conditional"),
                    paper(5, "Mảnh trích đo bản đồ địa chính", required="conditional"),
                ),
                number_of_sets=1,
                units=Units(("Văn phòng đăng ký đất đai",), (), (), ("Cơ quan thuế",)),
                reception_address="Trung tâm Phục vụ hành chính công tỉnh hoặc chi nhánh Văn phòng đăng ký đất đai",
                results=(
                    Result(
                        "Giấy chứng nhận hoặc xác nhận thay đổi trên Giấy chứng nhận", "KQ.G10.001148", "certificate"
                    ),
                ),
                legal_bases=(
                    LegalBasis("45/2013/QH13" if old else "31/2024/QH15", "Luật Đất đai"),
                    LegalBasis("43/2014/NĐ-CP" if old else "101/2024/NĐ-CP"),
                ),
                conditions=("Có Giấy chứng nhận; đất không tranh chấp, không bị kê biên; trong thời hạn sử dụng đất.",),
                service_level="partial",
                partial_reason="Phải nộp bản gốc Giấy chứng nhận để xác nhận thay đổi.",
                returning_methods=("Trực tiếp", "Bưu chính công ích"),
            ),
            replace(
                at_province,
                department_field="Đất đai",
                supplement="PAUSE",
                fee_rulings=(council_fee("Phí thẩm định hồ sơ cấp Giấy chứng nhận", 100_000),),
            ),
            75,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.000703",
                name="Cấp Giấy phép kinh doanh vận tải bằng xe ô tô",
                summary="Doanh nghiệp, hợp tác xã, hộ kinh doanh được phép chở khách, chở hàng bằng ô tô.",
                methods=ways(
                    days(5 if old else 4, "Nghị định 10/2020/NĐ-CP" if old else "Nghị định 158/2024/NĐ-CP"),
                    Fee(
                        "charge",
                        200_000,
                        "mỗi giấy phép",
                        "200.000 đồng/giấy phép",
                        basis="Cần đối chiếu mức thu hiện hành",
                    ),
                ),
                steps=steps(
                    "Đơn vị kinh doanh vận tải nộp hồ sơ.", "Sở thẩm định hồ sơ.", "Cấp Giấy phép hoặc trả lời lý do."
                ),
                components=(
                    paper(1, "Giấy đề nghị cấp Giấy phép kinh doanh vận tải", form="Giấy đề nghị"),
                    paper(2, "Bản sao văn bằng, chứng chỉ của người trực tiếp điều hành hoạt động vận tải", 0, 1),
                    paper(3, "Quyết định thành lập bộ phận quản lý an toàn giao thông", 0, 1, required="conditional"),
                ),
                results=(Result("Giấy phép kinh doanh vận tải bằng xe ô tô", "KQ.G04.000042", "permit"),),
                **provincial_road,
            ),
            replace(at_province, department_field="Đường bộ"),
            10,
        ),
        DemoProcedure(
            ProcedureContent(
                code="2.002288",
                name="Cấp phù hiệu cho xe ô tô kinh doanh vận tải",
                summary="Phù hiệu dán trên xe hợp đồng, xe tuyến cố định, xe tải kinh doanh vận tải.",
                methods=ways(days(2, "Nghị định 10/2020/NĐ-CP" if old else "Nghị định 158/2024/NĐ-CP"), FREE),
                steps=steps("Đơn vị nộp hồ sơ.", "Sở kiểm tra dữ liệu giám sát hành trình của xe.", "Cấp phù hiệu."),
                components=(
                    paper(1, "Giấy đề nghị cấp phù hiệu", form="Giấy đề nghị cấp phù hiệu"),
                    paper(2, "Bản sao chứng nhận đăng ký xe", 0, 1, from_database="Cơ sở dữ liệu đăng ký xe"),
                ),
                results=(Result("Phù hiệu xe", "KQ.G04.000504", "badge"),),
                **provincial_road,
            ),
            replace(at_province, department_field="Đường bộ"),
            12,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.013274",
                name="Cấp phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác",
                summary="Dùng tạm vỉa hè, lòng đường cho đám cưới, đám tang, sự kiện, trông giữ xe.",
                cases=(
                    Case(sidewalk_days, "Sự kiện, đám cưới, trông giữ xe và việc khác"),
                    Case(funeral, "Tổ chức đám tang", "Trả lời trong 1 ngày."),
                ),
                methods=(
                    *ways(days(5, "Nghị định 165/2024/NĐ-CP"), BY_COUNCIL, case=sidewalk_days),
                    *ways(calendar_days(1, "Nghị định 165/2024/NĐ-CP"), FREE, case=funeral),
                ),
                steps=steps(
                    "Người có nhu cầu nộp văn bản đề nghị kèm phương án.", "Cơ quan quản lý đường xem xét, cấp phép."
                ),
                components=(
                    paper(1, "Văn bản đề nghị sử dụng tạm thời lòng đường, vỉa hè", form="Văn bản đề nghị"),
                    paper(2, "Phương án sử dụng tạm, có sơ đồ và thời gian", 1, 1, case=sidewalk_days),
                ),
                results=(Result("Văn bản cho phép sử dụng tạm thời lòng đường, vỉa hè", "KQ.G04.000509", "permit"),),
                tiers=(sidewalk_tier,),
                tiers_text="Cấp huyện" if old else "Cấp xã",
                subjects=(CITIZEN, COMPANY, ORGANISATION),
                units=Units(("Ủy ban nhân dân cấp huyện" if old else "Ủy ban nhân dân cấp xã",)),
                reception_address=desk(old),
                legal_bases=(LegalBasis("35/2024/QH15", "Luật Đường bộ"), LegalBasis("165/2024/NĐ-CP")),
                **road,
            ),
            ProcedurePolicy(
                receiving_tiers=(sidewalk_tier,),
                fee_rulings=(council_fee("Phí sử dụng tạm thời lòng đường, vỉa hè", 30_000, case=sidewalk_days),),
            ),
            25,
        ),
    ]


def changes_of_land_and_roads() -> list[DemoProcedure]:
    """Records 1.013833 (2304/QĐ-BNNMT) and 1.013061 (2503/QĐ-BXD)."""
    policy = ProcedurePolicy(receiving_tiers=("province",), processing=Processing.DEPARTMENT)
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.013833",
                name="Đăng ký biến động đất đai khi đổi tên, thay đổi thông tin người sử dụng đất hoặc thửa đất",
                field="Đất đai",
                ministry=LAND,
                publisher=LAND,
                type_text="TTHC được luật giao quy định chi tiết",
                decisions=(Decision("2304/QĐ-BNNMT", agency=LAND),),
                tiers=("province",),
                tiers_text="Cấp tỉnh",
                subjects=(CITIZEN, ORGANISATION),
                summary="Sửa tên, số căn cước, địa chỉ trên sổ đỏ; hạn chế quyền; đất sạt lở.",
                methods=ways(
                    days(10, "Nghị định 101/2024/NĐ-CP, 151/2025/NĐ-CP"), FREE, channels=("online", "in_person")
                ),
                steps=steps(
                    "Người sử dụng đất nộp đơn và bản gốc Giấy chứng nhận.",
                    "Văn phòng đăng ký đất đai kiểm tra, trích đo khi cần.",
                    "Cập nhật hồ sơ địa chính, xác nhận thay đổi hoặc cấp Giấy chứng nhận mới.",
                ),
                components=(
                    paper(
                        1,
                        "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất",
                        channels=("in_person",),
                        form="Mẫu số 18",
                    ),
                    paper(2, "Bản gốc Giấy chứng nhận đã cấp"),
                    paper(
                        3,
                        "Giấy tờ chứng minh việc đổi tên, thay đổi thông tin",
                        0,
                        1,
                        required="conditional",
                        from_database="Cơ sở dữ liệu quốc gia về dân cư",
                    ),
                    paper(4, "Mảnh trích đo bản đồ địa chính, khi có yêu cầu đo đạc lại", required="if_any"),
                    paper(5, "Văn bản về việc đại diện, khi làm qua người đại diện", required="conditional"),
                ),
                number_of_sets=1,
                units=Units(("Văn phòng đăng ký đất đai",)),
                reception_address="Trung tâm Phục vụ hành chính công tỉnh hoặc chi nhánh Văn phòng đăng ký đất đai",
                results=(
                    Result(
                        "Giấy chứng nhận hoặc xác nhận thay đổi trên Giấy chứng nhận", "KQ.G10.001147", "certificate"
                    ),
                ),
                legal_bases=(
                    LegalBasis("31/2024/QH15", "Luật Đất đai"),
                    LegalBasis("101/2024/NĐ-CP"),
                    LegalBasis("151/2025/NĐ-CP"),
                ),
                service_level="partial",
                partial_reason="Phải nộp bản gốc Giấy chứng nhận để xác nhận thay đổi.",
                returning_methods=("Trực tiếp", "Bưu chính công ích"),
            ),
            replace(policy, department_field="Đất đai", supplement="PAUSE", fee_timing="none"),
            32,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.013061",
                name="Cấp giấy phép thi công công trình trên đường bộ đang khai thác",
                field="Đường bộ",
                ministry=BUILDING,
                publisher=BUILDING,
                type_text="TTHC được luật giao quy định chi tiết",
                decisions=(Decision("2503/QĐ-BXD", agency=BUILDING),),
                tiers=("central", "province", "commune"),
                tiers_text="Cấp bộ, cấp tỉnh, cấp xã",
                subjects=(COMPANY, ORGANISATION),
                summary="Chôn ống nước, kéo cáp, làm lối đấu nối, sửa chữa trên đường đang có xe chạy.",
                methods=ways(days(5, "Thông tư 41/2024/TT-BGTVT"), FREE),
                steps=steps(
                    "Chủ đầu tư nộp đơn, bản vẽ và biện pháp bảo đảm giao thông.",
                    "Cơ quan quản lý đường xem xét, kiểm tra hiện trường khi cần.",
                    "Cấp giấy phép thi công, hoặc trả lời bằng văn bản lý do không cấp.",
                ),
                components=(
                    paper(
                        1,
                        "Đơn đề nghị cấp phép thi công công trình trên đường bộ đang khai thác",
                        channels=("in_person", "postal"),
                        form="Đơn đề nghị",
                    ),
                    paper(2, "Bản vẽ thiết kế thi công, có vị trí, lý trình và kích thước"),
                    paper(3, "Bản vẽ hoàn trả công trình; thuyết minh biện pháp tổ chức thi công, bảo đảm giao thông"),
                    paper(4, "Báo cáo thẩm tra, tính chịu lực khi lắp vào cầu, hầm", required="conditional"),
                ),
                number_of_sets=1,
                units=Units(("Sở Xây dựng", "Ủy ban nhân dân cấp xã")),
                reception_address="Trung tâm Phục vụ hành chính công",
                results=(
                    Result("Giấy phép thi công công trình trên đường bộ đang khai thác", "KQ.G04.000479", "permit"),
                ),
                legal_bases=(LegalBasis("35/2024/QH15", "Luật Đường bộ"), LegalBasis("41/2024/TT-BGTVT")),
                service_level="full",
                returning_methods=("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
            ),
            replace(policy, department_field="Đường bộ", fee_timing="none"),
            14,
        ),
    ]
