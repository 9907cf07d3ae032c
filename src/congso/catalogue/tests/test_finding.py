"""People find procedures in their own words; editors keep those words; figures of a handful are not shown."""

from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from congso.audit.models import AuditEntry
from congso.catalogue import commands, queries
from congso.catalogue.models import SearchTerm, Synonym
from congso.catalogue.rules import finding
from congso.catalogue.rules.content import Deadline, Fee, Method, ProcedureContent, Result, Unit
from congso.catalogue.rules.public_figures import Sums, shown
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound
from congso.kernel.rights import Right, rights_of
from congso.organisation.rules.roles import Role

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
NAMES = {
    "1.000001": "Thủ tục đăng ký khai sinh",
    "1.000002": "Thủ tục đăng ký khai sinh có yếu tố nước ngoài",
    "1.000003": "Thủ tục đăng ký lại khai sinh",
    "1.000004": "Cấp giấy phép lái xe",
    "1.000005": "Cấp lại giấy phép lái xe",
    "1.000006": "Đổi giấy phép lái xe",
    "1.000007": "Thủ tục đăng ký kết hôn",
    "1.000008": "Khai thuế đối với hộ kinh doanh, cá nhân kinh doanh",
    "1.000009": "Đăng ký thành lập hộ kinh doanh",
    "1.000010": "Cấp hộ chiếu phổ thông ở trong nước",
    "1.000011": "Cho thuê nhà ở công vụ",
}


class Editor:
    """An officer with one role, as far as these commands look at one."""

    def __init__(self, role: Role) -> None:
        self.id: Any = 0
        self.account_id: Any = None
        self.roles = frozenset({role})

    def may(self, *wanted: Right) -> bool:
        return bool(rights_of(self.roles) & set(wanted))


@pytest.fixture
def first_words(db: None) -> None:
    """The synonyms that came with the migrations, also after a test that emptied every table."""
    if not Synonym.objects.exists():
        import_module("congso.catalogue.migrations.0004_offer_words_people_use").offer(apps, None)


@pytest.fixture
def catalogue(first_words: None) -> None:
    for code, name in NAMES.items():
        commands.store_edition(
            content=ProcedureContent(
                code=code,
                name=name,
                field="Hộ tịch" if "khai sinh" in name else "Khác",
                tiers=("commune",),
                results=(Result("Giấy khai sinh", ""),) if code == "1.000001" else (),
                methods=(
                    Method(
                        "online", deadline=Deadline(3, Unit.WORKING_DAY), fees=(Fee(amount_vnd=0, text="Miễn phí"),)
                    ),
                ),
            ),
            source="province",
            now=NOW,
        )


def found(text: str) -> list[str]:
    return [row.code for row in queries.search(text).rows]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("làm giấy khai sinh cho con", "1.000001"),
        ("lam giay khai sinh cho con o dau", "1.000001"),
        ("đăng ký khai sihn", "1.000001"),
        ("dang ky kethon", "1.000007"),
        ("bằng lái", "1.000004"),
        ("bằng lái bị mất", "1.000005"),
        ("bằn lái xe bị mất", "1.000005"),
        ("làm passport", "1.000010"),
        ("mở quán bán tạp hóa", "1.000009"),
        ("đăng kí hộ kinh doanh", "1.000009"),
        ("khai thuế hộ kinh doanh", "1.000008"),
        ("khai si", "1.000001"),
    ],
)
def test_people_find_in_their_own_words(catalogue: None, question: str, code: str) -> None:
    assert found(question)[0] == code


def test_the_plain_procedure_comes_before_its_special_cases(catalogue: None) -> None:
    assert found("khai sinh")[:3] == ["1.000001", "1.000003", "1.000002"]


def test_marks_tell_words_apart_when_they_are_typed(catalogue: None) -> None:
    assert found("thuế")[0] == "1.000008"
    assert found("thuê")[0] == "1.000011"


def test_every_point_has_a_reason_that_adds_up(catalogue: None) -> None:
    for row in queries.search("mất bằng lái xe").rows:
        assert sum(points for _, points in row.why) == pytest.approx(row.points, abs=0.1)
    assert any("hiểu là" in reason for reason, _ in queries.search("bằng lái").rows[0].why)


def test_terms_are_counted_as_procedures_come_and_go(catalogue: None) -> None:
    def uses(term: str) -> int:
        return SearchTerm.objects.filter(term=term).values_list("uses", flat=True).first() or 0

    assert (uses("khai+sinh"), uses(finding.EVERY)) == (3, len(NAMES))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_procedure SET is_internal = true WHERE code = '1.000003'")
    assert (uses("khai+sinh"), uses(finding.EVERY)) == (2, len(NAMES) - 1)
    assert "1.000003" not in found("khai sinh")


