"""docs/law.md names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_test_that_the_law_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "law.md").read_text(encoding="utf-8")))
    sources = (*ROOT.glob("src/congso/**/tests/test_*.py"), *ROOT.glob("tests/**/test_*.py"))
    written = {name for path in sources for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))}
    assert named
    assert named - written == set()
