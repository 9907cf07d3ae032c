"""Stored bytes: one row per upload, one object on disk per content."""

from django.db import models

from congso.kernel.ids import uuid7


class StoredFile(models.Model):
    """A file as it was handed in (tệp). The bytes live under their SHA-256; equal bytes are kept once."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "Chưa quét mã độc"
        CLEAN = "clean", "Không phát hiện mã độc"
        INFECTED = "infected", "Có mã độc"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    # Of the bytes as they came; another than `sha256` when a picture was written anew.
    original_sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField("tên tệp", max_length=200)
    pages = models.PositiveIntegerField(null=True, blank=True)
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    # The account that uploaded it; a plain number, because this context stands below the one that knows accounts.
    uploaded_by_id = models.BigIntegerField(null=True, blank=True)
    # Or the client system: its files are its own, also when it acts as an officer.
    uploaded_by_client_id = models.BigIntegerField(null=True, blank=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["uploaded_by_id", "uploaded_at"], name="files_of_an_account"),
            models.Index(
                fields=["uploaded_by_client_id", "uploaded_at"],
                name="files_of_a_client_system",
                condition=models.Q(uploaded_by_client_id__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="file_is_not_empty", condition=models.Q(size_bytes__gt=0)),
            models.CheckConstraint(
                name="file_has_one_owner_at_most",
                condition=models.Q(uploaded_by_id__isnull=True) | models.Q(uploaded_by_client_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
