"""Procedures of the demo, by field of administration.

Deadlines and fees name the text they come from; "theo nghị quyết của HĐND tỉnh" stands wherever the council sets the
amount, and the amounts given for it are demo figures. Regime 2021: three tiers, levels of service 3 and 4.
"""

from dataclasses import dataclass, replace
from typing import Any

from congso.catalogue.rules.content import (
    Case,
    Component,
    Deadline,
    DeadlineModifier,
    Decision,
    Fee,
    LegalBasis,
    Method,
    ProcedureContent,
    Result,
    Step,
    Unit,
    Units,
)
from congso.catalogue.rules.policy import FeeRuling, ProcedurePolicy, Processing

DEMO_AMOUNT = "Mức trình diễn; mức thật theo nghị quyết của Hội đồng nhân dân tỉnh"
COUNCIL = "Thông tư 85/2019/TT-BTC: Hội đồng nhân dân cấp tỉnh quy định mức thu"
EVERYWHERE = ("online", "in_person", "postal")
CITIZEN, ABROAD, FOREIGNER = "Công dân Việt Nam", "Người Việt Nam định cư ở nước ngoài", "Người nước ngoài"
COMPANY, ORGANISATION = "Doanh nghiệp", "Tổ chức (không bao gồm doanh nghiệp, HTX)"
COOPERATIVE = "Hợp tác xã"
SAME_DAY = Deadline(
    0, Unit.SAME_DAY, "Ngay trong ngày làm việc; nhận hồ sơ sau 15 giờ thì trả trong ngày làm việc tiếp theo"
)
JUSTICE, BUILDING, FINANCE = "Bộ Tư pháp", "Bộ Xây dựng", "Bộ Tài chính"
POLICE, LAND = "Bộ Công an", "Bộ Nông nghiệp và Môi trường"

FREE = Fee("charge", 0, text="Miễn phí")
BY_COUNCIL = Fee(
    "charge", text="Theo nghị quyết của Hội đồng nhân dân tỉnh", set_by="provincial_council", basis=COUNCIL
)


@dataclass(frozen=True)
class DemoProcedure:
    """A procedure with the province's policy and how often people ask for it."""

    content: ProcedureContent
    policy: ProcedurePolicy
    popularity: int = 0


def procedures(regime: str) -> list[DemoProcedure]:
    """Return the demo catalogue of a regime."""
    old = regime == "2021"
    found = [
        *_civil_status(old),
        *_certification(old),
        *_business_and_building(old),
        *_land_and_roads(old),
        *_social(old),
        *([] if old else _since_2025()),
    ]
    return [_in_2021(one) for one in found] if old else found


def _in_2021(one: DemoProcedure) -> DemoProcedure:
    level = {"full": "level_4", "partial": "level_3", "information": "level_2"}
    return replace(one, content=replace(one.content, service_level=level.get(one.content.service_level, "level_2")))


def _days(value: float, basis: str = "") -> Deadline:
    return Deadline(value, Unit.WORKING_DAY, basis)


def _calendar_days(value: float, basis: str = "") -> Deadline:
    return Deadline(value, Unit.DAY, basis)


def _ways(
    deadline: Deadline, *fees: Fee, case: str = "", channels: tuple[str, ...] = EVERYWHERE, note: str = ""
) -> tuple[Method, ...]:
    return tuple(Method(channel, case, deadline, fees, note) for channel in channels)


def _paper(
    number: int,
    name: str,
    originals: int = 1,
    copies: int = 0,
    *,
    required: str = "yes",
    mode: str = "submit",
    case: str = "",
    channels: tuple[str, ...] = (),
    form: str = "",
    from_database: str = "",
    result_code: str = "",
) -> Component:
    return Component(
        key=f"TP{number:02d}",
        name=name,
        case=case,
        originals=originals,
        copies=copies,
        mode=mode,
        required=required,
        channels=channels,
        has_form=bool(form),
        form_code=form,
        from_database=from_database,
        result_code=result_code,
    )


def _identity_paper(number: int) -> Component:
    return _paper(
        number,
        "Giấy tờ tùy thân có ảnh và thông tin cá nhân (thẻ căn cước, hộ chiếu …) để chứng minh nhân thân",
        mode="present",
        channels=("in_person", "postal"),
        from_database="Cơ sở dữ liệu quốc gia về dân cư",
    )


def _steps(*texts: str) -> tuple[Step, ...]:
    return tuple(Step(text, f"Bước {number}") for number, text in enumerate(texts, start=1))


def _desk(old: bool) -> str:
    return "Bộ phận Tiếp nhận và Trả kết quả" if old else "Trung tâm Phục vụ hành chính công"


def _commune(old: bool) -> str:
    return "Ủy ban nhân dân cấp xã"


def _council_fee(name: str, amount: int, *, case: str = "", channel: str = "") -> FeeRuling:
    return FeeRuling(name, amount, DEMO_AMOUNT, case=case, channel=channel)


