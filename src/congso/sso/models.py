"""Connected systems, the sessions people have there, and the keys that sign. Tokens are rows of `allauth.idp.oidc`."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from congso.kernel.ids import uuid7


class ConnectedSystem(models.Model):
    """Another system that asks us who is there (hệ thống kết nối đăng nhập một lần).

    Name, addresses and scopes stand on allauth's `Client`, which the protocol reads; here is what the province adds.
    """

    class Audience(models.TextChoices):
        OFFICERS = "officers", "Cán bộ, công chức"
        PEOPLE = "people", "Người dân, doanh nghiệp"
        EVERYONE = "everyone", "Cả hai"

    client = models.OneToOneField(
        "allauth_idp_oidc.Client", on_delete=models.PROTECT, primary_key=True, related_name="system"
    )
    owner = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField("dành cho", max_length=8, choices=Audience.choices)
    secret_digest = models.CharField(max_length=64, blank=True)
    pkce_required = models.BooleanField(default=True)
    may_introspect = models.BooleanField("được hỏi về mã của hệ thống khác", default=False)
    logout_uri = models.CharField("địa chỉ báo đăng xuất", max_length=500, blank=True)
    registered_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.client_id)


class RemoteSession(models.Model):
    """A session in a connected system that began with us (phiên ở hệ thống khác). Its id is the claim `sid`.

    Every token belongs to one and is worth nothing once it has ended. It ends with the sign-in here (`sign_in_id`),
    with the account, the password or the appointment: triggers of the migration see to the first three in the very
    transaction, the appointment is asked about at each use.
    """

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out", "Đã đăng xuất"
        EXPIRED = "expired", "Hết thời hạn phiên"
        ACCOUNT = "account", "Tài khoản bị khóa hoặc đổi mật khẩu"
        APPOINTMENT = "appointment", "Vị trí công tác kết thúc"
        SYSTEM = "system", "Hệ thống bị ngừng kết nối"
        REUSED = "reused", "Mã đã dùng được dùng lại"
        REVOKED = "revoked", "Hệ thống tự trả mã"
        CONSENT = "consent", "Người dùng rút đồng ý"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey("allauth_idp_oidc.Client", on_delete=models.PROTECT, related_name="remote_sessions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    delegation = models.ForeignKey("organisation.Delegation", on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=64)
    sign_in_id = models.UUIDField()
    logout_uri = models.CharField(max_length=500, blank=True)
    acr = models.CharField(max_length=40)
    amr = models.JSONField(default=list)
    authenticated_at = models.DateTimeField()
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=End.choices, blank=True)
    told_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_living_session_of_a_browser_in_a_system",
                fields=["client", "sign_in_id"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_ended_session_says_why", condition=Q(ended_at__isnull=True) | ~Q(end_reason="")
            ),
        ]
        indexes = [
            models.Index(
                name="living_sessions_of_a_browser", fields=["sign_in_id"], condition=Q(ended_at__isnull=True)
            ),
            models.Index(
                name="sessions_to_tell_of",
                fields=["next_attempt_at"],
                condition=Q(ended_at__isnull=False, told_at__isnull=True) & ~Q(logout_uri=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Subject(models.Model):
    """Under which name a system knows a citizen (`sub`): a different one in each, so that systems cannot compare."""

    client = models.ForeignKey("allauth_idp_oidc.Client", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=36, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_account_has_one_name_in_a_system", fields=["client", "account"])
        ]

    def __str__(self) -> str:
        return self.value


class Agreement(models.Model):
    """What somebody agreed to share with a system (đồng ý chia sẻ); withdrawn ones stay as they were."""

    client = models.ForeignKey("allauth_idp_oidc.Client", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scopes = models.JSONField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_standing_agreement_with_a_system",
                fields=["client", "account"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.client_id}"


class SigningKey(models.Model):
    """A key that signs what we say (khóa ký). The private half is kept encrypted, see `commands.keys`."""

    kid = models.CharField(primary_key=True, max_length=64)
    sealed_pem = models.TextField()
    made_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    retires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_key_signs_before_it_retires",
                condition=Q(retires_at__isnull=True) | Q(retires_at__gt=models.F("signs_from")),
            )
        ]

    def __str__(self) -> str:
        return self.kid
