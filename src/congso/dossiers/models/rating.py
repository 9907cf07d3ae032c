"""What the person thought of it."""

from django.db import models


class Rating(models.Model):
    """A rating on the three levels of TT 32/2017/TT-BTTTT Điều 12; once per dossier."""

    class Level(models.IntegerChoices):
        VERY_SATISFIED = 3, "Rất hài lòng"
        SATISFIED = 2, "Hài lòng"
        NOT_SATISFIED = 1, "Chưa hài lòng"

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="rating")
    overall = models.PositiveSmallIntegerField("chung", choices=Level.choices)
    # {"ease": 1..3, "response_time": …, "punctuality": …, "attitude": …}; a question not answered is absent.
    details = models.JSONField(default=dict)
    comment = models.TextField("góp ý", blank=True, max_length=2000)
    rated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.overall)
