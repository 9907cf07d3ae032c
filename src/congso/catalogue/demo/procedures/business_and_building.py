"""Household businesses and houses (hộ kinh doanh, xây dựng)."""

from dataclasses import replace
from typing import Any

from congso.catalogue.rules.content import (
    Case,
    Decision,
    LegalBasis,
    ProcedureContent,
    Result,
    Units,
)
from congso.catalogue.rules.policy import ProcedurePolicy

from .said import (
    BUILDING,
    BY_COUNCIL,
    CITIZEN,
    COMPANY,
    FINANCE,
    FREE,
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


def business_and_building(old: bool) -> list[DemoProcedure]:
    """Return the procedures of both regimes; `old` for that of 2021."""
    tier = "district" if old else "commune"
    tier_text = "Cấp huyện" if old else "Cấp xã"
    policy = ProcedurePolicy(receiving_tiers=(tier,))
    registrar = "Phòng Tài chính – Kế hoạch huyện" if old else "Cơ quan đăng ký kinh doanh cấp xã"
    builder = "Ủy ban nhân dân cấp huyện" if old else "Ủy ban nhân dân cấp xã"
    construction_law = (
        LegalBasis("50/2014/QH13", "Luật Xây dựng"),
        LegalBasis("62/2020/QH14", "Luật sửa đổi, bổ sung Luật Xây dựng"),
        LegalBasis("15/2021/NĐ-CP" if old else "175/2024/NĐ-CP", "Nghị định quy định chi tiết Luật Xây dựng"),
    )
    construction: dict[str, Any] = {
        "field": "Hoạt động xây dựng",
        "ministry": BUILDING,
        "publisher": BUILDING,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "decisions": (Decision("56/QĐ-BXD", agency=BUILDING),),
        "tiers": (tier,),
        "tiers_text": tier_text,
        "subjects": (CITIZEN, COMPANY, ORGANISATION),
        "units": Units((builder,), (f"Chủ tịch {builder}",), (), ("Cơ quan đăng ký đất đai",)),
        "reception_address": f"{desk(old)} {tier_text.lower()} nơi xây dựng",
        "legal_bases": construction_law,
        "service_level": "full",
        "returning_methods": ("Trực tiếp", "Bưu chính công ích", "Bản điện tử"),
    }
    form_number = "Mẫu số 01, Phụ lục II, Nghị định " + ("15/2021/NĐ-CP" if old else "175/2024/NĐ-CP")
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.001612",
                name="Đăng ký thành lập hộ kinh doanh",
                field="Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
                ministry=FINANCE,
                publisher=FINANCE,
                type_text="TTHC được luật giao quy định chi tiết",
                decisions=(Decision("2353/QĐ-BTC", agency=FINANCE),),
                tiers=(tier,),
                tiers_text=tier_text,
                subjects=(CITIZEN,),
                summary="Mở cửa hàng, quán, dịch vụ nhỏ: nhận Giấy chứng nhận đăng ký hộ kinh doanh và mã số thuế.",
                methods=ways(
                    days(3, "Nghị định 01/2021/NĐ-CP, Điều 87" if old else "Nghị định 168/2025/NĐ-CP"), BY_COUNCIL
                ),
                steps=steps(
                    "Chủ hộ nộp hồ sơ trực tuyến hoặc tại cơ quan đăng ký kinh doanh, nộp lệ phí khi nộp hồ sơ.",
                    "Cơ quan đăng ký kiểm tra hồ sơ, trao đổi thông tin với cơ quan thuế.",
                    "Hợp lệ thì cấp Giấy chứng nhận; chưa hợp lệ thì thông báo một lần toàn bộ nội dung cần "
                    "sửa đổi, bổ sung.",
                ),
                components=(
                    paper(
                        1,
                        "Giấy đề nghị đăng ký hộ kinh doanh",
                        channels=("in_person", "postal"),
                        form="Giấy đề nghị đăng ký hộ kinh doanh",
                    ),
                    paper(
                        2,
                        "Văn bản ủy quyền của các thành viên hộ gia đình cho một thành viên làm chủ hộ",
                        0,
                        1,
                        required="conditional",
                    ),
                    paper(
                        3,
                        "Bản sao giấy tờ pháp lý của chủ hộ, khi không có số định danh cá nhân",
                        0,
                        1,
                        required="conditional",
                        from_database="Cơ sở dữ liệu quốc gia về dân cư",
                    ),
                    paper(4, "Văn bản ủy quyền nộp hồ sơ, khi ủy quyền", required="conditional"),
                ),
                number_of_sets=1,
                units=Units((registrar,), (registrar,), (), ("Cơ quan thuế",)),
                reception_address=f"{desk(old)} {tier_text.lower()} nơi đặt trụ sở",
                results=(
                    Result("Giấy chứng nhận đăng ký hộ kinh doanh", "KQ.G12.001041", "certificate"),
                    Result("Thông báo về việc sửa đổi, bổ sung hồ sơ", "KQ.G12.001009", "notice"),
                ),
                legal_bases=(
                    LegalBasis("01/2021/NĐ-CP" if old else "168/2025/NĐ-CP", "Nghị định về đăng ký doanh nghiệp"),
                    LegalBasis("85/2019/TT-BTC", "Thông tư hướng dẫn về phí, lệ phí thuộc thẩm quyền HĐND cấp tỉnh"),
                ),
                conditions=(
                    "Ngành, nghề không bị cấm; tên hộ kinh doanh đúng quy định; nộp đủ lệ phí. Lệ phí không "
                    "được hoàn lại "
                    "khi hồ sơ bị từ chối.",
                ),
                service_level="full",
                returning_methods=("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
            ),
            replace(policy, fee_rulings=(council_fee("Lệ phí đăng ký hộ kinh doanh", 100_000),)),
            85,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.013225",
                name="Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
                summary="Xin phép trước khi khởi công nhà ở riêng lẻ hoặc công trình cấp III, IV.",
                cases=(
                    Case("1.013225.01", "Nhà ở riêng lẻ"),
                    Case("1.013225.02", "Công trình cấp III, cấp IV không phải nhà ở"),
                ),
                methods=(
                    *ways(calendar_days(15, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case="1.013225.01"),
                    *ways(calendar_days(20, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case="1.013225.02"),
                ),
                steps=steps(
                    "Chủ đầu tư nộp hồ sơ.",
                    "Trong 7 ngày làm việc cơ quan cấp phép thẩm định, kiểm tra thực địa; thiếu thì thông báo một lần.",
                    "Lấy ý kiến cơ quan liên quan khi cần.",
                    "Cấp giấy phép kèm bản vẽ đóng dấu, hoặc trả lời bằng văn bản lý do không cấp.",
                ),
                components=(
                    paper(1, "Đơn đề nghị cấp giấy phép xây dựng", channels=("in_person", "postal"), form=form_number),
                    paper(
                        2,
                        "Bản sao một trong những giấy tờ hợp pháp về đất đai",
                        0,
                        1,
                        from_database="Cơ sở dữ liệu quốc gia về đất đai",
                    ),
                    paper(3, "02 bộ bản vẽ thiết kế xây dựng", 2),
                    paper(4, "Bản cam kết bảo đảm an toàn đối với công trình liền kề", required="conditional"),
                    paper(
                        5,
                        "Văn bản thông báo kết quả thẩm định, quyết định phê duyệt dự án",
                        0,
                        1,
                        case="1.013225.02",
                    ),
                ),
                number_of_sets=1,
                results=(Result("Giấy phép xây dựng", "KQ.G17.000311", "permit"),),
                conditions=(
                    "Phù hợp quy hoạch và mục đích sử dụng đất; bảo đảm an toàn cho công trình lân cận; thiết kế do tổ "
                    "chức, cá nhân đủ năng lực lập, trừ nhà nhỏ hộ gia đình được tự thiết kế (Luật Xây "
                    "dựng, Điều 79, 93).",
                ),
                **construction,
            ),
            replace(
                policy,
                # The dossier is examined, and the field visited, within 7 working days (Luật Xây dựng 2014, Điều 102).
                ask_supplement_within=7,
                fee_rulings=(
                    council_fee("Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ", 75_000, case="1.013225.01"),
                    council_fee("Lệ phí cấp giấy phép xây dựng công trình", 150_000, case="1.013225.02"),
                ),
            ),
            65,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.013227",
                name="Gia hạn giấy phép xây dựng đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
                summary="Giấy phép sắp hết 12 tháng mà chưa khởi công: gia hạn trước 30 ngày, tối đa hai lần.",
                methods=ways(days(5, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL),
                steps=steps("Chủ đầu tư nộp đơn và bản chính giấy phép.", "Cơ quan cấp phép xem xét, gia hạn."),
                components=(
                    paper(1, "Đơn đề nghị gia hạn giấy phép xây dựng", form="Mẫu số 02, Phụ lục II"),
                    paper(2, "Bản chính giấy phép xây dựng đã cấp", result_code="KQ.G17.000311"),
                ),
                number_of_sets=1,
                results=(Result("Giấy phép xây dựng gia hạn", "KQ.G17.000315", "permit"),),
                **construction,
            ),
            replace(policy, fee_rulings=(council_fee("Lệ phí gia hạn giấy phép xây dựng", 15_000),)),
            15,
        ),
    ]


