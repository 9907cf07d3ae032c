"""Numbers drawn in order, keys that make a repeated request harmless, what was cleared away and backed up when."""

from django.db import models


class Register(models.Model):
    """One running count of official numbers (sổ). Its row is locked while a number is drawn, so none is skipped."""

    name = models.CharField(max_length=80)
    period = models.CharField(max_length=10)
    last_number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "period"], name="one_register_per_name_and_period"),
            models.CheckConstraint(condition=models.Q(last_number__gte=0), name="register_counts_upwards"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period}: {self.last_number}"


class UsedKey(models.Model):
    """An idempotency key that was used, with the answer it got: the same key gets the same answer, once."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_is_used_once")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"


class Housework(models.Model):
    """A chore of clearing away: when it was last done, and what it removed then and in all."""

    name = models.CharField(primary_key=True, max_length=40)
    ran_at = models.DateTimeField()
    removed = models.BigIntegerField(default=0)
    removed_in_all = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.removed}"


class BackupRun(models.Model):
    """A backup that was made or tried, or a drill that restored one: how it ended, and what to know about it."""

    class Kind(models.TextChoices):
        BACKUP = "backup", "Sao lưu"
        DRILL = "drill", "Diễn tập phục hồi"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    backup = models.CharField("bản sao lưu", max_length=20, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    succeeded = models.BooleanField()
    summary = models.CharField("kết quả", max_length=600)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="backup_run_ends_after_it_began", condition=models.Q(ended_at__gte=models.F("began_at"))
            )
        ]
        indexes = [models.Index(fields=["kind", "-ended_at"], name="backup_runs_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.backup}"
