"""What the outside world remembers."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Citizen(AbstractBaseUser):
    """A synthetic person with an electronic identity of level 1 or 2; or an organisation's identity, as its
    representative uses it: then `number` is the tax code, `person_number` and the other facts are the person's."""

    number = models.CharField("số định danh, mã số thuế", max_length=13, unique=True)
    person_number = models.CharField("số định danh của người đại diện", max_length=12, blank=True)
    organisation = models.CharField("tên tổ chức", max_length=200, blank=True)
    organisation_kind = models.CharField(max_length=11, blank=True)
    organisation_address = models.CharField(max_length=200, blank=True)
    name = models.CharField("họ và tên", max_length=120)
    born_on = models.DateField("ngày sinh")
    gender = models.CharField(max_length=6)
    phone = models.CharField(max_length=16)
    email = models.EmailField()
    address = models.CharField(max_length=200)
    commune_code = models.CharField(max_length=5)
    level = models.PositiveSmallIntegerField(default=2)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[BaseUserManager[Any]] = BaseUserManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Text(models.Model):
    """An SMS that reached a telephone. `handed` counts how often the sender handed it over under the same key."""

    objects: ClassVar[models.Manager["Text"]] = models.Manager()
    key = models.CharField(max_length=80, db_index=True)
    phone = models.CharField(max_length=20, db_index=True)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    handed = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.phone}: {self.text[:40]}"


class Letter(models.Model):
    """A mail in somebody's mailbox. `handed` counts deliveries with the same Message-ID; the mailbox shows one."""

    objects: ClassVar[models.Manager["Letter"]] = models.Manager()
    message_id = models.CharField(max_length=250, db_index=True)
    to = models.CharField(max_length=254, db_index=True)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)
    handed = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class Certificate(models.Model):
    """A certificate that was issued at run time. Those of the authorities themselves are built (`authority`)."""

    objects: ClassVar[models.Manager["Certificate"]] = models.Manager()
    serial = models.CharField(max_length=50, unique=True)
    ca = models.CharField(max_length=8)
    name = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64)
    title = models.CharField(max_length=64, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    pem = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.serial})"


class Revocation(models.Model):
    """That a certificate, issued or built, is revoked since a moment. Never taken back."""

    objects: ClassVar[models.Manager["Revocation"]] = models.Manager()
    serial = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=24)

    def __str__(self) -> str:
        return self.serial


class Credential(models.Model):
    """A signing key with its certificate, kept by a remote signing service or inside an officer's token."""

    class Place(models.TextChoices):
        REMOTE = "remote", "Dịch vụ ký số từ xa"
        TOKEN = "token", "Thiết bị ký của cán bộ"

    objects: ClassVar[models.Manager["Credential"]] = models.Manager()
    identifier = models.CharField(max_length=32, unique=True)
    place = models.CharField(max_length=6, choices=Place.choices)
    user = models.CharField(max_length=64, db_index=True)
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT)
    key = models.TextField()
    pin = models.CharField(max_length=128)
    wrong_pins = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.identifier


class Authorisation(models.Model):
    """That the holder of a credential let exactly these hashes be signed, once, until a moment.

    What the caller got (signature activation data) is known here by its SHA-256 only.
    """

    objects: ClassVar[models.Manager["Authorisation"]] = models.Manager()
    digest = models.CharField(max_length=64, primary_key=True)
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE)
    hashes = models.JSONField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Fault(models.Model):
    """How one channel misbehaves: each number says for how many requests (−1: until reset)."""

    objects: ClassVar[models.Manager["Fault"]] = models.Manager()

    class Channel(models.TextChoices):
        VNEID = "vneid", "VNeID"
        SMS = "sms", "Tin nhắn"
        MAIL = "mail", "Thư điện tử"
        TSA = "tsa", "Dấu thời gian"
        CA = "ca", "Cấp chứng thư"
        OCSP = "ocsp", "Trạng thái chứng thư (OCSP)"
        CRL = "crl", "Danh sách thu hồi (CRL)"
        CSC = "csc", "Ký số từ xa"
        TOKEN = "token", "Thiết bị ký của cán bộ (từ chối: rút ra)"

    channel = models.CharField(max_length=5, primary_key=True, choices=Channel.choices)
    delay_ms = models.PositiveIntegerField("chậm (mili giây)", default=0)
    refuse = models.IntegerField("từ chối", default=0)
    drop = models.IntegerField("nhận rồi ngắt kết nối, không trả lời", default=0)
    duplicate = models.IntegerField("phát hai lần", default=0)
    wrong_time = models.IntegerField("sai giờ", default=0)
    wrong_nonce = models.IntegerField("sai số ngẫu nhiên", default=0)
    wrong_imprint = models.IntegerField("đóng dấu vật khác", default=0)

    def __str__(self) -> str:
        return self.channel