def _civil_status(old: bool) -> list[DemoProcedure]:
    law: tuple[LegalBasis, ...] = (
        LegalBasis("60/2014/QH13", "Luật Hộ tịch"),
        LegalBasis("123/2015/NĐ-CP", "Nghị định quy định chi tiết Luật Hộ tịch"),
        LegalBasis("04/2020/TT-BTP", "Thông tư hướng dẫn Luật Hộ tịch"),
    )
    if not old:
        law = (*law, LegalBasis("120/2025/NĐ-CP", "Nghị định phân định thẩm quyền lĩnh vực tư pháp"))
    units = Units((_commune(old),), (f"Chủ tịch {_commune(old)}",), (), ("Công an cấp xã",))
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
        "reception_address": f"{_desk(old)} cấp xã nơi cư trú",
        "legal_bases": law,
        "number_of_sets": 1,
        "service_level": "full",
        "non_geographic": not old,
        "returning_methods": ("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
    }
    at_commune = ProcedurePolicy(receiving_tiers=("commune",))
    usual_steps = _steps(
        f"Người yêu cầu nộp hồ sơ trực tuyến, trực tiếp tại {_desk(old)} hoặc qua bưu chính.",
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
                methods=(*_ways(SAME_DAY, FREE, case=early), *_ways(SAME_DAY, BY_COUNCIL, case=late)),
                steps=usual_steps,
                components=(
                    _paper(
                        1,
                        "Tờ khai đăng ký khai sinh",
                        channels=("in_person", "postal"),
                        form="Phụ lục 5, Thông tư 04/2020/TT-BTP",
                    ),
                    _paper(
                        2,
                        "Giấy chứng sinh; không có thì văn bản của người làm chứng hoặc giấy cam đoan về việc sinh",
                        from_database="Dữ liệu điện tử giấy chứng sinh của cơ sở y tế",
                    ),
                    _paper(3, "Biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập", required="conditional"),
                    _paper(4, "Văn bản xác nhận của cơ sở y tế về việc mang thai hộ", required="conditional"),
                    _paper(5, "Văn bản ủy quyền, khi ủy quyền đăng ký khai sinh", required="conditional"),
                    _identity_paper(6),
                    replace(
                        _paper(
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
                fee_rulings=(_council_fee("Lệ phí đăng ký khai sinh không đúng hạn", 8_000, case=late),),
            ),
            100,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.004873",
                name="Cấp Giấy xác nhận tình trạng hôn nhân",
                summary="Xác nhận đang độc thân, đã kết hôn, ly hôn hay góa để kết hôn, mua bán nhà đất "
                "hoặc việc khác.",
                methods=_ways(_days(3, "Nghị định 123/2015/NĐ-CP, Điều 22"), BY_COUNCIL),
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
                    _paper(
                        1,
                        "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
                        channels=("in_person", "postal"),
                        form="Phụ lục 5, Thông tư 04/2020/TT-BTP",
                    ),
                    _paper(
                        2,
                        "Bản án, quyết định ly hôn hoặc trích lục khai tử của vợ, chồng",
                        0,
                        1,
                        required="conditional",
                        from_database="Cơ sở dữ liệu hộ tịch điện tử",
                    ),
                    _paper(
                        3,
                        "Giấy xác nhận tình trạng hôn nhân đã cấp, khi xin cấp lại",
                        required="conditional",
                        result_code="KQ.G15.000038",
                    ),
                    _paper(4, "Văn bản ủy quyền, khi ủy quyền", required="conditional"),
                    _identity_paper(5),
                ),
                results=(Result("Giấy xác nhận tình trạng hôn nhân", "KQ.G15.000038", "certificate"),),
                conditions=("Giấy có giá trị 6 tháng kể từ ngày cấp và chỉ dùng đúng mục đích ghi trong giấy.",),
                **shared,
            ),
            replace(
                at_commune,
                fee_rulings=(_council_fee("Lệ phí cấp Giấy xác nhận tình trạng hôn nhân", 15_000),),
            ),
            90,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.000656",
                name="Đăng ký khai tử",
                summary="Ghi nhận việc chết và cấp Trích lục khai tử. Người thân đăng ký trong 15 ngày kể "
                "từ ngày chết.",
                methods=_ways(SAME_DAY, FREE),
                steps=usual_steps,
                components=(
                    _paper(
                        1, "Tờ khai đăng ký khai tử", channels=("in_person", "postal"), form="Tờ khai đăng ký khai tử"
                    ),
                    _paper(2, "Giấy báo tử hoặc giấy tờ thay thế do cơ quan có thẩm quyền cấp"),
                    _identity_paper(3),
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
                methods=_ways(SAME_DAY, FREE, channels=("online", "in_person")),
                deadline_modifiers=(
                    DeadlineModifier(
                        5, Unit.WORKING_DAY, "Phải xác minh điều kiện kết hôn", "Luật Hộ tịch 2014, Điều 18 khoản 2"
                    ),
                ),
                steps=usual_steps,
                components=(
                    _paper(
                        1,
                        "Tờ khai đăng ký kết hôn (hai bên khai chung)",
                        channels=("in_person",),
                        form="Tờ khai đăng ký kết hôn",
                    ),
                    _paper(
                        2,
                        "Giấy xác nhận tình trạng hôn nhân",
                        required="conditional",
                        from_database="Cơ sở dữ liệu hộ tịch điện tử",
                        result_code="KQ.G15.000038",
                    ),
                    _identity_paper(3),
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
                methods=_ways(_days(3, "Luật Hộ tịch 2014, Điều 28"), BY_COUNCIL),
                deadline_modifiers=(
                    DeadlineModifier(3, Unit.WORKING_DAY, "Phải xác minh", "Luật Hộ tịch 2014, Điều 28 khoản 2"),
                ),
                steps=usual_steps,
                components=(
                    _paper(1, "Tờ khai đăng ký thay đổi, cải chính, bổ sung hộ tịch", form="Tờ khai cải chính hộ tịch"),
                    _paper(2, "Giấy tờ làm căn cứ thay đổi, cải chính, bổ sung"),
                    _identity_paper(3),
                ),
                results=(Result("Trích lục thay đổi, cải chính, bổ sung hộ tịch", "KQ.G15.000037", "extract"),),
                **shared,
            ),
            replace(at_commune, fee_rulings=(_council_fee("Lệ phí cải chính hộ tịch", 15_000),)),
            30,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.004884",
                name="Đăng ký lại khai sinh",
                summary="Dành cho người đã đăng ký khai sinh trước ngày 01/01/2016 nhưng sổ và bản chính đều bị mất.",
                methods=_ways(_days(5, "Nghị định 123/2015/NĐ-CP, Điều 27"), BY_COUNCIL),
                deadline_modifiers=(
                    DeadlineModifier(
                        5, Unit.WORKING_DAY, "Đã đăng ký ở nơi khác, phải xác minh", "Nghị định 123/2015/NĐ-CP, Điều 27"
                    ),
                ),
                steps=usual_steps,
                components=(
                    _paper(
                        1,
                        "Tờ khai đăng ký lại khai sinh, có cam đoan đã nộp đủ giấy tờ hiện có",
                        form="Tờ khai đăng ký lại khai sinh",
                    ),
                    _paper(
                        2, "Bản sao giấy tờ hộ tịch đã cấp hoặc hồ sơ, giấy tờ cá nhân có thông tin về khai sinh", 0, 1
                    ),
                    _identity_paper(3),
                ),
                results=(Result("Giấy khai sinh", "KQ.G15.000031", "certificate"),),
                **shared,
            ),
            replace(at_commune, fee_rulings=(_council_fee("Lệ phí đăng ký lại khai sinh", 8_000),)),
            20,
        ),
        DemoProcedure(
            ProcedureContent(
                code="2.000635",
                name="Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh",
                summary="Xin thêm bản sao giấy khai sinh, trích lục kết hôn, khai tử … tại bất kỳ nơi nào giữ dữ liệu.",
                methods=_ways(
                    SAME_DAY,
                    Fee("fee", 8_000, "mỗi bản sao", "8.000 đồng/bản sao", basis="Thông tư 281/2016/TT-BTC"),
                ),
                steps=usual_steps,
                components=(
                    _paper(
                        1,
                        "Tờ khai cấp bản sao trích lục hộ tịch",
                        channels=("in_person", "postal"),
                        form="Tờ khai cấp bản sao",
                    ),
                    _identity_paper(2),
                ),
                results=(Result("Bản sao trích lục hộ tịch", "KQ.G15.000342", "extract"),),
                **shared,
            ),
            at_commune,
            80,
        ),
    ]


