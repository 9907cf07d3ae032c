"""The pages of the catalogue, through the client."""

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client, RequestFactory

from congso.catalogue import commands, queries, views
from congso.catalogue.demo import load
from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.forms import AnswersForm, browser_rule, read_answers
from congso.catalogue.rules.import_reading import read_record
from congso.catalogue.tests.test_import_reading import GOOD
from congso.kernel.rights import Right, rights_of
from congso.organisation.rules.roles import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _demo() -> None:
    load("2026")


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_everybody_may_browse_and_search(client: Client) -> None:
    assert "Đăng ký khai sinh" in text(client, "/thu-tuc/")
    assert "Đăng ký khai sinh" in text(client, "/thu-tuc/?q=khai+sinh")
    assert "tên gần giống" in text(client, "/thu-tuc/?q=chung+thuc+chu+kyy")
    assert "Không tìm thấy thủ tục nào" in text(client, "/thu-tuc/?q=zzzzz")


@pytest.mark.parametrize(
    "query", ["sau=x:y", "linh_vuc=abc", "cap=zzz", "q=%00", "q=" + "a" * 500, "doi_tuong=x", "sau=9999999999:1"]
)
def test_odd_questions_do_no_harm(client: Client, query: str) -> None:
    text(client, f"/thu-tuc/?{query}")
    assert client.get("/thu-tuc/%00/").status_code == client.get("/api/v1/tracking/ab%00cd").status_code == 404


def test_a_search_from_the_page_gets_only_the_list(client: Client) -> None:
    answer = client.get("/thu-tuc/?q=khai", headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert "Đăng ký khai sinh".encode() in answer.content


def test_a_procedure_says_what_to_bring_how_long_and_how_much(client: Client) -> None:
    page = text(client, "/thu-tuc/1.001193/")
    for words in (
        "Bạn cần chuẩn bị",
        "Giấy chứng sinh",
        "Trong ngày làm việc",
        "Miễn phí",
        "/nop-ho-so/bat-dau/1.001193/",
    ):
        assert words in page
    assert "8.000" in text(client, "/thu-tuc/1.001193/?truong-hop=1.001193.02")
    assert "15 ngày" in text(client, "/thu-tuc/1.013225/?truong-hop=1.013225.01")


def test_a_missing_unit_is_said_honestly(client: Client) -> None:
    record = GOOD | {
        "code": "1.000009",
        "methods": [GOOD["methods"][0] | {"deadline_unit": None, "deadline_text": "3"}],
    }
    run_id = commands.start_run(file_name="x", now=NOW)
    commands.import_record(reading=read_record(record), run_id=run_id, editions=commands.Editions.load(), now=NOW)
    commands.finish_run(run_id=run_id, summary={}, now=NOW)
    assert "cơ quan chưa công bố đơn vị thời gian" in text(client, "/thu-tuc/1.000009/")


def test_unknown_procedures_and_versions_are_not_found(client: Client) -> None:
    text(client, "/thu-tuc/1.999999/", 404)
    text(client, "/thu-tuc/1.001193/?ban=99", 404)
    assert "Bản số 1" in text(client, "/thu-tuc/1.001193/?ban=1")


def test_the_communes_of_a_province_come_as_json(client: Client) -> None:
    assert json.loads(text(client, "/thu-tuc/xa-phuong/?tinh=zz")) == []


@pytest.mark.parametrize("address", ["/can-bo/thu-tuc/ra-soat/", "/can-bo/thu-tuc/ra-soat/1/"])
def test_the_review_list_is_not_for_strangers(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("code", sorted(DEMO_FORMS))
def test_every_real_form_is_shown_with_each_field_under_its_key(code: str) -> None:
    from django.template.loader import render_to_string

    form = AnswersForm(DEMO_FORMS[code], on=TODAY)
    page = render_to_string("catalogue/parts/answers.html", {"form": form})
    for name in form.fields:
        assert f'name="{name}"' in page
    assert "data-shown-when" in page


def test_posted_rows_and_addresses_become_nested_answers() -> None:
    posted = {
        "business_address-province": "96",
        "business_address-street": "12",
        "business_lines-0-name": "Tạp hóa",
        "business_lines-1-name": "",
        "capital_vnd": "1.000.000",
    }
    answers = read_answers(DEMO_FORMS["1.001612"], posted)
    assert answers == {
        "business_address": {"province": "96", "street": "12"},
        "business_lines": [{"name": "Tạp hóa"}],
        "capital_vnd": "1.000.000",
    }
    form = AnswersForm(DEMO_FORMS["1.001612"], posted, on=TODAY)
    assert not form.is_valid()
    assert "applicant_name" in form.errors
    assert form.checked.answers["capital_vnd"] == 1_000_000


def test_conditions_reach_the_browser_as_they_are() -> None:
    rule: dict[str, Any] = {"and": [{"field": "d", "op": "lt", "value": "2026-09-05"}]}
    assert json.loads(browser_rule(rule)) == rule
    assert browser_rule(None) == ""


class Editor:
    """An officer with the role of catalogue editor."""

    def __init__(self) -> None:
        self.id: Any = None
        self.roles = frozenset({Role.CATALOGUE_EDITOR})

    def may(self, *wanted: Right) -> bool:
        """Tell whether the role brings one of these rights."""
        return not rights_of(self.roles).isdisjoint(wanted)


def asked_by_editor(method: str, address: str, **data: str) -> Any:
    request = getattr(RequestFactory(), method)(address, data)
    request.user = SimpleNamespace(is_authenticated=True, get_full_name=lambda: "Lê Thị Rà Soát")
    request.officer = Editor()
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def test_an_editor_settles_a_deadline_on_the_page() -> None:
    record = GOOD | {"methods": [GOOD["methods"][0] | {"deadline_unit": None, "deadline_text": "3"}]}
    run_id = commands.start_run(file_name="x", now=NOW)
    commands.import_record(reading=read_record(record), run_id=run_id, editions=commands.Editions.load(), now=NOW)
    commands.finish_run(run_id=run_id, summary={}, now=NOW)
    ((row,), more) = queries.review_items(code="deadline_unit_missing")
    assert more == 0
    address = f"/can-bo/thu-tuc/ra-soat/{row.id}/"
    wrong = views.review_item(asked_by_editor("post", address, action="ruling", value="3"), item_id=row.id)
    assert wrong.status_code == 422
    given = {"action": "ruling", "value": "3", "unit": "working_day", "source": "Luật Hộ tịch 2014"}
    assert views.review_item(asked_by_editor("post", address, **given), item_id=row.id).status_code == 302
    assert queries.review_items(code="deadline_unit_missing") == ([], 0)
    assert views.review(asked_by_editor("get", "/can-bo/thu-tuc/ra-soat/")).status_code == 200
