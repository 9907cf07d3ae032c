"""Civil status (hộ tịch)."""

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
from congso.catalogue.rules.policy import ProcedurePolicy

from .said import (
    ABROAD,
    BY_COUNCIL,
    CITIZEN,
    COMMUNE,
    FREE,
    JUSTICE,
    SAME_DAY,
    DemoProcedure,
    council_fee,
    days,
    desk,
    identity_paper,
    paper,
    steps,
    ways,
)


def civil_status(old: bool) -> list[DemoProcedure]:
    """Return the procedures of civil status; `old` for the regime of 2021."""
    law: tuple[LegalBasis, ...] = (
        LegalBasis("60/2014/QH13", "Luật Hộ tịch"),
        LegalBasis("123/2015/NĐ-CP", "Nghị định quy định chi tiết Luật Hộ tịch"),
        LegalBasis("04/2020/TT-BTP", "Thông tư hướng dẫn Luật Hộ tịch"),
    )
    if not old:
        law = (*law, LegalBasis("120/2025/NĐ-CP", "Nghị định phân định thẩm quyền lĩnh vực tư pháp"))
    units = Units((COMMUNE,), (f"Chủ tịch {COMMUNE}",), (), ("Công an cấp xã",))
    shared: dict[str, Any] = {
        "field": "Hộ tịch",
        "ministry": JUSTICE,
        "publisher": JUSTICE,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "decisions": (Decision("163/QĐ-BTP", agency=JUSTICE),),
        "tiers": ("commune",),
        "tiers_text": "Cấp xã",
        "subjects": (CITIZEN, ABROAD),
        "units": units,
        "reception_address": f"{desk(old)} cấp xã nơi cư trú",
        "legal_bases": law,
        "number_of_sets": 1,
        "service_level": "full",
        "non_geographic": not old,
        "returning_methods": ("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
    }
    at_commune = ProcedurePolicy(receiving_tiers=("commune",))
    usual_steps = steps(
        f"Người yêu cầu nộp hồ sơ trực tuyến, trực tiếp tại {desk(old)} hoặc qua bưu chính.",
        "Người tiếp nhận kiểm tra ngay; hồ sơ đủ thì tiếp nhận và hẹn trả, chưa đủ thì hướng dẫn bổ sung một lần.",
        "Công chức tư pháp – hộ tịch thẩm tra, ghi sổ và trình Chủ tịch Ủy ban nhân dân cấp xã ký.",
        "Trả kết quả; người yêu cầu kiểm tra, ký sổ khi pháp luật quy định phải có mặt.",
    )
    late, early = "1.001193.02", "1.001193.01"
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.001193",
                name="Đăng ký khai sinh",
                summary="Ghi nhận việc sinh của trẻ và cấp Giấy khai sinh. Cha, mẹ đăng ký trong 60 ngày kể "
                "từ ngày sinh.",
                cases=(
                    Case(early, "Trong 60 ngày kể từ ngày sinh", "Không thu lệ phí."),
                    Case(late, "Sau 60 ngày kể từ ngày sinh", "Thu lệ phí đăng ký không đúng hạn."),
                ),
                methods=(*ways(SAME_DAY, FREE, case=early), *ways(SAME_DAY, BY_COUNCIL, case=late)),
                steps=usual_steps,
                components=(
                    paper(
                        1,
                        "Tờ khai đăng ký khai sinh",
                        channels=("in_person", "postal"),
                        form="Phụ lục 5, Thông tư 04/2020/TT-BTP",
                    ),
                    paper(
                        2,
                        "Giấy chứng sinh; không có thì văn bản của người làm chứng hoặc giấy cam đoan về việc sinh",
                        from_database="Dữ liệu điện tử giấy chứng sinh của cơ sở y tế",
                    ),
                    paper(3, "Biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập", required="conditional"),
                    paper(4, "Văn bản xác nhận của cơ sở y tế về việc mang thai hộ", required="conditional"),
                    paper(5, "Văn bản ủy quyền, khi ủy quyền đăng ký khai sinh", required="conditional"),
                    identity_paper(6),
                    replace(
                        paper(
                            7,
                            "Giấy tờ đã có bản điện tử hoặc đã có trong cơ sở dữ liệu thì không phải nộp bản giấy",
                            0,
                            required="note",
                            mode="note",
                        )
                    ),
                ),
                results=(Result("Giấy khai sinh", "KQ.G15.000031", "certificate"),),
                conditions=("Trẻ em là công dân Việt Nam, việc sinh chưa được đăng ký.",),
                **{**shared, "legal_bases": (*law, LegalBasis("104/2022/NĐ-CP"))},
            ),
            replace(
                at_commune,
                fee_rulings=(council_fee("Lệ phí đăng ký khai sinh không đúng hạn", 8_000, case=late),),
            ),
            100,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.004873",
                name="Cấp Giấy xác nhận tình trạng hôn nhân",
                summary="Xác nhận đang độc thân, đã kết hôn, ly hôn hay góa để kết hôn, mua bán nhà đất "
                "hoặc việc khác.",
                methods=ways(days(3, "Nghị định 123/2015/NĐ-CP, Điều 22"), BY_COUNCIL),
                deadline_modifiers=(
                    DeadlineModifier(
                        3,
                        Unit.WORKING_DAY,
                        "Đã thường trú ở nhiều nơi, phải xác minh",
                        "Nghị định 123/2015/NĐ-CP, Điều 22",
                    ),
                ),
                steps=usual_steps,
                components=(
                    paper(
                        1,
                        "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
                        channels=("in_person", "postal"),
                        form="Phụ lục 5, Thông tư 04/2020/TT-BTP",
                    ),
                    paper(
                        2,
                        "Bản án, quyết định ly hôn hoặc trích lục khai tử của vợ, chồng",
                        0,
                        1,
                        required="conditional",
                        from_database="Cơ sở dữ liệu hộ tịch điện tử",
                    ),
                    paper(
                        3,
                        "Giấy xác nhận tình trạng hôn nhân đã cấp, khi xin cấp lại",
                        required="conditional",
                        result_code="KQ.G15.000038",
                    ),
                    paper(4, "Văn bản ủy quyền, khi ủy quyền", required="conditional"),
                    identity_paper(5),
                ),
                results=(Result("Giấy xác nhận tình trạng hôn nhân", "KQ.G15.000038", "certificate"),),
                conditions=("Giấy có giá trị 6 tháng kể từ ngày cấp và chỉ dùng đúng mục đích ghi trong giấy.",),
                **shared,
            ),
            replace(
                at_commune,
                fee_rulings=(council_fee("Lệ phí cấp Giấy xác nhận tình trạng hôn nhân", 15_000),),
            ),
            90,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.000656",
                name="Đăng ký khai tử",
                summary="Ghi nhận việc chết và cấp Trích lục khai tử. Người thân đăng ký trong 15 ngày kể "
                "từ ngày chết.",
                methods=ways(SAME_DAY, FREE),
                steps=usual_steps,
                components=(
                    paper(
                        1, "Tờ khai đăng ký khai tử", channels=("in_person", "postal"), form="Tờ khai đăng ký khai tử"
                    ),
                    paper(2, "Giấy báo tử hoặc giấy tờ thay thế do cơ quan có thẩm quyền cấp"),
                    identity_paper(3),
                ),
                results=(Result("Trích lục khai tử", "KQ.G15.000034", "extract"),),
                **shared,
            ),
            at_commune,
            60,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.000894",
                name="Đăng ký kết hôn",
                summary="Hai bên nam, nữ cùng có mặt ký Sổ đăng ký kết hôn và nhận Giấy chứng nhận kết hôn.",
                methods=ways(SAME_DAY, FREE, channels=("online", "in_person")),
                deadline_modifiers=(
                    DeadlineModifier(
                        5, Unit.WORKING_DAY, "Phải xác minh điều kiện kết hôn", "Luật Hộ tịch 2014, Điều 18 khoản 2"
                    ),
                ),
                steps=usual_steps,
                components=(
                    paper(
                        1,
                        "Tờ khai đăng ký kết hôn (hai bên khai chung)",
                        channels=("in_person",),
                        form="Tờ khai đăng ký kết hôn",
                    ),
                    paper(
                        2,
                        "Giấy xác nhận tình trạng hôn nhân",
                        required="conditional",
                        from_database="Cơ sở dữ liệu hộ tịch điện tử",
                        result_code="KQ.G15.000038",
                    ),
                    identity_paper(3),
                ),
                results=(Result("Giấy chứng nhận kết hôn", "KQ.G15.000032", "certificate"),),
                conditions=(
                    "Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi; tự nguyện; không bị mất năng lực hành vi dân sự; không thuộc "
                    "trường hợp cấm kết hôn (Luật Hôn nhân và gia đình 2014, Điều 8).",
                ),
                **{
                    **shared,
                    "service_level": "partial",
                    "partial_reason": "Hai bên phải có mặt khi nhận kết quả (Luật Hộ tịch 2014, Điều 18).",
                },
            ),
            at_commune,
            70,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.004859",
                name="Đăng ký thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
                summary="Sửa họ, tên, ngày sinh và thông tin khác trong giấy tờ hộ tịch khi có căn cứ.",
                methods=ways(days(3, "Luật Hộ tịch 2014, Điều 28"), BY_COUNCIL),
                deadline_modifiers=(
                    DeadlineModifier(3, Unit.WORKING_DAY, "Phải xác minh", "Luật Hộ tịch 2014, Điều 28 khoản 2"),
                ),
                steps=usual_steps,
                components=(
                    paper(1, "Tờ khai đăng ký thay đổi, cải chính, bổ sung hộ tịch", form="Tờ khai cải chính hộ tịch"),
                    paper(2, "Giấy tờ làm căn cứ thay đổi, cải chính, bổ sung"),
                    identity_paper(3),
                ),
                results=(Result("Trích lục thay đổi, cải chính, bổ sung hộ tịch", "KQ.G15.000037", "extract"),),
                **shared,
            ),
            replace(at_commune, fee_rulings=(council_fee("Lệ phí cải chính hộ tịch", 15_000),)),
            30,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.004884",
                name="Đăng ký lại khai sinh",
                summary="Dành cho người đã đăng ký khai sinh trước ngày 01/01/2016 nhưng sổ và bản chính đều bị mất.",
                methods=ways(days(5, "Nghị định 123/2015/NĐ-CP, Điều 27"), BY_COUNCIL),
                deadline_modifiers=(
                    DeadlineModifier(
                        5, Unit.WORKING_DAY, "Đã đăng ký ở nơi khác, phải xác minh", "Nghị định 123/2015/NĐ-CP, Điều 27"
                    ),
                ),
                steps=usual_steps,
                components=(
                    paper(
                        1,
                        "Tờ khai đăng ký lại khai sinh, có cam đoan đã nộp đủ giấy tờ hiện có",
                        form="Tờ khai đăng ký lại khai sinh",
                    ),
                    paper(
                        2, "Bản sao giấy tờ hộ tịch đã cấp hoặc hồ sơ, giấy tờ cá nhân có thông tin về khai sinh", 0, 1
                    ),
                    identity_paper(3),
                ),
                results=(Result("Giấy khai sinh", "KQ.G15.000031", "certificate"),),
                **shared,
            ),
            replace(at_commune, fee_rulings=(council_fee("Lệ phí đăng ký lại khai sinh", 8_000),)),
            20,
        ),
        DemoProcedure(
            ProcedureContent(
                code="2.000635",
                name="Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh",
                summary="Xin thêm bản sao giấy khai sinh, trích lục kết hôn, khai tử … tại bất kỳ nơi nào giữ dữ liệu.",
                methods=ways(
                    SAME_DAY,
                    Fee("fee", 8_000, "mỗi bản sao", "8.000 đồng/bản sao", basis="Thông tư 281/2016/TT-BTC"),
                ),
                steps=usual_steps,
                components=(
                    paper(
                        1,
                        "Tờ khai cấp bản sao trích lục hộ tịch",
                        channels=("in_person", "postal"),
                        form="Tờ khai cấp bản sao",
                    ),
                    identity_paper(2),
                ),
                results=(Result("Bản sao trích lục hộ tịch", "KQ.G15.000342", "extract"),),
                **shared,
            ),
            at_commune,
            80,
        ),
    ]
