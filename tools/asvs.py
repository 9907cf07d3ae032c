"""Writes docs/security/asvs.md from docs/security/asvs.csv.

    .venv/bin/python tools/asvs.py

The csv is what is edited: one line for each requirement of levels 1 and 2 of OWASP ASVS 5.0.0, in our own words.
"""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "security"
TABLE, PAGE = FOLDER / "asvs.csv", FOLDER / "asvs.md"

STATES = {"met": "met", "partly": "**partly**", "not met": "**not met**", "not applicable": "–"}
CHAPTERS = {
    "V1": "Encoding and sanitising", "V2": "Validation and business logic", "V3": "Web front end", "V4": "Interfaces",
    "V5": "Files", "V6": "Authentication", "V7": "Sessions", "V8": "Authorisation", "V9": "Self-contained tokens",
    "V10": "OAuth and OpenID Connect", "V11": "Cryptography", "V12": "Communication", "V13": "Configuration",
    "V14": "Data protection", "V15": "Code and architecture", "V16": "Logs and faults", "V17": "WebRTC",
}  # fmt: skip

HEAD = """# OWASP ASVS 5.0.0, levels 1 and 2

Made by `tools/asvs.py` from `asvs.csv`; the words are ours, the numbers are the standard's (read it beside this page).
Nothing is *met* without a test that exists or a stated reason; `tests/test_asvs.py` sees to it. *Partly* and *not met*
say what is missing. Modules are below `src/congso` unless they begin with another folder; tests are named by file and
function.

"""


@dataclass(frozen=True)
class Row:
    """One requirement."""

    id: str
    level: int
    asks: str
    state: str
    where: tuple[str, ...]
    tests: tuple[str, ...]
    reason: str

    @property
    def chapter(self) -> str:
        return self.id.split(".")[0]


def rows() -> list[Row]:
    """Return every line of the table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return [
            Row(
                one["id"], int(one["level"]), one["asks"], one["state"], tuple(one["where"].split()),
                tuple(one["tests"].split()), one["reason"],
            )
            for one in csv.DictReader(stream)
        ]  # fmt: skip


def page() -> str:
    """Return the page."""
    found = rows()
    counted = Counter((one.level, one.state) for one in found)
    lines = ["| Level | met | partly | not met | not applicable | all |", "|---|---|---|---|---|---|"]
    for level in (1, 2):
        figures = [counted[level, state] for state in STATES]
        lines.append(f"| {level} | {' | '.join(str(one) for one in figures)} | {sum(figures)} |")
    text = HEAD + "\n".join(lines) + "\n"
    for chapter, title in CHAPTERS.items():
        text += (
            f"\n## {chapter} {title}\n\n| No. | L | Asks | State | Where | Test, reason |\n|---|---|---|---|---|---|\n"
        )
        for one in found:
            if one.chapter == chapter:
                proof = [f"`{_short(test)}`" for test in one.tests] + ([one.reason] if one.reason else [])
                where = ", ".join(f"`{place}`" for place in one.where)
                text += (
                    f"| {one.id} | {one.level} | {one.asks} | {STATES[one.state]} | {where} | {'; '.join(proof)} |\n"
                )
    return text


def _short(test: str) -> str:
    file, _, name = test.partition("::")
    return f"{file.removeprefix('src/congso/').replace('/tests/', '/')} {name}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(rows())} dòng")
    sys.exit(0)
