"""The open dossier: who sees it, what it offers, what is refused, and that nothing typed is lost."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from congso.dossiers import commands, queries, testing
from congso.dossiers.queries import DossierView
from congso.dossiers.rules.states import DossierState
from congso.dossiers.testing import Agency, Province
from congso.organisation.queries import ActingOfficer

from ..views.acts import ACTS
from .conftest import LATER, SignIn

HTMX = {"HX-Request": "true"}
HAS_BRANCHES = "Chuyển đến"

pytestmark = pytest.mark.django_db


def page_of(dossier_id: UUID) -> str:
    return reverse("workspace:dossier", args=[dossier_id])


def act_of(dossier_id: UUID, slug: str) -> str:
    return reverse("workspace:act", args=[dossier_id, slug])


def seen(officer: ActingOfficer, dossier_id: UUID) -> DossierView:
    return queries.dossier_for_officer(officer, dossier_id, now=LATER)


def expected(officer: ActingOfficer, dossier_id: UUID) -> dict[str, str]:
    return {"expected": str(seen(officer, dossier_id).row.event_count)}


def test_a_stranger_signs_in_and_a_neighbour_learns_nothing(
    province: Province, as_officer: SignIn, client: Client
) -> None:
    dossier_id = testing.received(province)
    for address in (page_of(dossier_id), reverse("workspace:paper", args=[dossier_id, "tiep-nhan"])):
        assert client.get(address).status_code == 302
        assert as_officer(province.other_commune.counter).get(address).status_code == 404
        assert as_officer(province.commune.neighbour).get(address).status_code == 404
    refused = as_officer(province.other_commune.counter).post(act_of(dossier_id, "chuyen-xu-ly"))
    assert refused.status_code == 404


def test_the_desk_is_led_to_accepting(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    page = as_officer(province.commune.counter).get(page_of(dossier_id))
    assert page.status_code == 200
    assert page.context["first"]["act"].slug == "tiep-nhan"
    assert {one["act"].slug for one in page.context["others"]} == {"yeu-cau-bo-sung", "yeu-cau-nop-tien", "tu-choi"}


def test_who_may_only_look_is_offered_nothing_and_refused(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    inspector = as_officer(province.commune.inspector)
    page = inspector.get(page_of(dossier_id))
    assert page.context["first"] is None
    assert page.context["others"] == []
    assert (
        inspector.post(act_of(dossier_id, "tiep-nhan"), expected(province.commune.inspector, dossier_id)).status_code
        == 403
    )
    assert seen(province.commune.counter, dossier_id).row.state is DossierState.SUBMITTED


def test_htmx_gets_the_dossier_without_the_frame(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    part = as_officer(province.commune.counter).get(page_of(dossier_id), headers=HTMX).content.decode()
    assert "<html" not in part
    assert part.lstrip().startswith('<article id="ho-so"')


def test_accepting_says_so_and_the_list_is_told(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    counter = as_officer(province.commune.counter)
    data = expected(province.commune.counter, dossier_id)
    done = counter.post(act_of(dossier_id, "tiep-nhan"), data, headers=HTMX)
    assert done.status_code == 200
    assert done["HX-Trigger"] == "congso:changed"
    assert "Đã tiếp nhận" in done.content.decode()
    again = counter.post(act_of(dossier_id, "tiep-nhan"), data, follow=True)
    assert again.status_code == 200, "a second click is no conflict with oneself"
    assert seen(province.commune.counter, dossier_id).row.code


def test_a_deadline_the_catalogue_leaves_open_must_be_settled(as_officer: SignIn, db: None) -> None:
    province = testing.plain_province(content=testing.plain_content(working_days=None))
    dossier_id = testing.submitted(province)
    counter = as_officer(province.commune.counter)
    data = expected(province.commune.counter, dossier_id)
    refused = counter.post(act_of(dossier_id, "tiep-nhan"), data | {"tiep-nhan-value": "5"})
    assert refused.status_code == 422
    assert 'value="5"' in refused.content.decode()
    settled = {"tiep-nhan-value": "5", "tiep-nhan-unit": "working_day", "tiep-nhan-ground": "Luật, Điều 1"}
    assert counter.post(act_of(dossier_id, "tiep-nhan"), data | settled).status_code == 302
    view = seen(province.commune.counter, dossier_id)
    assert view.row.due_at is not None
    assert f"{view.row.due_at.astimezone(LATER.tzinfo):%d/%m}" == "10/08"


def test_a_conflict_names_who_acted_and_keeps_what_was_typed(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    data = expected(province.commune.counter, dossier_id) | {"tu-choi-reason": "Không thuộc thẩm quyền của xã."}
    commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=testing.NOW)
    commands.forward(dossier_id=dossier_id, by=province.commune.counter, now=testing.NOW)
    response = as_officer(province.commune.counter).post(act_of(dossier_id, "tu-choi"), data)
    words = response.content.decode()
    assert response.status_code == 409
    assert "Phạm Thu Hà" in words
    assert "Không thuộc thẩm quyền của xã." in words
    assert seen(province.commune.counter, dossier_id).row.state is DossierState.IN_PROGRESS


def test_a_conflict_in_an_act_still_possible_keeps_the_form_filled(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.in_progress(province)
    specialist = province.commune.specialist
    data = expected(specialist, dossier_id) | {"du-thao-title": "Giấy chứng nhận", "du-thao-body": "Bản đã gõ lâu."}
    commands.assign(dossier_id=dossier_id, officer_id=specialist.id, by=province.commune.unit_head, now=testing.NOW)
    response = as_officer(specialist).post(act_of(dossier_id, "du-thao"), data)
    assert response.status_code == 409
    assert "Võ Thành Nam" in response.content.decode()
    assert "Bản đã gõ lâu." in response.content.decode()
    assert seen(specialist, dossier_id).result is None


def test_the_desk_goes_on_after_a_supplement_that_is_not_enough(province: Province, as_officer: SignIn) -> None:
    dossier_id, desk = testing.submitted(province), province.commune.counter
    items = [testing.supplement_item("TP01"), testing.supplement_item("TP02")]
    commands.ask_supplement(dossier_id=dossier_id, items=items, reason="Thiếu", by=desk, now=testing.NOW)
    counter = as_officer(desk)
    assert "bo-sung-chua-du" not in {one["act"].slug for one in counter.get(page_of(dossier_id)).context["others"]}
    answers = {"content": "Phở"}
    commands.answer_supplement(dossier_id=dossier_id, answers=answers, by=province.citizen, now=testing.NOW)
    assert "bo-sung-chua-du" in {one["act"].slug for one in counter.get(page_of(dossier_id)).context["others"]}
    data = expected(desk, dossier_id) | {"bo-sung-chua-du-missing1": "on"}
    assert counter.post(act_of(dossier_id, "bo-sung-chua-du"), data).status_code == 422
    data |= {"bo-sung-chua-du-why1": "Vẫn mờ trang 2."}
    assert counter.post(act_of(dossier_id, "bo-sung-chua-du"), data).status_code == 302
    page = counter.get(page_of(dossier_id))
    assert page.context["first"]["act"].slug == "nhan-bo-sung"
    assert "Vẫn mờ trang 2." in page.content.decode()


def test_only_published_papers_can_be_asked_for_each_with_its_reason(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    counter = as_officer(province.commune.counter)
    data = expected(province.commune.counter, dossier_id) | {"yeu-cau-bo-sung-reason": "Chưa đủ."}
    assert counter.post(act_of(dossier_id, "yeu-cau-bo-sung"), data).status_code == 422
    data |= {"yeu-cau-bo-sung-ask1": "on", "yeu-cau-bo-sung-why1": ""}
    assert counter.post(act_of(dossier_id, "yeu-cau-bo-sung"), data).status_code == 422
    data |= {"yeu-cau-bo-sung-why1": "Bản chụp mờ.", "yeu-cau-bo-sung-wanted1": "Bản rõ"}
    assert counter.post(act_of(dossier_id, "yeu-cau-bo-sung"), data).status_code == 302
    view = seen(province.commune.counter, dossier_id)
    assert view.row.state is DossierState.SUPPLEMENT_REQUESTED
    assert [(item.component_key, item.why) for item in view.supplements[0].items] == [("TP02", "Bản chụp mờ.")]
    brought = counter.post(
        act_of(dossier_id, "nhan-bo-sung"), expected(province.commune.counter, dossier_id) | {"nhan-bo-sung-got0": "on"}
    )
    assert brought.status_code == 302
    assert seen(province.commune.counter, dossier_id).row.supplement_answered


def test_the_whole_way_by_the_pages_alone(province: Province, as_officer: SignIn) -> None:
    commune: Agency = province.commune
    dossier_id = testing.submitted(province)

    def do(who: ActingOfficer, slug: str, **fields: str) -> None:
        data = expected(who, dossier_id) | {f"{slug}-{name}": value for name, value in fields.items()}
        response = as_officer(who).post(act_of(dossier_id, slug), data)
        assert response.status_code == 302, (slug, response.content.decode()[-6000:])
        assert as_officer(who).get(page_of(dossier_id)).status_code in (200, 404)

    do(commune.counter, "tiep-nhan")
    do(commune.counter, "chuyen-xu-ly", unit="")
    do(commune.unit_head, "phan-cong", officer=str(commune.specialist.id))
    do(commune.specialist, "du-thao", title="Giấy chứng nhận", body="Chứng nhận hộ kinh doanh.")
    do(commune.specialist, "chuyen-buoc", branch="-")
    do(commune.unit_head, "tra-lai", to_step="process", reason="Sửa tên.")
    do(commune.specialist, "chuyen-buoc", branch="-")
    do(commune.unit_head, "chuyen-buoc")
    do(commune.leader, "hen-lai", working_days="2", usual="Phải lấy ý kiến của cơ quan phối hợp theo quy định.")
    drafted = seen(commune.leader, dossier_id).result
    assert drafted is not None
    do(commune.leader, "phe-duyet", seen=drafted.fingerprint)
    do(commune.clerk, "ban-hanh")
    do(commune.counter, "tra-ket-qua", channel="counter", receiver_name="Nguyễn Văn Bảo")
    view = seen(commune.counter, dossier_id)
    assert view.row.state is DossierState.RETURNED
    page = as_officer(commune.counter).get(page_of(dossier_id)).content.decode()
    for kind in ("tiep-nhan", "hen-lai", "kiem-soat", "ket-qua"):
        assert reverse("workspace:paper", args=[dossier_id, kind]) in page
    whole = as_officer(commune.counter).get(reverse("workspace:paper", args=[dossier_id, "don"]))
    assert whole.status_code == 404, "the form is printed as a declaration: masked, or whole for a purpose"


def stopped(province: Province) -> UUID:
    return testing.in_progress(province)


@pytest.mark.parametrize(
    ("make", "who", "slug", "fields", "state"),
    [
        (testing.submitted, "counter", "tu-choi", {"reason": "Không thuộc thẩm quyền."}, DossierState.NOT_RECEIVED),
        (testing.in_progress, "leader", "dung", {"reason": "Có quyết định."}, DossierState.STOPPED),
        (testing.to_approve, "leader", "khong-giai-quyet", {"reason": "Không đủ điều kiện."}, DossierState.FINISHED),
        (testing.finished, "leader", "thu-hoi", {"reason": "Sai tên."}, DossierState.IN_PROGRESS),
        (
            testing.in_progress, "specialist", "yeu-cau-nop-tien", {"name0": "Lệ phí", "amount0": "100.000"},
            DossierState.PAYMENT_REQUESTED,
        ),
    ],
)  # fmt: skip
def test_what_ends_or_halts_a_case(
    province: Province,
    as_officer: SignIn,
    make: Callable[[Province], UUID],
    who: str,
    slug: str,
    fields: dict[str, str],
    state: DossierState,
) -> None:
    dossier_id, officer = make(province), getattr(province.commune, who)
    data = expected(officer, dossier_id) | {f"{slug}-{name}": value for name, value in fields.items()}
    response = as_officer(officer).post(act_of(dossier_id, slug), data)
    assert response.status_code == 302, response.content.decode()[-4000:]
    assert seen(province.commune.counter, dossier_id).row.state is state


def test_a_reason_is_never_empty(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.submitted(province)
    refused = as_officer(province.commune.counter).post(
        act_of(dossier_id, "tu-choi"), expected(province.commune.counter, dossier_id), headers=HTMX
    )
    assert refused.status_code == 422
    assert "tự ghi lý do" in refused.content.decode()


def test_a_withdrawal_comes_before_everything(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    commands.ask_withdrawal(dossier_id=dossier_id, by=province.citizen, now=testing.NOW)
    counter = as_officer(province.commune.counter)
    assert counter.get(page_of(dossier_id)).context["first"]["act"].slug == "xac-nhan-rut"
    data = expected(province.commune.counter, dossier_id) | {"xac-nhan-rut-papers_returned": "Bản chính giấy đề nghị"}
    assert counter.post(act_of(dossier_id, "xac-nhan-rut"), data).status_code == 302
    assert seen(province.commune.counter, dossier_id).row.state is DossierState.WITHDRAWN


def test_a_paper_is_judged_where_it_is_held(province: Province, as_officer: SignIn) -> None:
    counter = province.commune.counter
    dossier_id = testing.received(province)
    commands_papers = seen(counter, dossier_id).components
    assert all(not one.papers for one in commands_papers)
    brought = commands.receive_at_counter(
        version_id=province.version_id, answers=testing.ANSWERS, by=counter, now=testing.NOW, key="giay",
        papers=[commands.PaperInput("TP01", kind="original")],
    )  # fmt: skip
    paper = seen(counter, brought).components[0].papers[0]
    address = reverse("workspace:judge", args=[brought, paper.id])
    part = as_officer(counter).post(address, {"verdict": "bad", "remark": "Mờ"}, headers=HTMX)
    assert part.status_code == 200
    assert "Cần thay thế" in part.content.decode()
    assert as_officer(province.commune.leader).post(address, {"verdict": "good"}).status_code == 403
    assert as_officer(province.other_commune.counter).post(address, {"verdict": "good"}).status_code == 404


def test_official_papers_are_pdf_and_missing_ones_are_not_there(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    counter = as_officer(province.commune.counter)
    slip = counter.get(reverse("workspace:paper", args=[dossier_id, "tiep-nhan"]))
    assert slip.content.startswith(b"%PDF")
    assert slip["X-Frame-Options"] == "SAMEORIGIN"
    assert counter.get(reverse("workspace:paper", args=[dossier_id, "dung"])).status_code == 404
    assert counter.get(reverse("workspace:paper", args=[dossier_id, "khac"])).status_code == 404


def test_every_act_has_its_own_address_and_words() -> None:
    assert len({one.slug for one in ACTS}) == len(ACTS)
    assert len({one.action for one in ACTS}) == len(ACTS)
