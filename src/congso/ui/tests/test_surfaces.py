"""Refusals, errors, partials, the language, and the weight of a page."""

import gzip
import json
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.ui import errors
from congso.ui.htmx import template_for
from congso.ui.refusals import RefusalMiddleware, answer

pytestmark = pytest.mark.django_db  # the frame of a page asks for announced interruptions

STATIC = Path(__file__).resolve().parents[1] / "static" / "ui"
REFUSAL = NotPossibleNow("Hồ sơ đã trả kết quả.", remedy="Hãy nộp yêu cầu đính chính.")


def test_htmx_gets_the_partial_and_everybody_else_the_page() -> None:
    ask = RequestFactory()
    assert template_for(ask.get("/"), "a.html", "rows") == "a.html"
    assert template_for(ask.get("/", headers={"HX-Request": "true"}), "a.html", "rows") == "a.html#rows"
    boosted = {"HX-Request": "true", "HX-Boosted": "true"}
    assert template_for(ask.get("/", headers=boosted), "a.html", "rows") == "a.html"
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert template_for(ask.get("/", headers=restored), "a.html", "rows") == "a.html"


def test_a_refusal_is_a_page_with_its_own_status(client: Client) -> None:
    response = client.get("/giao-dien/trang/tu-choi/")
    assert response.status_code == 409
    assert "Đã trả kết quả" in response.content.decode()


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("http://testserver/thu-tuc/", "http://testserver/thu-tuc/"), ("https://evil.example/", "/")],
)
def test_the_way_back_from_a_refusal_stays_on_our_site(client: Client, came_from: str, back: str) -> None:
    page = client.get("/giao-dien/trang/tu-choi/", headers={"Referer": came_from}).content.decode()
    assert f'class="button" href="{back}"' in page


def test_a_refusal_to_htmx_goes_to_the_message_area() -> None:
    response = answer(RequestFactory().post("/x/", headers={"HX-Request": "true"}), REFUSAL)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#messages"
    assert "<html" not in response.content.decode()
    assert "đính chính" in response.content.decode()


def test_a_refusal_to_a_machine_is_a_problem_document() -> None:
    refusal = Incorrect("Tờ khai chưa đúng.", fields={"born_on": ["Ngày chưa đúng."]})
    response = answer(RequestFactory().post("/api/v1/dossiers"), refusal)
    assert response["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert document["status"] == response.status_code == 422
    assert document["code"] == "incorrect"
    assert document["fields"] == {"born_on": ["Ngày chưa đúng."]}


def test_the_middleware_lets_faults_rise() -> None:
    def nothing(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    middleware = RefusalMiddleware(nothing)
    assert middleware.process_exception(RequestFactory().get("/"), ValueError("ours")) is None
    refused = middleware.process_exception(RequestFactory().get("/api/x"), REFUSAL)
    assert refused is not None
    assert refused.status_code == 409


def test_what_is_far_too_large_is_refused_before_anybody_reads_it() -> None:
    def reads(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.body)

    for path, kind in (("/api/v1/files", "application/problem+json"), ("/nop-ho-so/", "text/html; charset=utf-8")):
        sent = RequestFactory().post(path, {"a": "b"})
        assert RefusalMiddleware(reads)(sent).status_code == 200
        sent = RequestFactory().post(path, {"a": "b"}, CONTENT_LENGTH=str(10**10))
        answered = RefusalMiddleware(reads)(sent)
        assert (answered.status_code, answered["Content-Type"]) == (413, kind)
        assert "200 MB" in answered.content.decode()
        for length, status in (("A" * 5_000, 400), ("²", 400), ("-1", 400), ("9" * 5_000, 413)):
            sent = RequestFactory().post(path, {"a": "b"}, CONTENT_LENGTH=length)
            assert RefusalMiddleware(reads)(sent).status_code == status


def test_the_page_of_faults_needs_no_database() -> None:
    response = errors.server_error(RequestFactory().get("/can-bo/"))  # no django_db mark: a query would fail here
    assert response.status_code == 500
    assert "Hệ thống gặp sự cố" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("400", 400), ("403", 403), ("404", 404), ("500", 500), ("bieu-mau-het-han", 403)]
)
def test_error_pages_say_what_to_do(client: Client, name: str, status: int) -> None:
    response = client.get(f"/giao-dien/trang/{name}/")
    assert response.status_code == status
    assert 'href="/"' in response.content.decode()


def test_an_address_nobody_serves_is_answered_in_our_frame(client: Client) -> None:
    response = client.get("/khong/co/trang/nay/")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.content.decode()
    assert client.get("/api/khong-co").headers["Content-Type"] == "application/problem+json"


def test_vietnamese_is_spoken_whatever_the_browser_announces(client: Client) -> None:
    page = client.get("/giao-dien/trang/404/", headers={"Accept-Language": "en-US"})
    assert '<html lang="vi">' in page.content.decode()


def test_the_language_is_chosen_by_a_link_and_kept(client: Client) -> None:
    response = client.get("/ngon-ngu/en/?next=/giao-dien/")
    assert response["Location"] == "/giao-dien/"
    assert '<html lang="en">' in client.get("/giao-dien/trang/404/").content.decode()
    assert client.get("/ngon-ngu/xx/").status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_language_link_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    assert client.get("/ngon-ngu/en/", {"next": elsewhere})["Location"] == "/"


def test_the_living_page_answers_htmx_with_its_partial(client: Client) -> None:
    response = client.get("/giao-dien/", headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()


def test_no_comment_of_a_template_reaches_a_reader() -> None:
    """A `{# #}` that spans lines is no comment to Django."""
    templates = Path(__file__).resolve().parents[2].glob("*/templates/**/*.html")
    spanning = [
        path.name
        for path in templates
        for line in path.read_text().splitlines()
        if line.count("{#") != line.count("#}")
    ]
    assert spanning == []


def test_the_first_load_of_a_public_page_is_light(client: Client) -> None:
    page = client.get("/giao-dien/trang/trang-chu/").content
    compressed = [
        page,
        *[(STATIC / name).read_bytes() for name in ("css/congso.css", "js/page.js", "vendor/htmx.min.js")],
    ]
    fonts = [path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")]
    assert len(fonts) == 2
    assert sum(fonts) <= 45 * 1024
    assert sum(len(gzip.compress(part)) for part in compressed) + sum(fonts) <= 100 * 1024


def test_our_own_style_stays_small() -> None:
    assert (STATIC / "css" / "congso.css").stat().st_size <= 45 * 1024
