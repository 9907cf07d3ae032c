"""Papers in a dossier."""

from django.db import models

from congso.kernel.ids import uuid7


class DossierPaper(models.Model):
    """One paper handed in for one component (giấy tờ trong thành phần hồ sơ)."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", "Bản chính"
        COPY = "copy", "Bản sao"
        ELECTRONIC = "electronic", "Bản điện tử"

    class Verdict(models.TextChoices):
        UNCHECKED = "unchecked", "Chưa kiểm tra"
        GOOD = "good", "Đạt"
        BAD = "bad", "Cần thay thế"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="papers")
    component_key = models.CharField(max_length=20)
    name = models.CharField("tên giấy tờ", max_length=600)
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    quantity = models.PositiveSmallIntegerField("số lượng", default=1)
    # Null for a paper handed over at the counter and kept on paper.
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    round = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=9, choices=Verdict.choices, default=Verdict.UNCHECKED)
    remark = models.CharField("nhận xét", max_length=500, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["file"], name="papers_of_a_file")]

    def __str__(self) -> str:
        return self.name
