"""What imports do not show: keys written as strings, surfaces that touch tables, pages open to strangers."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

SOURCE = Path(__file__).resolve().parents[1] / "src" / "congso"
STACK = [
    {"portal", "workspace", "dashboards", "api"},
    {"processes"},
    {"dossiers"},
    {"catalogue"},
    {"notifications", "pages", "privacy", "provisioning", "representation", "sso"},
    {"organisation"},
    {"identity"},
    {"files", "audit"},
    {"ui"},
    {"kernel"},
]
HEIGHT = {context: len(STACK) - depth for depth, row in enumerate(STACK) for context in row}


def modules(*rooms: str) -> Iterator[tuple[str, Path]]:
    """Yield (context, file) of every module in the named rooms of a context; all modules without names."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if "migrations" in parts or "tests" in parts or len(parts) < 2 or path.name == "testing.py":
            continue
        if not rooms or Path(parts[1]).stem in rooms:
            yield parts[0], path


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names a module imports, relative ones resolved."""
    package = ("congso", *path.relative_to(SOURCE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            stem = ".".join(filter(None, [base, node.module or ""]))
            yield stem
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def test_foreign_keys_point_down_the_stack() -> None:
    upward = []
    for model in apps.get_models():
        own = model._meta.app_label
        if own not in HEIGHT:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or not getattr(field, "concrete", False) or target._meta.app_label not in HEIGHT:
                continue
            if HEIGHT[target._meta.app_label] > HEIGHT[own]:
                upward.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert upward == []


def test_no_context_imports_the_models_of_another() -> None:
    strangers = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for context, path in modules()
        if context not in {"cli", "config"}
        for name in imports(path)
        for other in HEIGHT
        if other != context and (name == f"congso.{other}.models" or name.startswith(f"congso.{other}.models."))
    ]
    assert strangers == []


def test_surfaces_do_not_touch_tables() -> None:
    offenders = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for context, path in modules("views", "api", "tasks", "urls", "forms")
        for name in imports(path)
        if name == f"congso.{context}.models" or name.startswith(f"congso.{context}.models.")
    ]
    assert offenders == []


def test_rules_know_no_framework_but_text_choices() -> None:
    offenders = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for _, path in modules("rules")
        for name in imports(path)
        if name.startswith("django")
        and name not in {"django.db.models", "django.db.models.TextChoices", "django.db.models.IntegerChoices"}
    ]
    assert offenders == []


def test_only_surfaces_look_at_the_clock() -> None:
    offenders = [
        str(path.relative_to(SOURCE))
        for _, path in modules("rules", "models", "permissions", "queries", "commands", "printing")
        for name in imports(path)
        if name in {"congso.kernel.clock.now", "congso.kernel.clock.today", "django.utils.timezone.now"}
    ]
    assert offenders == []


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def test_pages_open_to_strangers_are_on_the_reviewed_list() -> None:
    reviewed = {
        line.strip()
        for line in (Path(__file__).parent / "public_views.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    found = {
        route or "/" for route, view in routes(get_resolver().url_patterns) if not getattr(view, "login_required", True)
    }
    assert sorted(found - reviewed) == [], "open to strangers, but not reviewed"
    assert sorted(reviewed - found) == [], "reviewed as open, but not there or not open"


@pytest.mark.parametrize("context", sorted(HEIGHT))
def test_each_context_says_what_it_owns(context: str) -> None:
    text = ast.get_docstring(ast.parse((SOURCE / context / "__init__.py").read_text(encoding="utf-8")))
    assert text
    assert len(text) > 40
