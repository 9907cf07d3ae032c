"""The trail. The table is partitioned by month and refuses UPDATE and DELETE (see the migrations).

Seals and removals stand in tables of their own that only `commands` and `queries` name (ADR 0013).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from congso.kernel.ids import uuid7

from .rules.kinds import Kind


class AuditEntry(models.Model):
    """One line of the trail: who, for whom, from where, did or read what, of whom, what for. Codes and ids only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    action = models.CharField(max_length=60)
    purpose = models.CharField(max_length=20, blank=True)
    account_id = models.BigIntegerField(null=True)
    officer_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    on_behalf_of_officer_id = models.BigIntegerField(null=True)
    delegation_id = models.CharField(max_length=40, null=True)
    mandate_id = models.CharField(max_length=40, null=True)
    client_id = models.BigIntegerField(null=True)
    person_id = models.UUIDField(null=True)
    subject_ids = ArrayField(models.UUIDField(), default=list)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True)
    session = models.CharField(max_length=16, blank=True)
    agent = models.CharField(max_length=16, blank=True)
    request = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)
    number = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        # The migrations make the table by hand: partitions, triggers, (id, at) as its primary key, and columns that
        # the database alone fills in (number, recorded_at, txid, era).
        managed = False

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.object_kind} {self.object_id}"
