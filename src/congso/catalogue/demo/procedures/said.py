"""What the procedures of the demo say alike: ministries, subjects, deadlines, ways to hand in, papers, fees."""

from dataclasses import dataclass

from congso.catalogue.rules.content import (
    Component,
    Deadline,
    Fee,
    Method,
    ProcedureContent,
    Step,
    Unit,
)
from congso.catalogue.rules.policy import FeeRuling, ProcedurePolicy

DEMO_AMOUNT = "Mức trình diễn; mức thật theo nghị quyết của Hội đồng nhân dân tỉnh"
COUNCIL = "Thông tư 85/2019/TT-BTC: Hội đồng nhân dân cấp tỉnh quy định mức thu"
EVERYWHERE = ("online", "in_person", "postal")
CITIZEN, ABROAD, FOREIGNER = "Công dân Việt Nam", "Người Việt Nam định cư ở nước ngoài", "Người nước ngoài"
COMPANY, ORGANISATION = "Doanh nghiệp", "Tổ chức (không bao gồm doanh nghiệp, HTX)"
COMMUNE = "Ủy ban nhân dân cấp xã"
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


def days(value: float, basis: str = "") -> Deadline:
    """Return a deadline of working days."""
    return Deadline(value, Unit.WORKING_DAY, basis)


def calendar_days(value: float, basis: str = "") -> Deadline:
    """Return a deadline of calendar days."""
    return Deadline(value, Unit.DAY, basis)


def ways(
    deadline: Deadline, *fees: Fee, case: str = "", channels: tuple[str, ...] = EVERYWHERE, note: str = ""
) -> tuple[Method, ...]:
    """Return the same deadline and fees for several ways to hand in."""
    return tuple(Method(channel, case, deadline, fees, note) for channel in channels)


def paper(
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
    """Return a paper of the dossier; `form` names the form it is written on."""
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


def identity_paper(number: int) -> Component:
    """Return the paper that proves who somebody is."""
    return paper(
        number,
        "Giấy tờ tùy thân có ảnh và thông tin cá nhân (thẻ căn cước, hộ chiếu …) để chứng minh nhân thân",
        mode="present",
        channels=("in_person", "postal"),
        from_database="Cơ sở dữ liệu quốc gia về dân cư",
    )


def steps(*texts: str) -> tuple[Step, ...]:
    """Return steps from their texts."""
    return tuple(Step(text, f"Bước {number}") for number, text in enumerate(texts, start=1))


def desk(old: bool) -> str:
    """Return what the desk of a commune is called, before and since 1 July 2025."""
    return "Bộ phận Tiếp nhận và Trả kết quả" if old else "Trung tâm Phục vụ hành chính công"


def council_fee(name: str, amount: int, *, case: str = "", channel: str = "") -> FeeRuling:
    """Return an amount for the demo where the council of the province sets it."""
    return FeeRuling(name, amount, DEMO_AMOUNT, case=case, channel=channel)
