"""One believable paper of each form, for tests, the benchmark and the eye."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules.form_language import declaration as declared
from congso.dossiers.printing.paper import (
    AcceptancePaper,
    Amount,
    AnswerGroup,
    ApologyPaper,
    ApplicationPaper,
    ComponentLine,
    Contact,
    ControlPaper,
    DeclarationPaper,
    FeeLine,
    Hop,
    Letterhead,
    Paper,
    Party,
    RefusalPaper,
    RegisterLine,
    RegisterPaper,
    ResultPaper,
    Signatory,
    StopPaper,
    Subject,
    SupplementPaper,
    WantedLine,
)
from congso.dossiers.rules.official_forms import FORMS_2025, FormKind, FormSet

# 09:05 on a Saturday morning in Vietnam.
AT = datetime(2026, 11, 21, 2, 5, tzinfo=UTC)
CODE = "H12.96-261121-0007"

PARTY = Party(
    name="Nguyễn Thị Ngọc Ẩn",
    identity_number="096187001234",
    address="Số 12, đường Phan Ngọc Hiển, khóm 3, phường An Xuyên, tỉnh Cà Mau",
    phone="0912 345 678",
    email="ngoc.an@thudientu.vn",
)
SUBJECT = Subject(
    code=CODE,
    code_label="Mã hồ sơ",
    tracking_url=f"https://dichvucong.camau.gov.vn/tra-cuu/{CODE}/",
    party=PARTY,
    procedure="Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    procedure_code="1.013225",
)
CONTACT = Contact(
    desk="Trung tâm Phục vụ hành chính công phường An Xuyên",
    address="số 77 đường Ngô Quyền, phường An Xuyên",
    phone="0290 3831 234",
)
COUNTER = Signatory("Người tiếp nhận hồ sơ", "Trần Hữu Đước")
SUBMITTER = Signatory("Người nộp hồ sơ", PARTY.name)
LEADER = Signatory("Chủ tịch", "Huỳnh Quốc Việt", "(Ký, ghi rõ họ tên và đóng dấu)")
FEES = (
    FeeLine("Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ", Amount(75_000), "Đã nộp"),
    FeeLine("Phí thẩm định hồ sơ", Amount(1_250_000), "Chưa nộp"),
)
COMPONENTS = (
    ComponentLine("Đơn đề nghị cấp giấy phép xây dựng theo Mẫu số 01", "Bản chính", 1),
    ComponentLine(
        "Một trong những giấy tờ chứng minh quyền sử dụng đất theo quy định của pháp luật về đất đai", "Bản sao", 1
    ),
    ComponentLine("02 bộ bản vẽ thiết kế xây dựng kèm theo Giấy chứng nhận thẩm duyệt", "Bản chính", 2),
    ComponentLine("Bản cam kết bảo đảm an toàn đối với công trình liền kề", "Bản điện tử", 1),
)


def head(kind: FormKind | None = None, title: str = "", number: str = "", forms: FormSet = FORMS_2025) -> Letterhead:
    """A letterhead of a commune's centre."""
    form = forms.form(kind) if kind else None
    return Letterhead(
        title=form.name if form else title,
        agency="Ủy ban nhân dân phường An Xuyên",
        desk="Trung tâm Phục vụ hành chính công" if kind else "",
        place="An Xuyên",
        issued_at=AT,
        number=number,
        form=f"Mẫu số {form.number}" if form else "",
        source=form_source(forms) if form else "",
    )


def form_source(forms: FormSet) -> str:
    """The circular of a set of forms, without the article."""
    return forms.source.split(",")[0]


def acceptance(forms: FormSet = FORMS_2025) -> AcceptancePaper:
    """Form 01."""
    return AcceptancePaper(
        head=head(FormKind.ACCEPTANCE, number="1204/TNHS", forms=forms),
        subject=SUBJECT,
        components=COMPONENTS,
        sets=1,
        time_allowed="15 ngày làm việc",
        received_at=AT,
        due_at=AT + timedelta(days=20, hours=7, minutes=55),
        return_at="Trung tâm Phục vụ hành chính công phường An Xuyên",
        fees=FEES,
        fee_total=Amount(1_325_000),
        register_book="01/2026",
        register_number="1204",
        channel="Trực tiếp",
        contact=CONTACT,
        submitter=SUBMITTER,
        receiver=COUNTER,
    )


def supplement(forms: FormSet = FORMS_2025) -> SupplementPaper:
    """Form 02."""
    return SupplementPaper(
        head=head(FormKind.SUPPLEMENT_REQUEST, number="85/YCBS", forms=forms),
        subject=SUBJECT,
        round=1,
        items=(
            WantedLine("Bản vẽ thiết kế xây dựng", "bổ sung mặt bằng cấp thoát nước tỷ lệ 1/100", "thiếu trong hồ sơ"),
            WantedLine(
                "Giấy tờ chứng minh quyền sử dụng đất", "nộp bản sao có chứng thực", "bản chụp không rõ số thửa"
            ),
        ),
        reason="Thành phần hồ sơ chưa đầy đủ theo khoản 2 Điều 95 Luật Xây dựng.",
        answer_until=AT + timedelta(days=14),
        contact=CONTACT,
        guide=replace(COUNTER, role="Người hướng dẫn"),
    )