def _certification(old: bool) -> list[DemoProcedure]:
    shared: dict[str, Any] = {
        "field": "Chứng thực",
        "ministry": JUSTICE,
        "publisher": JUSTICE,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "decisions": (Decision("858/QĐ-BTP", agency=JUSTICE),),
        "tiers": ("commune",),
        "tiers_text": "Cấp xã",
        "subjects": (CITIZEN, ABROAD, FOREIGNER, COMPANY, ORGANISATION),
        "units": Units((_commune(old),), (_commune(old),)),
        "reception_address": f"{_desk(old)} cấp xã bất kỳ",
        "legal_bases": (
            LegalBasis("23/2015/NĐ-CP", "Nghị định về cấp bản sao, chứng thực"),
            LegalBasis("01/2020/TT-BTP", "Thông tư hướng dẫn Nghị định 23/2015/NĐ-CP"),
            LegalBasis("226/2016/TT-BTC", "Thông tư về phí chứng thực"),
        ),
        "number_of_sets": 1,
        "service_level": "partial",
        "partial_reason": "Phải đối chiếu bản chính hoặc ký trước mặt người chứng thực (Nghị định 23/2015/NĐ-CP).",
        "returning_methods": ("Trực tiếp", "Bản điện tử"),
    }
    policy = ProcedurePolicy(receiving_tiers=("commune",), immediate=True)
    steps = _steps(
        "Người yêu cầu xuất trình bản chính giấy tờ.",
        "Người thực hiện chứng thực kiểm tra, đối chiếu, ghi lời chứng, ký và đóng dấu.",
        "Trả kết quả và thu phí.",
    )
    longer = DeadlineModifier(
        2,
        Unit.WORKING_DAY,
        "Nhiều trang, nội dung phức tạp hoặc số lượng lớn",
        "Nghị định 23/2015/NĐ-CP, Điều 21",
        kind="longer",
    )
    return [
        DemoProcedure(
            ProcedureContent(
                code="2.000815",
                name="Chứng thực bản sao từ bản chính",
                summary="Sao y giấy tờ, văn bản do cơ quan có thẩm quyền của Việt Nam hoặc nước ngoài cấp.",
                methods=_ways(
                    SAME_DAY,
                    Fee(
                        "fee",
                        2_000,
                        "mỗi trang cho trang 1 và 2; từ trang 3: 1.000 đồng/trang, tối đa 200.000 đồng/bản",
                        "2.000 đồng/trang; từ trang thứ ba 1.000 đồng/trang; tối đa 200.000 đồng/bản",
                        basis="Thông tư 226/2016/TT-BTC",
                    ),
                    channels=("online", "in_person"),
                ),
                deadline_modifiers=(longer,),
                steps=steps,
                components=(
                    _paper(1, "Bản chính giấy tờ, văn bản", mode="present"),
                    _paper(2, "Bản sao cần chứng thực (hoặc để cơ quan chụp)", 0, 1, required="if_any"),
                ),
                results=(Result("Bản sao được chứng thực từ bản chính", "KQ.G15.000021", "copy"),),
                conditions=("Không chứng thực bản chính bị tẩy xóa, hư hỏng không xác định được nội dung.",),
                **shared,
            ),
            policy,
            95,
        ),
        DemoProcedure(
            ProcedureContent(
                code="2.000884",
                name="Chứng thực chữ ký trong các giấy tờ, văn bản",
                summary="Chứng nhận chữ ký trên giấy ủy quyền, sơ yếu lý lịch và giấy tờ tự lập.",
                methods=_ways(
                    SAME_DAY,
                    Fee("fee", 10_000, "mỗi trường hợp", "10.000 đồng/trường hợp", basis="Thông tư 226/2016/TT-BTC"),
                    channels=("online", "in_person"),
                ),
                steps=steps,
                components=(
                    _paper(1, "Giấy tờ, văn bản sẽ ký", mode="submit"),
                    _identity_paper(2),
                ),
                results=(Result("Giấy tờ được chứng thực chữ ký", "KQ.G15.000022", "copy"),),
                conditions=("Người yêu cầu minh mẫn và ký trước mặt người chứng thực.",),
                **shared,
            ),
            policy,
            50,
        ),
    ]


