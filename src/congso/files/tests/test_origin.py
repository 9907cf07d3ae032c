"""The files' own origin: links that die, ranges, no session, nothing else; and what happens without such an origin."""

import io
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory
from PIL import Image

from congso.files import commands, links, queries, views
from congso.files.models import StoredFile
from congso.files.testing import at_files_origin, fetched
from congso.kernel import clock
from congso.kernel.sealing import seal

from .test_sandbox import NOW, pdf

pytestmark = pytest.mark.django_db
ORIGIN = "http://tep.localhost"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


class Account:
    """Whom a link is made for; accounts are known further up only."""

    pk = 41


def asker(account_id: int = 41) -> Any:
    """Return a request of somebody who is signed in."""
    request: Any = RequestFactory().get("/", headers={"host": "127.0.0.1"})
    request.user, request.session = Account(), import_module(django_settings.SESSION_ENGINE).SessionStore()
    request.session[SESSION_KEY] = str(account_id)
    request.session.create()
    return request


def paper(name: str = "Giấy.pdf") -> queries.FileView:
    return commands.store(stream=io.BytesIO(pdf()), name=name, account_id=41, now=NOW)


def picture() -> queries.FileView:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    return commands.store(stream=io.BytesIO(out.getvalue()), name="ảnh.png", account_id=41, now=NOW)


def link(kept: queries.FileView, request: Any = None, *, inline: bool = False, now: Any = None) -> str:
    answer = views.handed_over(request or asker(), kept, inline=inline, now=now or clock.now())
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    return answer["Location"]


