"""Second factors of an account: an authenticator application, passkeys, recovery codes. Kept in allauth's table.

Secrets of applications are sealed (kernel.sealing), recovery codes hashed. Each check locks the factor's row, so a code
is good once however many requests bring it at the same time.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.identity.events import SecurityChanged
from congso.identity.models import Account
from congso.identity.rules import recovery, totp
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.kernel.sealing import is_current, seal, unseal

PURPOSE = "identity.totp"
TOTP, WEBAUTHN, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


def new_totp_secret() -> str:
    """Return a fresh secret for an authenticator application (base32, 160 bits)."""
    return totp.new_secret(secrets.token_bytes(totp.SECRET_BYTES))


@transaction.atomic
def add_totp(*, account_id: int, secret: str, code: str, now: datetime) -> None:
    """Give an account an authenticator application, proved by its present code; one that was there before goes.

    Raises Incorrect for a wrong code.
    """
    step = totp.step_of(code, secret=secret, now=now, used_up_to=None)
    if step is None:
        message = _("Mã chưa đúng. Hãy kiểm tra giờ trên điện thoại rồi nhập mã đang hiện.")
        raise Incorrect(message, fields={"code": [message]}, code="wrong_code")
    _locked(account_id)
    Authenticator.objects.filter(user_id=account_id, type=TOTP).delete()
    factor = Authenticator.objects.create(
        user_id=account_id, type=TOTP, created_at=now, data=sealed_totp(account_id, secret, last_step=step)
    )
    _tell("totp_added", factor, now)


def sealed_totp(account_id: int, secret: str, *, last_step: int | None = None) -> dict[str, Any]:
    """Return what is kept of an application's secret."""
    return {"secret": seal(secret, purpose=PURPOSE, owner=str(account_id)), "last_step": last_step}


@transaction.atomic
def add_passkey(*, account_id: int, name: str, credential: Mapping[str, Any], counter: int, now: datetime) -> None:
    """Give an account one more passkey, already verified (see passkeys)."""
    _locked(account_id)
    if Authenticator.objects.filter(user_id=account_id, type=WEBAUTHN).count() >= 10:
        raise NotPossibleNow(_("Đã có 10 khóa truy cập. Hãy bỏ bớt khóa không dùng nữa trước khi thêm khóa mới."))
    factor = Authenticator.objects.create(
        user_id=account_id,
        type=WEBAUTHN,
        created_at=now,
        data={"name": name[:60], "credential": dict(credential), "counter": counter},
    )
    _tell("passkey_added", factor, now)


@transaction.atomic
def renew_recovery_codes(*, account_id: int, now: datetime) -> list[str]:
    """Give an account ten new recovery codes and return them, shown this once; older ones stop working."""
    _locked(account_id)
    Authenticator.objects.filter(user_id=account_id, type=CODES).delete()
    codes = recovery.new_codes(secrets.choice)
    hashes = {}
    for code in codes:
        parts = recovery.parts_of(code)
        assert parts is not None
        hashes[parts[0]] = make_password(parts[1])
    factor = Authenticator.objects.create(user_id=account_id, type=CODES, created_at=now, data={"codes": hashes})
    _tell("recovery_codes_renewed", factor, now)
    return codes


@transaction.atomic
def prove_by_code(*, account_id: int, code: str, now: datetime) -> str:
    """Check what somebody typed: a code of the application, or a recovery code. Return the method (`otp`, `rc`) or "".

    A right code is spent by this. Nothing is written about a wrong one: who counts failures knows from where it came.
    """
    factor = Authenticator.objects.select_for_update().filter(user_id=account_id, type=TOTP).first()
    if factor is not None:
        secret = unseal(factor.data["secret"], purpose=PURPOSE, owner=str(account_id))
        step = totp.step_of(code, secret=secret, now=now, used_up_to=factor.data.get("last_step"))
        if step is not None:
            factor.data["last_step"] = step
            _used(factor, now)
            return "otp"
    parts = recovery.parts_of(code)
    factor = Authenticator.objects.select_for_update().filter(user_id=account_id, type=CODES).first() if parts else None
    if parts is None or factor is None:
        return ""
    kept = factor.data["codes"].get(parts[0])
    if kept is None or not check_password(parts[1], kept):
        return ""
    del factor.data["codes"][parts[0]]
    _used(factor, now)
    record(
        action="identity.use_recovery_code",
        at=now,
        purpose=Purpose.SECURITY,
        account_id=account_id,
        left=len(factor.data["codes"]),
    )
    publish(SecurityChanged(account_id, "recovery_code_used", now.isoformat()))
    return "rc"


