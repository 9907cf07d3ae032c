"""Messages and what became of them."""

from django.db import models

from congso.kernel.ids import uuid7


class Choice(models.Model):
    """On which ways out of the application a person wants one kind of message; without a row: the defaults."""

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="message_choices")
    kind = models.CharField(max_length=40)
    by_email = models.BooleanField("thư điện tử")
    by_sms = models.BooleanField("tin nhắn")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="a_person_chooses_once_for_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.by_email} {self.by_sms}"


class Message(models.Model):
    """One message to one person on one channel. `key` is unique, so asking twice sends once."""

    class Channel(models.TextChoices):
        IN_APP = "in_app", "Trên cổng"
        EMAIL = "email", "Thư điện tử"
        SMS = "sms", "Tin nhắn"

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ gửi"
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=160, unique=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    template = models.CharField(max_length=60)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="messages")
    address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    # What goes along by e-mail, as `<kind>:<id>` (see attachments); made when it is handed over.
    attachment = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it may be handed over (again), who holds it now, and since when: see commands.send.
    due_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    evidence = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "-created_at", "-id"],
                name="inbox_of_a_person",
                condition=models.Q(channel="in_app"),
            ),
            models.Index(
                fields=["person"],
                name="unread_of_a_person",
                condition=models.Q(channel="in_app", read_at__isnull=True),
            ),
            models.Index(
                fields=["created_at"],
                name="messages_not_yet_sent",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.channel} {self.state}"
