"""Texts of the portal's own pages (append-only), planned interruptions, feedback."""

import django.db.models.deletion
from django.db import migrations, models

import congso.kernel.ids
import congso.kernel.protected_fields

GUARD = """
CREATE FUNCTION pages_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Bản đã lưu của một trang không sửa, không xóa (%): hãy lưu bản mới.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER page_versions_do_not_change BEFORE UPDATE OR DELETE ON pages_pageversion
    FOR EACH ROW EXECUTE FUNCTION pages_refuse_change();
"""

UNGUARD = """
DROP TRIGGER page_versions_do_not_change ON pages_pageversion;
DROP FUNCTION pages_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0004_end_what_came_with_positions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fault", "Lỗi, không dùng được"),
                            ("unclear", "Khó hiểu, thiếu thông tin"),
                            ("wish", "Đề xuất cải tiến"),
                            ("other", "Ý kiến khác"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="trang")),
                (
                    "words",
                    congso.kernel.protected_fields.SealedText(label="pages.Feedback.words", verbose_name="nội dung"),
                ),
                (
                    "email",
                    congso.kernel.protected_fields.SealedText(
                        blank=True, default="", label="pages.Feedback.email", verbose_name="thư điện tử"
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="gửi lúc")),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "Mới"), ("looked_into", "Đang xem"), ("answered", "Đã trả lời")],
                        default="new",
                        max_length=12,
                        verbose_name="trạng thái",
                    ),
                ),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    congso.kernel.protected_fields.SealedText(
                        blank=True, default="", label="pages.Feedback.answer", verbose_name="trả lời"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.officer",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.officer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-id"], name="feedback_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False), ("state", "answered")
                            ),
                            models.Q(
                                models.Q(("state", "answered"), _negated=True),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_feedback_says_when_and_by_whom",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Interruption",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=160, verbose_name="ngừng những gì")),
                ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                ("starts_at", models.DateTimeField(verbose_name="từ")),
                ("ends_at", models.DateTimeField(verbose_name="dự kiến hoạt động trở lại")),
                ("urgent_reason", models.CharField(blank=True, max_length=500, verbose_name="vì sao không thể chờ")),
                ("announced_at", models.DateTimeField(verbose_name="thông báo lúc")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="rút, kết thúc sớm lúc")),
                (
                    "announced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.officer"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.officer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-ends_at"], name="interruptions_by_their_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="interruption_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="interruption_is_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PageVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.CharField(
                        choices=[
                            ("huong-dan", "Hướng dẫn nộp hồ sơ"),
                            ("hoi-dap", "Câu hỏi thường gặp"),
                            ("lien-he", "Liên hệ"),
                            ("tro-nang", "Trợ năng"),
                            ("bao-mat", "Bảo vệ dữ liệu cá nhân"),
                        ],
                        max_length=20,
                        verbose_name="trang",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="bản số")),
                ("text", models.TextField(verbose_name="nội dung")),
                ("note", models.CharField(blank=True, max_length=160, verbose_name="sửa gì")),
                ("written_at", models.DateTimeField(verbose_name="lưu lúc")),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.officer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("page", "number"), name="page_version_has_its_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="page_versions_are_numbered_from_one"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