@transaction.atomic
def prove_by_passkey(*, factor_id: int, counter: int, now: datetime) -> int:
    """Note that a passkey was used, and return the account's id. `counter` is what the device counts its uses by.

    Raises NotPossibleNow when the device counts backwards: a copy of it exists somewhere.
    """
    factor = Authenticator.objects.select_for_update().get(id=factor_id, type=WEBAUTHN)
    known = int(factor.data.get("counter", 0))
    if (counter or known) and counter <= known:
        record(
            action="identity.passkey_copied",
            at=now,
            purpose=Purpose.SECURITY,
            account_id=factor.user_id,
            object_kind="factor",
            object_id=factor.id,
        )
        raise NotPossibleNow(_("Khóa truy cập này không còn đáng tin. Hãy dùng cách khác và bỏ khóa này."))
    factor.data["counter"] = counter
    _used(factor, now)
    return int(factor.user_id)


@transaction.atomic
def remove_factor(*, account_id: int, factor_id: int, now: datetime, needed: bool) -> None:
    """Take a factor away from its holder. Recovery codes go with the last real one.

    `needed` says that the holder's positions ask for a second factor: then the last one stays. Raises NotFound,
    NotPossibleNow.
    """
    _locked(account_id)
    factor = Authenticator.objects.filter(id=factor_id, user_id=account_id).exclude(type=CODES).first()
    if factor is None:
        raise NotFound(_("Không tìm thấy yếu tố xác thực này."))
    others = Authenticator.objects.filter(user_id=account_id).exclude(type=CODES).exclude(id=factor.id).exists()
    if needed and not others:
        raise NotPossibleNow(
            _("Vị trí của bạn bắt buộc có yếu tố thứ hai. Hãy thêm yếu tố khác trước khi bỏ yếu tố này."),
            code="factor_needed",
        )
    _tell("passkey_removed" if factor.type == WEBAUTHN else "totp_removed", factor, now)
    factor.delete()
    if not others:
        Authenticator.objects.filter(user_id=account_id, type=CODES).delete()


@transaction.atomic
def take_all_factors(*, account_id: int, by_account_id: int | None, now: datetime) -> None:
    """Take every factor from somebody who lost them: the administrator has seen who they are. They enrol anew."""
    account = _locked(account_id)
    Authenticator.objects.filter(user_id=account_id).delete()
    record(
        action="identity.take_all_factors",
        at=now,
        account_id=by_account_id,
        purpose=Purpose.ADMINISTRATION,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account_id,
    )
    publish(SecurityChanged(account_id, "factors_taken", now.isoformat()))


def reseal_factors() -> int:
    """Seal every secret that still hangs on an older key with the present one; return how many there were."""
    done = 0
    for factor_id in list(Authenticator.objects.filter(type=TOTP).values_list("id", flat=True)):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(id=factor_id).first()
            if factor is None or is_current(factor.data["secret"]):
                continue
            owner = str(factor.user_id)
            secret = unseal(factor.data["secret"], purpose=PURPOSE, owner=owner)
            factor.data["secret"] = seal(secret, purpose=PURPOSE, owner=owner)
            factor.save(update_fields=["data"])
            done += 1
    return done


def _locked(account_id: int) -> Account:
    return Account.objects.select_for_update().get(id=account_id)


def _used(factor: Authenticator, now: datetime) -> None:
    factor.last_used_at = now
    factor.save(update_fields=["data", "last_used_at"])


def _tell(what: str, factor: Authenticator, now: datetime) -> None:
    record(action=f"identity.{what}", at=now, purpose=Purpose.SECURITY, account_id=factor.user_id,
           object_kind="factor", object_id=factor.id)  # fmt: skip
    publish(SecurityChanged(factor.user_id, what, now.isoformat()))
