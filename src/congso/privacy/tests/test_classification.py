"""Every field that can hold personal data is classed, and kept as its class says."""

from pathlib import Path

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from congso.kernel.protected_fields import SealedJSON, SealedText
from congso.privacy.rules.classification import IMPERSONAL_CONTEXTS, NOT_PERSONAL, PERSONAL, Kept, page

SUSPECT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.DateField,
    models.BinaryField,
    models.UUIDField,
    models.GenericIPAddressField,
    models.FileField,
    ArrayField,
    SearchVectorField,
    SealedText,
    SealedJSON,
)


def suspects() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        context = model._meta.app_config.name
        if not context.startswith("congso.") or model._meta.app_label in IMPERSONAL_CONTEXTS:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateTimeField) or field.primary_key or field.is_relation or field.choices:
                continue
            if isinstance(field, SUSPECT):
                found.setdefault(model._meta.label, set()).add(field.name)
    return found


def test_every_field_that_can_hold_personal_data_is_classed() -> None:
    unknown = [
        f"{model}.{name}"
        for model, names in suspects().items()
        for name in sorted(names - set(PERSONAL.get(model, {})) - NOT_PERSONAL.get(model, frozenset()))
    ]
    assert not unknown, "class these fields in congso/privacy/rules/classification.py"


def test_nothing_is_classed_that_is_no_more_and_nothing_twice() -> None:
    there = suspects()
    for table in (PERSONAL, NOT_PERSONAL):
        for model, names in table.items():
            assert set(names) <= there.get(model, set()), model
    for model, fields in PERSONAL.items():
        assert not set(fields) & NOT_PERSONAL.get(model, frozenset()), model


def test_a_field_said_to_be_sealed_is_sealed_and_no_other() -> None:
    said = {
        f"{model}.{name}" for model, fields in PERSONAL.items() for name in fields if fields[name][1] is Kept.SEALED
    }
    sealed = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText | SealedJSON)
    }
    assert said == sealed


def test_the_page_of_the_documentation_is_the_table() -> None:
    kept = Path(__file__).resolve().parents[4] / "docs" / "security" / "personal-data.md"
    assert kept.read_text(encoding="utf-8") == page(), "congso privacy classification > docs/security/personal-data.md"
