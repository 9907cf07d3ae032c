"""The messages of the interface: collected from the sources into .po files, compiled from them into .mo files.

    .venv/bin/python tools/messages.py collect   after a text has changed; translators then fill what is empty
    .venv/bin/python tools/messages.py compile   set-up does it, when a .po file has changed

Three catalogues (docs/adr/0036-english-through-gettext.md). `django` holds what is marked for gettext, anywhere. `said`
holds the Vietnamese sentences of the modules listed here, which are marked nowhere: rules, refusals, labels. An
f-string becomes a message with named holes. `scripts` holds what scripts show. All are written sorted, with files but
without lines and dates, so that a difference is always a changed text.
"""

import ast
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "congso"
CATALOGUES = SOURCES / "locale" / "en" / "LC_MESSAGES"

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
NOT_SOURCES = ("*/tests/*", "*/migrations/*", "*/demo/*", "*/demo.py", "*/management/*", "*/testing.py")

SAID = (
    "audit/rules/kinds.py",
    "audit/rules/purposes.py",
    "catalogue/commands/__init__.py",
    "catalogue/forms/answers.py",
    "catalogue/forms/browsing.py",
    "catalogue/models.py",
    "catalogue/queries/__init__.py",
    "catalogue/queries/dumps.py",
    "catalogue/queries/finding.py",
    "catalogue/queries/past.py",
    "catalogue/rules/comparing.py",
    "catalogue/rules/comparing_forms.py",
    "catalogue/rules/content.py",
    "catalogue/rules/form_language/a*.py",
    "catalogue/rules/form_language/checking.py",
    "catalogue/rules/form_language/identity_numbers.py",
    "catalogue/rules/form_language/map_points.py",
    "catalogue/rules/form_language/reading.py",
    "catalogue/rules/form_language/related_dossiers.py",
    "catalogue/rules/form_language/s*.py",
    "catalogue/rules/policy.py",
    "catalogue/rules/public_words.py",
    "catalogue/views/opendata.py",
    "config/observability/status.py",
    "config/settings/face.py",
    "dashboards/queries/*.py",
    "dashboards/rules/*.py",
    "dossiers/commands/*.py",
    "dossiers/models/*.py",
    "dossiers/permissions.py",
    "dossiers/queries/access.py",
    "dossiers/queries/appointments.py",
    "dossiers/queries/behalf.py",
    "dossiers/queries/desk.py",
    "dossiers/queries/detail.py",
    "dossiers/queries/lists.py",
    "dossiers/queries/masking.py",
    "dossiers/queries/parts.py",
    "dossiers/queries/people.py",
    "dossiers/queries/presending.py",
    "dossiers/queries/readers.py",
    "dossiers/queries/register.py",
    "dossiers/queries/routes.py",
    "dossiers/queries/tracking.py",
    "dossiers/rules/codes.py",
    "dossiers/rules/deadlines/*.py",
    "dossiers/rules/money.py",
    "dossiers/rules/official_forms.py",
    "dossiers/rules/own_papers.py",
    "dossiers/rules/presending.py",
    "dossiers/rules/states.py",
    "dossiers/rules/timeliness.py",
    "dossiers/views/files.py",
    "files/commands/*.py",
    "files/queries.py",
    "files/rules/content.py",
    "files/rules/findings.py",
    "files/rules/pdf.py",
    "files/rules/pictures.py",
    "files/rules/quota.py",
    "files/rules/recognised.py",
    "files/rules/signatures.py",
    "identity/models.py",
    "identity/passkeys.py",
    "identity/rules/assurance.py",
    "identity/rules/claims.py",
    "identity/rules/passwords.py",
    "identity/sessions.py",
    "identity/views/*.py",
    "kernel/idempotency.py",
    "kernel/normalise.py",
    "notifications/commands.py",
    "notifications/rules/choices.py",
    "notifications/rules/templates.py",
    "organisation/queries/agencies.py",
    "organisation/queries/calendars.py",
    "organisation/rules/calendar.py",
    "organisation/rules/roles.py",
    "pages/commands/feedback.py",
    "pages/forms.py",
    "pages/models.py",
    "pages/queries.py",
    "pages/rules/feedback.py",
    "pages/rules/interruptions.py",
    "pages/rules/texts.py",
    "portal/*.py",
    "portal/rules/*.py",
    "portal/views/*.py",
    "privacy/commands/requests.py",
    "privacy/models.py",
    "privacy/rules/classification.py",
    "privacy/rules/notices.py",
    "privacy/rules/requests.py",
    "processes/words.py",
    "representation/**/*.py",
    "signatures/commands/*.py",
    "signatures/making/*.py",
    "signatures/queries/[cx]*.py",
    "signatures/permissions.py",
    "signatures/rules/certificates.py",
    "signatures/rules/judging.py",
    "signatures/rules/keys.py",
    "signatures/rules/levels.py",
    "signatures/rules/reports.py",
    "signatures/rules/troubles.py",
    "sso/models.py",
    "sso/rules/scopes.py",
    "ui/context.py",
    "ui/fields.py",
    "ui/refusals.py",
    "workspace/rules/citizen_card.py",
)
"""Where sentences for people are said without a mark. Of modules of models only the labels of choices are read."""

