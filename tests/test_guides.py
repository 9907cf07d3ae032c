"""The guides for each role use the words of the screens: what stands there in bold is written in a page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDES = sorted((ROOT / "docs" / "huong-dan").glob("*.md"))
PAGES = "\n".join(
    path.read_text(encoding="utf-8")
    for kind in ("*.html", "*.py")
    for path in sorted((ROOT / "src").rglob(kind))
    if "tests" not in path.parts and "migrations" not in path.parts
)


def labels(guide: Path) -> set[str]:
    """What a guide sets in bold; a name filled in by the page is written as “…” and splits the label."""
    bold = re.findall(r"\*\*(.+?)\*\*", guide.read_text(encoding="utf-8").replace("\n", " "))
    return {part.strip(" .") for label in bold for part in re.split(r"…|: ", label) if part.strip(" .")}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_names_only_what_the_screens_show(guide: Path) -> None:
    assert sorted(label for label in labels(guide) if label not in PAGES) == []


def test_the_first_page_leads_to_every_guide() -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", (GUIDES[0].parent / "README.md").read_text(encoding="utf-8")))
    assert linked == {path.name for path in GUIDES} - {"README.md"}


def test_every_setting_is_listed_once_for_operators() -> None:
    page = (ROOT / "docs" / "operations" / "van-hanh.md").read_text(encoding="utf-8")
    section = page[page.index("## 3. ") : page.index("## 4. ")]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("|")]
    listed = [name for row in rows for name in re.findall(r"`([A-Z0-9_]{6,})`", row)]
    settings = ROOT / "src" / "congso" / "config" / "settings"
    asked = {
        name for path in settings.glob("*.py") for name in re.findall(r'read\(\s*"(\w+)"', path.read_text("utf-8"))
    }
    assert sorted(asked - set(listed)) == []
    assert sorted({name for name in listed if listed.count(name) > 1}) == []


@pytest.mark.parametrize("page", ["README.md", "README.vi.md", "ARCHITECTURE.md", "docs/huong-dan/README.md"])
def test_pages_link_to_what_is_there(page: str) -> None:
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    places = re.findall(r"\]\((?!https?:|#)([^)#]+)", text) + re.findall(r'src="([^"]+)"', text)
    assert [place for place in places if not (path.parent / place).exists()] == []


def test_the_two_front_pages_show_the_same() -> None:
    english, vietnamese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.vi.md"))
    for mark in (r'src="([^"]+)"', r"`([a-z0-9.]+\.(?:tanthanh|sotuphap|vpubnd|trungtam|thanhtra))`"):
        assert re.findall(mark, english) == re.findall(mark, vietnamese)
    assert english.count("\n## ") == vietnamese.count("\n## ")
