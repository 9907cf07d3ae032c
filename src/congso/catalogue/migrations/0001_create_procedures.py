import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# What is published is a legal document: later editions are new rows, this one is never rewritten and never deleted.
# What may still change on a published version is its life (state, end) and what the province adds to it.
GUARDS = """
CREATE FUNCTION catalogue_keep_published_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published procedure version is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.content, NEW.content_hash, NEW.number, NEW.source, NEW.procedure_id, NEW.published_at)
       IS DISTINCT FROM (OLD.content, OLD.content_hash, OLD.number, OLD.source, OLD.procedure_id, OLD.published_at) THEN
        RAISE EXCEPTION 'a published procedure version is never rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep_published_version();

CREATE FUNCTION catalogue_keep_published_definition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published definition is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.definition, NEW.definition_hash, NEW.number, NEW.published_at)
       IS DISTINCT FROM (OLD.definition, OLD.definition_hash, OLD.number, OLD.published_at) THEN
        RAISE EXCEPTION 'a published definition is never rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON catalogue_formversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep_published_definition();
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON catalogue_workflowversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep_published_definition();
"""
NO_GUARDS = """
DROP TRIGGER keep_published ON catalogue_procedureversion;
DROP TRIGGER keep_published ON catalogue_formversion;
DROP TRIGGER keep_published ON catalogue_workflowversion;
DROP FUNCTION catalogue_keep_published_version();
DROP FUNCTION catalogue_keep_published_definition();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_create_extensions_and_registers"),
        ("organisation", "0001_create_organisation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=300, verbose_name="tên")),
            ],
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("summary", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Field",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("ministry", models.CharField(blank=True, max_length=120, verbose_name="bộ, ngành")),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="mã")),
                ("sort_key", models.CharField(max_length=500)),
                ("search_name", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "ministry"), name="one_field_per_name_and_ministry")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("definition", models.JSONField()),
                ("definition_hash", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalogue.form"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="mã thủ tục")),
                ("is_internal", models.BooleanField(default=False, verbose_name="thủ tục nội bộ")),
                ("name", models.CharField(blank=True, max_length=1200, verbose_name="tên")),
                (
                    "tiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        default=list,
                        size=None,
                        verbose_name="cấp thực hiện",
                    ),
                ),
                ("is_adopted", models.BooleanField(default=False, verbose_name="đã cấu hình tại tỉnh")),
                ("popularity", models.PositiveIntegerField(default=0)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("search_name", models.CharField(blank=True, max_length=1200)),
                (
                    "field",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="catalogue.field",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="bản số")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Dự thảo"),
                            ("proposed", "Trình thẩm định"),
                            ("signed", "Đã ký, chưa hiệu lực"),
                            ("in_force", "Đang hiệu lực"),
                            ("suspended", "Tạm ngừng nộp trực tuyến"),
                            ("expired", "Hết hiệu lực"),
                            ("abolished", "Bãi bỏ"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("source", models.CharField(max_length=60, verbose_name="nguồn")),
                ("decision_number", models.CharField(blank=True, max_length=120, verbose_name="số quyết định công bố")),
                ("effective_from", models.DateField(blank=True, null=True, verbose_name="hiệu lực từ")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="hết hiệu lực từ")),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("policy", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "form_version",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="catalogue.formversion"
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalogue.procedure"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="procedure",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="current_of",
                to="catalogue.procedureversion",
            ),
        ),
        migrations.CreateModel(
            name="ReviewItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure_code", models.CharField(blank=True, max_length=40)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("code", models.CharField(max_length=60)),
                ("field", models.CharField(max_length=160)),
                ("reason", models.TextField()),
                ("rejected", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Chờ rà soát"), ("settled", "Đã xử lý"), ("waived", "Chấp nhận như công bố")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("settlement", models.TextField(blank=True, verbose_name="cách xử lý")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="catalogue.importrun"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="catalogue.procedureversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkflowVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="mã")),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=300, verbose_name="tên")),
                ("definition", models.JSONField()),
                ("definition_hash", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "number"), name="workflow_version_is_numbered_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="procedureversion",
            name="workflow_version",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="catalogue.workflowversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("form", "number"), name="form_version_is_numbered_once"),
        ),
        migrations.AddIndex(
            model_name="procedure",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="procedures_by_words"),
        ),
        migrations.AddIndex(
            model_name="procedure",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_name"], name="procedures_by_letters", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="procedure",
            index=models.Index(fields=["field", "code"], name="procedures_of_a_field"),
        ),
        migrations.AddIndex(
            model_name="procedure",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tiers"], name="procedures_of_a_tier"),
        ),
        migrations.AddConstraint(
            model_name="procedure",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[1-6]\\.\\d{6}$")), name="procedure_code_has_national_form"
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(fields=["state", "code", "id"], name="review_items_by_state"),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(fields=["procedure_code"], name="review_items_of_a_procedure"),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("settled_at__isnull", False), _connector="OR"),
                name="a_settled_review_item_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.UniqueConstraint(
                fields=("procedure", "number"), name="procedure_version_is_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_to__isnull", True),
                    ("effective_from__isnull", True),
                    ("effective_to__gte", models.F("effective_from")),
                    _connector="OR",
                ),
                name="version_ends_after_it_begins",
            ),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
