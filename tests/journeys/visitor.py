"""Somebody at a browser. Whatever they open is looked at: accessibility, console, width, refusals of the server."""

import gzip
import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from congso.identity.testing import current_code
from congso.ui.testing import new_axe_violations, sideways

from .house import DEMO_PASSWORD, House

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
SECONDS = 30.0
EXPECTED = {409, 422}
"""Answers that send a form back with a sentence; Chromium notes them in its console all the same."""

SHOTS = os.environ.get("CONGSO_SHOTS", "")
TEXT = ("text/", "javascript", "json", "svg", "xml")
# A part that settles (suggestions that come while somebody presses "Tìm") is not the page that is being left for.
_MARK = """() => { window.__before = true; window.__settled = false; window.__leaving = false;
document.addEventListener('htmx:afterSettle', () => { window.__settled = true; }, {once: true});
window.addEventListener('submit', (event) => { window.__leaving ||= !event.defaultPrevented; });
window.addEventListener('beforeunload', () => { window.__leaving = true; }); }"""
_DONE = """() => document.readyState === 'complete'
&& (!window.__before || (window.__settled && !window.__leaving))"""


class Visitor:
    """A person or an officer with a browser of their own."""

    def __init__(self, house: House, page: Any, name: str) -> None:
        self.house, self.page, self.name = house, page, name
        self.is_phone = page.viewport_size["width"] < 600
        self.scripted = True
        self.troubles: list[str] = []
        self.expected = set(EXPECTED)
        self.bytes: dict[str, int] = {}
        self.weighing = False
        self.shots = 0
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"exception: {error}"))
        page.on("response", self._answered)

    # What is noticed

    def _heard(self, message: Any) -> None:
        if message.type not in {"error", "warning"} or not self._is_ours(self.page.url):
            return
        status = re.search(r"the server responded with a status of (\d+)", message.text)
        if status is None or int(status[1]) not in self.expected:
            self.troubles.append(f"console: {message.text} at {self.page.url}")

    def _answered(self, response: Any) -> None:
        if not self._is_ours(response.url):
            return
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"answer {response.status}: {response.request.method} {response.url}")

    def _is_ours(self, url: str) -> bool:
        return url.startswith(self.house.url)

    def look(self, words: str = "") -> None:
        """Look at the page as it is now; every fault is told at once with its address."""
        if not self._is_ours(self.page.url):
            return
        where = f"{self.name} at {urlsplit(self.page.url).path} {words}".strip()
        faults = [f"{where}: {fault}" for fault in self.troubles]
        self.troubles.clear()
        if self.scripted:
            faults += [f"{where}: {fault}" for fault in new_axe_violations(self.page)]
        if (more := sideways(self.page)) > 0:
            faults.append(f"{where}: {more} px wider than the window")
        self._shoot(words)
        if faults:
            raise AssertionError("\n".join(faults))

    def _shoot(self, words: str) -> None:
        if not SHOTS:
            return
        self.shots += 1
        folder = Path(SHOTS) / f"{'phone' if self.is_phone else 'desk'}"
        folder.mkdir(parents=True, exist_ok=True)
        place = re.sub(r"[^\w]+", "-", urlsplit(self.page.url).path).strip("-")
        place = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", place)
        self.page.screenshot(path=str(folder / f"{self.name}-{self.shots:02d}-{place}-{words}.png"), full_page=True)

    # What is done

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.house.url + path)
        self.look()

    def press(self, words: str | re.Pattern[str], within: str = "body", look: bool = True) -> None:
        """Press the button that says exactly this, and look at what comes."""
        self.act(lambda: self._touch(self.page.locator(within).get_by_role("button", name=words, exact=True).first))
        if look:
            self.look()

    def follow(self, words: str | re.Pattern[str], within: str = "body", look: bool = True) -> None:
        """Follow the link that says exactly this, and look at what comes."""
        self.act(lambda: self._touch(self.page.locator(within).get_by_role("link", name=words, exact=True).first))
        if look:
            self.look()

    def open(self, selector: str) -> None:
        """Follow a link by its selector, and look at what comes."""
        self.act(lambda: self._touch(self.page.locator(selector).first))
        self.look()

    def _touch(self, control: Any) -> None:
        if self.is_phone:
            control.tap()
        else:
            control.click()

    def act(self, doing: Callable[[], object]) -> None:
        """Do something that leads to another page, or to another part of this one, and wait until it is there."""
        if not self.scripted:
            with self.page.expect_navigation():
                doing()
            return
        self.page.evaluate(_MARK)
        doing()
        self.until(lambda: self.page.evaluate(_DONE))

    def until(self, true: Callable[[], object]) -> None:
        """Wait until something is true."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                if true():
                    return
            except Exception as error:  # a page that is just going away cannot be asked
                if "context" not in str(error) and "navigat" not in str(error):
                    raise
            assert time.monotonic() < end, f"{self.name} waits in vain at {self.page.url}"
            self.page.wait_for_timeout(15)

    def fill(self, answers: Mapping[str, Any], within: str = "main") -> list[str]:
        """Answer the questions that this page asks, by the names of their fields; return those that were there."""
        done = []
        for name, answer in answers.items():
            found = self.page.locator(f'{within} [name="{name}"]')
            if not found.count():
                continue
            first = found.first
            kind = first.evaluate("e => e.tagName === 'SELECT' ? 'select' : (e.type || 'text')")
            if kind == "hidden":
                continue
            if kind == "select":
                first.select_option(str(answer))
            elif kind == "radio":
                self.page.locator(f'{within} [name="{name}"][value="{answer}"]').check()
            elif kind == "checkbox":
                first.check()
            else:
                first.fill(str(answer))
            done.append(name)
        return done

    def text(self) -> str:
        """Return what the page says."""
        return str(self.page.locator("main").inner_text())

    def heading(self) -> str:
        """Return the first heading of the page."""
        return str(self.page.locator("h1").first.inner_text())

    def saved(self, doing: Callable[[], object]) -> tuple[str, bytes]:
        """Do something that saves a file; return its name and content."""
        with self.page.expect_download() as coming:
            doing()
        download = coming.value
        return str(download.suggested_filename), Path(download.path()).read_bytes()

    def weigh(self, path: str) -> int:
        """Return the bytes of a first visit to an address, compressed as they are served."""
        weight: list[int] = []

        def add(response: Any) -> None:
            if not self._is_ours(response.url) or response.status in {204, 304} or 300 <= response.status < 400:
                return
            answers.append(response)

        answers: list[Any] = []
        self.page.on("response", add)
        self.page.goto(self.house.url + path, wait_until="load")
        self.page.remove_listener("response", add)
        for response in answers:
            body = response.body()
            is_text = any(kind in response.headers.get("content-type", "") for kind in TEXT)
            weight.append(len(gzip.compress(body, 6)) if is_text else len(body))
        return sum(weight)

    # Who they are

    def sign_in_as_citizen(self, number: str) -> None:
        """Choose a person at the stand-in of VNeID, if it still asks; it is where we are now."""
        self.until(lambda: not self.page.url.startswith(self.house.outside.url) or self.page.locator("button").count())
        if self.page.url.startswith(self.house.outside.url):
            chosen = self.page.locator(f'button[value="{number}"]')
            with self.page.expect_navigation(url=lambda url: url.startswith(self.house.url)):
                self._touch(chosen)
            self.page.wait_for_load_state("load")
        self.look("signed-in")

    def sign_in_as_officer(self, username: str) -> None:
        """Sign in by password the first time; later the kept session serves, as at any desk in the morning."""
        kept = self.house.cookies.get(username)
        if kept is not None:
            self.page.context.add_cookies(kept)
            return
        self.go("/dang-nhap/can-bo/")
        self.fill({"login": username, "password": DEMO_PASSWORD})
        self.press("Đăng nhập", within="main")
        if "/ma-xac-thuc/" in self.page.url:
            self.fill({"code": current_code(username)})
            self.press("Xác nhận", within="main")
        assert "/dang-nhap/" not in self.page.url, self.text()
        self.house.cookies[username] = self.page.context.cookies()
