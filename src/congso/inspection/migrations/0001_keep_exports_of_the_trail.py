"""Exports of the trail that inspectors asked for."""

import django.db.models.deletion
from django.db import migrations, models

import congso.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0004_keep_the_hash_of_what_came"),
        ("organisation", "0004_end_what_came_with_positions"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("search", models.JSONField()),
                ("scope", models.JSONField(blank=True, null=True)),
                ("purpose", models.CharField(max_length=20)),
                ("ground", models.CharField(max_length=200)),
                (
                    "format",
                    models.CharField(choices=[("csv", "Bảng tính (CSV)"), ("jsonl", "JSON Lines")], max_length=5),
                ),
                ("lines", models.PositiveBigIntegerField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.officer"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["asked_by", "-asked_at"], name="trail_exports_of_an_officer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", ""), ("file", None), ("lines", None)),
                            models.Q(
                                ("file__isnull", False),
                                ("lines__isnull", False),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_trail_export_has_file_count_and_digest_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="a_trail_export_has_its_ground"
                    ),
                ],
            },
        ),
    ]
