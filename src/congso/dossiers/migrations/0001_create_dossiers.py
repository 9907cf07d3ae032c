"""Dossiers: rows, history partitioned by month that refuses changes, official papers."""

from datetime import date

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import congso.kernel.ids
from congso.kernel.partitions import ensure_months

CREATE_EVENTS = """
CREATE TABLE dossiers_dossierevent (
    id uuid NOT NULL,
    dossier_id uuid NOT NULL REFERENCES dossiers_dossier (id) DEFERRABLE INITIALLY DEFERRED,
    sequence integer NOT NULL CONSTRAINT events_count_from_one CHECK (sequence > 0),
    at timestamptz NOT NULL,
    action varchar(24) NOT NULL,
    from_state varchar(24) NOT NULL DEFAULT '',
    to_state varchar(24) NOT NULL,
    from_step varchar(40) NOT NULL DEFAULT '',
    to_step varchar(40) NOT NULL DEFAULT '',
    account_id bigint,
    officer_id bigint,
    on_behalf_of_id bigint,
    person_id uuid,
    client_id bigint,
    unit_id bigint,
    to_unit_id bigint,
    to_officer_id bigint,
    reason text NOT NULL DEFAULT '',
    payload jsonb NOT NULL DEFAULT '{}'::jsonb,
    CONSTRAINT event_is_written_once PRIMARY KEY (id, at),
    -- A unique key on a partitioned table must hold the partition key: that one number is used once within a dossier
    -- is guarded by the locked row of the dossier, whose event_count gives the number.
    CONSTRAINT events_are_numbered_once UNIQUE (dossier_id, sequence, at)
) PARTITION BY RANGE (at);

CREATE FUNCTION dossiers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Lịch sử hồ sơ chỉ được ghi thêm: không được % (bảng %).', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'History is append-only; write a new event or deadline that corrects the old one.';
END;
$$;

CREATE TRIGGER events_do_not_change BEFORE UPDATE OR DELETE ON dossiers_dossierevent
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();

CREATE TABLE dossiers_dossierevent_default PARTITION OF dossiers_dossierevent DEFAULT;
"""
DROP_EVENTS = "DROP TABLE dossiers_dossierevent; DROP FUNCTION dossiers_refuse_change();"

GUARD_DEADLINES = """
CREATE TRIGGER deadlines_do_not_change BEFORE UPDATE OR DELETE ON dossiers_dossierdeadline
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
-- Names are folded words and scopes; common scopes must be known to the planner.
ALTER TABLE dossiers_dossiersearch ALTER COLUMN words SET STATISTICS 1000;
"""
UNGUARD_DEADLINES = "DROP TRIGGER deadlines_do_not_change ON dossiers_dossierdeadline;"


