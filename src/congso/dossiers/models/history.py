"""What happened, and why the due date is what it is: append-only."""

from django.db import models

from congso.dossiers.rules.states import DossierState
from congso.kernel.ids import uuid7


class DossierEvent(models.Model):
    """One transition or act. The table is partitioned by month of `at` and refuses UPDATE and DELETE.

    `sequence` counts from 1 within a dossier. Replaying the actions in order gives the dossier's state. `unit_id` is
    the unit of the officer who acted, `to_unit_id` and `to_officer_id` who has the dossier afterwards. The identifiers
    are plain numbers: a fact stays a fact when what it names is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="events", db_index=False)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=24)
    from_state = models.CharField(max_length=24, choices=DossierState.choices, blank=True)
    to_state = models.CharField(max_length=24, choices=DossierState.choices)
    from_step = models.CharField(max_length=40, blank=True)
    to_step = models.CharField(max_length=40, blank=True)
    account_id = models.BigIntegerField(null=True)
    officer_id = models.BigIntegerField(null=True)
    on_behalf_of_id = models.BigIntegerField(null=True)
    person_id = models.UUIDField(null=True)
    client_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    to_unit_id = models.BigIntegerField(null=True)
    to_officer_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "sequence", "at"], name="events_are_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.action}"


class DossierDeadline(models.Model):
    """A due date with its derivation, as told to the person on that day; refuses UPDATE and DELETE. The last one holds.

    `derivation` is `rules.deadlines.Derivation.to_json()`, with the figure for national scoring under "scoring".
    """

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="deadlines", db_index=False)
    sequence = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    derivation = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "sequence"], name="deadlines_are_numbered_once")]

    def __str__(self) -> str:
        return f"{self.due_at:%d/%m/%Y %H:%M}"


class DossierPause(models.Model):
    """A time during which the clock stood still, and why."""

    class Cause(models.TextChoices):
        SUPPLEMENT = "supplement", "Chờ bổ sung hồ sơ"
        PAYMENT = "payment", "Chờ thực hiện nghĩa vụ tài chính"

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="pauses")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], name="the_clock_is_paused_once_at_a_time", condition=models.Q(to_at__isnull=True)
            ),
            models.CheckConstraint(
                name="a_pause_ends_after_it_begins",
                condition=models.Q(to_at__isnull=True) | models.Q(to_at__gte=models.F("from_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.from_at} – {self.to_at}"
