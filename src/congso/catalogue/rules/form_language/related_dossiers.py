"""Another dossier of the same person, named by its code (mã hồ sơ liên quan).

Whether there is none with a code, or it is somebody else's, is answered with one sentence: nobody learns of a dossier
that is not theirs. The codes themselves are read by `dossiers/rules/codes.py`; here is only their shape.
"""

import re
from collections.abc import Mapping
from typing import Any

from .answers import WrongAnswerError, one_line
from .fields import Dossiers, Field

_CODE = re.compile(
    r"(?:[0-9]{3}(?:\.[0-9]{2}){2}\.[GH][0-9]{2}|[GH][0-9]{2}(?:\.[0-9]{2,3}){0,3})-[0-9]{6,8}-[0-9]{4,9}"
    r"|DK[0-9]{6}-?(?:[0-9A-Z]{4}-?){2}[0-9A-Z]{4}",
    re.ASCII,
)


def read_related(field: Field, given: Any, dossiers: Dossiers | None) -> str | None:
    """Return the code of a dossier of the person's own, None for none. It is chosen or typed; both must be the same."""
    parts = given if isinstance(given, Mapping) else {"typed": given}
    codes = {text.replace(" ", "").upper() for part in ("chosen", "typed") if (text := one_line(parts.get(part)))}
    if not codes:
        return None
    if len(codes) > 1:
        raise WrongAnswerError(f"“{field.label}”: chọn một hồ sơ hoặc gõ một mã, không cả hai.")
    code = codes.pop()
    if not _CODE.fullmatch(code):
        raise WrongAnswerError(f"“{field.label}” không phải mã hồ sơ, ví dụ {field.example or 'H12.34-261130-0001'}.")
    if dossiers is None:
        return code
    own = dossiers.own(code)
    if own is None:
        raise WrongAnswerError(f"“{field.label}”: người nộp không có hồ sơ nào mang mã này.")
    return own
