"""Copies of the register are rows: asked for in a request, made by a job, kept for some days."""

import django.db.models.deletion
from django.db import migrations, models

import congso.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0006_name_the_ground_of_a_waived_fee"),
        ("files", "0004_keep_the_hash_of_what_came"),
        ("organisation", "0003_record_delegations"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterPrint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("as_of", models.DateTimeField(verbose_name="số liệu đến")),
                ("asked_at", models.DateTimeField()),
                ("lines", models.PositiveIntegerField(blank=True, null=True, verbose_name="số dòng")),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lần lập không thành gần nhất"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="files.storedfile"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["asked_at"], name="register_prints_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "year", "as_of"), name="a_register_is_printed_once_for_a_moment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", True), ("made_at__isnull", True)),
                            models.Q(("file__isnull", False), ("made_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_register_that_was_printed_is_there",
                    ),
                ],
            },
        ),
    ]
