"""The English catalogues hold what the sources say, all of it where people may read it, with the same holes."""

import re
import string

import pytest
from babel.messages.catalog import Message
from tools import messages

HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
DOMAINS = {"django": messages.marked, "said": messages.said, "scripts": messages.scripts}
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}|<!--.*?-->", re.DOTALL)
MARKED = re.compile(r'{% blocktranslate.*?{% endblocktranslate %}|_\("[^"]*"\)|{% translate "[^"]*".*?%}', re.DOTALL)
COMPARED = {("portal/parts/fee_lines.html", "miễn phí"), ("dashboards/list.html", "Quá hạn")}
"""Vietnamese that a template compares with and does not show."""


@pytest.fixture(scope="module", params=list(DOMAINS))
def domain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def found(domain: str) -> messages.Places:
    return DOMAINS[domain]()


def test_the_catalogue_holds_what_the_sources_say(domain: str, found: messages.Places) -> None:
    told = {one.id for one in messages.catalogue(domain) if one.id}
    said = set(found)
    assert sorted(map(str, said - told)) == [], "chạy make messages, rồi dịch những câu còn trống"
    assert sorted(map(str, told - said)) == [], "những câu này không còn ở đâu nữa: chạy make messages"


def test_whatever_people_may_read_has_its_english(domain: str, found: messages.Places) -> None:
    catalogue = messages.catalogue(domain)
    empty = [
        f"{', '.join(sorted(places))}: {message}"
        for message, places in messages.for_people(found).items()
        if not messages.is_translated(_of(catalogue, message).string)
    ]
    assert empty == []


def test_each_translation_has_the_holes_of_its_message(domain: str) -> None:
    wrong = []
    for one in messages.catalogue(domain):
        if not one.id or not messages.is_translated(one.string):
            continue
        forms = [one.string] if isinstance(one.string, str) else list(one.string or ())
        wanted = sorted(HOLE.findall(messages.first(one.id)))
        wrong += [form for form in forms if sorted(set(HOLE.findall(form))) != sorted(set(wanted))]
    assert wrong == []


def test_each_translation_keeps_what_surrounds_it(domain: str) -> None:
    """A translation that loses a line end or a full stop would run into its neighbour."""
    wrong = []
    for one in messages.catalogue(domain):
        if one.id and isinstance(one.id, str) and isinstance(one.string, str) and one.string:
            same_space = one.id[:1].isspace() == one.string[:1].isspace()
            same_end = (one.id.rstrip()[-1:] in ".…:>") == (one.string.rstrip()[-1:] in ".…:>")
            wrong += [] if same_space and same_end else [f"{one.id!r} → {one.string!r}"]
    assert wrong == []


def test_collecting_twice_changes_nothing(domain: str, found: messages.Places) -> None:
    before = (messages.CATALOGUES / f"{domain}.po").read_bytes()
    assert messages.written(domain, found) == before
    assert str(messages.ROOT).encode() not in before
    assert not re.search(rb"^#: .*:\d+$", before, re.MULTILINE)


def test_templates_show_nothing_that_is_not_marked() -> None:
    unmarked = []
    for path in messages.SOURCES.glob("*/templates/**/*.html"):
        if path.name.startswith("living_"):
            continue
        name = path.relative_to(path.parents[[one.name for one in path.parents].index("templates")]).as_posix()
        text = MARKED.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")))
        for word in re.findall(r'"[^"]*"|[^"]+', text):
            if messages.VIETNAMESE.search(word) and (name, word.strip('"')) not in COMPARED:
                unmarked.append(f"{name}: {word.strip()[:80]}")
    assert unmarked == []


def test_scripts_show_nothing_that_is_not_marked() -> None:
    marked = set(messages.scripts())
    unmarked = [
        f"{path.name}: {text}"
        for path in messages.SOURCES.glob("*/static/*/js/*.js")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.strip().startswith(("/*", "*", "//")) and "/(" not in line
        for text in re.findall(r'"([^"]*)"|`([^`]*)`', line)
        for text in text
        if messages.VIETNAMESE.search(text) and text not in marked and text != "${text} đ"
    ]
    assert unmarked == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('"""Lời tả."""\nA = "Mới"\n', ["Mới"]),
        ('def f():\n    """Lời tả."""\n    return _("Đã đánh dấu")\n', []),
        ('x = f"Hồ sơ {row.code:%d} của {name()} và {name()}"\n', ["Hồ sơ {code} của {name} và {name2}"]),
        ('_WHO = "Hồ sơ {code}"\ny = f"{_WHO} đã {{on}}"\n', ["Hồ sơ {code}", "Hồ sơ {code} đã {on}"]),
        ('p = re.compile(r"^đ")\n', []),
        ('plain = "no marks"\n', []),
    ],
)
def test_sentences_of_a_module(source: str, said: list[str]) -> None:
    assert list(messages.sentences(source)) == said


def test_of_models_only_labels_of_choices_are_read() -> None:
    source = 'class A(TextChoices):\n    B = "b", "Bản"\nclass C(Model):\n    d = CharField("tên")\n'
    assert list(messages.sentences(source, choices_only=True)) == ["Bản"]


def test_holes_have_names_that_python_can_fill() -> None:
    for one in messages.catalogue("said"):
        if isinstance(one.id, str) and "{" in one.id and messages.is_translated(one.string):
            names = {name for _text, name, _spec, _conversion in string.Formatter().parse(one.id) if name}
            assert all(name.isidentifier() for name in names), one.id


def _of(catalogue: object, message: str | tuple[str, ...]) -> Message:
    found = catalogue.get(messages.first(message))  # type: ignore[attr-defined]
    assert isinstance(found, Message)
    return found