FOR_OFFICERS = (
    "api/*",
    "audit/*",
    "catalogue/commands/*",
    "catalogue/forms/[bcdfrs]*",
    "catalogue/forms/asked.py",
    "catalogue/templates/catalogue/[am]*",
    "catalogue/templates/catalogue/batch.html",
    "catalogue/templates/catalogue/bulk.html",
    "catalogue/templates/catalogue/form_*",
    "catalogue/templates/catalogue/new_procedure.html",
    "catalogue/templates/catalogue/parts/[cdmw]*",
    "catalogue/templates/catalogue/parts/form_*",
    "catalogue/templates/catalogue/parts/row.html",
    "catalogue/templates/catalogue/publish.html",
    "catalogue/templates/catalogue/review*",
    "catalogue/templates/catalogue/s*",
    "catalogue/views/[bds]*",
    "catalogue/views/form_builder.py",
    "dashboards/*",
    "dossiers/templates/*",
    "inspection/*",
    "kernel/*",
    "organisation/*",
    "pages/templates/pages/[eiv]*",
    "pages/templates/pages/feedback_inbox.html",
    "pages/templates/pages/o*",
    "privacy/*",
    "processes/*",
    "provisioning/*",
    "signatures/commands/anchors.py",
    "signatures/commands/credentials.py",
    "signatures/commands/signing.py",
    "signatures/making/*",
    "signatures/permissions.py",
    "signatures/rules/certificates.py",
    "signatures/rules/keys.py",
    "signatures/rules/rights.py",
    "signatures/rules/troubles.py",
    "signatures/templates/signatures/*key*",
    "signatures/views/key*.py",
    "signatures/views/own_key.py",
    "signatures/templates/signatures/*anchor*",
    "signatures/views/anchor*.py",
    "sso/commands/systems.py",
    "sso/forms.py",
    "sso/templates/sso/[rt]*",
    "sso/templates/sso/se*",
    "sso/templates/sso/sy*",
    "sso/views/[st]*",
    "ui/examples.py",
    "ui/templates/ui/base_workspace.html",
    "ui/templates/ui/living_*",
    "ui/templates/ui/parts/keys.html",
    "workspace/*",
)
"""Files whose marked messages only officers see: they may stay untranslated, all others may not."""

WITHOUT_MARKS = {"identity/models.py": ("Nam",), "portal/rules/life_events.py": ("Sinh con",)}
"""What is said there in Vietnamese words that happen to have no Vietnamese letter."""

Said = str | tuple[str, ...] | list[str] | None
Places = dict[str | tuple[str, ...], set[str]]


def main(arguments: list[str]) -> int:
    match arguments:
        case ["collect"]:
            for domain, found in (("django", marked()), ("said", said()), ("scripts", scripts())):
                print(f"{domain}: {refresh(domain, found)} câu chưa dịch")
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


# ---------------------------------------------------------------- what is said


def marked() -> Places:
    """Every message that templates and Python mark for gettext, with the files it stands in."""
    found: Places = {}
    for path in _sources("*.py"):
        _note(found, path, path.read_bytes())
    for path in _sources("*.html"):
        _note(found, path, _as_python(path.read_text(encoding="utf-8")).encode())
    return found


def said() -> Places:
    """Every Vietnamese sentence of the modules in `SAID` that no mark surrounds, with the files it stands in."""
    found: Places = {}
    for pattern in SAID:
        paths = [path for path in SOURCES.glob(pattern) if _is_source(path)]
        assert paths, f"nothing lies at {pattern}"
        for path in paths:
            for message in sentences(path.read_text(encoding="utf-8"), choices_only=_is_models(path)):
                found.setdefault(message, set()).add(_name(path))
    for name, words in WITHOUT_MARKS.items():
        source = (SOURCES / name).read_text(encoding="utf-8")
        for word in words:
            assert f'"{word}"' in source, f"{name} no longer says {word}"
            found.setdefault(word, set()).add(name)
    return found


def scripts() -> Places:
    """Every message that scripts show, with the files it stands in."""
    found: Places = {}
    for path in sorted(SOURCES.glob("*/static/*/js/*.js")):
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("javascript", file, {"inWords": None}):
                found.setdefault(message, set()).add(_name(path))
    return found


def for_people(found: Places) -> Places:
    """The messages that somebody other than an officer may meet."""
    return {
        message: places
        for message, places in found.items()
        if any(not any(fnmatch(place, pattern) for pattern in FOR_OFFICERS) for place in places)
    }


def _sources(pattern: str) -> list[Path]:
    return sorted(path for path in SOURCES.rglob(pattern) if _is_source(path))


def _is_source(path: Path) -> bool:
    return not any(path.match(one) for one in NOT_SOURCES) and "tests" not in path.parts


