"""What the province signed, and who did it when with which key."""

from django.db import models
from django.db.models import Q

from congso.kernel.ids import uuid7

from ..rules.copies import CopyKind
from ..rules.levels import Level
from .credentials import SigningCredential


class SignedPaper(models.Model):
    """A document of ours with signatures (văn bản ký số). Its file is replaced by longer ones, never by others: each
    begins with the bytes of the one before.
    """

    class State(models.TextChoices):
        OPEN = "open", "Đã ký, chờ dấu của cơ quan"
        COMPLETE = "complete", "Đã phát hành"
        WITHDRAWN = "withdrawn", "Đã thu hồi"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # What the QR code on the paper says: who has the paper reads it, nobody guesses it.
    code = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("tên loại và trích yếu", max_length=600)
    reference_number = models.CharField("số và ký hiệu", max_length=60, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    level = models.CharField("mức chữ ký", max_length=5, choices=[(one.value, one.value) for one in Level])
    # How it was copied, where it is an electronic copy; "" for a document of our own.
    copy_kind = models.CharField("hình thức sao", max_length=12, blank=True, choices=CopyKind.choices)
    # The level it should reach; "" for that of the setting.
    wanted = models.CharField(max_length=5, blank=True, choices=[(one.value, one.value) for one in Level])
    prepared_at = models.DateTimeField()
    completed_at = models.DateTimeField("phát hành lúc", null=True, blank=True)
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    # What is missing to the level it should have is fetched by a job: when next, how often it failed, why (a code).
    strengthen_at = models.DateTimeField(null=True, blank=True)
    strengthen_tries = models.PositiveSmallIntegerField(default=0)
    strengthen_trouble = models.CharField(max_length=40, blank=True)
    # Until when its last archive time-stamp can be believed; before that it is stamped again.
    evidence_until = models.DateTimeField("bằng chứng có giá trị đến", null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["strengthen_at"], name="papers_to_strengthen", condition=Q(strengthen_at__isnull=False)
            ),
            models.Index(
                fields=["evidence_until"], name="papers_whose_proof_ages", condition=Q(evidence_until__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_published_paper_has_an_instant", condition=Q(state="open") | Q(completed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference_number or self.title


class SignatureAct(models.Model):
    """One signature on a paper of ours: whose key, which officer, in which capacity (KT., TL., TUQ.). Never changed."""

    paper = models.ForeignKey(SignedPaper, on_delete=models.PROTECT, related_name="acts")
    credential = models.ForeignKey(SigningCredential, on_delete=models.PROTECT, related_name="acts")
    officer = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField("tư cách ký", max_length=200, blank=True)
    field = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    # SHA-256 of the file before and after.
    before_sha256 = models.CharField(max_length=64)
    after_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "field"], name="each_place_is_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.credential}: {self.paper}"