def test_a_link_opens_one_file_in_one_way_without_any_cookie() -> None:
    kept = paper()
    address = link(kept)
    assert address.startswith(f"{ORIGIN}/t/")
    assert str(kept.id) not in address
    answer = at_files_origin(address)
    assert answer.status_code == 200
    assert answer.body.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''Gi%E1%BA%A5y.pdf"
    assert answer["Content-Security-Policy"].endswith("frame-ancestors 'none'; sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "ETag" not in answer
    shown = at_files_origin(link(kept, inline=True))
    assert shown["Content-Disposition"].startswith("inline;")
    assert "frame-ancestors http://127.0.0.1" in shown["Content-Security-Policy"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]


def test_a_picture_is_sandboxed_where_it_is_shown_and_used_by_the_pages_of_one_site(settings: Any) -> None:
    assert at_files_origin(link(picture(), inline=True))["Content-Security-Policy"].endswith("; sandbox")
    settings.FILES_ORIGIN = "http://tep.127.0.0.1"
    assert at_files_origin(link(picture(), inline=True))["Cross-Origin-Resource-Policy"] == "same-site"


@pytest.mark.parametrize(
    ("page", "files", "readers"),
    [
        ("https://dvc.tinh.gov.vn", "https://tep.dvc.tinh.gov.vn", "same-site"),
        ("http://localhost:8000", "http://tep.localhost:8000", "cross-origin"),
        ("http://127.0.0.1:8000", "http://tep.localhost:8000", "cross-origin"),
        ("", "http://tep.localhost:8000", "same-origin"),
    ],
)
def test_browsers_are_told_of_one_site_only_what_they_take_for_one(
    settings: Any, page: str, files: str, readers: str
) -> None:
    settings.FILES_ORIGIN = files
    assert views._readers(page) == readers


def test_a_link_is_dead_after_its_time_and_says_what_to_do(settings: Any) -> None:
    kept, now = paper(), clock.now()
    seconds = timedelta(seconds=settings.FILE_LINK_SECONDS)
    assert at_files_origin(link(kept, now=now - seconds + timedelta(seconds=20))).status_code == 200
    answer = at_files_origin(link(kept, now=now - seconds))
    assert answer.status_code == 410
    assert "đã hết hạn" in answer.content.decode()
    assert "mở tệp lại" in answer.content.decode()
    assert "Giấy.pdf" not in answer.content.decode()


def test_a_link_dies_with_the_session_it_was_made_in() -> None:
    kept, request = paper(), asker()
    address = link(kept, request)
    assert at_files_origin(address).status_code == 200
    request.session[SESSION_KEY] = "42"
    request.session.save()
    assert at_files_origin(address).status_code == 410, "somebody else signed in"
    request.session[SESSION_KEY] = "41"
    request.session.save()
    request.session.flush()
    assert at_files_origin(address).status_code == 410


@pytest.mark.parametrize("change", ["x", "cut", "sealed elsewhere", "empty", "unicode"])
def test_nobody_makes_up_a_link(change: str) -> None:
    address = link(paper())
    sealed = address.removeprefix(f"{ORIGIN}/t/")
    other = seal("[]", purpose="identity.totp", owner="link")
    wrong = {
        "x": sealed[:-3] + ("AAA" if not sealed.endswith("AAA") else "BBB"),
        "cut": sealed[:-9],
        "sealed elsewhere": other,
        "empty": "v1..",
        "unicode": "v1.ư.ệ",
    }[change]
    assert at_files_origin(f"{ORIGIN}/t/{wrong}").status_code == 410


def test_a_link_of_a_file_that_is_gone_says_no_more_than_that() -> None:
    kept = paper()
    address = link(kept)
    StoredFile.objects.all().delete()
    assert at_files_origin(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "sent"),
    [
        ("bytes=0-4", 206, b"%PDF-"),
        ("bytes=-6", 206, b"%%EOF\n"),
        ("bytes=999999-", 416, b""),
        ("lines=1-2", 200, None),
        ("bytes=a-b", 200, None),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(asked: str, status: int, sent: bytes | None) -> None:
    kept = paper()
    answer = at_files_origin(link(kept), range=asked)
    assert answer.status_code == status
    if sent is None:
        assert len(answer.body) == kept.size_bytes
    else:
        assert answer.body == sent
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_browser_that_asks_for_the_head_only_gets_no_bytes() -> None:
    kept = paper()
    answer = at_files_origin(link(kept), method="head")
    assert answer["Content-Length"] == str(kept.size_bytes)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer.body == b""


@pytest.mark.parametrize(
    "path", ["/", "/dang-nhap/", "/can-bo/", "/static/ui/app.css", "/suc-khoe/", "/t/", "/api/v1/"]
)
def test_nothing_else_is_there(path: str) -> None:
    answer = at_files_origin(f"{ORIGIN}{path}")
    assert answer.status_code == 404
    assert "Về cổng dịch vụ công" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_nothing_is_changed_there() -> None:
    answer = at_files_origin(link(paper()), method="post")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


def test_the_application_knows_no_links(client: Client) -> None:
    path = link(paper()).removeprefix(ORIGIN)
    assert client.get(path).status_code in (302, 404)


def test_a_request_under_the_name_of_the_origin_sees_no_session(client: Client) -> None:
    assert client.get("/", headers={"host": "TEP.localhost"}).status_code == 404
    assert client.get("/", headers={"host": "tep.localhost:81"}).status_code == 400, "no name of ours"


def test_without_an_origin_files_are_saved_and_never_shown(settings: Any) -> None:
    settings.FILES_ORIGIN = ""
    answer = fetched(views.handed_over(asker(), paper(), inline=True, now=clock.now()))
    assert answer.status_code == 200
    answer.file_to_stream.close()
    assert answer.body.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"].endswith("frame-ancestors 'none'; sandbox")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def infected(kept: queries.FileView) -> UUID:
    StoredFile.objects.filter(id=kept.id).update(scan="infected", threat="Eicar", scanned_at=NOW)
    return kept.id


def test_malware_found_meanwhile_stops_a_link_that_was_made_before() -> None:
    kept = paper()
    address = link(kept)
    infected(kept)
    answer = at_files_origin(address)
    assert answer.status_code == 409
    assert "có mã độc nên đã bị cách ly" in answer.content.decode()
    with pytest.raises(queries.Quarantined, match="cách ly"):
        views.handed_over(asker(), queries.view(kept.id), inline=False, now=clock.now())
    with pytest.raises(queries.Quarantined):
        queries.open_bytes(kept.id)
    assert queries.first_page_text(kept.id) == ""


def test_who_may_look_into_malware_gets_it_to_be_saved() -> None:
    kept = queries.view(infected(paper()))
    address = links.address(asker(), kept.id, inline=True, now=clock.now(), quarantined=True)
    answer = at_files_origin(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
