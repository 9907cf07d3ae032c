"""Small pieces of markup written in Python: what a list shows many times should not need a template each."""

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

TONES = {"neutral", "info", "warn", "danger", "success", "brand"}
BUTTON_KINDS = {"primary", "secondary", "quiet", "danger"}


def attributes(given: dict[str, object]) -> SafeString:
    """` name="value"` for each; `_` becomes `-`, True is a bare attribute, None and False are left out.

    Raises ValueError for `style` and `on…`: the content security policy would drop them silently.
    """
    parts = []
    for raw, value in given.items():
        name = raw.strip("_").replace("_", "-")
        if name == "style" or name.startswith(("on", "hx-on")):
            raise ValueError(f"{name} is forbidden by the content security policy: use a class or a module")
        if value is None or value is False:
            continue
        parts.append(f" {name}" if value is True else f' {name}="{escape(value)}"')
    return mark_safe("".join(parts))  # noqa: S308


def tone_of(tone: object) -> str:
    """`tone` when it is one of ours; ValueError otherwise, so that a typing error is seen by its author."""
    name = str(tone or "neutral")
    if name not in TONES:
        raise ValueError(f"unknown tone {name!r}: one of {', '.join(sorted(TONES))}")
    return name


def button_class(kind: str, *, wide: bool = False, large: bool = False, extra: str = "") -> str:
    """The classes of a button; ValueError for an unknown kind."""
    if kind not in BUTTON_KINDS:
        raise ValueError(f"unknown kind of button {kind!r}: one of {', '.join(sorted(BUTTON_KINDS))}")
    names = ["button", "" if kind == "primary" else f"button--{kind}"]
    names += ["button--wide" if wide else "", "button--large" if large else "", extra]
    return " ".join(filter(None, names))


def badge(text: object, tone: object, *, chip: bool) -> SafeString:
    """A word with a tone; a chip has a dot before it. The word alone carries the meaning."""
    return format_html('<span class="badge{} tone-{}">{}</span>', " badge--chip" if chip else "", tone_of(tone), text)
