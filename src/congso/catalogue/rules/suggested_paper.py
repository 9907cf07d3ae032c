"""A first layout of the printed declaration, from the questions of a form."""

from .form_language import FieldType, FormDefinition, PaperForm


def suggested_paper(definition: FormDefinition) -> PaperForm:
    """Return a first layout: every question a line, in the order of the form, to be made like the official paper."""
    body: list[str] = []
    closing = ""
    for group in definition.groups:
        if group.key == "statements":
            closing = " ".join(field.label for field in group.fields if field.type is FieldType.YES_NO)
        body += ["", f"# {group.title}"]
        for field in group.fields:
            may_vanish = "? " if field.when is not None or group.when is not None else ""
            if field.type in {FieldType.INFORMATION, FieldType.FILE}:
                continue
            if field.type is FieldType.REPEATED:
                body.append(f"{may_vanish}{field.label}:")
                body.append(f"| {field.key}")
            elif field.type is FieldType.CHOICE and len(field.choices) <= 5:
                body.append(f"{may_vanish}{field.label}:")
                body.append(f"{may_vanish}[] {field.key}")
            else:
                body.append(f"{may_vanish}{field.label}: {{{field.key}}}")
    title = (definition.official_form or definition.title).upper()
    return PaperForm(title=title[:300], body=tuple(body[1:]), closing=closing)
