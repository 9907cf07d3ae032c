"""Several results that a leader looks at one by one and approves with one act."""

from django.db import models
from django.db.models import Q

from congso.kernel.ids import uuid7


class ApprovalRound(models.Model):
    """A round of signing (ký nhiều văn bản): what a leader chose to look at, decided on, and signs with one act."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    # In whose place, by which paper; null for one's own.
    delegation = models.ForeignKey("organisation.Delegation", on_delete=models.PROTECT, null=True, blank=True)
    begun_at = models.DateTimeField()
    authorised_at = models.DateTimeField("ra lệnh ký lúc", null=True, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["authorised_at"],
                name="rounds_under_way",
                condition=Q(authorised_at__isnull=False, finished_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.begun_at:%d/%m/%Y %H:%M}"


class RoundItem(models.Model):
    """One result in a round: what was seen of it (its fingerprint), what was decided, what became of it."""

    class Decision(models.TextChoices):
        SIGN = "sign", "Ký"
        SKIP = "skip", "Để lại"

    class Outcome(models.TextChoices):
        SIGNED = "signed", "Đã ký"
        REFUSED = "refused", "Không ký được"

    round = models.ForeignKey(ApprovalRound, on_delete=models.CASCADE, related_name="items")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    seen = models.CharField(max_length=64, blank=True)
    decision = models.CharField(max_length=4, choices=Decision.choices, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    why = models.CharField(max_length=400, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "dossier"], name="a_round_has_a_dossier_once"),
            models.CheckConstraint(name="what_is_to_be_signed_was_seen", condition=~Q(decision="sign") | ~Q(seen="")),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.dossier}"