def _business_and_building(old: bool) -> list[DemoProcedure]:
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
        "reception_address": f"{_desk(old)} {tier_text.lower()} nơi xây dựng",
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
                methods=_ways(
                    _days(3, "Nghị định 01/2021/NĐ-CP, Điều 87" if old else "Nghị định 168/2025/NĐ-CP"), BY_COUNCIL
                ),
                steps=_steps(
                    "Chủ hộ nộp hồ sơ trực tuyến hoặc tại cơ quan đăng ký kinh doanh, nộp lệ phí khi nộp hồ sơ.",
                    "Cơ quan đăng ký kiểm tra hồ sơ, trao đổi thông tin với cơ quan thuế.",
                    "Hợp lệ thì cấp Giấy chứng nhận; chưa hợp lệ thì thông báo một lần toàn bộ nội dung cần "
                    "sửa đổi, bổ sung.",
                ),
                components=(
                    _paper(
                        1,
                        "Giấy đề nghị đăng ký hộ kinh doanh",
                        channels=("in_person", "postal"),
                        form="Giấy đề nghị đăng ký hộ kinh doanh",
                    ),
                    _paper(
                        2,
                        "Văn bản ủy quyền của các thành viên hộ gia đình cho một thành viên làm chủ hộ",
                        0,
                        1,
                        required="conditional",
                    ),
                    _paper(
                        3,
                        "Bản sao giấy tờ pháp lý của chủ hộ, khi không có số định danh cá nhân",
                        0,
                        1,
                        required="conditional",
                        from_database="Cơ sở dữ liệu quốc gia về dân cư",
                    ),
                    _paper(4, "Văn bản ủy quyền nộp hồ sơ, khi ủy quyền", required="conditional"),
                ),
                number_of_sets=1,
                units=Units((registrar,), (registrar,), (), ("Cơ quan thuế",)),
                reception_address=f"{_desk(old)} {tier_text.lower()} nơi đặt trụ sở",
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
            replace(policy, fee_rulings=(_council_fee("Lệ phí đăng ký hộ kinh doanh", 100_000),)),
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
                    *_ways(_calendar_days(15, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case="1.013225.01"),
                    *_ways(_calendar_days(20, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case="1.013225.02"),
                ),
                steps=_steps(
                    "Chủ đầu tư nộp hồ sơ.",
                    "Trong 7 ngày làm việc cơ quan cấp phép thẩm định, kiểm tra thực địa; thiếu thì thông báo một lần.",
                    "Lấy ý kiến cơ quan liên quan khi cần.",
                    "Cấp giấy phép kèm bản vẽ đóng dấu, hoặc trả lời bằng văn bản lý do không cấp.",
                ),
                components=(
                    _paper(1, "Đơn đề nghị cấp giấy phép xây dựng", channels=("in_person", "postal"), form=form_number),
                    _paper(
                        2,
                        "Bản sao một trong những giấy tờ hợp pháp về đất đai",
                        0,
                        1,
                        from_database="Cơ sở dữ liệu quốc gia về đất đai",
                    ),
                    _paper(3, "02 bộ bản vẽ thiết kế xây dựng", 2),
                    _paper(4, "Bản cam kết bảo đảm an toàn đối với công trình liền kề", required="conditional"),
                    _paper(
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
                    _council_fee("Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ", 75_000, case="1.013225.01"),
                    _council_fee("Lệ phí cấp giấy phép xây dựng công trình", 150_000, case="1.013225.02"),
                ),
            ),
            65,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.013227",
                name="Gia hạn giấy phép xây dựng đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
                summary="Giấy phép sắp hết 12 tháng mà chưa khởi công: gia hạn trước 30 ngày, tối đa hai lần.",
                methods=_ways(_days(5, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL),
                steps=_steps("Chủ đầu tư nộp đơn và bản chính giấy phép.", "Cơ quan cấp phép xem xét, gia hạn."),
                components=(
                    _paper(1, "Đơn đề nghị gia hạn giấy phép xây dựng", form="Mẫu số 02, Phụ lục II"),
                    _paper(2, "Bản chính giấy phép xây dựng đã cấp", result_code="KQ.G17.000311"),
                ),
                number_of_sets=1,
                results=(Result("Giấy phép xây dựng gia hạn", "KQ.G17.000315", "permit"),),
                **construction,
            ),
            replace(policy, fee_rulings=(_council_fee("Lệ phí gia hạn giấy phép xây dựng", 15_000),)),
            15,
        ),
    ]