def test_a_question_costs_the_same_few_reads_however_long_it_is(catalogue: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.search("toi muonn lam lai bangg laii xe may bi matt o phuong thi can giay to gi va nop o dau")
    assert len(asked) <= 9


@given(st.text(max_size=60))
def test_any_text_is_read_without_harm(text: str) -> None:
    question = finding.typed(text)
    assert len(question.words) == len(question.marked) == len(question.shown) <= finding.MOST_WORDS
    read = finding.understand(question, uses={finding.EVERY: 10}, mended={}, synonyms=())
    assert finding.order(read, [finding.Candidate("1.000001", text, frozenset(finding.terms(text)))]) is not None


@given(st.sampled_from(["sinh", "phep", "nghiep", "duong"]), st.integers(0, 8), st.sampled_from("abcxy"))
def test_a_slip_can_be_taken_back(word: str, at: int, letter: str) -> None:
    typed = word[:at] + letter + word[at:]
    assert typed == word or word in finding.slips(typed)


# Synonyms


def test_an_editor_keeps_words_and_the_search_knows_them_at_once(catalogue: None) -> None:
    editor = Editor(Role.CATALOGUE_EDITOR)
    editor.id = None
    assert found("thẻ xanh") == []
    kept = commands.keep_synonym(phrase="thẻ xanh", words="", procedure_code="1.000010", by=editor, now=NOW)
    assert found("the xanh") == found("thẻ xanhh") == ["1.000010"]
    commands.keep_synonym(phrase="thẻ xanh", words="kết hôn", procedure_code="", by=editor, now=NOW, synonym_id=kept)
    assert found("the xanh")[0] == "1.000007"
    commands.remove_synonym(synonym_id=kept, by=editor, now=NOW)
    assert found("the xanh") == []
    actions = AuditEntry.objects.filter(object_kind="synonym", object_id=str(kept)).order_by("at", "id")
    assert [one.action for one in actions] == ["catalogue.keep_synonym"] * 2 + ["catalogue.remove_synonym"]
    with pytest.raises(NotFound):
        commands.remove_synonym(synonym_id=kept, by=editor, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phrase": " - "}, "phrase"),
        ({"phrase": "một hai ba bốn năm sáu bảy tám chín"}, "phrase"),
        ({"words": ""}, "words"),
        ({"procedure_code": "9.999999"}, "procedure_code"),
        ({"phrase": "BẰNG LÁI", "words": "giấy phép lái xe"}, "phrase"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(catalogue: None, changes: dict[str, str], field: str) -> None:
    given: dict[str, Any] = {"phrase": "thẻ xanh", "words": "hộ chiếu", "procedure_code": ""} | changes
    with pytest.raises(Incorrect) as refusal:
        commands.keep_synonym(**given, by=Editor(Role.CATALOGUE_EDITOR), now=NOW)
    assert list(refusal.value.fields) == [field]


def test_only_editors_keep_synonyms(db: None) -> None:
    with pytest.raises(NotAllowed):
        commands.keep_synonym(phrase="a b", words="c", procedure_code="", by=Editor(Role.LEADER), now=NOW)


def test_the_first_words_come_with_the_program(first_words: None) -> None:
    rows = Synonym.objects.filter(folded="so do")
    assert rows.count() == 1
    assert set(rows.get().terms) == {"so", "do", "so+do"}


# Pages


def test_suggestions_have_the_order_of_the_search(catalogue: None, client: Client) -> None:
    answer = client.get("/thu-tuc/goi-y/", {"q": "mat bang lai"})
    page = answer.content.decode()
    assert "<html" not in page
    places = [page.index(f"/thu-tuc/{code}/") for code in found("mat bang lai")[:6]]
    assert places == sorted(places)
    assert client.get("/thu-tuc/goi-y/", {"q": "\x00"}).content.decode().strip() == ""


def test_a_procedure_leads_to_those_like_it(catalogue: None, client: Client) -> None:
    assert "1.000003" in [row.code for row in queries.related("1.000001")]
    page = client.get("/thu-tuc/1.000001/").content.decode()
    assert "Thủ tục gần giống" in page
    assert "/thu-tuc/1.000002/" in page


# Public figures


def test_figures_of_a_handful_are_not_shown() -> None:
    few = shown(Sums(9, 3, 9, 9, 9, 2, 5, 9, 27), at_least=10)
    assert few.is_empty
    assert few.median_days is few.in_time_percent is few.satisfaction is None
    many = shown(Sums(40, 30, 20, 16, 12, 2, 5, 9, 27), at_least=10)
    assert (many.received_this_year, many.received_online, many.median_days, many.ninth_days) == (40, 30, 2, 5)
    assert many.in_time_percent == 75.0
    assert many.satisfaction is None


def test_the_public_page_shows_how_it_goes_beside_the_legal_time(
    catalogue: None, client: Client, settings: Any
) -> None:
    settings.PUBLIC_FIGURES_AT_LEAST = 10
    assert "Thực tế giải quyết" not in client.get("/thu-tuc/1.000001/").content.decode()
    sums = Sums(1_200, 800, 1_000, 1_000, 987, 1, 4, 100, 280)
    commands.keep_public_figures(
        rows=[("1.000001", 0, sums)], since=date(2025, 11, 22), until=date(2026, 11, 21), now=NOW
    )
    page = client.get("/thu-tuc/1.000001/").content.decode()
    for words in ("Thực tế giải quyết", "98,7%", "4 ngày", "2,8/3", "1.200", "Dưới 10 hồ sơ"):
        assert words in page
    commands.keep_public_figures(rows=[], since=date(2025, 11, 22), until=date(2026, 11, 21), now=NOW)
    assert queries.public_figures("1.000001") is None
