"""Signing by a service that keeps the key (Cloud Signature Consortium API v2.0): hashes go, signatures come.

The holder's PIN opens the key for exactly one hash; it is passed on and kept nowhere. All calls of one signature take
`SECONDS` together at most. Whatever goes wrong is a refusal: nothing was signed.
"""

import time
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any, NoReturn

import structlog
from django.conf import settings
from django.core.cache import cache

from congso.kernel import outgoing
from congso.kernel.refusals import Incorrect, NotPossibleNow

from .keys import Chain, SignHash, encoded

log = structlog.get_logger(__name__)

SECONDS = 8.0
SHA256 = "2.16.840.1.101.3.4.2.1"
SHA256_WITH = {"rsa": "1.2.840.113549.1.1.11", "ec": "1.2.840.10045.4.3.2"}
WRONG_PIN = frozenset({"invalid_authentication_data", "invalid_pin", "invalid_otp"})
_TOKEN = "csc-access-token"  # noqa: S105 - a name
_EARLY_SECONDS = 60


class _Answered(Exception):  # noqa: N818 - an answer
    """The service said no: its status, its code, its words."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(code)
        self.status, self.code, self.words = status, code, words


def remote(chain: Chain, reference: str, pin: str, pin_field: str) -> SignHash:
    """Return what has a hash signed by the key `reference` at the service. Raises Incorrect (at `pin_field`) at once
    for a missing PIN; when called, Incorrect for a wrong one, NotPossibleNow for all else that is in the way.
    """
    if not settings.CSC_URL:
        raise NotPossibleNow(
            "Hệ thống chưa kết nối dịch vụ ký số từ xa nên chưa ký được.", code="no_signing_service",
            remedy="Báo quản trị hệ thống.",
        )  # fmt: skip
    if not pin:
        _wrong(pin_field, "Nhập mã PIN của chữ ký số từ xa.")

    def sign_hash(digest: bytes) -> bytes:
        try:
            return _Service().sign(chain, reference, pin, digest)
        except _Answered as no:
            log.info("signatures.service_refused", status=no.status, code=no.code)
            _refuse(no, pin_field)
        except (outgoing.Trouble, ValueError, TypeError, KeyError) as trouble:
            log.warning("signatures.service_away", why=type(trouble).__name__)
            _away()

    return sign_hash


class _Service:
    """The service, for one signature."""

    def __init__(self) -> None:
        self.ends = time.monotonic() + SECONDS

    def sign(self, chain: Chain, reference: str, pin: str, digest: bytes) -> bytes:
        named = {"credentialID": reference, "hashes": [encoded(digest)], "hashAlgorithmOID": SHA256}
        opened = self._ask(
            "credentials/authorize", {**named, "numSignatures": 1, "authData": [{"id": "PIN", "value": pin}]}
        )
        algorithm = SHA256_WITH[chain.own.public_key.algorithm]
        made = self._ask("signatures/signHash", {**named, "SAD": str(opened["SAD"]), "signAlgo": algorithm})
        try:
            return b64decode(made["signatures"][0], validate=True)
        except (KeyError, IndexError, Base64Error) as error:
            raise ValueError("no signature in the answer") from error

    def _ask(self, method: str, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._post(method, self._token(), json=asked)
        except _Answered as no:
            if no.status != 401:
                raise
            cache.delete(_TOKEN)  # it was taken back, or the service forgot it
            return self._post(method, self._token(), json=asked)

    def _token(self) -> str:
        if kept := cache.get(_TOKEN):
            return str(kept)
        told = self._post(
            "oauth2/token",
            data={
                "grant_type": "client_credentials",
                "client_id": settings.CSC_CLIENT_ID,
                "client_secret": settings.CSC_CLIENT_SECRET,
            },
        )
        token, lasts = str(told["access_token"]), int(told.get("expires_in", 0))
        if lasts > _EARLY_SECONDS:
            cache.set(_TOKEN, token, lasts - _EARLY_SECONDS)
        return token

    def _post(self, method: str, token: str = "", **body: Any) -> dict[str, Any]:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise outgoing.Refused("the signature takes too long")
        session = outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE, seconds=left)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            answer = session.post(f"{settings.CSC_URL}/{method}", headers=headers, timeout=left, **body)
        finally:
            session.close()
        told = answer.json() if answer.status_code < 500 else {}
        if not isinstance(told, dict):
            raise ValueError("no object in the answer")
        if answer.status_code != 200:
            raise _Answered(answer.status_code, str(told.get("error", "")), str(told.get("error_description", "")))
        return told


def _refuse(no: _Answered, pin_field: str) -> NoReturn:
    words = no.words.lower()
    if no.code in WRONG_PIN:
        _wrong(
            pin_field,
            "Mã PIN không đúng; chưa có gì được ký. Dịch vụ không cho biết còn mấy lần thử: thường sai 3 lần liên "
            "tiếp là bị khóa.",
        )
    if "locked" in words or no.code == "credential_locked":
        raise NotPossibleNow(
            "Chữ ký số từ xa của bạn đã bị khóa vì nhập sai mã PIN nhiều lần; chưa có gì được ký.", code="key_locked",
            remedy="Liên hệ nơi cấp chữ ký số để mở khóa, rồi ký lại.",
        )  # fmt: skip
    if "disabled" in words or "credentialid" in words:
        raise NotPossibleNow(
            "Dịch vụ ký số từ xa không cho dùng chứng thư này nữa (hết hiệu lực, bị thu hồi hoặc không còn); chưa có "
            "gì được ký.",
            code="key_disabled",
            remedy="Liên hệ nơi cấp chữ ký số, rồi nhờ quản trị hệ thống đăng ký chứng thư mới.",
        )
    _away()


def _away() -> NoReturn:
    raise NotPossibleNow(
        "Dịch vụ ký số từ xa không trả lời; chưa có gì được ký, hồ sơ vẫn như cũ.", code="signing_service_away",
        remedy="Thử lại sau ít phút. Nếu vẫn không được, báo quản trị hệ thống.",
    )  # fmt: skip


def _wrong(field: str, sentence: str) -> NoReturn:
    raise Incorrect(sentence, fields={field: [sentence]})