def refusal(forms: FormSet = FORMS_2025) -> RefusalPaper:
    """Form 03."""
    return RefusalPaper(
        head=head(FormKind.REFUSAL, number="9/TCHS", forms=forms),
        subject=replace(SUBJECT, code="DK-7K2M-99QF", code_label="Mã đăng ký"),
        submitted_at=AT,
        reason=(
            "Công trình nằm trong hành lang bảo vệ đê điều, không thuộc thẩm quyền của Ủy ban nhân dân phường.\n"
            "Đề nghị ông/bà nộp hồ sơ tại Sở Nông nghiệp và Môi trường để được thỏa thuận trước khi xin phép xây dựng."
        ),
        contact=CONTACT,
        submitter=replace(SUBMITTER, instead="Nộp trực tuyến lúc 09:05 21/11/2026"),
        receiver=COUNTER,
    )


def apology(forms: FormSet = FORMS_2025) -> ApologyPaper:
    """Form 04."""
    return ApologyPaper(
        head=replace(head(FormKind.APOLOGY, number="3/XLGH", forms=forms), desk=""),
        subject=SUBJECT,
        agency_name="Ủy ban nhân dân phường An Xuyên",
        received_at=AT,
        old_due_at=AT + timedelta(days=20),
        new_due_at=AT + timedelta(days=25),
        reason="Phải chờ ý kiến của Sở Xây dựng về chỉ giới đường đỏ tuyến đường Phan Ngọc Hiển nối dài.",
        asks_extension=forms is FORMS_2025,
        contact=CONTACT,
        signatory=LEADER,
    )


def stop_notice(forms: FormSet = FORMS_2025) -> StopPaper:
    """Form 05 of 2025."""
    return StopPaper(
        head=head(FormKind.STOP_NOTICE, number="2/TBD", forms=forms),
        subject=SUBJECT,
        agency_name="Ủy ban nhân dân phường An Xuyên",
        received_at=AT,
        stopped_at=AT + timedelta(days=3),
        withdrawn=True,
        ground="Đơn đề nghị rút hồ sơ ngày 24/11/2026: thay đổi thiết kế.",
        papers_returned=COMPONENTS[:2],
        fees=FEES[:1],
        fee_paid=Amount(75_000),
        contact=CONTACT,
        signatory=LEADER,
    )


def control_slip(forms: FormSet = FORMS_2025, hops: int = 5) -> ControlPaper:
    """Form 06 (05 until 2025)."""
    units = (
        "Trung tâm Phục vụ hành chính công",
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Chuyên viên Phòng Kinh tế, Hạ tầng và Đô thị",
        "Lãnh đạo Ủy ban nhân dân phường",
        "Văn thư",
        "Trung tâm Phục vụ hành chính công",
    )
    people = ("Trần Hữu Đước", "Lê Thị Thúy Kiều", "Phạm Minh Luân", "Huỳnh Quốc Việt", "Đỗ Như Ý", "Trần Hữu Đước")
    return ControlPaper(
        head=head(FormKind.CONTROL_SLIP, forms=forms),
        subject=SUBJECT,
        agency_name="Ủy ban nhân dân phường An Xuyên",
        cooperating=("Sở Xây dựng",),
        received_at=AT,
        due_at=AT + timedelta(days=20),
        finished_at=AT + timedelta(days=11),
        outcome="Trước hạn",
        hops=tuple(
            Hop(
                giver=units[i % 5],
                given_by=people[i % 5],
                given_at=AT + timedelta(days=2 * i, minutes=7 * i),
                receiver=units[i % 5 + 1],
                received_by=people[i % 5 + 1] if i < hops - 1 else "",
                received_at=AT + timedelta(days=2 * i, hours=1) if i < hops - 1 else None,
                outcome=("Trước hạn", "Đúng hạn", "Quá hạn")[i % 3] if i < hops - 1 else "",
                note="Trả lại để bổ sung căn cứ" if i == 2 else "",
            )
            for i in range(hops)
        ),
    )


def register(lines: int = 60, forms: FormSet = FORMS_2025) -> RegisterPaper:
    """Form 07 (06 until 2025)."""
    return RegisterPaper(
        head=head(FormKind.REGISTER, forms=forms),
        year=2026,
        book="01/2026",
        total=lines,
        lines=tuple(
            RegisterLine(
                number=n,
                code=f"H12.96-2611{n % 28 + 1:02d}-{n:04d}",
                procedure=(SUBJECT.procedure, "Thủ tục đăng ký khai sinh", "Đăng ký thành lập hộ kinh doanh")[n % 3],
                sets=1,
                party=("Nguyễn Thị Ngọc Ẩn", "Đặng Văn Quới", "Hộ kinh doanh Ừng Phát")[n % 3],
                contact=f"Ấp {n % 9 + 1}, xã Đất Mũi, 09{n:08d}",
                agency="Ủy ban nhân dân phường An Xuyên",
                received_on=date(2026, 11, n % 28 + 1),
                due_on=date(2026, 12, n % 28 + 1),
                returned_on=date(2026, 12, n % 28 + 1) if n % 4 else None,
                return_channel=("Tại quầy", "Bưu chính công ích", "Trực tuyến")[n % 3],
                receiver=("Nguyễn Thị Ngọc Ẩn", "Đặng Văn Quới", "")[n % 3] if n % 4 else "",
                note="Gia hạn đến 05/01/2027" if n % 17 == 0 else "",
            )
            for n in range(1, lines + 1)
        ),
    )


