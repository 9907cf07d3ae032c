"""From the rows of a real dossier to its papers."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import LazySettings
from pypdf import PdfReader

from congso.catalogue.demo_workflows import DEMO_WORKFLOWS, HOUSE_PERMIT
from congso.dossiers import printing
from congso.dossiers.models import (
    AcceptanceSlip,
    Dossier,
    DossierEvent,
    DossierForm,
    DossierPaper,
    Extension,
    FeeCharge,
    Handover,
    RefusalNotice,
    RegisterEntry,
    Result,
    StopNotice,
    SupplementRequest,
)
from congso.dossiers.printing import gather
from congso.dossiers.printing.register import Book
from congso.identity.queries import identity_index
from congso.kernel.partitions import ensure_months
from congso.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
DUE = datetime(2026, 12, 11, 10, 0, tzinfo=UTC)
START = date(2025, 7, 1)


def make(model: str, **fields: Any) -> Any:
    """A row of another context, made without its commands."""
    return apps.get_model(model).objects.create(**fields)


@pytest.fixture
def commune() -> SimpleNamespace:
    """A ward with a committee, its units and one officer in each."""
    province = make(
        "organisation.AdministrativeUnit",
        tier="province",
        code="96",
        kind="Tỉnh",
        name="Cà Mau",
        full_name="Tỉnh Cà Mau",
        sort_key="ca mau",
        search_name="ca mau",
        province_code="96",
        valid_from=START,
    )
    ward = make(
        "organisation.AdministrativeUnit",
        tier="commune",
        code="32000",
        kind="Phường",
        name="An Xuyên",
        full_name="Phường An Xuyên",
        sort_key="an xuyen",
        search_name="an xuyen",
        province_code="96",
        parent=province,
        valid_from=START,
    )
    committee = make(
        "organisation.Organisation",
        kind="commune_committee",
        name="Ủy ban nhân dân phường An Xuyên",
        sort_key="uy ban",
        search_name="uy ban nhan dan phuong an xuyen",
        tier="commune",
        place=ward,
        address="77 Ngô Quyền",
        phone="0290 3831 234",
        valid_from=START,
    )

    def unit(kind: str, name: str) -> Any:
        return make("organisation.Unit", organisation=committee, kind=kind, name=name, sort_key=name, valid_from=START)

    def officer(of: Any, title: str, name: str) -> Any:
        person = make("identity.Person", full_name=name, name_sort_key=name, search_name=name)
        position = make("organisation.Position", unit=of, title=title, roles=["specialist"], valid_from=START)
        return make("organisation.Officer", person=person, position=position, valid_from=START)

    desk = unit("one_stop_desk", "Trung tâm Phục vụ hành chính công")
    division = unit("division", "Phòng Kinh tế, Hạ tầng và Đô thị")
    leaders = unit("leadership", "Lãnh đạo Ủy ban nhân dân")
    make(
        "organisation.CalendarEdition",
        number=90_001,
        published_at=AT - timedelta(days=300),
        days={"off": {}, "extra_work": {}},
    )
    return SimpleNamespace(
        committee=committee,
        desk=desk,
        division=division,
        leaders=leaders,
        counter=officer(desk, "Chuyên viên", "Trần Hữu Đước"),
        head=officer(division, "Trưởng phòng", "Lê Thị Thúy Kiều"),
        deputy=officer(leaders, "Phó Chủ tịch Ủy ban nhân dân phường", "Huỳnh Quốc Việt"),
    )


FORM = {
    "title": "Đơn đề nghị cấp giấy phép xây dựng",
    "groups": [
        {
            "key": "applicant",
            "title": "Người nộp hồ sơ",
            "fields": [
                {"key": "applicant_name", "type": "text", "label": "Họ, chữ đệm và tên"},
                {"key": "applicant_address", "type": "text", "label": "Địa chỉ"},
                {"key": "applicant_commune", "type": "commune", "label": "Xã, phường"},
                {"key": "storeys", "type": "number", "label": "Số tầng"},
            ],
        }
    ],
}


@pytest.fixture
def dossier(commune: SimpleNamespace) -> Dossier:
    """A received dossier of a house permit, with two papers and a fee."""
    procedure = make("catalogue.Procedure", code="1.013225", name="Cấp giấy phép xây dựng nhà ở riêng lẻ")
    form = make("catalogue.Form", code=f"f{uuid4().hex[:8]}", name=FORM["title"])
    form_version = make("catalogue.FormVersion", form=form, number=1, definition=FORM, definition_hash="x")
    workflow = make(
        "catalogue.WorkflowVersion",
        code=f"w{uuid4().hex[:8]}",
        number=1,
        name="Quy trình",
        definition=DEMO_WORKFLOWS[HOUSE_PERMIT],
        definition_hash="x",
    )
    version = make(
        "catalogue.ProcedureVersion",
        procedure=procedure,
        number=1,
        state="in_force",
        source="test",
        content={"code": "1.013225", "name": procedure.name},
        content_hash="x",
        form_version=form_version,
        workflow_version=workflow,
        created_at=AT,
        published_at=AT,
    )
    person = make(
        "identity.Person",
        full_name="Nguyễn Thị Ngọc Ẩn",
        name_sort_key="an",
        search_name="an",
        identity_number="096187001234",
        identity_index=identity_index("096187001234"),
        phone="0912345678",
        email="ngoc.an@thudientu.vn",
    )
    made = Dossier.objects.create(
        registration_code="DK-7K2M-99QF",
        code="H12.96-261120-0007",
        procedure_version_id=version.id,
        procedure_code="1.013225",
        procedure_name=procedure.name,
        form_version_id=form_version.id,
        workflow_version_id=workflow.id,
        channel=Dossier.Channel.ONLINE,
        state="in_progress",
        receiving_organisation_id=commune.committee.id,
        processing_organisation_id=commune.committee.id,
        waiting_unit_id=commune.division.id,
        waits_until=DUE,
        applicant_id=person.id,
        applicant_name=person.full_name,
        applicant_sort_key="an",
        submitted_at=AT,
        received_at=AT,
        due_at=DUE,
        original_due_at=DUE,
        deadline_rule={"value": str(Decimal(15)), "unit": "working_day", "source": "", "start_at": AT.isoformat()},
        origin=str(uuid4()),
    )
    DossierForm.objects.create(
        dossier=made,
        answers={
            "applicant_name": person.full_name,
            "applicant_address": "Số 12, đường Phan Ngọc Hiển",
            "applicant_commune": "32000",
            "storeys": 3,
        },
    )
    for kind, name in (("original", "Đơn đề nghị"), ("copy", "Giấy chứng nhận quyền sử dụng đất")):
        DossierPaper.objects.create(dossier=made, component_key="TP01", name=name, kind=kind, added_at=AT)
    FeeCharge.objects.create(dossier=made, name="Lệ phí", amount_vnd=75_000, state="paid", requested_at=AT)
    AcceptanceSlip.objects.create(
        dossier=made,
        number=1204,
        year=2026,
        organisation_id=commune.committee.id,
        received_at=AT,
        due_at=DUE,
        received_by_id=commune.counter.id,
    )
    RegisterEntry.objects.create(dossier=made, organisation_id=commune.committee.id, year=2026, number=1204)
    return made


def notice(commune: SimpleNamespace) -> dict[str, Any]:
    """What all numbered papers have."""
    return {"number": 3, "year": 2026, "organisation_id": commune.committee.id}


def words_of(pdf: bytes) -> str:
    """The text of a PDF without spaces, NFC."""
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFC", text))


def holds(pdf: bytes, *wanted: str) -> bool:
    """Tell whether a PDF says all of this."""
    found = words_of(pdf)
    missing = [one for one in wanted if re.sub(r"\s+", "", one) not in found]
    assert missing == []
    return True


def test_the_slip_says_who_what_when_and_how_much(dossier: Dossier) -> None:
    assert holds(
        printing.acceptance_slip_pdf(dossier.id),
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "Số: 1204/TNHS",
        "An Xuyên, ngày 20 tháng 11 năm 2026",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Ngọc Ẩn",
        "Số định danh cá nhân: 096187001234",
        "Địa chỉ: Số 12, đường Phan Ngọc Hiển, Phường An Xuyên",
        "Thời gian giải quyết hồ sơ theo quy định: 15 ngày làm việc",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 11 tháng 12 năm 2026",
        "Lệ phí",
        "Bảy mươi lăm nghìn đồng",
        "quyển số 01/2026, số thứ tự 1204",
        "Nộp trực tuyến lúc 09:05 20/11/2026",
        "Trần Hữu Đước",
    )


def test_the_qr_code_opens_the_public_tracking_of_the_dossier(dossier: Dossier, settings: LazySettings) -> None:
    settings.SITE_URL = "https://dichvucong.example"
    assert gather.acceptance(dossier.id).subject.tracking_url == (
        "https://dichvucong.example/tra-cuu/?ma=H12.96-261120-0007"
    )


def test_a_paper_that_was_never_issued_is_not_found(dossier: Dossier) -> None:
    for asked in (
        printing.supplement_request_pdf,
        printing.refusal_pdf,
        printing.extension_pdf,
        printing.stop_notice_pdf,
        printing.result_pdf,
    ):
        with pytest.raises(NotFound):
            asked(dossier.id)
    with pytest.raises(NotFound):
        printing.acceptance_slip_pdf(uuid4())


def test_each_round_of_supplements_has_its_request(dossier: Dossier, commune: SimpleNamespace) -> None:
    for number in (1, 2):
        SupplementRequest.objects.create(
            dossier=dossier,
            round=number,
            **(notice(commune) | {"number": number}),
            at_intake=False,
            items=[{"component_key": "TP01", "name": f"Bản vẽ {number}", "wanted": "ký tên", "why": "thiếu chữ ký"}],
            reason="Chưa đủ",
            asked_at=AT,
            asked_by_id=commune.counter.id,
            answer_until=DUE,
        )
    assert holds(printing.supplement_request_pdf(dossier.id, 1), "1/YCBS", "Bản vẽ 1: ký tên", "thiếu chữ ký")
    assert holds(printing.supplement_request_pdf(dossier.id), "2/YCBS", "(Lần thứ 2)", "Bản vẽ 2")


def test_a_refusal_before_reception_bears_the_registration_code(dossier: Dossier, commune: SimpleNamespace) -> None:
    RefusalNotice.objects.create(
        dossier=dossier,
        **notice(commune),
        reason="Không thuộc thẩm quyền",
        refused_at=AT,
        refused_by_id=commune.counter.id,
    )
    Dossier.objects.filter(id=dossier.id).update(code=None, received_at=None)
    assert holds(printing.refusal_pdf(dossier.id), "3/TCHS", "Mã đăng ký: DK-7K2M-99QF", "Không thuộc thẩm quyền")


def test_a_deputy_signs_the_apology_for_the_head(dossier: Dossier, commune: SimpleNamespace) -> None:
    Extension.objects.create(
        dossier=dossier,
        **notice(commune),
        reason="Chờ ý kiến của Sở Xây dựng",
        old_due_at=DUE,
        new_due_at=DUE + timedelta(days=5),
        issued_at=AT + timedelta(days=10),
        issued_by_id=commune.deputy.id,
    )
    assert holds(
        printing.extension_pdf(dossier.id),
        "ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "17 giờ 00 phút, ngày 16 tháng 12 năm 2026",
    )


def test_the_regime_of_2021_has_its_own_apology_and_no_stop_notice(
    dossier: Dossier, commune: SimpleNamespace, settings: LazySettings
) -> None:
    settings.REGIME = "2021"
    Extension.objects.create(
        dossier=dossier,
        **notice(commune),
        reason="Chờ ý kiến",
        old_due_at=DUE,
        new_due_at=DUE + timedelta(days=5),
        issued_at=AT,
        issued_by_id=commune.deputy.id,
    )
    StopNotice.objects.create(
        dossier=dossier,
        **notice(commune),
        ground="Rút",
        withdrawn=True,
        issued_at=AT,
        issued_by_id=commune.deputy.id,
    )
    assert holds(
        printing.extension_pdf(dossier.id),
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Mẫu số 04 (Thông tư 01/2018/TT-VPCP)",
    )
    with pytest.raises(NotFound):
        printing.stop_notice_pdf(dossier.id)


def test_the_stop_notice_lists_what_goes_back(dossier: Dossier, commune: SimpleNamespace) -> None:
    StopNotice.objects.create(
        dossier=dossier,
        **notice(commune),
        ground="Thay đổi thiết kế.",
        withdrawn=True,
        papers_returned=["Giấy chứng nhận quyền sử dụng đất"],
        issued_at=AT,
        issued_by_id=commune.deputy.id,
    )
    assert holds(
        printing.stop_notice_pdf(dossier.id),
        "theo đề nghị của người nộp hồ sơ",
        "Giấy chứng nhận quyền sử dụng đất",
        "75.000 đ",
    )


def test_the_control_slip_follows_the_history(dossier: Dossier, commune: SimpleNamespace) -> None:
    ensure_months("dossiers_dossierevent", AT.date(), DUE.date())
    steps = [step["key"] for step in DEMO_WORKFLOWS[HOUSE_PERMIT]["steps"]]
    told = [
        ("receive_at_counter", commune.desk, commune.counter, commune.desk, steps[0], 0),
        ("forward", commune.desk, commune.counter, commune.division, steps[1], 1),
        ("advance", commune.division, commune.head, commune.leaders, steps[2], 400),
    ]
    before = ""
    for number, (action, unit, officer, to_unit, step, hours) in enumerate(told, start=1):
        DossierEvent.objects.create(
            dossier=dossier,
            sequence=number,
            at=AT + timedelta(hours=hours),
            action=action,
            to_state="in_progress",
            from_step=before,
            to_step=step,
            officer_id=officer.id,
            unit_id=unit.id,
            to_unit_id=to_unit.id,
        )
        before = step
    paper = gather.control_slip(dossier.id)
    assert [(hop.giver, hop.receiver, hop.received_by) for hop in paper.hops] == [
        (commune.desk.name, commune.division.name, "Lê Thị Thúy Kiều"),
        (commune.division.name, commune.leaders.name, ""),
    ]
    assert paper.hops[0].outcome == "Quá hạn"
    assert holds(printing.control_slip_pdf(dossier.id), "Người giao: Trần Hữu Đước", "10:05 20/11/2026")


LATER = DUE + timedelta(days=30)


def register_pdf(organisation_id: int, year: int, as_of: datetime = LATER) -> bytes:
    target = BytesIO()
    printing.write_register(organisation_id, year, as_of, target)
    return target.getvalue()


def test_the_register_has_a_line_per_dossier_of_the_year(dossier: Dossier, commune: SimpleNamespace) -> None:
    result = Result.objects.create(
        dossier=dossier, title="Giấy phép", state="issued", drafted_at=AT, drafted_by_id=commune.head.id
    )
    Handover.objects.create(result=result, channel="counter", receiver_name="Đặng Văn Quới", handed_at=DUE)
    assert holds(
        register_pdf(commune.committee.id, 2026),
        "SỔ THEO DÕI HỒ SƠ",
        "H12.96-261120-0007",
        "20/11/2026",
        "11/12/2026",
        "Tại quầy",
        "Đặng Văn Quới",
        "Phan Ngọc Hiển, Phường An Xuyên",
    )
    assert holds(register_pdf(commune.committee.id, 2025), "Sổ chưa có hồ sơ nào.")


def test_a_register_tells_nothing_that_came_after_its_moment(dossier: Dossier, commune: SimpleNamespace) -> None:
    assert dossier.received_at is not None
    Dossier.objects.filter(id=dossier.id).update(returned_at=DUE)
    before = Book(commune.committee.id, 2026, dossier.received_at - timedelta(minutes=1))
    assert (before.cover().total, list(before.lines())) == (0, [])
    [[line]] = Book(commune.committee.id, 2026, dossier.received_at).lines()
    assert line.returned_on is None
    [[line]] = Book(commune.committee.id, 2026, DUE).lines()
    assert line.returned_on is not None


def test_the_register_asks_the_database_the_same_however_long_it_is(
    dossier: Dossier, commune: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    first = DossierForm.objects.get(dossier=dossier).answers
    for number in range(101, 129):
        dossier.pk, dossier.code = uuid4(), f"H12.96-261120-{number:04d}"
        dossier.registration_code = dossier.origin = str(number)
        dossier._state.adding = True
        dossier.save()
        DossierForm.objects.create(dossier=dossier, answers=first)
        RegisterEntry.objects.create(
            dossier=dossier, organisation_id=commune.committee.id, year=2026, number=2_000 + number
        )
    with django_assert_max_num_queries(14):
        assert [len(lines) for lines in Book(commune.committee.id, 2026, LATER).lines()] == [29]


def test_a_draft_of_the_result_is_marked_and_bears_no_name(dossier: Dossier, commune: SimpleNamespace) -> None:
    drafted = Result.objects.create(
        dossier=dossier,
        title="Giấy phép xây dựng",
        body="Điều 1. Cho phép.\n\nĐiều 2. Thời hạn.",
        drafted_at=AT,
        drafted_by_id=commune.head.id,
    )
    assert holds(printing.result_pdf(dossier.id), "DỰ THẢO", "Điều 2. Thời hạn.")
    assert "LêThịThúyKiều" not in words_of(printing.result_pdf(dossier.id))
    drafted.state, drafted.reference_number, drafted.issued_at = "issued", "57/GPXD", DUE
    drafted.approved_by_id = commune.deputy.id
    drafted.save()
    assert holds(printing.result_pdf(dossier.id), "Số: 57/GPXD", "Huỳnh Quốc Việt", "ngày 11 tháng 12 năm 2026")
    assert "DỰTHẢO" not in words_of(printing.result_pdf(dossier.id))


def test_the_application_shows_the_answers_as_they_are_read_back(dossier: Dossier) -> None:
    assert holds(
        printing.application_pdf(dossier.id),
        "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG",
        "1. Người nộp hồ sơ",
        "Phường An Xuyên",
        "Số tầng",
        "Giấy chứng nhận quyền sử dụng đất",
        "Nộp trực tuyến lúc 09:05 20/11/2026",
    )
