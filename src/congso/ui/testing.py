"""Help for tests of pages in a real browser. Loaded by `-p` in pyproject.toml.

Fixtures
    browser         one Chromium for the session (`CONGSO_CHROMIUM`, else /usr/bin/chromium; skipped if absent)
    phone, desk     a page of 360 × 780 with touch, and of 1440 × 900, both Vietnamese; each with its own cookies
    open_page       `open_page(width=360, script=True)` for more pages at once (a citizen and an officer side by side)

The server of a journey is pytest-django's `live_server`: it runs in a thread of the test, sees the test's database
(`@pytest.mark.django_db(transaction=True)`) and serves static files from their sources. A journey that asserts on the
database after clicking reads it through `queries` as any test does; Playwright keeps an event loop in the thread, so
Django's guard against mixing is lowered here for the session, nowhere else.

    @pytest.mark.journey
    @pytest.mark.django_db(transaction=True)
    def test_a_stranger_reads_the_front_page(live_server, phone):
        phone.goto(live_server.url)
        assert axe_violations(phone) == []
        assert console_errors(phone) == []
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What passed is most of what axe has to tell: handing it over took longer than looking.
_VIOLATIONS = """async ([within, rules]) => {
    const found = await axe.run(within || document, {runOnly: rules, resultTypes: ["violations"]});
    return found.violations;
}"""

_SHAPE = """() => {
    const spoken = new Set(["alt", "title", "placeholder", "value", "href", "content"]);
    const plain = (text) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+/gi, "#");
    const shape = (element) => {
        const told = [...element.attributes]
            .map((one) => one.name + "=" + (spoken.has(one.name) ? Boolean(one.value.trim()) : plain(one.value)));
        const inside = [];
        for (const node of element.childNodes) {
            const next = node.nodeType === 1 ? shape(node) : node.nodeType === 3 && node.data.trim() ? "words" : "";
            if (next && inside[inside.length - 1] === next) inside.push(next + "…");
            else if (next && inside[inside.length - 1] !== next + "…") inside.push(next);
        }
        return "<" + element.tagName + " " + told.sort().join(" ") + ">" + inside.join("");
    };
    return innerWidth + shape(document.documentElement);
}"""
_seen: set[int] = set()

_heard: dict[int, list[str]] = {}


def axe_violations(page: Any, within: str | None = None) -> list[str]:
    """Return what axe-core finds, one line each: rule, how often, the first element and why. Empty is good."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; null")
    found = page.evaluate(_VIOLATIONS, [within, RULES])
    return [
        f"{violation['id']} ×{len(violation['nodes'])}: {violation['nodes'][0]['html'][:200]}"
        f" | {violation['nodes'][0]['failureSummary'][:300]}"
        for violation in found
    ]


def new_axe_violations(page: Any) -> list[str]:
    """Return what axe-core finds on a page of a shape that this process has not found clean before; else nothing.

    Two pages have one shape when they are as wide and differ in words, numbers, addresses and in how often the same
    part is repeated, and in nothing else: a journey meets the same page many times over.
    """
    shape = hash(page.evaluate(_SHAPE))
    if shape in _seen:
        return []
    found = axe_violations(page)
    if not found:
        _seen.add(shape)
    return found


def console_errors(page: Any) -> list[str]:
    """Return errors and warnings the page has logged, and exceptions it has thrown, since it was opened.

    The note of a browser about an expected status (an error page is a 404) is left out: that is no fault of a page.
    """
    return [words for words in _heard.get(id(page), []) if "the server responded with a status of" not in words]


def sideways(page: Any) -> int:
    """Return by how many pixels the page is wider than its window; 0 is good."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def sound(page: Any, name: str) -> None:
    """Nothing that axe finds, nothing in the console, nothing wider than the window.

    With CONGSO_PICTURES, a folder, the page is kept there as `name`.png to be looked at.
    """
    picture(page, name)
    assert axe_violations(page) == []
    assert console_errors(page) == []
    assert sideways(page) <= 0


def picture(page: Any, name: str) -> None:
    """Keep a picture of the page where CONGSO_PICTURES says; nowhere without it."""
    if folder := os.environ.get("CONGSO_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _listen(page: Any) -> Any:
    heard: list[str] = []
    _heard[id(page)] = heard
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return page


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = os.environ.get("CONGSO_CHROMIUM", "/usr/bin/chromium")
    if not Path(program).exists():
        pytest.skip(f"no Chromium at {program}")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as session:
        chromium = session.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
        # Beside Playwright's loop Django keeps connections of their own, which nobody sees once the loop has ended.
        connections.close_all()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """A function that opens a page with its own cookies: `open_page(width=360, script=True)`."""
    contexts = []

    def opened(width: int = 1440, script: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 780 if width < 600 else 900},
            has_touch=width < 600,
            java_script_enabled=script,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return _listen(context.new_page())

    yield opened
    for context in contexts:
        for page in context.pages:
            _heard.pop(id(page), None)
        context.close()


@pytest.fixture
def phone(open_page: Callable[..., Any]) -> Any:
    """A page of 360 px with touch."""
    return open_page(360)


@pytest.fixture
def desk(open_page: Callable[..., Any]) -> Any:
    """A page of 1440 px."""
    return open_page(1440)