def _land_and_roads(old: bool) -> list[DemoProcedure]:
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
        _calendar_days(10, "Nghị định 43/2014/NĐ-CP, Điều 61") if old else _days(8, "Nghị định 101/2024/NĐ-CP, Điều 22")
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
                methods=_ways(transfer, BY_COUNCIL),
                deadline_modifiers=(
                    DeadlineModifier(
                        10,
                        Unit.WORKING_DAY,
                        "Xã miền núi, biên giới, đảo, vùng có điều kiện khó khăn",
                        "Nghị định 101/2024/NĐ-CP, Điều 22",
                        kind="difficult_area",
                    ),
                ),
                steps=_steps(
                    "Người sử dụng đất nộp hồ sơ.",
                    "Văn phòng đăng ký đất đai kiểm tra, gửi thông tin sang cơ quan thuế.",
                    "Người sử dụng đất nộp thuế, lệ phí trước bạ; thời gian này không tính vào thời hạn.",
                    "Cập nhật hồ sơ địa chính, trao Giấy chứng nhận.",
                ),
                components=(
                    _paper(1, "Đơn đăng ký biến động đất đai", form="Mẫu số 18"),
                    _paper(2, "Bản gốc Giấy chứng nhận đã cấp"),
                    _paper(3, "Hợp đồng hoặc văn bản về chuyển quyền đã công chứng, chứng thực"),
                    _paper(4, "Văn bản đồng ý của bên nhận thế chấp", required="conditional"),
                    _paper(5, "Mảnh trích đo bản đồ địa chính", required="conditional"),
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
                fee_rulings=(_council_fee("Phí thẩm định hồ sơ cấp Giấy chứng nhận", 100_000),),
            ),
            75,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.000703",
                name="Cấp Giấy phép kinh doanh vận tải bằng xe ô tô",
                summary="Doanh nghiệp, hợp tác xã, hộ kinh doanh được phép chở khách, chở hàng bằng ô tô.",
                methods=_ways(
                    _days(5 if old else 4, "Nghị định 10/2020/NĐ-CP" if old else "Nghị định 158/2024/NĐ-CP"),
                    Fee(
                        "charge",
                        200_000,
                        "mỗi giấy phép",
                        "200.000 đồng/giấy phép",
                        basis="Cần đối chiếu mức thu hiện hành",
                    ),
                ),
                steps=_steps(
                    "Đơn vị kinh doanh vận tải nộp hồ sơ.", "Sở thẩm định hồ sơ.", "Cấp Giấy phép hoặc trả lời lý do."
                ),
                components=(
                    _paper(1, "Giấy đề nghị cấp Giấy phép kinh doanh vận tải", form="Giấy đề nghị"),
                    _paper(2, "Bản sao văn bằng, chứng chỉ của người trực tiếp điều hành hoạt động vận tải", 0, 1),
                    _paper(3, "Quyết định thành lập bộ phận quản lý an toàn giao thông", 0, 1, required="conditional"),
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
                methods=_ways(_days(2, "Nghị định 10/2020/NĐ-CP" if old else "Nghị định 158/2024/NĐ-CP"), FREE),
                steps=_steps("Đơn vị nộp hồ sơ.", "Sở kiểm tra dữ liệu giám sát hành trình của xe.", "Cấp phù hiệu."),
                components=(
                    _paper(1, "Giấy đề nghị cấp phù hiệu", form="Giấy đề nghị cấp phù hiệu"),
                    _paper(2, "Bản sao chứng nhận đăng ký xe", 0, 1, from_database="Cơ sở dữ liệu đăng ký xe"),
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
                    *_ways(_days(5, "Nghị định 165/2024/NĐ-CP"), BY_COUNCIL, case=sidewalk_days),
                    *_ways(_calendar_days(1, "Nghị định 165/2024/NĐ-CP"), FREE, case=funeral),
                ),
                steps=_steps(
                    "Người có nhu cầu nộp văn bản đề nghị kèm phương án.", "Cơ quan quản lý đường xem xét, cấp phép."
                ),
                components=(
                    _paper(1, "Văn bản đề nghị sử dụng tạm thời lòng đường, vỉa hè", form="Văn bản đề nghị"),
                    _paper(2, "Phương án sử dụng tạm, có sơ đồ và thời gian", 1, 1, case=sidewalk_days),
                ),
                results=(Result("Văn bản cho phép sử dụng tạm thời lòng đường, vỉa hè", "KQ.G04.000509", "permit"),),
                tiers=(sidewalk_tier,),
                tiers_text="Cấp huyện" if old else "Cấp xã",
                subjects=(CITIZEN, COMPANY, ORGANISATION),
                units=Units(("Ủy ban nhân dân cấp huyện" if old else "Ủy ban nhân dân cấp xã",)),
                reception_address=_desk(old),
                legal_bases=(LegalBasis("35/2024/QH15", "Luật Đường bộ"), LegalBasis("165/2024/NĐ-CP")),
                **road,
            ),
            ProcedurePolicy(
                receiving_tiers=(sidewalk_tier,),
                fee_rulings=(_council_fee("Phí sử dụng tạm thời lòng đường, vỉa hè", 30_000, case=sidewalk_days),),
            ),
            25,
        ),
    ]


