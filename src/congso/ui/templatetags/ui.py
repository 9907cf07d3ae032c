"""The template tags and filters of the design system. They are built in: templates need no `{% load %}`.

The reference with examples is `ui/README.md`; the living page `/giao-dien/` shows each with all its states.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from congso.kernel import clock, masking
from congso.ui.components import charts, form_fields, markup, words
from congso.ui.components.icons import icon as draw_icon

register = template.Library()

# ---------------------------------------------------------------- words and figures

register.filter("day", words.day)
register.filter("hour", words.hour)
register.filter("money", words.money)
register.filter("masked_id", words.masked_id)
register.filter("masked_text", masking.in_text)
register.filter("phone", words.phone)
register.filter("duration", words.duration)
register.filter("size", words.size)
register.filter("number", words.number)


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """`{{ counts|item:code }}`: the value under a key that is itself a variable; empty when absent."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def deadline(
    due: date | datetime | None, now: datetime | None = None, done: date | datetime | None = None, paused: bool = False
) -> SafeString:
    """A badge: còn 3 ngày, hạn 16:30 hôm nay, quá hạn 2 ngày; when done: trước hạn,
    đúng hạn or quá hạn; when paused: tạm dừng. Days are compared, never hours.

    `due` and `done` are instants or days; `now` defaults to the present.
    """
    if due is None:
        return markup.badge(_("chưa có hạn"), "neutral", chip=False)
    if done is not None:
        early_by = words.days_between(due, done)
        said = _("trước hạn") if early_by > 0 else _("đúng hạn") if early_by == 0 else _("quá hạn")
        return markup.badge(said, "danger" if early_by < 0 else "success", chip=False)
    if paused:
        return markup.badge(_("tạm dừng tính hạn"), "info", chip=False)
    text, tone = words.time_left(due, now or clock.now())
    shown = words.hour(due) if isinstance(due, datetime) else words.day(due)
    return format_html('<span class="badge nowrap tone-{}" title="{}">{}</span>', tone, _("Hạn: %s") % shown, text)