def _is_models(path: Path) -> bool:
    return path.stem == "models" or path.parent.name == "models"


def _name(path: Path) -> str:
    return path.relative_to(SOURCES).as_posix()


def _note(found: Places, path: Path, text: bytes) -> None:
    for _line, message, _comments, _context in extract("python", io.BytesIO(text), KEYWORDS, (), {"encoding": "utf-8"}):
        if message:
            found.setdefault(message, set()).add(_name(path))


def _as_python(template: str) -> str:
    """The messages of a template as lines of Python, by the reading that Django's own `makemessages` relies on."""
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(template).splitlines())


def sentences(source: str, *, choices_only: bool = False) -> Iterator[str]:
    """The Vietnamese strings of a module that are neither docstrings nor marked; f-strings with named holes."""
    tree = ast.parse(source)
    constants = _constants(tree)
    yield from _walk(tree, constants, inside=not choices_only)


def _walk(node: ast.AST, constants: dict[str, str], *, inside: bool) -> Iterator[str]:
    if isinstance(node, ast.Call) and _called(node) in {*KEYWORDS, "_", "compile"}:
        return
    if isinstance(node, ast.ClassDef):
        inside = inside or any(_last_name(base) in {"TextChoices", "IntegerChoices"} for base in node.bases)
    if isinstance(node, ast.JoinedStr):
        if inside and VIETNAMESE.search(message := _with_holes(node, constants)):
            yield message
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _walk(part.value, constants, inside=inside)
        return
    if isinstance(node, ast.Constant):
        if inside and isinstance(node.value, str) and VIETNAMESE.search(node.value):
            yield node.value
        return
    for child in ast.iter_child_nodes(node):
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not is_docstring:
            yield from _walk(child, constants, inside=inside)


def _constants(tree: ast.Module) -> dict[str, str]:
    """Strings of the module with a name: what an f-string puts in from there is part of its sentence."""
    return {
        one.targets[0].id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and isinstance(one.value, ast.Constant)
        and isinstance(one.value.value, str)
    }


def _with_holes(node: ast.JoinedStr, constants: dict[str, str]) -> str:
    parts: list[str] = []
    taken: dict[str, int] = {}
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            if isinstance(part.value, ast.Name) and part.value.id in constants:
                parts.append(constants[part.value.id])
                continue
            name = _last_name(part.value).strip("_") or "value"
            taken[name] = taken.get(name, 0) + 1
            parts.append(f"{{{name}{taken[name] if taken[name] > 1 else ''}}}")
    return "".join(parts)


def _called(node: ast.Call) -> str:
    return _last_name(node.func)


def _last_name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return _last_name(func)
        case _:
            return ""


# ---------------------------------------------------------------- what is written down


def refresh(domain: str, found: Places) -> int:
    """Write `<domain>.po` anew with what is said now; translations are kept by their message. Returns what is empty."""
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    _write(CATALOGUES / f"{domain}.po", written(domain, found))
    return sum(1 for one in catalogue(domain) if one.id and not is_translated(one.string))


def written(domain: str, found: Places) -> bytes:
    """The catalogue as `refresh` writes it."""
    return _po(_renewed(domain, found))


def _renewed(domain: str, found: Places) -> Catalog:
    before = catalogue(domain)
    after = Catalog(locale="en", domain=domain, project="congso", fuzzy=False)
    for message in sorted(found, key=first):
        known = before.get(first(message))
        kept = known.string if known is not None and known.id == message else ""
        after.add(message, kept, locations=[(file, 0) for file in sorted(found[message])])
    return after


def catalogue(domain: str) -> Catalog:
    path = CATALOGUES / f"{domain}.po"
    if not path.exists():
        return Catalog(locale="en", domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale="en", domain=domain)


def first(message: Said) -> str:
    """The message as it is looked up: of one with a plural the singular."""
    return message if isinstance(message, str) else (message or [""])[0]


def is_translated(string: Said) -> bool:
    return bool(string) if isinstance(string, str) else all(string or [""])


HEADER = """# The English of congso. Collected by `make messages`; how to translate stands in CONTRIBUTING.md.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def _po(told: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, told, width=0, omit_header=True, include_lineno=False)
    return HEADER.encode() + file.getvalue()


def is_stale() -> bool:
    """Whether a .po file has changed since it was compiled."""
    pairs = [(path, path.with_suffix(".mo")) for path in CATALOGUES.glob("*.po")]
    return any(not made.exists() or made.stat().st_mtime < path.stat().st_mtime for path, made in pairs)


def compile_all() -> None:
    """Write each .mo beside its .po."""
    for path in sorted(CATALOGUES.glob("*.po")):
        file = io.BytesIO()
        write_mo(file, catalogue(path.stem))
        _write(path.with_suffix(".mo"), file.getvalue())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: somebody may be reading the file meanwhile."""
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(beside).chmod(0o644)
    Path(beside).replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