def _social(old: bool) -> list[DemoProcedure]:
    labour = "Bộ Lao động – Thương binh và Xã hội"
    at_commune = ProcedurePolicy(receiving_tiers=("commune",), fee_timing="none")
    shared: dict[str, Any] = {
        "tiers": ("commune",),
        "tiers_text": "Cấp xã",
        "subjects": (CITIZEN,),
        "reception_address": f"{_desk(old)} cấp xã nơi cư trú",
        "number_of_sets": 1,
        "service_level": "full",
        "returning_methods": ("Trực tiếp", "Bưu chính công ích", "Bản điện tử"),
        "type_text": "TTHC được luật giao quy định chi tiết",
        "units": Units(("Ủy ban nhân dân cấp xã",), ("Chủ tịch Ủy ban nhân dân cấp xã",)),
    }
    allowance = (
        _days(20, "Nghị định 20/2021/NĐ-CP, Điều 8") if old else _days(10, "Nghị định 20/2021/NĐ-CP, sửa đổi 2024–2025")
    )
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.001776",
                name="Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng, hỗ trợ kinh phí chăm sóc",
                field="Bảo trợ xã hội",
                ministry=labour if old else "Bộ Y tế",
                publisher=labour if old else "Bộ Y tế",
                decisions=(Decision("1593/QĐ-LĐTBXH", agency=labour),),
                summary="Dành cho người khuyết tật, người cao tuổi không có lương hưu, trẻ mồ côi, người "
                "đơn thân nghèo …",
                methods=_ways(allowance, FREE),
                steps=_steps(
                    "Người đề nghị hoặc gia đình nộp tờ khai.",
                    "Ủy ban nhân dân cấp xã xét duyệt, niêm yết công khai 2 ngày làm việc.",
                    "Quyết định trợ cấp, chi trả từ tháng ký quyết định.",
                ),
                components=(
                    _paper(
                        1,
                        "Tờ khai đề nghị trợ giúp xã hội (Mẫu số 1a đến 1đ)",
                        form="Mẫu 1a–1đ, Nghị định 20/2021/NĐ-CP",
                    ),
                    _paper(2, "Giấy xác nhận khuyết tật", 0, 1, required="conditional"),
                    _paper(3, "Giấy khai sinh của trẻ em", 0, 1, required="conditional", result_code="KQ.G15.000031"),
                    _identity_paper(4),
                ),
                results=(Result("Quyết định trợ cấp xã hội hằng tháng", kind="decision"),),
                legal_bases=(LegalBasis("20/2021/NĐ-CP", "Nghị định về chính sách trợ giúp xã hội"),),
                conditions=("Thuộc đối tượng tại Điều 5 Nghị định 20/2021/NĐ-CP.",),
                **shared,
            ),
            at_commune,
            40,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.010833",
                name="Cấp giấy xác nhận thân nhân của người có công",
                field="Người có công",
                ministry=labour if old else "Bộ Nội vụ",
                publisher=labour if old else "Bộ Nội vụ",
                decisions=(Decision("108/QĐ-LĐTBXH", agency=labour),),
                summary="Giấy để hưởng ưu đãi trong giáo dục, tuyển dụng, bảo hiểm y tế cho thân nhân người có công.",
                methods=_ways(_days(5, "Nghị định 131/2021/NĐ-CP, Điều 116"), FREE),
                steps=_steps(
                    "Người đề nghị nộp đơn.", "Ủy ban nhân dân cấp xã đối chiếu hồ sơ người có công và xác nhận."
                ),
                components=(
                    _paper(1, "Đơn đề nghị cấp giấy xác nhận", form="Mẫu số 40, Nghị định 131/2021/NĐ-CP"),
                    _paper(2, "Bản sao giấy tờ chứng minh quan hệ thân nhân", 0, 1),
                ),
                results=(Result("Giấy xác nhận thân nhân của người có công (Mẫu số 45)", kind="certificate"),),
                legal_bases=(LegalBasis("131/2021/NĐ-CP"),),
                **shared,
            ),
            at_commune,
            18,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.011607",
                name="Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm",
                field="Giảm nghèo",
                ministry=labour if old else "Bộ Nông nghiệp và Môi trường",
                publisher=labour if old else "Bộ Nông nghiệp và Môi trường",
                decisions=(Decision("2304/QĐ-BNNMT"),),
                summary="Hộ gặp khó khăn đột xuất trong năm đề nghị rà soát, công nhận hộ nghèo hoặc cận nghèo.",
                methods=_ways(_calendar_days(15, "Quyết định 24/2021/QĐ-TTg"), FREE),
                steps=_steps("Chủ hộ nộp giấy đề nghị.", "Rà soát, họp dân, niêm yết.", "Quyết định công nhận."),
                components=(
                    _paper(
                        1, "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo", form="Mẫu số 01, Quyết định 24/2021/QĐ-TTg"
                    ),
                ),
                results=(Result("Quyết định công nhận hộ nghèo, hộ cận nghèo", "KQ.G10.001158", "decision"),),
                legal_bases=(LegalBasis("24/2021/QĐ-TTg"),),
                **shared,
            ),
            at_commune,
            22,
        ),
    ]


def _since_2025() -> list[DemoProcedure]:
    """Procedures as they stand since the two tiers; there are no facts at hand for them before."""
    return [*_police(), *_changes_of_business_and_house(), *_changes_of_land_and_roads(), _funeral()]


