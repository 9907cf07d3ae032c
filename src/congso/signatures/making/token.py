"""Signing by a device of the server (HSM, USB token) through PKCS#11: the key never leaves it.

The device is opened for each signature and closed after it, one at a time in a process: who is signed in to a token is
known to it once for the whole process. A device that was taken out signs nothing, and one put back is found again.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

import pkcs11
import structlog
from django.conf import settings
from django.core.cache import cache
from pkcs11 import exceptions
from pyhanko.sign.pkcs11 import PKCS11Signer

from congso.kernel.refusals import NotPossibleNow

from .keys import Chain, check_signature

log = structlog.get_logger(__name__)
_one_at_a_time = Lock()
_WRONG_PIN = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange)


class _Checked(PKCS11Signer):
    """Signs in the device, and makes sure that the key there is the certificate's."""

    def __init__(self, session: Any, chain: Chain, label: str) -> None:
        # Hashed here: not every device hashes (SHA256_ECDSA), every one signs.
        super().__init__(
            session, signing_cert=chain.own, ca_chain=chain.others, key_label=label, use_raw_mechanism=True
        )
        self._chain = chain

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        raw = bytes(await super().async_sign_raw(data, digest_algorithm, dry_run))
        if not dry_run:
            check_signature(self._chain, hashlib.sha256(data).digest(), raw)
        return raw


@contextmanager
def opened(chain: Chain, reference: str) -> Iterator[PKCS11Signer]:
    """Open the key "token label/key label" and yield what signs with it. Raises NotPossibleNow for all that fails."""
    if settings.PKCS11_MODULE is None:
        raise NotPossibleNow(
            "Máy chủ chưa cấu hình thiết bị ký nên chưa ký được.", code="no_signing_device",
            remedy="Báo quản trị hệ thống.",
        )  # fmt: skip
    token_label, _slash, key_label = reference.partition("/")
    # A PIN that was refused once is not tried again: the device would lock itself, and jobs ask often.
    refused = f"signatures.pin_refused:{hashlib.sha256(f'{token_label}/{settings.PKCS11_PIN}'.encode()).hexdigest()}"
    if cache.get(refused):
        _pin_is_wrong()
    with _one_at_a_time:
        try:
            with _session(settings.PKCS11_MODULE, token_label) as session:
                session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=key_label)
                yield _Checked(session, chain, key_label)
        except _WRONG_PIN:
            log.error("signatures.device_pin_wrong", token=token_label)
            cache.set(refused, True, _PIN_REFUSED_SECONDS)
            _pin_is_wrong()
        except exceptions.PinLocked:
            raise NotPossibleNow(
                "Thiết bị ký của máy chủ đã bị khóa; chưa có gì được ký.", code="device_locked",
                remedy="Báo quản trị hệ thống liên hệ nơi cấp thiết bị để mở khóa.",
            ) from None  # fmt: skip
        except exceptions.NoSuchKey:
            raise NotPossibleNow(
                f"Trong thiết bị ký của máy chủ không có khóa “{key_label}”; chưa có gì được ký.", code="no_such_key",
                remedy="Đề nghị quản trị hệ thống kiểm tra mã khóa đã đăng ký.",
            ) from None  # fmt: skip
        except (exceptions.PKCS11Error, OSError, RuntimeError) as trouble:
            log.warning("signatures.device_away", why=type(trouble).__name__)
            raise NotPossibleNow(
                "Không thấy thiết bị ký của máy chủ; chưa có gì được ký, hồ sơ vẫn như cũ.", code="device_away",
                remedy="Báo quản trị hệ thống kiểm tra thiết bị đã cắm, rồi thử lại.",
            ) from None  # fmt: skip


_PIN_REFUSED_SECONDS = 24 * 3600


def _pin_is_wrong() -> NoReturn:
    raise NotPossibleNow(
        "Thiết bị ký của máy chủ không nhận mã PIN đã cấu hình; chưa có gì được ký.", code="device_pin",
        remedy="Báo quản trị hệ thống sửa mã PIN trong cấu hình; hệ thống không thử lại mã đã bị từ chối.",
    )  # fmt: skip


def _session(module: Path, token_label: str) -> Any:
    library = pkcs11.lib(str(module))
    try:
        return library.get_token(token_label=token_label).open(user_pin=settings.PKCS11_PIN)
    except _WRONG_PIN:
        raise
    except exceptions.PKCS11Error:
        # Some modules look for devices once, when they start. No session of ours is open here.
        library.reinitialize()
        return library.get_token(token_label=token_label).open(user_pin=settings.PKCS11_PIN)
