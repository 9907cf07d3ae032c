"""What systems that keep accounts call them, and how often they call."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Enrolment(models.Model):
    """An account that a system keeps (tài khoản do hệ thống khác cấp): its own name for it, and whether it let it go.

    An account that was let go is locked, and gone for all systems until somebody opens it again.
    """

    client = models.ForeignKey("identity.ClientSystem", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    external_id = models.CharField(max_length=200, blank=True)
    enrolled_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_system_keeps_an_account_once", fields=["client", "account"]),
            models.UniqueConstraint(
                name="a_system_calls_one_account_so", fields=["client", "external_id"], condition=~Q(external_id="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.account_id}"


class CallCount(models.Model):
    """How often a system has called within the present minute."""

    client = models.OneToOneField("identity.ClientSystem", on_delete=models.CASCADE, primary_key=True, related_name="+")
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.client_id}: {self.calls}"
