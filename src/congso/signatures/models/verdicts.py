"""What was found about the signatures of stored files."""

from django.db import models
from django.db.models import Q

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedJSON

from ..rules.certificates import KINDS
from ..rules.judging import WORDS, Indication


class TrustAnchor(models.Model):
    """A root on which signatures may hang (gốc tin cậy). One that was removed stays, with who did it and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=10, choices=[(one.value, words) for one, words in KINDS.items()])
    name = models.CharField("tên", max_length=200)
    certificate = models.BinaryField("chứng thư (DER)")
    sha256 = models.CharField("dấu vân tay SHA-256", max_length=64)
    valid_from = models.DateTimeField("có hiệu lực từ")
    valid_to = models.DateTimeField("có hiệu lực đến")
    source = models.CharField("đã so với bản công bố nào", max_length=300)
    added_at = models.DateTimeField("thêm lúc")
    added_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    removed_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    removed_why = models.CharField("vì sao bỏ", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(removed_at__isnull=True), name="a_root_is_trusted_once"
            ),
            models.CheckConstraint(
                name="a_root_is_removed_by_somebody_for_a_reason",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removed_why="")
                | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_why=""),
            ),
            models.CheckConstraint(
                name="a_root_is_of_a_known_kind", condition=Q(kind__in=[one.value for one in KINDS])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RevocationAnswer(models.Model):
    """What an authority said about certificates being taken back (trả lời OCSP, CRL): evidence, kept as it came."""

    kind = models.CharField("loại", max_length=4, choices=[("ocsp", "OCSP"), ("crl", "CRL")])
    # Whom it is about: SHA-256 of the issuer's name and key, and for OCSP the serial number (rules.revocation.about).
    about = models.CharField("về chứng thư nào", max_length=140)
    der = models.BinaryField("trả lời (DER)")
    sha256 = models.CharField("mã băm SHA-256", max_length=64, unique=True)
    this_update = models.DateTimeField("trạng thái lúc")
    next_update = models.DateTimeField("có trả lời mới trước", null=True, blank=True)
    url = models.CharField("hỏi ở đâu", max_length=500)
    fetched_at = models.DateTimeField("hỏi lúc")

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_answer_is_ocsp_or_crl", condition=Q(kind__in=["ocsp", "crl"])),
        ]
        indexes = [models.Index(fields=["about", "-this_update"], name="answers_by_whom_and_when")]

    def __str__(self) -> str:
        return f"{self.kind} {self.this_update:%Y-%m-%d %H:%M}"


class SignedFile(models.Model):
    """The verdict on a stored file that bears signatures (kết quả kiểm tra chữ ký số); goes with its file."""

    file = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="signatures")
    indication = models.CharField(
        "kết luận", max_length=13, choices=[(one.value, words) for one, words in WORDS.items()]
    )
    # The whole report (rules.reports.Report.to_json): it names the signers.
    report = SealedJSON(label="signed_file.report", default=dict)
    checked_at = models.DateTimeField()
    # When to ask again whether a certificate was taken back, and how often that was tried; None: nothing to wait for.
    try_again_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_verdict_is_one_of_three",
                condition=models.Q(indication__in=[one.value for one in Indication]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file}: {self.get_indication_display()}"
