"""docs/security/asvs.csv is whole, names only what is there, and says of nothing that it is met without proof."""

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tools import asvs

from congso.identity.rules import passwords, throttling
from congso.kernel import keyring
from congso.sso.commands import keys as signing_keys
from congso.sso.rules import timing

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "congso"
CONTROLS = (ROOT / "docs" / "security" / "controls.md").read_text(encoding="utf-8")

LEVELS = {1: 70, 2: 183}
"""How many requirements ASVS 5.0.0 has of each level (345 in all, 92 of level 3)."""

IN_CHAPTERS = {
    "V1": 27, "V2": 11, "V3": 19, "V4": 10, "V5": 9, "V6": 35, "V7": 18, "V8": 7, "V9": 7, "V10": 29, "V11": 14,
    "V12": 9, "V13": 13, "V14": 9, "V15": 13, "V16": 16, "V17": 7,
}  # fmt: skip


@cache
def functions(file: Path) -> frozenset[str]:
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(found)


def sources(*, tests: bool = False) -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if tests or "tests" not in path.parts]


@cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """Return every call in the program: file, what is called, the call."""
    return [
        (str(path.relative_to(SOURCE)), ast.unparse(node.func), node)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def test_every_requirement_of_both_levels_is_there_once() -> None:
    rows = asvs.rows()
    assert [one for one, count in Counter(row.id for row in rows).items() if count > 1] == []
    assert Counter(row.level for row in rows) == LEVELS
    assert Counter(row.chapter for row in rows) == IN_CHAPTERS
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", row.id) for row in rows)


def test_nothing_is_met_without_a_test_or_a_reason_and_what_is_missing_is_said() -> None:
    for row in asvs.rows():
        assert row.state in asvs.STATES, row.id
        assert row.asks, row.id
        assert row.tests or row.reason, row.id
        if row.state != "met":
            assert row.reason, f"{row.id}: say what is missing, or why it does not apply"
        if row.state != "not applicable" and row.state != "not met":
            assert row.where, f"{row.id}: say where"


def test_every_named_test_and_place_exists() -> None:
    gone = []
    for row in asvs.rows():
        for test in row.tests:
            file, _, name = test.partition("::")
            if not (ROOT / file).exists() or name not in functions(ROOT / file):
                gone.append(f"{row.id}: {test}")
        for place in row.where:
            path, _, section = place.partition("#")
            if not ((ROOT / path).exists() or (SOURCE / path).exists()):
                gone.append(f"{row.id}: {place}")
            elif section and section not in sections((ROOT / path).read_text(encoding="utf-8")):
                gone.append(f"{row.id}: no section {place}")
    assert gone == []


def test_the_page_is_made_from_the_table() -> None:
    assert asvs.PAGE.read_text(encoding="utf-8") == asvs.page(), "run tools/asvs.py"


def sections(text: str) -> set[str]:
    return {title.lower().replace(" ", "-") for title in re.findall(r"(?m)^## (.+)$", text)}


def test_the_page_of_controls_has_every_section_that_is_named() -> None:
    named = {
        place.partition("#")[2]
        for row in asvs.rows()
        for place in row.where
        if place.startswith("docs/security/controls.md")
    }
    assert named - {""} <= sections(CONTROLS)
    parts = re.split(r"(?m)^## ", CONTROLS)[1:]
    assert all(len(part) > 300 for part in parts), "a section says something"


def section(name: str) -> str:
    return next(part for part in re.split(r"(?m)^## ", CONTROLS) if part.startswith(name))


def test_the_page_of_controls_tells_the_figures_of_the_settings() -> None:
    limits, sign_in, sessions, keys = (section(name) for name in ("Limits", "Sign-in", "Sessions", "Keys"))
    assert f"| one file | {settings.UPLOAD_MAX_BYTES // 2**20} MB |" in limits
    assert f"| {settings.REQUEST_MAX_BYTES // 2**20} MB |" in limits
    assert f"{settings.UPLOAD_DAILY_FILES:,} and {settings.UPLOAD_DAILY_BYTES // 2**30} GB" in limits
    assert f"{settings.UPLOAD_CLIENT_DAILY_FILES:,} and {settings.UPLOAD_CLIENT_DAILY_BYTES // 2**30} GB" in limits
    assert (
        f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB, {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields"
        in limits
    )
    assert settings.UPLOAD_MEDIA_TYPES == ("application/pdf", "image/jpeg", "image/png")
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    shortest = next(one["OPTIONS"]["min_length"] for one in validators if "OPTIONS" in one)
    assert f"at least {shortest} signs" in sign_in
    assert all(role in sign_in for role in settings.SECOND_FACTOR_ROLES)
    assert ", ".join(sorted(passwords._OURS)) in sign_in.replace("\n", " ")
    assert f"the first {throttling.FREE} failures" in sign_in
    assert f"{throttling.CROWD}\nfailures" in sign_in
    assert f"{throttling.CODES_OF_STRANGERS} wrong codes" in sign_in
    assert f"{throttling.LONGEST.seconds // 60} minutes" in sign_in
    assert f"valid {settings.INVITATION_HOURS} hours" in sign_in
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours" in sessions
    assert f"every {timing.KEY_LIFE.days} days" in keys
    assert f"every {settings.DATA_KEY_MONTHS} months" in keys


def test_every_key_of_the_settings_is_in_the_inventory() -> None:
    named = {
        name
        for path in (SOURCE / "config" / "settings").glob("*.py")
        for name in re.findall(r'read\("(\w*(?:KEY|SECRET|TOKEN|PASSWORD)\w*)"', path.read_text(encoding="utf-8"))
    }
    others = re.compile(r"_PATH$|_DIR$|MARKS|PUBLIC|MONTHS|KEEP")  # places, lists and times, not keys
    places = {name for name in named if others.search(name)}
    assert len(named - places) > 6
    assert sorted(name for name in named - places if name not in section("Keys")) == []


def test_every_way_out_is_in_the_list_of_connections() -> None:
    named = {
        name
        for path in (SOURCE / "config" / "settings").glob("*.py")
        for name in re.findall(r'read\("(\w*(?:_URL|_ISSUER|SMTP_HOST|OUTGOING\w*))"', path.read_text(encoding="utf-8"))
    }
    assert sorted(name for name in named - {"CONGSO_SITE_URL"} if name not in section("Connections")) == []


def test_the_linter_watches_for_what_is_dangerous() -> None:
    """Ruff's S rules (bandit): SQL and shell made of strings, eval, pickle, XML, weak hashes, chance, unchecked TLS."""
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in ruff["select"]
    assert [rule for rule in ruff["ignore"] if rule.startswith("S")] == ["S101"]
    for places, rules in ruff["per-file-ignores"].items():
        if "src/congso/" in places:
            loose = {rule for rule in rules if rule.startswith("S")}
            assert loose <= ({"S311"} if "demo" in places else {"S608"}), "SQL put together from our own words, at most"
    excused = Counter(
        rule
        for path in sources()
        for rule in re.findall(r"noqa: *[\w, ]*\b(S\d{3})\b", path.read_text(encoding="utf-8"))
    )
    assert not excused.keys() & {"S102", "S301", "S302", "S307", "S324", "S501", "S506", "S602", "S604", "S605"}


def test_only_the_operators_program_starts_processes() -> None:
    starting = {
        str(path.relative_to(SOURCE))
        for path in sources()
        if re.search(
            r"(?m)^\s*(?:import subprocess|from subprocess|os\.system|os\.popen)", path.read_text(encoding="utf-8")
        )
    }
    assert {one for one in starting if not one.startswith("cli/")} == {"files/drawer.py", "files/recogniser.py"}


def test_the_reader_of_papers_starts_one_fixed_program_and_gives_it_pixels_alone() -> None:
    """The one other place: no shell, no argument that somebody sends, an empty environment, bounds."""
    text = (SOURCE / "files" / "recogniser.py").read_text(encoding="utf-8")
    assert "shell" not in text
    assert '[*_bounds(), self.program, "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "tsv"]' in text
    assert 'env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}' in text
    assert "timeout=self.seconds" in text
    assert "--as={_MEMORY_BYTES}" in text


def test_pages_are_drawn_by_our_own_module_alone_that_bounds_itself() -> None:
    """The third: PDFium reads what strangers send, in a process that may break, write nothing and take no longer."""
    text = (SOURCE / "files" / "drawer.py").read_text(encoding="utf-8")
    assert "shell" not in text
    assert '[sys.executable, "-I", "-m", "congso.files.drawing"]' in text
    assert 'env={"LC_ALL": "C.UTF-8"}' in text
    assert "timeout=SECONDS" in text
    program = (SOURCE / "files" / "drawing.py").read_text(encoding="utf-8")
    for bound in ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE"):
        assert f"resource.{bound}" in program


PATTERNS = {
    "identity/rules/passwords.py": "our own words",
    "kernel/masking.py": "constants of the module",
    "dossiers/rules/codes.py": "constants of the module",
    "files/rules/validity.py": "constants of the module",
    "ui/typesetting.py": "ranges of the shipped fonts",
    "catalogue/rules/form_language/definition.py": "patterns of forms, by who keeps the catalogue",
    "catalogue/rules/form_language/reading.py": "the same",
    "catalogue/rules/form_language/answers.py": "the same",
}
"""Where a pattern is more than a constant, and what it is made of."""


def test_no_regular_expression_is_made_of_what_people_send() -> None:
    takers = {f"re.{one}" for one in ("compile", "match", "search", "fullmatch", "sub", "findall", "split", "finditer")}
    made = {file for file, name, call in calls() if name in takers and call.args and not constant(call.args[0])}
    assert sorted(made - PATTERNS.keys()) == []


def constant(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return constant(node.left) and constant(node.right)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def test_templates_are_never_made_of_what_people_send() -> None:
    made = {file for file, name, _ in calls() if name.endswith(".from_string") and not name.startswith("puremagic")}
    assert made == {"ui/examples.py"}, "the living page shows our own snippets"
    imported = re.compile(r"from (?:django\.template|jinja2) import .*\b(?:Template|Engine|Environment)\b")
    assert [str(path) for path in sources() if imported.search(path.read_text(encoding="utf-8"))] == []


def test_scripts_put_text_into_pages_as_text() -> None:
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage"
        r"|Object\.assign\(|__proto__"
    )
    found = {
        f"{path.name}: {line.strip()}"
        for path in (SOURCE / "ui" / "static" / "ui" / "js").rglob("*.js")
        for line in path.read_text(encoding="utf-8").splitlines()
        if dangerous.search(line)
    }
    assert found <= {"upload.js: list.innerHTML = rows;"}, "the list of files that our own server drew"


def test_only_known_libraries_do_cryptography() -> None:
    foreign = re.compile(
        r"(?m)^\s*(?:import|from) (?:Crypto|Cryptodome|nacl|rsa|ecdsa|pyaes|passlib|M2Crypto)\b"
        r"|modes\.(?:ECB|CBC)|\bRC4\b|TripleDES"
    )
    assert [str(path) for path in sources() if foreign.search(path.read_text(encoding="utf-8"))] == []


def test_keys_are_long_enough() -> None:
    assert keyring.KEY_BYTES * 8 == 256
    assert signing_keys.BITS >= 3072


@pytest.mark.parametrize(
    "needed",
    ["ssl_protocols TLSv1.2 TLSv1.3;", "return 301 https://", "location /api/ { return 403; }", "server_tokens off;",
     "X-Forwarded-Proto $scheme", "X-Forwarded-For $proxy_add_x_forwarded_for", "limit_req zone="],
)  # fmt: skip
def test_the_sample_of_the_proxy_keeps_to_https(needed: str) -> None:
    sample = (ROOT / "docs" / "operations" / "nginx.conf").read_text(encoding="utf-8")
    assert needed in sample
    assert f"client_max_body_size {settings.REQUEST_MAX_BYTES // 2**20}m;" in sample
    ciphers = re.search(r"ssl_ciphers ([^;]+);", sample)
    assert ciphers
    assert all(one.startswith("ECDHE-") and ("GCM" in one or "CHACHA20" in one) for one in ciphers[1].split(":"))
