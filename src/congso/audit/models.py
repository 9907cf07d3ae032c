"""The trail. The table is partitioned by month and refuses UPDATE and DELETE (see the first migration)."""

from django.db import models

from congso.kernel.ids import uuid7


class AuditEntry(models.Model):
    """One line of the trail: who, for whom, from where, did or read what. Holds codes and ids, no personal data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    officer_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True)
    person_id = models.UUIDField(null=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        # The first migration makes the table by hand: partitions, triggers, and (id, at) as its primary key.
        managed = False

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.object_kind} {self.object_id}"
