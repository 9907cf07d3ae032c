import django.db.models.deletion
from django.db import migrations, models

import congso.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_create_persons_and_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=160, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("in_app", "Trên cổng"), ("email", "Thư điện tử"), ("sms", "Tin nhắn")], max_length=6
                    ),
                ),
                ("template", models.CharField(max_length=60)),
                ("address", models.CharField(blank=True, max_length=254)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField()),
                ("link", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ gửi"),
                            ("sending", "Đang gửi"),
                            ("sent", "Đã gửi"),
                            ("failed", "Không gửi được"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("evidence", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="identity.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-created_at"], name="messages_of_a_person"),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["created_at"],
                        name="messages_not_yet_sent",
                    ),
                ],
            },
        ),
    ]
