"""The paper of a form for which nobody has laid one out: groups, labels and answers, in the order of the form.

It prints until somebody makes it like the official form, and is what they begin from.
"""

import re

from .definition import FormDefinition
from .fields import Field, FieldType
from .paper import PaperForm

_FORM_NUMBER = re.compile(r"(?i)(?:mẫu|biểu)\s*(?:số|\d)|phụ lục\s*(?:số|\d|[ivx]+\b)")
_UNPRINTED = frozenset({FieldType.INFORMATION, FieldType.FILE})


def plain_paper(definition: FormDefinition) -> PaperForm:
    """Return the plain paper of a form; what only numbers the official form ("Mẫu số 01") is no title."""
    named = definition.official_form.strip()
    numbers_only = _FORM_NUMBER.match(named) is not None
    body: list[str] = []
    for group in definition.groups:
        body.append(f"? # {group.title}")
        body += (_line(field) for field in group.fields if field.type not in _UNPRINTED)
    return PaperForm(
        title=definition.title if numbers_only or not named else named,
        body=tuple(body),
        number=named if numbers_only else "",
    )


def _line(field: Field) -> str:
    match field.type:
        case FieldType.REPEATED:
            return f"? | {field.key}"
        case FieldType.YES_NO:
            return f"? [] {field.key}"
    return f"? {led(field.label)}{{{field.key}}}"


def led(label: str) -> str:
    """Return a label as it stands before an answer."""
    return f"{label} " if label.endswith(("?", ":", "…")) else f"{label}: "