def changes_of_business_and_house() -> list[DemoProcedure]:
    """Records 2.000720 and 1.001266 (2353/QĐ-BTC), 1.013229 (56/QĐ-BXD). The records of businesses say “1” without a
    unit: the three working days are those of the decree for the registration itself, to be compared."""
    business: dict[str, Any] = {
        "field": "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
        "ministry": FINANCE,
        "publisher": FINANCE,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "decisions": (Decision("2353/QĐ-BTC", agency=FINANCE),),
        "tiers": ("commune",),
        "tiers_text": "Cấp xã",
        "subjects": (CITIZEN,),
        "number_of_sets": 1,
        "units": Units(("Cơ quan đăng ký kinh doanh cấp xã",), (), (), ("Cơ quan thuế",)),
        "reception_address": "Trung tâm Phục vụ hành chính công cấp xã nơi đặt trụ sở",
        "legal_bases": (
            LegalBasis("168/2025/NĐ-CP", "Nghị định về đăng ký doanh nghiệp"),
            LegalBasis("68/2025/TT-BTC", "Thông tư về biểu mẫu đăng ký kinh doanh"),
        ),
        "service_level": "full",
        "returning_methods": ("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
    }
    policy = ProcedurePolicy(receiving_tiers=("commune",))
    house, other = "1.013229.01", "1.013229.02"
    return [
        DemoProcedure(
            ProcedureContent(
                code="2.000720",
                name="Đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
                summary="Đổi tên, trụ sở, ngành nghề, vốn, chủ hộ của hộ kinh doanh: đăng ký trong 10 ngày kể từ "
                "ngày thay đổi.",
                methods=ways(days(3, "Nghị định 168/2025/NĐ-CP"), BY_COUNCIL),
                steps=steps(
                    "Chủ hộ nộp giấy đề nghị trong 10 ngày kể từ ngày có thay đổi.",
                    "Cơ quan đăng ký kiểm tra, gửi thông tin sang cơ quan thuế.",
                    "Cấp Giấy chứng nhận mới, hoặc thông báo một lần nội dung cần sửa đổi, bổ sung.",
                ),
                components=(
                    paper(
                        1,
                        "Giấy đề nghị đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
                        channels=("in_person", "postal"),
                        form="Giấy đề nghị đăng ký thay đổi",
                    ),
                    paper(
                        2,
                        "Văn bản ủy quyền của thành viên hộ gia đình, khi đổi chủ hộ hoặc thành viên",
                        0,
                        1,
                        required="conditional",
                    ),
                    paper(3, "Giấy tờ về chuyển nhượng, thừa kế, khi đổi chủ hộ", 0, 1, required="conditional"),
                ),
                results=(Result("Giấy chứng nhận đăng ký hộ kinh doanh", "KQ.G12.001041", "certificate"),),
                **business,
            ),
            replace(policy, fee_rulings=(council_fee("Lệ phí đăng ký thay đổi hộ kinh doanh", 50_000),)),
            35,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.001266",
                name="Chấm dứt hoạt động hộ kinh doanh",
                summary="Nghỉ bán hẳn: trả hết nợ, thuế rồi thông báo để đóng mã số hộ kinh doanh.",
                methods=ways(days(3, "Nghị định 168/2025/NĐ-CP"), FREE),
                steps=steps(
                    "Chủ hộ thanh toán các khoản nợ rồi nộp thông báo trong 05 ngày làm việc.",
                    "Cơ quan đăng ký gửi thông tin sang cơ quan thuế để kiểm tra nghĩa vụ thuế.",
                    "Cập nhật tình trạng chấm dứt, hoặc thông báo lý do từ chối.",
                ),
                components=(
                    paper(
                        1,
                        "Thông báo chấm dứt hoạt động hộ kinh doanh",
                        channels=("in_person", "postal"),
                        form="Thông báo chấm dứt hoạt động",
                    ),
                    paper(
                        2,
                        "Biên bản họp nhóm cá nhân, khi hộ kinh doanh do nhóm cá nhân thành lập trước đây",
                        required="conditional",
                    ),
                ),
                results=(
                    Result("Hộ kinh doanh chuyển sang tình trạng chấm dứt hoạt động", "KQ.G12.001349", "notice"),
                    Result("Văn bản thông báo lý do từ chối", "KQ.G12.001017", "notice"),
                ),
                conditions=("Đã thanh toán hết các khoản nợ và hoàn thành nghĩa vụ thuế.",),
                **business,
            ),
            replace(policy, fee_timing="none"),
            28,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.013229",
                name="Cấp giấy phép xây dựng sửa chữa, cải tạo đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
                field="Hoạt động xây dựng",
                ministry=BUILDING,
                publisher=BUILDING,
                type_text="TTHC được luật giao quy định chi tiết",
                decisions=(Decision("56/QĐ-BXD", agency=BUILDING),),
                tiers=("commune",),
                tiers_text="Cấp xã",
                subjects=(CITIZEN, COMPANY, ORGANISATION),
                summary="Nâng tầng, mở rộng, đổi kết cấu hay công năng nhà: xin phép trước khi làm.",
                cases=(Case(house, "Nhà ở riêng lẻ"), Case(other, "Công trình cấp III, cấp IV không phải nhà ở")),
                methods=(
                    *ways(calendar_days(15, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case=house),
                    *ways(calendar_days(20, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case=other),
                ),
                steps=steps(
                    "Chủ đầu tư nộp hồ sơ.",
                    "Trong 7 ngày làm việc cơ quan cấp phép thẩm định, xem hiện trạng; thiếu thì thông báo một lần.",
                    "Cấp giấy phép kèm bản vẽ đóng dấu, hoặc trả lời bằng văn bản lý do không cấp.",
                ),
                components=(
                    paper(
                        1,
                        "Đơn đề nghị cấp giấy phép sửa chữa, cải tạo",
                        channels=("in_person", "postal"),
                        form="Mẫu số 01, Phụ lục II, Nghị định 175/2024/NĐ-CP",
                    ),
                    paper(2, "Giấy tờ chứng minh quyền sở hữu, quản lý, sử dụng công trình", 0, 1),
                    paper(3, "Bản vẽ và ảnh hiện trạng phần dự kiến sửa chữa, cải tạo", 1, 1),
                    paper(4, "02 bộ bản vẽ thiết kế sửa chữa, cải tạo", 2),
                ),
                number_of_sets=1,
                units=Units(("Ủy ban nhân dân cấp xã",), ("Chủ tịch Ủy ban nhân dân cấp xã",)),
                reception_address="Trung tâm Phục vụ hành chính công cấp xã nơi xây dựng",
                results=(Result("Giấy phép xây dựng sửa chữa, cải tạo", "KQ.G17.000312", "permit"),),
                legal_bases=(
                    LegalBasis("50/2014/QH13", "Luật Xây dựng"),
                    LegalBasis("62/2020/QH14", "Luật sửa đổi, bổ sung Luật Xây dựng"),
                    LegalBasis("175/2024/NĐ-CP", "Nghị định quy định chi tiết Luật Xây dựng"),
                ),
                conditions=("Sửa bên trong, không đổi công năng và kết cấu chịu lực thì không phải xin phép.",),
                service_level="full",
                returning_methods=("Trực tiếp", "Bưu chính công ích", "Bản điện tử"),
            ),
            replace(
                policy,
                # The dossier is examined, and the field visited, within 7 working days (Luật Xây dựng 2014, Điều 102).
                ask_supplement_within=7,
                fee_rulings=(
                    council_fee("Lệ phí cấp giấy phép sửa chữa nhà ở riêng lẻ", 75_000, case=house),
                    council_fee("Lệ phí cấp giấy phép sửa chữa công trình", 150_000, case=other),
                ),
            ),
            30,
        ),
    ]
