"""The pages on which editors lay out the form of a draft: questions, conditions, rules, preview, the printed paper."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.kernel import clock
from congso.kernel.refusals import NotFound, NotPossibleNow, Refusal
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands
from ..forms import AnswersForm
from ..forms.conditions import ConditionForm
from ..forms.form_builder import (
    FieldForm,
    GeneralForm,
    GroupForm,
    JsonForm,
    NewFieldForm,
    NewGroupForm,
    PaperFormForm,
    RuleForm,
)
from ..forms.formulas import FormulaForm
from ..queries import PLACES, form_drafts
from ..queries import amendments as works
from ..rules import form_editing
from ..rules.amending import Stage
from ..rules.blocks import BLOCKS
from ..rules.condition_words import words
from ..rules.form_language import TYPE_LABELS, Field, FieldType, FormDefinition, summary, unprinted
from ..rules.parts import FORM_TITLE
from ..rules.rights import CatalogueRight

LARGEST_FILE = 1_000_000
Change = Callable[[FormDefinition], FormDefinition]
Addition = Callable[[FormDefinition], tuple[FormDefinition, str]]


class Workbench:
    """One draft's form on one request: what is there, and how it is changed."""

    def __init__(self, request: OfficerRequest, amendment_id: int) -> None:
        self.request, self.amendment_id = request, amendment_id
        self.draft = form_drafts.form_draft(amendment_id)
        self.definition = self.draft.definition

    @cached_property
    def view(self) -> works.AmendmentView:
        """The work around the form; an act needs none of it."""
        return works.amendment(self.amendment_id, self.request.officer, clock.today())

    @property
    def seen(self) -> str:
        """The hash against which a change is made: what the page showed, else what is there now."""
        return self.request.POST.get("seen", "")[:64] or self.draft.seen

    def save(self, change: Change, note: str) -> None:
        """Change the form. Raises as `commands.revise_form`."""
        commands.revise_form(
            amendment_id=self.amendment_id,
            change=change,
            seen=self.seen,
            note=note,
            officer=self.request.officer,
            now=clock.now(),
        )

    def add(self, change: Addition, note: str) -> str:
        """Change the form by a function that also tells where what it added stands. Raises as `save`."""
        places: list[str] = []

        def changed(definition: FormDefinition) -> FormDefinition:
            new, place = change(definition)
            places.append(place)
            return new

        self.save(changed, note)
        return places[-1]

    def place(self, anchor: str = "") -> HttpResponseRedirect:
        """Go back to the builder, to a question or a group."""
        address = reverse("catalogue:form_builder", args=[self.amendment_id])
        return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Show a page of the builder."""
        base = {
            "view": self.view,
            "draft": self.draft,
            "seen": self.draft.seen,
            "may_edit": self.view.row.stage == Stage.DRAFTING,
            "form_title": FORM_TITLE,
        }
        return render(self.request, template, {**base, **context}, status=status)

    def fields_by_key(self) -> dict[str, Field]:
        """Every field and part by its key, for words."""
        found = {field.key: field for field in self.definition.fields}
        for field in self.definition.fields:
            found |= {part.key: part for part in field.fields}
        return found


def _outline(bench: Workbench) -> list[dict[str, Any]]:
    known = bench.fields_by_key()
    advised: dict[str, list[str]] = {}
    for one in bench.draft.advice:
        advised.setdefault(one.path, []).append(one.sentence)

    def row(field: Field, path: str) -> dict[str, Any]:
        return {
            "field": field,
            "path": path,
            "anchor": f"truong-{path.replace('.', '-')}",
            "type": TYPE_LABELS[field.type],
            "when": words(field.when, known),
            "required_if": words(field.required_if, known),
            "advice": advised.get(path, []),
            "parts": [row(part, f"{path}.{part.key}") for part in field.fields],
            "new_part": NewFieldForm(where=path, inside=True) if field.type is FieldType.REPEATED else None,
        }

    return [
        {
            "group": group,
            "when": words(group.when, known),
            "rows": [row(field, field.key) for field in group.fields],
            "new": NewFieldForm(where=group.key),
        }
        for group in bench.definition.groups
    ]


@officer_required(CatalogueRight.EDIT)
@require_safe
def form_builder(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """The whole form as an outline, with everything that can be done to it."""
    bench = Workbench(request, amendment_id)
    known = bench.fields_by_key()
    rules = [(rule, words(rule.when, known), known.get(rule.field)) for rule in bench.definition.rules]
    return bench.page(
        "catalogue/form_builder.html",
        outline=_outline(bench),
        rules=rules,
        new_group=NewGroupForm(),
        blocks=[block for block in BLOCKS.values() if block.fits(form_editing.keys_of(bench.definition))],
        general_advice=[one.sentence for one in bench.draft.advice if not one.path],
        changes=bench.view.form_changes if bench.draft.before is not None else (),
        json_form=JsonForm(),
    )


def _step(request: HttpRequest) -> int:
    return -1 if request.POST.get("step") == "up" else 1


def _act(request: OfficerRequest, bench: Workbench) -> HttpResponse:
    action, key = request.POST.get("action", ""), request.POST.get("key", "")[:200]
    definition, anchor = bench.definition, f"truong-{key.replace('.', '-')}"
    match action:
        case "add-group":
            form = NewGroupForm(request.POST)
            if not form.is_valid():
                raise NotPossibleNow("Ghi tên nhóm trước khi thêm.")
            title = form.cleaned_data["title"]
            new = bench.add(lambda d: form_editing.add_group(d, title), f"Thêm nhóm “{title}”")
            return bench.place(f"nhom-{new}")
        case "add-block":
            block = BLOCKS.get(request.POST.get("block", ""))
            if block is None:
                raise NotPossibleNow("Chọn một khối có sẵn.")
            after = request.POST.get("after", "")[:200]
            new = bench.add(lambda d: form_editing.add_block(d, block, after), f"Thêm khối “{block.title}”")
            return bench.place(f"nhom-{new}")
        case "add-field":
            inside = request.POST.get("inside", "")[:200]
            new_field = NewFieldForm(request.POST, where=inside or key, inside=bool(inside))
            if not new_field.is_valid():
                raise NotPossibleNow("Ghi câu hỏi và chọn loại trước khi thêm.")
            kind, label = FieldType(new_field.cleaned_data["type"]), new_field.cleaned_data["label"]
            path = bench.add(lambda d: form_editing.add_field(d, key, kind, label, inside), f"Thêm câu hỏi “{label}”")
            return redirect("catalogue:form_field", bench.amendment_id, path)
        case "move-group":
            title = form_editing.group_of(definition, key).title
            bench.save(lambda d: form_editing.move_group(d, key, _step(request)), f"Chuyển nhóm “{title}”")
            return bench.place(f"nhom-{key}")
        case "remove-group":
            title = form_editing.group_of(definition, key).title
            bench.save(lambda d: form_editing.remove_group(d, key), f"Xóa nhóm “{title}”")
            messages.success(request, _("Đã xóa nhóm “%(title)s”.") % {"title": title})
            return bench.place()
        case "move-field":
            label = form_editing.field_of(definition, key).label
            bench.save(lambda d: form_editing.move_field(d, key, _step(request)), f"Chuyển câu hỏi “{label}”")
            return bench.place(anchor)
        case "copy-field":
            label = form_editing.field_of(definition, key).label
            path = bench.add(lambda d: form_editing.copy_field(d, key), f"Chép câu hỏi “{label}”")
            return redirect("catalogue:form_field", bench.amendment_id, path)
        case "remove-field":
            field = form_editing.field_of(definition, key)
            home = form_editing.home_of(definition, key).key
            bench.save(lambda d: form_editing.remove_field(d, key), f"Xóa câu hỏi “{field.label}”")
            messages.success(request, _("Đã xóa câu hỏi “%(label)s”.") % {"label": field.label})
            return bench.place(f"nhom-{home}")
        case "remove-rule":
            bench.save(lambda d: form_editing.remove_rule(d, key), "Xóa quy tắc")
            return bench.place("quy-tac")
        case "drop":
            commands.drop_form(amendment_id=bench.amendment_id, officer=request.officer, now=clock.now())
            messages.success(request, _("Đã bỏ mọi thay đổi của biểu mẫu."))
            return bench.place()
    raise NotFound("Không có việc này.")


@officer_required(CatalogueRight.EDIT)
@require_POST
def form_act(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """One step of the builder; a refusal is told on the builder, nothing of the form is lost."""
    bench = Workbench(request, amendment_id)
    try:
        return _act(request, bench)
    except NotPossibleNow as refusal:
        messages.error(request, " ".join(filter(None, (refusal.message, refusal.remedy))))
        return bench.place()


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def form_field(request: OfficerRequest, amendment_id: int, path: str) -> HttpResponse:
    """One question with its settings and conditions."""
    bench = Workbench(request, amendment_id)
    field = form_editing.field_of(bench.definition, path)
    earlier = form_editing.before(bench.definition, path)
    data = request.POST if request.method == "POST" else None
    form = FieldForm(data, field=field, before=earlier)
    when = ConditionForm(data, condition=field.when, fields=earlier, prefix="hien")
    needed = ConditionForm(data, condition=field.required_if, fields=earlier, prefix="can")
    formula = FormulaForm(data if form.is_calculated else None, formula=field.formula, fields=earlier)
    status = 200
    if data is not None:
        status = 422
        is_told = not form.is_calculated or formula.is_valid()
        if form.is_valid() & when.is_valid() & needed.is_valid() & is_told:
            calculated = formula.cleaned_data["formula"] if form.is_calculated else None
            new = form.made(when.cleaned_data["condition"], needed.cleaned_data["condition"], calculated)
            if form.is_needed_if and new.required_if is None:
                form.add_error("needed", "Ghi điều kiện ở phần “Bắt buộc khi” bên dưới.")
            elif _saved(bench, form, lambda d: form_editing.replace_field(d, path, new), f"Sửa câu hỏi “{new.label}”"):
                if data.get("action") == "again":
                    return redirect("catalogue:form_field", amendment_id, path)
                return bench.place(f"truong-{path.replace('.', '-')}")
    return bench.page(
        "catalogue/form_field.html",
        status,
        form=form,
        when=when,
        needed=needed,
        formula=formula if form.is_calculated else None,
        field=field,
        path=path,
        group=form_editing.home_of(bench.definition, path),
        type_label=TYPE_LABELS[field.type],
        advice=[one.sentence for one in bench.draft.advice if one.path == path],
    )


def _saved(bench: Workbench, form: Any, change: Change, note: str) -> bool:
    """Save, or show at the form why not; what was typed stays in it."""
    try:
        bench.save(change, note)
    except NotPossibleNow as refusal:
        # Of a form that somebody changed meanwhile the next press is made against what is there now.
        form.add_error(None, " ".join(filter(None, (refusal.message, refusal.remedy))))
        return False
    messages.success(bench.request, _("Đã lưu."))
    return True


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def form_group(request: OfficerRequest, amendment_id: int, key: str) -> HttpResponse:
    """The heading of a group, and when it is shown."""
    bench = Workbench(request, amendment_id)
    group = form_editing.group_of(bench.definition, key)
    data = request.POST if request.method == "POST" else None
    form = GroupForm(data, group=group)
    earlier = form_editing.before(bench.definition, key)
    when = ConditionForm(data, condition=group.when, fields=earlier, prefix="hien")
    status = 200
    if data is not None:
        status = 422
        if form.is_valid() & when.is_valid():
            changed = {**form.cleaned_data, "when": when.cleaned_data["condition"]}
            note = f"Sửa nhóm “{changed['title']}”"
            if _saved(bench, form, lambda d: form_editing.replace_group(d, key, **changed), note):
                return bench.place(f"nhom-{key}")
    return bench.page("catalogue/form_group.html", status, form=form, when=when, group=group)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def form_general(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """The name of a form, the paper it stands for, its source, how long it takes."""
    bench = Workbench(request, amendment_id)
    initial = {name: getattr(bench.definition, name) for name in ("title", "official_form", "source", "minutes")}
    data = request.POST if request.method == "POST" else None
    form = GeneralForm(data, initial=initial)
    if data is not None and form.is_valid():
        given = form.cleaned_data
        if _saved(bench, form, lambda d: replace(d, **given), "Sửa tên, căn cứ của biểu mẫu"):
            return bench.place()
    return bench.page("catalogue/form_general.html", 422 if form.errors else 200, form=form)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def form_rule(request: OfficerRequest, amendment_id: int, key: str = "") -> HttpResponse:
    """One rule between answers; without a key a new one."""
    bench = Workbench(request, amendment_id)
    rule = next((one for one in bench.definition.rules if one.key == key), None)
    if key and rule is None:
        raise NotFound("Biểu mẫu không còn quy tắc này; tải lại trang.")
    fields = [field for field in bench.definition.fields if field.type is not FieldType.INFORMATION]
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, rule=rule, fields=fields)
    when = ConditionForm(data, condition=rule.when if rule else None, fields=fields, prefix="khi")
    status = 200
    if data is not None:
        status = 422
        if form.is_valid() & when.is_valid():
            condition = when.cleaned_data["condition"]
            if condition is None:
                form.add_error(None, "Ghi ít nhất một dòng điều kiện: khi nào thì sai.")
            else:
                words_of_it = form.cleaned_data["message"]
                new_key = key or form_editing.new_key(words_of_it[:40], form_editing.keys_of(bench.definition), "luat")
                new = form.made(new_key, condition)
                if _saved(bench, form, lambda d: form_editing.put_rule(d, new), f"Quy tắc “{words_of_it[:120]}”"):
                    return bench.place("quy-tac")
    return bench.page("catalogue/form_rule.html", status, form=form, when=when, rule=rule)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def form_preview(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """The form as people meet it, on a phone or a desk, with answers to try; nothing is stored."""
    bench = Workbench(request, amendment_id)
    data = request.POST if request.method == "POST" else None
    files = [field.key for field in bench.definition.fields if field.type is FieldType.FILE]
    form = AnswersForm(bench.definition, data, on=clock.today(), files=files)
    tried = None
    if data is not None:
        correct = form.is_valid()
        tried = {
            "correct": correct,
            "summary": summary(bench.definition, form.checked.answers, places=PLACES, on=clock.today()),
        }
    return bench.page(
        "catalogue/form_preview.html",
        form=form,
        tried=tried,
        frame="phone" if request.GET.get("khung") == "dien-thoai" else "desk",
        minutes=bench.definition.minutes or bench.draft.minutes,
    )


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def form_paper(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """The printed declaration, line by line, with the keys of every question beside it."""
    bench = Workbench(request, amendment_id)
    data = request.POST if request.method == "POST" else None
    form = PaperFormForm(data, definition=bench.definition)
    if data is not None and form.is_valid():
        typed = form.made()
        if _saved(bench, form, lambda d: form_editing.with_paper(d, typed), "Sửa tờ khai in ra"):
            return redirect("catalogue:form_paper", amendment_id)
    paper = bench.definition.paper
    return bench.page(
        "catalogue/form_paper.html",
        422 if form.errors else 200,
        form=form,
        has_paper=paper is not None,
        left=unprinted(paper, bench.definition.fields) if paper is not None else [],
    )


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def form_file(request: OfficerRequest, amendment_id: int) -> HttpResponse:
    """The definition as a JSON file: taken out, or put in whole."""
    bench = Workbench(request, amendment_id)
    if request.method != "POST":
        text = json.dumps(bench.definition.to_json(), ensure_ascii=False, indent=2)
        answer = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="bieu-mau-{bench.view.row.code}.json"'
        return answer
    form = JsonForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise NotPossibleNow("Chọn tệp JSON của biểu mẫu.")
        given = form.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise NotPossibleNow("Tệp lớn quá 1 MB: không phải một biểu mẫu.")
        new = FormDefinition.from_json(json.loads(given.read().decode("utf-8-sig")))
        bench.save(lambda _d: new, f"Nạp biểu mẫu từ tệp “{given.name[:80]}”")
    except (ValueError, RecursionError) as wrong:
        said = str(wrong) if not isinstance(wrong, json.JSONDecodeError | UnicodeDecodeError | RecursionError) else ""
        messages.error(request, _("Không nạp được tệp: %(why)s") % {"why": said or _("không phải JSON.")})
    except Refusal as refusal:
        messages.error(request, " ".join(filter(None, (refusal.message, refusal.remedy))))
    else:
        messages.success(request, _("Đã nạp biểu mẫu từ tệp."))
    return bench.place()