# ---------------------------------------------------------------- small components


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "search" %}`; give a label only when no word stands beside it."""
    return draw_icon(name, label)


def _with_icon(text: str, name: str) -> SafeString:
    if not name:
        return format_html("<span>{}</span>", text)
    ahead = name in {"arrow-right", "chevron-right", "chevron-down"}
    return format_html("<span>{}</span>{}" if ahead else "{1}<span>{0}</span>", text, draw_icon(name))


@register.simple_tag
def button(
    text: str,
    kind: str = "primary",
    type: str = "submit",
    icon: str = "",
    wide: bool = False,
    large: bool = False,
    css: str = "",
    **attrs: object,
) -> SafeString:
    """A `<button>`. `busy="Đang gửi…"` is shown while its form is on the way. Other keywords become attributes."""
    busy = attrs.pop("busy", None)
    classes = markup.button_class(kind, wide=wide, large=large, extra=css)
    if busy:
        attrs["data_busy_text"] = busy
    return format_html(
        '<button type="{}" class="{}"{}>{}</button>', type, classes, markup.attributes(attrs), _with_icon(text, icon)
    )


@register.simple_tag
def link_button(
    text: str,
    href: str,
    kind: str = "primary",
    icon: str = "",
    wide: bool = False,
    large: bool = False,
    css: str = "",
    **attrs: object,
) -> SafeString:
    """A link that looks like a button: it goes somewhere, it changes nothing."""
    classes = markup.button_class(kind, wide=wide, large=large, extra=css)
    return format_html(
        '<a href="{}" class="{}"{}>{}</a>', href, classes, markup.attributes(attrs), _with_icon(text, icon)
    )


@register.simple_tag
def badge(text: object, tone: str = "neutral") -> SafeString:
    """A word on a coloured ground: neutral, info, warn, danger, success, brand."""
    return markup.badge(text, tone, chip=False)


@register.simple_tag
def state_chip(text: object, tone: str = "neutral") -> SafeString:
    """The state of a dossier in the law's own words, with a dot."""
    return markup.badge(text, tone, chip=True)


@register.simple_block_tag
def cell(content: str, label: str = "", css: str = "") -> SafeString:
    """A `<td>` that shows its column's name when the table becomes cards on a phone."""
    return format_html(
        '<td role="cell"{}{}>{}</td>',
        markup.attributes({"class": css or None}),
        markup.attributes({"data_label": label or None}),
        mark_safe(content.strip()),  # noqa: S308  rendered template
    )


@register.simple_tag
def loading(text: str = "", id: str = "") -> SafeString:
    """Shown by htmx while a request is on the way (`hx-indicator="#id"`)."""
    about = markup.attributes({"id": id or None})
    return format_html('<span class="loading htmx-indicator" role="status"{}>{}</span>', about, text or _("Đang tải…"))


# ---------------------------------------------------------------- blocks


def _component(name: str, /, **variables: object) -> SafeString:
    return render_to_string(f"ui/components/{name}.html", variables)


def _inner(content: str) -> SafeString:
    return mark_safe(content.strip())  # noqa: S308  rendered template


ALERT_ICONS = {"info": "info", "neutral": "info", "warn": "warn", "danger": "stop", "success": "check-circle"}


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", role: str = "") -> SafeString:
    """A message beside the text. `role="alert"` only for what has just happened."""
    return _component("alert", content=_inner(content), tone=tone, icon=ALERT_ICONS[tone], title=title, role=role)


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    href: str = "",
    level: int = 2,
    kind: str = "",
    icon: str = "",
    id: str = "",
    actions: str = "",
) -> SafeString:
    """A box. With `href` the whole card is a link. `kind`: flat or plain. `actions`: ready markup beside the title."""
    return _component(
        "card",
        content=_inner(content), title=title, href=href, level=level, kind=kind, icon=icon, id=id, actions=actions,
    )  # fmt: skip


@register.simple_tag
def summary_list(rows: Sequence[Sequence[object]], narrow: bool = False) -> SafeString:
    """`[(label, value)]` or `[(label, value, change_url)]` as a description list."""
    whole = [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]
    return _component("summary_list", rows=whole, narrow=narrow)


@register.simple_block_tag
def summary(content: str, narrow: bool = False) -> SafeString:
    """Holds `{% summary_row %}`."""
    return format_html('<dl class="summary{}">{}</dl>', " summary--narrow" if narrow else "", _inner(content))


@register.simple_block_tag
def summary_row(content: str, label: str, change: str = "") -> SafeString:
    """One label and its value; `change` is the address where it can be corrected."""
    return _component("summary_row", label=label, value=_inner(content), change=change)


@register.simple_block_tag
def data_table(
    content: str,
    caption: str,
    hide_caption: bool = False,
    scroll: bool = False,
    id: str = "",
) -> SafeString:
    """Wraps `<thead>` and `<tbody>` (cells by `{% cell %}`). Cards on a phone; `scroll` keeps it a table there."""
    return _component(
        "data_table", content=_inner(content), caption=caption, hide_caption=hide_caption, scroll=scroll, id=id
    )


@register.simple_tag
def columns(*names: str) -> SafeString:
    """`{% columns "Mã hồ sơ" "Hạn" "Số tiền>" %}`: the `<thead>`; a trailing `>` aligns to the end."""
    return _component(
        "columns", columns=[{"name": name.removesuffix(">"), "number": name.endswith(">")} for name in names]
    )


@register.simple_tag
def pagination(
    next: str = "",
    previous: str = "",
    summary: str = "",
    target: str = "",
) -> SafeString:
    """Links to the neighbours of a page by cursor. `target`: a CSS selector that htmx swaps instead of the page."""
    return _component("pagination", next=next, previous=previous, summary=summary, target=target)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Links that change one part of a page; holds `{% tab %}`."""
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, _inner(content))


@register.simple_tag
def tab(text: str, href: str, active: bool = False, count: int | str | None = None, late: bool = False) -> SafeString:
    """One tab; `count` is shown after the word, `late` makes it red."""
    number = ""
    if count is not None and count != "":
        number = format_html('<span class="count{}">{}</span>', " count--danger" if late else "", count)
    current = markup.attributes({"aria_current": "page" if active else None})
    return format_html('<li><a href="{}"{}>{}{}</a></li>', href, current, text, number)


@register.simple_tag
def breadcrumb(*pairs: str) -> SafeString:
    """`{% breadcrumb "Thủ tục" url "Đăng ký khai sinh" %}`: label, address, …, the last label without address."""
    steps = [(pairs[index], pairs[index + 1] if index + 1 < len(pairs) else "") for index in range(0, len(pairs), 2)]
    return _component("breadcrumb", steps=steps)


@register.simple_tag
def stepper(steps: Sequence[str | Sequence[str]], current: int = 1) -> SafeString:
    """Where a person is in a wizard. `steps`: labels or (label, address) pairs; `current` counts from 1."""
    shown = []
    for index, step in enumerate(steps, start=1):
        label, href = (step, "") if isinstance(step, str) or not isinstance(step, list | tuple) else (step[0], step[1])
        state = "done" if index < current else "current" if index == current else "next"
        shown.append({"label": label, "href": href if state == "done" else "", "state": state, "number": index})
    return _component("stepper", steps=shown, current=current, total=len(shown))


@register.simple_block_tag
def timeline(content: str, label: str = "") -> SafeString:
    """Holds `{% event %}`, newest or oldest first as the page says."""
    about = markup.attributes({"aria_label": label or _("Diễn biến")})
    return format_html('<ol class="timeline"{}>{}</ol>', about, _inner(content))


@register.simple_block_tag
def event(
    content: str, title: str, at: date | datetime | str | None = None, by: str = "", tone: str = "brand"
) -> SafeString:
    """One fact. `tone`: brand, success, danger, warn, neutral, now, future. `at`: an instant, a day or words."""
    when = at if isinstance(at, str) else words.hour(at) if isinstance(at, datetime) else words.day(at)
    return _component("event", content=_inner(content), title=title, when=when, by=by, tone=tone)


@register.simple_block_tag
def empty_state(content: str, title: str, level: int = 2) -> SafeString:
    """A page or list without rows: says why, and what to do. The content may hold paragraphs and buttons."""
    return _component("empty_state", content=_inner(content), title=title, level=level)


@register.simple_block_tag
def disclosure(content: str, title: str, open: bool = False, id: str = "") -> SafeString:
    """Text that opens under its title, by `<details>`."""
    return format_html(
        '<details class="disclosure"{}><summary>{}</summary><div class="disclosure__body">{}</div></details>',
        markup.attributes({"id": id or None, "open": bool(open)}), title, _inner(content),
    )  # fmt: skip


@register.simple_block_tag
def fold(content: str, title: str, conclusion: str = "", level: int = 2, id: str = "", css: str = "") -> SafeString:
    """A section of details under its title and what they come to in one line; opened by script on wide screens."""
    return format_html(
        '<details class="fold{}"{} data-open-wide><summary><h{}>{}</h{}>{}</summary>'
        '<div class="fold__body">{}</div></details>',
        f" {css}" if css else "", markup.attributes({"id": id or None}), level, title, level,
        format_html('<span class="fold__conclusion">{}</span>', conclusion) if conclusion else "", _inner(content),
    )  # fmt: skip


@register.simple_block_tag
def dialog(
    content: str, title: str, open_text: str, kind: str = "secondary", id: str = "", icon: str = ""
) -> SafeString:
    """A button that opens a box: modal with script, unfolded in place without."""
    classes = markup.button_class(kind)
    return _component(
        "dialog",
        content=_inner(content), title=title, open_text=open_text, classes=classes, icon=icon,
        id=id or f"hop-{slugify(open_text)}",
    )  # fmt: skip


@register.simple_block_tag
def toolbar(content: str, label: str = "") -> SafeString:
    """Buttons that act on what is below."""
    return format_html(
        '<div class="toolbar" role="group" aria-label="{}">{}</div>', label or _("Thao tác"), _inner(content)
    )


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: template.Context, content: str, action: str = "", target: str = "", submit: str = ""
) -> SafeString:
    """A GET form of filters with its own button. `target`: what htmx swaps when a filter changes."""
    request = context.get("request")
    address = action or (request.path if request else "")
    return _component("filter_bar", content=_inner(content), action=address, target=target, submit=submit or _("Lọc"))


@register.simple_tag
def tile(label: str, value: object, href: str = "", note: str = "", tone: str = "") -> SafeString:
    """A big number with its name; with `href` it opens down to its rows."""
    shown = words.number(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return _component("tile", label=label, value=shown, href=href, note=note, tone=tone)


# ---------------------------------------------------------------- forms


@register.simple_tag
def field(
    bound: BoundField,
    label: str = "",
    help: str = "",
    css: str = "",
    hide_label: bool = False,
    **attrs: object,
) -> SafeString:
    """A bound field: label, help, error and control tied together. Other keywords become attributes of the control."""
    given = {
        name.strip("_").replace("_", "-"): str(value) for name, value in attrs.items() if value not in (None, False)
    }
    shown = form_fields.rendered(bound, label=label, help=help, attrs=given)
    return _component("field", field=shown, css=css, hide_label=hide_label)


@register.simple_tag
def fields(form: forms.BaseForm) -> SafeString:
    """All fields of a form in their order, hidden ones included."""
    return mark_safe("".join(field(bound) for bound in form))  # noqa: S308  each is rendered


@register.simple_tag
def error_summary(*shown: forms.BaseForm | Sequence[forms.BaseForm]) -> SafeString:
    """All errors of one or more forms (or lists of them), each linked to its field; nothing when there are none."""
    listed = [form for one in shown for form in (one if isinstance(one, Sequence) else [one])]
    links = form_fields.error_links(*[form for form in listed if form])
    return _component("error_summary", links=links) if links else mark_safe("")


@register.simple_tag
def file_picker(
    name: str,
    label: str,
    help: str = "",
    accept: str = "application/pdf,image/jpeg,image/png",
    max_bytes: int = 20 * 1024 * 1024,
    multiple: bool = False,
    required: bool = False,
    upload_url: str = "",
    pieces_url: str = "",
    files: Sequence[object] = (),
    error: str = "",
    id: str = "",
    crop: bool = False,
) -> SafeString:
    """Chooses papers. With `upload_url` and script each file goes at once, with its progress; otherwise with the form.

    With `pieces_url` a large one goes in pieces, and goes on where it stopped when the line was cut. With `crop` a
    picture that was just chosen can be cut and turned; the page's own style sheet then has `.crop`.

    `files`: what is there already, each with `name`, `size`, and perhaps `url`, `remove_url`, `note`.
    """
    return _component(
        "file_picker",
        name=name, label=label, help=help, accept=accept, max_bytes=str(max_bytes), max_words=words.size(max_bytes),
        multiple=multiple, required=required, upload_url=upload_url, pieces_url=pieces_url,
        files=files, error=error, id=id or f"tep-{name}", crop=words.cutting() if crop else "",
    )  # fmt: skip


@register.simple_tag
def rating(bound: BoundField) -> SafeString:
    """Five cards from rất không hài lòng to rất hài lòng, for a `RatingField`."""
    return _component("rating", field=form_fields.rendered(bound))


# ---------------------------------------------------------------- charts


def _chart(
    title: str, drawing: str, head: Sequence[str], rows: Sequence[Sequence[object]], legend: object = ()
) -> SafeString:
    return _component("chart", title=title, drawing=mark_safe(drawing), head=head, rows=rows, legend=legend)  # noqa: S308


@register.simple_tag
def bar_chart(title: str, rows: Sequence[tuple[str, float]], unit: str = "", tone: str = "") -> SafeString:
    """Horizontal bars: `[(label, value)]`, itself a list that can be read out. `tone="late"` for red."""
    css = "series-late" if tone == "late" else "series-1"
    return _chart(title, charts.bars(rows, css=css), ["", unit or _("Số lượng")], [])


@register.simple_tag
def column_chart(
    title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], late: str = ""
) -> SafeString:
    """Stacked columns by month: labels and `[(name, values)]`. The series named `late` is red."""
    css = _series_css([name for name, _ in series], late)
    rows = [(label, *[words.number(values[index]) for _, values in series]) for index, label in enumerate(labels)]
    legend = list(zip([name for name, _ in series], css, strict=True))
    drawing = charts.stacked_columns(labels, series, title, css)
    return _chart(title, drawing, ["", *[name for name, _ in series]], rows, legend)


@register.simple_tag
def line_chart(title: str, points: Sequence[tuple[str, float]], unit: str = "") -> SafeString:
    """A line over time: `[(label, value)]`."""
    rows = [(name, words.number(value)) for name, value in points]
    return _chart(title, charts.line(points, title), ["", unit or _("Số lượng")], rows)


@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString:
    """A word-sized line; the label says in words what it shows."""
    return format_html('<span class="chart">{}</span>', mark_safe(charts.sparkline(values, label)))  # noqa: S308


@register.simple_tag
def donut_chart(title: str, parts: Sequence[tuple[str, float]], late: str = "", middle: str = "") -> SafeString:
    """Shares of a whole: `[(label, value)]`; the part named `late` is red."""
    css = _series_css([name for name, _ in parts], late)
    legend = [(f"{name}: {words.number(value)}", colour) for (name, value), colour in zip(parts, css, strict=True)]
    drawing = charts.donut(parts, title, css, middle=middle)
    return _chart(title, drawing, ["", _("Số lượng")], [(n, words.number(v)) for n, v in parts], legend)


def _series_css(names: Sequence[str], late: str) -> list[str]:
    colours = iter(charts.SERIES * 4)
    return ["series-late" if late and name == late else next(colours) for name in names]