def create_first_months(apps, schema_editor):
    ensure_months("dossiers_dossierevent", date(2020, 1, 1), date(2027, 12, 1))


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_create_procedures"),
        ("files", "0001_create_stored_files"),
        ("identity", "0001_create_persons_and_accounts"),
        ("organisation", "0001_create_organisation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("registration_code", models.CharField(max_length=40, unique=True, verbose_name="mã đăng ký")),
                ("code", models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name="mã hồ sơ")),
                ("procedure_code", models.CharField(max_length=12)),
                ("procedure_name", models.CharField(max_length=1200)),
                ("case_code", models.CharField(blank=True, max_length=20)),
                ("policy", models.JSONField(default=dict)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("in_person", "Trực tiếp"),
                            ("online", "Trực tuyến"),
                            ("postal", "Bưu chính công ích"),
                        ],
                        max_length=9,
                        verbose_name="kênh nộp",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Mới đăng ký"),
                            ("received", "Được tiếp nhận"),
                            ("not_received", "Không được tiếp nhận"),
                            ("in_progress", "Đang xử lý"),
                            ("supplement_requested", "Yêu cầu bổ sung giấy tờ"),
                            ("payment_requested", "Yêu cầu thực hiện nghĩa vụ tài chính"),
                            ("withdrawn", "Công dân yêu cầu rút hồ sơ"),
                            ("stopped", "Dừng xử lý"),
                            ("finished", "Đã xử lý xong"),
                            ("returned", "Đã trả kết quả"),
                        ],
                        max_length=24,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Chưa có kết quả"),
                            ("granted", "Đã giải quyết"),
                            ("declined", "Từ chối giải quyết"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("waits_until", models.DateTimeField(blank=True, null=True)),
                ("step_key", models.CharField(blank=True, max_length=40)),
                ("step_since", models.DateTimeField(blank=True, null=True)),
                (
                    "unit_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("applicant_name", models.CharField(max_length=160, verbose_name="chủ hồ sơ")),
                ("applicant_sort_key", models.CharField(max_length=500)),
                ("assurance_level", models.CharField(blank=True, max_length=40)),
                ("return_channel", models.CharField(default="counter", max_length=10, verbose_name="nhận kết quả")),
                ("submitted_at", models.DateTimeField(verbose_name="thời điểm nộp")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="thời điểm tiếp nhận")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả")),
                ("original_due_at", models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả ban đầu")),
                ("deadline_rule", models.JSONField(blank=True, null=True, verbose_name="thời hạn áp dụng")),
                ("scoring_due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn theo cách chấm điểm")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xử lý xong")),
                ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="trả kết quả")),
                ("withdrawal_asked_at", models.DateTimeField(blank=True, null=True, verbose_name="đề nghị rút")),
                ("supplement_answered_at", models.DateTimeField(blank=True, null=True)),
                ("supplement_count", models.PositiveSmallIntegerField(default=0)),
                ("extension_count", models.PositiveSmallIntegerField(default=0)),
                ("event_count", models.PositiveIntegerField(default=0)),
                ("origin", models.CharField(max_length=120, unique=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dossiers", to="identity.person"
                    ),
                ),
                (
                    "calendar_edition",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="organisation.calendaredition"
                    ),
                ),
                (
                    "form_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.formversion"),
                ),
                (
                    "procedure_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.procedureversion"),
                ),
                (
                    "processing_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_processed",
                        to="organisation.organisation",
                    ),
                ),
                (
                    "receiving_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_received",
                        to="organisation.organisation",
                    ),
                ),
                (
                    "submitter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_submitted",
                        to="identity.person",
                    ),
                ),
                (
                    "waiting_officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_waiting",
                        to="organisation.officer",
                    ),
                ),
                (
                    "waiting_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_waiting",
                        to="organisation.unit",
                    ),
                ),
                (
                    "workflow_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.workflowversion"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApplicationDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_code", models.CharField(blank=True, max_length=20)),
                ("return_channel", models.CharField(blank=True, max_length=10)),
                ("answers", models.JSONField(default=dict)),
                ("step", models.CharField(default="start", max_length=40)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "form_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.formversion"),
                ),
                (
                    "procedure_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.procedureversion"),
                ),
                (
                    "receiving_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organisation.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DossierForm",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="form",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="DossierSearch",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("submitted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AcceptanceSlip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="số")),
                ("year", models.PositiveSmallIntegerField()),
                ("received_at", models.DateTimeField(verbose_name="thời gian nhận")),
                ("due_at", models.DateTimeField(verbose_name="thời gian trả kết quả")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"),
                ),
                (
                    "received_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slip", to="dossiers.dossier"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DossierDeadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveSmallIntegerField()),
                ("cause", models.CharField(max_length=24)),
                ("due_at", models.DateTimeField()),
                ("derivation", models.JSONField()),
                ("computed_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deadlines", to="dossiers.dossier"
                    ),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(CREATE_EVENTS, DROP_EVENTS),
                migrations.RunPython(create_first_months, migrations.RunPython.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="DossierEvent",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        ("action", models.CharField(max_length=24)),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("submitted", "Mới đăng ký"),
                                    ("received", "Được tiếp nhận"),
                                    ("not_received", "Không được tiếp nhận"),
                                    ("in_progress", "Đang xử lý"),
                                    ("supplement_requested", "Yêu cầu bổ sung giấy tờ"),
                                    ("payment_requested", "Yêu cầu thực hiện nghĩa vụ tài chính"),
                                    ("withdrawn", "Công dân yêu cầu rút hồ sơ"),
                                    ("stopped", "Dừng xử lý"),
                                    ("finished", "Đã xử lý xong"),
                                    ("returned", "Đã trả kết quả"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("submitted", "Mới đăng ký"),
                                    ("received", "Được tiếp nhận"),
                                    ("not_received", "Không được tiếp nhận"),
                                    ("in_progress", "Đang xử lý"),
                                    ("supplement_requested", "Yêu cầu bổ sung giấy tờ"),
                                    ("payment_requested", "Yêu cầu thực hiện nghĩa vụ tài chính"),
                                    ("withdrawn", "Công dân yêu cầu rút hồ sơ"),
                                    ("stopped", "Dừng xử lý"),
                                    ("finished", "Đã xử lý xong"),
                                    ("returned", "Đã trả kết quả"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("from_step", models.CharField(blank=True, max_length=40)),
                        ("to_step", models.CharField(blank=True, max_length=40)),
                        ("account_id", models.BigIntegerField(null=True)),
                        ("officer_id", models.BigIntegerField(null=True)),
                        ("on_behalf_of_id", models.BigIntegerField(null=True)),
                        ("person_id", models.UUIDField(null=True)),
                        ("client_id", models.BigIntegerField(null=True)),
                        ("unit_id", models.BigIntegerField(null=True)),
                        ("to_unit_id", models.BigIntegerField(null=True)),
                        ("to_officer_id", models.BigIntegerField(null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("payload", models.JSONField(default=dict)),
                        (
                            "dossier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sequence"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dossier", "sequence", "at"), name="events_are_numbered_once"
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="DossierPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("component_key", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=600, verbose_name="tên giấy tờ")),
                (
                    "kind",
                    models.CharField(
                        choices=[("original", "Bản chính"), ("copy", "Bản sao"), ("electronic", "Bản điện tử")],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="số lượng")),
                ("round", models.PositiveSmallIntegerField(default=0)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("unchecked", "Chưa kiểm tra"), ("good", "Đạt"), ("bad", "Cần thay thế")],
                        default="unchecked",
                        max_length=9,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="nhận xét")),
                ("added_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="dossiers.dossier"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DossierPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[("supplement", "Chờ bổ sung hồ sơ"), ("payment", "Chờ thực hiện nghĩa vụ tài chính")],
                        max_length=10,
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="dossiers.dossier"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DraftPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component_key", models.CharField(max_length=20)),
                ("added_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="dossiers.applicationdraft",
                    ),
                ),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="files.storedfile")),
            ],
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="số")),
                ("year", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(verbose_name="lý do")),
                ("old_due_at", models.DateTimeField(verbose_name="hẹn trả cũ")),
                ("new_due_at", models.DateTimeField(verbose_name="hẹn trả mới")),
                ("issued_at", models.DateTimeField()),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extension", to="dossiers.dossier"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FeeCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, verbose_name="khoản thu")),
                ("amount_vnd", models.BigIntegerField(verbose_name="số tiền (đồng)")),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "Chưa nộp"), ("paid", "Đã nộp"), ("waived", "Miễn")],
                        default="due",
                        max_length=6,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True, choices=[("cash", "Tiền mặt tại quầy"), ("transfer", "Chuyển khoản")], max_length=8
                    ),
                ),
                ("receipt_number", models.CharField(blank=True, max_length=30, verbose_name="số biên lai")),
                ("requested_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fees", to="dossiers.dossier"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "overall",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "Rất hài lòng"), (2, "Hài lòng"), (1, "Chưa hài lòng")], verbose_name="chung"
                    ),
                ),
                ("details", models.JSONField(default=dict)),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="góp ý")),
                ("rated_at", models.DateTimeField()),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rating", to="dossiers.dossier"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RefusalNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="số")),
                ("year", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(verbose_name="lý do")),
                ("refused_at", models.DateTimeField()),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refusal", to="dossiers.dossier"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"),
                ),
                (
                    "refused_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="số thứ tự")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_entry",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("declined", models.BooleanField(default=False, verbose_name="từ chối giải quyết")),
                ("result_code", models.CharField(blank=True, max_length=30, verbose_name="mã kết quả")),
                ("title", models.CharField(max_length=600, verbose_name="tên kết quả")),
                ("body", models.TextField(blank=True, verbose_name="nội dung")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Dự thảo"),
                            ("approved", "Đã duyệt"),
                            ("issued", "Đã ban hành"),
                            ("recalled", "Đã thu hồi"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="số")),
                ("reference_number", models.CharField(blank=True, max_length=60, verbose_name="số và ký hiệu")),
                ("drafted_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("recall_reason", models.TextField(blank=True, verbose_name="lý do thu hồi")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.officer",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="dossiers.dossier"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.officer"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="files.storedfile"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.officer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=10)),
                ("receiver_name", models.CharField(max_length=160, verbose_name="người nhận")),
                ("receiver_paper", models.CharField(blank=True, max_length=60, verbose_name="giấy tờ của người nhận")),
                ("on_behalf", models.BooleanField(default=False, verbose_name="nhận thay")),
                ("handed_at", models.DateTimeField()),
                (
                    "handed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handover", to="dossiers.result"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StopNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="số")),
                ("year", models.PositiveSmallIntegerField()),
                ("ground", models.TextField(verbose_name="căn cứ dừng")),
                ("withdrawn", models.BooleanField(verbose_name="theo đề nghị của người nộp")),
                ("papers_returned", models.JSONField(default=list)),
                ("issued_at", models.DateTimeField()),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stop_notice", to="dossiers.dossier"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupplementRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="số")),
                ("year", models.PositiveSmallIntegerField()),
                ("at_intake", models.BooleanField(verbose_name="khi tiếp nhận")),
                ("items", models.JSONField(verbose_name="nội dung yêu cầu")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("asked_at", models.DateTimeField()),
                ("answer_until", models.DateTimeField(verbose_name="hạn bổ sung")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.officer")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement_requests",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="applicationdraft",
            index=models.Index(fields=["account", "-updated_at"], name="drafts_of_an_account"),
        ),
        migrations.AddIndex(
            model_name="dossiersearch",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="dossiers_by_words"),
        ),
        migrations.AddIndex(
            model_name="dossiersearch",
            index=models.Index(fields=["-submitted_at", "-dossier"], name="searchable_newest_first"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["waiting_unit", "waits_until", "id"],
                name="queue_of_a_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["waiting_officer", "waits_until", "id"],
                name="queue_of_an_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["processing_organisation", "waits_until", "id"],
                name="open_of_an_organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(condition=models.Q(("is_open", True)), fields=["due_at", "id"], name="open_by_due_date"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["receiving_organisation", "-submitted_at", "-id"], name="received_by_organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["processing_organisation", "-submitted_at", "-id"], name="processed_by_organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["applicant", "-submitted_at"], name="dossiers_of_a_person"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["submitter", "-submitted_at"], name="dossiers_of_a_submitter"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("state", "finished")),
                fields=["receiving_organisation", "finished_at", "id"],
                name="results_waiting_for_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_open", False),
                    models.Q(("waiting_unit__isnull", False), ("waits_until__isnull", False)),
                    _connector="OR",
                ),
                name="an_open_dossier_waits_for_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_at__isnull", True), ("code__isnull", False), _connector="OR"),
                name="a_received_dossier_has_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptanceslip",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year", "number"), name="slip_numbers_are_used_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptanceslip",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gte", models.F("received_at"))), name="slip_promises_no_past_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierdeadline",
            constraint=models.UniqueConstraint(fields=("dossier", "sequence"), name="deadlines_are_numbered_once"),
        ),
        migrations.AddIndex(
            model_name="dossierpaper",
            index=models.Index(fields=["file"], name="papers_of_a_file"),
        ),
        migrations.AddConstraint(
            model_name="dossierpause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_at__isnull", True)),
                fields=("dossier",),
                name="the_clock_is_paused_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierpause",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_at__isnull", True), ("to_at__gte", models.F("from_at")), _connector="OR"),
                name="a_pause_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftpaper",
            constraint=models.UniqueConstraint(
                fields=("draft", "component_key", "file"), name="a_file_is_attached_once_to_a_draft_component"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year", "number"), name="extension_numbers_are_used_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("new_due_at__gt", models.F("old_due_at"))), name="an_extension_moves_the_date_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="feecharge",
            constraint=models.CheckConstraint(condition=models.Q(("amount_vnd__gte", 0)), name="a_fee_is_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="refusalnotice",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year", "number"), name="refusal_numbers_are_used_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="registerentry",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year", "number"), name="register_lines_are_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "recalled"), _negated=True),
                fields=("dossier",),
                name="one_result_in_force_per_dossier",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopnotice",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year", "number"), name="stop_numbers_are_used_once"
            ),
        ),
        migrations.AddIndex(
            model_name="supplementrequest",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True), ("confirmed_at__isnull", True)),
                fields=["answer_until"],
                name="supplements_not_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.UniqueConstraint(fields=("dossier", "round"), name="supplement_rounds_are_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year", "number"), name="supplement_numbers_are_used_once"
            ),
        ),
        migrations.RunSQL(GUARD_DEADLINES, UNGUARD_DEADLINES),
    ]