def _police() -> list[DemoProcedure]:
    """What the police of the commune receives. Records 1.010041 (9354/QĐ-BCA-C06) and 3.000347 (1025/QĐ-BCA)."""
    shared: dict[str, Any] = {
        "ministry": POLICE,
        "publisher": POLICE,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "number_of_sets": 1,
        "reception_address": "Công an cấp xã",
        "returning_methods": ("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
    }
    at_commune = ProcedurePolicy(receiving_tiers=("commune",))
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.010041",
                name="Xác nhận thông tin về cư trú",
                field="Đăng ký, quản lý cư trú",
                decisions=(Decision("9354/QĐ-BCA-C06", agency=POLICE),),
                tiers=("commune",),
                tiers_text="Cấp xã",
                subjects=(CITIZEN, COMPANY, ORGANISATION),
                summary="Giấy xác nhận nơi thường trú, tạm trú, thời gian cư trú để vay vốn, nhập học, mua nhà đất.",
                methods=_ways(_days(1, "Thông tư 55/2021/TT-BCA, Điều 17"), FREE, channels=("online", "in_person")),
                deadline_modifiers=(
                    DeadlineModifier(2, Unit.WORKING_DAY, "Phải xác minh", "Thông tư 55/2021/TT-BCA, Điều 17"),
                ),
                steps=_steps(
                    "Người đề nghị khai Mẫu CT01 hoặc khai trên mạng, nộp cho Công an cấp xã.",
                    "Công an cấp xã tra cứu Cơ sở dữ liệu về cư trú, xác minh khi cần.",
                    "Cấp giấy xác nhận (CT07) hoặc từ chối bằng văn bản, nói rõ lý do.",
                ),
                components=(
                    _paper(
                        1,
                        "Tờ khai thay đổi thông tin cư trú",
                        channels=("in_person",),
                        form="Mẫu CT01, Thông tư 53/2025/TT-BCA",
                    ),
                ),
                units=Units(("Công an cấp xã",), ("Trưởng Công an cấp xã",)),
                results=(Result("Xác nhận thông tin về cư trú (CT07)", "KQ.G01.000062", "certificate"),),
                legal_bases=(
                    LegalBasis("68/2020/QH14", "Luật Cư trú"),
                    LegalBasis("55/2021/TT-BCA", "Thông tư hướng dẫn Luật Cư trú"),
                    LegalBasis("53/2025/TT-BCA", "Thông tư sửa đổi các thông tư về cư trú"),
                ),
                service_level="full",
                **shared,
            ),
            at_commune,
            55,
        ),
        DemoProcedure(
            ProcedureContent(
                code="3.000347",
                name="Đổi giấy phép lái xe",
                field="Sát hạch, cấp giấy phép lái xe",
                decisions=(Decision("1025/QĐ-BCA", agency=POLICE),),
                tiers=("central", "province", "commune"),
                tiers_text="Cấp bộ, cấp tỉnh, cấp xã",
                subjects=(CITIZEN, ABROAD, FOREIGNER),
                summary="Đổi bằng lái sắp hết hạn, hư hỏng, sai thông tin hoặc đổi thẻ giấy sang thẻ nhựa.",
                methods=_ways(
                    _days(5, "Thông tư 12/2025/TT-BCA, Điều 21"),
                    Fee("charge", 135_000, "mỗi lần", "135.000 đồng/lần", basis="Thông tư 37/2023/TT-BTC"),
                    channels=("online", "in_person"),
                ),
                steps=_steps(
                    "Người đề nghị nộp hồ sơ tại điểm tiếp nhận của Công an cấp xã, Phòng Cảnh sát giao thông hoặc "
                    "trực tuyến; nộp trực tiếp thì chụp ảnh tại chỗ.",
                    "Cơ quan cấp giấy phép tra cứu giấy phép lái xe và vi phạm giao thông.",
                    "Đổi giấy phép lái xe, hoặc trả lời bằng văn bản lý do không đổi.",
                ),
                components=(
                    _paper(
                        1,
                        "Đề nghị đổi giấy phép lái xe",
                        channels=("in_person",),
                        form="Phụ lục XII, Thông tư 12/2025/TT-BCA",
                    ),
                    _paper(2, "Giấy khám sức khỏe của người lái xe (trừ hạng A1, A, B1)", required="conditional"),
                    _paper(3, "Hộ chiếu, với người nước ngoài, người ở nước ngoài", required="conditional"),
                    _paper(4, "Bản sao giấy phép lái xe đang có", 0, 1),
                ),
                units=Units(("Phòng Cảnh sát giao thông Công an tỉnh", "Công an cấp xã")),
                results=(Result("Giấy phép lái xe", "KQ.G01.000185", "licence"),),
                legal_bases=(
                    LegalBasis("36/2024/QH15", "Luật Trật tự, an toàn giao thông đường bộ"),
                    LegalBasis("12/2025/TT-BCA", "Thông tư về sát hạch, cấp giấy phép lái xe"),
                    LegalBasis("37/2023/TT-BTC", "Thông tư về phí, lệ phí giấy phép lái xe"),
                ),
                service_level="full",
                **shared,
            ),
            at_commune,
            58,
        ),
    ]


def _changes_of_business_and_house() -> list[DemoProcedure]:
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
                methods=_ways(_days(3, "Nghị định 168/2025/NĐ-CP"), BY_COUNCIL),
                steps=_steps(
                    "Chủ hộ nộp giấy đề nghị trong 10 ngày kể từ ngày có thay đổi.",
                    "Cơ quan đăng ký kiểm tra, gửi thông tin sang cơ quan thuế.",
                    "Cấp Giấy chứng nhận mới, hoặc thông báo một lần nội dung cần sửa đổi, bổ sung.",
                ),
                components=(
                    _paper(
                        1,
                        "Giấy đề nghị đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
                        channels=("in_person", "postal"),
                        form="Giấy đề nghị đăng ký thay đổi",
                    ),
                    _paper(
                        2,
                        "Văn bản ủy quyền của thành viên hộ gia đình, khi đổi chủ hộ hoặc thành viên",
                        0,
                        1,
                        required="conditional",
                    ),
                    _paper(3, "Giấy tờ về chuyển nhượng, thừa kế, khi đổi chủ hộ", 0, 1, required="conditional"),
                ),
                results=(Result("Giấy chứng nhận đăng ký hộ kinh doanh", "KQ.G12.001041", "certificate"),),
                **business,
            ),
            replace(policy, fee_rulings=(_council_fee("Lệ phí đăng ký thay đổi hộ kinh doanh", 50_000),)),
            35,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.001266",
                name="Chấm dứt hoạt động hộ kinh doanh",
                summary="Nghỉ bán hẳn: trả hết nợ, thuế rồi thông báo để đóng mã số hộ kinh doanh.",
                methods=_ways(_days(3, "Nghị định 168/2025/NĐ-CP"), FREE),
                steps=_steps(
                    "Chủ hộ thanh toán các khoản nợ rồi nộp thông báo trong 05 ngày làm việc.",
                    "Cơ quan đăng ký gửi thông tin sang cơ quan thuế để kiểm tra nghĩa vụ thuế.",
                    "Cập nhật tình trạng chấm dứt, hoặc thông báo lý do từ chối.",
                ),
                components=(
                    _paper(
                        1,
                        "Thông báo chấm dứt hoạt động hộ kinh doanh",
                        channels=("in_person", "postal"),
                        form="Thông báo chấm dứt hoạt động",
                    ),
                    _paper(
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
                    *_ways(_calendar_days(15, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case=house),
                    *_ways(_calendar_days(20, "Luật Xây dựng 2014, Điều 102"), BY_COUNCIL, case=other),
                ),
                steps=_steps(
                    "Chủ đầu tư nộp hồ sơ.",
                    "Trong 7 ngày làm việc cơ quan cấp phép thẩm định, xem hiện trạng; thiếu thì thông báo một lần.",
                    "Cấp giấy phép kèm bản vẽ đóng dấu, hoặc trả lời bằng văn bản lý do không cấp.",
                ),
                components=(
                    _paper(
                        1,
                        "Đơn đề nghị cấp giấy phép sửa chữa, cải tạo",
                        channels=("in_person", "postal"),
                        form="Mẫu số 01, Phụ lục II, Nghị định 175/2024/NĐ-CP",
                    ),
                    _paper(2, "Giấy tờ chứng minh quyền sở hữu, quản lý, sử dụng công trình", 0, 1),
                    _paper(3, "Bản vẽ và ảnh hiện trạng phần dự kiến sửa chữa, cải tạo", 1, 1),
                    _paper(4, "02 bộ bản vẽ thiết kế sửa chữa, cải tạo", 2),
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
                    _council_fee("Lệ phí cấp giấy phép sửa chữa nhà ở riêng lẻ", 75_000, case=house),
                    _council_fee("Lệ phí cấp giấy phép sửa chữa công trình", 150_000, case=other),
                ),
            ),
            30,
        ),
    ]


