"""Seal the identity number and the ways to reach a person, and find people by a blind index.

The plain columns go when every row is sealed. Batches are transactions of their own, so people keep working while a
million rows are sealed; rows that came meanwhile are sealed by the last pass, in the transaction that drops the columns.
"""

from typing import Any

from django.db import connection, migrations, models

import congso.kernel.protected_fields
from congso.kernel.protection import blind_index, seal, unseal
from congso.kernel.rewriting import rewrite

PLAIN = ["identity_number", "phone", "email", "address"]
SEALED = ["identity_number_sealed", "identity_index", "phone_sealed", "email_sealed", "address_sealed"]


def sealed(number: str | None, phone: str, email: str, address: str) -> list[bytes | None]:
    return [
        seal(number, "person.identity_number") if number else None,
        blind_index(number, "identity_number") if number else None,
        seal(phone, "person.phone"),
        seal(email, "person.email"),
        seal(address, "person.address"),
    ]


def unsealed(number: bytes | None, phone: bytes, email: bytes, address: bytes) -> list[str | None]:
    return [
        unseal(number, "person.identity_number") if number else None,
        unseal(phone, "person.phone"),
        unseal(email, "person.email"),
        unseal(address, "person.address"),
    ]


def forwards(apps: Any, schema_editor: Any) -> None:
    rewrite(table="identity_person", key="id", read=PLAIN, write=SEALED, change=sealed)


def late_comers(apps: Any, schema_editor: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE identity_person IN SHARE ROW EXCLUSIVE MODE")
    late = "(identity_number IS NOT NULL AND identity_index IS NULL) OR (phone <> '' AND phone_sealed = '')"
    rewrite(table="identity_person", key="id", read=PLAIN, write=SEALED, change=sealed, where=late)


def backwards(apps: Any, schema_editor: Any) -> None:
    rewrite(table="identity_person", key="id", read=[SEALED[0], *SEALED[2:]], write=PLAIN, change=unsealed)


def sealed_text(name: str, label: str, *, null: bool = False) -> Any:
    more: dict[str, Any] = {"null": True} if null else {"default": ""}
    return congso.kernel.protected_fields.SealedText(blank=True, label=label, verbose_name=name, **more)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("identity", "0002_add_factors_and_sessions")]

    operations = [
        migrations.AddField(
            "person", SEALED[0], sealed_text("số định danh cá nhân", "person.identity_number", null=True)
        ),
        migrations.AddField("person", "identity_index", models.BinaryField(max_length=16, null=True, blank=True)),
        migrations.AddField("person", SEALED[2], sealed_text("số điện thoại", "person.phone")),
        migrations.AddField("person", SEALED[3], sealed_text("thư điện tử", "person.email")),
        migrations.AddField("person", SEALED[4], sealed_text("địa chỉ", "person.address")),
        migrations.RunPython(forwards, backwards),
        migrations.AlterField(
            "person", "identity_index", models.BinaryField(max_length=16, null=True, blank=True, unique=True)
        ),
        migrations.RunPython(late_comers, migrations.RunPython.noop, atomic=True),
        migrations.RemoveConstraint("person", "identity_number_is_twelve_digits"),
        *[migrations.RemoveField("person", name) for name in PLAIN],
        *[migrations.RenameField("person", f"{name}_sealed", name) for name in PLAIN],
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                name="an_identity_number_has_its_index",
                condition=models.Q(identity_number__isnull=True, identity_index__isnull=True)
                | models.Q(identity_number__isnull=False, identity_index__isnull=False),
            ),
        ),
    ]
