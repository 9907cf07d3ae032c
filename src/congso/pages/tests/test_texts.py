"""What editors write comes out as a page that every reader can bear."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.pages.queries import first_text
from congso.pages.rules import markdown, questions
from congso.pages.rules.texts import Page, fill, tidy

PIECES = (
    "# ", "## ", "### ", "###### ", "aă", "<script>alert(1)</script>", "<b onclick=x>", "[x](javascript:alert(1))",
    "[y](/thu-tuc/?a=1&b=2)", "[z](//a.vn)", "![p](/x.png)", "    ", "```", "&lt;", '"', "'", "<", "- ", "1. ", "> ",
    "**", "`", "\n", "\n\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(TEXTS)
def test_headings_never_skip_a_level_and_nothing_but_ours_comes_out(text: str) -> None:
    made = markdown.as_html(text)
    levels = [int(level) for level in re.findall(r"<h(\d)", made)]
    assert all(2 <= level <= 4 for level in levels)
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert set(re.findall(r"<([a-z0-9]+)", made)) <= markdown.TAGS
    assert not re.search(r"<[^>]+(?:style|onclick|onerror|src)=", made)
    for address in re.findall(r'href="([^"]*)"', made):
        assert markdown.may_lead_to(address.replace("&amp;", "&")), address


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/thu-tuc/", True),
        ("/thu-tuc/?q=khai%20sinh", True),
        ("#nhom-1", True),
        ("https://dichvucong.gov.vn", True),
        ("mailto:hotro@example.vn", True),
        ("tel:1022", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.com/x", False),
        ("/\\example.com", False),
        ("ftp://example.com", False),
        ("http://[", False),
        ("trang", False),
    ],
)
def test_links_lead_only_where_they_may(address: str, may: bool) -> None:
    assert markdown.may_lead_to(address) is may


def test_markdown_is_read_as_editors_expect() -> None:
    made = markdown.as_html(
        "# Một\n\nĐoạn **đậm**, [trang](/thu-tuc/).\n\n- ý\n- ý khác\n\n<b>không đọc</b>\n\n#### Bốn"
    )
    assert "<h2>Một</h2>" in made
    assert "<strong>đậm</strong>" in made
    assert '<a href="/thu-tuc/" rel="noopener">trang</a>' in made
    assert made.count("<li>") == 2
    assert "&lt;b&gt;không đọc&lt;/b&gt;" in made
    assert "<h3>Bốn</h3>" in made


FAQ = (
    "Mở đầu.\n\n## Đăng nhập\n\nVề việc vào cổng.\n\n### Bằng gì?\n\nBằng **VNeID**.\n\n"
    "## Nộp\n\n### Ngoài giờ?\n\nĐược."
)


def test_questions_are_read_in_their_groups() -> None:
    lead, groups = questions.read(FAQ)
    assert lead == "Mở đầu."
    assert [(one.title, one.lead, [q.question for q in one.questions]) for one in groups] == [
        ("Đăng nhập", "Về việc vào cổng.", ["Bằng gì?"]),
        ("Nộp", "", ["Ngoài giờ?"]),
    ]
    assert groups[0].questions[0].answer == "Bằng **VNeID**."


def test_a_question_without_group_is_not_lost() -> None:
    _lead, groups = questions.read("### Hỏi?\n\nĐáp.")
    assert [(one.title, one.questions[0].answer) for one in groups] == [("", "Đáp.")]


@pytest.mark.parametrize(
    ("words", "found"),
    [("", 2), ("vneid", 1), ("bang gi", 1), ("NGOÀI giờ", 1), ("vneid duoc", 0), ("strong", 0), ("**", 0)],
)
def test_questions_are_found_with_or_without_marks(words: str, found: int) -> None:
    _lead, groups = questions.read(FAQ)
    assert sum(len(one.questions) for one in questions.search(groups, words)) == found


def test_gaps_are_filled_from_the_contact_and_unknown_ones_stay() -> None:
    contact = {"phone": "1022", "owner": "Trung tâm"}
    assert fill("Gọi {điện thoại}, {Đơn vị}, {lạ}", contact) == "Gọi 1022, Trung tâm, {lạ}"


def test_a_text_is_kept_tidy() -> None:
    assert tidy("\r\nMột  \r\n\r\nhai\x00\n\n\n") == "Một\n\nhai\n"
    assert tidy(tidy("x ")) == tidy("x ")


@pytest.mark.parametrize("page", list(Page))
def test_every_page_comes_with_a_text_that_is_tidy_and_sound(page: Page) -> None:
    text = first_text(page)
    assert tidy(text) == text
    assert "<" not in markdown.plain(text)
    assert "{" not in fill(text, {"owner": "a", "phone": "b", "email": "c", "address": "d", "hours": "e"})


def test_every_question_that_comes_along_has_an_answer() -> None:
    _lead, groups = questions.read(first_text(Page.QUESTIONS))
    assert len(groups) >= 4
    assert all(one.title and one.questions for one in groups)
    assert all(len(asked.answer) > 20 for one in groups for asked in one.questions)