def _changes_of_land_and_roads() -> list[DemoProcedure]:
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
                methods=_ways(
                    _days(10, "Nghị định 101/2024/NĐ-CP, 151/2025/NĐ-CP"), FREE, channels=("online", "in_person")
                ),
                steps=_steps(
                    "Người sử dụng đất nộp đơn và bản gốc Giấy chứng nhận.",
                    "Văn phòng đăng ký đất đai kiểm tra, trích đo khi cần.",
                    "Cập nhật hồ sơ địa chính, xác nhận thay đổi hoặc cấp Giấy chứng nhận mới.",
                ),
                components=(
                    _paper(
                        1,
                        "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất",
                        channels=("in_person",),
                        form="Mẫu số 18",
                    ),
                    _paper(2, "Bản gốc Giấy chứng nhận đã cấp"),
                    _paper(
                        3,
                        "Giấy tờ chứng minh việc đổi tên, thay đổi thông tin",
                        0,
                        1,
                        required="conditional",
                        from_database="Cơ sở dữ liệu quốc gia về dân cư",
                    ),
                    _paper(4, "Mảnh trích đo bản đồ địa chính, khi có yêu cầu đo đạc lại", required="if_any"),
                    _paper(5, "Văn bản về việc đại diện, khi làm qua người đại diện", required="conditional"),
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
                methods=_ways(_days(5, "Thông tư 41/2024/TT-BGTVT"), FREE),
                steps=_steps(
                    "Chủ đầu tư nộp đơn, bản vẽ và biện pháp bảo đảm giao thông.",
                    "Cơ quan quản lý đường xem xét, kiểm tra hiện trường khi cần.",
                    "Cấp giấy phép thi công, hoặc trả lời bằng văn bản lý do không cấp.",
                ),
                components=(
                    _paper(
                        1,
                        "Đơn đề nghị cấp phép thi công công trình trên đường bộ đang khai thác",
                        channels=("in_person", "postal"),
                        form="Đơn đề nghị",
                    ),
                    _paper(2, "Bản vẽ thiết kế thi công, có vị trí, lý trình và kích thước"),
                    _paper(3, "Bản vẽ hoàn trả công trình; thuyết minh biện pháp tổ chức thi công, bảo đảm giao thông"),
                    _paper(4, "Báo cáo thẩm tra, tính chịu lực khi lắp vào cầu, hầm", required="conditional"),
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


def _funeral() -> DemoProcedure:
    """Record 1.001731 of Đà Nẵng (2024): three working days and the papers; the commune decides since the two tiers."""
    return DemoProcedure(
        ProcedureContent(
            code="1.001731",
            name="Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội",
            field="Bảo trợ xã hội",
            ministry="Bộ Y tế",
            publisher="Bộ Y tế",
            type_text="TTHC được luật giao quy định chi tiết",
            tiers=("commune",),
            tiers_text="Cấp xã",
            subjects=(CITIZEN, ORGANISATION),
            summary="Gia đình, cơ quan lo mai táng cho người đang hưởng trợ cấp xã hội được hỗ trợ một khoản tiền.",
            methods=_ways(_days(3, "Nghị định 20/2021/NĐ-CP, Điều 11"), FREE),
            steps=_steps(
                "Người đứng ra mai táng nộp tờ khai.",
                "Ủy ban nhân dân cấp xã đối chiếu quyết định trợ cấp xã hội và việc khai tử.",
                "Quyết định hỗ trợ, chi trả cho người đứng ra mai táng.",
            ),
            components=(
                _paper(
                    1,
                    "Tờ khai đề nghị hỗ trợ chi phí mai táng",
                    channels=("in_person", "postal"),
                    form="Mẫu số 04, Nghị định 20/2021/NĐ-CP",
                ),
                _paper(2, "Bản sao trích lục khai tử", 0, 1, result_code="KQ.G15.000034"),
                _paper(
                    3,
                    "Bản sao quyết định thôi hưởng trợ cấp của người từ đủ 80 tuổi hưởng trợ cấp tuất, trợ cấp khác",
                    0,
                    1,
                    required="conditional",
                ),
                _paper(
                    4,
                    "Bản sao quyết định trợ cấp của người đơn thân và giấy khai sinh của người con đã chết",
                    0,
                    1,
                    required="conditional",
                ),
            ),
            number_of_sets=1,
            units=Units(("Ủy ban nhân dân cấp xã",), ("Chủ tịch Ủy ban nhân dân cấp xã",)),
            reception_address="Trung tâm Phục vụ hành chính công cấp xã nơi người chết cư trú",
            results=(Result("Quyết định hỗ trợ chi phí mai táng", kind="decision"),),
            legal_bases=(LegalBasis("20/2021/NĐ-CP", "Nghị định về chính sách trợ giúp xã hội"),),
            conditions=("Người chết thuộc đối tượng tại Điều 11 Nghị định 20/2021/NĐ-CP.",),
            service_level="full",
            returning_methods=("Trực tiếp", "Bưu chính công ích", "Bản điện tử"),
        ),
        ProcedurePolicy(receiving_tiers=("commune",), fee_timing="none"),
        26,
    )
