import django.db.models.deletion
from django.db import migrations, models

import congso.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ClientSystem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="tên hệ thống")),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("organisation_id", models.BigIntegerField(blank=True, null=True)),
                ("officer_id", models.BigIntegerField(blank=True, null=True)),
                ("scopes", models.JSONField(default=list)),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bucket", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["bucket", "at"], name="failed_sign_ins_of_a_bucket")],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("full_name", models.CharField(max_length=120, verbose_name="họ, chữ đệm và tên")),
                ("name_sort_key", models.CharField(max_length=400)),
                ("search_name", models.CharField(max_length=120)),
                (
                    "identity_number",
                    models.CharField(
                        blank=True, max_length=12, null=True, unique=True, verbose_name="số định danh cá nhân"
                    ),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="ngày sinh")),
                (
                    "gender",
                    models.CharField(
                        blank=True, choices=[("male", "Nam"), ("female", "Nữ")], max_length=6, verbose_name="giới tính"
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=16, verbose_name="số điện thoại")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="địa chỉ")),
                ("commune_code", models.CharField(blank=True, max_length=5, verbose_name="mã xã, phường")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("identity_number__isnull", True), ("identity_number__regex", "^\\d{12}$"), _connector="OR"
                        ),
                        name="identity_number_is_twelve_digits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=80, unique=True, verbose_name="tên đăng nhập")),
                (
                    "kind",
                    models.CharField(
                        choices=[("citizen", "Người dân, doanh nghiệp"), ("officer", "Cán bộ, công chức")],
                        default="officer",
                        max_length=7,
                        verbose_name="loại",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                ("is_active", models.BooleanField(default=True, verbose_name="đang hoạt động")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="identity.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind"), name="a_person_has_one_account_of_each_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False), models.Q(("kind", "citizen"), _negated=True), _connector="OR"
                        ),
                        name="a_citizen_account_belongs_to_a_person",
                    ),
                ],
            },
        ),
    ]
