"""Person ≠ account ≠ officer: a human, a way to sign in, and (in `organisation`) a post held for a time."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedText


class Person(models.Model):
    """A human being known to the province, with or without an account.

    The number and the ways to reach somebody are sealed in the database; `identity_index` (kernel.protection) is what
    finds the person with a number and keeps it unique.
    """

    class Gender(models.TextChoices):
        MALE = "male", "Nam"
        FEMALE = "female", "Nữ"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    full_name = models.CharField("họ, chữ đệm và tên", max_length=120)
    name_sort_key = models.CharField(max_length=400)
    search_name = models.CharField(max_length=120)
    identity_number = SealedText("số định danh cá nhân", label="person.identity_number", null=True, blank=True)
    identity_index = models.BinaryField(max_length=16, null=True, blank=True, unique=True)
    born_on = models.DateField("ngày sinh", null=True, blank=True)
    gender = models.CharField("giới tính", max_length=6, choices=Gender.choices, blank=True)
    phone = SealedText("số điện thoại", label="person.phone", default="", blank=True)
    email = SealedText("thư điện tử", label="person.email", default="", blank=True)
    address = SealedText("địa chỉ", label="person.address", default="", blank=True)
    commune_code = models.CharField("mã xã, phường", max_length=5, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_identity_number_has_its_index",
                condition=models.Q(identity_number__isnull=True, identity_index__isnull=True)
                | models.Q(identity_number__isnull=False, identity_index__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; a password may be absent (people sign in through VNeID)."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in (tài khoản). Holds no rights: those come from the position an officer holds.

    A person has at most one account of each kind: a citizen's, opened by the first sign-in through VNeID and without
    a password, and an officer's, opened by the administration (ADR 0005). Only the officer's reaches the desk.
    """

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "Người dân, doanh nghiệp"
        OFFICER = "officer", "Cán bộ, công chức"

    username = models.CharField("tên đăng nhập", max_length=80, unique=True)
    kind = models.CharField("loại", max_length=7, choices=Kind.choices, default=Kind.OFFICER)
    email = models.EmailField("thư điện tử", blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")
    is_active = models.BooleanField("đang hoạt động", default=True)
    locked_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    lock_reason = models.CharField("lý do khóa", max_length=200, blank=True)
    password_set_at = models.DateTimeField("đặt mật khẩu lúc", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="a_person_has_one_account_of_each_kind"),
            models.CheckConstraint(
                name="a_citizen_account_belongs_to_a_person",
                condition=models.Q(person__isnull=False) | ~models.Q(kind="citizen"),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.person.full_name if self.person else self.username


class ClientSystem(models.Model):
    """Another system that speaks to the programming interface with a token (hệ thống kết nối).

    Only the SHA-256 of the token is kept. It acts for `organisation_id`, within `scopes`
    (`identity.rules.scopes`).
    """

    name = models.CharField("tên hệ thống", max_length=120, unique=True)
    token_digest = models.CharField(max_length=64, unique=True)
    organisation_id = models.BigIntegerField(null=True, blank=True)
    officer_id = models.BigIntegerField(null=True, blank=True)
    scopes = models.JSONField(default=list)
    valid_until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class FailedSignIn(models.Model):
    """A sign-in that failed a moment ago, counted per bucket; `bucket` is a digest, so no name or address is kept."""

    bucket = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bucket", "at"], name="failed_sign_ins_of_a_bucket")]

    def __str__(self) -> str:
        return f"{self.bucket[:8]} {self.at:%Y-%m-%d %H:%M:%S}"


class SignInSession(models.Model):
    """One sign-in that lasts (phiên đăng nhập): from where, with what, since when.

    Ending it removes the session itself. `session_key` names the row of the session store, and is emptied then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_in_sessions")
    session_key = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField("đăng nhập lúc")
    seen_at = models.DateTimeField("dùng gần nhất")
    address = models.GenericIPAddressField("địa chỉ mạng", null=True)
    device = models.CharField("thiết bị", max_length=120, blank=True)
    level = models.CharField("mức xác thực", max_length=20, blank=True)
    methods = models.JSONField("cách xác thực", default=list)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    end_reason = models.CharField("lý do kết thúc", max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "-seen_at"], name="open_sessions_of_an_account", condition=models.Q(ended_at=None)
            ),
            models.Index(fields=["session_key"], name="open_session_by_key", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_at:%Y-%m-%d %H:%M}"


class Invitation(models.Model):
    """A way to choose one's first password (lời mời kích hoạt): one link, once, for a time. Only its digest is kept."""

    class Purpose(models.TextChoices):
        OPEN = "open", "Kích hoạt tài khoản"
        RESET = "reset", "Đặt lại mật khẩu"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    purpose = models.CharField(max_length=5, choices=Purpose.choices)
    token_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    invited_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_invitation_ends_after_it_begins", condition=models.Q(valid_until__gt=models.F("invited_at"))
            ),
            models.UniqueConstraint(
                fields=["account"], name="an_account_has_one_open_invitation", condition=models.Q(used_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.account_id}"
