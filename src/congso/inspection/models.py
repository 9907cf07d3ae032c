"""Entries of the trail that somebody takes along as a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congso.kernel.ids import uuid7


class TrailExport(models.Model):
    """An export (bản kết xuất nhật ký): who asked for which entries, on which ground, and the file with its manifest.

    `search` holds plain criteria (ids, codes, times). Row and file go after some days; the trail remembers both.
    """

    class Format(models.TextChoices):
        CSV = "csv", _("Bảng tính (CSV)")
        JSONL = "jsonl", _("JSON Lines")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, related_name="+")
    search = models.JSONField()
    scope = models.JSONField(null=True, blank=True)
    purpose = models.CharField(max_length=20)
    ground = models.CharField(max_length=200)
    format = models.CharField(max_length=5, choices=Format.choices)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lines = models.PositiveBigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="trail_exports_of_an_officer")]
        constraints = [
            models.CheckConstraint(
                name="a_trail_export_has_file_count_and_digest_together",
                condition=models.Q(file=None, lines=None, digest="")
                | (models.Q(file__isnull=False, lines__isnull=False) & ~models.Q(digest="")),
            ),
            models.CheckConstraint(name="a_trail_export_has_its_ground", condition=~models.Q(ground="")),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.format}"
