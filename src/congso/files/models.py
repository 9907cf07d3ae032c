"""Stored bytes: one row per upload, one object on disk per content."""

from django.db import models

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedJSON


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
    # What the checks of legibility found when it came (rules.findings); null for what nobody looked at.
    looked_at = models.JSONField(null=True, blank=True)
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    # The scanner and the edition of its signatures, as it names itself; what it found.
    scanned_with = models.CharField(max_length=120, blank=True)
    threat = models.CharField(max_length=200, blank=True)
    # Why it could not be scanned (code of ScannerTrouble), how often that was tried, and when to try again.
    scan_trouble = models.CharField(max_length=20, blank=True)
    scan_attempts = models.PositiveSmallIntegerField(default=0)
    scan_after = models.DateTimeField(null=True, blank=True)
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
            models.Index(fields=["id"], name="files_not_scanned", condition=models.Q(scan="not_scanned")),
            models.Index(fields=["scanned_at"], name="files_with_malware", condition=models.Q(scan="infected")),
        ]
        constraints = [
            models.CheckConstraint(
                name="malware_has_a_name_and_an_instant",
                condition=~models.Q(scan="infected") | (models.Q(scanned_at__isnull=False) & ~models.Q(threat="")),
            ),
            models.CheckConstraint(name="file_is_not_empty", condition=models.Q(size_bytes__gt=0)),
            models.CheckConstraint(
                name="file_has_one_owner_at_most",
                condition=models.Q(uploaded_by_id__isnull=True) | models.Q(uploaded_by_client_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileRecognition(models.Model):
    """What a program read on a paper when its owner asked for it (đọc chữ trên giấy); forgotten after some days."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ đọc"
        DONE = "done", "Đã đọc"
        FAILED = "failed", "Không đọc được"

    # Goes with its file: it does not keep a file alive that nothing else refers to.
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="recognition")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # The program and its edition, as it names itself; why it could not read (a key of rules.recognised.TROUBLES).
    read_with = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=20, blank=True)
    lines = SealedJSON(label="file_recognition.lines", default=list)

    def __str__(self) -> str:
        return f"{self.file}: {self.get_state_display()}"
