import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import congso.organisation.models

# Whatever writes these tables, the revision changes: processes remember them by it (see `queries.remembered`).
WATCHED = [
    "organisation_administrativeunit",
    "organisation_organisation",
    "organisation_organisationidentifier",
    "organisation_unit",
    "organisation_calendaredition",
    "organisation_officehoursplan",
]
FUNCTION = """
CREATE FUNCTION organisation_new_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organisation_revision (id, stamp) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER new_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {} "
    "FOR EACH STATEMENT EXECUTE FUNCTION organisation_new_revision()"
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_create_extensions_and_registers"),
        ("identity", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("published_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("days", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="chức danh")),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("counter", "Cán bộ tiếp nhận và trả kết quả"),
                                ("specialist", "Chuyên viên thụ lý"),
                                ("unit_head", "Lãnh đạo phòng"),
                                ("leader", "Lãnh đạo cơ quan"),
                                ("clerk", "Văn thư"),
                                ("catalogue_editor", "Cán bộ kiểm soát thủ tục hành chính"),
                                ("administrator", "Quản trị hệ thống"),
                                ("inspector", "Cán bộ thanh tra, kiểm tra"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="vai trò",
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AdministrativeUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tier",
                    models.CharField(
                        choices=[("province", "Cấp tỉnh"), ("district", "Cấp huyện"), ("commune", "Cấp xã")],
                        max_length=8,
                        verbose_name="cấp",
                    ),
                ),
                ("code", models.CharField(max_length=5, verbose_name="mã")),
                ("kind", models.CharField(max_length=40, verbose_name="loại")),
                ("name", models.CharField(max_length=80, verbose_name="tên")),
                ("full_name", models.CharField(max_length=120, verbose_name="tên đầy đủ")),
                ("sort_key", models.CharField(max_length=300)),
                ("search_name", models.CharField(max_length=120)),
                ("province_code", models.CharField(max_length=2)),
                ("valid_from", models.DateField(verbose_name="có hiệu lực từ")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="hết hiệu lực từ")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisation.administrativeunit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("provincial_committee", "Ủy ban nhân dân tỉnh"),
                            ("provincial_centre", "Trung tâm Phục vụ hành chính công tỉnh"),
                            ("department", "Sở, cơ quan ngang sở"),
                            ("district_committee", "Ủy ban nhân dân huyện"),
                            ("commune_committee", "Ủy ban nhân dân xã"),
                            ("sector_agency", "Cơ quan ngành dọc, đơn vị sự nghiệp"),
                        ],
                        max_length=24,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="tên")),
                ("sort_key", models.CharField(max_length=400)),
                ("search_name", models.CharField(max_length=160)),
                (
                    "tier",
                    models.CharField(
                        choices=[("province", "Cấp tỉnh"), ("district", "Cấp huyện"), ("commune", "Cấp xã")],
                        max_length=8,
                        verbose_name="cấp",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                ("valid_from", models.DateField(verbose_name="có hiệu lực từ")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="hết hiệu lực từ")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisation.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="organisation.administrativeunit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfficeHoursPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.JSONField()),
                ("basis", models.CharField(blank=True, max_length=160)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office_hours",
                        to="organisation.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrganisationIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scheme",
                    models.CharField(
                        choices=[("old", "QCVN 102:2016/BTTTT"), ("new", "QĐ 20/2020/QĐ-TTg")], max_length=3
                    ),
                ),
                ("value", models.CharField(max_length=35)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="organisation.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlaceSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="ngày")),
                ("kind", models.CharField(max_length=30)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("quality", models.CharField(blank=True, max_length=30)),
                (
                    "from_place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="organisation.administrativeunit",
                    ),
                ),
                (
                    "to_place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessions",
                        to="organisation.administrativeunit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("substitute", models.BooleanField(default=False, verbose_name="người thay thế")),
                ("basis", models.CharField(blank=True, max_length=120, verbose_name="quyết định")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="identity.person"
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holders", to="organisation.position"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_revision")],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="ngày")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merge", "Hợp nhất, sáp nhập"),
                            ("split", "Chia, tách"),
                            ("rename", "Đổi tên"),
                            ("abolish", "Giải thể, chuyển nhiệm vụ"),
                        ],
                        max_length=8,
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                (
                    "from_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="organisation.organisation",
                    ),
                ),
                (
                    "to_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessions",
                        to="organisation.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("one_stop_desk", "Bộ phận Một cửa"),
                            ("division", "Phòng chuyên môn"),
                            ("leadership", "Lãnh đạo"),
                            ("clerks", "Văn thư"),
                            ("administration", "Quản trị hệ thống"),
                        ],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="tên")),
                ("sort_key", models.CharField(max_length=400)),
                (
                    "fields_of_work",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="lĩnh vực",
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="organisation.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisation.unit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="position",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="positions", to="organisation.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="administrativeunit",
            index=models.Index(fields=["province_code", "tier", "sort_key"], name="places_of_a_province"),
        ),
        migrations.AddConstraint(
            model_name="administrativeunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="place_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="administrativeunit",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("tier", "="),
                    ("code", "="),
                    (congso.organisation.models.DateRange("valid_from", "valid_to"), "&&"),
                ],
                name="one_place_per_code_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["place", "kind"], name="organisations_of_a_place"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehoursplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="office_hours_end_after_they_begin",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehoursplan",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (django.db.models.functions.comparison.Coalesce("organisation", 0), "="),
                    (congso.organisation.models.DateRange("valid_from", "valid_to"), "&&"),
                ],
                name="one_office_hours_plan_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationidentifier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="identifier_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationidentifier",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("scheme", "="),
                    ("value", "="),
                    (congso.organisation.models.DateRange("valid_from", "valid_to"), "&&"),
                ],
                name="one_organisation_per_identifier_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationidentifier",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("organisation", "="),
                    ("scheme", "="),
                    (congso.organisation.models.DateRange("valid_from", "valid_to"), "&&"),
                ],
                name="one_identifier_per_scheme_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="placesuccession",
            constraint=models.UniqueConstraint(
                fields=("from_place", "to_place", "on"), name="a_place_becomes_another_once"
            ),
        ),
        migrations.AddIndex(
            model_name="officer",
            index=models.Index(fields=["person", "valid_from"], name="posts_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="officer_ends_after_they_begin",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person", "="),
                    ("position", "="),
                    (congso.organisation.models.DateRange("valid_from", "valid_to"), "&&"),
                ],
                name="a_person_holds_a_position_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(
                fields=("from_organisation", "to_organisation", "on"), name="an_organisation_passes_on_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="unit_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="position_ends_after_it_begins",
            ),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION organisation_new_revision()"),
        *(migrations.RunSQL(TRIGGER.format(table), f"DROP TRIGGER new_revision ON {table}") for table in WATCHED),
    ]