def result() -> ResultPaper:
    """A result written in the system."""
    return ResultPaper(
        head=replace(head(title="Giấy xác nhận tình trạng hôn nhân", number="57/UBND-XNTTHN")),
        subject=SUBJECT,
        paragraphs=(
            "Xét đề nghị của bà Nguyễn Thị Ngọc Ẩn về việc cấp Giấy xác nhận tình trạng hôn nhân;",
            "XÁC NHẬN:",
            "Họ, chữ đệm, tên: Nguyễn Thị Ngọc Ẩn. Ngày, tháng, năm sinh: 05/9/1987. Giới tính: Nữ. Dân tộc: Kinh. "
            "Quốc tịch: Việt Nam. Giấy tờ tùy thân: Căn cước số 096187001234 do Bộ Công an cấp ngày 12/8/2024.",
            "Nơi cư trú: Số 12, đường Phan Ngọc Hiển, khóm 3, phường An Xuyên, tỉnh Cà Mau. Tình trạng hôn nhân: hiện "
            "tại chưa đăng ký kết hôn với ai.",
            "Giấy này được cấp để làm thủ tục đăng ký kết hôn, có giá trị sử dụng trong 06 tháng kể từ ngày cấp./.",
        ),
        mark="",
        recipients=("Bà Nguyễn Thị Ngọc Ẩn", f"Lưu: VT, hồ sơ {CODE}."),
        signatory=Signatory("Chủ tịch", "Huỳnh Quốc Việt", "(Chữ ký, dấu)"),
    )


def application() -> ApplicationPaper:
    """The application as handed in."""
    return ApplicationPaper(
        head=head(title="Đơn đề nghị cấp giấy phép xây dựng"),
        subject=SUBJECT,
        addressee="Ủy ban nhân dân phường An Xuyên",
        groups=(
            AnswerGroup(
                "Người nộp hồ sơ",
                (
                    ("Họ, chữ đệm và tên", PARTY.name),
                    ("Số định danh cá nhân", PARTY.identity_number),
                    ("Địa chỉ thường trú", PARTY.address),
                    ("Thư điện tử", ""),
                ),
            ),
            AnswerGroup(
                "Công trình",
                (
                    ("Loại công trình", "Nhà ở riêng lẻ"),
                    ("Diện tích xây dựng tầng một", "98,5 m²"),
                    ("Giá trị dự toán", "1.250.000.000 đ"),
                ),
            ),
        ),
        components=COMPONENTS,
        channel="Trực tuyến",
        submitted_at=AT,
        signatory=replace(SUBMITTER, instead="Nộp trực tuyến lúc 09:05 21/11/2026, định danh điện tử mức 2"),
    )


ANSWERS = {
    "applicant_name": PARTY.name,
    "applicant_identity_number": PARTY.identity_number,
    "applicant_born_on": "1987-09-05",
    "applicant_phone": "0912345678",
    "applicant_address": "Số 12, đường Phan Ngọc Hiển, khóm 3",
    "founded_by": "family",
    "business_name": "Tạp hóa Ngọc Ẩn",
    "capital_vnd": 50_000_000,
    "number_of_workers": 2,
    "business_lines": [{"name": "Bán lẻ lương thực, thực phẩm", "code": "4711"}, {"name": "Bán hoa tươi"}],
    "members": [{"name": "Đặng Văn Quới", "born_on": "1985-02-01", "gender": "male", "address": "Xã Đất Mũi"}],
    "tax_method": "declaration",
    "commitment": True,
}
"""Answers to the form of a household business (1.001612)."""


def declaration(answers: Mapping[str, object] | None = None, code: str = "1.001612") -> DeclarationPaper:
    """The prescribed declaration of a form, by default that of a household business."""
    said = declared(DEMO_FORMS[code], ANSWERS if answers is None else answers, on=AT.date(), agency=head().agency)
    return DeclarationPaper(
        head=head(title=said.title),
        declaration=said,
        signatory=replace(SUBMITTER, role=said.signer, note="", instead="Nộp trực tuyến lúc 09:05 21/11/2026"),
        footer=f"Mã hồ sơ: {CODE}",
        signed_at=AT,
        subject=SUBJECT,
    )


def all_papers() -> dict[str, Paper]:
    """Every paper of today's regime, by a short name."""
    return {
        "acceptance": acceptance(),
        "supplement": supplement(),
        "refusal": refusal(),
        "apology": apology(),
        "stop_notice": stop_notice(),
        "control_slip": control_slip(),
        "register": register(),
        "result": result(),
        "application": application(),
        "declaration": declaration(),
    }
