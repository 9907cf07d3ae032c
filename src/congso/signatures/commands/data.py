"""Signing data and XML for an agency: exports, lists, messages that are no documents on paper."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.kernel.refusals import NotPossibleNow

from ..making import data, keys, token
from ..rules.keys import Medium
from .signing import usable


class Form(StrEnum):
    """How it is signed: a file of its own beside the content, or inside the XML."""

    CADES = "cades"
    XADES = "xades"


@transaction.atomic
def sign_data(*, content: bytes, form: Form, credential_id: UUID, now: datetime) -> bytes:
    """Return the signature (CAdES) or the signed file (XAdES). Raises Incorrect, NotPossibleNow, NotFound.

    Only keys that sign without anybody typing anything: in the system, in the server's device (CAdES alone).
    """
    row = usable(credential_id, now)
    chain = keys.chain_of(row.chain)
    if row.medium == Medium.SOFTWARE:
        beside = form is Form.CADES
        made = data.beside(content, keys.software(chain, row.key)) if beside else data.inside(content, chain, row.key)
    elif row.medium == Medium.TOKEN and form is Form.CADES:
        with token.opened(chain, row.reference) as device:
            made = data.beside(content, device)
    else:
        raise NotPossibleNow(
            "Khóa ở nơi này không ký được kiểu này.", code="key_is_elsewhere",
            remedy="Dùng chứng thư có khóa trong hệ thống, hoặc ký kiểu CAdES bằng thiết bị của máy chủ.",
        )  # fmt: skip
    record(
        action="signatures.sign_data", at=now, kind=Kind.CHANGE, object_kind="signing_credential", object_id=row.id,
        form=form.value, sha256=sha256(content).hexdigest(),
    )  # fmt: skip
    return made
